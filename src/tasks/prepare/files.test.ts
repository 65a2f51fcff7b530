/** Tables in files: what a person gives, and what she is told. */

import { describe, expect, it } from 'vitest';
import { classification, denseClassification } from '../narrow.ts';
import { sha256 } from '../sha256.ts';
import { type TaskFile, taskFromFiles } from './from-files.ts';
import type { TaskOptions } from './options.ts';

const fileOf = (text: string, name = 'flowers.csv'): TaskFile => ({
  ...{ name, bytes: new TextEncoder().encode(text), sha256: sha256(text) },
});
const made = async (text: string, options: TaskOptions = {}, test?: string) =>
  denseClassification(
    await taskFromFiles(
      { train: fileOf(text), ...(test !== undefined && { test: fileOf(test, 'later.csv') }) },
      options,
    ),
  );

const FLOWERS = `length,width,species
5.1,3.5,setosa
7,3.2,versicolor
4.9,3,setosa
6.4,3.2,versicolor
4.7,3.2,setosa
6.9,3.1,versicolor
`;

describe('a table of text', () => {
  it('with a header names its features and classes', async () => {
    const task = await made(FLOWERS);
    expect(task.featureNames).toEqual(['length', 'width']);
    expect(task.classNames).toEqual(['setosa', 'versicolor']);
    expect(task.title).toBe('flowers.csv (CSV), 6 examples of 2 features');
    expect(task.notes?.join(' ')).toContain('The answers are taken from column "species"');
  });

  it('without a header takes the column of words, or one by its number', async () => {
    const bare = FLOWERS.split('\n').slice(1).join('\n');
    const guessed = await made(bare);
    const named = await made(bare, { label: ['3'] });
    expect(guessed.classNames).toEqual(['setosa', 'versicolor']);
    expect(named.train).toEqual(guessed.train);
    await expect(made(bare, { label: ['4'] })).rejects.toThrow('unknown column');
  });

  it('of a line of names alone has no rows', async () => {
    await expect(made('length,width,species\n')).rejects.toThrow(
      'flowers.csv has no rows: its only line names columns',
    );
  });

  it('tells of labels that are one number written differently', async () => {
    const rows = ['01', '1', '2', '01', '1', '2'].map((label, i) => `${i},${label}`);
    const task = await made(`x,label\n${rows.join('\n')}\n`);
    expect(task.classNames).toEqual(['1', '2']);
    expect(task.notes).toContain('Labels "01" and "1" are one class: they are the same number.');
  });

  it('leaves names of rows out', async () => {
    const rows = FLOWERS.trim().split('\n');
    const numbered = rows.map((row, i) => (i === 0 ? `,${row}` : `plant ${i},${row}`)).join('\n');
    expect((await made(numbered)).featureNames).toEqual(['length', 'width']);
  });

  it('with missing fields is refused, filled, or thinned', async () => {
    const holes = FLOWERS.replace('4.9,3,', '4.9,NA,');
    await expect(made(holes)).rejects.toThrow(
      'flowers.csv: column "width" of example 3 is missing or not a number (1 in all)',
    );
    expect((await made(holes, { missing: 'drop' })).train.count).toBe(3);
    expect((await made(holes, { missing: 'mean' })).train.count).toBe(4);
  });

  it('tests on another table, as it was scaled', async () => {
    const test = 'species,width,length\nsetosa,3.5,9.2\n';
    const task = await made(FLOWERS, { scaling: 'range' }, test);
    expect(task.test.inputs[0]).toBeCloseTo((9.2 - 4.7) / (7 - 4.7), 6);
    await expect(made(FLOWERS, {}, 'species,width\nsetosa,3.5\n')).rejects.toThrow(
      '2 columns to test with, 3 to train with',
    );
  });
});

describe('svmlight', () => {
  const text = ['+1 1:0.5 4:1', '-1 2:2', '+1 1:1.5', '-1 2:1 3:4'].join('\n');
  const rowsOf = async (train: string, test?: string, options: TaskOptions = {}) => {
    const found = await taskFromFiles(
      { train: fileOf(train, 'a.svm'), ...(test && { test: fileOf(test, 'b.svm') }) },
      options,
    );
    const task = classification(found);
    if (!('rows' in task.train) || !('rows' in task.test)) throw new Error('became dense');
    return { ...task, train: task.train, test: task.test };
  };

  it('stays sparse; classes −1 and +1 are numbered and told', async () => {
    const task = await rowsOf(text, undefined, { testShare: 0.5 });
    expect([task.features, task.classes]).toEqual([4, 2]);
    expect(task.classNames).toEqual(['-1', '1']);
    expect(task.notes?.join(' ')).toContain('Classes: "-1", "1", numbered in this order from 0.');
    const stored = task.train.rows.values.length + task.test.rows.values.length;
    expect(stored).toBe(6);
  });

  it('tests with the base and the width of what trains', async () => {
    const zero = text.replace('1:0.5', '0:0.5');
    const task = await rowsOf(zero, '-1 2:7 6:1\n+1 1:1');
    expect(task.features).toBe(5);
    // Feature 2 counted from 0, although the second file has no feature 0.
    expect([...task.test.rows.indices]).toEqual([2, 1]);
    expect(task.notes).toContain('b.svm: columns count from 0, as in a.svm.');
    expect(task.notes?.join(' ')).toContain('1 entries to test with lie beyond feature 5');
    await expect(rowsOf(zero, undefined, { indexBase: 1 })).rejects.toThrow('index 0');
  });

  it('is not shifted', async () => {
    await expect(rowsOf(text, undefined, { scaling: 'range' })).rejects.toThrow('max-abs');
  });

  it('learns numbers that are no classes', async () => {
    const found = await taskFromFiles(
      { train: fileOf('0.5 1:1\n1.5 2:1\n2.5 1:2\n3.5 2:2\n', 'a.svm') },
      { testShare: 0.5 },
    );
    expect(found).toMatchObject({ outputs: 1 });
    expect(() => classification(found, 'study set-mlp')).toThrow('are they classes?');
  });
});

describe('ARFF', () => {
  it('names classes as it declares them', async () => {
    const text =
      '@relation r\n@attribute w numeric\n@attribute class {yes,no}\n@data\n1,yes\n2,no\n3,yes\n4,no\n';
    const found = await taskFromFiles({ train: fileOf(text, 'r.arff') }, { testShare: 0.5 });
    expect(classification(found).classNames).toEqual(['no', 'yes']);
  });
});
