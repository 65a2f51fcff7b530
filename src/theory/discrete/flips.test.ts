import { describe, expect, it } from 'vitest';
import { typicalFlipErrors } from './flips.ts';

describe('flips of a typical solution', () => {
  it('at small loads are those of a half-normal stability', () => {
    for (const share of [0.01, 0.1, 0.3, 0.5]) {
      const slope = (1 - 2 * share) / (2 * Math.sqrt(share * (1 - share)));
      const [errors] = typicalFlipErrors(1e-6, [share]);
      // Closed form of E H(kΔ) for a half-normal Δ.
      expect(errors).toBeCloseTo(0.5 - Math.atan(slope) / Math.PI, 5);
    }
  });
  it('cost more at larger loads, nothing without flips, and half at a half', () => {
    const shares = [0, 0.05, 0.5];
    const [low, high] = [0.2, 0.7].map((load) => typicalFlipErrors(load, shares));
    expect(low[0]).toBe(0);
    expect(high[1]).toBeGreaterThan(low[1]);
    expect(high[2]).toBeCloseTo(0.5, 6);
    expect(() => typicalFlipErrors(0.5, [2])).toThrow('share 2 is outside [0, 1]');
  });
});
