import { describe, expect, it } from 'vitest';
import { asFraction, cosine, shareOf } from './fraction.ts';

describe('fractions', () => {
  it('stay in [0, 1]', () => {
    expect(asFraction('zeta', 0.3)(17)).toBe(0.3);
    for (const bad of [-0.1, 1.1, Number.NaN]) {
      expect(() => asFraction('zeta', bad)).toThrow(`zeta ${bad} is outside [0, 1]`);
      const schedule = asFraction('zeta', () => bad);
      expect(() => schedule(0)).toThrow(`zeta ${bad} is outside [0, 1]`);
    }
  });

  it('fall as a cosine, then stay', () => {
    const schedule = cosine({ from: 0.3, end: 100 });
    expect(schedule(0)).toBe(0.3);
    expect(schedule(50)).toBeCloseTo(0.15, 15);
    // 0.15 (1 + cos(π/4)).
    expect(schedule(25)).toBeCloseTo(0.2560660171779821, 15);
    expect(schedule(100)).toBe(0);
    expect(schedule(1000)).toBe(0);
    const floor = cosine({ from: 0.5, end: 10, to: 0.005 });
    expect(floor(0)).toBe(0.5);
    expect(floor(10)).toBe(0.005);
    expect(floor(5)).toBeCloseTo(0.2525, 15);
  });

  it('refuse a decay without end', () => {
    expect(() => cosine({ from: 0.3, end: 0 })).toThrow(
      'end 0 of the cosine decay is outside (0, Infinity)',
    );
    expect(() => cosine({ from: 3, end: 1 })).toThrow('fraction 3 is outside [0, 1]');
    expect(() => cosine({ from: 0.3, end: 1, to: -1 })).toThrow('fraction -1 is outside [0, 1]');
  });
});

describe('shareOf', () => {
  it('rounds down, but not what is an integer but for rounding', () => {
    expect(shareOf(0.3, 10)).toBe(3);
    expect(shareOf(0.3, 9)).toBe(2);
    expect(0.29 * 100).toBeLessThan(29);
    expect(shareOf(0.29, 100)).toBe(29);
    expect(shareOf(0, 5)).toBe(0);
    expect(shareOf(1, 5)).toBe(5);
    expect(shareOf(0.5, 0)).toBe(0);
    expect(shareOf(0.999999, 1000)).toBe(999);
  });

  it('agrees with exact arithmetic for every percentage of up to 2000', () => {
    for (let percent = 0; percent <= 100; percent++) {
      for (let count = 0; count <= 2000; count += 7) {
        expect(shareOf(percent / 100, count)).toBe(Math.floor((percent * count) / 100));
      }
    }
  });
});
