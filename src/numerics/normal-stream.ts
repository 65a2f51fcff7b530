/**
 * Standard normal numbers in bulk, for input noise: singles at a few nanoseconds each.
 *
 * Made by the kernel that adds noise to a network's states, or by its slow twin, which gives the same bits, where
 * WebAssembly cannot be compiled. 24 random bits set the radius, so |value| ≤ 5.8: not for statistics of rare events,
 * for which `Random.normal()` has 53.
 */

import { addNoise } from '../kernels/index.ts';
import { type KernelCalls, kernelCalls } from './kernel-calls.ts';
import { type Random, type RandomState, restoreRandom } from './random.ts';

/** A stream of standard normal numbers. */
export interface Normals {
  /**
   * Writes normal numbers of the means `means[first … first + count − 1]` and one standard deviation to `out[from]`,
   * `out[from + stride]` and so on.
   */
  write(
    out: Float32Array,
    from: number,
    stride: number,
    means: Float64Array,
    first: number,
    count: number,
    deviation: number,
  ): void;
  /** Where the stream stands, as plain JSON for `restoreNormals`; its position counts numbers. */
  state(): RandomState;
}

/** Numbers that are made at a time. */
const CHUNK = 256;
/** Word c3 of all counters: blocks that neither `Random` draws from nor `split` makes keys of. */
const PLACE = 1;
/** Byte addresses of the cell {key 0, key 1, c3, σ} and of the numbers. */
const CELL = 0;
const NUMBERS = 16;
const UINT32 = 4294967296;

interface Maker extends KernelCalls {
  readonly key: Uint32Array;
  readonly numbers: Float32Array;
}

function createMaker(): Maker {
  const calls = kernelCalls([addNoise]);
  const { u32, f32 } = calls.views;
  u32[CELL / 4 + 2] = PLACE;
  f32[CELL / 4 + 3] = 1;
  return {
    ...calls,
    key: u32.subarray(CELL / 4, CELL / 4 + 2),
    numbers: f32.subarray(NUMBERS / 4, NUMBERS / 4 + CHUNK),
  };
}

let maker: Maker | undefined;

class KernelNormals implements Normals {
  private readonly key: readonly [number, number];
  private readonly numbers = new Float32Array(CHUNK);
  /** Number of the chunk after the one in `numbers`. */
  private chunk: number;
  /** Next unused entry of `numbers`; `CHUNK` when all are used. */
  private at = CHUNK;

  constructor(key: readonly [number, number], position: number) {
    this.key = key;
    this.chunk = Math.floor(position / CHUNK);
    if (position % CHUNK !== 0) {
      this.refill();
      this.at = position % CHUNK;
    }
  }

  private refill(): void {
    maker ??= createMaker();
    const { key, numbers, call } = maker;
    key[0] = this.key[0];
    key[1] = this.key[1];
    numbers.fill(0);
    call(addNoise, CHUNK, CELL, this.chunk % UINT32, Math.floor(this.chunk / UINT32), NUMBERS);
    this.numbers.set(numbers);
    this.chunk++;
    this.at = 0;
  }

  write(
    out: Float32Array,
    from: number,
    stride: number,
    means: Float64Array,
    first: number,
    count: number,
    deviation: number,
  ): void {
    const { numbers } = this;
    for (let done = 0, to = from; done < count; ) {
      if (this.at === CHUNK) this.refill();
      const { at } = this;
      const end = Math.min(CHUNK, at + count - done);
      for (let k = at, m = first + done; k < end; k++, m++, to += stride)
        out[to] = means[m] + deviation * numbers[k];
      done += end - at;
      this.at = end;
    }
  }

  state(): RandomState {
    return { key: this.key, position: CHUNK * (this.chunk - 1) + this.at };
  }
}

/**
 * Normal numbers from the key of `random`: the same whatever has been drawn from it, and independent of what will be.
 * A second stream needs a split.
 */
export const createNormals = (random: Random): Normals => new KernelNormals(random.key, 0);

/**
 * The stream whose `state()` this was, at the same place.
 *
 * @throws UsageError when the state is not one
 */
export function restoreNormals(state: RandomState): Normals {
  const { key, position } = restoreRandom(state).state();
  return new KernelNormals(key, position);
}
