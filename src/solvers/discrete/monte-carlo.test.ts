/** The entropic walk, replicated descent and stochastic synapses: what they solve, resumption, refusals, the catalogue. */

import { describe, expect, it } from 'vitest';
import { logNormalTail } from '../../numerics/normal-tails.ts';
import { finish, type Tick, withoutTicks } from '../../numerics/pace.ts';
import { createRandom } from '../../numerics/random.ts';
import { drawDiscrete, referenceDiscrete } from '../../tasks/discrete/draw.ts';
import { evaluate, stabilities } from '../../tasks/discrete/evaluate.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';
import { foldedPatterns, patternValues } from '../../tasks/discrete/rows.ts';
import { createBeliefPropagation } from './belief-propagation.ts';
import { createDiscreteSolver, DISCRETE_SOLVERS, type DiscreteRecord } from './catalogue.ts';
import { createCommitteeDescent } from './committee-descent.ts';
import { createEntropicWalkInSteps } from './entropic.ts';
import { MONTE_CARLO } from './monte-carlo.ts';
import { createReplicatedDescentInSteps } from './replicated-descent.ts';
import { addGradient, createStochasticInSteps } from './stochastic.ts';

const createReplicatedDescent = (...given: Parameters<typeof createReplicatedDescentInSteps>) =>
  finish(createReplicatedDescentInSteps(...given));
const createStochastic = (...given: Parameters<typeof createStochasticInSteps>) =>
  finish(createStochasticInSteps(...given));
const createEntropicWalk = (...given: Parameters<typeof createEntropicWalkInSteps>) =>
  finish(createEntropicWalkInSteps(...given));

const easy = referenceDiscrete({ inputs: 101, patterns: 30 }, 1000);
const committee = referenceDiscrete({ inputs: 31, units: 3, patterns: 28 }, 1000);

/** What every solver gives, to compare a run with one that was stopped. */
interface Stoppable<S> {
  learn(): Generator<Tick | DiscreteRecord, void, void>;
  save(): S;
  restore(state: S): void;
  weights(): Int8Array;
}

/** A run stopped after `after` records and resumed in another object equals one that was not. */
function expectResumable<S>(make: () => Stoppable<S>, after: number): void {
  const whole = [...withoutTicks(make().learn())];
  const first = make();
  const records = withoutTicks(first.learn());
  for (let k = 0; k < after; k++) records.next();
  const second = make();
  second.restore(first.save());
  expect([...withoutTicks(second.learn())]).toEqual(whole.slice(after));
}

describe('the entropic walk', () => {
  it('goes uphill in local free entropy and ends at a solution', () => {
    const walk = createEntropicWalk(easy, { random: createRandom(1) });
    const records = [...withoutTicks(walk.learn())];
    const last = records[records.length - 1];
    expect(last.solved).toBe(true);
    expect(evaluate(easy, walk.weights()).errors).toBe(0);
    for (let k = 1; k < records.length; k++) {
      if (records[k].coupling !== records[k - 1].coupling) continue;
      expect(records[k].freeEntropy).toBeGreaterThanOrEqual(records[k - 1].freeEntropy);
    }
    const totals = walk.totals();
    expect(totals.flipped).toBe(records.filter(({ flips }) => flips === 1).length);
    expect(totals.energy).toBe(2 * totals.flipped);
    expect(totals.hiddenWrites).toBeGreaterThan(0);
  });

  // An independent C program: 20 of 20 at N = 201, α = 0.3, in a median of 47 steps.
  it('solves N = 201 at a load of 0.3 in some 50 steps', () => {
    const steps = [1000, 1001, 1002].map((seed) => {
      const problem = referenceDiscrete({ inputs: 201, patterns: 60 }, seed);
      const records = [
        ...withoutTicks(createEntropicWalk(problem, { random: createRandom(seed) }).learn()),
      ];
      expect(records[records.length - 1].solved).toBe(true);
      return records.length;
    });
    for (const count of steps) expect(count).toBeLessThan(120);
  });

  it('reports the free entropy that fresh messages give', () => {
    const problem = referenceDiscrete({ inputs: 21, patterns: 8 }, 1);
    const walk = createEntropicWalk(problem, {
      ...{ random: createRandom(5), tolerance: 1e-12, settle: 500, steps: 2 },
    });
    for (const { freeEntropy, coupling } of withoutTicks(walk.learn())) {
      const fresh = createBeliefPropagation(problem, { random: createRandom(9) });
      walk.weights().forEach((w, i) => {
        fresh.expose(i, coupling * w);
      });
      finish(fresh.converge({ tolerance: 1e-12 }));
      expect(freeEntropy).toBeCloseTo(finish(fresh.logPartition()), 8);
    }
  });

  it('anneals in local free entropy: it goes down too, the less the colder', () => {
    const problem = referenceDiscrete({ inputs: 51, patterns: 15 }, 1000);
    const share = (hot: number, cold: number) => {
      const walk = createEntropicWalk(problem, {
        ...{ random: createRandom(1), inverseTemperature: [hot, cold], steps: 150 },
        coupling: [0.5, 0.5],
      });
      const records = [...withoutTicks(walk.learn())];
      return records.filter(({ flips }) => flips === 1).length / records.length;
    };
    expect(share(1e-5, 1e-5)).toBe(1);
    expect(share(20, 20)).toBeLessThan(0.6);
    const walk = createEntropicWalk(problem, {
      ...{ random: createRandom(1), inverseTemperature: [2, 20], steps: 400 },
    });
    const records = [...withoutTicks(walk.learn())];
    expect(records[records.length - 1].solved).toBe(true);
    expectResumable(
      () =>
        createEntropicWalk(easy, {
          random: createRandom(2),
          inverseTemperature: [1, 9],
          steps: 12,
        }),
      5,
    );
  });

  it('goes on after a stop as if there had been none', () => {
    expectResumable(() => createEntropicWalk(easy, { random: createRandom(2) }), 5);
  });

  it('refuses what it cannot walk on', () => {
    const three = drawDiscrete({ inputs: 11, patterns: 3, levels: [-1, 0, 1] }, createRandom(1));
    expect(() => createEntropicWalk(three, { random: createRandom(1) })).toThrow('±1');
    const refused = (options: object, message: string) =>
      expect(() => createEntropicWalk(easy, { random: createRandom(1), ...options })).toThrow(
        message,
      );
    refused({ coupling: [2, 1] }, 'coupling 2 to 1 is not ascending within (0, 10]');
    refused({ inverseTemperature: [2, 1] }, 'inverseTemperature 2 to 1 is not ascending');
    refused({ patience: 0 }, 'patience 0 is not an integer >= 1');
  });
});

