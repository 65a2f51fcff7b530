/** Exact selection: against sorting everything, with ties and zeros in plenty. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepExtreme, keptOf } from './select.ts';

/** All positions sorted by magnitude, then by index; zeros left out. */
function bySorting(values: Float32Array, keep: number, largest = true): number[] {
  const order = Array.from(values, (_, k) => k);
  const size = (k: number): number => Math.abs(values[k]);
  order.sort((a, b) => (largest ? size(b) - size(a) : size(a) - size(b)) || a - b);
  return order.slice(0, keep).sort((a, b) => a - b);
}

/** Few distinct values make ties; wide exponents try the search. */
const value = fc.oneof(
  fc.constantFrom(0, 1, -1, 0.5, 2),
  fc.float({ min: -8, max: 8, noNaN: true }),
  fc.float({ min: Math.fround(-1e-8), max: Math.fround(1e-8), noNaN: true }),
);
const side = fc.array(value, { minLength: 1, maxLength: 40 }).map((x) => Float32Array.from(x));

describe('the number kept', () => {
  // Counts of the published program: n − round((1 − p)(n − 1)).
  it('is that of the published program', () => {
    expect(keptOf(78_500, 0.1)).toBe(7851);
    expect(keptOf(78_500, 0.01)).toBe(786);
    expect(keptOf(1000, 0.784)).toBe(784);
    expect(keptOf(10, 1)).toBe(10);
  });
});

describe('the extremes of an array', () => {
  it('are those that sorting finds, ties by index', () => {
    fc.assert(
      fc.property(
        side,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (x, p, largest) => {
          const keep = Math.floor(p * (x.length + 1));
          const expected = new Set(bySorting(x, keep, largest));
          const change = x.slice();
          keepExtreme(change, change, keep, largest ? 'largest' : 'smallest');
          expect(change).toEqual(x.map((v, k) => (expected.has(k) ? v : 0)));
        },
      ),
    );
  });
});
