import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  inverseMills,
  logNormalCdf,
  logNormalTail,
  logPartialMoments,
  normalCdf,
  normalDensity,
  normalTail,
  normalTailQuantile,
  partialMoments,
} from './normal-tails.ts';

// All tables: 60 to 700 digit arithmetic (mpmath 1.3.0), rounded to 17 digits.

/** x, H(x), log H(x), φ(x)/H(x). */
const TAILS: readonly (readonly [number, number, number, number])[] = [
  [-40, 1.0, 0, 0],
  [-12.5, 1.0, -3.732564298877713e-36, 4.695195357975146e-35],
  [-8, 0.9999999999999993, -6.220960574271786e-16, 5.052271083536895e-15],
  [-3, 0.9986501019683699, -0.0013508099647481938, 0.004437839042125664],
  [-1, 0.8413447460685429, -0.17275377902344988, 0.2875999709391784],
  [-0.4, 0.6554217416103242, -0.42247637022777607, 0.5618827037969628],
  [0, 5.0e-1, -Math.LN2, 0.7978845608028654],
  [1e-10, 0.49999999996010575, -0.6931471806397338, 0.7978845608665274],
  [0.5, 0.3085375387259869, -1.1759117615936185, 1.1410777703680646],
  [1, 0.15865525393145705, -1.8410216450092636, 1.525135276160981],
  [1.7, 0.04456546275854304, -3.1107960975524813, 2.1103579219281876],
  [3, 0.0013498980316300946, -6.607726221510349, 3.2830986549304364],
  [4, 3.1671241833119924e-5, -10.360101486527292, 4.225607144489471],
  [5.5, 1.8989562465887718e-8, -17.77937635262526, 5.671410313897305],
  [8, 6.220960574271784e-16, -35.01343715991455, 8.121368112236112],
  [12, 1.776482112077679e-33, -75.4106730015688, 12.082214175254284],
  [20, 2.7536241186062337e-89, -203.91715537109727, 20.049753068527853],
  [30, 4.906713927148187e-198, -454.3212439563432, 30.033259667433676],
  [37.5, 4.605353009581955e-308, -707.6689893175072, 37.526628874883656],
  [60, 0, -1805.013560680567, 60.016657420241124],
  [10000.0, 0, -50000010.12927891, 10000.000099999997],
];

/** a, E[(t+a)ⁿ; t+a>0] for n = 0, 1, 2. */
const PARTIAL: readonly (readonly [number, number, number, number])[] = [
  [-38, 2.88542835e-316, 7.58275e-318, 3.98266e-319],
  [-30, 4.906713927148187e-198, 1.6319567340914013e-199, 1.084372487398349e-200],
  [-12, 1.776482112077679e-33, 1.4605201169845548e-34, 2.3857971696213263e-35],
  [-6, 9.86587645037698e-10, 1.5635697959709664e-10, 4.8445767455118286e-11],
  [-4.0001, 3.165786148681343e-5, 7.142091977284279e-6, 3.088779368478589e-6],
  [-3.9999, 3.168462753263556e-5, 7.1484262258293424e-6, 3.0916374719407714e-6],
  [-3, 0.0013498980316300946, 0.0003821543170477236, 0.00020343508048692373],
  [-1.5, 0.06680720126885807, 0.02930679376260463, 0.022847010624951123],
  [-0.3, 0.3820885778110474, 0.26676124211720986, 0.3020602051758844],
  [0, 5.0e-1, 0.3989422804014327, 5.0e-1],
  [0.7, 0.758036347776927, 0.8428793768106101, 1.348051911544354],
  [2, 0.9772498680518208, 2.0084907026168297, 4.99423127328548],
  [6, 0.9999999990134123, 6.000000000156357, 36.999999999951555],
  [40, 1.0, 4.0e1, 1.601e3],
];

/** log H(x), x. */
const QUANTILES: readonly (readonly [number, number])[] = [
  [-1e-5, -4.264891910308923],
  [-0.1, -1.3096177994584932],
  [-0.49, -0.2861709247286452],
  [-0.51, -0.2546300566012803],
  [-0.7, 0.008559478582480337],
  [-5, 2.4709386372615882],
  [-100, 13.888476033003887],
  [-690, 37.02617205029431],
  [-710, 37.56206488804008],
  [-2000, 63.16541860878361],
  [-1e6, 1414.2077829910172],
];

function expectNear(value: number, expected: number, relative: number, absolute = 0): void {
  if (Object.is(value, expected) || value === expected) return;
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(relative * Math.abs(expected) + absolute);
}

describe('tails of the normal distribution', () => {
  it.each(TAILS)('at %d', (x, tail, logTail, mills) => {
    expectNear(normalTail(x), tail, 5e-16, 1e-320);
    expectNear(normalCdf(-x), tail, 5e-16, 1e-320);
    expectNear(logNormalTail(x), logTail, 1e-15);
    expectNear(logNormalCdf(-x), logTail, 1e-15);
    expectNear(inverseMills(x), mills, 1e-15, 1e-320);
  });

  it('ends where doubles end', () => {
    expect(normalTail(Number.POSITIVE_INFINITY)).toBe(0);
    expect(normalTail(Number.NEGATIVE_INFINITY)).toBe(1);
    expect(normalDensity(1e200)).toBe(0);
    expect(logNormalTail(Number.POSITIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalTail(Number.NaN)).toBeNaN();
    expect(logNormalTail(Number.NaN)).toBeNaN();
  });

  it.each(QUANTILES)('quantile of log tail %d', (logTail, x) => {
    expectNear(normalTailQuantile(logTail), x, 2e-15, 2e-16);
  });

  it('quantile and tail are inverse', () => {
    fc.assert(
      fc.property(fc.double({ min: -35, max: 1e4, noNaN: true }), (x) => {
        const back = normalTailQuantile(logNormalTail(x));
        // log H near 0 carries the tail only to its own rounding: the quantile amplifies it by the Mills ratio.
        expect(Math.abs(back - x)).toBeLessThanOrEqual(1e-14 * (1 + Math.abs(x)));
      }),
    );
    expect(normalTailQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalTailQuantile(0.1)).toBeNaN();
  });
});

describe('partial moments', () => {
  const out = new Float64Array(3);

  it.each(PARTIAL)('at %d', (a, m0, m1, m2) => {
    partialMoments(a, out);
    expectNear(out[0], m0, 1e-15, 1e-322);
    expectNear(out[1], m1, 3e-14, 1e-322);
    expectNear(out[2], m2, 3e-14, 1e-322);
    if (a > -37) {
      logPartialMoments(a, out);
      expectNear(out[0], Math.log(m0), 1e-13, 1e-15);
      expectNear(out[1], Math.log(m1), 1e-13, 1e-15);
      expectNear(out[2], Math.log(m2), 1e-13, 1e-15);
    }
  });

  it('logarithms have the slope of the recurrence far beyond underflow', () => {
    const above = new Float64Array(3);
    const below = new Float64Array(3);
    for (const a of [-29.9, -30.1, -50, -1e3, -1e5]) {
      const h = 1e-3;
      logPartialMoments(a, out);
      logPartialMoments(a + h, above);
      logPartialMoments(a - h, below);
      for (const n of [1, 2]) {
        const slope = (above[n] - below[n]) / (2 * h);
        expectNear(slope, n * Math.exp(out[n - 1] - out[n]), 1e-6);
      }
    }
  });
});
