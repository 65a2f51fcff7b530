/** Descriptions: plain, complete, checked; and what is built of them. */

import { afterAll, describe, expect, it } from 'vitest';
import { RECURRENT_STARTS } from '../connectivity/index.ts';
import { createEngine } from '../engine/index.ts';
import { ACTIVATIONS, LOSSES } from '../kernels/index.ts';
import { createRandom } from '../numerics/random.ts';
import { build } from './build.ts';
import { networkArrays } from './bundle.ts';
import { describe as described, mlp, perceptron, rnn } from './describe.ts';
import { RNN_ACTIVATIONS, RNN_LOSSES } from './rnn/spec.ts';

const engine = createEngine({ arithmetic: 'strict' });
afterAll(() => engine.dispose());

describe('a description', () => {
  it('is plain JSON with all defaults in it', () => {
    expect(mlp([300, 300], { epsilon: 10 })).toEqual({
      ...{ kind: 'mlp', hidden: [300, 300], activation: 'relu', loss: 'cross-entropy' },
      ...{ epsilon: 10, initial: 'sparse-fan-in', deviation: 0.1, dropout: 0 },
    });
    expect(mlp([]).epsilon).toBe(20);
    expect(mlp([5], { density: 0.5 })).not.toHaveProperty('epsilon');
    for (const each of [mlp([3], { density: 1 }), rnn({ units: 9 }), perceptron({ gap: 2 })]) {
      expect(JSON.parse(JSON.stringify(each))).toEqual(each);
      expect(described(JSON.parse(JSON.stringify(each)))).toEqual(each);
    }
  });

  it('does not follow a list that changes later', () => {
    const hidden = [4];
    const made = mlp(hidden);
    hidden.push(5);
    expect(made.hidden).toEqual([4]);
  });

  it('knows every name that the kernels know', () => {
    for (const activation of ACTIVATIONS) expect(mlp([1], { activation })).toBeDefined();
    for (const loss of LOSSES) expect(mlp([1], { loss })).toBeDefined();
    for (const start of RECURRENT_STARTS) expect(rnn({ units: 1, start })).toBeDefined();
    for (const loss of RNN_LOSSES) expect(rnn({ units: 1, loss })).toBeDefined();
    expect(RNN_ACTIVATIONS).not.toContain('sigmoid');
  });

  it.each<[unknown, string]>([
    [
      undefined,
      'is described by an object with a kind (mlp, cnn, rnn, perceptron, rbm), not by undefined',
    ],
    [[], 'not by []'],
    [{ kind: 'transformer' }, 'unknown kind of network "transformer"'],
    [{ kind: 'toString' }, 'unknown kind of network "toString"'],
    [
      { kind: 'mlp', hidden: [3], activaton: 'relu' },
      'unknown field of "mlp" "activaton"; did you mean "activation"?',
    ],
    [
      { kind: 'mlp', hidden: [3], activation: 'rleu' },
      'unknown activation "rleu"; did you mean "relu"?',
    ],
    [{ kind: 'mlp', hidden: [3], loss: 'hinge' }, 'unknown loss "hinge"'],
    [{ kind: 'mlp' }, 'hidden undefined is not a list of integers ≥ 1 (network "mlp")'],
    [{ kind: 'mlp', hidden: [3.5] }, 'hidden [3.5] is not a list of integers ≥ 1'],
    [{ kind: 'mlp', hidden: [3], epsilon: 0 }, 'epsilon 0 is not a number > 0'],
    [{ kind: 'mlp', hidden: [3], epsilon: '5' }, 'epsilon "5" is not a number > 0'],
    [{ kind: 'mlp', hidden: [3], density: 1.2 }, 'density 1.2 is not a number in (0, 1]'],
    [{ kind: 'mlp', hidden: [3], density: 0.1, epsilon: 1 }, 'either epsilon or density, not both'],
    [{ kind: 'mlp', hidden: [3], moved: 0.1 }, "give wiring 'small-world'"],
    [
      { kind: 'mlp', hidden: [3], allocation: 'er' },
      'an allocation shares out a density; give one',
    ],
    [
      { kind: 'mlp', hidden: [3], density: 0.1, allocation: 'ekr' },
      'unknown allocation "ekr"; did you mean "er"?',
    ],
    [{ kind: 'mlp', hidden: [3], dropout: 1 }, 'dropout 1 is not a number in [0, 1)'],
    [{ kind: 'mlp', hidden: [3], deviation: Number.NaN }, 'deviation null is not a number > 0'],
    [{ kind: 'rnn' }, 'units undefined is not an integer ≥ 1 (network "rnn")'],
    [{ kind: 'rnn', units: 4, alpha: 0 }, 'alpha 0 is not a number in (0, 1]'],
    [{ kind: 'rnn', units: 4, activation: 'sigmoid' }, 'unknown activation "sigmoid"'],
    [{ kind: 'perceptron', gap: -1 }, 'gap -1 is not a number ≥ 0'],
  ])('refuses %j', (given, message) => {
    expect(() => described(given)).toThrow(message);
  });
});

