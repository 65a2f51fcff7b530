/** `frugal sweep`: many runs, resumed, edited, cut, and what is refused before anything starts. */

import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { studies as countingStudies } from '../runs/fixtures/counting.ts';
import { holdRuns } from '../runs/fixtures/hold.ts';
import { findRuns, readRun } from '../runs/stored.ts';
import { studies } from '../studies/registry.ts';
import { studies as scoringStudies } from '../sweeps/fixtures/scoring.ts';
import { inFolderOfItsOwn } from './fixtures/folder.ts';
import { heard } from './fixtures/world.ts';
import { shardOf } from './sweep-work.ts';

inFolderOfItsOwn();

const lines = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const sweep = (...words: string[]) => heard(['sweep', ...words]);
/** A study whose records are declared, as tables need. */
const SMALL = ['associative', '--preset', 'smoke', '--parts', 'capacity', '--axis', 'samples=4,6'];
const AXES = ['--axis', 'steps=3,5', '--axis', 'density=0.25:0.75:3', '--arithmetic', 'strict'];
const hashes = async (folder: string) =>
  Object.fromEntries(
    await Promise.all(
      (await findRuns([folder])).map(async (path) => {
        const { identity, summary } = await readRun(path);
        return [identity, summary?.hash];
      }),
    ),
  );

