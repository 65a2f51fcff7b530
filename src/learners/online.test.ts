/** Online learning: the short ways against the formed gradient bit for bit, and every budget against what it allows. */

import { describe, expect, it } from 'vitest';
import { learner, TEST, TRAIN, UNITS } from '../../test/online.ts';
import { createAudit, createLedger } from '../ledger/index.ts';
import { createRandom } from '../numerics/random.ts';
import {
  caching,
  chain,
  competitive,
  fixedNeurons,
  fixedSynapses,
  frozen,
  imbalance,
  keptOf,
  lazy,
  momentum,
  neuronsByActivity,
  neuronsByError,
  neuronsInRotation,
  neuronsPerClass,
  path,
  randomNeurons,
  randomSynapses,
  rate,
  residual,
  residualCompetitive,
  type Transform,
} from '../plasticity/index.ts';
import { publishedFeed } from './online-feed.ts';

const ETA = 0.05;
const SHORT: Record<string, (layer: number) => Transform> = {
  plain: () => rate(ETA),
  competitive: () => chain(rate(ETA), competitive({ fraction: 0.07 })),
  'almost all': () => chain(rate(ETA), competitive({ fraction: 0.93 })),
  path: () => chain(rate(ETA), path(4)),
  'path + competitive': () => chain(rate(ETA), path(6), competitive({ fraction: 0.1 })),
  lazy: () => chain(rate(ETA), lazy(0.1)),
  'lazy twice': () => chain(rate(ETA), lazy(0.05), lazy(0.4)),
  'lazy twice, the other way round': () => chain(lazy(0.4), rate(ETA), lazy(0.05)),
  'lazy twice in one layer': (layer) =>
    layer === 0 ? chain(rate(ETA), lazy(0.05), lazy(0.4)) : rate(ETA),
  'frozen and lazy': (layer) => chain(rate(ETA), layer === 0 ? frozen() : lazy(0.1)),
  'all frozen': () => chain(rate(ETA), frozen()),
  'lazy + path + competitive': () =>
    chain(rate(ETA), lazy(0.1), path(6), competitive({ fraction: 0.1 })),
  'lazy + competitive': () => chain(lazy(), rate(ETA), competitive({ fraction: 0.2 })),
  'frozen first layer': (layer) => (layer === 0 ? chain(rate(ETA), frozen()) : rate(ETA)),
  'fixed synapses': () => chain(rate(ETA), fixedSynapses(0.2)),
  'random synapses': () => chain(rate(ETA), randomSynapses(0.2)),
  'random synapses of a path': () => chain(rate(ETA), path(5), randomSynapses(0.3)),
  'a rate that falls': () => rate((step) => ETA / (1 + step)),
};

describe.each(Object.entries(SHORT))('%s', (_, transformFor) => {
  it.each(['plain', 'published'] as const)(
    'gives the same bits formed or not, %s',
    async (convention) => {
      const results = await Promise.all(
        ([{ way: 'short' }, { way: 'formed' }, { way: 'short', backend: 'twin' }] as const).map(
          async (how) => {
            const { online } = await learner(transformFor, { ...how, convention });
            online.show(150);
            expect(online.short).toBe(how.way === 'short');
            const { changes, energy, steps } = online.totals();
            return { weights: online.weights(), changes, energy, steps, updates: online.updates };
          },
        ),
      );
      const [first, formed, twin] = results;
      for (const other of [formed, twin]) {
        expect(other.weights).toEqual(first.weights);
        expect(other.changes).toBe(first.changes);
        expect(other.steps).toBe(150);
        expect(other.updates).toBe(first.updates);
        expect(Math.abs(other.energy - first.energy)).toBeLessThanOrEqual(1e-6 * first.energy);
      }
    },
  );
});

