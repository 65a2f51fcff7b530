/** Sums over arrays of any length against plain loops. */

import { expect, it } from 'vitest';
import { createRandom } from './random.ts';
import { signedTotalsOf, sizeTotalOf } from './totals.ts';

it.each([0, 1, 5, 1027, 2 ** 20 + 3])('%d values', (count) => {
  const values = new Float32Array(count);
  createRandom(count).fillUniform(values, -1, 1);
  for (let k = 0; k < count; k += 7) values[k] = 0;
  let [changes, potentiation, depression] = [2, 0.5, 0.25];
  const before = { changes, potentiation, depression };
  let sizes = 0;
  for (const value of values) {
    if (value !== 0) changes += 1;
    if (value > 0) potentiation += value;
    if (value < 0) depression -= value;
    sizes += Math.abs(value);
  }
  expect(signedTotalsOf(before, values)).toEqual({ changes, potentiation, depression });
  expect(sizeTotalOf(values)).toBeCloseTo(sizes, 6);
});

it('leaves nothing behind of a longer array before', () => {
  sizeTotalOf(new Float32Array(1000).fill(1));
  expect(sizeTotalOf(Float32Array.of(1, -2, 3))).toBe(6);
});
