import { expect, test } from 'vitest';
import { regularizedBeta, studentQuantile } from './student.ts';

// One degree of freedom: tan(π(p − ½)). Two: (2p − 1)/√(2p(1 − p)).
test.each([0.0005, 0.1, 0.25, 0.6, 0.975, 0.999])('closed forms at %d', (p) => {
  expect(studentQuantile(p, 1) / Math.tan(Math.PI * (p - 0.5))).toBeCloseTo(1, 11);
  expect(studentQuantile(p, 2) / ((2 * p - 1) / Math.sqrt(2 * p * (1 - p)))).toBeCloseTo(1, 11);
});

// SciPy 1.17, scipy.stats.t.ppf; the last from mpmath 1.3.
test.each([
  [0.975, 4, 2.7764451051977934],
  [0.975, 9, 2.262157162798205],
  [0.95, 30, 1.697260886593957],
  [0.9, 1e6, 1.2815524121299393],
])('quantile %d for %d degrees of freedom', (p, freedom, t) => {
  expect(studentQuantile(p, freedom) / t).toBeCloseTo(1, 9);
  expect(studentQuantile(1 - p, freedom) / -t).toBeCloseTo(1, 9);
});

test('the median is 0', () => {
  expect(studentQuantile(0.5, 3)).toBe(0);
});

test('regularizedBeta is a sum of binomial masses at integers', () => {
  // I_x(a, n − a + 1) = P(at least a successes in n trials of probability x).
  for (const [x, expected] of [
    [0, 0],
    [0.3, 10 * 0.3 ** 3 * 0.7 ** 2 + 5 * 0.3 ** 4 * 0.7 + 0.3 ** 5],
    [0.9, 10 * 0.9 ** 3 * 0.1 ** 2 + 5 * 0.9 ** 4 * 0.1 + 0.9 ** 5],
    [1, 1],
  ]) {
    expect(regularizedBeta(x, 3, 3)).toBeCloseTo(expected, 14);
  }
});

test.each([
  [0, 3, 'probability 0 is outside (0, 1)'],
  [1, 3, 'probability 1 is outside (0, 1)'],
  [Number.NaN, 3, 'probability NaN is outside (0, 1)'],
  [0.5, 0, 'degrees of freedom 0 is outside (0, Infinity)'],
  [0.5, Number.NaN, 'degrees of freedom NaN'],
])('quantile %d for %d degrees is refused', (p, freedom, message) => {
  expect(() => studentQuantile(p, freedom)).toThrow(message);
});
