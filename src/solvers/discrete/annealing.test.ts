/** Incremental energies against energies from nothing, and sampled averages against enumerated ones. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finish, withoutTicks } from '../../numerics/pace.ts';
import { exp } from '../../numerics/portable.ts';
import { createRandom } from '../../numerics/random.ts';
import { drawDiscrete, referenceDiscrete } from '../../tasks/discrete/draw.ts';
import { evaluate } from '../../tasks/discrete/evaluate.ts';
import { type DiscreteProblem, isBinary, synapsesOf } from '../../tasks/discrete/problem.ts';
import {
  type Annealed,
  anneal,
  annealedEnergyInSteps,
  createRates,
  createSimulatedAnnealingInSteps,
  drawWeights,
  moveAt,
} from './annealing.ts';
import {
  createEnergyInSteps,
  createPlainEnergyInSteps,
  type EnergyKind,
  type EnergyModel,
} from './energy.ts';
import { createReplicatedAnnealingInSteps, replicateInSteps } from './replicas.ts';
import { createSlicedEnergyInSteps } from './sliced-energy.ts';

const annealedEnergy = (...given: Parameters<typeof annealedEnergyInSteps>) =>
  finish(annealedEnergyInSteps(...given));
const createSimulatedAnnealing = (...given: Parameters<typeof createSimulatedAnnealingInSteps>) =>
  finish(createSimulatedAnnealingInSteps(...given));
const createEnergy = (...given: Parameters<typeof createEnergyInSteps>) =>
  finish(createEnergyInSteps(...given));
const createPlainEnergy = (...given: Parameters<typeof createPlainEnergyInSteps>) =>
  finish(createPlainEnergyInSteps(...given));
const createSlicedEnergy = (...given: Parameters<typeof createSlicedEnergyInSteps>) =>
  finish(createSlicedEnergyInSteps(...given));
const createReplicatedAnnealing = (...given: Parameters<typeof createReplicatedAnnealingInSteps>) =>
  finish(createReplicatedAnnealingInSteps(...given));
const replicate = (...given: Parameters<typeof replicateInSteps>) =>
  finish(replicateInSteps(...given));

const KINDS: readonly EnergyKind[] = ['errors', 'flips'];

const PROBLEMS: Readonly<Record<string, DiscreteProblem>> = {
  'a perceptron': referenceDiscrete({ inputs: 21, patterns: 12 }, 3),
  'more than a word of patterns': referenceDiscrete({ inputs: 33, patterns: 70 }, 2),
  'more than a vector of patterns': referenceDiscrete({ inputs: 41, patterns: 150 }, 2),
  'one synapse': referenceDiscrete({ inputs: 1, patterns: 5 }, 2),
  'an even fan-in': drawDiscrete({ inputs: 10, patterns: 9 }, createRandom(4)),
  'three levels': drawDiscrete({ inputs: 11, patterns: 9, levels: [-1, 0, 1] }, createRandom(5)),
  '0/1 synapses and patterns': drawDiscrete(
    { inputs: 12, patterns: 9, levels: [0, 1], code: 'zero-one', threshold: 3 },
    createRandom(6),
  ),
  'a committee': drawDiscrete({ inputs: 9, patterns: 20, units: 3 }, createRandom(7)),
  'a tree': drawDiscrete({ inputs: 7, patterns: 20, units: 5, wiring: 'tree' }, createRandom(8)),
};

describe('incremental energies', () => {
  describe.each(Object.keys(PROBLEMS))('of %s', (name) => {
    const problem = PROBLEMS[name];
    it.each(KINDS)('equal those from nothing after any moves (%s)', (kind) => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
          const random = createRandom(seed);
          const start = drawWeights(problem, random);
          const model = createEnergy(problem, kind, start);
          for (let step = 0; step < 60; step++) {
            const move = random.integer(model.moves);
            const before = model.energy();
            const difference = model.difference(move);
            if (difference === Number.POSITIVE_INFINITY) {
              expect(() => model.apply(move)).toThrow('leaves the levels');
              continue;
            }
            model.apply(move);
            const { errors, flips } = evaluate(problem, model.weights());
            expect(model.energy()).toBe(before + difference);
            expect(model.energy()).toBe(kind === 'errors' ? errors : flips);
            expect(model.errors()).toBe(errors);
          }
        }),
        { numRuns: 10 },
      );
    });
  });

  it('are the same in bit planes, emitted or not, and in plain numbers', () => {
    for (const [name, problem] of Object.entries(PROBLEMS)) {
      if (problem.units > 1 || !isBinary(problem) || problem.inputs % 2 === 0) continue;
      for (const kind of KINDS) {
        const models = [
          createSlicedEnergy(problem, kind),
          createSlicedEnergy(problem, kind, 'twin'),
          createPlainEnergy(problem, kind),
        ];
        const agree = (read: (model: EnergyModel) => number): void => {
          const [first, ...others] = models.map(read);
          for (const other of others) expect(other, `${name}, ${kind}`).toBe(first);
        };
        for (const model of models) finish(model.place(drawWeights(problem, createRandom(1))));
        for (let move = 0; move < problem.inputs; move++) {
          // Half of them are made without having been weighed.
          agree((model) => (move % 2 === 0 ? model.difference(move) : model.apply(move)));
          agree((model) => (move % 4 === 0 ? model.apply(move) : model.energy()));
          agree((model) => model.energy());
          agree((model) => model.errors());
        }
      }
    }
  });
});

/** Mean energy and mean distance of weights, by enumeration of all configurations of `replicas` tied copies. */
function exactMean(problem: DiscreteProblem, kind: EnergyKind, beta: number): number {
  const n = synapsesOf(problem);
  let [sum, mass] = [0, 0];
  for (let code = 0; code < 2 ** n; code++) {
    const { errors, flips } = evaluate(
      problem,
      Int8Array.from({ length: n }, (_, i) => ((code >> i) & 1 ? 1 : -1)),
    );
    const energy = kind === 'errors' ? errors : flips;
    const weight = Math.exp(-beta * energy);
    sum += weight * energy;
    mass += weight;
  }
  return sum / mass;
}

