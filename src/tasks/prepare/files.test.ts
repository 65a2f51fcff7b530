/** Tables in files: what a person gives, and what she is told. */

import { describe, expect, it } from 'vitest';
import { denseClassification } from '../narrow.ts';
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
    expect(task.title).toBe('flowers.csv, 6 examples of 2 features');
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
