/**
 * What the documents show works as it stands: every TypeScript program passes the strictest compiler and runs, every Python
 * program reads a run, every `frugal run` is a command that the program takes.
 */

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutAddress } from '../src/cli/run-address.ts';
import { addRunOptions, readRequest } from '../src/cli/run-options.ts';
import { loadStudy } from '../src/studies/registry.ts';
import { built } from './built.ts';
import { nodes, spawnNode } from './nodes.ts';
import { pythonWith, runPython } from './python.ts';
import { ROOT, read, trackedFiles } from './sources.ts';

const DOCUMENTS = trackedFiles().filter(
  (path) => /^(?:[A-Z]+\.md$|docs\/)/.test(path) && path.endsWith('.md'),
);

interface Block {
  readonly path: string;
  /** Among the blocks of its language in the document, from 1. */
  readonly number: number;
  readonly text: string;
}

/** The blocks of code in a language, of all documents. */
const blocks = (language: string): Block[] =>
  DOCUMENTS.flatMap((path) =>
    [...read(path).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
      ([, text], i) => ({ path, number: i + 1, text }),
    ),
  );

/** Blocks that import are programs; others are pieces of one. */
const PROGRAMS = blocks('ts').filter(({ text }) => /^import /m.test(text));
const titled = (list: readonly Block[]) =>
  list.map((block) => ({ ...block, title: `${block.path}, program ${block.number}` }));

describe.skipIf(!built)('a TypeScript program of the documents', () => {
  let folder: string;
  const fileOf = ({ path, number }: Block, ending: string) =>
    `${path.replace(/\W/g, '-')}-${number}.${ending}`;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'frugal-programs-'));
    await mkdir(join(folder, 'node_modules'));
    await symlink(ROOT, join(folder, 'node_modules', 'frugal'), 'junction');
    await symlink(join(ROOT, 'docs'), join(folder, 'docs'), 'junction');
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    for (const block of PROGRAMS) await writeFile(join(folder, fileOf(block, 'ts')), block.text);
    const strict = {
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
    };
    const options = {
      target: 'es2023',
      module: 'nodenext',
      lib: ['es2023', 'dom', 'dom.iterable'],
    };
    const compilerOptions = {
      ...{ ...strict, ...options, types: ['node'], skipLibCheck: true },
      typeRoots: [join(ROOT, 'node_modules', '@types')],
    };
    const files = PROGRAMS.map((block) => fileOf(block, 'ts'));
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('passes the compiler, as strict as it can be', async () => {
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const found = await promisify(execFile)(process.execPath, [tsc, '-p', folder]).then(
      () => '',
      ({ stdout }: { stdout: string }) => stdout,
    );
    expect(found).toBe('');
  });

  it.each(titled(PROGRAMS))('runs: $title', async (block) => {
    const node = nodes.at(-1) ?? nodes[0];
    // What it writes, it writes beside itself.
    const words = [join(folder, fileOf(block, 'js'))];
    const { code, stdout, stderr } = await spawnNode(node, words, '', folder);
    expect(code, stderr).toBe(0);
    // A program shows something; what only declares (a rule, a task) does not.
    if (/console\.log/.test(block.text)) expect(stdout.trim()).not.toBe('');
  });
});

describe('a command of the documents', () => {
  const commands = blocks('sh').flatMap(({ path, text }) =>
    text
      .replaceAll('\\\n', ' ')
      .split('\n')
      .flatMap((line) => {
        if (line.includes('$')) return [];
        const words = /^(?:exec )?(?:npx )?frugal run ((?:'[^']*'|[^#&|<>$'])*)/.exec(
          line.trim(),
        )?.[1];
        return words === undefined ? [] : [{ path, words: words.trim().split(/\s+/) }];
      }),
  );

  it('is one that the program takes', async () => {
    expect(commands.length).toBeGreaterThan(20);
    for (const { path, words: written } of commands) {
      const plain = written.map((word) => word.replace(/^'(.*)'$/, '$1'));
      const words = withoutAddress(['run', ...plain]).slice(1);
      const [name, ...rest] = words;
      // Files that are only named, and values that a shell puts in.
      if (rest.some((word) => /\.json$|…/.test(word))) continue;
      const study = await loadStudy(name);
      const command = new Command('run').argument('<study>').exitOverride();
      addRunOptions(command, study);
      const request = command
        .parseAsync(words, { from: 'user' })
        .then(() => readRequest(command, study));
      await expect(request, `${path}: ${words.join(' ')}`).resolves.toBeDefined();
    }
  });
});

const python = pythonWith('numpy', 'scipy.sparse', 'pandas');
if (python === undefined)
  console.warn(
    'no Python with NumPy, SciPy and pandas found: the programs of docs/python.md are not run',
  );

describe.skipIf(!built || python === undefined)('a Python program of docs/python.md', () => {
  let folder: string;
  let runs: string[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'frugal-python-'));
    for (const seed of ['1', '2']) {
      const words =
        'run set-mlp --hidden 40,40 --train-limit 200 --test-limit 50 --epochs 2 --no-report --seed';
      const out = join(folder, seed);
      const { code, stderr } = await spawnNode(nodes[0], [
        ...['bin/frugal.mjs', ...words.split(' '), seed, '--out', out],
      ]);
      expect(code, stderr).toBe(0);
    }
    runs = (await readdir(folder)).map((name) => join(folder, name));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const programs = blocks('python').filter(({ path }) => path === 'docs/python.md');
  const shown = [/dense[\s\S]*set[\s\S]*static/, /epoch[\s\S]*0\.\d/, /^\[\d \d \d \d \d\]/];

  it.each(titled(programs))('reads runs: $title', ({ text, number }) => {
    expect(programs).toHaveLength(shown.length);
    expect(runPython(python ?? '', text, ...runs)).toMatch(shown[number - 1]);
  });
});
