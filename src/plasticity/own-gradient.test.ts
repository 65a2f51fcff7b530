/** Gradients of one's own: plasticity makes of them what it makes of a network's. */

import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { buildMlp, bundleWeights, mlp, readGradient, writeGradient } from '../networks/index.ts';
import { createRandom } from '../numerics/random.ts';
import { createPlasticity, sgd } from './index.ts';

describe('a gradient that is written', () => {
  it('is read, whatever was there, and applied: w ← w − ηg', async () => {
    const engine = createEngine({ arithmetic: 'strict' });
    const fit = { inputs: 6, outputs: 3, batch: 128 };
    const network = buildMlp(mlp([5], { density: 0.5 }), engine, createRandom(1), fit);
    const rule = sgd({ rate: 0.25 });
    const plasticity = createPlasticity(engine, network.bundles, () => rule);
    await engine.ready();
    const bundle = network.bundle('hidden1.weight');
    expect(bundle.shards).toBe(4);
    engine.memory.views().f32.fill(7, bundle.gradient / 4, bundle.gradient / 4 + bundle.shardBytes);
    const before = bundleWeights(engine, bundle).slice();
    const gradient = before.map((w) => 2 * w);
    writeGradient(engine, bundle, gradient);
    expect(readGradient(engine, bundle)).toEqual(gradient);
    plasticity.apply(0);
    expect(bundleWeights(engine, bundle)).toEqual(before.map((w) => w / 2));
    expect(() => writeGradient(engine, bundle, new Float32Array(2))).toThrow(
      `"hidden1.weight" has ${before.length} synapses, the gradient 2`,
    );
  });
});
