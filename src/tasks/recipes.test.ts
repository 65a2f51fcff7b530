import { describe, expect, it } from 'vitest';
import type { IdxArray } from '../formats/idx.ts';
import { catalogue } from './catalogue.ts';
import type { Dataset, Part } from './decode.ts';
import { labelledDatasets, rolesOf, taskFromDataset } from './recipes.ts';
import { standardise } from './standardise.ts';

const bytes = (shape: number[], values: number[]): IdxArray => ({
  type: 'uint8',
  shape,
  data: Uint8Array.from(values),
});

/** Pictures of 2 × 2 pixels: picture i is filled with i. */
const pictures = (labels: number[]): Part => ({
  inputs: bytes(
    [labels.length, 2, 2],
    labels.flatMap((_, i) => [i, i, i, i]),
  ),
  labels: bytes([labels.length], labels),
});

const CATALOGUE = await catalogue();
const dataset = (id: string) => CATALOGUE.find((facts) => facts.id === id)!;
const mnist = (train: Part, test: Part): Dataset => ({ facts: dataset('mnist'), train, test });
const iris = (labels: number[]): Dataset => ({ facts: dataset('iris'), all: pictures(labels) });

describe('taskFromDataset', () => {
  it('keeps bytes as bytes, in the unit of the recipe', () => {
    const task = taskFromDataset(mnist(pictures([3, 1, 4]), pictures([9, 0])));
    expect(task).toMatchObject({ name: 'mnist', features: 4, classes: 10, shape: [2, 2] });
    expect(task.train.inputs).toBeInstanceOf(Uint8Array);
    expect(task.train.scale).toBe(1 / 255);
    expect([...task.train.labels]).toEqual([3, 1, 4]);
    expect([...task.test.inputs]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it('takes the first examples where a limit is given', () => {
    const data = mnist(pictures([3, 1, 4]), pictures([9, 0]));
    const task = taskFromDataset(data, { trainLimit: 2, testLimit: 1 });
    expect([...task.train.labels]).toEqual([3, 1]);
    expect([...task.test.labels]).toEqual([9]);
    // A copy: saving or posting it does not drag the whole set along.
    expect(task.train.inputs.buffer.byteLength).toBe(8);
  });

  it('has an identity made of files and counts', () => {
    const data = mnist(pictures([3, 1, 4]), pictures([9, 0]));
    const whole = taskFromDataset(data);
    expect(whole.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(taskFromDataset(data, { trainLimit: 3, seed: 8 }).digest).toBe(whole.digest);
    expect(taskFromDataset(data, { trainLimit: 2 }).digest).not.toBe(whole.digest);
    expect(taskFromDataset(data, { testLimit: 1 }).digest).not.toBe(whole.digest);
  });

  it('takes all where there are fewer than a limit, and tells', () => {
    const data = mnist(pictures([3, 1, 4]), pictures([9, 0]));
    const task = taskFromDataset(data, { trainLimit: 1000, testLimit: 2 });
    expect(task.notes).toEqual(['There are 3 training examples, fewer than --train-limit 1000.']);
    expect(task.digest).toBe(taskFromDataset(data).digest);
  });

  it.each([
    [{ trainLimit: 0 }, 'trainLimit 0 is not an integer ≥ 1'],
    [{ testLimit: 1.5 }, 'testLimit 1.5 is not an integer ≥ 1'],
    [{ testLimit: Number.NaN }, 'testLimit NaN is not'],
  ])('refuses the limits %j', (options, message) => {
    expect(() => taskFromDataset(mnist(pictures([3, 1, 4]), pictures([9, 0])), options)).toThrow(
      message,
    );
  });

  it('refuses labels and inputs that do not belong together', () => {
    const good = pictures([1, 2]);
    expect(() => taskFromDataset(mnist({ ...good, labels: bytes([1], [1]) }, good))).toThrow(
      'data set "mnist": part "train" has 2 inputs but 1 labels; expected equal numbers',
    );
    expect(() => taskFromDataset(mnist(good, pictures([1, 10])))).toThrow(
      'data set "mnist": label 10 of example 1 (part "test") is not an integer in 0 … 9',
    );
    expect(() => taskFromDataset({ facts: dataset('mnist'), train: good })).toThrow(
      'part "test" lacks inputs or labels',
    );
    const narrow = { inputs: bytes([1, 3], [0, 0, 0]), labels: bytes([1], [0]) };
    expect(() => taskFromDataset(mnist(good, narrow))).toThrow(
      'data set "mnist": test inputs of shape 1 × 3, expected 1 × 2 × 2 as in training',
    );
    const fraction: IdxArray = { type: 'float64', shape: [2], data: Float64Array.of(0, 0.5) };
    expect(() => taskFromDataset(mnist(good, { ...good, labels: fraction }))).toThrow('label 0.5');
  });

  it('splits two to one within each class where the set has no split', () => {
    const labels = [...new Array(9).fill(0), ...new Array(6).fill(1), 2];
    const task = taskFromDataset(iris(labels));
    const count = (list: Iterable<number>, label: number): number =>
      [...list].filter((each) => each === label).length;
    expect([0, 1, 2].map((label) => count(task.train.labels, label))).toEqual([6, 4, 1]);
    expect([0, 1, 2].map((label) => count(task.test.labels, label))).toEqual([3, 2, 0]);
    expect(taskFromDataset(iris(labels)).train.inputs).toEqual(task.train.inputs);
    const other = taskFromDataset(iris(labels), { seed: 1 });
    expect(other.train.inputs).not.toEqual(task.train.inputs);
    expect(other.digest).not.toBe(task.digest);
  });

  it('follows the stored order of COIL-20', () => {
    const facts = dataset('coil20');
    const all = pictures(Array.from({ length: 1440 }, (_, i) => i % 20));
    const order: IdxArray = {
      type: 'int16',
      shape: [1440],
      data: Int16Array.from({ length: 1440 }, (_, i) => 1439 - i),
    };
    const task = taskFromDataset({ facts, all: { ...all, order } });
    expect([task.train.count, task.test.count]).toEqual([960, 480]);
    expect([task.train.labels[0], task.test.labels[479]]).toEqual([19, 0]);
    const twice = { ...order, data: new Int16Array(1440) };
    expect(() => taskFromDataset({ facts, all: { ...all, order: twice } })).toThrow(
      'data set "coil20": its order is not a permutation of 0 … 1439',
    );
  });

  it('refuses sets without labels', () => {
    expect(() => taskFromDataset({ facts: dataset('nips-0-12') })).toThrow(
      'data set "nips-0-12" has no labels: nothing that learns answers takes it',
    );
  });

  it('knows every set with labels', () => {
    const withLabels = CATALOGUE.filter((facts) => facts.classes.length > 0).map(
      (facts) => facts.id,
    );
    expect(labelledDatasets).toEqual(withLabels);
    for (const id of labelledDatasets) {
      const { train, test } = rolesOf(dataset(id));
      for (const role of [train, test]) {
        const held = dataset(id)
          .files.filter((file) => file.role === role)
          .map((file) => file.holds);
        expect(
          held.includes('labelled') || (held.includes('inputs') && held.includes('labels')),
        ).toBe(true);
      }
    }
  });
});

describe('standardise', () => {
  it('gives every feature mean 0 and variance 1 over the training examples', () => {
    const task = standardise({
      ...taskFromDataset(mnist(pictures([0, 1]), pictures([1]))),
      features: 2,
      train: {
        count: 4,
        features: 2,
        inputs: Uint8Array.of(1, 7, 3, 7, 5, 7, 7, 7),
        scale: 0.1,
        labels: new Uint8Array(4),
      },
      test: {
        count: 1,
        features: 2,
        inputs: Uint8Array.of(9, 9),
        scale: 0.1,
        labels: new Uint8Array(1),
      },
    });
    // Values 0.1, 0.3, 0.5, 0.7: mean 0.4, variance 0.05. The second feature is constant.
    const unit = 0.1 / Math.sqrt(0.05);
    expect(task.train.scale).toBe(1);
    const expected = [-3, 0, -1, 0, 1, 0, 3, 0].map((value) => value * unit);
    for (const [i, value] of expected.entries()) expect(task.train.inputs[i]).toBeCloseTo(value, 6);
    expect(task.test.inputs[0]).toBeCloseTo(5 * unit, 6);
    expect(task.test.inputs[1]).toBe(0);
    expect(task.digest).not.toBe(taskFromDataset(mnist(pictures([0, 1]), pictures([1]))).digest);
  });
});
