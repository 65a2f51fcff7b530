import { describe, expect, test } from 'vitest';
import { goodnessOfFit } from '../../test/goodness-of-fit.ts';
import { binomialLogMass, hypergeometricLogMass } from './masses.ts';
import { exp } from './portable.ts';
import { createRandom } from './random.ts';
import { binomialVariate, hatWidth, hypergeometricVariate } from './variates.ts';

/**
 * Largest |x − centre| √(f(⌊x⌋)/f(mode)) in units of half the hat's width. Rejection gives the exact law if and only if
 * this is at most 1.
 */
function reach(
  mean: number,
  variance: number,
  low: number,
  high: number,
  logMass: (k: number) => number,
): number {
  let peak = Number.NEGATIVE_INFINITY;
  for (let k = low; k <= high; k++) peak = Math.max(peak, logMass(k));
  let largest = 0;
  for (let k = low; k <= high; k++) {
    const span = Math.max(Math.abs(k - mean - 0.5), Math.abs(k - mean + 0.5));
    largest = Math.max(largest, (2 * span * exp(0.5 * (logMass(k) - peak))) / hatWidth(variance));
  }
  return largest;
}

describe('the hat covers', () => {
  test('binomial masses', () => {
    for (const n of [1, 2, 3, 4, 5, 7, 10, 20, 49, 100, 300]) {
      for (let p = 0.01; p <= 0.5; p += 0.01) {
        const covered = reach(n * p, n * p * (1 - p), 0, n, (k) => binomialLogMass(k, n, p));
        expect(covered, `${n} trials of ${p}`).toBeLessThan(1);
      }
    }
  });

  test('hypergeometric masses', () => {
    for (const total of [2, 3, 5, 8, 12, 25, 60]) {
      for (let marked = 1; marked < total; marked++) {
        for (let draws = 1; draws < total; draws++) {
          const low = Math.max(0, draws + marked - total);
          const high = Math.min(draws, marked);
          const mean = (draws * marked) / total;
          const variance = (mean * (total - marked) * (total - draws)) / (total * (total - 1));
          const mass = (k: number) => hypergeometricLogMass(k, draws, marked, total);
          const covered = reach(mean, variance, low, high, mass);
          expect(covered, `${draws} draws, ${marked} of ${total}`).toBeLessThan(1);
        }
      }
    }
  });
});

/** Misfit of `size` variates in 0..most, in standard deviations. */
function misfit(draw: () => number, logMass: (k: number) => number, most: number): number {
  const size = 20_000;
  const observed = new Float64Array(most + 1);
  for (let i = 0; i < size; i++) observed[draw()]++;
  const expected = observed.map((_, k) => size * exp(logMass(k)));
  return goodnessOfFit(observed, expected);
}

describe('binomialVariate', () => {
  test.each([
    [1, 0.3],
    [5, 0.5],
    [12, 0.9],
    [60, 0.02],
    [400, 0.37],
    [1000, 0.995],
  ])('of %d trials at %d follows its law', (n, p) => {
    const random = createRandom('binomial').split(n);
    const z = misfit(
      () => binomialVariate(random, n, p),
      (k) => binomialLogMass(k, n, p),
      n,
    );
    expect(Math.abs(z)).toBeLessThan(3);
  });

  test('is certain where there is no choice', () => {
    const random = createRandom(1);
    expect(binomialVariate(random, 0, 0.5)).toBe(0);
    expect(binomialVariate(random, 10, 0)).toBe(0);
    expect(binomialVariate(random, 10, 1)).toBe(10);
    expect(random.state().position).toBe(0);
  });

  test.each([1e15, 2 ** 53])('has mean and variance for %d trials', (n) => {
    const random = createRandom(2);
    const p = 0.25;
    const size = 4000;
    const deviation = Math.sqrt(n * p * (1 - p));
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < size; i++) {
      const z = (binomialVariate(random, n, p) - n * p) / deviation;
      sum += z;
      squares += z * z;
    }
    // Three standard errors of a mean and of a variance of 4000 normal numbers.
    expect(Math.abs(sum / size)).toBeLessThan(3 / Math.sqrt(size));
    expect(Math.abs(squares / size - 1)).toBeLessThan(3 * Math.sqrt(2 / size));
  });
});

describe('hypergeometricVariate', () => {
  test.each([
    [3, 4, 10],
    [20, 30, 60],
    [50, 7, 60],
    [500, 200, 1000],
    [100, 5e14, 2 ** 53],
  ])('of %d draws, %d of %d marked, follows its law', (draws, marked, total) => {
    const random = createRandom('hypergeometric').split(draws);
    const z = misfit(
      () => hypergeometricVariate(random, draws, marked, total),
      (k) => hypergeometricLogMass(k, draws, marked, total),
      Math.min(draws, marked),
    );
    expect(Math.abs(z)).toBeLessThan(3);
  });

  test('is certain where there is no choice', () => {
    const random = createRandom(1);
    expect(hypergeometricVariate(random, 0, 5, 10)).toBe(0);
    expect(hypergeometricVariate(random, 4, 0, 10)).toBe(0);
    expect(hypergeometricVariate(random, 4, 10, 10)).toBe(4);
    expect(hypergeometricVariate(random, 10, 7, 10)).toBe(7);
    expect(hypergeometricVariate(random, 0, 0, 0)).toBe(0);
    expect(random.state().position).toBe(0);
  });

  test('stays inside its support when that is a single step', () => {
    const random = createRandom(3);
    for (let i = 0; i < 100; i++) {
      expect([6, 7]).toContain(hypergeometricVariate(random, 9, 7, 10));
      expect([0, 1]).toContain(hypergeometricVariate(random, 1, 1, 2 ** 53));
    }
  });
});
