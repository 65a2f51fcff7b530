/** Budgets where all are equal: as many as there is room for, each as likely, and no two neurons alike. */

import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../numerics/random.ts';
import type { BundleContext, BundleTransform } from '../transform.ts';
import { competitive, neuronsByActivity, neuronsByError } from './index.ts';

const [INPUTS, OUTPUTS] = [10, 8];
const COUNT = INPUTS * OUTPUTS;

/** A dense bundle, synapse i · OUTPUTS + o from i to o, and one example that every unit has seen alike unless told. */
function contextOf(
  random: Random,
  errors: ArrayLike<number> = new Float32Array(OUTPUTS).fill(-0.5),
): BundleContext {
  const inputs = new Float32Array(INPUTS).fill(1);
  return {
    ...{ bundle: 'test', kind: 'weight', layer: 0, layers: 1, inputs: INPUTS, outputs: OUTPUTS },
    ends: () => ({
      pre: Uint32Array.from({ length: COUNT }, (_, k) => Math.floor(k / OUTPUTS)),
      post: Uint32Array.from({ length: COUNT }, (_, k) => k % OUTPUTS),
    }),
    random,
    moment: { label: 0, right: false, lead: 0, layers: [{ inputs, activities: errors, errors }] },
    book: () => {},
  };
}

/** Positions of the synapses that a budget lets change at a step, where every change and every weight is the same. */
function open(budget: BundleTransform, random: Random, step: number): number[] {
  const change = new Float32Array(COUNT).fill(0.25);
  const states = budget.states.map(() => new Float32Array(COUNT));
  const weights = new Float32Array(COUNT).fill(-1);
  budget.apply({ change, weights, states }, step, contextOf(random));
  return [...change.keys()].filter((k) => change[k] !== 0);
}

const BUDGETS: Record<string, { readonly budget: BundleTransform; readonly kept: number }> = {
  // 80 − round(0.75 · 79) = 21 of all; 10 − round(0.7 · 9) = 4 of each neuron's ten; 2 of 8 units with their ten.
  'largest changes': { budget: competitive({ fraction: 0.25 }), kept: 21 },
  'smallest changes': { budget: competitive({ fraction: 0.25, which: 'smallest' }), kept: 21 },
  'largest weights': { budget: competitive({ fraction: 0.25, by: 'weight' }), kept: 21 },
  'smallest weights': {
    budget: competitive({ fraction: 0.25, by: 'weight', which: 'smallest' }),
    kept: 21,
  },
  'within neurons': { budget: competitive({ fraction: 0.3, within: 'neuron' }), kept: 32 },
  'units by error': { budget: neuronsByError(0.25), kept: 20 },
  'units by activity': { budget: neuronsByActivity(0.25, 'smallest'), kept: 20 },
};

describe.each(Object.entries(BUDGETS))('%s', (name, { budget, kept }) => {
  it('keeps as many as it may, each synapse as often, over steps and over seeds', () => {
    const steps = 1000;
    const hits = new Float64Array(COUNT);
    for (let step = 0; step < steps; step++) {
      const chosen = open(budget, createRandom(step % 2).split(name), step);
      expect(chosen.length).toBe(kept);
      for (const k of chosen) hits[k]++;
    }
    const expected = (steps * kept) / COUNT;
    const deviation = Math.sqrt(expected * (1 - kept / COUNT));
    // The first half of the storage as often as the second; every synapse within five deviations.
    for (const n of hits) expect(Math.abs(n - expected)).toBeLessThan(5 * deviation);
  });

  it('chooses the same at the same step of the same stream, and anew at another', () => {
    const random = createRandom('budget');
    const first = open(budget, random, 7);
    expect(open(budget, random, 7)).toEqual(first);
    const others = Array.from({ length: 10 }, (_, step) => open(budget, random, step).join());
    expect(new Set(others).size).toBeGreaterThan(5);
  });
});

it('neurons that tie among their own synapses do not choose alike', () => {
  const chosen = open(competitive({ fraction: 0.3, within: 'neuron' }), createRandom(1), 0);
  const own = Array.from({ length: OUTPUTS }, (_, o) =>
    chosen
      .filter((k) => k % OUTPUTS === o)
      .map((k) => Math.floor(k / OUTPUTS))
      .join(),
  );
  expect(new Set(own).size).toBeGreaterThan(OUTPUTS / 2);
});

describe('units by what they have shown', () => {
  const shown = [0.1, -0.9, 0.3, 0, 0.8, -0.2, 0.05, -0.4];
  it.each([
    ['largest', [1, 4]],
    ['smallest', [3, 6]],
  ] as const)('the %s magnitudes learn, exactly', (which, units) => {
    for (const budget of [neuronsByError(0.25, which), neuronsByActivity(0.25, which)]) {
      const change = new Float32Array(COUNT).fill(1);
      const weights = new Float32Array(COUNT);
      budget.apply({ change, weights, states: [] }, 0, contextOf(createRandom(1), shown));
      const open = [...change.keys()].filter((k) => change[k] !== 0).map((k) => k % OUTPUTS);
      expect([...new Set(open)].sort()).toEqual(units);
      expect(open.length).toBe(2 * INPUTS);
    }
  });
});