describe('committee descent', () => {
  it('moves as many wrong units as a majority lacks, the least wrong first', () => {
    const problem = drawDiscrete({ inputs: 9, patterns: 40, units: 5 }, createRandom(3));
    const random = createRandom(4);
    const hidden = Float64Array.from({ length: 45 }, () => (random.bits() & 1 ? 1 : -1));
    const learner = createCommitteeDescent(problem, patternValues(problem), hidden.slice(), 2);
    const votes = stabilities(problem, learner.signs);
    for (let p = 0; p < problem.patterns; p++) {
      learner.hidden.set(hidden);
      const wrong = learner.step(Uint32Array.of(p));
      expect(wrong).toBe(votes[p] > 0 ? 0 : 1);
      let moved = 0;
      for (let k = 0; k < 5; k++) {
        const changed = hidden
          .subarray(9 * k, 9 * k + 9)
          .some((h, i) => h !== learner.hidden[9 * k + i]);
        if (changed) moved += 1;
      }
      expect(moved).toBe(votes[p] > 0 ? 0 : (1 - votes[p]) / 2);
    }
    expect(finish(learner.errors())).toBe(evaluate(problem, learner.signs).errors);
  });
});

describe('replicated descent', () => {
  it('solves a committee, with replicas that come together, and keeps account of it', () => {
    const run = createReplicatedDescent(committee, { random: createRandom(1), growth: 0.01 });
    const records = [...withoutTicks(run.learn())];
    const last = records[records.length - 1];
    expect(last.solved).toBe(true);
    expect(evaluate(committee, run.weights()).errors).toBe(0);
    expect(run.totals().flipped).toBe(records.reduce((sum, { flips }) => sum + flips, 0));
    expect(run.totals().energy).toBe(2 * run.totals().flipped);
  });

  it('solves a tree and a perceptron', () => {
    const tree = drawDiscrete(
      { inputs: 15, units: 3, wiring: 'tree', patterns: 15 },
      createRandom(2),
    );
    for (const problem of [tree, easy]) {
      const run = createReplicatedDescent(problem, { random: createRandom(1), growth: 0.01 });
      expect([...withoutTicks(run.learn())].slice(-1)[0].solved).toBe(true);
      expect(evaluate(problem, run.weights()).errors).toBe(0);
    }
  });

  it('pulls replicas together the more, the stronger their coupling', () => {
    const overlapAt = (coupling: number) => {
      const run = createReplicatedDescent(
        referenceDiscrete({ inputs: 31, units: 3, patterns: 200 }, 1),
        {
          ...{ random: createRandom(1), coupling, growth: 0, alike: false, epochs: 40 },
        },
      );
      return [...withoutTicks(run.learn())].slice(-1)[0].overlap;
    };
    expect(overlapAt(1)).toBeGreaterThan(overlapAt(0.02) + 0.3);
  });

  it('goes on after a stop as if there had been none', () => {
    const options = { random: createRandom(2), epochs: 12 };
    const hard = referenceDiscrete({ inputs: 31, units: 3, patterns: 90 }, 1);
    expectResumable(() => createReplicatedDescent(hard, options), 5);
  });

  it('refuses what it cannot learn', () => {
    const three = drawDiscrete({ inputs: 11, patterns: 3, levels: [-1, 0, 1] }, createRandom(1));
    expect(() => createReplicatedDescent(three, { random: createRandom(1) })).toThrow('±1');
    expect(() => createReplicatedDescent(easy, { random: createRandom(1), replicas: 0 })).toThrow(
      'replicas 0 is not an integer >= 1',
    );
    expect(() => createReplicatedDescent(easy, { random: createRandom(1), pull: -1 })).toThrow(
      'pull -1 is outside [0, Infinity)',
    );
  });
});