/** What each budget may touch at most, checked on the weights of every step. */
interface Allowed {
  readonly transform: () => Transform;
  /** Whether the synapse of layer `layer` from unit i to unit o may ever change. */
  readonly may?: (layer: number, i: number, o: number) => boolean;
  /** Most synapses of a layer that may change in one step. */
  readonly most?: (layer: number) => number;
  /** Most units onto which synapses may change in one step. */
  readonly neurons?: (layer: number) => number;
}
const sizes = [UNITS[0] * UNITS[1], UNITS[1] * UNITS[2]];
const after = (link: Transform): Transform => chain(rate(ETA), link);
const BUDGETS: Record<string, Allowed> = {
  competitive: {
    transform: () => after(competitive({ fraction: 0.1 })),
    most: (layer) => keptOf(sizes[layer], 0.1),
  },
  'competitive by weight': {
    transform: () => after(competitive({ fraction: 0.1, by: 'weight' })),
    most: (layer) => keptOf(sizes[layer], 0.1),
  },
  'smallest change': {
    transform: () => after(competitive({ fraction: 0.5, which: 'smallest' })),
    most: (layer) => keptOf(sizes[layer], 0.5),
  },
  'within neurons': {
    transform: () => after(competitive({ fraction: 0.2, within: 'neuron' })),
    most: (layer) => UNITS[layer + 1] * keptOf(UNITS[layer], 0.2),
  },
  'random synapses': {
    transform: () => after(randomSynapses(0.2)),
    most: (layer) => keptOf(sizes[layer], 0.2),
  },
  'fixed synapses': {
    transform: () => after(fixedSynapses(0.2)),
    most: (layer) => keptOf(sizes[layer], 0.2),
  },
  'random neurons': { transform: () => after(randomNeurons(0.3)) },
  'fixed neurons': {
    transform: () => after(fixedNeurons(0.4)),
    neurons: (layer) => Math.round(0.4 * UNITS[layer + 1]),
  },
  'neurons per class': {
    transform: () => after(neuronsPerClass(0.4)),
    neurons: (layer) => Math.round(0.4 * UNITS[layer + 1]),
  },
  'neurons in rotation': {
    transform: () => after(neuronsInRotation(0.4, 3)),
    neurons: (layer) => Math.round(0.4 * UNITS[layer + 1]),
  },
  'neurons by error': {
    transform: () => after(neuronsByError(0.2)),
    neurons: (layer) => Math.max(1, Math.round(0.2 * UNITS[layer + 1])),
  },
  'neurons by activity': {
    transform: () => after(neuronsByActivity(0.2, 'smallest')),
    neurons: (layer) => Math.max(1, Math.round(0.2 * UNITS[layer + 1])),
  },
  path: {
    transform: () => after(path(4)),
    may: (layer, i, o) => (layer === 0 ? o < 4 : i < 4),
  },
  'path + competitive': {
    transform: () => chain(rate(ETA), path(4), competitive({ fraction: 0.1 })),
    may: (layer, i, o) => (layer === 0 ? o < 4 : i < 4),
    most: (layer) => keptOf(sizes[layer], 0.1),
  },
  'lazy + path + competitive': {
    transform: () => chain(rate(ETA), lazy(), path(4), competitive({ fraction: 0.1 })),
    may: (layer, i, o) => (layer === 0 ? o < 4 : i < 4),
    most: (layer) => keptOf(sizes[layer], 0.1),
  },
  frozen: { transform: () => after(frozen()), most: () => 0 },
  lazy: { transform: () => after(lazy()) },
  'residual, competitive': {
    transform: () => after(residualCompetitive(0.1)),
    most: (layer) => keptOf(sizes[layer], 0.1),
  },
  residual: { transform: () => after(residual(0.01)) },
  imbalance: { transform: () => chain(rate(ETA), imbalance(0.001)) },
  momentum: { transform: () => chain(momentum(0.9), rate(ETA)) },
};

