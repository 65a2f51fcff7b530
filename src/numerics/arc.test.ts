import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acos, atan } from './arc.ts';
import { cos } from './portable.ts';

/** Four units in the last place. */
const FEW_ULP = 4 * Number.EPSILON;

describe('inverse trigonometric functions', () => {
  it('agree with the engine to a few ulp', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (x) => {
        expect(Math.abs(acos(x) - Math.acos(x))).toBeLessThanOrEqual(FEW_ULP * Math.acos(x));
      }),
    );
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (x) => {
        const wanted = Math.atan(x);
        expect(Math.abs(atan(x) - wanted)).toBeLessThanOrEqual(FEW_ULP * Math.abs(wanted));
      }),
    );
  });

  it('know their special values', () => {
    expect([acos(1), acos(-1)]).toEqual([0, Math.PI]);
    expect(acos(1.0000001)).toBeNaN();
    expect([atan(Number.POSITIVE_INFINITY), atan(0), atan(Number.NaN)]).toEqual([
      Math.PI / 2,
      0,
      Number.NaN,
    ]);
    expect(cos(acos(0.3))).toBeCloseTo(0.3, 15);
  });
});
