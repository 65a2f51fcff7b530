import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { degreeHistogram, gini, summariseDegrees } from './degrees.ts';

const degrees = Uint32Array.of(0, 3, 1, 1, 0, 5);
const anyDegrees = fc
  .array(fc.nat(20), { minLength: 1, maxLength: 30 })
  .map((d) => Uint32Array.from(d));

describe('distributions of degrees', () => {
  it('counts', () => {
    expect(degreeHistogram(degrees)).toEqual(Uint32Array.of(2, 2, 0, 1, 0, 1));
    expect(degreeHistogram(new Uint32Array(0))).toEqual(Uint32Array.of(0));
  });

  it('summarises', () => {
    // Sum 10 over 6 units; squares sum to 36, so the variance is 6 − (10/6)² = 29/9.
    const summary = summariseDegrees(degrees);
    expect(summary).toMatchObject({ units: 6, minimum: 0, maximum: 5, zero: 2 });
    expect(summary.mean).toBeCloseTo(10 / 6, 12);
    expect(summary.variance).toBeCloseTo(29 / 9, 12);
    expect(summary.dispersion).toBeCloseTo(29 / 15, 12);
  });

  it('takes the Gini coefficient of its definition: mean absolute difference over twice the mean', () => {
    fc.assert(
      fc.property(anyDegrees, (d) => {
        let difference = 0;
        let sum = 0;
        for (const a of d) {
          sum += a;
          for (const b of d) difference += Math.abs(a - b);
        }
        expect(gini(d)).toBeCloseTo(sum === 0 ? 0 : difference / (2 * d.length * sum), 12);
      }),
    );
  });

  it('is defined where nothing is', () => {
    const nothing = {
      units: 0,
      mean: 0,
      minimum: 0,
      maximum: 0,
      variance: 0,
      dispersion: 0,
      gini: 0,
      zero: 0,
    };
    expect(summariseDegrees(new Uint32Array(0))).toEqual(nothing);
    expect(summariseDegrees(new Uint32Array(2))).toEqual({ ...nothing, units: 2, zero: 2 });
  });
});
