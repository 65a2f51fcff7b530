/** Laws with one variable left out against all outcomes; responses of units against finite differences. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLeaveOneOut } from './leave-one-out.ts';
import { createCommittee, logLikelihood, respond } from './unit.ts';

/** P(at least k yeses) of all variables but one, outcome by outcome. */
function atLeast(yes: readonly number[], without: number, k: number): number {
  let sum = 0;
  for (let code = 0; code < 2 ** yes.length; code++) {
    let [mass, count] = [1, 0];
    for (let j = 0; j < yes.length; j++) {
      const bit = (code >>> j) & 1;
      if (j === without) mass *= bit;
      else {
        mass *= bit ? yes[j] : 1 - yes[j];
        count += bit;
      }
    }
    if (count >= k) sum += mass;
  }
  return sum;
}

describe('laws with one variable left out', () => {
  it('are those of all outcomes, also where nothing or everything is wanted', () => {
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(probability, { minLength: 1, maxLength: 7 }),
        fc.integer({ min: -2, max: 9 }),
        (yes, k) => {
          const law = createLeaveOneOut(7);
          const no = yes.map((p) => 1 - p);
          const [reached, missed] = law.compute(
            Float64Array.from(yes),
            Float64Array.from(no),
            yes.length,
            k,
          );
          expect(reached).toBeCloseTo(atLeast(yes, -1, k), 12);
          expect(missed).toBeCloseTo(1 - atLeast(yes, -1, k), 12);
          yes.forEach((_, i) => {
            const [over, equal] = [atLeast(yes, i, k), atLeast(yes, i, k - 1)];
            expect(law.exceeded[i]).toBeCloseTo(over, 12);
            expect(law.reached[i]).toBeCloseTo(equal, 12);
            expect(law.below[i]).toBeCloseTo(1 - over, 12);
            expect(law.missed[i]).toBeCloseTo(1 - equal, 12);
          });
        },
      ),
      { numRuns: 200, seed: 3 },
    );
  });

  it('keep tiny tails to their last digits', () => {
    const yes = new Float64Array(40).fill(1e-8);
    const law = createLeaveOneOut(40);
    law.compute(
      yes,
      yes.map((p) => 1 - p),
      40,
      39,
    );
    // All of the other 39.
    expect(law.exceeded[7] / 1e-312).toBeCloseTo(1, 6);
    law.compute(
      yes,
      yes.map((p) => 1 - p),
      40,
      20,
    );
    // C(39, 20) ways to reach 20 of 39; the next term is 1e-8 of it.
    expect(law.exceeded[0] / (68923264410 * 1e-160)).toBeCloseTo(1, 6);
  });
});

describe('the response of a unit', () => {
  const CASES = [
    { good: 1, bad: 0 },
    { good: 0.9, bad: 0.2 },
    { good: 0.3, bad: 0.3 },
    { good: 1e-9, bad: 1e-15 },
  ];
  for (const demand of CASES)
    it(`is the derivative of the likelihood where good weighs ${demand.good} and bad ${demand.bad}`, () => {
      const variance = 2.3;
      const width = Math.sqrt(variance);
      const step = 1e-4;
      for (const mean of [-30, -4, -0.3, 0, 1, 5]) {
        const out = { slope: 0, curvature: 0 };
        respond(mean, variance, demand, out);
        const at = (m: number) => logLikelihood(m, width, demand);
        const slope = (at(mean + step) - at(mean - step)) / (2 * step);
        expect(Math.abs(out.slope - slope)).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
        respond(mean + step, variance, demand, out);
        const after = out.slope;
        respond(mean - step, variance, demand, out);
        const bend = -(after - out.slope) / (2 * step);
        respond(mean, variance, demand, out);
        expect(Math.abs(out.curvature - bend)).toBeLessThan(1e-6);
      }
    });

  it('stays finite far out', () => {
    const out = { slope: 0, curvature: 0 };
    respond(-1e4, 1e-4, { good: 1, bad: 0 }, out);
    expect(out.slope).toBeCloseTo(1e8, -2);
    respond(1e4, 1e-4, { good: 1, bad: 0 }, out);
    expect(out).toEqual({ slope: 0, curvature: 0 });
  });
});

describe('a committee', () => {
  it('demands of each unit what the others leave open', () => {
    const committee = createCommittee(3, createLeaveOneOut(3));
    committee.good.set([0.9, 0.2, 0.6]);
    committee.bad.set([0.1, 0.8, 0.4]);
    const right = 0.9 * 0.2 + 0.9 * 0.6 + 0.2 * 0.6 - 2 * 0.9 * 0.2 * 0.6;
    expect(committee.decide()).toBeCloseTo(Math.log(right), 12);
    // With the first good one more of the two is needed, with it bad both.
    expect(committee.demands[0].good).toBeCloseTo(1 - 0.8 * 0.4, 12);
    expect(committee.demands[0].bad).toBeCloseTo(0.2 * 0.6, 12);
  });
});
