import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readNpz } from '../formats/npz.ts';
import { readDiscrete, unpackDiscrete } from '../tasks/discrete/files.ts';
import { evaluate } from '../tasks/discrete/index.ts';
import { heard } from './fixtures/world.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frugal-discrete-'));
  file = join(folder, 'a.json');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const run = (...words: string[]) => heard(words);
const small = ['--inputs', '201', '--load', '0.5', '--generator', 'reference'];

describe('frugal instance', () => {
  it('draws a problem, as JSON and as packed bits', async () => {
    const { code, out } = await run('instance', ...small);
    expect(code).toBe(0);
    const problem = readDiscrete(out);
    expect([problem.inputs, problem.patterns]).toEqual([201, 101]);
    const packed = join(folder, 'a.bits');
    expect(await run('instance', ...small, '--packed', '--out', packed)).toMatchObject({
      ...{ code: 0, out: `${packed}\n` },
    });
    expect(unpackDiscrete(await readFile(packed))).toEqual(problem);
  });
  it('draws committees, teachers and other levels', async () => {
    const { out } = await run(
      ...['instance', '--inputs', '11', '--units', '3', '--wiring', 'tree', '--goal', 'teacher'],
      ...['--levels', '-1,0,1', '--load', '0.5'],
    );
    const problem = readDiscrete(out);
    expect(problem).toMatchObject({ units: 3, wiring: 'tree', levels: [-1, 0, 1], patterns: 17 });
    expect(evaluate(problem, problem.teacher!).solved).toBe(true);
  });
});

