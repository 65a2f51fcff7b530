/** Kernels over planes of pixels, bit for bit against their twins, and dense convolutions against full lists. */

import { describe, expect, it } from 'vitest';
import { ARITHMETIC, agree, both, generator } from './fixtures/twins.ts';
import {
  convolve,
  convolveBackward,
  convolveDense,
  convolveDenseBelow,
  convolveDenseGradient,
  convolveSums,
  frame,
  type Plane,
  planeOf,
  planeSum,
  pool,
  poolBackward,
  sumBytes,
  TAPS,
  tapTable,
  type Views,
} from './index.ts';

const [INPUTS, OUTPUTS] = [3, 6];
/** Byte addresses: room for eight planes of 7 × 9 pixels and 32 examples each. */
const A = {
  ...{ start: 0, index: 256, weight: 2048, bias: 4096, offsets: 4608, gradient: 5120, sums: 8192 },
  ...{ input: 65536, output: 262144, delta: 524288, below: 786432 },
};
const PLANES: readonly Plane[] = [
  { rows: 4, columns: 5, width: 32 },
  { rows: 5, columns: 4, width: 16 },
  { rows: 6, columns: 7, width: 8 },
  { rows: 3, columns: 3, width: 4 },
];

/** Lists of which the first is empty and the second full, random planes with borders of 0. */
function prepare(memory: Views, plane: Plane, index: 'u16' | 'u32', full = false): void {
  const random = generator(11);
  const taps = INPUTS * TAPS;
  let position = 0;
  for (let o = 0; o < OUTPUTS; o++) {
    memory.u32[A.start / 4 + o] = position;
    const share = full || o === 1 ? 1 : o === 0 ? 0 : 0.3;
    for (let tap = 0; tap < taps; tap++) {
      if (random() >= share) continue;
      if (index === 'u16') memory.u16[A.index / 2 + position] = tap;
      else memory.u32[A.index / 4 + position] = tap;
      position += 1;
    }
  }
  memory.u32[A.start / 4 + OUTPUTS] = position;
  for (let k = 0; k < taps * OUTPUTS; k++) memory.f32[A.weight / 4 + k] = random() - 0.5;
  for (let o = 0; o < OUTPUTS; o++) memory.f32[A.bias / 4 + o] = random() - 0.5;
  memory.u32.set(tapTable(plane, INPUTS), A.offsets / 4);
  const size = planeOf(plane);
  const row = (plane.columns + 2) * plane.width;
  const pixels = (at: number, channels: number): void => {
    for (let k = 0; k < channels * size; k++) {
      const [y, x] = [Math.floor((k % size) / row), Math.floor((k % row) / plane.width)];
      const inside = y > 0 && y <= plane.rows && x > 0 && x <= plane.columns;
      memory.f32[at / 4 + k] = inside ? random() - 0.5 : 0;
    }
  };
  pixels(A.input, INPUTS);
  pixels(A.delta, OUTPUTS);
}

const countOf = (memory: Views): number => memory.u32[A.start / 4 + OUTPUTS];
const LISTS = [OUTPUTS, A.start, A.index, A.weight] as const;

describe.each(ARITHMETIC)('convolutions, %s', (arithmetic) => {
  for (const plane of PLANES) {
    const { rows, columns, width } = plane;
    it.each(['u16', 'u32'] as const)(
      `${rows} × ${columns}, ${width} examples, lists of %s`,
      (index) => {
        const choice = { plane, index, arithmetic };
        agree(convolve(choice), arithmetic, (memory) => {
          prepare(memory, plane, index);
          return [...LISTS, A.bias, A.offsets, A.input, A.output];
        });
        for (const first of [false, true])
          agree(convolveBackward({ ...choice, first }), arithmetic, (memory) => {
            prepare(memory, plane, index);
            return [...LISTS, A.offsets, A.delta, A.input, A.below, A.sums];
          });
        for (const mode of ['store', 'accumulate'] as const)
          agree(convolveSums(plane, mode), 'strict', (memory) => {
            const random = generator(2);
            for (let k = 0; k < 1024; k++) memory.f32[A.sums / 4 + k] = random() - 0.5;
            return [50, A.sums, A.gradient];
          });
      },
    );

    it(`${rows} × ${columns}, ${width} examples, all weights`, () => {
      const choice = { plane, arithmetic };
      const sizes = [INPUTS, OUTPUTS] as const;
      const given =
        (...values: number[]) =>
        (memory: Views): number[] => {
          prepare(memory, plane, 'u16', true);
          return values;
        };
      const dense = given(...sizes, A.weight, A.bias, A.input, A.output);
      agree(convolveDense(choice), arithmetic, dense);
      agree(convolveDenseBelow(choice), arithmetic, given(...sizes, A.weight, A.delta, A.below));
      const gradient = given(...sizes, A.delta, A.input, A.sums);
      agree(convolveDenseGradient(choice), arithmetic, gradient);
      // Full lists come to the same bits forward and for the weights, and closely for the errors below.
      const sparse = { ...choice, index: 'u16' as const };
      const walked = both(convolve(sparse), given(...LISTS, A.bias, A.offsets, A.input, A.output));
      const blocked = both(convolveDense(choice), dense);
      expect(blocked.emitted.u32).toEqual(walked.emitted.u32);
      const back = given(...LISTS, A.offsets, A.delta, A.input, A.below, A.sums);
      const { emitted } = both(convolveBackward({ ...sparse, first: false }), back);
      const sums = both(convolveDenseGradient(choice), gradient).emitted;
      const bytes = countOf(emitted) * sumBytes(plane);
      const partOf = (views: Views) => views.u32.slice(A.sums / 4, (A.sums + bytes) / 4);
      expect(partOf(sums)).toEqual(partOf(emitted));
      const below = both(
        convolveDenseBelow(choice),
        given(...sizes, A.weight, A.delta, A.below),
      ).emitted;
      const size = planeOf(plane);
      for (let i = 0; i < INPUTS; i++)
        for (let y = 1; y <= rows; y++)
          for (let k = width; k < (columns + 1) * width; k++) {
            const at = A.below / 4 + i * size + y * (columns + 2) * width + k;
            expect(Math.abs(below.f32[at] - emitted.f32[at])).toBeLessThan(1e-5);
          }
    });
  }
});

describe('passes over planes', () => {
  it.each(PLANES)('$rows × $columns, $width examples', (plane) => {
    agree(frame(plane), 'strict', (memory) => {
      prepare(memory, plane, 'u16');
      return [INPUTS, A.delta, A.below];
    });
    for (const mode of ['store', 'accumulate'] as const)
      agree(planeSum(plane, mode), 'strict', (memory) => {
        prepare(memory, plane, 'u16');
        return [OUTPUTS, A.delta, A.bias];
      });
    for (const framed of [true, false]) {
      agree(pool({ plane, framed }), 'strict', (memory) => {
        prepare(memory, plane, 'u16');
        return [INPUTS, A.input, A.output];
      });
      agree(poolBackward({ plane, framed }), 'strict', (memory) => {
        prepare(memory, plane, 'u16');
        // Equal pixels too: the first of them has the error.
        for (let k = 0; k < INPUTS * planeOf(plane); k++)
          memory.f32[A.input / 4 + k] = Math.round(2 * memory.f32[A.input / 4 + k]);
        pool({ plane, framed }).twin(memory, INPUTS, A.input, A.output);
        return [INPUTS, A.input, A.output, A.delta, A.below];
      });
    }
  });
});
