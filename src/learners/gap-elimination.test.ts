/** The parts of the perceptron's rule on the first layer of a multilayer perceptron, dense and sparse. */

import { describe, expect, it } from 'vitest';
import { erdosRenyi } from '../connectivity/index.ts';
import { createEngine } from '../engine/index.ts';
import { bundleWeights } from '../networks/bundle.ts';
import { createMlp, homeOrder } from '../networks/mlp.ts';
import { isTick } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import {
  chain,
  gapElimination,
  l1Homeostasis,
  sgd,
  signClip,
  type Transform,
} from '../plasticity/index.ts';
import { listOfEach } from '../sparse/topology.ts';
import { digits } from '../tasks/digits/digits.ts';
import { createClassifier } from './classifier.ts';

const task = digits({ train: 200, test: 50 });
const UNITS = [task.features, 20, task.classes];
const learn = sgd({ rate: 0.05 });

/** Three epochs in which the changes of the first layer pass through `constraints`. */
async function trained(
  constraints: readonly Transform[],
  { threads = 1, density = 1 } = {},
): Promise<{ weights: Float32Array; losses: number[]; pre: Uint32Array }> {
  const engine = createEngine({ arithmetic: 'strict', threads });
  const layers = [0, 1].map((k) => {
    const full = { inputs: UNITS[k], outputs: UNITS[k + 1], order: homeOrder(k) };
    const sparse = { ...full, density, random: createRandom('wiring') };
    const shape = k === 0 && density < 1 ? erdosRenyi(sparse) : { ...full, index: undefined };
    const weights = new Float32Array(shape.index?.length ?? full.inputs * full.outputs);
    createRandom('birth').split(k).fillNormal(weights, 0.1);
    return {
      topology: shape,
      arrays: { weights },
      ...(k === 0 ? { activation: 'relu' as const } : {}),
    };
  });
  const network = createMlp(engine, { layers, loss: 'cross-entropy', batch: 20 });
  const constrained = chain(learn, ...constraints);
  const classifier = await createClassifier({
    ...{ network, task, scaling: 'unit', epochs: 3, random: createRandom(1) },
    transformFor: ({ name }) => (name === 'hidden1.weight' ? constrained : learn),
  });
  const losses = [...classifier.learn()].flatMap((progress) =>
    isTick(progress) ? [] : [progress.trainLoss],
  );
  const [first] = network.bundles;
  const weights = bundleWeights(engine, first).slice();
  const topology = first.topology?.();
  if (topology === undefined) throw new Error('the first bundle has no topology');
  const pre = topology.order === 'by-input' ? listOfEach(topology) : topology.index.slice();
  engine.dispose();
  return { weights, losses, pre: Uint32Array.from(pre) };
}

describe('gap elimination', () => {
  it('is one line of configuration on a layer, whatever the number of threads', async () => {
    const withGap = [gapElimination({ gap: 0.05, every: 10 })];
    const { weights, losses, pre } = await trained(withGap);
    expect(weights.every((w) => w === 0 || Math.abs(w) > 0.05 * (1 - 1e-6))).toBe(true);
    expect(weights.filter((w) => w === 0).length).toBeGreaterThan(weights.length / 4);
    expect(losses[2]).toBeLessThan(losses[0]);
    expect(await trained(withGap, { threads: 2 })).toEqual({ weights, losses, pre });
  });
});

describe('signs and homeostasis', () => {
  it('hold on a sparse layer: a sign for each pixel, a mean size for all', async () => {
    const signs = Array.from({ length: task.features }, (_, i) => (i % 3) - 1);
    const clip = signClip(signs);
    const { weights, losses, pre } = await trained(
      [clip, l1Homeostasis({ mean: 0.04, rate: 0.5 }), clip],
      { density: 0.3 },
    );
    expect(weights.length).toBeLessThan(0.35 * UNITS[0] * UNITS[1]);
    expect(weights.every((w, k) => w * signs[pre[k]] >= 0)).toBe(true);
    expect(weights.some((w, k) => signs[pre[k]] === 0 && w < 0)).toBe(true);
    const mean = weights.reduce((sum, w) => sum + Math.abs(w), 0) / weights.length;
    expect(mean).toBeGreaterThan(0.035);
    expect(mean).toBeLessThan(0.045);
    expect(losses[2]).toBeLessThan(losses[0]);
  });
});
