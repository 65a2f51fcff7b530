/** docs/data.md: its table of forms is the readers' own, and its two worked examples do what it says. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromBase64 } from '../src/formats/fixtures/base64.ts';
import matlab from '../src/formats/fixtures/matlab.json' with { type: 'json' };
import { readMatlab5 } from '../src/formats/matlab5.ts';
import { readSvmlight } from '../src/formats/svmlight.ts';
import { writeSvmlight } from '../src/formats/svmlight-write.ts';
import type { SparseRows } from '../src/formats/values.ts';
import { mlp, train } from '../src/index.ts';
import { dataset } from '../src/tasks/catalogue.ts';
import { type Examples, isSparse } from '../src/tasks/examples.ts';
import { glanceAtFile } from '../src/tasks/files.node.ts';
import { loadTask } from '../src/tasks/load.node.ts';
import { classification, denseClassification } from '../src/tasks/narrow.ts';
import { TASK_FORMS } from '../src/tasks/prepare/read.ts';
import { SET_PAPER } from '../src/tasks/set-paper.ts';
import { ROOT, read } from './sources.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The last record of a training run. */
async function lastOf<R>(records: AsyncIterable<R>): Promise<R | undefined> {
  let last: R | undefined;
  for await (const record of records) last = record;
  return last;
}

it('the table of forms is that of the readers', () => {
  const rows = TASK_FORMS.map(
    ({ title, reads, refuses }) => `| ${[title, reads, refuses].map(cell).join(' | ')} |`,
  );
  const table = ['| form | read | refused |', '| --- | --- | --- |', ...rows].join('\n');
  expect(read('docs/data.md')).toContain(table);
});

it('the table of the SET article’s data is that of the program', () => {
  const count = (n: number): string => n.toLocaleString('en-US');
  const rows = SET_PAPER.map(({ name, networks, features, train, test, here, differs = '' }) => {
    const told = differs.replace(/https?:\S+/g, (url) => `<${url}>`);
    const sizes = [count(features), `${count(train)} + ${count(test)}`];
    return `| ${[name, networks, ...sizes, `\`${here}\``, told].join(' | ')} |`;
  });
  expect(rows.length).toBe(15);
  expect(read('docs/data.md')).toContain(`| --- |\n${rows.join('\n')}\n`);
});

it('what the table says is refused or left out is', () => {
  const text = (content: string) => new TextEncoder().encode(content);
  expect(() => readSvmlight(text('1,2 1:1\n'), { name: 'a' })).toThrow('several labels');
  const { notes } = readMatlab5(fromBase64(matlab.plain), { name: 'a' });
  for (const what of ['complex', 'a structure'])
    expect(notes.join(' ')).toContain(`was left out: it is ${what}`);
});

describe('wine, from a spreadsheet', () => {
  it('is learned from a file with a header', async () => {
    const path = join(ROOT, 'docs', 'examples', 'wine', 'wine.csv');
    const task = denseClassification(
      await loadTask(path, { label: ['cultivar'], scaling: 'z-score' }),
    );
    expect([task.train.count + task.test.count, task.features, task.classes]).toEqual([178, 13, 3]);
    expect(task.featureNames?.[0]).toBe('alcohol');
    const options = { epochs: 40, batch: 16, arithmetic: 'strict' } as const;
    const last = await lastOf(train(task, mlp([20], { epsilon: 5 }), options));
    // Linear discriminants separate these cultivars without a fault (UCI: 100 %).
    expect(last?.testAccuracy).toBeGreaterThan(0.9);
  });
});

/** The entries of dense examples that are not 0. */
function rowsOf({ inputs, count, features, scale }: Examples): SparseRows {
  const starts = new Uint32Array(count + 1);
  const indices: number[] = [];
  const values: number[] = [];
  for (let e = 0; e < count; e++) {
    for (let f = 0; f < features; f++) {
      const value = inputs[e * features + f] * scale;
      if (value === 0) continue;
      indices.push(f);
      values.push(value);
    }
    starts[e + 1] = indices.length;
  }
  const entries = { indices: Uint32Array.from(indices), values: Float32Array.from(values) };
  return { rows: count, columns: features, starts, ...entries };
}

const { files } = await dataset('pcmac');
const states = await Promise.all(files.map((file) => glanceAtFile(file)));
const here = states.every(({ state }) => state === 'present');

describe.skipIf(!here)('a text set, sparse (needs the data set pcmac)', () => {
  it('is learned from a LIBSVM file without being written out', { timeout: 60_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'frugal-news-'));
    try {
      const { train: examples } = denseClassification(await loadTask('pcmac'));
      const path = join(folder, 'news.svm');
      const rows = rowsOf(examples);
      const targets = Float64Array.from(examples.labels, (label) => (label === 0 ? -1 : 1));
      await writeFile(path, writeSvmlight(rows, targets));
      const task = classification(await loadTask(path));
      if (!isSparse(task.train)) throw new Error('became dense');
      expect(task.classNames).toEqual(['-1', '1']);
      const last = await lastOf(train(task, mlp([50], { epsilon: 5 }), { epochs: 10 }));
      // Far above chance: half of the documents are of each class, and the standard error is 0.03.
      expect(last?.testAccuracy).toBeGreaterThan(0.5 + 5 * 0.03);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
