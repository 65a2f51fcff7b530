/** Chains on real bundles: recurrences against double precision, fused passes against single links, bundle links in between. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradient, setup, trained } from '../../test/bundles.ts';
import { createEngine } from '../engine/index.ts';
import { fixedBundle } from '../networks/bundle.ts';
import { createRandom } from '../numerics/random.ts';
import { createPlasticity } from './apply.ts';
import { adam, coupledDecay, momentum, nesterov, rate, sgd } from './optimisers.ts';
import { passesOf } from './passes.ts';
import { type BundleTransform, chain, stateNames } from './transform.ts';

const COUNT = 70_001;
describe('a bundle that has changed its size', () => {
  it('has nothing left behind its last synapse, in any shard or state, and all before it', async () => {
    const engine = createEngine({ arithmetic: 'strict' });
    const capacity = 96;
    let count = capacity;
    const weight = engine.memory.allocate(4 * capacity);
    const fixed = fixedBundle(
      engine,
      { name: 'test', layer: 0, shards: 3 },
      { kind: 'weight', weight, capacity },
    );
    const bundle = { ...fixed, count: () => count };
    const plasticity = createPlasticity(engine, [bundle], () => adam({ rate: 0.1 }));
    await engine.ready();
    const shards = () =>
      [0, 1, 2].map((shard) => {
        const from = (bundle.gradient + shard * bundle.shardBytes) / 4;
        return engine.memory.views().f32.subarray(from, from + capacity);
      });
    for (const shard of shards()) shard.fill(1);
    plasticity.apply(0);
    for (const shard of shards()) shard.fill(1);
    const before = plasticity.states(bundle);
    for (const values of Object.values(before)) expect(values.every((v) => v > 0)).toBe(true);

    count = 33;
    plasticity.resized(bundle);
    for (const shard of shards()) {
      expect([...shard.subarray(0, 33)]).toEqual(new Array(33).fill(1));
      expect([...shard.subarray(33)]).toEqual(new Array(capacity - 33).fill(0));
    }
    count = capacity;
    for (const [name, values] of Object.entries(plasticity.states(bundle))) {
      expect([...values.subarray(0, 33)], name).toEqual([...before[name].subarray(0, 33)]);
      expect([...values.subarray(33)], name).toEqual(new Array(capacity - 33).fill(0));
    }
    engine.dispose();
  });
});

describe('optimisers', () => {
  const eta = 0.1;
  const mu = 0.9;
  const lambda = 0.01;
  /** The recurrence of one weight in double precision. */
  const follow = (
    rule: (w: number, g: number, state: number[], t: number) => number,
  ): Float64Array => {
    const first = new Float32Array(1003);
    createRandom(1).fillNormal(first, 0.5);
    const gradients = [0, 1, 2].map((t) => [gradient(t, 0, 1003), gradient(t, 1, 1003)]);
    return Float64Array.from(first, (start, k) => {
      const state = [0, 0];
      return gradients.reduce((w, [a, b], t) => w + rule(w, a[k] + b[k], state, t), start);
    });
  };
  const expectClose = (found: Float32Array, expected: Float64Array): void => {
    found.forEach((w, k) => {
      expect(Math.abs(w - expected[k])).toBeLessThan(2e-6 * (1 + Math.abs(expected[k])));
    });
  };

  it('sgd with momentum and coupled decay', async () => {
    const found = await trained(sgd({ rate: eta, momentum: mu, coupledDecay: lambda }));
    expectClose(
      found,
      follow((w, g, state) => {
        state[0] = mu * state[0] + g + lambda * w;
        return -eta * state[0];
      }),
    );
  });

  it('sgd with Nesterov momentum and decoupled decay', async () => {
    const found = await trained(
      sgd({ rate: eta, momentum: mu, nesterov: true, decoupledDecay: lambda }),
    );
    expectClose(
      found,
      follow((w, g, state) => {
        state[0] = mu * state[0] + g;
        return -eta * (g + mu * state[0]) - lambda * w;
      }),
    );
  });

  it('adam', async () => {
    const found = await trained(adam({ rate: eta, beta1: 0.8, beta2: 0.95 }));
    expectClose(
      found,
      follow((_, g, state, t) => {
        state[0] = 0.8 * state[0] + 0.2 * g;
        state[1] = 0.95 * state[1] + 0.05 * g * g;
        const first = state[0] / (1 - 0.8 ** (t + 1));
        return (-eta * first) / (Math.sqrt(state[1] / (1 - 0.95 ** (t + 1))) + 1e-8);
      }),
    );
  });

  it('a rate that follows a schedule', async () => {
    const found = await trained(sgd({ rate: (t) => eta / (1 + t) }));
    expectClose(
      found,
      follow((_w, g, _state, t) => (-eta / (1 + t)) * g),
    );
  });

  it('refuses values out of range in one line', () => {
    expect(() => sgd({ rate: -1 })).toThrow('learning rate -1 is outside [0, ∞)');
    expect(() => sgd({ rate: Number.NaN })).toThrow('learning rate NaN');
    expect(() => momentum(1)).toThrow('momentum 1 is outside [0, 1)');
    expect(() => sgd({ rate: 1, decoupledDecay: 2 })).toThrow(
      'decoupled decay 2 is outside [0, 1]',
    );
    expect(() => adam({ rate: 1, beta2: 1 })).toThrow('beta2 1 is outside [0, 1)');
  });
});

