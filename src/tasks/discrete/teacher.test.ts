/** A teacher never errs on its own labels, whatever it looks like, and whoever counts. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../errors.ts';
import { createRandom } from '../../numerics/random.ts';
import { type DiscreteSpec, drawDiscrete, referenceDiscrete } from './draw.ts';
import { answers, evaluate, fieldsSlowly, stabilities } from './evaluate.ts';
import {
  type DiscreteProblem,
  decidingThreshold,
  positiveLevels,
  symmetricLevels,
} from './problem.ts';

const LEVELS = [[-1, 1], [-1, 0, 1], [0, 1], symmetricLevels(2), positiveLevels(3), [-3, -1, 1, 3]];

const specs = fc.record({
  inputs: fc.integer({ min: 1, max: 40 }),
  patterns: fc.integer({ min: 1, max: 12 }),
  goal: fc.constant('teacher' as const),
  units: fc.constantFrom(1, 3, 5, 7),
  wiring: fc.constantFrom('full' as const, 'tree' as const),
  levels: fc.constantFrom(...LEVELS),
  code: fc.constantFrom('sign' as const, 'zero-one' as const),
  codingLevel: fc.constantFrom(0.2, 0.5),
  threshold: fc.constantFrom(0, 1, -2, 0.5, 0.1, -0.3, 1e-20, -1e-20),
});

/** The problem, or undefined where the teacher answers nothing and drawing says so. */
function drawn(spec: DiscreteSpec, seed: number): DiscreteProblem | undefined {
  try {
    return drawDiscrete(spec, createRandom(seed));
  } catch (error) {
    if (error instanceof UsageError && error.message.includes('answers none of')) return undefined;
    throw error;
  }
}

describe('a drawn teacher', () => {
  it('is right on all its labels, for every wiring, coding, threshold and number of levels', () => {
    fc.assert(
      fc.property(specs, fc.nat(), (spec, seed) => {
        const problem = drawn(spec, seed);
        if (problem === undefined) return;
        const teacher = problem.teacher!;
        expect(evaluate(problem, teacher)).toEqual({ errors: 0, flips: 0, solved: true });
        expect(answers(problem, teacher)).toEqual(problem.labels);
        expect(Math.min(...stabilities(problem, teacher))).toBeGreaterThan(0);
        // The rule from its words: more than half of all units are on the label's side of the threshold.
        const fields = fieldsSlowly(problem, teacher);
        const { units, labels, threshold } = problem;
        for (let p = 0; p < problem.patterns; p++) {
          const own = fields.subarray(p * units, (p + 1) * units);
          const votes = own.filter((h) => (labels[p] > 0 ? h > threshold : h < threshold));
          expect(2 * votes.length).toBeGreaterThan(units);
        }
      }),
      { numRuns: 300 },
    );
  });
  it('of three units with an even number of inputs is, where ties are common', () => {
    const spec = { inputs: 10, units: 3, patterns: 30, goal: 'teacher' as const };
    for (let seed = 0; seed < 20; seed++) {
      const problem = drawDiscrete(spec, createRandom(seed));
      expect(evaluate(problem, problem.teacher!).errors).toBe(0);
    }
  });
  it('of the reference generator is too, or is refused', () => {
    for (const inputs of [9, 10])
      for (let seed = 0; seed < 30; seed++) {
        const spec = { inputs, units: 3, patterns: 3, goal: 'teacher' as const };
        try {
          const problem = referenceDiscrete(spec, seed);
          expect(evaluate(problem, problem.teacher!).errors).toBe(0);
        } catch (error) {
          expect(String(error)).toContain('take an odd number of inputs');
          expect(inputs).toBe(10);
        }
      }
  });
});

describe('a field at the threshold', () => {
  const base = { inputs: 2, patterns: 2, units: 3, wiring: 'tree' as const };
  it('is a vote for neither side, and a wrong one for either label', () => {
    const problem = {
      ...referenceDiscrete({ ...base, units: 1 }, 1),
      labels: Int8Array.of(1, -1),
      bits: Uint32Array.of(0b01, 0, 0, 0, 0b10, 0, 0, 0),
    };
    expect(answers(problem, [1, 1])).toEqual(Int8Array.of(0, 0));
    expect(evaluate(problem, [1, 1])).toEqual({ errors: 2, flips: 2, solved: false });
  });
  it('leaves the answer to the others only where they are more than half', () => {
    // Unit 0 is for +1, units 1 and 2 are at the threshold: one vote of three is no answer.
    const problem = {
      ...referenceDiscrete({ ...base, patterns: 1 }, 1),
      labels: Int8Array.of(1),
      bits: Uint32Array.of(0b010111, 0, 0, 0),
    };
    expect([...fieldsSlowly(problem, [1, 1, 1, 1, 1, 1])]).toEqual([2, 0, 0]);
    expect(answers(problem, [1, 1, 1, 1, 1, 1])).toEqual(Int8Array.of(0));
    expect(evaluate(problem, [1, 1, 1, 1, 1, 1]).errors).toBe(1);
    const two = { ...problem, bits: Uint32Array.of(0b011111, 0, 0, 0) };
    expect([...fieldsSlowly(two, [1, 1, 1, 1, 1, 1])]).toEqual([2, 2, 0]);
    expect(answers(two, [1, 1, 1, 1, 1, 1])).toEqual(Int8Array.of(1));
  });
  it('is the same with the threshold that decides, which is exact in sums', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.double({ min: -50, max: 50, noNaN: true }), fc.integer({ min: -50, max: 50 })),
        fc.integer({ min: -50, max: 50 }),
        (threshold, field) => {
          const deciding = decidingThreshold({ threshold });
          expect(Math.sign(field - deciding)).toBe(Math.sign(field - threshold));
          expect(Number.isInteger(2 * deciding)).toBe(true);
        },
      ),
    );
  });
});
