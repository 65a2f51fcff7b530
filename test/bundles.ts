/** A bundle of synapses outside any network, under a transform, and drawn gradients for it: for tests of plasticity. */

import { strictEngine } from '../src/engine/fixtures/strict.ts';
import type { Engine, EngineOptions } from '../src/engine/index.ts';
import { type Bundle, fixedBundle } from '../src/networks/bundle.ts';
import { createRandom } from '../src/numerics/random.ts';
import { createPlasticity, type Plasticity } from '../src/plasticity/apply.ts';
import type { Transform } from '../src/plasticity/transform.ts';

interface Setup {
  readonly engine: Engine;
  readonly bundle: Bundle;
  readonly plasticity: Plasticity;
  readonly weights: () => Float32Array;
  readonly step: (number: number, gradients: readonly Float32Array[]) => void;
}

/** A bundle of `count` synapses with two gradient shards, outside any network. */
export async function setup(
  transform: Transform,
  count: number,
  options: EngineOptions = {},
): Promise<Setup> {
  const engine = strictEngine(options);
  const weight = engine.memory.allocate(4 * count);
  const bundle = fixedBundle(
    engine,
    { name: 'test', layer: 0, shards: 2 },
    { kind: 'weight', weight, capacity: count },
  );
  const weights = (): Float32Array =>
    engine.memory.views().f32.subarray(weight / 4, weight / 4 + count);
  createRandom(1).fillNormal(weights(), 0.5);
  const plasticity = createPlasticity(engine, [bundle], () => transform);
  await engine.ready();
  return {
    engine,
    bundle,
    plasticity,
    weights,
    step(number, gradients) {
      const { f32 } = engine.memory.views();
      gradients.forEach((g, shard) => {
        f32.set(g, (bundle.gradient + shard * bundle.shardBytes) / 4);
      });
      plasticity.apply(number);
    },
  };
}

const draws = createRandom('gradients');
export const gradient = (step: number, shard: number, count: number): Float32Array => {
  const values = new Float32Array(count);
  draws.split(step).split(shard).fillNormal(values, 0.1);
  return values;
};

/** Weights after three steps. */
export async function trained(
  transform: Transform,
  options?: EngineOptions,
  count = 1003,
): Promise<Float32Array> {
  const { step, weights, engine } = await setup(transform, count, options);
  for (let t = 0; t < 3; t++) step(t, [gradient(t, 0, count), gradient(t, 1, count)]);
  const result = weights().slice();
  engine.dispose();
  return result;
}
