/** Flips of bit-plane stabilities: emitted against their twins, whole memories compared, and both against plain numbers. */

import { describe, expect, it } from 'vitest';
import { emitModule } from '../wasm/index.ts';
import { groupVectors, makeFlip, type StabilityEnergy, weighFlip } from './bit-stabilities.ts';
import { type Kernel, type Views, viewsOf } from './kernel.ts';

const SIZE = 1 << 17;
const A = { output: 1024, column: 8192, groups: 65536 };

/** One memory for the emitted kernels and one for the twins; `change` and `run` do the same to both. */
function pair(kernels: readonly Kernel[]) {
  const memory = new WebAssembly.Memory({ initial: SIZE / 65536, maximum: 64 });
  const emitted = kernels.map((kernel) => kernel.emit());
  const bytes = emitModule(emitted, { shared: false, maximumPages: 64 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const fast = viewsOf(memory.buffer);
  const slow = viewsOf(new ArrayBuffer(SIZE));
  return {
    memory: fast,
    change(write: (memory: Views) => void): void {
      write(fast);
      write(slow);
    },
    run({ key, twin, parameters }: Kernel, values: readonly number[]): void {
      expect(values.length).toBe(parameters.length);
      (instance.exports[key] as (...values: number[]) => void)(...values);
      twin(slow, ...values);
      const differing = fast.u32.findIndex((word, k) => word !== slow.u32[k]);
      expect(differing, `word ${differing}`).toBe(-1);
    },
  };
}

function generator(): (range: number) => number {
  let state = 7;
  return (range) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * range);
  };
}

/** Word and bit of pattern p in vector v of its group. */
const place = (planes: number, p: number, v: number): number =>
  A.groups / 4 + 4 * (Math.floor(p / 128) * groupVectors(planes) + v) + ((p % 128) >>> 5);

const onEdge = (energy: StabilityEnergy, t: number): boolean =>
  t === 0 || (energy === 'errors' && t === -1);

function write(
  { u32 }: Views,
  energy: StabilityEnergy,
  planes: number,
  numbers: readonly number[],
  patterns: number,
): void {
  numbers.forEach((t, p) => {
    const put = (v: number, on: number | boolean): void => {
      if (on) u32[place(planes, p, v)] |= 1 << (p & 31);
    };
    put(0, p < patterns);
    for (let k = 0; k < planes; k++) put(k + 1, (t >> k) & 1);
    put(planes + 1, onEdge(energy, t));
  });
}

/** The numbers that the planes hold. */
const read = ({ u32 }: Views, planes: number, count: number): number[] =>
  Array.from({ length: count }, (_, p) => {
    let t = 0;
    for (let k = 0; k < planes; k++) t |= ((u32[place(planes, p, k + 1)] >>> (p & 31)) & 1) << k;
    return (t << (32 - planes)) >> (32 - planes);
  });

const CASES = [
  { planes: 2, patterns: 5 },
  { planes: 3, patterns: 128 },
  { planes: 5, patterns: 300 },
  { planes: 18, patterns: 129 },
] as const;

describe.each(['errors', 'flips'] as const)('a flip (%s)', (energy) => {
  it.each(CASES)('of $patterns patterns in $planes planes', ({ planes, patterns }) => {
    const next = generator();
    const count = Math.ceil(patterns / 128);
    // Small numbers, so that every class is there, which stay in range whatever happens to them.
    const bound = Math.min(6, 2 ** (planes - 1) - 1);
    const numbers = Array.from({ length: 128 * count }, (_, p) =>
      p < patterns ? next(2 * bound) - bound : 1,
    );
    const weigh = weighFlip(energy, planes);
    const make = makeFlip(energy, planes);
    const { memory, change, run } = pair([weigh, make]);
    change((views) => write(views, energy, planes, numbers, patterns));
    expect(read(memory, planes, 128 * count)).toEqual(numbers);
    const column = new Uint32Array(4 * count);
    const sum = (f: (t: number) => number): number => numbers.reduce((s, t) => s + f(t), 0);
    const cost = (): number => sum((t) => (energy === 'errors' ? Number(t < 0) : Math.max(0, -t)));
    const counted = (): number => sum((t) => Number(energy === 'errors' ? t === -1 : t < 0));
    for (let flip = 0; flip < 6; flip++) {
      // Forth and back, so that few planes do not run over; also bits where there are no patterns.
      const turned = flip % 2 === 0 ? 0 : -1;
      if (turned === 0) column.set(Array.from(column, () => next(2 ** 32)));
      change(({ u32 }) => u32.set(column, A.column / 4));
      const [before, subtracted] = [cost(), counted()];
      const values = [A.groups, A.column, turned, count, A.output];
      run(weigh, values);
      const weight = memory.u32[A.output / 4];
      run(make, values);
      for (let p = 0; p < patterns; p++)
        numbers[p] += ((column[p >>> 5] ^ turned) >>> (p & 31)) & 1 ? -1 : 1;
      expect(read(memory, planes, 128 * count)).toEqual(numbers);
      expect([...memory.u32.subarray(A.output / 4, A.output / 4 + 2)]).toEqual([weight, counted()]);
      expect(weight - subtracted).toBe(cost() - before);
      numbers.forEach((t, p) => {
        const edge = (memory.u32[place(planes, p, planes + 1)] >>> (p & 31)) & 1;
        expect(edge === 1).toBe(onEdge(energy, t));
      });
    }
  });
});
