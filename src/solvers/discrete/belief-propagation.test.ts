/** Belief propagation against full enumeration, and against fixed points computed by an independent program in C. */

import { describe, expect, it } from 'vitest';
import { finish } from '../../numerics/pace.ts';
import { createRandom } from '../../numerics/random.ts';
import { mulberry32 } from '../../tasks/discrete/draw.ts';
import { evaluate } from '../../tasks/discrete/evaluate.ts';
import { type DiscreteProblem, wordsOf } from '../../tasks/discrete/problem.ts';
import type { Factor } from './belief-options.ts';
import { type BeliefPropagation, createBeliefPropagation } from './belief-propagation.ts';
import { storage } from './fixtures/instances.ts';

const random = () => createRandom('belief propagation');

/** The fixed point, damped by half as it was when the expected numbers were computed. */
function fixedPoint(
  problem: DiscreteProblem,
  factor: Factor,
  field?: (i: number) => number,
): BeliefPropagation {
  const passing = createBeliefPropagation(problem, { factor, damping: 0.5, random: random() });
  if (field !== undefined)
    for (let i = 0; i < problem.inputs * problem.units; i++) passing.expose(i, field(i));
  const { converged } = finish(passing.converge({ tolerance: 1e-13, sweeps: 5000 }));
  expect(converged).toBe(true);
  return passing;
}

/** log Σ exp(Σ b W) over the solutions and the mean of every synapse, one configuration after another. */
function enumerate(problem: DiscreteProblem, field: (i: number) => number = () => 0) {
  const { levels } = problem;
  const synapses = problem.inputs * problem.units;
  const weights = new Int8Array(synapses);
  const sums = new Float64Array(synapses);
  let total = 0;
  for (let code = 0; code < 2 ** synapses; code++) {
    let exponent = 0;
    for (let i = 0; i < synapses; i++) {
      const high = (code >>> i) & 1;
      weights[i] = levels[high];
      exponent += field(i) * (high ? 1 : -1);
    }
    if (!evaluate(problem, weights).solved) continue;
    const mass = Math.exp(exponent);
    total += mass;
    for (let i = 0; i < synapses; i++) sums[i] += mass * ((code >>> i) & 1 ? 1 : -1);
  }
  return { logPartition: Math.log(total), magnetisations: sums.map((sum) => sum / total) };
}

function closest(got: ArrayLike<number>, wanted: ArrayLike<number>, digits: number): void {
  for (let i = 0; i < wanted.length; i++) expect(got[i]).toBeCloseTo(wanted[i], digits);
}

// Source of the numbers: enumeration and damped BP in C, instances of mulberry32.
const EIGHT = {
  logPartition: 8.9105684229,
  magnetisations: [
    0.2649314712, -0.4913750963, 0.7383489116, 0.3995907261, 0.8478998001, 0.5805941822,
    0.5885342719, -0.3507393048, -0.3568356882, -0.7261990256, 0.2651980347, 0.5533958043,
    -0.1090487807, -0.7930424499, -0.485089516, -0.2276525604, -0.7198906679, -0.045891962,
    -0.4913750963, 0.2029818555, -0.1090487807,
  ],
};
const CENTRE = '+-+++++---++-------+-';

