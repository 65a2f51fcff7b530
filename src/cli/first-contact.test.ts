/** What a newcomer types: words of other programs, settings in any form, options twice or without effect. */

import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { studies } from '../studies/registry.ts';
import { ABOUT } from './commands.ts';
import { inFolderOfItsOwn } from './fixtures/folder.ts';
import { heard, memory } from './fixtures/world.ts';
import { COMMANDS } from './program.ts';

inFolderOfItsOwn();

const ours = (...words: string[]) => heard(words, {}, { studies, registry: undefined });
const counting = (...words: string[]) =>
  heard(['run', 'counting', '--no-report', '--json', ...words]);

/** Parameters of a run as its summary tells them. */
const parametersOf = (out: string): Record<string, unknown> =>
  (JSON.parse(out.trim().split('\n').at(-1) ?? '') as { summary: { parameters: object } }).summary
    .parameters as Record<string, unknown>;

describe('an option that is not there', () => {
  it.each([
    ['--learning-rate', 'set-mlp', '--rate'],
    ['--lr', 'plasticity', '--rate'],
    ['--batch_size', 'set-mlp', '--batch'],
    ['--dataset', 'set-mlp', '--task'],
    ['--optimizer', 'set-mlp', '--optimiser'],
    ['--weight-decay', 'set-mlp', '--decay'],
    ['--sparsity', 'set-mlp', '--density'],
    ['--repeats', 'cog20', '--replicates'],
    ['--random-state', 'discrete', '--seed'],
    ['--workers', 'set-mlp', '--jobs'],
    ['--config', 'set-mlp', '--set'],
    ['--overwrite', 'set-mlp', '--fresh'],
    ['--epoch', 'set-mlp', '--epochs'],
  ])('%s of %s is taken for %s', async (given, study, meant) => {
    expect(await ours('run', study, given, '1')).toEqual({
      code: 2,
      out: '',
      err: `error: unknown option "${given}"; did you mean "${meant}"?\n`,
    });
  });
});

describe('a list in pieces', () => {
  it('is asked for with commas', async () => {
    for (const words of [
      ['--hidden', '1000', '1000'],
      ['--hidden', '1000,', '1000', '--epochs', '3'],
    ])
      expect((await ours('run', 'set-mlp', ...words)).err).toBe(
        'error: --hidden takes one list with commas between its items: --hidden 1000,1000\n',
      );
  });
});

describe('an option twice', () => {
  it('is refused where the values differ', async () => {
    expect(await counting('--preset', 'smoke', '--preset', 'quick')).toEqual({
      code: 2,
      out: '',
      err: 'error: --preset is given twice, as "smoke" and as "quick": leave one out\n',
    });
    expect((await counting('--steps', '3', '--steps', '3')).code).toBe(0);
  });
});

describe('a parameter without effect', () => {
  it('is named where it was given, and not where it only has its default', async () => {
    const small = '--hidden 10 --train-limit 20 --test-limit 10 --epochs 1 --no-report --json';
    const idle = '--epsilon 5 --density 0.1 --optimiser adam --momentum 0.5 --set zeta=0.5';
    const { code, err } = await ours(
      ...['run', 'set-mlp', '--methods', 'static', ...`${small} ${idle}`.split(' ')],
    );
    expect([code, err.trim().split('\n').sort()]).toEqual([
      0,
      [
        'warning: --epsilon 5 has no effect: --density 0.1 takes its place',
        'warning: --momentum 0.5 has no effect: Adam has its own',
        'warning: --zeta 0.5 has no effect: no network that is trained rewires',
      ],
    ]);
  });
});

describe('--set', () => {
  it('takes name=value and files, later ones over earlier ones, below the flags', async () => {
    await writeFile('some.json', JSON.stringify({ steps: 5, density: 0.3, widths: [2] }));
    const words = ['--set', 'density=0.2', 'some.json', 'widths=3,4', 'seed=7', '--steps', '3'];
    const { code, out } = await counting(...words);
    expect(code).toBe(0);
    expect(parametersOf(out)).toMatchObject({ steps: 3, density: 0.3, widths: [3, 4] });
    expect(out).toContain('"seed":7');
    expect(
      parametersOf((await counting('--set', 'steps=2', '--set', 'scale=inf')).out),
    ).toMatchObject({
      steps: 2,
      scale: 'Infinity',
    });
  });

  it.each([
    ['steps=many', 'steps "many" is not an integer in [1, 10000]'],
    ['density=2', 'density 2 is outside (0, 1]'],
    ['densty=0.1', 'unknown parameter "densty" of counting; did you mean "density"?'],
    ['zzzzzzzz=1', 'unknown parameter "zzzzzzzz" of counting; see frugal describe counting'],
  ])('refuses %s', async (word, message) => {
    expect(await counting('--set', word)).toEqual({ code: 2, out: '', err: `error: ${message}\n` });
  });

  it('is the same word for the settings of a solver', async () => {
    await ours('instance', '--inputs', '21', '--load', '0.3', '--out', 'problem.json');
    await writeFile('sbpi.json', JSON.stringify({ chance: 0.2 }));
    for (const setting of ['chance=0.2', 'sbpi.json'])
      expect((await ours('solve', 'problem.json', '--set', setting)).out).toMatch(/^solved/);
  });
});

describe('the list of commands', () => {
  it('tells the arguments that each takes', async () => {
    expect(Object.keys(ABOUT)).toEqual(Object.keys(COMMANDS));
    for (const [name, load] of Object.entries(COMMANDS)) {
      const program = new Command('frugal');
      const out = memory();
      const world = { studies: {}, out, err: out, name: 'frugal', onStop: () => () => {} };
      const register = await load();
      await register(program, { ...world, quit: () => process.exit(1) }, undefined, () => {});
      const command = program.commands.find((each) => each.name() === name);
      const [terms, about] = ABOUT[name];
      const listed = new Command('frugal').command(`${name} ${terms}`.trim()).description(about);
      const termsOf = (of: Command | undefined) =>
        of?.registeredArguments.map((each) => [each.name(), each.required, each.variadic]);
      expect(termsOf(command)).toEqual(termsOf(listed));
    }
  });
});

describe('a message', () => {
  it('names commands as the program was called', async () => {
    const called = await heard(['run', 'counting', '--density'], {}, { name: 'npx frugal' });
    expect(called.err).toMatch(/; see npx frugal run counting --help\n$/);
  });
});