describe('build', () => {
  it('makes a perceptron of named layers, as scarce as described', async () => {
    const fit = { inputs: 30, outputs: 4, batch: 8 };
    const network = await build(
      mlp([20, 10], { density: 0.3, dropout: 0.5, loss: 'mean-squared-error' }),
      engine,
      createRandom(1),
      fit,
    );
    expect(network.bundles.map(({ name }) => name)).toEqual(
      ['hidden1', 'hidden2', 'output'].flatMap((name) => [`${name}.weight`, `${name}.bias`]),
    );
    expect(network.layers.map(({ matrix }) => matrix.connections)).toEqual([180, 60, 12]);
    expect(network.layers.map(({ activation }) => activation)).toEqual(['relu', 'relu', 'sigmoid']);
    expect(network.layers.map(({ dropout }) => dropout)).toEqual([0.5, 0.5, 0]);
    expect(network.batch.geometry.batch).toBe(8);
    // Variance 2 / (d n): the law knows the density.
    const weights = network.layers[0].matrix.weights();
    const square = weights.reduce((sum, w) => sum + w * w, 0) / weights.length;
    expect(square / (2 / 9)).toBeGreaterThan(0.6);
    expect(square / (2 / 9)).toBeLessThan(1.5);
  });

  it('follows from the stream alone, layer by layer', async () => {
    const made = async (hidden: number[], seed: number) =>
      networkArrays(
        await build(mlp(hidden, { density: 0.5 }), engine, createRandom(seed), {
          ...{ inputs: 12, outputs: 3 },
        }),
      );
    const [first, again, other] = [await made([8], 1), await made([8], 1), await made([8], 2)];
    expect(again).toEqual(first);
    expect(first['hidden1.weight.indices']).toBeInstanceOf(Int32Array);
    expect(other['hidden1.weight.indices']).not.toEqual(first['hidden1.weight.indices']);
    // One more layer behind it leaves the first as it is.
    const longer = await made([8, 6], 1);
    for (const array of ['indptr', 'indices', 'data']) {
      const name = `hidden1.weight.${array}`;
      expect(first[name].length).toBeGreaterThan(8);
      expect(longer[name]).toEqual(first[name]);
    }
  });

  it('shares a density out among layers', async () => {
    const made = async (options: object) =>
      (
        await build(mlp([300, 100], options), engine, createRandom(1), { inputs: 784, outputs: 10 })
      ).layers.map(({ matrix }) => matrix.connections);
    expect(await made({ density: 0.02 })).toEqual([4704, 600, 20]);
    expect(await made({ density: 0.02, allocation: 'er' })).toEqual([3621, 1336, 367]);
    // The output layer is full: it keeps its place in the sum, and no lists.
    expect(await made({ density: 0.1, allocation: 'erk' })).toEqual([18_714, 6906, 1000]);
  });

  it('makes dense layers without listing them', async () => {
    const network = await build(mlp([6], { density: 1 }), engine, createRandom(1), {
      ...{ inputs: 5, outputs: 2 },
    });
    expect(network.layers.every(({ matrix }) => matrix.dense)).toBe(true);
  });

  it('makes recurrent networks and perceptrons', async () => {
    const random = createRandom(1);
    const network = await build(rnn({ units: 20, density: 0.2, alpha: 0.5 }), engine, random, {
      ...{ inputs: 4, outputs: 3, rules: 2, batch: 8 },
    });
    expect(network.matrices.recurrent.connections).toBe(80);
    expect([network.inputs, network.rules, network.outputs, network.alpha]).toEqual([4, 2, 3, 0.5]);
    const bound = 1 / Math.sqrt(6);
    for (const weight of network.matrices.input.weights())
      expect(Math.abs(weight)).toBeLessThanOrEqual(Math.fround(bound));
    const signs = [1, -1, 0, 1];
    const unit = await build(perceptron({ gap: 1.5 }), engine, random, { inputs: 4, signs });
    const weights = unit.weights();
    expect([weights[0], weights[1], weights[3]]).toEqual([2.5, -2.5, 2.5]);
    expect(Math.abs(weights[2])).toBeLessThan(2.5);
    await expect(
      // @ts-expect-error: plain JavaScript may forget what a compiler asks for
      build(rnn({ units: 4 }), engine, random, { inputs: 4 }),
    ).rejects.toThrow('a network of kind "rnn" needs its number of outputs');
  });
});
