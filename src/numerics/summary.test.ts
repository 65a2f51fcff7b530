import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../errors.ts';
import { createRandom } from './random.ts';
import {
  correlation,
  mean,
  meanInterval,
  median,
  quantile,
  sampleStandardDeviation,
  wilsonInterval,
} from './summary.ts';

const sample = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });

describe('location and spread', () => {
  test('mean keeps small values beside large ones', () => {
    expect(mean([1e16, 1, -1e16, 1])).toBe(0.5);
    expect(mean(new Float32Array([1, 2, 4]))).toBe(7 / 3);
  });

  test('sample standard deviation', () => {
    expect(sampleStandardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 15);
    expect(sampleStandardDeviation([1e9 + 1, 1e9 + 2, 1e9 + 3])).toBe(1);
    expect(sampleStandardDeviation([3, 3])).toBe(0);
  });

  test('quantile as numpy.quantile(x, q) has it', () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6];
    expect(quantile(values, 0)).toBe(1);
    expect(quantile(values, 0.25)).toBe(1.75);
    expect(quantile(values, 0.9)).toBeCloseTo(6.9, 14);
    expect(quantile(values, 1)).toBe(9);
    expect(median(values)).toBe(3.5);
    expect(median([7])).toBe(7);
    expect(values).toEqual([3, 1, 4, 1, 5, 9, 2, 6]);
  });

  test('quantiles rise and stay inside the sample', () => {
    const level = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(sample, level, level, (values, a, b) => {
        const low = quantile(values, Math.min(a, b));
        const high = quantile(values, Math.max(a, b));
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(high).toBeLessThanOrEqual(Math.max(...values));
      }),
    );
  });
});

describe('correlation', () => {
  test('is 1 of a line that rises, −1 of one that falls, 0 where nothing varies', () => {
    expect(correlation([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12);
    expect(correlation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
    expect(correlation([1, 1, 1], [3, 2, 1])).toBe(0);
    // Deviations (−1, 0, 1) and (−2, 1, 1): 3 / √(2 · 6).
    expect(correlation([4, 5, 6], [1, 4, 4])).toBeCloseTo(Math.sqrt(3) / 2, 12);
    expect(() => correlation([1, 2], [1])).toThrow('correlation of 2 and 1 values');
  });
});

describe('intervals', () => {
  test('of a mean: the textbook example', () => {
    // t(0.975, 4) = 2.7764451, s = √2.5, n = 5: half width 1.9632432.
    const { estimate, low, high, level } = meanInterval([1, 2, 3, 4, 5]);
    expect([estimate, level]).toEqual([3, 0.95]);
    expect(high - 3).toBeCloseTo(1.963243161, 9);
    expect(3 - low).toBeCloseTo(1.963243161, 9);
  });

  test('of a mean: covers at its level for five normal values', () => {
    const random = createRandom('coverage');
    let covered = 0;
    for (let trial = 0; trial < 1000; trial++) {
      const values = new Float64Array(5);
      random.fillNormal(values, 3);
      const { low, high } = meanInterval(values, 0.9);
      if (low <= 0 && high >= 0) covered++;
    }
    expect(Math.abs(covered - 900)).toBeLessThan(3 * Math.sqrt(1000 * 0.9 * 0.1));
  });

  // SciPy 1.17: binomtest(k, n).proportion_ci(method='wilson').
  test('Wilson', () => {
    const { estimate, low, high } = wilsonInterval(8, 10);
    expect(estimate).toBe(0.8);
    expect(low).toBeCloseTo(0.4901624715366418, 14);
    expect(high).toBeCloseTo(0.9433178485456248, 14);
    expect(wilsonInterval(0, 20).low).toBe(0);
    expect(wilsonInterval(20, 20).high).toBe(1);
  });

  test('Wilson stays inside [0, 1] and holds the estimate', () => {
    const counts = fc
      .integer({ min: 1, max: 1e6 })
      .chain((n) => fc.tuple(fc.nat(n), fc.constant(n)));
    fc.assert(
      fc.property(counts, ([successes, trials]) => {
        const { estimate, low, high } = wilsonInterval(successes, trials, 0.99);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(estimate);
        expect(high).toBeGreaterThanOrEqual(estimate);
      }),
    );
  });
});

test.each<[() => unknown, string]>([
  [() => mean([]), 'mean needs at least 1 values, got 0'],
  [() => mean([1, Number.NaN]), 'mean: value 1 is NaN, not a finite number'],
  [() => sampleStandardDeviation([1]), 'standard deviation needs at least 2 values, got 1'],
  [() => quantile([1], 1.5), 'quantile 1.5 is outside [0, 1]'],
  [() => meanInterval([1, 2], 1), 'confidence level 1 is outside (0, 1)'],
  [() => wilsonInterval(3, 2), 'number of successes 3 is not an integer in 0..2'],
  [() => wilsonInterval(0, 0), 'number of trials 0 is not an integer ≥ 1'],
])('%s is refused', (call, message) => {
  expect(call).toThrow(UsageError);
  expect(call).toThrow(message);
});
