/** Noisy synapses that pay for being reliable: where noise does no harm they let it grow, where it does they do not. */

import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { reliabilityCost } from '../ledger/index.ts';
import { createSingleNetwork } from '../networks/index.ts';
import { pow } from '../numerics/portable.ts';
import { createRandom } from '../numerics/random.ts';
import { deviationsOf, type ReliabilityOptions, reliability } from '../plasticity/index.ts';
import type { Examples } from '../tasks/examples.ts';
import { createOnline } from './online.ts';
import { plainFeed } from './online-feed.ts';

/** Two classes that the first two inputs tell apart; the third is always on, the fourth faint and of no use. */
const EXAMPLES: Examples = {
  ...{ count: 2, features: 4, scale: 1, labels: Uint8Array.of(0, 1) },
  inputs: Float32Array.of(1, 0, 1, 0.001, 0, 1, 1, 0.001),
};

async function learn(own: Partial<ReliabilityOptions>, examples: number) {
  const engine = createEngine({ arithmetic: 'strict' });
  const network = createSingleNetwork(engine, {
    ...{ units: [4, 2], weights: [new Float32Array(8).fill(0.5)], activation: 'relu' },
    ...{ output: 'linear', clamped: false },
  });
  const feed = plainFeed(EXAMPLES, false);
  const online = await createOnline({
    ...{ network, train: feed, test: feed, random: createRandom('reliability') },
    transformFor: () =>
      reliability({
        ...{ rate: 0.05, spreadRate: 0.02, exponent: 2, price: 0.001 },
        ...{ scale: 0.1, deviation: 0.05, ...own },
      }),
  });
  online.show(examples);
  const deviations = deviationsOf(online.states(0)['reliability.spread'], 0.05);
  return { online, deviations, network };
}

describe('reliability', () => {
  it('learns the means, and lets noise grow most where it does no harm', async () => {
    const { online, deviations } = await learn({ spreadRate: 0.05 }, 40_000);
    expect(online.evaluate()).toBe(1);
    const [needed, idle] = [deviations.subarray(0, 6), deviations.subarray(6)];
    // Unhindered, d log σ/dt = η_σ c (s/σ)²: σ² = 0.05² + 2 · 0.05 · 0.001 · 0.1² · 40,000 at the end; the others are
    // where noise starts to harm, at (c s²/E[x²])^¼ = 0.067 and 0.056.
    for (const sigma of idle) expect(sigma).toBeCloseTo(Math.sqrt(0.0425), 2);
    expect(Math.max(...needed)).toBeLessThan(0.5 * Math.sqrt(0.0425));
  });

  it('costs less to run the less reliable it is, and is the more reliable the less that costs', async () => {
    const cost = async (price: number) => {
      const { deviations } = await learn({ price }, 3000);
      return reliabilityCost(deviations, { exponent: 2, scale: 0.1 }, pow);
    };
    const [dear, cheap] = [await cost(0.01), await cost(0.0001)];
    expect(dear).toBeLessThan(cheap);
  });

  it('ends where the gain of noise and its harm are equal', async () => {
    // Half the squared error of one linear unit: its expectation over ε grows by σ²x²/2, so that at rest
    // σ² E[x²] = c (s/σ)², σ⁴ = c s²/E[x²]; here E[x²] = 1/2 for the first two inputs and 1 for the third.
    const { deviations } = await learn({ price: 0.001, rate: 0.002, spreadRate: 0.01 }, 60_000);
    const rest = (meanSquare: number): number => ((0.001 * 0.1 ** 2) / meanSquare) ** 0.25;
    for (const k of [0, 1, 2, 3]) expect(deviations[k] / rest(0.5)).toBeCloseTo(1, 0);
    const third = Math.sqrt(deviations[4] * deviations[5]);
    expect(third / rest(1)).toBeGreaterThan(0.8);
    expect(third / rest(1)).toBeLessThan(1.25);
  });

  it('books changes of the means only', async () => {
    const { online, network } = await learn({ rate: 0 }, 50);
    expect(online.totals().changes).toBe(0);
    expect(online.totals().updates).toBe(0);
    // The noise is there, and is no part of the lasting weights.
    const noisy = network.bundles[0].weight;
    const now = network.engine.memory.views().f32.subarray(noisy / 4, noisy / 4 + 8);
    expect([...now].filter((w) => w !== 0.5)).toHaveLength(8);
    for (const w of online.weights()[0]) expect(Math.abs(w - 0.5)).toBeLessThan(1e-6);
    const moved = await learn({}, 50);
    const { updates, consolidated, energy } = moved.online.totals();
    expect(updates).toBeGreaterThan(0);
    expect(consolidated).toBe(0);
    expect(energy).toBeGreaterThan(moved.online.least().energy * 0.999);
  });

  it('refuses what cannot be', () => {
    const options = { rate: 0.1, spreadRate: 0.1, exponent: 2, price: 1 };
    expect(() => reliability({ ...options, exponent: 0 })).toThrow(
      'exponent 0 of reliability is outside (0, ∞)',
    );
    expect(() => reliability({ ...options, price: -1 })).toThrow(
      'price -1 of reliability is outside [0, ∞)',
    );
  });
});
