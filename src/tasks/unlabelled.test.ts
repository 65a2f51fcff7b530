/** Data sets without labels as tasks: their parts, their split, and who refuses them. */

import { describe, expect, it } from 'vitest';
import { catalogue } from './catalogue.ts';
import type { Dataset, Part } from './decode.ts';
import { type AnyExamples, type DenseInputs, isLabelled } from './examples.ts';
import { dataFolder, glanceAtFile } from './files.node.ts';
import { loadExamples, loadTask } from './load.node.ts';
import { exampleNames, refusalOf, taskNames } from './names.ts';
import { denseClassification, regression } from './narrow.ts';
import { unlabelledDatasets, unlabelledFromDataset } from './unlabelled.ts';

const CATALOGUE = await catalogue();
const facts = (id: string) => CATALOGUE.find((each) => each.id === id)!;

const denseOf = ({ train }: AnyExamples): DenseInputs => {
  if ('rows' in train) throw new Error('dense examples are expected');
  return train;
};

/** Rows of three features, row i the bits of i + `from`. */
const rows = (count: number, from = 0): Part => ({
  inputs: {
    type: 'uint8',
    shape: [count, 3],
    data: Uint8Array.from(
      { length: 3 * count },
      (_, k) => ((Math.floor(k / 3) + from) >> (k % 3)) & 1,
    ),
  },
});
const nips = (train: Part, test: Part): Dataset => ({ facts: facts('nips-0-12'), train, test });
const rcv1 = (valid: Part): Dataset => ({ facts: facts('rcv1-subset'), valid });

describe('unlabelledFromDataset', () => {
  it('keeps the parts of a set, and their first examples', () => {
    const task = unlabelledFromDataset(nips(rows(4), rows(3, 5)), { trainLimit: 2 });
    expect(task).toMatchObject({ name: 'nips-0-12', features: 3, shape: [3] });
    expect(isLabelled(task)).toBe(false);
    expect(task.train).toEqual({
      ...{ count: 2, features: 3, scale: 1 },
      inputs: Uint8Array.of(0, 0, 0, 1, 0, 0),
    });
    expect([...task.test.inputs]).toEqual([1, 0, 1, 0, 1, 1, 1, 1, 1]);
    const whole = unlabelledFromDataset(nips(rows(4), rows(3, 5)), { seed: 3 });
    expect(whole.digest).not.toBe(task.digest);
    expect(whole.digest).toBe(unlabelledFromDataset(nips(rows(4), rows(3, 5))).digest);
    const many = unlabelledFromDataset(nips(rows(4), rows(3)), { testLimit: 9 });
    expect(many.notes).toEqual(['There are 3 test examples, fewer than --test-limit 9.']);
  });

  it('splits a set of one part by its seed, each example once', () => {
    const numbers = ({ count, inputs }: { count: number; inputs: Uint8Array | Float32Array }) =>
      Array.from({ length: count }, (_, e) =>
        [0, 1, 2].reduce((sum, bit) => sum + (inputs[3 * e + bit] << bit), 0),
      );
    const of = (options = {}) => {
      const { train, test, digest } = unlabelledFromDataset(rcv1(rows(6)), options);
      return { train: numbers(train), test: numbers(test), digest };
    };
    const usual = of();
    expect([usual.train.length, usual.test.length]).toEqual([4, 2]);
    expect([...usual.train, ...usual.test].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(of()).toEqual(usual);
    const digests = [{ seed: 1 }, { testShare: 0.5 }, { split: 'k-fold', folds: 2 }].map(
      (options) => of(options).digest,
    );
    expect(new Set([usual.digest, ...digests]).size).toBe(4);
    expect(of({ testShare: 0.5 }).test.length).toBe(3);
  });

  it('refuses what does not fit', () => {
    const wide = { inputs: { type: 'uint8', shape: [1, 2], data: Uint8Array.of(1, 0) } } as const;
    expect(() => unlabelledFromDataset(nips(rows(4), wide))).toThrow(
      'data set "nips-0-12": test inputs of shape 1 × 2, expected 1 × 3 as in training',
    );
    expect(() => unlabelledFromDataset({ facts: facts('nips-0-12'), train: rows(2) })).toThrow(
      'data set "nips-0-12": part "test" is absent',
    );
    expect(() => unlabelledFromDataset(nips(rows(4), rows(3)), { testShare: 0.5 })).toThrow(
      'task "nips-0-12" has a split of its own',
    );
  });
});

describe('sets without labels', () => {
  it('are those of the catalogue without classes', () => {
    expect(CATALOGUE.filter(({ classes }) => classes.length === 0).map(({ id }) => id)).toEqual(
      unlabelledDatasets,
    );
  });

  it('are learned by a Boltzmann machine, and refused by all that learns answers', async () => {
    const task = unlabelledFromDataset(nips(rows(4), rows(3)));
    const refusal =
      'data set "nips-0-12" has no labels: nothing that learns answers takes it; "frugal run set-rbm --task nips-0-12" learns its examples';
    expect(() => denseClassification(task)).toThrow(refusal);
    expect(() => regression(task)).toThrow(refusal);
    await expect(loadTask('nips-0-12')).rejects.toThrow(refusal);
    expect(taskNames).not.toContain('nips-0-12');
    expect(exampleNames).toContain('nips-0-12');
    expect(refusalOf('nips-0-12')).toBe(refusal);
  });

  for (const [id, train, test, features] of [
    ['nips-0-12', 400, 1240, 500],
    ['rcv1-subset', 6667, 3333, 150],
  ] as const) {
    const states = facts(id).files.map((file) => glanceAtFile(file));
    it(`${id} is read where it is`, async (context) => {
      if ((await Promise.all(states)).some(({ state }) => state !== 'present'))
        context.skip(`${id} is not in ${dataFolder()}; set FRUGAL_DATA`);
      const task = await loadExamples(id);
      expect([task.train.count, task.test.count, task.features]).toEqual([train, test, features]);
      const { inputs } = denseOf(task);
      expect(inputs.every((value) => value === 0 || value === 1)).toBe(true);
    });
  }
});
