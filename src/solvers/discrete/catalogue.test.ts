/** What all solvers have in common: signs of life inside a sweep, and states from which they go on as if nothing had happened. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import { finish, isTick, withoutTicks } from '../../numerics/pace.ts';
import { createRandom } from '../../numerics/random.ts';
import { referenceDiscrete } from '../../tasks/discrete/draw.ts';
import { evaluateInSteps } from '../../tasks/discrete/evaluate.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';
import { type CataloguedSolver, createDiscreteSolver, DISCRETE_SOLVERS } from './catalogue.ts';

const NAMES = Object.keys(DISCRETE_SOLVERS);
/** Loads at which nobody is done after a few sweeps. */
const perceptron = referenceDiscrete({ inputs: 51, patterns: 60 }, 1);
const committee = referenceDiscrete({ inputs: 15, units: 3, patterns: 60 }, 1);
const problemOf = (name: string): DiscreteProblem => (name === 'rsgd' ? committee : perceptron);
/** Ten sweeps, steps or epochs in all, where a solver takes such a number; else long strides. */
const tenOf = (name: string): Readonly<Record<string, number>> => {
  const { settings } = DISCRETE_SOLVERS[name];
  for (const count of ['sweeps', 'steps', 'epochs']) if (count in settings) return { [count]: 10 };
  return 'share' in settings ? { share: 0.2 } : { step: 0.1 };
};

const making: CataloguedSolver[] = [];
async function made(name: string): Promise<CataloguedSolver> {
  const options = { random: createRandom(3), settings: tenOf(name) };
  const solver = await createDiscreteSolver(name, problemOf(name), options);
  making.push(solver);
  return solver;
}
afterEach(() => {
  for (const solver of making.splice(0)) solver.dispose();
  vi.restoreAllMocks();
});

describe('every solver', () => {
  it.each(NAMES)(
    'gives signs of life inside a sweep, with a share that grows: %s',
    async (name) => {
      // A clock on which any two looks lie a second apart: whoever looks at it ticks.
      let now = 0;
      vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000));
      const solver = await made(name);
      let [ticks, records, share] = [0, 0, 0];
      for (const step of solver.learn()) {
        if (!isTick(step)) {
          expect(ticks, `before record ${records}`).toBeGreaterThan(0);
          [ticks, records] = [0, records + 1];
          if (records === 5) break;
          continue;
        }
        ticks += 1;
        if (step.share === undefined) continue;
        expect(step.share).toBeGreaterThanOrEqual(share);
        expect(step.share).toBeLessThanOrEqual(1);
        share = step.share;
      }
      expect(records).toBe(5);
      expect(share).toBeGreaterThan(0);
    },
  );

  it.each(NAMES)(
    'computes the same whether or not anybody looks at the clock: %s',
    async (name) => {
      const quiet = [...withoutTicks((await made(name)).learn())].slice(0, 5);
      let now = 0;
      vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000));
      expect([...withoutTicks((await made(name)).learn())].slice(0, 5)).toEqual(quiet);
    },
  );

  it.each(NAMES)(
    'goes on from a saved state, to the same end, with the same account: %s',
    async (name) => {
      const straight = await made(name);
      const whole = [...withoutTicks(straight.learn())];
      if (Object.keys(tenOf(name)).length > 0 && !('restarts' in DISCRETE_SOLVERS[name].settings))
        expect(whole.length).toBeLessThanOrEqual(10);
      for (const after of [1, 4, whole.length]) {
        const stopped = await made(name);
        const records = withoutTicks(stopped.learn());
        for (let k = 0; k < after; k++) records.next();
        const resumed = await made(name);
        resumed.restore(structuredClone(stopped.save()));
        expect([...withoutTicks(resumed.learn())]).toEqual(whole.slice(after));
        expect(resumed.weights()).toEqual(straight.weights());
        expect(resumed.totals()).toEqual(straight.totals());
      }
    },
  );

  it.each(NAMES)(
    'has ended when it has found a solution, also when it is taken up: %s',
    async (name) => {
      const easy =
        name === 'rsgd' ? { inputs: 15, units: 3, patterns: 4 } : { inputs: 51, patterns: 8 };
      const problem = referenceDiscrete(easy, 1);
      const make = async () => {
        const solver = await createDiscreteSolver(name, problem, { random: createRandom(3) });
        making.push(solver);
        return solver;
      };
      const straight = await make();
      const solved = [...withoutTicks(straight.learn())].map((record) => record.solved);
      expect(solved).toEqual(solved.map((_, k) => k === solved.length - 1));
      expect([...withoutTicks(straight.learn())]).toEqual([]);
      const resumed = await make();
      resumed.restore(structuredClone(straight.save()));
      expect([...withoutTicks(resumed.learn())]).toEqual([]);
      expect(resumed.weights()).toEqual(straight.weights());
    },
  );

  it.each(NAMES)('says of its weights what the plain sums say: %s', async (name) => {
    const solver = await made(name);
    let errors = Number.NaN;
    for (const record of withoutTicks(solver.learn())) errors = record.errors;
    expect(finish(evaluateInSteps(problemOf(name), solver.weights())).errors).toBe(errors);
  });
});
