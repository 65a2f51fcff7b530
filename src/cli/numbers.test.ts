/** A table of numbers on the command line, as docs/data.md has it: learned, reported, evaluated, predicted. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../test/sources.ts';
import { studies } from '../studies/registry.ts';
import { inFolderOfItsOwn } from './fixtures/folder.ts';
import { heard } from './fixtures/world.ts';

inFolderOfItsOwn();

const registry = new URL('../studies/registry.ts', import.meta.url).href;
const said = (words: readonly string[]) => heard(words, {}, { studies, registry });

const TABLE = join(ROOT, 'docs', 'examples', 'friedman', 'friedman.csv');
const DATA = ['--task', TABLE, '--label', 'answer'];
const FEW = '--scaling z-score --hidden 30 --epsilon 4 --epochs 20 --batch 16 --rate 0.01 --seed 1';
const WORDS = ['run', 'set-mlp', ...DATA, ...FEW.split(' '), '--arithmetic', 'strict'];
const LOSS = ['--loss', 'squared-error'];

describe('a table of numbers', () => {
  it('is learned, reported, evaluated and predicted', { timeout: 60_000 }, async () => {
    const { code, out } = await said([...WORDS, ...LOSS, '--json', '--out', 'run']);
    expect(code).toBe(0);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const told = lines.map((line) => line.record ?? line).filter((r) => r.kind === 'regression');
    expect(told.map(({ method }) => method)).toEqual(['set', 'static', 'dense']);
    const dense = told[2];
    // Least squares of these ten columns come to about 0.75 on such tables.
    expect(dense.r2).toBeGreaterThan(0.7);

    const page = await readFile(join('run', 'report.html'), 'utf8');
    for (const words of ['Test R²', 'MSE', 'a task whose answers are classes'])
      expect(page).toContain(words);
    expect(page).not.toContain('Test accuracy');

    const asked = ['evaluate', 'run', '--network', 'dense', ...DATA];
    const judged = JSON.parse((await said([...asked, '--json'])).out);
    expect(judged).toMatchObject({ outputs: ['answer'], examples: 150 });
    expect(judged.r2).toBeCloseTo(dense.r2, 4);
    expect((await said(asked)).out).toMatch(
      /^mean squared error .* over 150 test examples of friedman\.csv.*; R² 0\.\d{4}$/m,
    );

    const rows = (await readFile(TABLE, 'utf8')).split('\n').slice(0, 3);
    await writeFile('rows.csv', rows.join('\n'));
    const predicted = await said(['predict', 'run', 'rows.csv', '--network', 'dense']);
    const [head, first] = predicted.out.split('\n');
    expect(head).toBe('answer');
    // Within four standard errors of what it missed on the test set.
    const truth = Number(rows[1].split(',')[10]);
    expect(Math.abs(Number(first) - truth)).toBeLessThan(4 * Math.sqrt(dense.meanSquaredError));
    const json = await said(['predict', 'run', 'rows.csv', '--network', 'dense', '--json']);
    expect(JSON.parse(json.out.split('\n')[0])).toEqual({ answer: Number(first) });

    const classes = await said(['evaluate', 'run', '--network', 'dense', '--task', 'digits']);
    expect(classes.code).not.toBe(0);
  });

  it('is refused by a loss of classes, with the words to give', async () => {
    const { code, err } = await said([...WORDS, '--out', 'run']);
    expect(code).toBe(2);
    expect(err).toContain('learn them with --loss squared-error, or say --answers classes');
  });
});