function sampledMean(
  annealed: Annealed,
  beta: number,
  sweeps: number,
  moves: 'metropolis' | 'rejection-free',
) {
  const run = anneal(annealed, {
    ...{ from: beta, to: beta, sweeps, moves, beyond: true, random: createRandom(11) },
  });
  let sum = 0;
  let count = 0;
  for (const { energy, iteration } of withoutTicks(run.learn())) {
    if (iteration <= 50) continue;
    sum += energy;
    count += 1;
  }
  return sum / count;
}

describe('rates of moves', () => {
  it('are exp(−cost) for every cost, whole multiples of β or not, and 1 for what costs nothing', () => {
    for (const beta of [0.1, 0.7, 1, 5]) {
      const rateOf = createRates(beta);
      const random = createRandom('rates');
      expect([rateOf(0), rateOf(-3)]).toEqual([1, 1]);
      // Twice, so that what was remembered is asked for again.
      for (let round = 0; round < 2; round++)
        for (let k = 1; k < 80; k++) {
          expect(rateOf(beta * k)).toBe(exp(-(beta * k)));
          // What a pull between replicas adds is no multiple of β.
          const cost = beta * k + (random.uniform() - 0.5) * beta;
          expect(rateOf(cost)).toBe(exp(-cost));
        }
    }
  });

  it('choose the move at which their running sum is reached', () => {
    const rates = Float64Array.of(0, 0.5, 0, 0.25, 1, 0);
    const chosen = [0, 0.49, 0.5, 0.74, 0.75, 1.74, 1.75, 9].map((rest) => moveAt(rates, rest));
    // Beyond the end by rounding, it is the last one that can be made.
    expect(chosen).toEqual([1, 1, 3, 3, 4, 4, 4, 4]);
  });
});

describe('sampling', () => {
  const problem = referenceDiscrete({ inputs: 7, patterns: 9 }, 2);
  it.each([
    ['errors', 'metropolis'],
    ['flips', 'metropolis'],
  ] as const)('gives the Boltzmann mean of %s (%s)', (kind, moves) => {
    const beta = 0.7;
    const found = sampledMean(
      annealedEnergy(problem, kind, drawWeights(problem, createRandom(1))),
      beta,
      6000,
      moves,
    );
    expect(Math.abs(found - exactMean(problem, kind, beta))).toBeLessThan(0.06);
  });

  it('gives it without rejections too, at the ends of sweeps', () => {
    const beta = 1.2;
    const found = sampledMean(
      annealedEnergy(problem, 'flips', drawWeights(problem, createRandom(1))),
      ...([beta, 6000, 'rejection-free'] as const),
    );
    expect(Math.abs(found - exactMean(problem, 'flips', beta))).toBeLessThan(0.06);
  });

  it('of replicas follows their coupling', () => {
    const small = referenceDiscrete({ inputs: 5, patterns: 4 }, 2);
    const [beta, gamma] = [0.6, 0.8];
    const energies = Array.from({ length: 32 }, (_, code) => {
      const weights = Int8Array.from({ length: 5 }, (_, i) => ((code >> i) & 1 ? 1 : -1));
      return { weights, energy: evaluate(small, weights).flips };
    });
    let [mass, mean, overlap] = [0, 0, 0];
    for (const a of energies)
      for (const b of energies) {
        let weight = Math.exp(-beta * (a.energy + b.energy));
        let dot = 0;
        for (let i = 0; i < 5; i++) {
          weight *= 2 * Math.cosh(gamma * (a.weights[i] + b.weights[i]));
          dot += (a.weights[i] * b.weights[i]) / 5;
        }
        mass += weight;
        mean += weight * 0.5 * (a.energy + b.energy);
        overlap += weight * dot;
      }
    const starts = [drawWeights(small, createRandom(1)), drawWeights(small, createRandom(2))];
    const tied = replicate(small, starts, { coupling: [gamma, gamma] });
    const run = anneal(tied, {
      ...{ from: beta, to: beta, sweeps: 20_000, beyond: true, random: createRandom(3) },
    });
    let [energy, together, count] = [0, 0, 0];
    for (const record of withoutTicks(run.learn())) {
      energy += record.energy;
      together += tied.overlap();
      count += 1;
    }
    expect(Math.abs(energy / count - mean / mass)).toBeLessThan(0.03);
    expect(Math.abs(together / count - overlap / mass)).toBeLessThan(0.03);
  });
});

