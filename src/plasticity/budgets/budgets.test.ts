/** Budgets on a sparse network that learns in batches: they see who is connected to whom, in either order of the lists. */

import { describe, expect, it } from 'vitest';
import { erdosRenyi } from '../../connectivity/index.ts';
import { createEngine } from '../../engine/index.ts';
import { bundleWeights, createMlp, homeOrder, type Mlp } from '../../networks/index.ts';
import { createRandom } from '../../numerics/random.ts';
import { listOfEach } from '../../sparse/topology.ts';
import { createPlasticity, type Plasticity } from '../apply.ts';
import { rate } from '../optimisers.ts';
import { chain, type Transform } from '../transform.ts';
import { competitive, fixedNeurons, lazy, onlySynapses, path, residual } from './index.ts';
import { keptOf } from './kept.ts';
import { caching } from './stores.ts';

const UNITS = [30, 20, 16, 5];

/** A network with gradients of noise, and its weights before. */
async function setup(transform: Transform): Promise<{
  network: Mlp;
  plasticity: Plasticity;
  step: (k: number) => void;
  before: Float32Array[];
}> {
  const engine = createEngine({ arithmetic: 'strict' });
  const random = createRandom('budgets');
  const layers = UNITS.slice(1).map((outputs, k) => {
    const shape = erdosRenyi({
      ...{ inputs: UNITS[k], outputs, order: homeOrder(k), density: 0.4 },
      random: random.split('wiring').split(k),
    });
    const weights = new Float32Array(shape.index.length);
    random.split('weights').split(k).fillNormal(weights, 0.5);
    return { topology: shape, arrays: { weights } };
  });
  const network = createMlp(engine, { layers, loss: 'cross-entropy', batch: 8 });
  const plasticity = createPlasticity(
    engine,
    network.bundles,
    () => transform,
    true,
    random.split('plasticity'),
  );
  await engine.ready();
  const step = (k: number): void => {
    const { f32 } = engine.memory.views();
    for (const bundle of network.bundles) {
      const from = bundle.gradient / 4;
      const gradient = f32.subarray(from, from + bundle.count());
      random.split('gradient').split(k).split(bundle.name).fillNormal(gradient, 0.1);
    }
    plasticity.apply(k);
  };
  const before = network.bundles.map((bundle) => bundleWeights(engine, bundle).slice());
  return { network, plasticity, step, before };
}

/** Ends of the synapses that changed, by bundle. */
function changed(network: Mlp, before: readonly Float32Array[]): { pre: number; post: number }[][] {
  return network.bundles.map((bundle, b) => {
    const now = bundleWeights(network.engine, bundle);
    const topology = bundle.topology?.();
    const list = topology && listOfEach(topology);
    return [...now.keys()]
      .filter((k) => now[k] !== before[b][k])
      .map((k) => {
        if (topology === undefined || list === undefined) return { pre: 0, post: k };
        const [own, other] = [list[k], topology.index[k]];
        return topology.order === 'by-input'
          ? { pre: own, post: other }
          : { pre: other, post: own };
      });
  });
}

describe('on a sparse network', () => {
  it('a path leaves everything off it alone', async () => {
    const { network, step, before } = await setup(chain(rate(0.1), path(4)));
    step(0);
    // Every gradient is noise, so all that may change does: what is on the path, all biases of its units, nothing else.
    changed(network, before).forEach((own, b) => {
      const { layer, kind, topology } = network.bundles[b];
      const wired = topology?.();
      const list = wired && listOfEach(wired);
      const synapses = Array.from({ length: network.bundles[b].count() }, (_, k) => {
        if (wired === undefined || list === undefined) return { pre: 0, post: k };
        const [mine, other] = [list[k], wired.index[k]];
        return wired.order === 'by-input' ? { pre: mine, post: other } : { pre: other, post: mine };
      });
      const open = synapses.filter(({ pre, post }) => {
        const from = layer === 0 || kind === 'bias' || pre < 4;
        return from && (layer === 2 || post < 4);
      });
      expect(own).toEqual(open);
      if (kind === 'bias') expect(own.length).toBe(layer === 2 ? 5 : 4);
    });
  });

  it('competition keeps exactly its share of what exists', async () => {
    const { network, step, before } = await setup(chain(rate(0.1), competitive({ fraction: 0.2 })));
    step(0);
    changed(network, before).forEach((own, b) => {
      expect(own.length).toBe(keptOf(network.bundles[b].count(), 0.2));
    });
  });

  it('competition within neurons keeps its share of each', async () => {
    const { network, step, before } = await setup(
      chain(rate(0.1), competitive({ fraction: 0.3, within: 'neuron' })),
    );
    step(0);
    changed(network, before).forEach((own, b) => {
      const topology = network.bundles[b].topology?.();
      if (topology === undefined) return;
      const fan = new Map<number, number>();
      const list = listOfEach(topology);
      for (let k = 0; k < list.length; k++) {
        const post = topology.order === 'by-output' ? list[k] : topology.index[k];
        fan.set(post, (fan.get(post) ?? 0) + 1);
      }
      for (const [post, count] of fan)
        expect(own.filter((each) => each.post === post).length).toBe(
          Math.max(1, keptOf(count, 0.3)),
        );
    });
  });

  it('a fixed subset of neurons stays the same over steps', async () => {
    const { network, step, before } = await setup(chain(rate(0.1), fixedNeurons(0.25)));
    for (let k = 0; k < 5; k++) step(k);
    changed(network, before).forEach((own, b) => {
      const units = UNITS[network.bundles[b].layer + 1];
      expect(new Set(own.map(({ post }) => post)).size).toBeLessThanOrEqual(
        Math.max(1, Math.round(0.25 * units)),
      );
    });
  });

  it('residuals and caches book what they hold', async () => {
    for (const rule of [residual(0.03), caching({ threshold: 0.03, criterion: 'neuron' })]) {
      const { network, plasticity, step, before } = await setup(chain(rate(0.1), rule));
      for (let k = 0; k < 3; k++) step(k);
      const [bundle] = network.bundles;
      const booked = plasticity.book(bundle).take();
      const [state] = Object.values(plasticity.states(bundle));
      expect(booked.stored).toBeGreaterThan(state.reduce((sum, s) => sum + Math.abs(s), 0));
      expect(booked.hiddenWrites).toBeGreaterThan(bundle.count());
      const weights = bundleWeights(network.engine, bundle);
      // What lasts is what was booked: for caches the weight without its store.
      const lasting = rule.kind === 'synaptic' ? weights : weights.map((w, k) => w - state[k]);
      const net = lasting.reduce((sum, w, k) => sum + w - before[0][k], 0);
      expect(booked.potentiation - booked.depression).toBeCloseTo(net, 4);
    }
  });

  it('rules that need one example say so', async () => {
    const { step } = await setup(chain(rate(0.1), lazy()));
    expect(() => step(0)).toThrow('rule "lazy" needs one example a step: use batch 1');
  });

  it('positions of given synapses ascend', () => {
    expect(() => onlySynapses([3, 1])).toThrow('positions of synapses do not ascend: 3 before 1');
  });

  it('a rule that keeps changes back comes after every budget', async () => {
    await expect(
      setup(chain(rate(0.1), residual(0.1), competitive({ fraction: 0.1 }))),
    ).rejects.toThrow('a rule that keeps changes back must come after every budget');
  });
});