describe('frugal solve', () => {
  it('finds weights and says what they cost', async () => {
    await run('instance', ...small, '--out', file);
    const weights = join(folder, 'w.json');
    const { code, out } = await run('solve', file, '--with', 'sbpi', '--out', weights);
    expect(code).toBe(0);
    expect(out).toMatch(/^solved\n {2}unsatisfied {3}0 of 101 patterns\n {2}sweeps {8}\d+\n/);
    expect(out).toMatch(/flips {9}[\d,]+ of 201 synapses/);
    const problem = readDiscrete(await readFile(file, 'utf8'));
    const found = JSON.parse(await readFile(weights, 'utf8')) as { weights: number[] };
    expect(evaluate(problem, found.weights).solved).toBe(true);
    const json = JSON.parse((await run('solve', file, '--json', '--set', 'chance=0.2')).out);
    expect(json).toMatchObject({ solver: 'sbpi', status: 'solved', errors: 0 });
  });

  it('writes the weights for NumPy, at once or by export', async () => {
    await run('instance', ...small, '--out', file);
    const [json, direct, later] = ['w.json', 'w.npz', 'v.npz'].map((name) => join(folder, name));
    for (const out of [json, direct]) await run('solve', file, '--out', out);
    expect(await run('export', json, '--to', 'npz', '--out', later)).toMatchObject({ code: 0 });
    const bytes = await readFile(direct);
    expect((await readFile(later)).equals(bytes)).toBe(true);
    const { weights } = JSON.parse(await readFile(json, 'utf8')) as { weights: number[] };
    const levels = readNpz(bytes, { name: direct }).value.get('levels');
    expect(levels?.data).toEqual(Int8Array.from(weights));
    expect((await run('export', json, '--to', 'onnx')).err).toContain(
      'w.json holds discrete synapses: they can be taken as npz, not onnx',
    );
  });

  it('proves of a small problem that there are no weights', async () => {
    await run('instance', '--inputs', '9', '--load', '4', '--out', file);
    expect(await run('solve', file, '--set', 'sweeps=20')).toMatchObject({
      code: 3,
      out: expect.stringMatching(/^unsatisfiable: none of the 512 configurations .*\n {2}unsat/),
    });
  });

  it('finds contradictions of any size at once', async () => {
    await run('instance', ...small, '--out', file);
    const problem = JSON.parse(await readFile(file, 'utf8')) as {
      patterns: string[];
      labels: number[];
    };
    problem.patterns.push(problem.patterns[7]);
    problem.labels.push(-problem.labels[7]);
    await writeFile(file, JSON.stringify(problem));
    expect(await run('solve', file)).toMatchObject({
      code: 3,
      out: expect.stringMatching(/^unsatisfiable: patterns 7 and 101 contradict each other/),
    });
    expect((await run('solve', '--help')).out).toContain('3  unsatisfiable: it is proved');
  });

  it('never calls a teacher unsatisfiable, ties or not', async () => {
    const words = ['--units', '3', '--load', '1', '--goal', 'teacher', '--seed', '1'];
    await run('instance', '--inputs', '10', ...words, '--out', file);
    const found = await run('solve', file, '--with', 'rsgd');
    expect(found.out).not.toContain('unsatisfiable');
    await run('instance', '--inputs', '4', ...words, '--out', file);
    expect((await run('solve', file, '--set', 'sweeps=1')).code).not.toBe(3);
  });

  it('warns where fields are often exactly at the threshold', async () => {
    const even = await run('instance', '--inputs', '10', '--load', '0.5', '--out', file);
    expect(even).toMatchObject({ code: 0, out: `${file}\n` });
    expect(even.err).toMatch(/^warning: inputs 10 is even: .* take an odd number\n$/);
    expect((await run('solve', file)).err).toContain('warning: inputs 10 is even');
    const at = ['instance', '--inputs', '11', '--threshold', '3', '--out', file];
    expect((await run(...at)).err).toContain('warning: threshold 3 with 11 inputs');
    for (const fine of [
      ['--inputs', '11'],
      ['--inputs', '10', '--levels', '-1,0,1'],
      ['--inputs', '10', '--threshold', '0.5'],
      ['--inputs', '10', '--threshold', '1'],
    ])
      expect((await run('instance', ...fine, '--out', file)).err).toBe('');
  });

  it('says so where it has found none, and ends with 1', async () => {
    await run('instance', '--inputs', '201', '--load', '1.5', '--out', file);
    const { code, out } = await run('solve', file, '--set', 'sweeps=5');
    expect(code).toBe(1);
    expect(out).toMatch(/^not solved: the solver gave up after 5 sweeps; whether weights exist/);
  });

  it.each<[string[], string]>([
    [['instance', '--units', '2'], 'units 2 is not an odd integer'],
    [['instance', '--levels', '-1,3,4'], 'levels [-1, 3, 4] are not two or more'],
    [['instance', '--packed'], 'packed bits are not for the terminal; add --out <file>'],
    [['instance', '--generator', 'reference', '--code', 'zero-one'], 'the reference generator'],
    [['solve', 'nowhere.json'], 'nowhere.json does not exist'],
  ])('refuses %j and writes nothing', async (words, message) => {
    const { code, out, err } = await run(...words);
    expect([code > 0, out]).toEqual([true, '']);
    expect(err).toContain(`error: ${message}`);
    expect(err.trim().split('\n').length).toBe(1);
  });

  it('refuses what is no problem, no solver and no setting', async () => {
    await writeFile(file, '{"format":"frugal discrete problem","version":1,"inputs":3}');
    expect((await run('solve', file)).err).toContain(`patterns nothing is not a list (${file})`);
    await run('instance', ...small, '--out', file);
    expect((await run('solve', file, '--with', 'spbi')).err).toContain(
      'unknown solver "spbi"; did you mean "sbpi"?',
    );
    expect((await run('solve', file, '--set', 'chanse=1')).err).toContain(
      'unknown setting of sbpi "chanse"; did you mean "chance"?',
    );
    expect((await run('solve', file, '--set', 'chance=often')).err).toContain(
      'setting "chance=often" is not name=number',
    );
    expect((await run('solve', file, '--set', 'chance')).err).toContain(
      'cannot read chance: there is no such file (--set takes name=value, or a JSON file)',
    );
  });
});
