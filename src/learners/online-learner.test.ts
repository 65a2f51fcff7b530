/** An online learner as a learner: taken up at any example, what counts as an update, clamped units. */

import { describe, expect, it } from 'vitest';
import { learner } from '../../test/online.ts';
import { createEngine } from '../engine/index.ts';
import { createSingleNetwork } from '../networks/index.ts';
import { withoutTicks } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import {
  type BundleTransform,
  caching,
  chain,
  competitive,
  frozen,
  lazy,
  momentum,
  randomSynapses,
  rate,
  type Transform,
} from '../plasticity/index.ts';
import { createOnline, type OnlineLearner, type OnlineRecord } from './online.ts';
import { plainFeed } from './online-feed.ts';

const ETA = 0.05;

describe('two lazy budgets', () => {
  it('sit out what either of them would: the smaller lead counts', async () => {
    const updates = async (...links: BundleTransform[]) => {
      const { online } = await learner(() => chain(rate(ETA), ...links));
      online.show(300);
      return { updates: online.updates, weights: online.weights() };
    };
    const expected = await updates(lazy(0.05));
    expect(await updates(lazy(0.05), lazy(0.4))).toEqual(expected);
    expect((await updates(lazy(0.4))).updates).toBeGreaterThan(expected.updates);
  });

  it('beside a frozen layer count what the others change; frozen ones alone never update', async () => {
    const { online } = await learner(() => chain(rate(ETA), frozen()));
    online.show(50);
    expect([online.updates, online.totals().changes]).toEqual([0, 0]);
  });
});

describe('a clamped unit', () => {
  it.each(['short', 'formed'] as const)(
    'learns as in the published program, %s: three steps against two lines of it',
    async (way) => {
      // Inputs of 4 numbers, 3 hidden units of which the first is set to 1 before slopes are taken, 2 outputs.
      const x = [
        [0.4, -0.3, 0.2, 0.99],
        [-0.2, 0.5, 0.1, 0.99],
        [0.3, 0.3, -0.4, 0.99],
      ];
      const labels = Uint8Array.of(0, 1, 0);
      const w = [
        [-0.3, 0.2, -0.1, 0.4, -0.5, 0.3, 0.1, 0.2, -0.2, -0.4, 0.3, 0.5],
        [0.2, -0.3, 0.5, 0.1, -0.4, 0.6],
      ];
      const engine = createEngine({ arithmetic: 'strict' });
      const network = createSingleNetwork(engine, {
        ...{ units: [4, 3, 2], weights: w.map((own) => Float32Array.from(own)), clamped: true },
        ...{ activation: 'leaky-relu', output: 'linear' },
      });
      const inputs = Float32Array.from(x.flat());
      const feed = plainFeed({ count: 3, features: 4, inputs, scale: 1, labels }, false);
      const online = await createOnline({
        ...{ network, train: feed, test: feed, order: 'cyclic', way },
        ...{ transformFor: () => rate(ETA), random: createRandom('clamped') },
      });
      online.show(3);
      let energy = 0;
      x.forEach((row, t) => {
        const z = [0, 1, 2].map((j) => row.reduce((sum, v, i) => sum + v * w[0][3 * i + j], 0));
        const h = z.map((v, j) => (j === 0 ? 1 : v > 0 ? v : 0.1 * v));
        const y = [0, 1].map((o) => h.reduce((sum, v, j) => sum + v * w[1][2 * j + o], 0));
        const error = y.map((v, o) => v - (o === labels[t] ? 1 : 0));
        // The slope is taken from the activity: 1 for the unit that was set to 1.
        const back = h.map(
          (v, j) => (v > 0 ? 1 : 0.1) * (error[0] * w[1][2 * j] + error[1] * w[1][2 * j + 1]),
        );
        const write = (layer: number, k: number, change: number) => {
          w[layer][k] -= ETA * change;
          energy += Math.abs(ETA * change);
        };
        h.forEach((v, j) => {
          error.forEach((e, o) => {
            write(1, 2 * j + o, v * e);
          });
        });
        row.forEach((v, i) => {
          back.forEach((e, j) => {
            write(0, 3 * i + j, v * e);
          });
        });
      });
      online.weights().forEach((own, layer) => {
        own.forEach((value, k) => {
          expect(value).toBeCloseTo(w[layer][k], 6);
        });
      });
      expect(online.totals().energy).toBeCloseTo(energy, 6);
      expect(online.totals().changes).toBe(3 * 18);
      engine.dispose();
    },
  );
});

describe('a learner as a generator', () => {
  const CHAINS: Record<string, () => Transform> = {
    'the short way': () => chain(rate(ETA), competitive({ fraction: 0.1 })),
    momentum: () => chain(momentum(0.9), rate(ETA)),
    caching: () => chain(rate(ETA), caching({ threshold: 0.02 })),
    'random synapses': () => chain(rate(ETA), randomSynapses(0.2)),
  };
  const records = (of: OnlineLearner): OnlineRecord[] => [...withoutTicks(of.learn())];

  it.each(Object.entries(CHAINS))(
    'goes on from any example to the same records and account: %s',
    async (name, transform) => {
      const batch = name === 'momentum' ? 3 : 1;
      const options = { presentations: 100, evaluateEvery: 40, batch };
      const make = async () => (await learner(transform, options)).online;
      const whole = await make();
      const expected = records(whole);
      expect(expected.map(({ presentations }) => presentations)).toEqual([40, 80, 100]);
      const first = await make();
      // Between records, within a batch, and asked for things on the way.
      first.show(23);
      first.totals();
      first.save();
      first.show(3);
      const { meta, arrays } = first.save();
      const second = await make();
      // One that has learned other things forgets them.
      second.show(17);
      second.restore({ arrays, meta: JSON.parse(JSON.stringify(meta)) });
      expect(records(second)).toEqual(expected);
      const third = await make();
      const beginning = third.save();
      third.show(10);
      third.restore(beginning);
      expect(records(third)).toEqual(expected);
      for (const other of [second, third, first]) {
        records(other);
        expect(other.weights()).toEqual(whole.weights());
        expect(other.totals()).toEqual(whole.totals());
        expect(other.updates).toBe(whole.updates);
      }
    },
  );

  it('refuses the state of another rule, and keeps its own', async () => {
    const { online } = await learner(CHAINS.momentum);
    const { online: other } = await learner(() => rate(ETA));
    online.show(10);
    const before = online.weights();
    expect(() => online.restore(other.save())).toThrow(
      '"hidden1.weight" of the checkpoint has no "momentum.velocity"; it was made with another rule',
    );
    expect(online.weights()).toEqual(before);
    const { meta, arrays } = online.save();
    const { draws, ...rest } = meta;
    expect(() => online.restore({ arrays, meta: rest })).toThrow('no stream "draws"');
    expect(() => online.restore({ arrays, meta: { ...meta, updates: 'x' } })).toThrow(
      'no number "updates"',
    );
  });
});