describe('simulated annealing', () => {
  const problem = referenceDiscrete({ inputs: 101, patterns: 30 }, 1000);

  it.each(KINDS)('solves an easy instance (%s) and keeps account of it', (energy) => {
    const run = createSimulatedAnnealing(problem, { energy, random: createRandom(1) });
    const records = [...withoutTicks(run.learn())];
    const last = records[records.length - 1];
    expect(last.solved).toBe(true);
    expect(evaluate(problem, run.weights()).errors).toBe(0);
    expect(run.totals().flipped).toBe(records.reduce((sum, { flips }) => sum + flips, 0));
    expect(run.totals().energy).toBe(2 * run.totals().flipped);
    expect([...withoutTicks(run.learn())]).toEqual([]);
  });

  // An independent C program: 10 of 10 at N = 201, α = 0.3 with E_err and 4,000 sweeps.
  it('solves N = 201 at a load of 0.3 in 4,000 sweeps', () => {
    for (const seed of [1000, 1001, 1002]) {
      const task = referenceDiscrete({ inputs: 201, patterns: 60 }, seed);
      const run = createSimulatedAnnealing(task, { energy: 'errors', random: createRandom(seed) });
      expect([...withoutTicks(run.learn())].slice(-1)[0].solved).toBe(true);
    }
  });

  it('goes on after a stop as if there had been none', () => {
    const options = { random: createRandom(4), sweeps: 40, energy: 'flips' as const };
    const whole = [
      ...withoutTicks(createSimulatedAnnealing(problem, { ...options, beyond: true }).learn()),
    ];
    const first = createSimulatedAnnealing(problem, { ...options, beyond: true });
    const start = withoutTicks(first.learn());
    for (let k = 0; k < 15; k++) start.next();
    const second = createSimulatedAnnealing(problem, { ...options, beyond: true });
    second.restore(first.save());
    expect([...withoutTicks(second.learn())]).toEqual(whole.slice(15));
  });

  it('solves committees and three levels', () => {
    const tasks = [
      drawDiscrete({ inputs: 15, patterns: 18, units: 3 }, createRandom(7)),
      drawDiscrete({ inputs: 31, patterns: 12, levels: [-1, 0, 1] }, createRandom(7)),
    ];
    for (const task of tasks) {
      const run = createSimulatedAnnealing(task, { random: createRandom(2), sweeps: 500 });
      for (const { solved, errors } of withoutTicks(run.learn())) expect(solved).toBe(errors === 0);
      expect(evaluate(task, run.weights()).errors).toBe(0);
    }
  });

  it('of replicas solves what they share, and refuses what it cannot do', () => {
    const run = createReplicatedAnnealing(problem, { random: createRandom(1), sweeps: 500 });
    const records = [...withoutTicks(run.learn())];
    expect(records[records.length - 1].solved).toBe(true);
    expect(evaluate(problem, run.weights()).errors).toBe(0);
    const refused = (options: object, message: string) =>
      expect(() =>
        createReplicatedAnnealing(problem, { random: createRandom(1), ...options }),
      ).toThrow(message);
    refused({ replicas: 1 }, 'replicas 1 is not an integer >= 2');
    refused({ from: 0 }, 'from 0 is outside (0, Infinity)');
    refused({ sweeps: 0 }, 'sweeps 0 is not an integer >= 1');
    refused({ moves: 'rejectionfree' }, 'did you mean "rejection-free"?');
    refused({ energy: 'flip' }, 'did you mean "flips"?');
    expect(() =>
      createReplicatedAnnealing(PROBLEMS['three levels'], { random: createRandom(1) }),
    ).toThrow('replicas need two opposite levels');
  });
});
