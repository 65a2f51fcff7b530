/** Dale's principle on bundles whose gradients are given: a slow twin in double precision, step by step. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedFanIn } from '../../connectivity/fixed.ts';
import { imposeSigns, unitSigns } from '../../connectivity/signs.ts';
import { createEngine } from '../../engine/index.ts';
import { bundleWeights, fixedBundle } from '../../networks/bundle.ts';
import { createRandom } from '../../numerics/random.ts';
import { listOfEach, type Topology } from '../../sparse/topology.ts';
import { createPlasticity } from '../apply.ts';
import { adam, rate } from '../optimisers.ts';
import { chain, type Transform } from '../transform.ts';
import { dale } from './dale.ts';

/** Weights after every step on a bundle of its own. */
async function trace(
  transform: Transform,
  topology: Topology,
  first: Float32Array,
  gradients: readonly Float32Array[],
): Promise<Float32Array[]> {
  const engine = createEngine({ arithmetic: 'strict' });
  const count = topology.index.length;
  const naming = { name: 'recurrent.weight', layer: 0, shards: 1 };
  const bundle = fixedBundle(engine, naming, {
    kind: 'weight',
    weight: engine.memory.allocate(4 * count),
    capacity: count,
    topology: () => topology,
  });
  bundleWeights(engine, bundle).set(first);
  const plasticity = createPlasticity(engine, [bundle], () => transform);
  await engine.ready();
  const weights = gradients.map((gradient, step) => {
    engine.memory.views().f32.set(gradient, bundle.gradient / 4);
    plasticity.apply(step);
    return bundleWeights(engine, bundle).slice();
  });
  engine.dispose();
  return weights;
}

function senders(topology: Topology): ArrayLike<number> {
  return topology.order === 'by-input' ? listOfEach(topology) : topology.index;
}

describe('dale', () => {
  it('keeps the sign of every sender through Adam, and lets silent weights come back', async () => {
    for (const order of ['by-output', 'by-input'] as const) {
      const random = createRandom(order);
      const topology = fixedFanIn({ inputs: 20, outputs: 20, fanIn: 6, order, random });
      const signs = unitSigns({ units: 20, random });
      const normal = () => {
        const values = new Float32Array(120);
        random.fillNormal(values, 0.1);
        return values;
      };
      const first = imposeSigns(topology, normal(), signs);
      const gradients = Array.from({ length: 60 }, normal);
      const steps = await trace(
        chain(adam({ rate: 0.03 }), dale(signs)),
        topology,
        first,
        gradients,
      );
      const from = senders(topology);
      for (const weights of steps)
        weights.forEach((w, k) => {
          expect(signs[from[k]] * w).toBeGreaterThanOrEqual(0);
        });
      const silent = steps[20].map((w) => (w === 0 ? 1 : 0));
      expect(silent.some((s) => s === 1)).toBe(true);
      expect(steps[59].some((w, k) => silent[k] === 1 && w !== 0)).toBe(true);
    }
  });

  it('is plain descent, projected', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const random = createRandom(seed);
        const topology = fixedFanIn({ inputs: 9, outputs: 5, fanIn: 4, random });
        const signs = Int8Array.from({ length: 9 }, () => random.integer(3) - 1);
        const first = new Float32Array(20);
        random.fillNormal(first, 0.5);
        const gradient = new Float32Array(20);
        random.fillNormal(gradient, 0.5);
        const [after] = await trace(chain(rate(1), dale(signs)), topology, first, [gradient]);
        after.forEach((w, k) => {
          const moved = Math.fround(first[k] - gradient[k]);
          expect(w).toBe(signs[topology.index[k]] * moved < 0 ? 0 : moved);
        });
      }),
      { numRuns: 10, seed: 1 },
    );
  });

  it('refuses what is no sign, none at all, and signs of other units', async () => {
    expect(() => dale([])).toThrow('dale needs a sign for each unit');
    expect(() => dale([1, 0.5])).toThrow('signs[1] 0.5 is none of -1, 0 (free), 1');
    const topology = fixedFanIn({ inputs: 9, outputs: 5, fanIn: 4, random: createRandom(1) });
    const still = new Float32Array(20);
    await expect(trace(dale([1, -1]), topology, still, [still])).rejects.toThrow(
      'signs has 2 entries, bundle "recurrent.weight" has 9 inputs',
    );
  });
});
