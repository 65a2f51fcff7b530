/**
 * Many words, or many normal numbers, of a stream at once: for `Random`, which gives the same one at a time.
 */

import {
  BLOCK_GROUP,
  blockNormals,
  blockWords,
  IS_OUTSIDE,
  OUTSIDE,
} from '../kernels/random-blocks.ts';
import { type KernelCalls, kernelCalls } from './kernel-calls.ts';
import { normalFromCentre } from './normal-quantile.ts';

/** Words of a chunk; chunks begin at multiples of it, so that none passes a multiple of 2³² blocks. */
export const CHUNK_WORDS = 16 * 4 * BLOCK_GROUP;

/** Byte addresses of the key and of what is made. */
const KEY = 0;
const MADE = 16;

let calls: KernelCalls | undefined;

/** Makes the chunk that begins with block `low + 2³² high`. */
function make(
  kernel: typeof blockWords,
  [k0, k1]: readonly [number, number],
  low: number,
  high: number,
): KernelCalls['views'] {
  calls ??= kernelCalls([blockWords, blockNormals]);
  const { views, call } = calls;
  views.u32[KEY / 4] = k0;
  views.u32[KEY / 4 + 1] = k1;
  call(kernel, CHUNK_WORDS / 4, KEY, low, high, MADE);
  return views;
}

/** The words of a chunk to `out`. */
export function chunkWords(
  key: readonly [number, number],
  low: number,
  high: number,
  out: Uint32Array,
): void {
  const { u32 } = make(blockWords, key, low, high);
  out.set(u32.subarray(MADE / 4, MADE / 4 + CHUNK_WORDS));
}

/** The normal numbers of a chunk, half as many as it has words, times `deviation` to `out[from]` and on. */
export function chunkNormals(
  key: readonly [number, number],
  low: number,
  high: number,
  deviation: number,
  out: Float32Array | Float64Array,
  from: number,
): void {
  const { f64 } = make(blockNormals, key, low, high);
  for (let k = 0; k < CHUNK_WORDS / 2; k++) {
    let z = f64[MADE / 8 + k];
    if (Math.abs(z) > IS_OUTSIDE) {
      const q = z / OUTSIDE;
      z = normalFromCentre(q, 0.5 - Math.abs(q));
    }
    out[from + k] = deviation * z;
  }
}
