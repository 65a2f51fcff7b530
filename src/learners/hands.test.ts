/** Hands on a network: what is done by hand equals what a learner does that was made so, and what is cut is gone, booked. */

import { afterEach, describe, expect, it } from 'vitest';
import { learner } from '../../test/online.ts';
import { prototypesTask as task } from '../../test/prototypes.ts';
import { createEngine, type Engine } from '../engine/index.ts';
import { buildMlp } from '../networks/builders.ts';
import { type Bundle, initialWeights, mlp } from '../networks/index.ts';
import { isTick, withoutTicks } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import {
  caching,
  chain,
  competitive,
  frozen,
  lazy,
  onlySynapses,
  rate,
  residual,
  residualCompetitive,
  sgd,
  sparseRule,
  type Transform,
} from '../plasticity/index.ts';
import { snfs } from '../rewiring/gradient-rules.ts';
import { type Rewiring, set } from '../rewiring/index.ts';
import { rigl } from '../rewiring/rigl.ts';
import { randomAssociations } from '../tasks/associations.ts';
import { type Classifier, createClassifier } from './classifier.ts';
import { createPerceptronLearner } from './perceptron.ts';
import type { LearnerState } from './state.ts';

const engines: Engine[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

interface Variant {
  readonly transformFor?: (bundle: Bundle) => Transform;
  readonly rewiring?: Rewiring;
  readonly threads?: number;
  readonly density?: number;
}

const plain = sgd({ rate: 0.05 });

async function make({
  transformFor = () => plain,
  rewiring,
  threads = 1,
  density = 0.3,
}: Variant = {}) {
  const engine = createEngine({ arithmetic: 'strict', threads });
  engines.push(engine);
  const random = createRandom(3);
  const network = buildMlp(mlp([20, 16], { density }), engine, random, {
    ...{ inputs: 20, outputs: 3, batch: 40 },
  });
  return createClassifier({
    ...{ network, task, epochs: 3, mirror: 'always', random: random.split('learning') },
    ...{ transformFor, rewiringFor: () => rewiring },
  });
}

/** All records; `then` is called at the record of epoch 1. */
async function learn(classifier: Classifier, then?: () => unknown) {
  const records = [];
  for (const told of classifier.learn()) {
    if (isTick(told)) continue;
    records.push(told);
    if (told.epoch === 1) await then?.();
  }
  return records;
}

const ofLayer =
  (layer: number, own: Transform) =>
  (bundle: Bundle): Transform =>
    bundle.layer === layer ? own : plain;

describe('hands on a network', () => {
  it('hold a layer as a budget that lets nothing change does', async () => {
    const theirs = await make({ transformFor: ofLayer(0, chain(plain, frozen())) });
    const ours = await make();
    const before = ours.wirings();
    ours.hands?.hold('hidden1', true);
    expect((await learn(ours)).map(({ testLoss }) => testLoss)).toEqual(
      (await learn(theirs)).map(({ testLoss }) => testLoss),
    );
    expect(ours.wirings()).toEqual(theirs.wirings());
    expect(ours.wirings()['hidden1.weight']).toEqual(before['hidden1.weight']);
    expect(ours.totals().changes).toBe(theirs.totals().changes);
  });

  it('let go what they held, and hold it against rewiring', async () => {
    const ours = await make({ rewiring: set({ zeta: 0.3 }) });
    const before = ours.wirings();
    ours.hands?.hold('hidden1', true);
    let kept: object | undefined;
    const records = await learn(ours, () => {
      kept = ours.wirings()['hidden1.weight'];
      ours.hands?.hold('hidden1', false);
    });
    expect(kept).toEqual(before['hidden1.weight']);
    expect(ours.wirings()['hidden1.weight']).not.toEqual(kept);
    for (const { testLoss } of records) expect(Number.isFinite(testLoss)).toBe(true);
  });

  it('limit changes as a budget that was there from the start does', async () => {
    const budget = competitive({ fraction: 0.1 });
    const weighted = (bundle: Bundle): boolean => bundle.matrix !== undefined;
    const theirs = await make({
      transformFor: (bundle) => (weighted(bundle) ? chain(plain, budget) : plain),
    });
    const ours = await make({ threads: 2 });
    await ours.hands?.limit(budget);
    expect(await learn(ours)).toEqual(await learn(theirs));
    expect(ours.wirings()).toEqual(theirs.wirings());
  });

  it.each([
    ['residual', residual(0.004)],
    ['caching', caching({ threshold: 0.004, timeConstant: 50 })],
    ['residual with competition', residualCompetitive(0.1)],
  ])('keep changes back as a rule that was there from the start: %s', async (_, budget) => {
    const weighted = (bundle: Bundle): boolean => bundle.matrix !== undefined;
    const transformFor = (bundle: Bundle) => (weighted(bundle) ? chain(plain, budget) : plain);
    const theirs = await make({ transformFor, rewiring: set({ zeta: 0.3 }) });
    const ours = await make({ threads: 2, rewiring: set({ zeta: 0.3 }) });
    await ours.hands?.limit(budget);
    expect(await learn(ours)).toEqual(await learn(theirs));
    expect(ours.totals()).toEqual(theirs.totals());
    expect(ours.wirings()).toEqual(theirs.wirings());
  });

  it('keep back from mid-course on, over a saved state as without', async () => {
    const [ours, saved, later] = [await make(), await make(), await make()];
    await learn(ours, () => ours.hands?.limit(residual(0.004)));
    let state: LearnerState | undefined;
    for (const told of saved.learn()) {
      if (isTick(told)) continue;
      if (told.epoch === 1) await saved.hands?.limit(residual(0.004));
      if (told.epoch === 2) state = saved.save();
    }
    if (state === undefined) throw new Error('nothing was saved');
    later.restore(state);
    await later.hands?.limit(residual(0.004));
    await learn(later);
    expect(later.wirings()['hidden1.weight'].arrays).toEqual(
      saved.wirings()['hidden1.weight'].arrays,
    );
    expect(ours.wirings()).toEqual(saved.wirings());
    expect(later.totals()).toEqual(saved.totals());
  });

  it('write what a cache still holds when it is given up, and drop what was kept back', async () => {
    const ours = await make();
    await ours.hands?.limit(caching({ threshold: 1000 }));
    await learn(ours);
    const [before, weights] = [ours.totals(), ours.wirings()['hidden1.weight'].arrays.weights];
    await ours.hands?.limit(undefined);
    // The weights are as they were: what the cache held of them is lasting now, and booked.
    expect(ours.wirings()['hidden1.weight'].arrays.weights).toEqual(weights);
    expect(ours.totals().changes).toBeGreaterThan(before.changes);
    expect(ours.totals().energy).toBeGreaterThan(before.energy);
    expect(Object.keys(ours.wirings()['hidden1.weight'].arrays)).toEqual(['weights']);
  });

  it('give back what they had limited', async () => {
    const [theirs, ours] = [await make(), await make()];
    await ours.hands?.limit(competitive({ fraction: 0.1 }));
    await ours.hands?.limit(undefined);
    expect(await learn(ours)).toEqual(await learn(theirs));
  });

  it('turn on a rule as one that was there from the start, and off again', async () => {
    const rewiring = set({ zeta: 0.3 });
    const theirs = await make({ rewiring });
    const ours = await make();
    await ours.hands?.rewireBy(set({ zeta: 0.3 }));
    expect(await learn(ours)).toEqual(await learn(theirs));
    const other = await make({ rewiring });
    const records = await learn(other, () => other.hands?.rewireBy(undefined));
    expect(records.map(({ removed }) => removed > 0)).toEqual([false, false, false]);
    await expect(ours.hands?.rewireBy(snfs())).rejects.toThrow(
      'rule "snfs" works between its passes, too, and has to be there from the start',
    );
  });

  it('turn on a rule that asks for gradients as one that was there from the start', async () => {
    const rewiring = rigl({ candidates: 'all' });
    const theirs = await make({ rewiring });
    const ours = await make({ threads: 2 });
    await ours.hands?.rewireBy(rewiring);
    const records = await learn(ours);
    expect(records).toEqual(await learn(theirs));
    expect(records[1].born).toBeGreaterThan(0);
    expect(ours.wirings()).toEqual(theirs.wirings());
  });

  it('cut what lies between units, which is booked, and learning goes on without', async () => {
    const ours = await make({ threads: 2 });
    const { topology } = ours.wirings()['hidden1.weight'];
    let cut = 0;
    const deleted = (): number => ours.totals().deleted;
    await learn(ours, async () => {
      cut = (await ours.hands?.cut('hidden1', { senders: [0, 9], receivers: [5, 19] })) ?? 0;
      expect(deleted()).toBe(cut);
    });
    const after = ours.wirings()['hidden1.weight'].topology;
    expect(cut).toBeGreaterThan(0);
    expect(after.index.length).toBe(topology.index.length - cut);
    const ends = (of: typeof topology): [number, number][] => {
      const pairs: [number, number][] = [];
      for (let list = 0; list + 1 < of.start.length; list++)
        for (let k = of.start[list]; k < of.start[list + 1]; k++)
          pairs.push(of.order === 'by-input' ? [list, of.index[k]] : [of.index[k], list]);
      return pairs;
    };
    const meant = ([from, to]: [number, number]): boolean => from <= 9 && to >= 5;
    expect(ends(after)).toEqual(ends(topology).filter((pair) => !meant(pair)));
  });

  it('cut the weakest', async () => {
    const ours = await make();
    const sizes = (): number[] =>
      Array.from(ours.wirings()['hidden2.weight'].arrays.weights, Math.abs).sort((a, b) => a - b);
    const before = sizes();
    const cut = (await ours.hands?.cut('hidden2', { weakest: 0.25 })) ?? 0;
    expect(cut).toBe(Math.round(0.25 * before.length));
    expect(sizes()).toEqual(before.slice(cut));
  });

  it('refuse what cannot be done', async () => {
    const { hands } = await make();
    const all = { senders: [0, 1], receivers: [0, 1] } as const;
    await expect(hands?.cut('hidden9', all)).rejects.toThrow('hidden9');
    await expect(hands?.cut('hidden1', { weakest: 2 })).rejects.toThrow('not in (0, 1]');
  });

  it('cut of a layer with all connections what then stays 0, as if only the others had ever been', async () => {
    const which = { senders: [0, 4], receivers: [2, 9] } as const;
    const ours = await make({ density: 1, threads: 2 });
    const count = 5 * 8;
    expect(await ours.hands?.cut('hidden2', which)).toBe(count);
    expect(await ours.hands?.cut('hidden2', which)).toBe(0);
    expect(ours.totals().deleted).toBe(count);
    const weights = (of: Classifier): Float32Array => of.wirings()['hidden2.weight'].arrays.weights;
    const open = Uint32Array.from(weights(ours), (_, k) => k).filter((k) => weights(ours)[k] !== 0);
    expect(open.length).toBe(weights(ours).length - count);

    // The same from the start: weights of 0 that may not change.
    const theirs = await make({
      density: 1,
      transformFor: (bundle) =>
        bundle.name === 'hidden2.weight' ? chain(plain, onlySynapses(open)) : plain,
    });
    theirs.restore(ours.save());
    const losses = async (of: Classifier) => (await learn(of)).map(({ testLoss }) => testLoss);
    expect(await losses(ours)).toEqual(await losses(theirs));
    expect(weights(ours)).toEqual(weights(theirs));
    expect(weights(ours).filter((weight) => weight === 0).length).toBe(count);
  });

  it('cut the weakest that are left of a layer with all connections, behind a budget too', async () => {
    const ours = await make({ density: 1 });
    await ours.hands?.limit(competitive({ fraction: 0.5 }));
    const zeros = (): number =>
      ours.wirings()['hidden2.weight'].arrays.weights.filter((weight) => weight === 0).length;
    const all = 20 * 16;
    expect(await ours.hands?.cut('hidden2', { weakest: 0.5 })).toBe(all / 2);
    expect(await ours.hands?.cut('hidden2', { weakest: 0.5 })).toBe(all / 4);
    await learn(ours);
    expect(zeros()).toBe((3 * all) / 4);
  });
});

describe.each(['short', 'formed'] as const)('hands on a learner of single examples, %s', (way) => {
  const lesson = (transformFor: (layer: number) => Transform) => learner(transformFor, { way });
  const eta = () => rate(0.05);

  it('hold a layer as one that is frozen', async () => {
    const [ours, theirs] = [
      await lesson(eta),
      await lesson((layer) => (layer === 0 ? chain(rate(0.05), frozen()) : rate(0.05))),
    ];
    ours.online.hands?.hold('hidden1', true);
    for (const { online } of [ours, theirs]) online.show(60);
    expect(ours.online.wirings()).toEqual(theirs.online.wirings());
    expect(ours.online.totals().changes).toBe(theirs.online.totals().changes);
    const held = ours.online.wirings()['hidden1.weight'];
    ours.online.hands?.hold('hidden1', false);
    ours.online.show(20);
    expect(ours.online.wirings()['hidden1.weight']).not.toEqual(held);
  });

  it('limit changes as a budget that was there from the start', async () => {
    const budget = competitive({ fraction: 0.1 });
    const [ours, theirs] = [await lesson(eta), await lesson(() => chain(rate(0.05), budget))];
    await ours.online.hands?.limit(budget);
    for (const { online } of [ours, theirs]) online.show(60);
    expect(ours.online.wirings()).toEqual(theirs.online.wirings());
    expect(ours.online.totals()).toEqual(theirs.online.totals());
    await ours.online.hands?.limit(undefined);
    ours.online.show(60);
    const changed = (): number => ours.online.totals().changes - theirs.online.totals().changes;
    expect(changed()).toBeGreaterThan(theirs.online.totals().changes);
  });

  it.each([
    ['residual', residual(0.002)],
    ['caching', caching({ threshold: 0.002 })],
    ['lazy', lazy(0.1)],
  ])('keep changes back, or learn nothing, as from the start: %s', async (_, budget) => {
    const weighted = (layer: number) => (layer < 2 ? chain(rate(0.05), budget) : rate(0.05));
    const [ours, theirs] = [await lesson(eta), await lesson(weighted)];
    await ours.online.hands?.limit(budget);
    for (const { online } of [ours, theirs]) online.show(60);
    const all = (of: typeof ours) => of.online.wirings()['hidden1.weight'].arrays;
    expect(all(ours)).toEqual(all(theirs));
    expect(ours.online.totals().changes).toBe(theirs.online.totals().changes);

    // Over a saved state.
    const again = await lesson(eta);
    again.online.restore(ours.online.save());
    await again.online.hands?.limit(budget);
    for (const { online } of [ours, again]) online.show(30);
    expect(all(again)).toEqual(all(ours));
    expect(again.online.totals().changes).toBe(ours.online.totals().changes);
  });

  it('cut what then stays 0, though all connections exist', async () => {
    const { online } = await lesson(eta);
    expect(online.hands?.layers.map(({ sparse }) => sparse)).toEqual([false, false]);
    const cut = (await online.hands?.cut('hidden1', { weakest: 0.1 })) ?? 0;
    expect(cut).toBeGreaterThan(0);
    online.show(60);
    const { weights } = online.wirings()['hidden1.weight'].arrays;
    expect(weights.filter((weight) => weight === 0).length).toBeGreaterThanOrEqual(cut);
    // Where synapses compete, too, though a cut behind them cannot be told in short.
    const other = await lesson(() => chain(rate(0.05), competitive({ fraction: 0.5 })));
    const gone = (await other.online.hands?.cut('hidden1', { weakest: 0.1 })) ?? 0;
    other.online.show(60);
    const left = other.online.wirings()['hidden1.weight'].arrays.weights;
    expect(left.filter((weight) => weight === 0).length).toBeGreaterThanOrEqual(gone);
    await expect(online.hands?.rewireBy(rigl())).rejects.toThrow('asks for gradients');
  });
});

describe('hands on a perceptron', () => {
  const rule = sparseRule({ gap: 1 });
  const make = (own: Transform) =>
    createPerceptronLearner({
      data: randomAssociations(
        { inputs: 60, associations: 12, inputActivity: 0.5, outputActivity: 0.5 },
        createRandom('data'),
      ),
      ...{ rule: own, gap: 1, margin: 1, maxSteps: 300, random: createRandom('learning') },
      weights: initialWeights(60, { gap: 1 }, createRandom('w')),
    });

  it('hold the unit, and limit it as a budget that was there from the start', async () => {
    const budget = competitive({ fraction: 0.2 });
    const [ours, theirs] = [await make(rule), await make(chain(rule, budget))];
    await ours.hands?.limit(budget);
    expect([...withoutTicks(ours.learn())]).toEqual([...withoutTicks(theirs.learn())]);
    expect(ours.weights()).toEqual(theirs.weights());

    const still = await make(rule);
    const before = still.weights();
    still.hands?.hold('output', true);
    for (const _ of still.learn());
    expect(still.weights()).toEqual(before);

    const cut = await make(rule);
    expect(await cut.hands?.cut('output', { weakest: 0.2 })).toBe(12);
    for (const _ of cut.learn());
    expect(cut.weights().filter((weight) => weight === 0).length).toBeGreaterThanOrEqual(12);
    for (const each of [ours, theirs, still, cut]) each.dispose();
  });
});
