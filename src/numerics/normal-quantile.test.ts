import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalQuantile } from './normal-quantile.ts';

// Roots of Φ(z) = p for the double p (mpmath 1.3, 400 digits).
test.each([
  [0.25, -0.6744897501960817],
  [0.001, -3.0902323061678136],
  [0.05, -1.6448536269514726],
  [0.9, 1.2815515655446006],
  [1e-20, -9.262340089798407],
  [1e-300, -37.0470962993612],
])('quantile of %d', (p, z) => {
  expect(Math.abs(normalQuantile(p) / z - 1)).toBeLessThan(1e-15);
});

test('quantiles at the ends, in the middle and outside', () => {
  expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  expect(normalQuantile(0.5)).toBe(0);
  expect(normalQuantile(-0.1)).toBeNaN();
  expect(normalQuantile(1.1)).toBeNaN();
  expect(normalQuantile(Number.NaN)).toBeNaN();
});

// 82463372083·2⁻⁴⁰ is 0.075, where the central approximation ends.
test('odd about ½, rising, also across the seams of the three approximations', () => {
  const p = fc.oneof(
    fc.integer({ min: 1, max: 2 ** 30 - 1 }).map((i) => i * 2 ** -31),
    fc.integer({ min: -1000, max: 1000 }).map((i) => (82463372083 + i) * 2 ** -40),
  );
  fc.assert(
    fc.property(p, (low) => {
      expect(normalQuantile(low)).toBe(-normalQuantile(1 - low));
      expect(normalQuantile(low)).toBeLessThan(normalQuantile(low + 2 ** -31));
    }),
  );
});
