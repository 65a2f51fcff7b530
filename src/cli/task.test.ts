import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { studies } from '../studies/registry.ts';
import { cognitiveTask, seededTrial, trialPicture } from '../tasks/index.ts';
import { heard } from './fixtures/world.ts';
import { widthOf } from './text.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frugal-task-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const task = (...words: string[]) => heard(['task', ...words]);

describe('frugal task', () => {
  it('lists batteries and tasks within the width of the terminal', async () => {
    for (const columns of [80, 120]) {
      for (const words of [[], ['modcog126'], ['cog20'], ['--help']]) {
        const { code, out, err } = await heard(['task', ...words], { columns });
        expect([code, err]).toEqual([0, '']);
        for (const line of out.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns);
      }
    }
    const { out } = await task();
    for (const name of ['cog20', 'modcog82', 'modcog126', 'dlyanti', 'multidlydm', '…intrseql'])
      expect(out).toContain(name);
    expect((await task('modcog126')).out).toContain('dnmcintlseql');
  });

  it('prints the trial of a seed, the same each time, with or without noise', async () => {
    const { code, out, err } = await task('dlydm1seqr', '--seed', '3');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^dlydm1seqr, 28 steps of 100 ms\nstimuli at 0° /);
    expect((await task('dlydm1seqr', '--seed', '3')).out).toBe(out);
    const silent = (await task('dlydm1seqr', '--seed', '3', '--noise', '0')).out;
    expect(silent).toContain('ring 2: silent');
    expect(silent.split('\n')[1]).toBe(out.split('\n')[1]);
  });

  it('draws it as SVG, and leaves nothing else behind', async () => {
    const file = join(folder, 'trial.svg');
    expect(await task('dms', '--seed', '2', '--svg', file)).toEqual({
      ...{ code: 0, out: `${file}\n`, err: '' },
    });
    const svg = await readFile(file, 'utf8');
    expect(svg).toMatch(/^<svg [^>]*>.*<\/svg>\n$/s);
    for (const text of ['One trial of dms', 'inputs, ring 1', 'target', 'fixation', 'time (ms)'])
      expect(svg).toContain(text);
    expect(await readdir(folder)).toEqual(['trial.svg']);
  });

  it('gives it as JSON with every number', async () => {
    const { out } = await task('dmcintr', '--seed', '5', '--json', '--noise', '0');
    const bound = cognitiveTask('dmcintr');
    const { trial } = seededTrial(bound, { seed: 5, noise: false });
    const picture = trialPicture(bound, trial);
    const found = JSON.parse(out) as Record<string, unknown>;
    expect(found).toMatchObject({ task: 'dmcintr', steps: picture.steps, ring: 16, dt: 100 });
    expect(found.target).toEqual([...picture.target]);
    expect((found.rings as number[][][])[1].flat()).toEqual([...picture.rings[1]]);
  });

  it('describes a task, its variants and grids', async () => {
    expect((await task('dm1', '--about')).out).toContain('the stronger');
    const { out } = await task('contextdm1', '--variant', 'yang2019-original', '--seed', '1');
    expect(out).toMatch(/^contextdm1, \d+ steps of 20 ms\n/);
    expect((await task('go', '--dt', '20', '--ring', '32')).out).toContain('steps of 20 ms');
  });

  it('refuses what cannot be, with the reason', async () => {
    const refused = async (...words: string[]) => {
      const { code, err, out } = await task(...words);
      expect([code, out]).toEqual([2, '']);
      return err;
    };
    expect(await refused('dlygo1')).toContain('unknown task "dlygo1"; did you mean "dlygo"?');
    expect(await refused('cog21')).toContain('unknown battery "cog21"; did you mean "cog20"?');
    expect(await refused('modcog')).toContain('unknown battery "modcog"');
    expect(await refused('modcog132')).toContain('132');
    expect(await refused('go', '--ring', '15')).toContain(
      'ring 15 is odd: a stimulus and its opposite need an even number of positions, e.g. 16',
    );
    expect(await refused('go', '--dt', '30')).toContain(
      'dt 30 ms does not divide the 500 ms of period "fixation" (task "go")',
    );
    expect(await refused('go', '--noise', '2')).toContain('noise');
    expect(await refused('go', '--variant', 'yang18')).toContain('variant');
    expect(await refused('dlygointr', '--variant', 'yang2019-original')).toContain('unknown task');
  });

  it('shows what a network of a run answers', async () => {
    const run = join(folder, 'run');
    const real = { studies, registry: undefined };
    const small = ['--updates', '2', '--threads', '1', '--no-report', '--arithmetic', 'strict'];
    const made = await heard(
      ['run', 'modcog', '--preset', 'smoke', ...small, '--out', run],
      {},
      real,
    );
    expect(made.code, made.err).toBe(0);
    const show = (...words: string[]) => heard(['task', ...words, '--run', run], {}, real);
    const { code, out, err } = await show('goseqr', '--network', 'dense-16-16');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^One trial of goseqr, answered by dense-16-16\n\ngoseqr, 20 steps/);
    expect(out).toContain('answer: █ right  ░ missed  × wrong');
    const file = join(folder, 'answer.svg');
    expect((await show('dms', '--svg', file)).code).toBe(0);
    expect(await readFile(file, 'utf8')).toContain('answered by diagonal-16-1');
    const refused = async (...words: string[]) => (await show(...words)).err;
    expect(await refused('goseqr', '--network', 'dense-16-17')).toContain(
      'unknown network "dense-16-17"; did you mean "dense-16-16"?',
    );
    expect(await refused('goseqx')).toContain('unknown task of the run "goseqx"; did you mean');
    expect(await refused('go', '--dt', '20')).toContain('leave it out beside --run');
    const alone = await heard(['task', 'go', '--network', 'x'], {}, real);
    expect(alone.err).toContain('give --run too');
    const none = await heard(['task', 'go', '--run', folder], {}, real);
    expect(none.err).toContain('holds no run');
  });

  it('says what is wrong with a file that cannot be written', async () => {
    const { code, err } = await task('go', '--svg', join(folder, 'no', 'trial.svg'));
    expect(code).toBe(1);
    expect(err).toContain('trial.svg');
  });
});
