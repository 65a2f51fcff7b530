/** What an epoch of a classifier is: every example once, in an order of its own, and an account of all steps. */

import { afterEach, describe, expect, it } from 'vitest';
import { prototypesTask as task } from '../../test/prototypes.ts';
import { createEngine, type Engine } from '../engine/index.ts';
import { buildMlp } from '../networks/builders.ts';
import { type Mlp, mlp } from '../networks/index.ts';
import { isTick } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { sgd } from '../plasticity/index.ts';
import { type Rewiring, set } from '../rewiring/index.ts';
import { createClassifier, type EpochRecord } from './classifier.ts';
import { addEvents } from './pass-words.ts';

const BATCH = 40;
const EPOCHS = 3;
const engines: Engine[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

/** Learns, and tells which examples were shown in each epoch, in their order. */
async function learn(rewiring?: Rewiring, test = task.test) {
  const engine = createEngine({ arithmetic: 'strict' });
  engines.push(engine);
  const random = createRandom(5);
  const fit = { inputs: task.features, outputs: task.classes, batch: BATCH };
  const made = buildMlp(mlp([20, 10], { density: 0.4 }), engine, random.split('birth'), fit);
  const shown: number[][] = [[]];
  const network: Mlp = {
    ...made,
    setStep(step) {
      const steps = Math.ceil(task.train.count / BATCH);
      const epoch = Math.floor(step / steps);
      const from = made.batch.rows / 4;
      const rows = engine.memory.views().u32.slice(from, from + made.batch.geometry.slots);
      shown[epoch] = [...(shown[epoch] ?? []), ...rows.filter((row) => row < task.train.count)];
      made.setStep(step);
    },
  };
  const classifier = await createClassifier({
    ...{
      network,
      task: { ...task, test },
      epochs: EPOCHS,
      random: random.split('learning'),
      mirror: 'never',
    },
    transformFor: () => sgd({ rate: 0.05 }),
    ...(rewiring === undefined ? {} : { rewiringFor: () => rewiring }),
  });
  const records: EpochRecord[] = [];
  for (const step of classifier.learn()) if (!isTick(step)) records.push(step);
  return { shown, records, totals: classifier.totals(), network };
}

describe('an epoch', () => {
  it('shows every example once, in another order each time', async () => {
    const { shown } = await learn();
    const sorted = Array.from({ length: task.train.count }, (_, e) => e);
    expect(shown).toHaveLength(EPOCHS);
    for (const order of shown) {
      expect([...order].sort((a, b) => a - b)).toEqual(sorted);
      expect(order).not.toEqual(sorted);
    }
    expect(new Set(shown.map((order) => order.join())).size).toBe(EPOCHS);
  });

  it('ends with means over the test examples: the same of a set that holds each of them twice', async () => {
    const { inputs, labels } = task.test;
    const twice = {
      ...{ ...task.test, count: 2 * task.test.count },
      ...{
        inputs: Uint8Array.of(...inputs, ...inputs),
        labels: Uint8Array.of(...labels, ...labels),
      },
    };
    const [once, doubled] = [await learn(), await learn(undefined, twice)];
    once.records.forEach(({ testLoss, testAccuracy }, k) => {
      expect(doubled.records[k].testLoss).toBeCloseTo(testLoss, 9);
      expect(doubled.records[k].testAccuracy).toBeCloseTo(testAccuracy, 12);
    });
    // Of a network that knows nothing yet a mean is near ln 3, whatever the number of examples.
    expect(once.records[0].testLoss).toBeLessThan(Math.log(3));
  });

  it('books every step: connections that existed at it, and all arithmetic', async () => {
    const { records, totals, network } = await learn();
    const steps = Math.ceil(task.train.count / BATCH);
    const connections = network.layers.reduce((sum, { matrix }) => sum + matrix.connections, 0);
    const { forward, backward } = network.multiplyAdds();
    for (const { cost } of records) {
      expect(cost.steps).toBe(steps);
      expect(cost.upkeep).toBe(steps * connections);
      expect(cost.forward).toBe(forward * task.train.count);
      expect(cost.backward).toBe(backward * task.train.count);
    }
    expect(totals.upkeep).toBe(EPOCHS * steps * connections);
  });

  it('tells of the rewiring before it in all layers: who died, who was born, who came back', async () => {
    // All die and all are born: in small, dense layers many of them where they had been.
    const { records, network } = await learn(set({ zeta: 1, finalStep: 'none' }));
    const connections = network.layers.reduce((sum, { matrix }) => sum + matrix.connections, 0);
    expect(records[0]).toMatchObject({ removed: 0, born: 0, returned: 0 });
    for (const { removed, born, returned } of records.slice(1)) {
      expect([removed, born]).toEqual([connections, connections]);
      // A share 0.4 of each layer is born, of which 0.4 lies where something has just died.
      const expected = 0.4 * connections;
      expect(Math.abs(returned - expected)).toBeLessThan(5 * Math.sqrt(expected));
    }
  });
});

describe('events of rewiring', () => {
  it('add up', () => {
    const a = { removed: 1, born: 20, returned: 300 };
    const b = { removed: 4, born: 50, returned: 600 };
    expect(addEvents(a, b)).toEqual({ removed: 5, born: 70, returned: 900 });
  });
});
