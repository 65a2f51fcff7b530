/** Learns small cognitive tasks; resumes to the bit; rewiring, budgets and clipping on the recurrent block. */

import { describe, expect, it } from 'vitest';
import { zero } from '../connectivity/index.ts';
import { type Bundle, readGradient } from '../networks/index.ts';
import { isTick } from '../numerics/pace.ts';
import { chain, clipNorm, competitive, keptOf, sgd } from '../plasticity/index.ts';
import {
  byScore,
  dropNone,
  type Rewiring,
  rewiringNamed,
  rigl,
  set,
  smallestMagnitude,
} from '../rewiring/index.ts';
import { checkTopology } from '../sparse/index.ts';
import { learnerOf, type Options, recordsOf, UNITS } from './fixtures/recurrent.ts';

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('learning', () => {
  it('rises far above chance on two reaction tasks', async () => {
    const { learner, network } = await learnerOf({
      ...{ updates: 300, evaluateEvery: 150, clip: { norm: 1 } },
    });
    const records = recordsOf(learner);
    expect(records.map(({ update }) => update)).toEqual([0, 150, 300]);
    // Chance is 1/8 of the positions; always fixating scores 0.
    expect(mean(records[0].scores.period)).toBeLessThan(0.2);
    expect(mean(records[2].scores.period)).toBeGreaterThan(0.7);
    expect(records[2].loss).toBeLessThan(0.5 * records[1].loss);
    const { forward, backward } = network.multiplyAdds();
    expect(records[1].cost.forward).toBe(150 * 20 * 32 * forward);
    expect(records[1].cost.backward).toBe(150 * 20 * 32 * backward);
    expect(records[1].cost.changes).toBeGreaterThan(0);
    expect(records[2].trials).toBe(300 * 32 * 2);
  });

  it('gives the same records for two threads, and after a resumption', async () => {
    const rewiringFor = ({ name }: Bundle) => (name === 'recurrent.weight' ? set() : undefined);
    const options: Options = {
      rewiringFor,
      feed: { windows: 2 },
      spec: { alpha: 0.5, noise: 0.1 },
    };
    const whole = recordsOf((await learnerOf(options)).learner);
    expect(recordsOf((await learnerOf({ ...options, threads: 2 })).learner)).toEqual(whole);
    const first = await learnerOf(options);
    const generator = first.learner.learn();
    for (const progress of generator) if (!isTick(progress) && progress.update === 20) break;
    const state = structuredClone(first.learner.save());
    const meta = JSON.parse(JSON.stringify(state.meta));
    const second = await learnerOf(options);
    second.learner.restore({ ...state, meta });
    expect(recordsOf(second.learner)).toEqual(whole.slice(2));
  });

  it('numbers its updates and its rewirings: noise and streams of each are its own', async () => {
    const steps: number[] = [];
    const passes: { readonly step: number; readonly key: string }[] = [];
    const rule = set();
    const spying: Rewiring = {
      ...rule,
      drop: {
        name: 'spying',
        select(layer, random, at) {
          passes.push({ step: at.step, key: random.key.join() });
          return rule.drop.select(layer, random, at);
        },
      },
    };
    const { learner } = await learnerOf({
      ...{ steps, updates: 12, evaluateEvery: 6, rewireEvery: 4 },
      rewiringFor: ({ name }) => (name === 'recurrent.weight' ? spying : undefined),
    });
    recordsOf(learner);
    expect(steps).toEqual(Array.from({ length: 12 }, (_, update) => update));
    expect(passes.map(({ step }) => step)).toEqual([0, 1]);
    expect(new Set(passes.map(({ key }) => key)).size).toBe(2);
  });

  it('rewires when its rule says, and books what choosing took', async () => {
    const seen: { readonly step: number; readonly closing?: boolean }[] = [];
    const rule = rigl({ zeta: 0.2, candidates: 'all' });
    const timed: Rewiring = {
      ...rule,
      when: { steps: 3, until: 0.7 },
      drop: {
        ...rule.drop,
        select(layer, random, at) {
          seen.push({ step: at.step, closing: at.closing });
          return rule.drop.select(layer, random, at);
        },
      },
    };
    const { learner, network } = await learnerOf({
      ...{ updates: 12, evaluateEvery: 6, feed: { keepErrors: true } },
      rewiringFor: ({ name }) => (name === 'recurrent.weight' ? timed : undefined),
    });
    recordsOf(learner);
    // Before updates 3 and 6; 9 lies beyond 0.7 · 12.
    expect(seen).toEqual([
      { step: 0, closing: false },
      { step: 1, closing: true },
    ]);
    // Two batches of 20 steps of 32 streams: both passes over the network, and every position that is empty after removal.
    const { connections } = network.matrices.recurrent;
    const absent = UNITS * UNITS - connections + Math.floor(0.2 * connections);
    const { forward, backward } = network.multiplyAdds();
    expect(learner.totals().choosing).toBe(2 * 20 * 32 * (forward + backward + absent));
  });

  it.each([
    ['granet', { steps: 4 }],
    ['granet', { steps: 5 }],
    ['gmp', { steps: 11 }],
    ['gmp', { steps: 4, until: 0.4 }],
    ['chtss', { steps: 3 }],
  ] as const)('leads %s to its last density, however its passes fall (%o)', async (name, when) => {
    const rule = rewiringNamed(name, { density: 0.05, when });
    const { learner, network } = await learnerOf({
      ...{ updates: 12, evaluateEvery: 6, feed: { keepErrors: true }, begun: 0.4 },
      rewiringFor: ({ name: bundle }) => (bundle === 'recurrent.weight' ? rule : undefined),
    });
    expect(network.matrices.recurrent.connections).toBeGreaterThan(400);
    const [, middle, end] = recordsOf(learner).map(({ connections }) => connections.recurrent);
    expect(end).toBeLessThanOrEqual(middle);
    // ⌊0.05 · 40²⌋, though no pass lies at the end of the training.
    expect(end).toBe(80);
  });

  it.each([
    ['snfs', 'the rule gathers gradients of absent connections between passes'],
    ['mest', 'the rule rewires every 5 epochs, and streams of trials have none'],
  ])('refuses what %s would need', async (name, message) => {
    const rewiringFor = () => rewiringNamed(name);
    await expect(learnerOf({ rewiringFor, room: 4 })).rejects.toThrow(message);
  });

  it('counts no loss of the batches that it only scores', async () => {
    const options: Options = {
      ...{ updates: 12, evaluateEvery: 6, rewireEvery: 3, feed: { keepErrors: true } },
    };
    const plain = recordsOf((await learnerOf(options)).learner);
    // Asks for scores, and lets nothing die.
    const looking: Rewiring = { ...rigl(), drop: dropNone };
    const scored = await learnerOf({
      ...options,
      rewiringFor: ({ name }) => (name === 'recurrent.weight' ? looking : undefined),
    });
    expect(recordsOf(scored.learner).map(({ loss }) => loss)).toEqual(
      plain.map(({ loss }) => loss),
    );
  });

  it('stands, restored from its end, where it stood after the final step', async () => {
    const options: Options = {
      ...{ updates: 10, evaluateEvery: 10 },
      rewiringFor: ({ name }) =>
        name === 'recurrent.weight' ? set({ finalStep: 'prune' }) : undefined,
    };
    const first = await learnerOf(options);
    const begun = first.network.matrices.recurrent.connections;
    recordsOf(first.learner);
    expect(first.network.matrices.recurrent.connections).toBeLessThan(begun);
    const second = await learnerOf(options);
    second.learner.restore(structuredClone(first.learner.save()));
    expect(second.learner.wirings()).toEqual(first.learner.wirings());
  });

  it('refuses a rule by which more connections come than there is room for', async () => {
    const growing = { ...set(), begins: { room: 1.1 } };
    const rewiringFor = ({ name }: { name: string }) =>
      name === 'recurrent.weight' ? growing : undefined;
    await expect(learnerOf({ rewiringFor })).rejects.toThrow(
      /rule "set" lets layers gain connections, "recurrent.weight" has room for its \d+ alone: build the network with room: 1.1/,
    );
  });

  it('goes on as before where connections came or went, and no rewiring follows at once', async () => {
    const growing: Rewiring = { ...set({ zeta: 0.2 }), births: (removed) => removed + 3 };
    const options: Options = {
      // The mirrors are brought up to date for twelve updates before the next rewiring looks at them.
      ...{ rewireEvery: 8, evaluateEvery: 20, updates: 60, room: 1.1 },
      rewiringFor: ({ name }) => (name === 'recurrent.weight' ? growing : undefined),
    };
    const whole = recordsOf((await learnerOf(options)).learner);
    expect(whole[1].connections.recurrent).toBeGreaterThan(whole[0].connections.recurrent);
    const first = await learnerOf(options);
    for (const progress of first.learner.learn())
      if (!isTick(progress) && progress.update === 20) break;
    const second = await learnerOf(options);
    second.learner.restore(structuredClone(first.learner.save()));
    expect(recordsOf(second.learner)).toEqual(whole.slice(2));
  });

  it.each(['none', 'prune'] as const)(
    'goes on to more updates than were asked for as if they had been, last step %s',
    async (finalStep) => {
      const options: Options = {
        // Between records too, and with gradients for scores.
        ...{ rewireEvery: 7, feed: { keepErrors: true } },
        rewiringFor: ({ name }) => (name === 'output.bias' ? undefined : { ...rigl(), finalStep }),
      };
      const whole = await learnerOf(options);
      const records = recordsOf(whole.learner);
      const first = await learnerOf({ ...options, updates: 20 });
      const begun = recordsOf(first.learner);
      expect(begun.slice(0, -1)).toEqual(records.slice(0, begun.length - 1));
      const second = await learnerOf(options);
      const { meta, arrays } = first.learner.save();
      second.learner.restore({ arrays, meta: JSON.parse(JSON.stringify(meta)) });
      expect(recordsOf(second.learner)).toEqual(records.slice(begun.length));
      expect(second.learner.wirings()).toEqual(whole.learner.wirings());
      const count = (made: typeof whole) => made.network.matrices.recurrent.connections;
      const all = begun[0].connections.recurrent;
      // The last step is made once, after the very last update.
      expect(begun.at(-1)?.connections.recurrent).toBe(all);
      expect(count(first)).toBe(finalStep === 'none' ? all : all - Math.floor(0.3 * all));
      expect(count(whole)).toBe(count(first));
    },
  );

  it('refuses to save between records', async () => {
    const { learner } = await learnerOf({ updates: 10_000, evaluateEvery: 10_000 });
    const generator = learner.learn();
    // A tick of the first evaluation, its record, and a tick after updates.
    expect(generator.next().value).toMatchObject({ kind: 'tick', update: 0 });
    expect(generator.next().value).toMatchObject({ update: 0, trials: 0 });
    expect(generator.next().value).toMatchObject({ kind: 'tick' });
    expect(() => learner.save()).toThrow('between two records');
  });

  it('refuses to learn an initial state that is carried on', async () => {
    const spec = { learnInitial: true };
    await expect(learnerOf({ spec, feed: { windows: 2 } })).rejects.toThrow('windows 1');
    expect(recordsOf((await learnerOf({ spec })).learner).length).toBe(3);
  });

  it('weighs the decision', async () => {
    const { learner } = await learnerOf({ feed: { decisionWeight: 5 } });
    expect(recordsOf(learner).at(-1)?.loss).toBeGreaterThan(0);
    await expect(learnerOf({ feed: { decisionWeight: 0 } })).rejects.toThrow('decision weight 0');
  });
});

