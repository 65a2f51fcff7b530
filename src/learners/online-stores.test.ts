/** Stores that are chosen among, made of formulas, against plain loops over the same synapses: the same bits, save for S. */

import { describe, expect, it } from 'vitest';
import { learner } from '../../test/online.ts';
import { exp } from '../numerics/portable.ts';
import { cachingSlowly, residualSlowly } from '../plasticity/budgets/fixtures/slow-stores.ts';
import {
  caching,
  chain,
  onlySynapses,
  rate,
  residualCompetitive,
  type Transform,
} from '../plasticity/index.ts';

const ETA = 0.05;
const fade = exp(-1 / 50);
const half = Array.from({ length: 30 }, (_, k) => 2 * k);

const PAIRS: Record<string, readonly [fast: () => Transform, slow: () => Transform]> = {
  'residual, competitive': [() => residualCompetitive(0.1), () => residualSlowly(0.1)],
  'residual, nearly all': [() => residualCompetitive(0.95), () => residualSlowly(0.95)],
  'residual, few of few': [
    () => chain(onlySynapses(half), residualCompetitive(0.5)),
    () => chain(onlySynapses(half), residualSlowly(0.5)),
  ],
  ...Object.fromEntries(
    ([0.004, 0.03, 0.2, Infinity] as const).map((threshold) => [
      `caching per neuron, θ = ${threshold}`,
      [
        () => caching({ threshold, timeConstant: 50, criterion: 'neuron' }),
        () => cachingSlowly(threshold, 'neuron', fade),
      ] as const,
    ]),
  ),
  ...Object.fromEntries(
    ([0.1, 1, 5] as const).map((threshold) => [
      `caching of all, Θ = ${threshold}`,
      [
        () => caching({ threshold, timeConstant: 50, criterion: 'all' }),
        () => cachingSlowly(threshold, 'all', fade),
      ] as const,
    ]),
  ),
};

describe.each(Object.entries(PAIRS))('%s', (_, [fast, slow]) => {
  it.each(['plain', 'published'] as const)('as its slow twin, %s inputs', async (convention) => {
    const results = await Promise.all(
      ([[fast], [slow], [fast, 'twin']] as const).map(async ([make, backend]) => {
        const transform = chain(rate(ETA), make());
        const { online, network } = await learner(() => transform, { convention, backend });
        online.show(80);
        const saved = online.save();
        online.show(40);
        const { stored, energy, ...totals } = online.totals();
        const visible = network.bundles.map((bundle) => {
          const { f32 } = network.engine.memory.views();
          return f32.slice(bundle.weight / 4, bundle.weight / 4 + bundle.count());
        });
        return { online, saved, visible, stored, energy, totals };
      }),
    );
    const [first, ...others] = results;
    for (const other of others) {
      expect(other.visible).toEqual(first.visible);
      expect(other.totals).toEqual(first.totals);
      // Sums of 32 at a time in single precision.
      expect(Math.abs(other.stored / first.stored - 1) || 0).toBeLessThan(1e-6);
      expect(Math.abs(other.energy / first.energy - 1) || 0).toBeLessThan(1e-6);
    }
    // What is kept between steps is all in the state.
    const again = chain(rate(ETA), fast());
    const { online } = await learner(() => again, { convention });
    online.restore(first.saved);
    online.show(40);
    expect(online.weights()).toEqual(first.online.weights());
    expect(online.totals()).toEqual(first.online.totals());
  });
});
