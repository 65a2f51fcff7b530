/** Estimates of the partition function against its exact value, within their own intervals. */

import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { buildRbm, bundleWeights, layerOf, type Rbm, rbm } from '../networks/index.ts';
import { finish } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { type Boltzmann, logPartition } from '../theory/index.ts';
import { createAnnealer, estimateOf, LONG_LADDER, shorter, temperatures } from './annealing.ts';
import { machineOf } from './boltzmann-machine.ts';

const VISIBLE = 40;

async function estimate(seed: number, density: number, { threads = 1, times = 20 } = {}) {
  const engine = createEngine({ threads, arithmetic: 'strict' });
  try {
    const random = createRandom(seed);
    const description = rbm(12, { density, deviation: 1 });
    const network: Rbm = buildRbm(description, engine, random, { inputs: VISIBLE, batch: 20 });
    for (const name of ['visible.bias', 'hidden.bias'])
      random.split(name).fillNormal(bundleWeights(engine, network.bundle(name)), 1);
    network.matrix.refresh();
    const base = Float32Array.from(
      bundleWeights(engine, network.bundle('visible.bias')),
      (b) => b / 2,
    );
    const annealer = await createAnnealer(network, { base });
    const machine: Boltzmann = machineOf(network);
    const found = finish(annealer.estimate(createRandom(seed), shorter(LONG_LADDER, times)));
    return { exact: logPartition(machine), found, layer: layerOf(engine, network.bundles[0]) };
  } finally {
    engine.dispose();
  }
}

describe('annealed importance sampling', () => {
  it('agrees with the exact value within its own interval', async () => {
    let inside = 0;
    let worst = 0;
    for (let seed = 0; seed < 20; seed++) {
      const { exact, found } = await estimate(seed, seed % 2 === 0 ? 0.3 : 1);
      if (found.low <= exact && exact <= found.high) inside += 1;
      worst = Math.max(worst, Math.abs(found.logPartition - exact));
      expect(found.effectiveChains).toBeGreaterThan(20);
    }
    // A binomial of 20 at 95 % is below 17 in 1.6 % of all cases; seeds are fixed.
    expect(inside).toBeGreaterThanOrEqual(17);
    expect(worst).toBeLessThan(0.3);
  });

  it('gives the same bits again, and with two threads', async () => {
    const [one, again] = [await estimate(3, 0.3), await estimate(3, 0.3)];
    expect(again.found).toEqual(one.found);
    expect((await estimate(3, 0.3, { threads: 2 })).found).toEqual(one.found);
  });

  it('goes up the ladder of Salakhutdinov and Murray', () => {
    const betas = temperatures(LONG_LADDER);
    expect(betas.length).toBe(14_501);
    expect([betas[0], betas[500], betas[4500], betas[14_500]]).toEqual([0, 0.5, 0.9, 1]);
    expect(betas.every((beta, k) => k === 0 || beta > betas[k - 1])).toBe(true);
    expect(() => temperatures([{ to: 0.5, steps: 10 }])).toThrow('a ladder ends at 1, not at 0.5');
  });

  it('takes the mean of weights that may be far apart', () => {
    const { logPartition: z, effectiveChains } = estimateOf(
      Float64Array.of(1000, 1000 + Math.log(3)),
    );
    expect(z).toBeCloseTo(1000 + Math.log(2), 12);
    expect(effectiveChains).toBeCloseTo(16 / 10, 12);
  });
});
