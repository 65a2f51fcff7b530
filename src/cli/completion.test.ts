/** What may come next, and the shells that ask for it. */

import { execFileSync, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../tasks/catalogue.ts';
import { inFolderOfItsOwn } from './fixtures/folder.ts';
import { heard } from './fixtures/world.ts';

inFolderOfItsOwn();

const next = async (...words: string[]) =>
  (await heard(['complete', '--', ...words])).out
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [line.split('\t')[0]]));

describe('what may come next', () => {
  it('are commands, studies and options', async () => {
    expect(await next('')).toEqual(expect.arrayContaining(['run', 'describe', 'completion']));
    expect(await next('')).not.toContain('complete');
    expect(await next('re')).toEqual(['report']);
    expect(await next('run', '')).toEqual(['counting']);
    expect(await next('run', 'counting', '--de')).toEqual(['--density', '--debug']);
    expect(await next('race', '')).toEqual(['counting']);
    expect(await next('sweep', '')).toEqual(expect.arrayContaining(['counting', 'status']));
    expect(await next('sweep', 'cou')).toEqual(['counting']);
    expect(await next('sweep', 'counting', '--ax')).toEqual(['--axis']);
    expect(await next('race', 'counting', '--me')).toEqual(['--measure']);
    expect(await next('run', '--see')).toEqual(['--seed', '--seeds']);
    expect(await next('data', '')).toEqual(['list', 'show', 'fetch', 'convert', 'verify']);
    expect(await next('nothing', '')).toEqual([]);
  });

  it('are not options that stand there already', async () => {
    expect(await next('run', 'counting', '--seed', '3', '--see')).toEqual(['--seeds']);
  });

  it('are presets, choices and settings, also behind an equals sign', async () => {
    expect(await next('run', 'counting', '--preset', '')).toEqual(['smoke', 'quick', 'paper']);
    expect(await next('run', 'counting', '--rule', 'd')).toEqual(['diverge']);
    expect(await next('run', 'counting', '--rule=m')).toEqual(['--rule=mean']);
    expect(await next('run', 'counting', '--set', 'de')).toEqual(['density=']);
    expect(await next('run', 'counting', '--arithmetic', 's')).toEqual(['strict']);
  });

  it('are the data sets and the tasks there are', async () => {
    expect(await next('data', 'fetch', '')).toEqual((await catalogue()).map(({ id }) => id));
    expect(await next('data', 'fetch', 'iris', 'ir')).toEqual([]);
    expect(await next('task', 'dlydm1')).toContain('dlydm1seqr');
  });

  it('is nothing to tell where a file or a number is meant', async () => {
    expect(await next('run', 'counting', '--out', '')).toEqual([]);
    expect(await next('solve', '')).toEqual([]);
    expect(await next('run', 'counting', '--steps', '')).toEqual([]);
  });

  it('comes with a description', async () => {
    const { out } = await heard(['complete', '--', 'run', 'counting', '--den']);
    expect(out).toBe('--density\tshare of numbers that count, ρ\n');
  });

  it('refuses an unknown shell', async () => {
    expect((await heard(['completion', 'zhs'])).err).toBe(
      'error: unknown shell "zhs"; did you mean "zsh"? Known: bash, zsh, fish\n',
    );
  });
});

const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;
const main = fileURLToPath(new URL('./fixtures/main.ts', import.meta.url));

/** The script for a shell, which asks the program of the tests. */
const scriptFor = async (shell: string) => {
  await writeFile('script', execFileSync(process.execPath, [main, 'completion', shell]));
};

const CASES: readonly (readonly [line: string, found: string[]])[] = [
  ['frugal ru', ['run']],
  ['frugal run counting --preset ', ['smoke', 'quick', 'paper']],
  ['frugal run counting --rule m', ['mean']],
  ['frugal run counting --set de', ['density=']],
];

describe.skipIf(!has('bash'))('bash', () => {
  it('completes', async () => {
    await scriptFor('bash');
    const ask = (line: string, word: string) =>
      execFileSync('bash', [
        '-c',
        `source ./script
         compopt() { :; }
         COMP_LINE=$1 COMP_POINT=\${#1} COMP_WORDS=("" "$2") COMP_CWORD=1
         _frugal
         printf '%s\\n' "\${COMPREPLY[@]}"`,
        'bash',
        line,
        word,
      ])
        .toString()
        .trim()
        .split('\n');
    for (const [line, found] of CASES) expect(ask(line, line.split(' ').at(-1)!)).toEqual(found);
    // Readline takes what follows the equals sign for a word of its own.
    expect(ask('frugal run counting --rule=m', 'm')).toEqual(['mean']);
  });
});

describe.skipIf(!has('zsh'))('zsh', () => {
  it('completes', async () => {
    await scriptFor('zsh');
    const ask = (line: string) =>
      execFileSync('zsh', [
        '-f',
        '-c',
        `compdef() { : }
         _files() { print -r -- FILES }
         _describe() { print -rl -- "\${(@)shown%%:*}" }
         source ./script
         words=("\${(@s: :)1}") CURRENT=\${#words}
         _frugal`,
        'zsh',
        line,
      ])
        .toString()
        .trim()
        .split('\n');
    for (const [line, found] of CASES) expect(ask(line)).toEqual(found);
    expect(ask('frugal run counting --out ')).toEqual(['FILES']);
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  it('completes', async () => {
    await scriptFor('fish');
    const ask = (line: string) =>
      execFileSync('fish', ['--no-config', '-c', 'source ./script; complete -C $argv[1]', line])
        .toString()
        .trim()
        .split('\n')
        .map((each) => each.split('\t')[0]);
    for (const [line, found] of CASES) expect(ask(line).sort()).toEqual([...found].sort());
  });
});