/** Lets only the changes of largest size through: sees the whole bundle. */
const largest = (allowed: number): BundleTransform => ({
  kind: 'bundle',
  name: 'largest',
  states: [],
  apply({ change }) {
    const cut = Float32Array.from(change, Math.abs).sort()[change.length - allowed];
    change.forEach((value, k) => {
      if (Math.abs(value) < cut) change[k] = 0;
    });
  },
});

describe('chain', () => {
  it('is flat, and names states apart', () => {
    const nested = chain(momentum(0.9), chain(rate(0.1), chain(momentum(0.5))));
    expect(nested.links.map((link) => link.name)).toEqual(['momentum', 'rate', 'momentum']);
    expect(stateNames(nested)).toEqual(['momentum.velocity', 'momentum2.velocity']);
  });

  it('cuts itself at links that see a whole bundle, and ends with a formula', () => {
    const passes = passesOf(
      chain(momentum(0.9), rate(0.1), largest(3), coupledDecay(0.1), largest(2)),
    );
    const words = passes.map((pass) =>
      pass.kind === 'formula' ? pass.rule.name : `[${pass.link.name}]`,
    );
    expect(words).toEqual(['momentum+rate', '[largest]', 'coupledDecay', '[largest]', 'add']);
  });

  it('gives the same bits fused in one pass as link by link, on kernels and on twins', async () => {
    const through: BundleTransform = {
      kind: 'bundle',
      name: 'through',
      states: [],
      apply: () => {},
    };
    const links = [coupledDecay(0.01), nesterov(0.9), rate(0.1)];
    const apart = chain(...links.flatMap((link) => [link, through]));
    const expected = await trained(chain(...links), { backend: 'twin' });
    expect(await trained(chain(...links))).toEqual(expected);
    expect(await trained(apart)).toEqual(expected);
    expect(await trained(chain(...links), { threads: 2 })).toEqual(expected);
  });

  it('changes exactly the synapses that a bundle link lets through', async () => {
    const { step, weights, plasticity, bundle, engine } = await setup(
      chain(momentum(0.9), rate(0.1), largest(17)),
      COUNT,
    );
    const before = weights().slice();
    step(0, [gradient(0, 0, COUNT), gradient(0, 1, COUNT)]);
    const changed = weights().reduce((count, w, k) => count + (w === before[k] ? 0 : 1), 0);
    expect(changed).toBe(17);
    expect(plasticity.book(bundle).take().changes).toBe(17);
    engine.dispose();
  });
});

describe('booking', () => {
  it('agrees with weight snapshots for any number of synapses, and is the same for every thread count', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40_000 }), async (count) => {
        const booked = await Promise.all(
          [1, 2].map(async (threads) => {
            const { step, weights, plasticity, bundle, engine } = await setup(
              sgd({ rate: 0.1, momentum: 0.9 }),
              count,
              { threads },
            );
            const sums = { changes: 0, potentiation: 0, depression: 0 };
            for (let t = 0; t < 2; t++) {
              const before = weights().slice();
              step(t, [gradient(t, 0, count), gradient(t, 1, count)]);
              weights().forEach((w, k) => {
                const difference = Math.fround(w - before[k]);
                sums.changes += difference === 0 ? 0 : 1;
                sums.potentiation += Math.max(difference, 0);
                sums.depression += Math.max(-difference, 0);
              });
            }
            const taken = plasticity.book(bundle).take();
            expect(taken.changes).toBe(sums.changes);
            // Single precision within groups of eight: see `BOOK_GROUP`.
            expect(Math.abs(taken.potentiation - sums.potentiation)).toBeLessThan(
              5e-7 * sums.potentiation + 1e-12,
            );
            expect(Math.abs(taken.depression - sums.depression)).toBeLessThan(
              5e-7 * sums.depression + 1e-12,
            );
            expect(plasticity.book(bundle).take()).toEqual({
              changes: 0,
              potentiation: 0,
              depression: 0,
              stored: 0,
              hiddenWrites: 0,
            });
            engine.dispose();
            return taken;
          }),
        );
        expect(booked[1]).toEqual(booked[0]);
      }),
      { numRuns: 8 },
    );
  });
});
