import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeIdx } from '../formats/idx.ts';
import { catalogue, type DataFile, type DatasetFacts, dataset } from './catalogue.ts';
import { decodeFile } from './decode.ts';
import {
  dataFolder,
  glanceAtFile,
  loadDataset,
  readDataFile,
  sha256Of,
  verifyFile,
} from './files.node.ts';

const raw = writeIdx({ type: 'uint8', shape: [3, 2], data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
const stored = new Uint8Array(gzipSync(raw, { level: 9 }));
const file: DataFile = {
  path: 'tiny/inputs-idx2-ubyte.gz',
  role: 'train',
  holds: 'inputs',
  format: 'idx',
  bytes: stored.length,
  sha256: sha256Of(stored),
  raw: { bytes: raw.length, sha256: sha256Of(raw) },
  dtype: 'uint8',
  shape: [3, 2],
  range: [1, 6],
};
const facts: DatasetFacts = { ...(await dataset('mnist')), id: 'tiny', files: [file] };

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frugal-data-'));
  await mkdir(join(folder, 'tiny'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('dataFolder', () => {
  it('is FRUGAL_DATA, else the cache of the user', () => {
    expect(dataFolder({ FRUGAL_DATA: '/data' })).toBe('/data');
    expect(dataFolder({ FRUGAL_DATA: 'here', XDG_CACHE_HOME: '/cache' })).toBe(resolve('here'));
    expect(dataFolder({ FRUGAL_DATA: '', XDG_CACHE_HOME: '/cache' })).toBe('/cache/frugal/data');
    expect(dataFolder({})).toBe(join(homedir(), '.cache', 'frugal', 'data'));
    expect(dataFolder({ XDG_CACHE_HOME: 'relative' })).toBe(
      join(homedir(), '.cache', 'frugal', 'data'),
    );
  });
});

describe('a file of the data folder', () => {
  const states = async (): Promise<string[]> => [
    (await glanceAtFile(file, folder)).state,
    (await verifyFile(file, folder)).state,
  ];

  it('is found as it was published', async () => {
    await writeFile(join(folder, file.path), stored);
    expect(await states()).toEqual(['present', 'present']);
    const part = await decodeFile(facts, file, await readDataFile(facts, file, folder));
    expect(part.inputs?.data).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6));
  });

  it('is found decompressed, or compressed by another program', async () => {
    await writeFile(join(folder, 'tiny/inputs-idx2-ubyte'), raw);
    expect(await states()).toEqual(['present', 'present']);
    expect(await readDataFile(facts, file, folder)).toEqual(Buffer.from(raw));
    await writeFile(join(folder, file.path), gzipSync(raw, { level: 0 }));
    expect(await states()).toEqual(['present', 'present']);
    const part = await decodeFile(facts, file, await readDataFile(facts, file, folder));
    expect(part.inputs?.shape).toEqual([3, 2]);
  });

  it('is missing: which, where, and what to do', async () => {
    expect(await states()).toEqual(['missing', 'missing']);
    await expect(readDataFile(facts, file, folder)).rejects.toThrow(
      `no ${file.path} in ${folder}; run "frugal data fetch tiny", put the file at ${join(folder, file.path)}, or set FRUGAL_DATA to a folder that has it`,
    );
  });

  it('is damaged: what was found and expected', async () => {
    const bad = stored.slice();
    bad[bad.length - 1] ^= 1;
    await writeFile(join(folder, file.path), bad);
    expect(await states()).toEqual(['present', 'damaged']);
    await expect(readDataFile(facts, file, folder)).rejects.toThrow(
      `damaged file ${join(folder, file.path)}: ${stored.length} bytes with SHA-256 ${sha256Of(bad)}, expected ${stored.length} bytes with ${file.sha256}; delete it, then run "frugal data fetch tiny"`,
    );
    await writeFile(join(folder, file.path), stored.subarray(0, 20));
    expect(await states()).toEqual(['damaged', 'damaged']);
  });

  it('is not a folder', async () => {
    await mkdir(join(folder, file.path));
    expect((await glanceAtFile(file, folder)).state).toBe('damaged');
    await expect(readDataFile(facts, file, folder)).rejects.toThrow(
      `cannot read ${join(folder, file.path)}`,
    );
  });

  it('has the shape of the catalogue, or is refused', async () => {
    const other = { ...file, shape: [2, 3] };
    await expect(decodeFile(facts, other, stored)).rejects.toThrow(
      'tiny/inputs-idx2-ubyte.gz: inputs of shape 3 × 2, expected 2 × 3',
    );
  });
});

describe('decodeFile', () => {
  const csv = (text: string, changes: Partial<DataFile>): Promise<unknown> =>
    decodeFile(
      { ...facts, classes: ['ash', 'oak'] },
      {
        ...file,
        raw: undefined,
        path: 'tiny/t.csv',
        holds: 'labelled',
        format: 'csv',
        dtype: 'decimal',
        ...changes,
      },
      new TextEncoder().encode(text),
    );

  it('takes the labels out of a table', async () => {
    expect(await csv('1,7,2\n3,8,4\n', { shape: [2, 3], labelColumn: 1, firstLabel: 7 })).toEqual({
      inputs: { type: 'float64', shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) },
      labels: { type: 'float64', shape: [2], data: Float64Array.of(0, 1) },
    });
    expect(
      await csv('a,b\n5,oak\n6,ash\n', {
        shape: [2, 2],
        header: true,
        labelColumn: 1,
        namedLabels: true,
      }),
    ).toEqual({
      inputs: { type: 'float64', shape: [2, 1], data: Float64Array.of(5, 6) },
      labels: { type: 'float64', shape: [2], data: Float64Array.of(1, 0) },
    });
  });

  it('refuses a table of another width', async () => {
    await expect(csv('1\n2\n', { shape: [2, 3], labelColumn: 2 })).rejects.toThrow(
      '1 columns, expected more than 2',
    );
    await expect(csv('1,2\n', { shape: [2, 2], labelColumn: 1 })).rejects.toThrow(
      'inputs of shape 1 × 1, expected 2 × 1',
    );
  });
});

const available = (
  await Promise.all(
    (await catalogue()).flatMap(({ files }) => files.map((each) => glanceAtFile(each))),
  )
).every(({ state }) => state === 'present');
const note = available ? '' : ` (skipped: ${dataFolder()} lacks data; set FRUGAL_DATA)`;

describe('the real data', () => {
  it.skipIf(!available)(`are what the catalogue says${note}`, async () => {
    for (const { id } of await catalogue()) {
      const data = await loadDataset(id);
      for (const role of ['train', 'valid', 'test', 'all'] as const) {
        const inputs = data[role]?.inputs;
        const source = data.facts.files.find(
          (each) => each.role === role && each.holds === 'inputs',
        );
        if (inputs === undefined || source === undefined || inputs.data.length > 1e7) continue;
        let [least, most] = [Infinity, -Infinity];
        for (const value of inputs.data)
          [least, most] = [Math.min(least, value), Math.max(most, value)];
        expect([least, most], id).toEqual(source.range);
      }
    }
  });
});
