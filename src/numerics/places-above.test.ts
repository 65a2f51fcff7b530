/** Places above a threshold, by kernel, against a plain walk. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placesAbove, placesAbovePlainly } from './places-above.ts';

const value = fc.oneof(
  fc.constantFrom(0, -0, Infinity, -Infinity, Number.NaN, 1e-45, 0.003, -0.003, 3.4028235e38),
  fc.float(),
);

it('finds what a plain walk finds, whatever the threshold', () => {
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 70 }),
      fc.integer({ min: 1, max: 2100 }),
      fc.oneof(
        fc.constantFrom(0, 0.003, 1e-46, Infinity, 3.4028235e38, 4e38),
        fc.double({ min: 0, noNaN: true }),
      ),
      (some, count, threshold) => {
        const values = Float32Array.from({ length: count }, (_, k) => some[k % some.length]);
        expect([...Array.from(placesAbove(values, threshold))]).toEqual(
          placesAbovePlainly(values, threshold),
        );
      },
    ),
    { numRuns: 300 },
  );
});

it('leaves nothing behind of a longer one before', () => {
  placesAbove(new Float32Array(1024).fill(1), 0.5);
  expect(Array.from(placesAbove(new Float32Array(1001), 0.5))).toEqual([]);
});
