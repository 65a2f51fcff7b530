/** True biases in a network that sees one example at a time: a slow twin, both ways, and answers; and examples of one's own. */

import { describe, expect, it } from 'vitest';
import { learner, TEST, TRAIN, UNITS } from '../../test/online.ts';
import {
  caching,
  chain,
  competitive,
  fixedSynapses,
  lazy,
  path,
  randomSynapses,
  rate,
  residual,
  type Transform,
} from '../plasticity/index.ts';
import type { Examples } from '../tasks/examples.ts';
import { type Feed, plainFeed } from './online-feed.ts';

const ETA = 0.05;
const biases = [
  Float32Array.from({ length: UNITS[1] }, (_, j) => 0.1 * (j - 6)),
  Float32Array.from({ length: UNITS[2] }, (_, o) => 0.2 * o - 0.3),
];
const spec = { clamped: false, biases };
const make = (
  transformFor: (layer: number) => Transform,
  how: Parameters<typeof learner>[1] = {},
) => learner(transformFor, { ...how, spec: { ...spec, ...how.spec } });

const inputsOf = (feed: Feed, example: number): number[] => {
  const row = new Float32Array(feed.inputs);
  feed.write(example, row);
  return [...row];
};

describe('biases', () => {
  it('learn as by the chain rule, one example after the other: M₀ and M₁ too', async () => {
    const { online } = await make(() => rate(ETA), { order: 'cyclic' });
    const [w1, b1, w2, b2] = online.weights().map((own) => [...own]);
    const feed = plainFeed(TRAIN);
    const [hidden, outputs] = [UNITS[1], UNITS[2]];
    let [changes, energy] = [0, 0];
    const change = (weights: number[], at: number, delta: number): void => {
      weights[at] += delta;
      if (delta !== 0) changes += 1;
      energy += Math.abs(delta);
    };
    const steps = 20;
    for (let step = 0; step < steps; step++) {
      const x = inputsOf(feed, step);
      const z = b1.map((b, j) => x.reduce((sum, v, i) => sum + v * w1[i * hidden + j], b));
      const h = z.map((v) => Math.max(0, v));
      const y = b2.map((b, o) => h.reduce((sum, v, j) => sum + v * w2[j * outputs + o], b));
      const error = y.map((v, o) => v - (o === TRAIN.labels[step] ? 1 : 0));
      const back = z.map((v, j) =>
        v > 0 ? error.reduce((sum, e, o) => sum + e * w2[j * outputs + o], 0) : 0,
      );
      x.forEach((v, i) => {
        for (let j = 0; j < hidden; j++) change(w1, i * hidden + j, -ETA * v * back[j]);
      });
      for (let j = 0; j < hidden; j++) change(b1, j, -ETA * back[j]);
      h.forEach((v, j) => {
        for (let o = 0; o < outputs; o++) change(w2, j * outputs + o, -ETA * v * error[o]);
      });
      for (let o = 0; o < outputs; o++) change(b2, o, -ETA * error[o]);
    }
    online.show(steps);
    [w1, b1, w2, b2].forEach((expected, k) => {
      online.weights()[k].forEach((weight, at) => {
        expect(weight).toBeCloseTo(expected[at], 4);
      });
    });
    const totals = online.totals();
    expect(totals.changes / changes).toBeCloseTo(1, 2);
    expect(totals.energy / energy).toBeCloseTo(1, 4);
    expect(online.account('output.bias').changes).toBe(steps * outputs);
    expect(totals.upkeep).toBe(steps * (UNITS[0] * hidden + hidden + hidden * outputs + outputs));
  });

  const CHAINS: Record<string, (layer: number) => Transform> = {
    plain: () => rate(ETA),
    competitive: () => chain(rate(ETA), competitive({ fraction: 0.3 })),
    'onto each unit': () => chain(rate(ETA), competitive({ fraction: 0.2, within: 'neuron' })),
    'lazy + path + competitive': () =>
      chain(rate(ETA), lazy(0.1), path(6), competitive({ fraction: 0.2 })),
    path: () => chain(rate(ETA), path(4)),
    'fixed synapses': () => chain(rate(ETA), fixedSynapses(0.3)),
    'random synapses': () => chain(rate(ETA), randomSynapses(0.3)),
  };
  it.each(Object.entries(CHAINS))('%s: the same bits formed or not', async (_, transformFor) => {
    const results = await Promise.all(
      ([{ way: 'short' }, { way: 'formed' }, { way: 'short', backend: 'twin' }] as const).map(
        async (how) => {
          const { online } = await make(transformFor, how);
          online.show(100);
          expect(online.short).toBe(how.way === 'short');
          return { weights: online.weights(), changes: online.totals().changes };
        },
      ),
    );
    expect(results[0].weights.length).toBe(4);
    for (const other of results.slice(1)) expect(other).toEqual(results[0]);
  });

  it('are kept back by stores as weights are, saved and taken up', async () => {
    for (const rule of [residual(0.01), caching({ threshold: 0.02 })]) {
      const transform = () => chain(rate(ETA), rule);
      const { online } = await make(transform);
      online.show(40);
      const { online: other } = await make(transform);
      other.restore(online.save());
      for (const each of [online, other]) each.show(30);
      expect(other.weights()).toEqual(online.weights());
      expect(other.totals()).toEqual(online.totals());
    }
  });

  it('are refused where they do not fit', async () => {
    const [first] = biases;
    await expect(make(() => rate(ETA), { spec: { biases: [first] } })).rejects.toThrow(
      'layer "output" needs 5 biases, 0 were given',
    );
    await expect(make(() => rate(ETA), { spec: { clamped: true } })).rejects.toThrow(
      'biases beside clamped units, which give biases too: leave one out',
    );
  });
});

describe('evaluation on any examples', () => {
  it.each(['relu', 'tanh'] as const)('answers them as it answers each, %s', async (activation) => {
    const { online, network } = await make(() => rate(ETA), { spec: { activation } });
    online.show(150);
    const { features } = TRAIN;
    // A third of them, in memory that nobody else has.
    const some: Examples = {
      ...TRAIN,
      count: 21,
      inputs: TRAIN.inputs.slice(0, 21 * features),
      labels: TRAIN.labels.slice(0, 21),
    };
    for (const examples of [TRAIN, some, TEST]) {
      const feed = plainFeed(examples);
      let right = 0;
      for (let e = 0; e < feed.count; e++) {
        feed.write(e, network.activities(0));
        if (network.forward().answer === feed.labels[e]) right += 1;
      }
      expect(online.evaluate(feed)).toBe(right / feed.count);
      expect(online.evaluate(feed)).toBe(right / feed.count);
    }
    expect(online.evaluate()).toBe(online.evaluate(plainFeed(TEST)));
    expect(() => online.evaluate(plainFeed(TEST, false))).toThrow(
      'these examples have 37 inputs, network has 38',
    );
  });

  it('leaves what is learned as it is', async () => {
    const [one, other] = await Promise.all([make(() => rate(ETA)), make(() => rate(ETA))]);
    one.online.show(30);
    one.online.evaluate(plainFeed(TRAIN));
    one.online.show(30);
    other.online.show(60);
    expect(one.online.weights()).toEqual(other.online.weights());
  });
});
