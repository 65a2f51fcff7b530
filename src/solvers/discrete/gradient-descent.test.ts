/** Gradient learning of ±1 synapses: the slope against differences of the loss, one minibatch by hand, and solutions. */

import { describe, expect, it } from 'vitest';
import { finish, withoutTicks } from '../../numerics/pace.ts';
import { createRandom } from '../../numerics/random.ts';
import { referenceDiscrete } from '../../tasks/discrete/draw.ts';
import { evaluate } from '../../tasks/discrete/evaluate.ts';
import { patternValuesInSteps } from '../../tasks/discrete/rows.ts';
import {
  createGradientDescent,
  createGradientDescentInSteps,
  slopeAt,
} from './gradient-descent.ts';

it.each([0.5, 1, 10])('the slope is that of the loss, γ = %d', (sharpness) => {
  const loss = (stability: number) =>
    Math.log1p(Math.exp(-2 * sharpness * stability)) / (2 * sharpness);
  for (const stability of [-2, -0.3, 0, 0.05, 1]) {
    const h = 1e-5;
    const difference = (loss(stability + h) - loss(stability - h)) / (2 * h);
    expect(slopeAt(stability, sharpness)).toBeCloseTo(-difference, 6);
  }
});

it('a minibatch moves every state by the sum over its patterns, at the signs before it, and clips', () => {
  const problem = referenceDiscrete({ inputs: 21, patterns: 6 }, 2);
  const values = finish(patternValuesInSteps(problem));
  const hidden = new Float64Array(21);
  createRandom(5).fillUniform(hidden, -1, 1);
  const before = hidden.slice();
  const [rate, sharpness] = [0.3, 2];
  const learner = createGradientDescent(problem, values, hidden, { rate, sharpness });
  const batch = Uint32Array.of(4, 0, 2);
  expect(learner.step(batch)).toBe(3);
  learner.settle();
  const expected = before.slice();
  for (const p of batch) {
    let field = 0;
    for (let i = 0; i < 21; i++) field += Math.sign(before[i]) * values[21 * p + i];
    const stability = (problem.labels[p] * (field - problem.threshold)) / Math.sqrt(21);
    const slope = 1 / (1 + Math.exp(2 * sharpness * stability));
    for (let i = 0; i < 21; i++)
      expected[i] += rate * slope * problem.labels[p] * values[21 * p + i];
  }
  expected.forEach((h, i) => {
    expect(hidden[i]).toBeCloseTo(Math.max(-1, Math.min(1, h)), 12);
    expect(learner.signs[i]).toBe(Math.sign(hidden[i]));
  });
});

describe('solutions', () => {
  it.each([1, 2, 3])('are found at a load of 0.25, seed %d', (seed) => {
    const problem = referenceDiscrete({ inputs: 501, patterns: 125 }, seed);
    const solver = finish(createGradientDescentInSteps(problem, { random: createRandom(seed) }));
    const records = [...withoutTicks(solver.learn())];
    expect(records.at(-1)?.solved).toBe(true);
    expect(evaluate(problem, solver.weights()).errors).toBe(0);
    const { flipped, forward, backward } = solver.totals();
    expect(flipped).toBe(records.reduce((sum, { flips }) => sum + flips, 0));
    // Every pattern is seen and learned from in every epoch.
    expect(forward).toBe(records.length * 125 * 501);
    expect(backward).toBe(forward);
  });
});

it('refuses what it is not for', () => {
  const committee = referenceDiscrete({ inputs: 15, units: 3, patterns: 4 }, 1);
  const problem = referenceDiscrete({ inputs: 15, patterns: 4 }, 1);
  const random = createRandom(1);
  const made =
    (...given: Parameters<typeof createGradientDescentInSteps>) =>
    () =>
      finish(createGradientDescentInSteps(...given));
  expect(made(committee, { random })).toThrow('a committee takes rsgd');
  expect(made(problem, { random, rate: 0 })).toThrow('rate 0 is outside (0, Infinity)');
  expect(made(problem, { random, sharpness: Number.NaN })).toThrow('sharpness NaN is outside');
});
