/** Every rule in a network that learns: exact over threads and restorations, and what it takes is booked. */

import { afterEach, describe, expect, it } from 'vitest';
import { prototypesTask as task } from '../../test/prototypes.ts';
import { createEngine, type Engine } from '../engine/index.ts';
import { buildMlp } from '../networks/builders.ts';
import { mlp } from '../networks/index.ts';
import { isTick } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { sgd } from '../plasticity/index.ts';
import { REWIRINGS, rewiringNamed } from '../rewiring/index.ts';
import { type Classifier, createClassifier, type EpochRecord } from './classifier.ts';

const engines: Engine[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

/** 333 examples in batches of 40: nine steps an epoch. */
async function make(name: string, epochs: number, threads = 1): Promise<Classifier> {
  const engine = createEngine({ arithmetic: 'strict', threads });
  engines.push(engine);
  const random = createRandom('rules');
  const rule = rewiringNamed(name, { rate: 0.05, density: 0.2, l1: 0.01, temperature: 1e-4 });
  const { density = 0.3, ...begins } = rule.begins ?? {};
  const fit = { inputs: 20, outputs: 3, batch: 40, ...begins };
  const network = buildMlp(mlp([16, 12], { density }), engine, random, fit);
  const transform = sgd({ rate: 0.05, momentum: 0.9 });
  return createClassifier({
    ...{ network, task, epochs, exploring: true, random: random.split('learning') },
    mirror: 'never',
    transformFor: () => transform,
    rewiringFor: () => ({ ...rule, when: { steps: name === 'deepr' ? 1 : 7 } }),
  });
}

function learn(classifier: Classifier, epochs = Number.POSITIVE_INFINITY): EpochRecord[] {
  const records: EpochRecord[] = [];
  for (const told of classifier.learn()) {
    if (!isTick(told)) records.push(told);
    if (records.length >= epochs) break;
  }
  return records;
}

describe.each(REWIRINGS)('rule %s in a network', (name) => {
  it('comes to the same bits on two threads, and from a state saved on the way', async () => {
    const whole = await make(name, 4);
    const records = learn(whole);
    expect(learn(await make(name, 4, 2))).toEqual(records);
    const first = await make(name, 4);
    learn(first, 2);
    const second = await make(name, 4);
    second.restore(structuredClone(first.save()));
    expect(learn(second)).toEqual(records.slice(2));
    expect(second.save()).toEqual(whole.save());
    expect(second.explored()).toEqual(whole.explored());
    expect(Object.keys(whole.explored())).toEqual([
      'hidden1.weight',
      'hidden2.weight',
      'output.weight',
    ]);
    for (const { trainLoss } of records) expect(Number.isFinite(trainLoss)).toBe(true);
    expect(records.some(({ removed }) => removed > 0)).toBe(name !== 'static');
  });
});

describe('what choosing takes', () => {
  const choosing = async (name: string) =>
    learn(await make(name, 2)).map(({ cost }) => cost.choosing);

  it('is nothing for rules that look at no batch', async () => {
    for (const name of ['static', 'set', 'deepr', 'dsr'])
      expect(await choosing(name)).toEqual([undefined, undefined]);
  });

  it('is of RigL a batch that is looked at, and a gradient of every empty position', async () => {
    const classifier = await make('rigl', 2);
    const before = Object.values(classifier.wirings()).map(({ topology }) => topology);
    const [{ cost }] = learn(classifier);
    // One pass in the first epoch, before step 7, of 40 examples.
    const [a, b, c] = before
      .filter(({ order, inputs }) => order !== 'by-input' || inputs > 1)
      .map(({ index }) => index.length);
    const passes = 3 * (a + b + c) - a;
    const gone = [a, b, c].map((k) => Math.floor(shareOfRigl(7) * k + 1e-9));
    const empty = 20 * 16 - a + (16 * 12 - b) + (12 * 3 - c) + gone[0] + gone[1] + gone[2];
    expect(cost.choosing).toBe(40 * (passes + empty));
  });

  it('is much less with a sample', async () => {
    const [all, sampled] = [await choosing('rigl'), await choosing('rigl-sampled')];
    expect(sampled[0]).toBeLessThan(all[0] ?? 0);
  });
});

/** The cosine of RigL at a step of eighteen, before three quarters of them. */
const shareOfRigl = (step: number): number => 0.15 * (1 + Math.cos((Math.PI * step) / 18 / 0.75));