describe('frugal sweep', () => {
  it('makes the runs that frugal run makes, each in a folder named by what it is', async () => {
    const { code, out } = await sweep('counting', ...AXES, '--seeds', '2', '--out', 's', '--json');
    expect(code).toBe(0);
    expect(lines(out).at(-1)).toMatchObject({ ending: 'done', total: 12, done: 12, failed: 0 });
    const found = await hashes('s');
    expect(Object.keys(found)).toHaveLength(12);

    const alone = ['run', 'counting', '--steps', '5', '--density', '0.5', '--seed', '2'];
    await heard([...alone, '--arithmetic', 'strict', '--out', 'r', '--no-report']);
    const run = await readRun('r');
    expect(found[run.identity]).toBe(run.summary?.hash);
    expect(await findRuns(['s'])).toContain(
      `s/runs/${run.identity.slice(0, 2)}/${run.identity.slice(0, 12)}`,
    );
  });

  it('goes on with what is missing, and does nothing twice', async () => {
    await sweep('counting', ...AXES, '--out', 's');
    const [first, second] = await findRuns(['s']);
    const { mtimeMs } = await stat(`${first}/summary.json`);
    await rm(second, { recursive: true });
    const { code, out } = await sweep('s', '--json');
    expect(code).toBe(0);
    expect(lines(out).at(-1)).toMatchObject({ total: 6, done: 6, now: 1 });
    // What to do with a whole one is said to people.
    const { out: said } = await sweep('s');
    for (const next of ['Try next', 'sweep report s --open', 'sweep export s'])
      expect(said).toContain(`${next}\n`);
    expect((await stat(`${first}/summary.json`)).mtimeMs).toBe(mtimeMs);
    // Given again in full it writes nothing either: a folder that is read-only can be asked.
    const { ino } = await stat('s/sweep.json');
    expect((await sweep('counting', ...AXES, '--out', 's')).code).toBe(0);
    expect((await stat('s/sweep.json')).ino).toBe(ino);
  });

  it('is edited: what both have is not computed again', async () => {
    await sweep('counting', '--axis', 'steps=3,5', '--out', 's');
    const other = ['counting', '--axis', 'steps=5,7', '--out', 's'];
    expect((await sweep(...other)).err).toContain('holds another sweep (it has no axis steps=5,7)');
    const { out } = await sweep(...other, '--edit', '--json');
    expect(lines(out).at(-1)).toMatchObject({ total: 2, done: 2, now: 1 });
  });

  it('keeps why a run failed, and tries again when asked', async () => {
    const words = ['counting', '--axis', 'rule=sum,diverge', '--steps', '6', '--out', 's'];
    const { code, err } = await sweep(...words);
    expect(code).toBe(1);
    expect(err).toContain('rule diverge, seed 1: record 4');
    const { code: again, out } = await sweep('s', '--json');
    expect([again, lines(out).at(-1)]).toMatchObject([1, { done: 1, failed: 1, now: 0 }]);
    const status = await sweep('status', 's');
    expect(status.out).toMatch(/done +1 +50 %/);
    expect(status.out).toContain('1 × record 4: "value" is NaN');
    const [failure] = await readdir('s/failed');
    const kept = JSON.parse(await readFile(`s/failed/${failure}`, 'utf8'));
    expect(kept).toMatchObject({ setting: 'rule diverge', seed: 1 });
    expect(lines((await sweep('s', '--retry', '--json')).out).at(-1)).toMatchObject({
      failed: 1,
      now: 0,
    });
  });

  it('is done in shards', async () => {
    await sweep('counting', ...AXES, '--out', 'whole');
    await sweep('counting', ...AXES, '--out', 's');
    await rm('s/runs', { recursive: true });
    for (const part of ['0/3', '1/3', '2/3']) {
      const { out } = await sweep('work', 's', '--shard', part, '--json');
      expect(lines(out).at(-1)).toMatchObject({ total: 2, done: 2, now: 2 });
    }
    expect(await hashes('s')).toEqual(await hashes('whole'));
    expect(() => shardOf('3/3')).toThrow('is not i/n');
  });

  it('stops at Ctrl-C with checkpoints, and goes on to the same bits', async () => {
    const words = ['--axis', 'density=0.25,0.75', '--steps', '60'];
    const given = ['counting', ...words, '--checkpoint', '0', '--out', 's'];
    const hold = holdRuns(10);
    let stop = () => {};
    const cut = heard(
      ['sweep', ...given],
      {},
      {
        onStop: (callback) => {
          stop = callback;
          return () => {};
        },
      },
    );
    const begun = async () =>
      (await findRuns(['s']).catch(() => [])).filter((run) => existsSync(`${run}/checkpoint.npz`));
    while ((await begun()).length < 1) await new Promise((resolve) => setTimeout(resolve, 20));
    stop();
    const { code, err } = await cut;
    hold.release();
    expect(code).toBe(130);
    expect(err).toMatch(/interrupted; \d runs? will go on where/);
    expect((await sweep('status', 's')).out).toMatch(/interrupted +[12]/);
    const [first] = await begun();
    expect(await sweep('s')).toMatchObject({ code: 0 });
    const { summary, spec } = await readRun(first);
    expect(summary?.stretches).toBe(2);
    const density = String(spec.parameters.density);
    const alone = ['run', 'counting', '--steps', '60', '--density', density];
    await heard([...alone, '--out', 'r', '--no-report']);
    expect((await readRun('r')).summary?.hash).toBe(summary?.hash);
  });

  it.each([
    [['counting', '--axis', 'dens=1'], 'unknown axis "dens"; did you mean "density"?'],
    [['counting', '--axis', 'density=1:1:3'], 'it is empty'],
    [
      ['counting', '--axis', 'scale=1:2:10000', '--axis', 'pause=1:60000:1000'],
      'this sweep has 10,000,000 runs; give --yes if that is meant',
    ],
    [['counting'], 'nothing is varied'],
    [['counting', '--axis', 'steps=3,4', '--steps', '3'], 'both fixed and an axis'],
    [['counting', '--axis', 'rule=mean,sum', '--signed'], 'rule mean: rule "mean" needs positive'],
    [['counting', '--seeds', '2', '--on', 'moon'], 'unknown executor "moon"'],
    [['counting', '--seeds', '2', '--out', 'full'], 'holds other files (notes.txt) and no sweep'],
    [['counting', '--seeds', '2', '--out', 'full/notes.txt/s'], 'part of the path is a file'],
    [['couting', '--seeds', '2'], 'did you mean "counting"'],
    [['./nowhere'], 'holds no sweep'],
    [[], 'needs a study, or the folder of a sweep'],
    [['work', 'full'], 'holds no sweep'],
  ])('refuses %j in a line', async (words, message) => {
    await mkdir('full');
    await writeFile('full/notes.txt', 'mine');
    const { code, err, out } = await sweep(...words);
    expect(code).toBeGreaterThan(0);
    expect(err).toContain(message);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err.length).toBeLessThan(330);
    expect(out).toBe('');
    expect(await readdir('full')).toEqual(['notes.txt']);
  });
});

