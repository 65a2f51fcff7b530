import { describe, expect, it } from 'vitest';
import { logZeta, meanLog } from './zeta.ts';

/** s, q, ln ζ(s, q) and the mean of ln x. */
const MPMATH: readonly (readonly [number, number, number, number])[] = [
  [1.05, 1, 3.0243607549306155, 19.432034241284644],
  [1.05, 3, 2.949577131884117, 20.92342102816579],
  [1.05, 25, 2.8357949744611544, 23.198749450822785],
  [1.05, 1000, 2.6503695136672794, 26.907255199819648],
  [1.5, 1, 0.9602599027307852, 1.5052353557882678],
  [1.5, 3, 0.23017632972630822, 2.9290680686504693],
  [1.5, 25, -0.9062414190994393, 5.198811881699573],
  [1.5, 1000, -2.760480427691548, 8.907255237357159],
  [2.5, 1, 0.29377889195726214, 0.2887406855581931],
  [2.5, 3, -1.803565515413394, 1.6077273931355196],
  [2.5, 25, -5.20373492756985, 3.865617205372752],
  [2.5, 1000, -10.766347995425154, 7.573921987440492],
  [3.7, 1, 0.10101048529816574, 0.08334746759245411],
  [3.7, 3, -3.52874503385885, 1.3247710667969084],
  [3.7, 25, -9.630361990711197, 3.569487128417827],
  [3.7, 1000, -19.642841105315835, 7.277625791244135],
  [12.0, 1, 0.00024605627897882385, 0.0001713406812166717],
  [12.0, 3, -13.149771415553145, 1.1087047588226566],
  [12.0, 25, -37.59242372458988, 3.291167402423986],
  [12.0, 1000, -78.3777074716334, 6.998165204137775],
  [60.0, 1, 8.673617380119933e-19, 6.01209343238152e-19],
  [60.0, 3, -65.91673728819497, 1.0986122978427653],
  [60.0, 25, -193.0316127254402, 3.22306913613312],
  [60.0, 1000, -411.6057391686005, 6.924209269432815],
];

describe('logZeta', () => {
  it('is Riemann’s at whole numbers', () => {
    expect(Math.exp(logZeta(2, 1))).toBeCloseTo(Math.PI ** 2 / 6, 13);
    expect(Math.exp(logZeta(4, 1))).toBeCloseTo(Math.PI ** 4 / 90, 13);
  });

  // python: from mpmath import zeta, log, diff; log(zeta(s, q)) and -diff(lambda t: log(zeta(t, q)), s), 400 digits.
  it.each(MPMATH)('s = %d, q = %d', (s, q, value, mean) => {
    expect(Math.abs(logZeta(s, q) - value)).toBeLessThan(2e-14 * Math.max(1, Math.abs(value)));
    expect(Math.abs(meanLog(s, q) - mean)).toBeLessThan(2e-13 * Math.max(1, Math.abs(mean)));
  });

  it('telescopes: ζ(s, q) − ζ(s, q + 1) = q^−s', () => {
    for (const s of [1.1, 2.5, 7, 30])
      for (const q of [1, 2, 5, 40, 1000]) {
        const difference =
          Math.exp(logZeta(s, q) + s * Math.log(q)) - Math.exp(logZeta(s, q + 1) + s * Math.log(q));
        expect(Math.abs(difference - 1)).toBeLessThan(1e-11 * q);
      }
  });

  it('is no number elsewhere', () => {
    expect([logZeta(1, 1), logZeta(2, 0), meanLog(0.5, 1)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });
});