describe.each(Object.entries(BUDGETS))('budget %s', (name, allowed) => {
  it('changes exactly the synapses that it may, and books them', async () => {
    const { online, network } = await learner(() => allowed.transform(), {
      convention: 'published',
    });
    const wirings = () =>
      Object.fromEntries(
        network.bundles.map((bundle, k) => [
          bundle.name,
          { topology: bundle.topology!(), arrays: { weights: online.weights()[k] } },
        ]),
      );
    const audit = createAudit(wirings());
    let before = online.weights();
    let open: Set<number>[] = [];
    for (let step = 0; step < 40; step++) {
      online.show(1);
      const now = online.weights();
      now.forEach((weights, layer) => {
        const changed = [...weights.keys()].filter((k) => weights[k] !== before[layer][k]);
        const outputs = UNITS[layer + 1];
        if (allowed.most) expect(changed.length).toBeLessThanOrEqual(allowed.most(layer));
        if (allowed.neurons)
          expect(new Set(changed.map((k) => k % outputs)).size).toBeLessThanOrEqual(
            allowed.neurons(layer),
          );
        for (const k of changed)
          expect(allowed.may?.(layer, Math.floor(k / outputs), k % outputs) ?? true).toBe(true);
        open[layer] ??= new Set();
        for (const k of changed) open[layer].add(k);
      });
      before = now;
      audit.look(wirings());
    }
    if (name.startsWith('fixed')) {
      // What is drawn once stays: over all steps no more than in one.
      for (const [layer, set] of open.entries())
        expect(set.size).toBeLessThanOrEqual(
          allowed.most?.(layer) ?? allowed.neurons!(layer) * UNITS[layer],
        );
    }
    const told = createLedger();
    for (const bundle of network.bundles) told.write(bundle.name, online.account(bundle.name));
    audit.check(told);
    const { changes, energy } = online.totals();
    const least = online.least();
    expect(changes).toBeGreaterThanOrEqual(least.changes);
    expect(energy).toBeGreaterThanOrEqual(least.energy * (1 - 1e-5));
    open = [];
  });
});

describe('caching', () => {
  const plain = async () => {
    const { online } = await learner(() => rate(ETA), { convention: 'published' });
    online.show(120);
    return online;
  };

  it.each(['local', 'neuron', 'all'] as const)(
    'never emptied, it learns as plain descent and costs the least there is: %s',
    async (criterion) => {
      const { online } = await learner(
        () => chain(rate(ETA), caching({ threshold: Infinity, criterion })),
        { convention: 'published' },
      );
      online.show(120);
      expect(online.totals().changes).toBe(0);
      const expected = await plain();
      online.consolidate();
      const found = online.weights();
      expected.weights().forEach((weights, layer) => {
        expect(found[layer]).toEqual(weights);
      });
      const { energy, consolidated, stored } = online.totals();
      const least = online.least();
      expect(Math.abs(energy / least.energy - 1)).toBeLessThan(1e-4);
      expect(consolidated).toBeGreaterThan(0.98 * least.changes);
      expect(stored).toBeGreaterThan(0);
    },
  );

  it.each(['local', 'neuron', 'all'] as const)(
    'books what is emptied as consolidation, and fades: %s',
    async (criterion) => {
      const make = async (threshold: number, timeConstant?: number) => {
        const transform = chain(rate(ETA), caching({ threshold, criterion, timeConstant }));
        const { online } = await learner(() => transform, { convention: 'published' });
        online.show(60);
        return online.totals();
      };
      const emptied = await make(criterion === 'all' ? 0.5 : 0.02);
      expect(emptied.changes).toBe(emptied.consolidated);
      expect(emptied.changes).toBeGreaterThan(0);
      const [kept, faded] = [await make(Infinity), await make(Infinity, 20)];
      expect(emptied.stored).toBeLessThan(kept.stored);
      expect(faded.stored).toBeLessThan(kept.stored);
    },
  );
});

