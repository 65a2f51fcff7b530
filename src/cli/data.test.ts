import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { studies } from '../studies/registry.ts';
import { dataset, rawPath } from '../tasks/catalogue.ts';
import { dataFolder, glanceAtFile } from '../tasks/files.node.ts';
import { registerData } from './data.ts';
import { dataStatus, dataTable, formatBytes } from './data-list.ts';

const [WINE, COLON] = [await dataset('wine'), await dataset('colon')];
let folder = '';
let output = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frugal-cli-'));
  output = '';
  vi.stubEnv('FRUGAL_DATA', folder);
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    output += String(chunk);
    return true;
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const frugal = (...words: string[]): Promise<Command> => {
  const program = new Command('frugal');
  registerData(program, { studies, name: 'frugal' });
  return program.parseAsync(['data', ...words], { from: 'user' });
};

const put = async (path: string, text: string): Promise<void> => {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), text);
};

describe('frugal data list', () => {
  it('prints a table of all data sets, whatever is here', async () => {
    await put('wine/wine.csv', 'x'.repeat(WINE.files[0].bytes));
    await put('iris/iris.data.csv', 'too short');
    await put(rawPath(COLON.files[0]), 'y'.repeat(COLON.files[0].raw?.bytes ?? 0));
    await frugal('list');
    const lines = output.split('\n');
    expect(lines[0]).toMatch(
      /^data set +what +examples × features +classes +size +state +fetch +studies +licence$/,
    );
    const row = (id: string): string => lines.find((line) => line.startsWith(`${id} `)) ?? '';
    expect(row('digits')).toMatch(/endless × 784 +10 +– +built in +– +plasticity set-mlp.* MIT$/);
    expect(row('fashion-mnist')).toMatch(
      /60,000 \+ 10,000 × 784 +10 +30\.9 MB +missing +yes +plasticity set-mlp.* MIT$/,
    );
    expect(row('wine')).toMatch(
      /178 × 13 +3 +10\.8 kB +present +yes +plasticity set-mlp.* CC BY 4\.0$/,
    );
    expect(row('iris')).toMatch(/150 × 4 +3 +4\.5 kB +damaged/);
    expect(row('colon')).toMatch(/partial +yes +plasticity/);
    expect(row('cifar10-subset')).toMatch(/missing +convert +plasticity/);
    expect(row('nips-0-12')).toMatch(/400 \+ 1,240 × 500 +– .* yes +set-rbm /);
    expect(output).not.toContain('does not exist');
    expect(lines.at(-2)).toBe(`1 of 27 data sets in ${folder}`);
    // Columns are aligned: every state begins in the same place.
    const column = lines[0].indexOf('state');
    for (const line of lines.slice(1, 29)) expect(line.slice(column - 2, column)).toBe('  ');
  });

  it('says that its folder does not exist, and what to do', async () => {
    vi.stubEnv('FRUGAL_DATA', join(folder, 'nowhere'));
    await frugal('list');
    expect(output).toMatch(
      /0 of 27 data sets in .*nowhere\nthat folder does not exist: set FRUGAL_DATA/,
    );
  });

  it('leaves columns out on a narrow terminal, never the state', async () => {
    const lines = dataTable(await dataStatus([], false, folder), folder, new Map(), 80).split('\n');
    expect(Math.max(...lines.slice(0, -4).map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines[0]).toMatch(/^data set +examples × features .*state/);
  });

  it('prints a line of JSON each with --json', async () => {
    await frugal('list', '--json');
    const lines = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.length).toBe(27);
    expect(lines[0]).toMatchObject({ id: 'mnist', state: 'missing', bytes: 11_594_722 });
    expect(lines[0].files[0]).toMatchObject({
      path: 'mnist/train-images-idx3-ubyte.gz',
      state: 'missing',
      found: join(folder, 'mnist/train-images-idx3-ubyte.gz'),
    });
  });
});

describe('frugal data verify', () => {
  it('is content where nothing is here', async () => {
    await frugal('verify');
    expect(output).toBe(`no data in ${folder}\n`);
  });

  it('fails where a file is damaged, and shows which', async () => {
    await put('wine/wine.csv', 'x'.repeat(WINE.files[0].bytes));
    await expect(frugal('verify')).rejects.toThrow('wine is damaged; run "frugal data fetch wine"');
    expect(output).toMatch(
      /^damaged {2}wine {2}1 file {2}10\.8 kB\n {2}damaged .*wine\.csv: 10782 bytes with SHA-256/,
    );
  });

  it('fails where a named data set is missing', async () => {
    await expect(frugal('verify', 'iris', 'wine')).rejects.toThrow(
      'iris is missing, wine is missing',
    );
    await expect(frugal('verify', 'mnits')).rejects.toThrow('did you mean "mnist"?');
  });
});

