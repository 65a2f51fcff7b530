/** Networks that are pruned before they learn: how many connections, how good, the same again. */

import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { buildMlp, type Fit } from '../networks/builders.ts';
import { mlp } from '../networks/describe.ts';
import { createRandom } from '../numerics/random.ts';
import { digits } from '../tasks/digits/digits.ts';
import { PRUNINGS, pruneFor } from './birth.ts';
import { train } from './train.ts';

const task = digits({ train: 600, test: 300 });
const network = mlp([60, 30], { density: 1 });
/** 784·60 + 60·30 + 30·10 positions. */
const ALL = 49_140;

const bornOf = (rule: (typeof PRUNINGS)[number], seed = 1, density = 0.05) => {
  const engine = createEngine({ arithmetic: 'strict', threads: 1 });
  const random = createRandom(seed);
  const prune = pruneFor({ rule, density }, { task, random: random.split('pruning') });
  const fit: Fit = { inputs: 784, outputs: 10, prune: (layers) => prune(layers).layers };
  const made = buildMlp(network, engine, random, fit);
  const found = made.layers.map(({ matrix }) => ({
    connections: matrix.connections,
    dense: matrix.dense,
    index: [...matrix.topology().index],
  }));
  engine.dispose();
  return found;
};

describe.each(PRUNINGS)('%s', (rule) => {
  it('leaves exactly the share that was asked for, in lists, the same for the same seed', () => {
    const layers = bornOf(rule);
    expect(layers.reduce((n, { connections }) => n + connections, 0)).toBe(Math.round(0.05 * ALL));
    expect(bornOf(rule)).toEqual(layers);
    expect(bornOf(rule, 2)).not.toEqual(layers);
    expect(layers[0].dense).toBe(false);
  });

  it('lets the network learn, and keeps its connections', async () => {
    const accuracies: number[] = [];
    const options = { pruning: { rule, density: 0.05 }, epochs: 4, batch: 20, seed: 1, threads: 1 };
    for await (const epoch of train(task, network, options)) {
      expect(epoch.connections).toBe(Math.round(0.05 * ALL));
      accuracies.push(epoch.testAccuracy);
    }
    // Chance is 0.1.
    expect(accuracies[3]).toBeGreaterThan(0.3);
  });
});

it('says what is wrong in one line', () => {
  const place = { task, random: createRandom(1) };
  expect(() => pruneFor({ rule: 'snap' as 'snip', density: 0.1 }, place)).toThrow(
    'unknown rule of pruning "snap"; did you mean "snip"? Known: snip, grasp, synflow',
  );
  expect(() => pruneFor({ rule: 'snip', density: 0 }, place)([])).toThrow(
    'density 0 is outside (0, 1]',
  );
  expect(() => pruneFor({ rule: 'snip', density: 0.1, examples: 601 }, place)([])).toThrow(
    '601 examples to prune by are not in 1..600',
  );
  const normal = createEngine();
  const prune: Fit['prune'] = (layers) =>
    pruneFor({ rule: 'synflow', density: 0.1 }, place)(layers).layers;
  const fit: Fit = { inputs: 784, outputs: 10, prune };
  const described = mlp([60], { density: 1, norm: 'batch' });
  expect(() => buildMlp(described, normal, createRandom(1), fit)).toThrow(
    'synflow scores a network without batch normalisation; describe it without norm',
  );
});