describe('batches', () => {
  it('sum the gradients of their examples at the same weights', async () => {
    const make = async (batch: number) => {
      const { online } = await learner(() => rate(1e-4), { batch, order: 'cyclic' });
      online.show(2 * batch);
      return { weights: online.weights(), ...online.totals(), updates: online.updates };
    };
    const [one, four] = [await make(1), await make(4)];
    expect([one.steps, one.updates, four.steps, four.updates]).toEqual([2, 2, 2, 2]);
    // A small rate leaves the weights nearly where they are: eight steps of one are then nearly two steps of four.
    const { online } = await learner(() => rate(1e-4), { order: 'cyclic' });
    const first = online.weights();
    online.show(8);
    online.weights().forEach((weights, layer) => {
      const moved = weights.map((w, k) => w - first[layer][k]);
      const together = four.weights[layer].map((w, k) => w - first[layer][k]);
      const size = Math.max(...moved.map(Math.abs));
      for (let k = 0; k < moved.length; k++)
        expect(Math.abs(moved[k] - together[k])).toBeLessThan(0.02 * size);
    });
    expect(four.changes).toBeLessThan(online.totals().changes);
  });

  it('wait until they are full, and refuse rules that look at one example', async () => {
    const { online } = await learner(() => rate(ETA), { batch: 5 });
    const first = online.weights();
    online.show(4);
    expect(online.weights()).toEqual(first);
    online.show(1);
    expect(online.weights()).not.toEqual(first);
    const { online: other } = await learner(() => chain(rate(ETA), lazy()), { batch: 5 });
    expect(() => other.show(5)).toThrow('rule "lazy" needs one example a step: use batch 1');
    await expect(learner(() => rate(ETA), { batch: 0 })).rejects.toThrow(
      'batch 0 is not an integer ≥ 1',
    );
  });
});

describe('the published convention', () => {
  it('draws noise for each example from counters: frozen, of deviation 0.001, none like another', () => {
    const images = (seed: string) => publishedFeed(TRAIN, createRandom(seed));
    const rows = (feed: ReturnType<typeof images>) =>
      Array.from({ length: feed.count }, (_, e) => {
        const row = new Float32Array(feed.inputs);
        feed.write(e, row);
        return row;
      });
    const [first, again, other] = [rows(images('a')), rows(images('a')), rows(images('b'))];
    expect(again).toEqual(first);
    // What two feeds differ by is noise alone: two numbers of deviation 0.001 each.
    const noise = first.map((row, e) => row.map((value, f) => value - other[e][f]));
    const all = noise.flatMap((row) => [...row]);
    const square = all.reduce((sum, value) => sum + value * value, 0) / all.length;
    expect(Math.sqrt(square / 2) / 0.001).toBeCloseTo(1, 1);
    // A shared table would give two examples the same numbers at shifted places.
    const seen = new Set(all.map((value) => value.toPrecision(6)));
    expect(seen.size).toBeGreaterThan(0.9 * all.length);
  });

  it('writes every synapse at every presentation', async () => {
    const { online } = await learner(() => rate(ETA), { convention: 'published' });
    online.show(20);
    const { changes } = online.totals();
    const all = sizes[0] + sizes[1];
    // A change may round to nothing beside its weight.
    expect(changes).toBeGreaterThan(0.999 * 20 * all);
    expect(changes).toBeLessThanOrEqual(20 * all);
  });

  it('answers many examples as it answers each', async () => {
    const { online, network } = await learner(() => rate(ETA), { convention: 'published' });
    online.show(100);
    const feed = publishedFeed(TEST, createRandom('a learner').split('test'));
    const right = Array.from({ length: feed.count }, (_, e) => {
      feed.write(e, network.activities(0));
      return network.forward().answer === feed.labels[e] ? 1 : 0;
    }).reduce((sum: number, one) => sum + one, 0);
    expect(online.evaluate()).toBe(right / feed.count);
  });

  it('learns', async () => {
    const { online } = await learner(() => rate(0.02), { convention: 'published' });
    const before = online.evaluate();
    online.show(2000);
    expect(online.diverged).toBe(false);
    expect(online.evaluate()).toBeGreaterThan(before + 0.2);
  });
});

it('says in one line what does not fit', async () => {
  await expect(learner(() => rate(ETA), { spec: { units: [30, 13, 5] } })).rejects.toThrow(
    'layer "hidden1" needs 390 weights, 494 were given',
  );
  expect(() => competitive({ fraction: 0 })).toThrow(
    'fraction 0 of competing synapses is outside (0, 1]',
  );
  expect(() => path(0)).toThrow('path of 0 units is not an integer ≥ 1: nothing could learn');
  expect(() => caching({ threshold: 1, timeConstant: 0 })).toThrow(
    'time constant 0 is outside (0, ∞]: the decay would be ≥ 1',
  );
  expect(() => chain(rate(ETA), lazy(-1))).toThrow('lead -1 is outside [0, ∞)');
});
