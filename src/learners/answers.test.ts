/** Answers of a learner to any examples: as its own evaluation judges them, and as plain arithmetic gives them. */

import { afterEach, describe, expect, it } from 'vitest';
import { prototypesTask as task } from '../../test/prototypes.ts';
import { strictEngine } from '../engine/fixtures/strict.ts';
import { createEngine, type Engine, type EngineOptions } from '../engine/index.ts';
import { buildMlp } from '../networks/builders.ts';
import { layerOf, mlp, type Shown } from '../networks/index.ts';
import { isTick } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { sgd } from '../plasticity/index.ts';
import { set } from '../rewiring/index.ts';
import type { Examples } from '../tasks/examples.ts';
import { type Classifier, createClassifier } from './classifier.ts';
import type { Scaling } from './feed.ts';

const engines: Engine[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

interface Variant extends EngineOptions {
  readonly scaling?: Scaling;
  readonly loss?: 'cross-entropy' | 'mean-squared-error';
  readonly mirror?: 'always' | 'never';
}

async function learned(variant: Variant = {}) {
  const engine = strictEngine(variant);
  engines.push(engine);
  const random = createRandom(5);
  const { loss = 'cross-entropy', scaling = 'unit', mirror = 'never' } = variant;
  const description = mlp([30, 17], { epsilon: 6, dropout: 0.2, loss });
  const network = buildMlp(description, engine, random, { inputs: 20, outputs: 3, batch: 40 });
  const transform = sgd({ rate: 0.05, momentum: 0.9 });
  const classifier = await createClassifier({
    ...{ network, task, scaling, mirror, epochs: 3, random: random.split('learning') },
    transformFor: () => transform,
    rewiringFor: () => set({ zeta: 0.3 }),
  });
  for (const each of classifier.learn()) if (!isTick(each) && each.epoch === 3) break;
  return { classifier, network };
}

/** The network in double precision, by the definition. */
function plainly(
  network: Awaited<ReturnType<typeof learned>>['network'],
  inputs: readonly number[],
): number[][] {
  let activity = [...inputs];
  return network.layers.map(({ name, activation }) => {
    const weight = layerOf(network.engine, network.bundle(`${name}.weight`));
    const bias = layerOf(network.engine, network.bundle(`${name}.bias`)).arrays.weights;
    const { start, index, order } = weight.topology;
    const sums = Array.from(bias);
    for (let list = 0; list + 1 < start.length; list++) {
      for (let k = start[list]; k < start[list + 1]; k++) {
        const [from, to] = order === 'by-output' ? [index[k], list] : [list, index[k]];
        sums[to] += weight.arrays.weights[k] * activity[from];
      }
    }
    activity = sums.map((z) => {
      if (activation === 'relu') return Math.max(0, z);
      return activation === 'sigmoid' ? 1 / (1 + Math.exp(-z)) : z;
    });
    return activity;
  });
}

const softmax = (z: readonly number[]): number[] => {
  const powers = z.map((value) => Math.exp(value - Math.max(...z)));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((p) => p / sum);
};

const rowOf = ({ features, inputs, scale }: Examples, e: number): number[] =>
  Array.from(inputs.subarray(e * features, (e + 1) * features), (x) => x * scale);

const asSingles = (examples: Examples): Examples => ({
  ...examples,
  inputs: Float32Array.from(examples.inputs, (x) => x * examples.scale),
  scale: 1,
});

describe.each(['cross-entropy', 'mean-squared-error'] as const)('answers under %s', (loss) => {
  it('are those of the plain network, for more examples than a batch takes and for one', async () => {
    const { classifier, network } = await learned({ loss });
    const scores = classifier.predict(task.train);
    const layers = classifier.activities(task.train);
    expect(scores).toHaveLength(333 * 3);
    expect(layers.map(({ length }) => length)).toEqual([333 * 30, 333 * 17, 333 * 3]);
    for (const e of [0, 31, 32, 255, 256, 332]) {
      const expected = plainly(network, rowOf(task.train, e));
      for (const [k, values] of expected.entries()) {
        for (const [n, value] of values.entries())
          expect(layers[k][e * values.length + n]).toBeCloseTo(value, 4);
      }
      const last = expected[2];
      const wanted = loss === 'cross-entropy' ? softmax(last) : last;
      for (const [c, p] of wanted.entries()) expect(scores[e * 3 + c]).toBeCloseTo(p, 5);
    }
    const one = { ...task.train, count: 1, inputs: task.train.inputs.subarray(20, 40) };
    expect(classifier.predict(one)).toEqual(scores.subarray(3, 6));
  });

  it('judge the test set with the bits of its own evaluation', async () => {
    for (const variant of [
      {},
      { threads: 2 },
      { scaling: 'z-score' },
      { mirror: 'always' },
    ] as const) {
      const { classifier } = await learned({ loss, ...variant });
      const copy = { ...task.test };
      expect(classifier.evaluate(copy)).toEqual(classifier.evaluate());
      const scores = classifier.predict(copy);
      let right = 0;
      copy.labels.forEach((label, e) => {
        const own = [...scores.subarray(3 * e, 3 * e + 3)];
        if (own.indexOf(Math.max(...own)) === label) right += 1;
      });
      expect(right / copy.count).toBe(classifier.evaluate().accuracy);
    }
  });
});

describe('a learner that answers', () => {
  it('learns on to the same bits', async () => {
    const weights = async (visited: boolean): Promise<unknown> => {
      const engine = createEngine({ arithmetic: 'strict', threads: 2 });
      engines.push(engine);
      const random = createRandom(5);
      const network = buildMlp(mlp([30]), engine, random, { inputs: 20, outputs: 3, batch: 40 });
      const transform = sgd({ rate: 0.05 });
      const classifier = await createClassifier({
        ...{ network, task, epochs: 3, random: random.split('learning') },
        transformFor: () => transform,
        rewiringFor: () => set({ zeta: 0.3 }),
      });
      for (const each of classifier.learn()) {
        if (!visited || isTick(each)) continue;
        classifier.evaluate(task.train);
        classifier.predict(task.test);
      }
      return classifier.save();
    };
    expect(await weights(true)).toEqual(await weights(false));
  });

  it('takes values in another unit', async () => {
    const { classifier } = await learned();
    const [bytes, singles] = [task.test, asSingles(task.test)].map((shown) =>
      classifier.predict(shown),
    );
    bytes.forEach((p, k) => {
      expect(singles[k]).toBeCloseTo(p, 5);
    });
  });

  it('refuses what does not fit', async () => {
    const { classifier }: { classifier: Classifier } = await learned();
    const { test } = task;
    const short = { ...test, inputs: test.inputs.subarray(1) };
    expect(() => classifier.predict(short)).toThrow(
      'these examples: 1999 inputs for 100 examples of 20 features',
    );
    const wide = { ...test, features: 21, inputs: new Uint8Array(2100) };
    expect(() => classifier.evaluate(wide)).toThrow('21 features, the network takes 20');
    const strange = { ...test, inputs: new Float32Array(2000).fill(Number.NaN, 45) };
    expect(() => classifier.activities(strange)).toThrow('input NaN of example 2 is not a number');
    const words = { ...test, inputs: new Int16Array(2000) } as object as Shown;
    expect(() => classifier.predict(words)).toThrow('inputs are a Int16Array; give a Float32Array');
    const labels = new Uint8Array(100).fill(3, 7);
    expect(() => classifier.evaluate({ ...test, labels })).toThrow(
      'label 3 of example 7 is outside 0 … 2',
    );
    const plain = Array.from(labels, () => Number.NaN) as object as Uint8Array;
    expect(() => classifier.evaluate({ ...test, labels: plain })).toThrow(
      'labels are no Uint8Array or Uint16Array, one class number an example',
    );
    expect(() => classifier.evaluate({ ...test, labels: labels.subarray(1) })).toThrow(
      '99 labels for 100 examples',
    );
  });
});