describe('frugal data fetch', () => {
  it('checks all names before it begins', async () => {
    await expect(frugal('fetch', 'iris', 'mnits')).rejects.toThrow('unknown data set "mnits"');
    expect(output).toBe('');
  });

  it('says what to do where only an archive is offered', async () => {
    await expect(frugal('fetch', 'cifar10-subset')).rejects.toThrow(
      'unpack them, then "frugal data convert cifar10-subset <their folder>"',
    );
  });
});

describe('frugal data list --paper', () => {
  it('has the fifteen sets of an article, with what stands for them', async () => {
    await frugal('list', '--paper', 'set');
    const lines = output.split('\n');
    expect(lines.indexOf('')).toBe(16);
    expect(lines[1]).toMatch(/^ADULT +RBM +5,000 \+ 26,147 × 123 +adult +missing +whole/);
    expect(lines[13]).toMatch(/^CIFAR-10 +MLP, CNN .* cifar10-subset +missing +differs/);
    expect(output).toContain('HIGGS: 10,000 + 5,000 rows of it; all:\nhttps://archive.ics.uci.edu');
    await expect(frugal('list', '--paper', 'sett')).rejects.toThrow('did you mean "set"?');
  });
});

describe('frugal data convert', () => {
  it('says what a set is made of', async () => {
    await frugal('convert', 'dna');
    expect(output).toMatch(/^dna is made of\n {2}dna\.npz {2}https:.*\n {2}dna\.tsv\.gz {2}https:/);
    expect(output).toContain('frugal data fetch dna');
    await expect(frugal('convert', 'wine')).rejects.toThrow('"frugal data fetch wine"');
    await expect(frugal('convert', 'dnna')).rejects.toThrow('did you mean "dna"?');
  });

  it('names the original that is missing, and one that is another version', async () => {
    await put('a/dna.npz', 'x');
    await expect(frugal('convert', 'dna', join(folder, 'a'))).rejects.toThrow(
      'dna is made of dna.npz, dna.tsv.gz; dna.tsv.gz is not among the files given; it is at https:',
    );
    await put('b/rcv1.valid.data', `${'0,1,'.repeat(75)}\n`);
    await expect(frugal('convert', 'rcv1-subset', join(folder, 'b'))).rejects.toThrow(
      /^valid-features-idx2-ubyte made of rcv1\.valid\.data has 162 bytes .* the originals are other versions$/,
    );
    await expect(frugal('convert', 'dna', join(folder, 'c'))).rejects.toThrow('does not exist');
  });
});

describe('frugal data show', () => {
  it('tells what would be learned of a file', async () => {
    await put('flowers.csv', 'w,species\n1,a\n2,b\n3,a\n4,b\n');
    await frugal('show', join(folder, 'flowers.csv'), '--test-share', '0.5', '--scaling', 'range');
    const lines = output.split('\n');
    expect(lines.slice(0, 4)).toEqual([
      'task      flowers.csv (CSV), 4 examples of 1 features',
      'examples  2 to train, 2 to test',
      'features  1: w',
      'classes   2: a (1 + 1), b (1 + 1)',
    ]);
    expect(lines[4]).toMatch(/^digest {4}[0-9a-f]{64}$/);
    expect(output).toContain(
      'note      The answers are taken from column "species": it is called so.',
    );
    output = '';
    await frugal('show', join(folder, 'flowers.csv'), '--json');
    expect(JSON.parse(output)).toMatchObject({ features: 1, stored: 1, trainExamples: 2 });
  });

  it('tells of what is sparse, and of numbers', async () => {
    await put('a.svm', '0.5 1:1\n1.5 900:2\n2.5 3:1\n3.5 4:1\n');
    await frugal('show', join(folder, 'a.svm'));
    expect(output).toContain('stored    sparse, 0.11 % of all numbers');
    expect(output).toContain('answers   numbers: target');
  });

  it('refuses as a run would', async () => {
    await expect(frugal('show', 'wine', '--label', 'x')).rejects.toThrow('is for files');
    await expect(frugal('show', 'x.csv', '--split', 'odd')).rejects.toThrow('unknown split "odd"');
  });
});

describe('formatBytes', () => {
  it('keeps one decimal', () => {
    expect([5600, 1_589_458, 2_816_407_858].map(formatBytes)).toEqual([
      '5.6 kB',
      '1.6 MB',
      '2.8 GB',
    ]);
  });
});

const here = process.env.FRUGAL_DATA === undefined ? '' : dataFolder();
const found = here !== '' && (await glanceAtFile(WINE.files[0], here)).state === 'present';

describe('with real data', () => {
  it.skipIf(!found)(`wine is present${found ? '' : ' (skipped: set FRUGAL_DATA)'}`, async () => {
    const status = await dataStatus(['wine'], true, here);
    expect(status[0].state).toBe('present');
    expect(dataTable(status, here, new Map())).toContain('1 of 1 data sets');
  });
});