describe('a folder that a sweep cannot have', () => {
  const both = { ...countingStudies, ...scoringStudies };
  const asked = (...words: string[]) => heard(['sweep', ...words], {}, { studies: both });

  it('is that of a sweep of another study', async () => {
    await sweep('counting', '--steps', '3', '--seeds', '2', '--out', 's');
    const before = await readFile('s/sweep.json', 'utf8');
    for (const edit of [[], ['--edit']]) {
      const { code, err } = await asked('scoring', '--seeds', '2', '--out', 's', ...edit);
      expect(code).toBeGreaterThan(0);
      expect(err).toBe(
        'error: s holds a sweep of counting, not of scoring; choose another folder with --out\n',
      );
    }
    expect(await readFile('s/sweep.json', 'utf8')).toBe(before);
  });

  it('lies where nothing can be made', async () => {
    const { code, err } = await sweep('counting', '--seeds', '2', '--out', '/proc/frugal');
    expect(code).toBeGreaterThan(0);
    expect(err).toMatch(
      /^error: cannot create \/proc\/frugal.*choose another folder with --out\n$/,
    );
  });

  // The superuser may write anywhere.
  it.skipIf(process.getuid?.() === 0)('may not be written to', async () => {
    await mkdir('closed', { mode: 0o555 });
    const { code, err } = await sweep('counting', '--seeds', '2', '--out', 'closed/s');
    expect(code).toBeGreaterThan(0);
    expect(err).toMatch(/^error: cannot create closed\/s.*permission denied.*\n$/);
    expect(await readdir('closed')).toEqual([]);
  });
});

describe('frugal sweep report and export', () => {
  it('writes tables of all finished runs, with axes and seeds, the same in every format', async () => {
    const real = (...words: string[]) =>
      heard(['sweep', ...words], {}, { studies, registry: undefined });
    const { code: made } = await real(...SMALL, '--seeds', '2', '--out', 's');
    expect(made).toBe(0);
    for (const format of ['csv', 'json', 'parquet']) {
      const { code, out } = await real('export', 's', '--format', format, '--out', 't');
      expect(code).toBe(0);
      for (const file of out.trim().split('\n')) expect(existsSync(file)).toBe(true);
    }
    const files = (await readdir('t')).sort();
    expect(files.some((name) => name.endsWith('.tmp'))).toBe(false);
    const kind = files[0].split('.')[0];
    const rows: Record<string, unknown>[] = JSON.parse(await readFile(`t/${kind}.json`, 'utf8'));
    expect(new Set(rows.map(({ run }) => run)).size).toBe(4);
    const header = (await readFile(`t/${kind}.csv`, 'utf8')).trim().split('\n');
    expect(header[0].split(',').slice(0, 2)).toEqual(['run', 'run seed']);
    expect(header).toHaveLength(rows.length + 1);
    const { parquetReadObjects } = await import('hyparquet');
    const bytes = await readFile(`t/${kind}.parquet`);
    const read = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
    expect(read).toHaveLength(rows.length);
    expect(read.map(({ run }) => run)).toEqual(rows.map(({ run }) => run));
  });

  it('writes a page that stands alone', async () => {
    await sweep('counting', ...AXES, '--seeds', '2', '--out', 's');
    const { code, out } = await sweep('report', 's');
    expect(code).toBe(0);
    expect(out.trim()).toBe('s/report.html');
    const page = await readFile('s/report.html', 'utf8');
    expect(page).toContain('What was varied');
    expect(page).not.toMatch(/(src|href)="(?!data:|https?:|#)/);
  });

  it('has one line for what it cannot do, and writes nothing', async () => {
    await sweep('counting', ...AXES, '--out', 's');
    for (const words of [
      ['report', 's', '--measure', 'nothing'],
      ['export', 's', '--format', 'xml'],
      ['report', 'nowhere'],
    ]) {
      const { code, err } = await sweep(...words);
      expect(code).not.toBe(0);
      expect(err.trim().split('\n').length).toBeLessThanOrEqual(2);
    }
    await rm('s/runs', { recursive: true });
    expect((await sweep('export', 's')).err).toContain('no run of s is finished');
    expect((await sweep('report', 's')).err).toContain('no run of s is finished');
    expect(existsSync('s/tables')).toBe(false);
    expect(existsSync('s/report.html')).toBe(false);
  });
});
