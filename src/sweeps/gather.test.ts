/** What settings come to: by closed forms, once read, once known without reading, and after every kind of change. */

import { readdirSync, statSync, utimesSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolderOfItsOwn } from '../runs/fixtures/folder.ts';
import { taskSource } from '../runs/tasks.ts';
import { compute } from './compute.node.ts';
import { readFinished } from './finished.node.ts';
import { scoring } from './fixtures/scoring.ts';
import { makeSweep, type SweepFolder } from './folder.node.ts';
import { gather } from './gather.node.ts';
import { INDEX_FILE, openIndex } from './gather-index.node.ts';
import { measuresOf } from './measures.ts';
import { runsBySetting } from './places.node.ts';
import { sweepFromJson } from './sweep.ts';

inFolderOfItsOwn();

const registry = new URL('./fixtures/scoring.ts', import.meta.url).href;
const measures = measuresOf(scoring);
const tasks = taskSource();

/** Two settings with three seeds. */
async function computed(): Promise<SweepFolder> {
  const document = {
    ...{ study: 'scoring', fixed: {}, axes: [{ name: 'quality', values: [0.2, 0.6] }] },
    ...{ seeds: [1, 2, 3], arithmetic: 'strict' },
  };
  const folder = await makeSweep('s', sweepFromJson(document, scoring), false);
  const signal = new AbortController().signal;
  const work = { folder, retry: false, signal, registry, program: [] };
  for await (const _ of compute(work, { workers: 2, threads: 1 }));
  return folder;
}

/** A report's pass, and how many settings it had to read. */
async function passed(folder: SweepFolder, program = '1') {
  const index = await openIndex(folder.path, [program]);
  let read = 0;
  const counted: typeof index = {
    ...index,
    add: (...setting) => {
      read++;
      index.add(...setting);
    },
  };
  return { gathered: await gather(folder, measures, tasks, counted), read };
}

const runsOf = async (folder: SweepFolder) => {
  const found = [];
  for await (const { runs } of runsBySetting(folder, tasks)) found.push(...runs);
  return found;
};

describe('gathering', () => {
  it('gives mean and Student interval over seeds, setting by setting', async () => {
    const folder = await computed();
    const { settings, finished, total } = await gather(folder, measures, tasks);
    expect([finished, total, settings.length]).toEqual([6, 6, 2]);
    for await (const { setting, runs } of runsBySetting(folder, tasks)) {
      const values = runs.map((run) => Number(readFinished(run)?.records[0].value));
      const mean = values.reduce((a, b) => a + b) / 3;
      const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 2);
      const cell = settings
        .find((found) => found.setting.quality === setting.quality)
        ?.cells[0].get('learner 0');
      expect(cell?.seeds).toBe(3);
      expect(cell?.mean).toBeCloseTo(mean, 12);
      // t₀.₉₇₅ with 2 degrees of freedom.
      expect(cell?.high).toBeCloseTo(mean + (4.302653 * deviation) / Math.sqrt(3), 6);
    }
  });

  it('is told by the index as by the runs, and reads only what has changed', async () => {
    const folder = await computed();
    const first = await passed(folder);
    expect(first.read).toBe(2);
    const again = await passed(folder);
    expect(again.read).toBe(0);
    expect(again.gathered).toEqual(first.gathered);
    expect(again.gathered).toEqual(await gather(folder, measures, tasks));
    // Another program may make something else of the same runs.
    expect((await passed(folder, '2')).read).toBe(2);
  });

  it('notices a run that was removed, one that was changed, and one that came back', async () => {
    const folder = await computed();
    await passed(folder);
    const [one, two] = await runsOf(folder);
    await rm(one.folder, { recursive: true });
    const less = await passed(folder);
    expect([less.read, less.gathered.finished]).toEqual([1, 5]);
    const records = join(two.folder, 'records.ndjson');
    const text = await readFile(records, 'utf8');
    const { mtimeMs } = statSync(records);
    await writeFile(records, text.replace(/\d"?}/, '9}'));
    utimesSync(records, new Date(), new Date(mtimeMs + 2000));
    await expect(passed(folder)).rejects.toThrow('was changed: it is not as the run wrote it');
    await writeFile(records, text);
    expect((await passed(folder)).gathered).toEqual(less.gathered);
  });

  it.each([
    ['cut', (text: string) => text.slice(0, -40)],
    ['changed', (text: string) => text.replace('"runs":3', '"runs":4')],
    ['empty', () => ''],
    ['something else', () => '{"mine":true}\n'],
  ])('reads the runs again where the index is %s', async (_, harm) => {
    const folder = await computed();
    const first = await passed(folder);
    const file = join(folder.path, INDEX_FILE);
    await writeFile(file, harm(await readFile(file, 'utf8')));
    const again = await passed(folder);
    expect(again.read).toBe(2);
    expect(again.gathered).toEqual(first.gathered);
    expect((await passed(folder)).read).toBe(0);
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
