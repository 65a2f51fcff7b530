/** Max-sum messages against all configurations; reinforced max-sum on small instances. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finish, withoutTicks } from '../../numerics/pace.ts';
import { createRandom } from '../../numerics/random.ts';
import { evaluate } from '../../tasks/discrete/evaluate.ts';
import { storage } from './fixtures/instances.ts';
import {
  createMaxSumInSteps,
  maxSumMessage,
  maxSumPrices,
  maxSumReinforcement,
} from './max-sum.ts';
import { createSolver } from './solver.ts';

/** ½ [max over W_i = +1 − max over W_i = −1] of Σ_{j≠i} h_j W_j over Σ W > 2k − n − 1, one configuration after another. */
function slowly(fields: readonly number[], i: number, wanted: number): number {
  const n = fields.length;
  const best = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let code = 0; code < 2 ** n; code++) {
    let [right, value] = [0, 0];
    for (let j = 0; j < n; j++) {
      const high = (code >>> j) & 1;
      right += high;
      if (j !== i) value += fields[j] * (high ? 1 : -1);
    }
    if (right >= wanted) best[(code >>> i) & 1] = Math.max(best[(code >>> i) & 1], value);
  }
  return 0.5 * (best[1] - best[0]);
}

describe('the max-sum message', () => {
  it('is half the difference of the best configurations', () => {
    const field = fc.double({ min: -3, max: 3, noNaN: true }).filter((h) => Math.abs(h) > 1e-6);
    fc.assert(
      fc.property(fc.array(field, { minLength: 3, maxLength: 9 }), fc.nat(), (fields, pick) => {
        // Fewer than all have to be right, so that no message is infinite.
        const wanted = 1 + (pick % (fields.length - 1));
        const standing = fields.filter((h) => h > 0).length;
        const missing = wanted - standing;
        const wrong = Float64Array.from(fields.filter((h) => h < 0).map((h) => -h));
        const prices =
          missing < 0
            ? { last: 0, next: 0 }
            : maxSumPrices(wrong, fields.length - standing, missing);
        fields.forEach((h, i) => {
          const message = maxSumMessage(prices, missing, Math.abs(h), h > 0);
          expect(message).toBeCloseTo(slowly(fields, i, wanted), 9);
        });
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('insists where every synapse has to be right', () => {
    const prices = maxSumPrices(Float64Array.of(0.5, 2), 2, 2);
    expect(maxSumMessage(prices, 2, 0.5, false)).toBeGreaterThan(2);
  });
});

describe('reinforced max-sum', () => {
  const solver = (rate = 0.02) => {
    const random = createRandom('max-sum');
    const problem = storage(101, 40, 3);
    const passing = finish(createMaxSumInSteps(problem, { random }));
    return {
      problem,
      solver: createSolver({ passing, course: () => maxSumReinforcement({ rate }), random }),
    };
  };

  it('solves a small instance, and the weights are a solution', () => {
    const { problem, solver: maxSum } = solver();
    const records = [...withoutTicks(maxSum.learn())];
    expect(records.at(-1)?.solved).toBe(true);
    expect(evaluate(problem, maxSum.weights()).solved).toBe(true);
  });

  it('goes on from a saved state as if nothing had happened', () => {
    const whole = [...withoutTicks(solver(0.001).solver.learn())];
    const { solver: first } = solver(0.001);
    const running = withoutTicks(first.learn());
    for (let t = 0; t < 3; t++) running.next();
    const { solver: second } = solver(0.001);
    second.restore(structuredClone(first.save()));
    expect([...withoutTicks(second.learn())]).toEqual(whole.slice(3));
    expect(second.totals()).toEqual(solverTotals(whole.length));
  });

  const solverTotals = (sweeps: number) => {
    const { solver: again } = solver(0.001);
    let seen = 0;
    for (const _ of withoutTicks(again.learn())) if (++seen === sweeps) break;
    return again.totals();
  };

  it.each([
    ['±1', storage(61, 30, 5)],
    ['0/1, a threshold', storage(60, 20, 6, { levels: [0, 1], code: 'zero-one', threshold: 7.5 })],
  ] as const)('comes to the bits of the plain form, %s', (_, problem) => {
    const [emitted, plain] = (['wasm', 'twin'] as const).map((backend) =>
      finish(createMaxSumInSteps(problem, { random: createRandom('max-sum') }, backend)),
    );
    const course = maxSumReinforcement({ rate: 0.01 });
    for (let sweep = 1; sweep <= 12; sweep++) {
      expect(finish(emitted.sweep())).toBe(finish(plain.sweep()));
      for (const passing of [emitted, plain])
        course.after(passing, sweep, 1, createRandom('course'));
    }
    expect(emitted.save()).toEqual(plain.save());
  });

  it('is for perceptrons', () => {
    const random = createRandom('max-sum');
    expect(() => finish(createMaxSumInSteps(storage(5, 2, 1, { units: 3 }), { random }))).toThrow(
      /one unit, not 3/,
    );
  });
});
