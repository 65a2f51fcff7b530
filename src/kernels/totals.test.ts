/** Sums in one order, emitted, against their twins: to the last bit. */

import { expect, it } from 'vitest';
import { A, both, generator } from './fixtures/twins.ts';
import { signedTotals, sizeTotal } from './totals.ts';

const SIZES = [0, 4, 8, 1000, 4096];

it.each(SIZES)('%d singles', (count) => {
  const random = generator(count);
  const values = Float32Array.from({ length: count }, (_, k) =>
    k % 7 === 0 ? -0 : k % 11 === 0 ? 1e-42 : 2 * random() - 1,
  );
  for (const [kernel, ...own] of [
    [signedTotals, 5, 3],
    [sizeTotal, 9],
  ] as const) {
    const { emitted, twin } = both(kernel, ({ f32, f64 }) => {
      f32.set(values, A.weight / 4);
      f64.set(own, A.start / 8);
      return [A.weight, count, A.start];
    });
    expect(emitted.u32).toEqual(twin.u32);
  }
});

it('leaves out what is not a number, and counts it', () => {
  const { emitted, twin } = both(signedTotals, ({ f32 }) => {
    f32.set([1, Number.NaN, -2, 0], A.weight / 4);
    return [A.weight, 4, A.start];
  });
  expect([...emitted.f64.subarray(A.start / 8, A.start / 8 + 3)]).toEqual([1, 2, 3]);
  expect(twin.u32).toEqual(emitted.u32);
});
