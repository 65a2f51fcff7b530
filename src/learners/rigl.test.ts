/** RigL on a sample, in a network that learns: it grows what the gradient asks for. */

import { describe, expect, it } from 'vitest';
import { fixedFanIn } from '../connectivity/index.ts';
import { createEngine } from '../engine/index.ts';
import { buildMlp, createMlp, homeOrder, type Mlp, mlp } from '../networks/index.ts';
import { isTick } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { sgd } from '../plasticity/index.ts';
import { cosine, type Rewiring, rigl, staticSparse } from '../rewiring/index.ts';
import { inDegrees } from '../sparse/topology.ts';
import { digits } from '../tasks/digits/digits.ts';
import { createClassifier, type EpochRecord } from './classifier.ts';

async function trained(rewiring: Rewiring, threads: number): Promise<EpochRecord[]> {
  const engine = createEngine({ arithmetic: 'strict', threads });
  const task = digits({ train: 300, test: 100 });
  const units = [task.features, 30, task.classes];
  const random = createRandom('rigl');
  const layers = [0, 1].map((k) => {
    const [inputs, outputs, order] = [units[k], units[k + 1], homeOrder(k)];
    const shape = fixedFanIn({ inputs, outputs, order, fanIn: 4, random });
    const weights = new Float32Array(shape.index.length);
    random.fillNormal(weights, 0.5);
    return {
      topology: shape,
      arrays: { weights },
      ...(k === 0 ? { activation: 'relu' as const } : {}),
    };
  });
  const network = createMlp(engine, { layers, loss: 'cross-entropy', batch: 20 });
  const classifier = await createClassifier({
    ...{ network, task, scaling: 'unit', epochs: 16, random: random.split('learning') },
    transformFor: () => sgd({ rate: 0.05, momentum: 0.9 }),
    rewiringFor: () => rewiring,
  });
  const records = [...classifier.learn()].flatMap((progress) =>
    isTick(progress) ? [] : [progress],
  );
  engine.dispose();
  return records;
}

describe('rigl', () => {
  it('keeps the number of connections, and learns better than a fixed random wiring', async () => {
    const rule = rigl({ zeta: cosine({ from: 0.3, end: 12 }), candidates: 2 });
    const records = await trained(rule, 1);
    expect(await trained(rule, 2)).toEqual(records);
    const fixed = await trained(staticSparse(), 1);
    const last = (of: readonly EpochRecord[]) => of[of.length - 1];
    expect(last(records).trainLoss).toBeLessThan(last(fixed).trainLoss);
    expect(records.some(({ born }) => born > 0)).toBe(true);
    expect(last(records).connections).toEqual(records[0].connections);
  });

  it('grows by the gradient where the last batch of an epoch is short: no pile on the first units', async () => {
    // 300 examples in batches of 128: the last has 44, less than a tile a shard.
    const [wide, units] = [digits({ train: 300, test: 20 }), 40];
    const engine = createEngine({ arithmetic: 'strict' });
    const random = createRandom('uneven');
    const network = buildMlp(mlp([units], { density: 0.02 }), engine, random, {
      ...{ inputs: wide.features, outputs: wide.classes, batch: 128, shards: 1 },
    });
    const scores: Float32Array[] = [];
    const sizes: number[] = [];
    const watched: Mlp = {
      ...network,
      score(...asked) {
        const found = network.score(...asked);
        scores.push(found);
        const from = network.batch.labels / 4;
        const labels = engine.memory.views().i32.subarray(from, from + 128);
        sizes.push(labels.filter((label) => label >= 0).length);
        return found;
      },
    };
    const classifier = await createClassifier({
      ...{ network: watched, task: wide, epochs: 9, random: random.split('learning') },
      transformFor: () => sgd({ rate: 0.05, momentum: 0.9 }),
      rewiringFor: ({ layer }) => (layer === 0 ? rigl() : undefined),
    });
    for (const _ of classifier.learn());
    // Each is of a whole batch.
    expect(sizes).toEqual(new Array(8).fill(128));
    for (const each of scores) expect(each.some((score) => score !== 0)).toBe(true);
    const degrees = inDegrees(network.layers[0].matrix.topology());
    const first = degrees.subarray(0, units / 2).reduce((sum, d) => sum + d, 0);
    const share = first / degrees.reduce((sum, d) => sum + d, 0);
    expect(Math.abs(share - 0.5)).toBeLessThan(0.12);
    engine.dispose();
  });
});
