/** The gap elimination of the perceptron's rule on a layer of a multilayer perceptron. */

import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { bundleWeights } from '../networks/bundle.ts';
import { createMlp, homeOrder } from '../networks/mlp.ts';
import { createRandom } from '../numerics/random.ts';
import { chain, gapElimination, sgd } from '../plasticity/index.ts';
import { digits } from '../tasks/digits/digits.ts';
import { createClassifier } from './classifier.ts';

/** First layer and training losses after three epochs under a gap. */
async function trained(threads: number): Promise<{ weights: Float32Array; losses: number[] }> {
  const engine = createEngine({ arithmetic: 'strict', threads });
  const task = digits({ train: 200, test: 50 });
  const units = [task.features, 20, task.classes];
  const layers = [0, 1].map((k) => {
    const shape = { inputs: units[k], outputs: units[k + 1], order: homeOrder(k) };
    const weights = new Float32Array(units[k] * units[k + 1]);
    createRandom('birth').split(k).fillNormal(weights, 0.1);
    return { shape, weights, ...(k === 0 ? { activation: 'relu' as const } : {}) };
  });
  const network = createMlp(engine, { layers, loss: 'cross-entropy', batch: 20 });
  const learn = sgd({ rate: 0.05 });
  const withGap = chain(learn, gapElimination({ gap: 0.05, every: 10 }));
  const classifier = await createClassifier({
    ...{ network, task, scaling: 'unit', epochs: 3, random: createRandom(1) },
    transformFor: ({ name }) => (name === 'layer1.weight' ? withGap : learn),
  });
  const losses = [...classifier.learn()].flatMap((progress) =>
    progress.kind === 'epoch' ? [progress.record.trainLoss] : [],
  );
  const weights = bundleWeights(engine, network.bundles[0]).slice();
  engine.dispose();
  return { weights, losses };
}

describe('gap elimination', () => {
  it('is one line of configuration on a layer, whatever the number of threads', async () => {
    const { weights, losses } = await trained(1);
    expect(weights.every((w) => w === 0 || Math.abs(w) > 0.05 * (1 - 1e-6))).toBe(true);
    expect(weights.filter((w) => w === 0).length).toBeGreaterThan(weights.length / 4);
    expect(losses[2]).toBeLessThan(losses[0]);
    expect(await trained(2)).toEqual({ weights, losses });
  });
});
