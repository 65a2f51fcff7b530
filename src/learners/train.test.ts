/** The common job in one line: what it does, what it gives back, and when it stops. */

import { Worker } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { buildMlp } from '../networks/builders.ts';
import { mlp, perceptron, rnn } from '../networks/describe.ts';
import { withoutTicks } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { sgd } from '../plasticity/index.ts';
import { rigl, set } from '../rewiring/index.ts';
import { randomAssociations } from '../tasks/associations.ts';
import { digits } from '../tasks/digits/digits.ts';
import { createBattery } from '../tasks/index.ts';
import { createClassifier } from './classifier.ts';
import { train } from './train.ts';

const task = digits({ train: 300, test: 60 });
const network = mlp([20], { epsilon: 5 });

async function all<R>(records: AsyncGenerator<R, void>): Promise<R[]> {
  const seen: R[] = [];
  for await (const record of records) seen.push(record);
  return seen;
}

describe('train', () => {
  it('is build and learn with the defaults of set-mlp', async () => {
    const options = { rewiring: set(), epochs: 3, seed: 7, arithmetic: 'strict' } as const;
    const records = await all(train(task, network, options));
    const engine = createEngine({ arithmetic: 'strict' });
    const random = createRandom(7);
    const weights = sgd({ rate: 0.05, momentum: 0.9, coupledDecay: 0.0002 });
    const biases = sgd({ rate: 0.05, momentum: 0.9 });
    const classifier = await createClassifier({
      network: buildMlp(network, engine, random, { inputs: 784, outputs: 10, batch: 128 }),
      ...{ task, epochs: 3, random: random.split('learning') },
      transformFor: ({ kind }) => (kind === 'weight' ? weights : biases),
      rewiringFor: () => set(),
    });
    expect(records).toEqual([...withoutTicks(classifier.learn())]);
    expect(records).toHaveLength(3);
    engine.dispose();
    expect(await all(train(task, network, { ...options, threads: 2 }))).toEqual(records);
    expect(await all(train(task, network, { ...options, seed: 8 }))).not.toEqual(records);
  });

  it('refuses batches of one where batch normalisation has no variance', async () => {
    const normed = mlp([8], { epsilon: 4, norm: 'batch' });
    await expect(all(train(task, normed, { batch: 1, epochs: 1 }))).rejects.toThrow(
      'one example has no variance that batch normalisation could take',
    );
    const plain = mlp([8], { epsilon: 4, norm: 'none' });
    expect(await all(train(task, plain, { epochs: 1, seed: 2 }))).toEqual(
      await all(train(task, mlp([8], { epsilon: 4 }), { epochs: 1, seed: 2 })),
    );
  });

  it('ends when nobody asks for more', async () => {
    const ended = vi.spyOn(Worker.prototype, 'terminate');
    let seen = 0;
    for await (const { epoch } of train(task, network, { epochs: 1000, threads: 2 })) {
      seen = epoch;
      if (epoch === 2) break;
    }
    expect(seen).toBe(2);
    // And its thread with it.
    expect(ended).toHaveBeenCalledTimes(1);
    ended.mockRestore();
  });

  it('trains recurrent networks, with growth by gradient', async () => {
    const all20 = createBattery('cog20', { ring: 4 });
    const battery = { ...all20, tasks: all20.tasks.slice(0, 2), weights: [1, 1] };
    const description = rnn({ units: 20, density: 0.2 });
    const records = await all(
      train(battery, description, {
        ...{ updates: 6, evaluateEvery: 3, steps: 12, batch: 4, testTrials: 2, rewiring: rigl() },
      }),
    );
    expect(records.map(({ update }) => update)).toEqual([0, 3, 6]);
    expect(records[2].born).toBeGreaterThan(0);
    expect(records[2].connections.recurrent).toBe(80);
    const graded = rnn({ units: 20, loss: 'squared-error' });
    await expect(all(train(battery, graded))).rejects.toThrow('streams of trials need');
  });

  it('trains perceptrons', async () => {
    const spec = { inputs: 60, associations: 8, inputActivity: 0.5, outputActivity: 0.5 };
    const data = randomAssociations(spec, createRandom('trained'));
    const records = await all(train(data, perceptron(), { maxSteps: 20_000, margin: 0.5 }));
    expect(records.at(-1)).toMatchObject({ solved: true, errors: 0 });
  });

  it('says what does not go together', async () => {
    const wrong = (description: object) => {
      // @ts-expect-error: plain JavaScript may pair anything
      return all(train(task, description));
    };
    await expect(wrong(rnn({ units: 4 }))).rejects.toThrow(
      'a network of kind "rnn" learns a battery of cognitive tasks',
    );
    await expect(wrong({ kind: 'mlp', hidden: [0] })).rejects.toThrow('hidden [0] is not');
    await expect(all(train(task, network, { epochs: 1.5 }))).rejects.toThrow(
      'epochs 1.5 is not an integer ≥ 0',
    );
  });
});
