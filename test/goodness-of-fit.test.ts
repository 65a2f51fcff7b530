/** The measure by which other tests judge drawn numbers. */

import { describe, expect, test } from 'vitest';
import { goodnessOfFit } from './goodness-of-fit.ts';

describe('goodnessOfFit', () => {
  test('is near 0 for a typical χ², large for a misfit', () => {
    // χ² = 9 of 9 degrees of freedom: ((1)^⅓ − 1 + 2/81)/√(2/81) = √(2/81).
    const expected = new Array(10).fill(100);
    const observed = expected.map((count, i) => count + (i % 2 === 0 ? 1 : -1) * Math.sqrt(90));
    expect(goodnessOfFit(observed, expected)).toBeCloseTo(Math.sqrt(2 / 81), 12);
    expect(goodnessOfFit([200, 100, 0], [100, 100, 100])).toBeGreaterThan(8);
  });

  test('joins cells that expect little', () => {
    expect(goodnessOfFit([1, 3, 6, 9, 1], [2, 3, 5, 9, 1])).toBe(
      goodnessOfFit([4, 6, 10], [5, 5, 10]),
    );
  });
});
