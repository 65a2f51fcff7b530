/** The package as its users meet it: what it exports, in every Node, and which files it ships. */

import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { built } from './built.ts';
import { nodes, spawnNode } from './nodes.ts';
import { filesUnder, ROOT, read, roomOf } from './sources.ts';

const MANIFEST: {
  readonly name: string;
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
} = JSON.parse(read('package.json'));

const ENTRIES = Object.entries(MANIFEST.exports).filter(
  (entry): entry is [string, Readonly<Record<string, string>>] => typeof entry[1] === 'object',
);
const SPECIFIERS = ENTRIES.map(([subpath]) => MANIFEST.name + subpath.slice(1));

/** The packaged list of files; npm is run by the Node it came with where that is known. */
async function packedFiles(): Promise<string[]> {
  const { npm_execpath: path, npm_node_execpath: node = process.execPath } = process.env;
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'];
  const npm = { path: path ? node : 'npm', version: '', major: 0 };
  const { code, stdout, stderr } = await spawnNode(npm, path ? [path, ...args] : args);
  if (code !== 0) throw new Error(stderr);
  // A list in npm 11, a table by name in npm 12.
  const answer: unknown = JSON.parse(stdout);
  const [{ files }] = Object.values(answer as Record<string, { files: { path: string }[] }>);
  return files.map((file) => file.path).sort();
}

describe('exports', () => {
  it('name the index of rooms', () => {
    for (const [subpath, { types, default: code }] of ENTRIES) {
      expect(code, subpath).toMatch(/^\.\/dist\/.*\.js$/);
      expect(types, subpath).toBe(code.replace(/\.js$/, '.d.ts'));
      expect(
        existsSync(join(ROOT, code.replace('./dist', 'src').replace(/\.js$/, '.ts'))),
        subpath,
      ).toBe(true);
    }
  });
});

describe('the program', () => {
  it('can be executed, before and after every build', () => {
    if (process.platform !== 'win32')
      expect(statSync(join(ROOT, MANIFEST.bin.frugal)).mode & 0o111).toBe(0o111);
  });

  it('says what to do where nothing is built yet', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'frugal-bin-'));
    try {
      mkdirSync(join(folder, 'bin'));
      const copy = join(folder, 'bin', 'frugal.mjs');
      copyFileSync(join(ROOT, MANIFEST.bin.frugal), copy);
      const { code, stdout, stderr } = await spawnNode(nodes[0], [copy, 'list']);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^error: Frugal is not built yet: run "npm run build"[^\n]*\n$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe.skipIf(!built)('the build', () => {
  it.each(nodes)('is imported by name in Node $version', async (node) => {
    const source = `
      const counts = {};
      for (const name of ${JSON.stringify(SPECIFIERS)}) counts[name] = Object.keys(await import(name)).length;
      console.log(JSON.stringify(counts));
    `;
    const { code, stdout, stderr } = await spawnNode(node, ['--input-type=module', '-e', source]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const counts: Record<string, number> = JSON.parse(stdout);
    expect(Object.keys(counts)).toEqual(SPECIFIERS);
    for (const [name, count] of Object.entries(counts)) expect(count, name).toBeGreaterThan(0);
  });

  it.each(nodes)('has a program that starts in Node $version', async (node) => {
    const program = join(ROOT, MANIFEST.bin.frugal);
    const { code, stdout, stderr } = await spawnNode(node, [program, '--version']);
    expect({ code, stdout: stdout.trim(), stderr }).toEqual({
      code: 0,
      stdout: MANIFEST.version,
      stderr: '',
    });
  });

  it('is shipped whole, and nothing else is', async () => {
    const files = await packedFiles();
    for (const [, { types, default: code }] of ENTRIES) {
      expect(files).toEqual(expect.arrayContaining([types.slice(2), code.slice(2)]));
    }
    expect(files).toEqual(
      expect.arrayContaining(['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md']),
    );
    expect(
      files.filter(
        (path) =>
          !/^(?:bin\/frugal\.mjs|docs\/(?!site\/).+|bench\/results\/latest\.md|dist\/.+\.(?:js|d\.ts|js\.map|json)|dist\/lab\/(?:index\.html|assets\/.+\.(?:css|wasm))|package\.json|[A-Z]+(?:\.md)?)$/.test(
            path,
          ),
      ),
    ).toEqual([]);
    expect(files.filter((path) => /\.test\.|fixtures/.test(path))).toEqual([]);
    // Links of the README and of the documents lead to files that are shipped.
    const pages = files.filter(
      (path) => path.endsWith('.md') && path !== 'bench/results/latest.md',
    );
    const astray = pages.flatMap((page) =>
      [
        ...read(page)
          .replace(/^```[\s\S]*?^```/gm, '')
          .matchAll(/\]\(<?([^)#\s>]+)/g),
      ]
        .map(([, target]) => target)
        .filter((target) => !/^[a-z]+:/.test(target))
        .map((target) => posix.normalize(posix.join(posix.dirname(page), target)))
        .filter((path) => !files.includes(path))
        .map((path) => `${page} links to ${path}, which is not shipped`),
    );
    expect(astray).toEqual([]);
    const sources = filesUnder('src').filter(
      // Hashes are pinned for tests alone.
      (path) => roomOf(path) !== undefined && !/\.test\.ts$|\/fixtures\/|pinned-hashes/.test(path),
    );
    const missing = sources
      .map((path) => path.replace('src/', 'dist/').replace(/\.ts$/, '.js'))
      .filter((path) => !files.includes(path));
    expect(missing).toEqual([]);
  });
});