describe('belief propagation on one perceptron', () => {
  it('draws the instances that the expected numbers are of', () => {
    const draw = mulberry32(1);
    const first = Array.from({ length: 21 }, () => (draw() >= 0.5 ? '+' : '-')).join('');
    expect(first).toBe('+-+++-++-+---------+-');
    const labels = Array.from(storage(21, 8, 1).labels, (label) => (label > 0 ? '+' : '-'));
    expect(labels.join('')).toBe('+--+-+++');
  });

  it('is exact for one pattern, whose graph is a tree', () => {
    const passing = fixedPoint(storage(15, 1, 1), 'exact');
    expect(finish(passing.logPartition())).toBeCloseTo(9.704060527839, 10);
    for (const m of passing.magnetisations()) expect(Math.abs(m)).toBeCloseTo(0.20947266, 8);
  });

  it('has the exact-factor fixed point of N = 21, P = 8', () => {
    const passing = fixedPoint(storage(21, 8, 1), 'exact');
    expect(finish(passing.logPartition())).toBeCloseTo(EIGHT.logPartition, 9);
    closest(passing.magnetisations(), EIGHT.magnetisations, 9);
  });

  it('has the Gaussian fixed point of N = 21, P = 8', () => {
    const passing = fixedPoint(storage(21, 8, 1), 'gaussian');
    expect(finish(passing.logPartition())).toBeCloseTo(8.9086829984, 8);
    closest(passing.magnetisations(), [0.26770497, -0.49251398, 0.73706204], 8);
  });

  it('has the fixed points of N = 21, P = 12', () => {
    const exact = fixedPoint(storage(21, 12, 3), 'exact');
    expect(finish(exact.logPartition())).toBeCloseTo(7.2747531344, 9);
    closest(exact.magnetisations(), [0.6689525532, -0.4262594278, -0.9063074705], 9);
    expect(finish(fixedPoint(storage(21, 12, 3), 'gaussian').logPartition())).toBeCloseTo(
      7.2985501926,
      8,
    );
  });

  for (const [strength, expected] of [
    [0.25, 11.5715393864],
    [0.5, 14.839273873],
    [1, 22.9007282261],
  ])
    it(`has the fixed point in a field of ${strength} toward a centre`, () => {
      const field = (i: number) => (CENTRE[i] === '+' ? strength : -strength);
      const passing = fixedPoint(storage(21, 8, 1), 'exact', field);
      expect(finish(passing.logPartition())).toBeCloseTo(expected, 8);
    });

  it('comes near the truth: marginals and entropy of all 2^15 configurations', () => {
    const problem = storage(15, 5, 4);
    const truth = enumerate(problem);
    for (const factor of ['exact', 'gaussian', 'linear'] as const) {
      const passing = fixedPoint(problem, factor);
      expect(Math.abs(finish(passing.logPartition()) - truth.logPartition)).toBeLessThan(0.25);
      const gaps = passing.magnetisations().map((m, i) => Math.abs(m - truth.magnetisations[i]));
      expect(Math.max(...gaps)).toBeLessThan(0.2);
    }
  });

  for (const [name, overrides] of [
    ['0/1 synapses on ±1 patterns', { levels: [0, 1], threshold: 0 }],
    [
      '0/1 synapses on 0/1 patterns with a threshold',
      { levels: [0, 1], code: 'zero-one', threshold: 3 },
    ],
    ['synapses of -1 and 3, a fractional threshold', { levels: [-1, 3], threshold: 2.5 }],
    ['an even number of inputs, where sums can vanish', {}],
  ] as const)
    it(`is exact on one pattern for ${name}`, () => {
      const problem = storage(name.startsWith('an even') ? 12 : 13, 1, 6, overrides);
      const field = (i: number) => 0.1 * (i % 5) - 0.2;
      const truth = enumerate(problem, field);
      const passing = fixedPoint(problem, 'exact', field);
      expect(finish(passing.logPartition())).toBeCloseTo(truth.logPartition, 10);
      closest(passing.magnetisations(), truth.magnetisations, 10);
    });

  // Strong fields, for and against the pattern: messages and fields beyond what shares a logarithm.
  it.each([0.5, 3, 8])('is exact on one pattern in fields up to %d', (size) => {
    for (let seed = 1; seed <= 4; seed++) {
      const problem = storage(9, 1, seed);
      const field = (i: number) => (size * (((7 * i + 3 * seed) % 11) - 5)) / 5;
      const truth = enumerate(problem, field);
      const passing = fixedPoint(problem, 'exact', field);
      expect(finish(passing.logPartition())).toBeCloseTo(truth.logPartition, 10);
    }
  });

  it('goes on from a saved state as if nothing had happened', () => {
    const problem = storage(31, 12, 2);
    const one = createBeliefPropagation(problem, { random: random() });
    finish(one.sweep());
    const state = one.save();
    const other = createBeliefPropagation(problem, { random: createRandom('other') });
    other.restore(structuredClone(state));
    for (let t = 0; t < 3; t++) expect(finish(other.sweep())).toBe(finish(one.sweep()));
    expect(other.weights()).toEqual(one.weights());
  });

  it('says what it cannot do', () => {
    const create = (problem: DiscreteProblem, options = {}) =>
      createBeliefPropagation(problem, { random: random(), ...options });
    expect(() => create(storage(5, 2, 1, { levels: [-1, 0, 1] }))).toThrow(/two levels.*3/);
    expect(() => create(storage(5, 2, 1), { damping: 1 })).toThrow('damping 1 is outside [0, 1)');
    expect(() => create(storage(4003, 1, 1), { factor: 'exact' })).toThrow(/4001/);
    const large = { ...storage(1, 1, 1), inputs: 20_001, patterns: 10_000 };
    const words = wordsOf(20_001);
    const blank = {
      words,
      bits: new Uint32Array(words * 10_000),
      labels: new Int8Array(10_000).fill(1),
    };
    expect(() => create({ ...large, ...blank })).toThrow(/use the approximate form/);
  });
});

describe('belief propagation on a committee', () => {
  for (const wiring of ['full', 'tree'] as const)
    it(`is exact on one pattern, ${wiring}`, () => {
      const problem = storage(5, 1, 8, { units: 3, wiring });
      const field = (i: number) => 0.15 * (i % 4) - 0.2;
      const truth = enumerate(problem, field);
      const passing = fixedPoint(problem, 'exact', field);
      expect(finish(passing.logPartition())).toBeCloseTo(truth.logPartition, 10);
      closest(passing.magnetisations(), truth.magnetisations, 10);
    });

  it('comes near the truth where patterns make loops', () => {
    const field = (i: number) => 0.3 - 0.1 * (i % 3);
    let [gap, factors] = [0, 0];
    for (const seed of [1, 2, 3, 4]) {
      const problem = storage(5, 3, seed, { units: 3, wiring: 'tree' });
      const { logPartition } = enumerate(problem, field);
      gap += Math.abs(finish(fixedPoint(problem, 'exact', field).logPartition()) - logPartition);
      for (const factor of ['gaussian', 'linear'] as const)
        factors += Math.abs(
          finish(fixedPoint(problem, factor, field).logPartition()) - logPartition,
        );
    }
    // Of about 8.5 nats; the graph of three patterns is all short loops.
    expect(gap / 4).toBeLessThan(0.2);
    expect(factors / 8).toBeLessThan(0.25);
  });

  it('is the perceptron where there is one unit', () => {
    const tree = fixedPoint(storage(11, 4, 5, { wiring: 'tree' }), 'gaussian');
    const full = fixedPoint(storage(11, 4, 5), 'gaussian');
    closest(tree.magnetisations(), full.magnetisations(), 12);
  });
});
