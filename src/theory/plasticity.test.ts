import { describe, expect, it } from 'vitest';
import {
  cachingEnergy,
  cachingInefficiency,
  cachingThreshold,
  perceptronInefficiency,
  perceptronLeast,
} from './plasticity.ts';

describe('the energy of a perceptron', () => {
  it('has the published values of the law √(πP)/(2 − P/N)', () => {
    // Li & van Rossum 2020: about 772 at P = 1900, N = 1000 by the formula; 56 and 26.4 at 1000 and 500.
    const at = (patterns: number): number => perceptronInefficiency({ inputs: 1000, patterns });
    expect(at(1900)).toBeCloseTo(772.6, 1);
    expect(at(1000)).toBeCloseTo(56.05, 2);
    expect(at(500)).toBeCloseTo(26.42, 2);
  });

  it('is the ratio of what is spent to the least', () => {
    const load = { inputs: 700, patterns: 900, rate: 0.3 };
    const updates = (2 * 900) / (2 - 900 / 700) ** 2;
    const spent = 0.3 * 700 * updates;
    expect(spent / perceptronLeast(load)).toBeCloseTo(perceptronInefficiency(load), 9);
  });

  it('is least at the threshold that the closed form gives', () => {
    const load = { inputs: 1000, patterns: 1000 };
    const total = (threshold: number): number => {
      const { consolidation, transmission } = cachingEnergy(load, threshold, 1e-3);
      return consolidation + transmission;
    };
    const best = cachingThreshold(load, 1e-3);
    expect(total(best)).toBeLessThan(total(1.01 * best));
    expect(total(best)).toBeLessThan(total(0.99 * best));
    expect(total(best) / perceptronLeast(load)).toBeCloseTo(cachingInefficiency(load, 1e-3), 9);
  });

  it('refuses loads beyond the capacity', () => {
    expect(() => perceptronInefficiency({ inputs: 10, patterns: 20 })).toThrow(
      'load 2 is outside (0, 2)',
    );
  });
});
