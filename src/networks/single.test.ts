/** Errors of hidden units against the chain rule by hand. */

import { afterAll, describe, expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { createSingleNetwork, type SingleActivation } from './single.ts';

const engine = createEngine({ arithmetic: 'strict' });
afterAll(() => engine.dispose());

/** 2-2-1; the first sum of hidden unit 0 is 0 for inputs that cancel. */
function small(activation: SingleActivation) {
  return createSingleNetwork(engine, {
    units: [2, 2, 1],
    weights: [Float32Array.of(0.5, 0.2, 0, 0.4), Float32Array.of(0.7, 0.3)],
    ...{ activation, output: 'linear', clamped: false },
  });
}

describe('names', () => {
  it('that are not known are refused', () => {
    expect(() => small('gelu' as SingleActivation)).toThrow(
      'unknown activation "gelu"; did you mean "relu"?',
    );
    const spec = { units: [1, 1], weights: [new Float32Array(1)], clamped: false } as const;
    const output = 'sigmoid' as 'logistic';
    expect(() => createSingleNetwork(engine, { ...spec, activation: 'tanh', output })).toThrow(
      'unknown kind of output "sigmoid"; known: linear, softmax, logistic',
    );
  });
});

describe('errors', () => {
  it.each([
    // f(0) = 0 with a slope that is not 0: the unit is silent, its error is not.
    ['tanh', (x: number) => Math.tanh(x), (x: number) => 1 - Math.tanh(x) ** 2],
    ['leaky-relu', (x: number) => (x > 0 ? x : 0.1 * x), (x: number) => (x > 0 ? 1 : 0.1)],
  ] as const)('of silent %s units are made anew for every example', async (name, f, slope) => {
    const network = small(name);
    await engine.ready();
    const errors = (inputs: readonly number[], label: number): number[] => {
      network.activities(0).set(inputs);
      network.forward();
      network.backward(label);
      return [...network.errors(0)];
    };
    const expected = ([a, b]: readonly number[], label: number): number[] => {
      const z = [0.5 * a, 0.2 * a + 0.4 * b];
      const error = 0.7 * f(z[0]) + 0.3 * f(z[1]) - (label === 0 ? 1 : 0);
      return [0.7 * error * slope(z[0]), 0.3 * error * slope(z[1])];
    };
    for (const [inputs, label] of [
      [[1, 1], 0],
      [[0, 1], 5],
      [[0, 1], 0],
    ] as const)
      errors(inputs, label).forEach((error, k) => {
        expect(error).toBeCloseTo(expected(inputs, label)[k], 6);
      });
    // Closed form: 0.3 · tanh(0.4) · 0.7.
    if (name === 'tanh') expect(errors([0, 1], 5)[0]).toBeCloseTo(0.0798, 4);
  });

  it.each([
    ['relu', 1],
    ['leaky-relu', 1],
    ['logistic', 0],
    ['tanh', 0],
  ] as const)('of a clamped %s unit are those of activity 1: slope %i', async (name, slope) => {
    const network = createSingleNetwork(engine, {
      units: [2, 2, 1],
      // The sum of the clamped unit is negative: its own slope would be 0 or 0.1.
      weights: [Float32Array.of(-0.5, 0.2, 0, 0.4), Float32Array.of(0.7, 0.3)],
      ...{ activation: name, output: 'linear', clamped: true },
    });
    await engine.ready();
    network.activities(0).set([1, 1]);
    network.forward();
    expect(network.activities(1)[0]).toBe(1);
    network.backward(0);
    const [raw] = network.errors(1);
    expect(network.errors(0)[0]).toBeCloseTo(0.7 * raw * slope, 6);
    expect(raw).not.toBe(0);
  });
});
