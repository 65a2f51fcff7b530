/** Numbers as answers: gradients by finite differences, least squares found, R², and the same bits every way. */

import { afterEach, describe, expect, it } from 'vitest';
import { prototypesTask } from '../../test/prototypes.ts';
import { strictEngine } from '../engine/fixtures/strict.ts';
import { createEngine, type Engine, type EngineOptions } from '../engine/index.ts';
import type { SparseRows } from '../formats/values.ts';
import { buildMlp } from '../networks/builders.ts';
import { bundleWeights, mlp, readGradient, writeBatch } from '../networks/index.ts';
import { isTick } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { sgd } from '../plasticity/index.ts';
import { set } from '../rewiring/index.ts';
import type {
  AnyRegression,
  RegressionExamples,
  RegressionTask,
  SparseRegressionExamples,
} from '../tasks/examples.ts';
import { createRegressor, type RegressionRecord, type Regressor } from './regressor.ts';
import { train } from './train.ts';

const engines: Engine[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

const FEATURES = 6;

/** t = A·x + c + noise, half of the inputs 0. */
function examples(count: number, seed: string): RegressionExamples {
  const random = createRandom(seed);
  const inputs = new Float32Array(count * FEATURES);
  random.fillNormal(inputs, 1);
  inputs.forEach((_, k) => {
    if (random.uniform() < 0.5) inputs[k] = 0;
  });
  const targets = new Float32Array(count * 2);
  for (let e = 0; e < count; e++) {
    for (let o = 0; o < 2; o++) {
      let sum = o + 0.1 * random.normal();
      for (let f = 0; f < FEATURES; f++) sum += inputs[e * FEATURES + f] * ((f - 2) / 2 + o);
      targets[2 * e + o] = sum;
    }
  }
  return { count, features: FEATURES, inputs, scale: 1, targets };
}

function sparse({ inputs, scale: _, ...rest }: RegressionExamples): SparseRegressionExamples {
  const starts = [0];
  const indices: number[] = [];
  inputs.forEach((x, k) => {
    if (x !== 0) indices.push(k);
    if ((k + 1) % FEATURES === 0) starts.push(indices.length);
  });
  const rows: SparseRows = {
    ...{ rows: rest.count, columns: FEATURES, starts: Uint32Array.from(starts) },
    indices: Uint32Array.from(indices, (k) => k % FEATURES),
    values: Float32Array.from(indices, (k) => inputs[k]),
  };
  return { ...rest, rows };
}

const facts = {
  ...{ name: 'plane', title: 'a noisy plane', features: FEATURES, outputs: 2 },
  ...{ shape: [FEATURES], outputNames: ['a', 'b'], digest: '0' },
};
const TASK: RegressionTask = {
  ...facts,
  train: examples(310, 'train'),
  test: examples(90, 'test'),
};
const INPUTS = Float32Array.from(TASK.train.inputs);
const SPARSE: RegressionTask<SparseRegressionExamples> = {
  ...facts,
  train: sparse(TASK.train),
  test: sparse(TASK.test),
};

interface Variant extends EngineOptions {
  readonly task?: AnyRegression;
  readonly hidden?: readonly number[];
  readonly epochs?: number;
}

async function make(variant: Variant = {}): Promise<Regressor> {
  const { task = TASK, hidden = [20], epochs = 3 } = variant;
  const engine = strictEngine(variant);
  engines.push(engine);
  const random = createRandom(8);
  const description = mlp(hidden, {
    density: hidden.length === 0 ? 1 : 0.6,
    loss: 'squared-error',
  });
  const fit = { inputs: FEATURES, outputs: 2, batch: 40, sparseInputs: true };
  const transform = sgd({ rate: 0.05, momentum: 0.5 });
  return createRegressor({
    ...{ network: buildMlp(description, engine, random, fit), task, epochs },
    ...{ random: random.split('learning'), mirror: 'never' },
    transformFor: () => transform,
    rewiringFor: () => set({ zeta: 0.2 }),
  });
}

function learn(regressor: Regressor, epochs = Number.POSITIVE_INFINITY): RegressionRecord[] {
  const records: RegressionRecord[] = [];
  for (const told of regressor.learn()) {
    if (!isTick(told)) records.push(told);
    if (records.length >= epochs) break;
  }
  return records;
}

/** Mean squared error and R² by their definitions, of outputs that are given. */
function judged(
  outputs: Float32Array,
  { count, targets }: { count: number; targets: Float32Array },
) {
  const means = [0, 1].map((o) => {
    let sum = 0;
    for (let e = 0; e < count; e++) sum += targets[2 * e + o];
    return sum / count;
  });
  let [error, varied] = [0, 0];
  targets.forEach((t, k) => {
    error += (outputs[k] - t) ** 2;
    varied += (t - means[k % 2]) ** 2;
  });
  return { loss: error / (2 * count), r2: 1 - error / varied };
}

describe('a network that learns numbers', () => {
  it.each([1, 4, 7, 40, 70])(
    'has gradients that are finite differences (batch %i)',
    async (batch) => {
      const engine = createEngine({ arithmetic: 'strict' });
      engines.push(engine);
      const fit = { inputs: FEATURES, outputs: 2, batch };
      const network = buildMlp(
        mlp([5], { density: 0.7, loss: 'squared-error', activation: 'tanh' }),
        ...[engine, createRandom(1), fit],
      );
      const place = (values: Float32Array): number => {
        const address = engine.memory.allocate(values.byteLength);
        engine.memory.views().f32.set(values, address / 4);
        return address;
      };
      const source = {
        ...{ storage: 'f32' as const, features: FEATURES, data: place(INPUTS) },
        shift: place(new Float32Array(FEATURES)),
        scale: place(new Float32Array(FEATURES).fill(1)),
        targets: place(TASK.train.targets),
      };
      const program = engine.program(network.gradientStrands(source));
      await engine.ready();
      const order = Uint32Array.from({ length: batch }, (_, e) => (e * 3) % 300);
      writeBatch(engine, network.batch, order, 0, batch, new Uint8Array(300));
      engine.run(program);
      const weights = network.bundles.map((bundle) => Array.from(bundleWeights(engine, bundle)));
      const topologies = network.layers.map(({ matrix }) => matrix.topology());
      const lossOf = (): number => {
        let sum = 0;
        for (const e of order) {
          const { start, index } = topologies[0];
          const hidden = weights[1].map((bias, n) => {
            let z = bias;
            for (let k = start[n]; k < start[n + 1]; k++)
              z += weights[0][k] * INPUTS[e * FEATURES + index[k]];
            return Math.tanh(z);
          });
          const y = [...weights[3]];
          for (let n = 0; n < hidden.length; n++) {
            for (let k = topologies[1].start[n]; k < topologies[1].start[n + 1]; k++)
              y[topologies[1].index[k]] += weights[2][k] * hidden[n];
          }
          y.forEach((value, o) => {
            sum += (value - TASK.train.targets[2 * e + o]) ** 2 / 2;
          });
        }
        return sum / batch;
      };
      expect(network.takeScore('gradient').loss / batch).toBeCloseTo(lossOf(), 4);
      const h = 1e-5;
      for (const [b, bundle] of network.bundles.entries()) {
        const gradient = readGradient(engine, bundle);
        weights[b].forEach((weight, k) => {
          weights[b][k] = weight + h;
          const above = lossOf();
          weights[b][k] = weight - h;
          const expected = (above - lossOf()) / (2 * h);
          weights[b][k] = weight;
          expect(Math.abs(gradient[k] - expected)).toBeLessThan(5e-5 * (1 + Math.abs(expected)));
        });
      }
    },
  );

  it('finds the plane, down to the noise', async () => {
    const regressor = await make({ hidden: [], epochs: 25 });
    const records = learn(regressor);
    // The noise has variance 0.01.
    expect(records[24].testLoss).toBeLessThan(0.015);
    expect(records[24].testR2).toBeGreaterThan(0.99);
    expect(records[0].trainR2).toBeLessThan(records[24].trainR2);
  });

  it('tells errors and R² of what it answers', async () => {
    const regressor = await make();
    const last = learn(regressor)[2];
    const expected = judged(regressor.predict(TASK.test), TASK.test);
    expect(last.testLoss).toBeCloseTo(expected.loss, 5);
    expect(last.testR2).toBeCloseTo(expected.r2, 5);
    expect(regressor.evaluate()).toEqual({ loss: last.testLoss, r2: last.testR2 });
    expect(regressor.evaluate({ ...TASK.test })).toEqual(regressor.evaluate());
    const own = judged(regressor.predict(TASK.train), TASK.train);
    expect(regressor.evaluate(TASK.train).r2).toBeCloseTo(own.r2, 5);
    const still = { ...TASK.test, targets: new Float32Array(180).fill(3) };
    expect(regressor.evaluate(still).r2).toBe(0);
  });

  it('comes to the same bits on threads, twins and sparse examples, and from a saved state', async () => {
    const expected = learn(await make());
    for (const variant of [
      { threads: 3 },
      { backend: 'twin' },
      { task: SPARSE, threads: 2 },
    ] as const)
      expect(learn(await make(variant))).toEqual(expected);
    const first = await make();
    learn(first, 1);
    const second = await make();
    second.restore(structuredClone(first.save()));
    expect(learn(second)).toEqual(expected.slice(1));
  });

  it('is one call', async () => {
    const records: RegressionRecord[] = [];
    const network = mlp([20], { loss: 'squared-error' });
    for await (const record of train(SPARSE, network, { epochs: 30 })) records.push(record);
    expect(records[29].testR2).toBeGreaterThan(0.95);
  });

  it('and one that learns classes refuse the other kind of task', async () => {
    const first = (steps: AsyncGenerator<object>) => steps.next();
    await expect(first(train(TASK, mlp([5])))).rejects.toThrow(
      'task "plane" asks for numbers, loss "cross-entropy" is of classes; use "squared-error"',
    );
    await expect(first(train(prototypesTask, mlp([5], { loss: 'squared-error' })))).rejects.toThrow(
      'has classes, loss "squared-error" is of numbers; use "cross-entropy"',
    );
    const strange = { ...TASK.train, targets: TASK.train.targets.slice(1) };
    await expect(make({ task: { ...TASK, train: strange } })).rejects.toThrow(
      'targets are to be a Float32Array of 620 numbers, 2 for each of 310 examples',
    );
    const missing = { ...TASK.test, targets: new Float32Array(180).fill(Number.NaN, 9) };
    await expect(make({ task: { ...TASK, test: missing } })).rejects.toThrow(
      'test examples: target NaN of example 4 is not a number',
    );
  });
});
