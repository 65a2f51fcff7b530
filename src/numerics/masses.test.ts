import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomialLogMass, hypergeometricLogMass, logGamma } from './masses.ts';
import { exp } from './portable.ts';

function choose(n: number, k: number): number {
  let result = 1n;
  for (let i = 0; i < k; i++) result = (result * BigInt(n - i)) / BigInt(i + 1);
  return k < 0 || k > n ? 0 : Number(result);
}

describe('binomialLogMass', () => {
  test('is the definition for few trials', () => {
    for (const p of [0, 1e-9, 0.1, 0.5, 0.7, 1]) {
      for (let n = 0; n <= 40; n++) {
        for (let k = -1; k <= n + 1; k++) {
          const inside = k >= 0 && k <= n;
          const expected = inside ? choose(n, k) * p ** k * (1 - p) ** (n - k) : 0;
          const mass = exp(binomialLogMass(k, n, p));
          expect(Math.abs(mass - expected), `${k}, ${n}, ${p}`).toBeLessThan(1e-14);
        }
      }
    }
  });

  // From log-gammas in 60 digits (mpmath 1.3).
  test.each([
    [252598, 1e6, 0.25, -24.950769057161704, 1e-15],
    [250000010143963, 1e15, 0.25, -17.625738485846224, 1e-9],
    [27, 2 ** 53, 1e-15, -14.218085163054102, 1e-15],
    [0, 50, 1e-12, -5.0000000000025e-11, 1e-15],
  ])('of %d in %d at %d', (k, n, p, expected, relative) => {
    expect(Math.abs(binomialLogMass(k, n, p) / expected - 1)).toBeLessThan(relative);
  });
});

describe('hypergeometricLogMass', () => {
  test('is the definition for few items', () => {
    for (let total = 0; total <= 14; total++) {
      for (let marked = 0; marked <= total; marked++) {
        for (let draws = 0; draws <= total; draws++) {
          for (let k = -1; k <= draws + 1; k++) {
            const ways = choose(marked, k) * choose(total - marked, draws - k);
            const mass = exp(hypergeometricLogMass(k, draws, marked, total));
            const label = `${k} of ${draws}, ${marked} of ${total}`;
            expect(Math.abs(mass - ways / choose(total, draws)), label).toBeLessThan(1e-14);
          }
        }
      }
    }
  });

  test('is symmetric in draws and marked items', () => {
    const count = fc.integer({ min: 0, max: 1e6 });
    fc.assert(
      fc.property(count, count, fc.nat(1000), (a, b, k) => {
        const one = hypergeometricLogMass(k, a, b, 1e6);
        const other = hypergeometricLogMass(k, b, a, 1e6);
        if (one === other) return; // both −Infinity among others
        expect(Math.abs(one - other)).toBeLessThan(1e-11 * (1 + Math.abs(one)));
      }),
    );
  });

  // From log-gammas in 60 digits (mpmath 1.3).
  test.each([
    [498001, 1e6, 5e8, 1e9, -15.133061932228575],
    [536887295, 2 ** 30, 2 ** 52, 2 ** 53, -11.12293802758785],
    [3, 600, 2 ** 20, 2 ** 40, -24.195380498774668],
  ])('of %d in %d, %d of %d marked', (k, draws, marked, total, expected) => {
    expect(hypergeometricLogMass(k, draws, marked, total) / expected).toBeCloseTo(1, 14);
  });
});

describe('logGamma', () => {
  // mpmath 1.3.
  test.each([
    [1e-5, 11.512919692895826],
    [0.5, 0.5723649429247001],
    [3.3, 0.9870985778947343],
    [17, 30.671860106080672],
    [100, 359.1342053695754],
    [1e5, 1051287.708973657],
    [1e12, 26631021115915.652],
  ])('at %d', (x, expected) => {
    expect(Math.abs(logGamma(x) / expected - 1)).toBeLessThan(1e-14);
  });

  test('is log (n−1)! at integers, 0 at 1 and 2', () => {
    let factorial = 1;
    for (let n = 1; n < 100; n++) {
      expect(Math.abs(logGamma(n) - Math.log(factorial))).toBeLessThan(1e-14 * (1 + n));
      factorial *= n;
    }
  });

  test('outside its domain', () => {
    expect(logGamma(0)).toBeNaN();
    expect(logGamma(-1.5)).toBeNaN();
    expect(logGamma(Number.NaN)).toBeNaN();
    expect(logGamma(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  });
});