describe('stochastic synapses', () => {
  it('climb the gradient of their log-probability', () => {
    const problem = referenceDiscrete({ inputs: 11, patterns: 1 }, 3);
    const x = foldedPatterns(problem);
    const means = Float64Array.from({ length: 11 }, (_, i) => 0.08 * (i - 4));
    const logOf = (m: Float64Array): number => {
      let [field, variance] = [0, 0];
      m.forEach((value, i) => {
        field += x[i] * value;
        variance += 1 - value * value;
      });
      return logNormalTail(-field / Math.sqrt(variance));
    };
    const gradient = new Float64Array(11);
    const variance = means.reduce((sum, m) => sum + 1 - m * m, 0);
    const { along, log } = addGradient(x, 0, means, variance, gradient);
    expect(log).toBeCloseTo(logOf(means), 12);
    for (let i = 0; i < 11; i++) {
      const step = 1e-6;
      const [up, down] = [means.slice(), means.slice()];
      up[i] += step;
      down[i] -= step;
      const slope = (logOf(up) - logOf(down)) / (2 * step);
      expect(gradient[i] + along * means[i]).toBeCloseTo(slope, 8);
    }
  });

  it('solve an instance at a load of 0.5', () => {
    const problem = referenceDiscrete({ inputs: 201, patterns: 100 }, 1000);
    const run = createStochastic(problem, { random: createRandom(1) });
    const records = [...withoutTicks(run.learn())];
    expect(records[records.length - 1].solved).toBe(true);
    expect(evaluate(problem, run.weights()).errors).toBe(0);
    expect(run.totals().flipped).toBe(records.reduce((sum, { flips }) => sum + flips, 0));
  });

  it('hold their norm, as far as certain synapses allow', () => {
    const run = createStochastic(easy, { random: createRandom(1), norm: [0.2, 0.2], epochs: 20 });
    for (const { norm, solved } of withoutTicks(run.learn())) {
      expect(norm).toBe(0.2);
      if (solved) break;
    }
    expect(run.means().reduce((sum, m) => sum + m * m, 0) / 101).toBeCloseTo(0.2, 6);
  });

  it('go on after a stop as if there had been none', () => {
    const hard = referenceDiscrete({ inputs: 51, patterns: 45 }, 1);
    expectResumable(() => createStochastic(hard, { random: createRandom(2), epochs: 12 }), 5);
  });

  it('are refused for committees and norms that cannot be', () => {
    expect(() => createStochastic(committee, { random: createRandom(1) })).toThrow(
      'a perceptron of ±1',
    );
    expect(() => createStochastic(easy, { random: createRandom(1), norm: [0.5, 1] })).toThrow(
      'norm 0.5 to 1 is not ascending within (0, 1)',
    );
  });
});

describe('the catalogue', () => {
  const problems: Readonly<Record<string, DiscreteProblem>> = { rsgd: committee };
  it.each(Object.keys(MONTE_CARLO))('makes %s', async (name) => {
    expect(DISCRETE_SOLVERS[name]).toBe(MONTE_CARLO[name]);
    const problem = problems[name] ?? easy;
    const solver = await createDiscreteSolver(name, problem, { random: createRandom(3) });
    let last: DiscreteRecord | undefined;
    for (const record of withoutTicks(solver.learn())) last = record;
    expect(last?.solved).toBe(true);
    expect(evaluate(problem, solver.weights()).errors).toBe(0);
    expect(solver.totals().flipped).toBeGreaterThan(0);
    solver.dispose();
  });
});