describe('what acts on the recurrent block', () => {
  it('SET keeps the number of connections and moves them', async () => {
    const rewiringFor = ({ name }: Bundle) =>
      name === 'recurrent.weight' ? set({ zeta: 0.3 }) : undefined;
    const { learner, network } = await learnerOf({ rewiringFor });
    const before = network.matrices.recurrent.topology().index.slice();
    const records = recordsOf(learner);
    expect(records[1].born).toBe(0);
    expect(records[2].born).toBeGreaterThan(0);
    expect(records[2].cost.created).toBeGreaterThan(0);
    expect(records[2].connections).toEqual(records[0].connections);
    checkTopology(network.matrices.recurrent.topology());
    expect(network.matrices.recurrent.topology().index).not.toEqual(before);
  });

  it('growth by sampled gradient takes the scores of a batch', async () => {
    const rigl: Rewiring = {
      ...{ name: 'rigl-sampled', drop: smallestMagnitude(0.3), grow: byScore({ candidates: 2 }) },
      ...{ value: zero, finalStep: 'none' },
    };
    const rewiringFor = ({ name }: Bundle) => (name === 'recurrent.weight' ? rigl : undefined);
    const { learner } = await learnerOf({ rewiringFor, feed: { keepErrors: true } });
    expect(recordsOf(learner)[2].born).toBeGreaterThan(0);
    const without = await learnerOf({ rewiringFor });
    expect(() => recordsOf(without.learner)).toThrow('keepErrors');
  });

  it('a competitive budget changes so many synapses a step and no more', async () => {
    const transform = chain(competitive({ fraction: 0.1 }), sgd({ rate: 0.1 }));
    const still = sgd({ rate: 0 });
    const { learner, network } = await learnerOf({
      ...{ transformFor: ({ name }) => (name === 'recurrent.weight' ? transform : still) },
    });
    const records = recordsOf(learner);
    const kept = keptOf(network.matrices.recurrent.connections, 0.1);
    expect(records[1].cost.changes).toBeGreaterThan(0);
    expect(records[1].cost.changes).toBeLessThanOrEqual(20 * kept);
    expect(kept).toBeLessThan(0.11 * network.matrices.recurrent.connections);
  });
});

