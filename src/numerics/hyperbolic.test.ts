import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atanh, atanhTanhProduct, logCosh, logTwoCosh } from './hyperbolic.ts';
import { inverseMills, logNormalTail } from './normal-tails.ts';

const near = (found: number, wanted: number, relative: number) =>
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(relative * Math.abs(wanted));

describe('log cosh', () => {
  // 40-digit arithmetic (mpmath).
  it.each([
    [1e-9, 5e-19],
    [0.01, 4.999916668888822e-5],
    [0.9, 0.35983042996612885],
    [1, 0.4337808304830272],
    [1.1, 0.5119361392087506],
    [40, 39.30685281944005],
    [1e4, 9999.30685281944],
  ])('of ±%d', (x, wanted) => {
    near(logCosh(x), wanted, 1e-15);
    near(logCosh(-x), wanted, 1e-15);
    near(logTwoCosh(x), wanted + Math.LN2, 1e-15);
  });
});

describe('artanh of products and of the error function', () => {
  it('is exact for small and for huge fields', () => {
    near(atanhTanhProduct(1e-8, 1e-7), 1e-15, 1e-14);
    expect(atanhTanhProduct(50, -50)).toBeCloseTo(-(50 - 0.5 * Math.LN2), 13);
    expect(atanhTanhProduct(-300, -20)).toBe(20);
    expect(atanhTanhProduct(Number.POSITIVE_INFINITY, 3)).toBe(3);
    expect(atanhTanhProduct(0, 40)).toBe(0);
  });

  it('agrees with its definition', () => {
    const field = fc.double({ min: -6, max: 6, noNaN: true });
    fc.assert(
      fc.property(field, field, (a, b) => {
        const wanted = Math.atanh(Math.tanh(a) * Math.tanh(b));
        expect(Math.abs(atanhTanhProduct(a, b) - wanted)).toBeLessThan(
          1e-9 * (1 + Math.abs(wanted)),
        );
        near(atanh(Math.tanh(a)), a, 1e-10);
      }),
    );
  });
});

describe('Gaussian tails as message passing needs them', () => {
  it.each([
    [-5, -2.86651613e-7],
    [0, -Math.LN2],
    [2, -3.78318433],
    [10, -53.23128515],
    [30, -454.32124396],
    [100, -5005.52420869],
  ])('log H(%d)', (x, wanted) => near(logNormalTail(x), wanted, 1e-8));

  it.each([
    [-10, 7.6945986e-23],
    [0, 0.79788456],
    [5, 5.18650397],
    [40, 40.02496885],
    [100, 100.009998],
  ])('φ/H(%d)', (x, wanted) => near(inverseMills(x), wanted, 1e-8));
});
