import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { heard } from './fixtures/world.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frugal-associations-'));
  file = join(folder, 'a.json');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const run = (...words: string[]) => heard(['associations', ...words]);
const reference = ['--inputs', '20', '--associations', '10', '--generator', 'reference'];

describe('frugal associations', () => {
  it('draws the instance of a seed and solves it', async () => {
    expect(await run('draw', ...reference, '--seed', '1', '--out', file)).toMatchObject({
      ...{ code: 0, out: `${file}\n`, err: '' },
    });
    expect((await run('draw', ...reference)).out).toBe(await readFile(file, 'utf8'));
    // Margins of this instance: exact linear and integer programs, by two independent solvers.
    expect((await run('solve', file)).out).toMatch(/^optimal\n {2}robustness κ̃ {2}1\.21967\d\d\n/);
    const { out } = await run('solve', file, '--gap', '3', '--json');
    const found = JSON.parse(out) as { status: string; margin: number; weights: number[] };
    expect(found.status).toBe('optimal');
    expect(found.margin).toBeCloseTo(1.118034, 6);
    expect(found.weights.every((w) => w === 0 || Math.abs(w) > 3 - 1e-6)).toBe(true);
    expect((await run('solve', file, '--density', '0.2', '--method', 'elimination')).out).toMatch(
      /^feasible\n.*, at most 1\.2196734\n/,
    );
  });

  it('keeps prescribed signs', async () => {
    await run('draw', ...reference, '--inhibitory', '0.2', '--out', file);
    expect((await run('solve', file)).out).toContain('0.9938080');
  });

  it('says where there are no weights', async () => {
    await run('draw', '--inputs', '4', '--associations', '40', '--out', file);
    expect(await run('solve', file)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^not separable: no weights/),
    });
  });

  it.each<[string[], string]>([
    [['draw', '--input-activity', '1'], 'input-activity 1 is outside (0, 1)'],
    [['draw', '--inputs', '0'], 'inputs 0 is not an integer in [1, 1000000]'],
    [['draw', '--generator', 'lcg'], 'unknown generator "lcg"'],
    [['solve', 'nowhere.json'], 'nowhere.json does not exist'],
    [['solve'], '<file> is missing'],
  ])('refuses %j and writes nothing', async (words, message) => {
    const { code, out, err } = await run(...words);
    expect([code > 0, out]).toEqual([true, '']);
    expect(err).toMatch(`error: ${message}`);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each<[(json: Record<string, unknown>) => void, string[], string]>([
    [(json) => (json.labels = [2]), [], 'labels has 1 entries, not 10'],
    [(json) => (json.inputActivity = null), [], 'inputActivity null is not a list'],
    [(json) => (json.outputActivity = 1.5), [], 'outputActivity 1.5 is outside (0, 1)'],
    [() => {}, ['--density', '0.13'], 'density 0.13 is none of 1/20'],
    [() => {}, ['--gap', '21'], 'gap 21 is outside [0, 20]'],
  ])('names what is wrong in a file (%#)', async (spoil, words, message) => {
    await run('draw', ...reference, '--out', file);
    const json = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    spoil(json);
    await writeFile(file, JSON.stringify(json));
    const { code, err } = await run('solve', file, ...words);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