describe('clipping', () => {
  it('by norm: measures the norm of all gradients, and scales the step', async () => {
    const limit = 1e-3;
    const { learner, network, engine } = await learnerOf({
      ...{ updates: 1, evaluateEvery: 1, clip: { norm: limit } },
      transformFor: () => sgd({ rate: 1 }),
    });
    const before = learner.wirings();
    recordsOf(learner);
    const after = learner.wirings();
    let sum = 0;
    for (const { name } of network.bundles)
      after[name].arrays.weights.forEach((w, k) => {
        sum += (w - before[name].arrays.weights[k]) ** 2;
      });
    // Weights near 1 are rounded to 6e-8; the step's length is 1e-3.
    expect(Math.sqrt(sum)).toBeCloseTo(limit, 6);
    const squares = network.bundles.flatMap((bundle) =>
      Array.from(readGradient(engine, bundle), (g) => g * g),
    );
    const clip = clipNorm(engine, network.bundles, 1);
    await engine.ready();
    const norm = Math.sqrt(squares.reduce((total, square) => total + square, 0));
    expect(clip.measure() / norm).toBeCloseTo(1, 5);
  });

  it('by value: no step is longer than the limit', async () => {
    const { learner } = await learnerOf({
      ...{ updates: 1, evaluateEvery: 1, clip: { value: 1e-4 } },
      transformFor: () => sgd({ rate: 1 }),
    });
    const before = learner.wirings();
    recordsOf(learner);
    const after = learner.wirings();
    const steps = Object.keys(before).flatMap((name) =>
      Array.from(after[name].arrays.weights, (w, k) =>
        Math.abs(w - before[name].arrays.weights[k]),
      ),
    );
    expect(Math.max(...steps)).toBeGreaterThan(0.9e-4);
    expect(Math.max(...steps)).toBeLessThan(1.01e-4);
  });
});
