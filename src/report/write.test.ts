import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveParameters } from '../protocol/parameters.ts';
import type { Study } from '../protocol/study.ts';
import { execute } from '../runs/execute.ts';
import { counting } from '../runs/fixtures/counting.ts';
import type { Registry } from '../studies/registry.ts';
import { loadReport } from './load.node.ts';
import { loadRasteriser } from './png.node.ts';
import { writeReport } from './write.ts';

const drawn: Study = {
  ...(counting as Study),
  figures: (results) => [
    {
      id: 'sums',
      title: 'Sums',
      caption: 'They grow.',
      x: { label: 'step' },
      y: { label: 'sum' },
      marks: results.map(({ records }) => {
        const data = records.map(({ step, value }) => ({
          step: Number(step),
          value: Number(value),
        }));
        return { type: 'line', data, x: 'step', y: 'value' } as const;
      }),
    },
  ],
};
const other: Study = { ...drawn, name: 'other' };
const studies: Registry = { counting: async () => drawn, other: async () => other };
const tasks = {
  load: () => Promise.reject(new Error('no task needed')),
  digest: () => Promise.reject(new Error('no task needed')),
};

let root: string;
const at = (...parts: string[]) => join(root, ...parts);

/** Runs the study to its end, or to the given number of records. */
async function make(study: Study, folder: string, seed: number, given = {}, stopAfter = Infinity) {
  const parameters = resolveParameters(study.parameters, { steps: 12 }, given);
  const spec = { parameters, seed, arithmetic: 'strict' as const };
  const controller = new AbortController();
  const { signal } = controller;
  const events = execute(study, spec, { tasks, threads: 1, folder, signal, checkpointSeconds: 0 });
  let records = 0;
  for await (const event of events)
    if (event.type === 'record' && ++records >= stopAfter) controller.abort();
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'frugal-report-'));
  await make(drawn, at('a', 'one'), 1);
  await make(drawn, at('a', 'two'), 2);
  await make(drawn, at('wide'), 1, { widths: [16, 16] });
  await make(drawn, at('cut'), 3, {}, 4);
  await make(other, at('other'), 1);
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('loadReport', () => {
  it('reads a run', async () => {
    const { runs, claims, parameters, figures, study, table } = await loadReport(
      [at('a', 'one')],
      studies,
    );
    expect(study.name).toBe('counting');
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ label: '', seed: 1, arithmetic: 'strict' });
    expect(runs[0].records).toHaveLength(12);
    expect(runs[0].hash).toMatch(/^[0-9a-f]{64}$/);
    expect(claims).toMatchObject([
      { label: '', runs: 1, results: [{ id: 'grows', verdict: 'holds' }] },
    ]);
    expect(runs[0].command).toMatch(/^frugal run counting .*--seed 1 --arithmetic strict$/);
    expect(parameters.find(({ name }) => name === 'density')).toMatchObject({
      symbol: 'ρ',
      default: '0.5',
      values: ['0.5'],
    });
    expect(figures).toHaveLength(1);
    expect(table).toBeUndefined();
  });

  it('finds runs below a folder and tells them apart', async () => {
    const seeds = await loadReport([at('a')], studies);
    expect(seeds.runs.map(({ label }) => label)).toEqual(['seed 1', 'seed 2']);
    const mixed = await loadReport([at('a'), at('wide')], studies);
    expect(mixed.runs.map(({ label }) => label)).toEqual([
      'widths 8,8, seed 1',
      'widths 8,8, seed 2',
      'widths 16,16, seed 1',
    ]);
    // Seeds of one setting are judged together, settings apart.
    expect(seeds.claims.map(({ label, runs }) => [label, runs])).toEqual([['', 2]]);
    expect(seeds.claims[0].results[0].measured).toMatch(/2 seeds/);
    expect(mixed.claims.map(({ label, runs }) => [label, runs])).toEqual([
      ['widths 8,8', 2],
      ['widths 16,16', 1],
    ]);
    expect(mixed.parameters.find(({ name }) => name === 'widths')?.values).toEqual([
      '8,8',
      '16,16',
    ]);
  });

  it('leaves the claims of an unfinished run open', async () => {
    const { runs, claims } = await loadReport([at('cut')], studies);
    const [{ verdict, measured }] = claims[0].results;
    expect(runs[0].hash).toBeUndefined();
    expect(verdict).toBe('undecided');
    expect(measured).toMatch(/so far$/);
  });

  it.each([
    ['a folder that is not there', () => [at('nothing')], /nothing does not exist/],
    [
      'runs of different studies',
      () => [at('a'), at('other')],
      /different studies \(counting in .*, other in/,
    ],
    ['no folder', () => [], /no run folder given/],
  ])('refuses %s in one line', async (_what, folders, message) => {
    const error: Error = await loadReport(folders(), studies).then(
      () => expect.fail('it was accepted'),
      (e) => e,
    );
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
    expect(error.name).toMatch(/FrugalError|UsageError/);
  });

  it('refuses a study that is not known', async () => {
    await expect(loadReport([at('other')], { counting: studies.counting })).rejects.toThrow(
      'unknown study "other"; known: counting',
    );
  });
});

describe('writeReport', () => {
  it('puts the report of one run into its folder, of several beside them', async () => {
    const one = await writeReport({ folders: [at('wide')], studies });
    expect(one.files).toEqual([at('wide', 'report.html')]);
    expect(await readFile(one.files[0], 'utf8')).toContain('Sums of random numbers');
    const two = await writeReport({ folders: [at('a')], format: 'csv', studies });
    expect(two.files).toEqual([at('a', 'records.csv')]);
    expect((await readFile(two.files[0], 'utf8')).split('\r\n')).toHaveLength(26);
  });

  it('writes where it is told: to a file or into a folder', async () => {
    const options = { folders: [at('wide')], format: 'json', studies } as const;
    const file = await writeReport({ ...options, out: at('new', 'x.json') });
    expect(file.files).toEqual([at('new', 'x.json')]);
    expect(JSON.parse(await readFile(file.files[0], 'utf8')).runs).toHaveLength(1);
    const folder = await writeReport({ ...options, out: at('new') });
    expect(folder.files).toEqual([at('new', 'report.json')]);
    expect((await readdir(at('new'))).sort()).toEqual(['report.json', 'x.json']);
  });

  it('writes figures as SVG and PNG', async () => {
    const folders = [at('wide')];
    const svg = await writeReport({ folders, format: 'svg', out: at('pictures'), studies });
    expect(svg.files).toEqual([at('pictures', 'sums.svg')]);
    expect(await readFile(svg.files[0], 'utf8')).toMatch(/^<svg xmlns=.*<\/svg>\n$/s);
    const png = await writeReport({
      folders,
      format: 'png',
      out: at('pictures'),
      width: 320,
      studies,
    });
    const bytes = await readFile(png.files[0]);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.readUInt32BE(16)).toBe(640);
  });

  it('says in one line what is wrong with the format or the place', async () => {
    const folders = [at('wide')];
    await expect(writeReport({ folders, format: 'htm' as 'html', studies })).rejects.toThrow(
      'unknown format "htm"; did you mean "html"?',
    );
    await writeFile(at('file'), '');
    await expect(writeReport({ folders, out: at('file', 'x.html'), studies })).rejects.toThrow(
      /file/,
    );
  });

  it('says how to get PNG where the package is missing', async () => {
    const missing = () => Promise.reject(new Error('Cannot find package'));
    await expect(loadRasteriser(missing)).rejects.toThrow(
      'PNG needs the optional package @resvg/resvg-js: npm install @resvg/resvg-js, or use --format svg',
    );
  });
});
