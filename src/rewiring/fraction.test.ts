import { describe, expect, it } from 'vitest';
import { asFraction, cosine, cubicRamp, polynomial, shareOf, stairs } from './fraction.ts';

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

describe('a share as a whole number', () => {
  it('is rounded as it is said', () => {
    const of = (fraction: number, count: number) =>
      (['down', 'nearest', 'up'] as const).map((rounding) => shareOf(fraction, count, rounding));
    expect(of(0.3, 9)).toEqual([2, 3, 3]);
    expect(of(0.3, 8)).toEqual([2, 2, 3]);
    expect(of(0.29, 100)).toEqual([29, 29, 29]);
    expect(of(0.1, 1)).toEqual([0, 0, 1]);
  });
});

describe('schedules over the training', () => {
  it('end where they are to', () => {
    expect(cosine({ from: 0.4, until: 0.5 })(9, 0.25)).toBeCloseTo(0.2, 12);
    expect(cosine({ from: 0.4, until: 0.5 })(9, 0.5)).toBe(0);
    expect(cosine({ from: 0.5, to: 0.005 })(9, 1)).toBe(0.005);
    expect(polynomial({ from: 0.4, power: 3, until: 0.5 })(9, 0.25)).toBeCloseTo(0.05, 12);
    expect(polynomial({ from: 0.4, power: 3, until: 0.5 })(9, 0.6)).toBe(0);
    const stair = stairs([
      [0.05, 0.5],
      [0.02, 0.75],
    ]);
    expect([0, 0.49, 0.5, 0.74, 0.9].map((done) => stair(1, done))).toEqual([
      0.05, 0.05, 0.02, 0.02, 0.02,
    ]);
    const ramp = cubicRamp({ from: 1, to: 0.2, start: 0.1, end: 0.6 });
    expect([0, 0.1, 0.35, 0.6, 1].map((done) => ramp(1, done))).toEqual([
      1,
      1,
      0.2 + 0.8 / 8,
      0.2,
      0.2,
    ]);
  });

  it('refuse what makes no sense', () => {
    expect(() => cosine({ from: 0.3, until: 0 })).toThrow('end 0 of the cosine decay');
    expect(() => polynomial({ from: 0.3, power: 0 })).toThrow('power 0 is outside (0, Infinity)');
    expect(() => stairs([])).toThrow('a stair needs at least one step');
    expect(() =>
      stairs([
        [0.1, 0.5],
        [0.2, 0.4],
      ]),
    ).toThrow('stair until 0.4 comes after 0.5');
    expect(() => cubicRamp({ from: 1, to: 0, start: 0.5, end: 0.5 })).toThrow(
      'does not go forward',
    );
  });
});
