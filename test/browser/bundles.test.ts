/**
 * The program of the README, bundled for the web by three bundlers as they come: no options, no warnings, no solver among what
 * they ship, and in Chromium the numbers of Node.
 */

import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { rolldown } from 'rolldown';
import { build as vite } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built } from '../built.ts';
import { nodes, spawnNode } from '../nodes.ts';
import { ROOT, read } from '../sources.ts';
import { findChromium } from './chromium.ts';
import { serveFolder } from './folder.ts';

const executablePath = findChromium();
const PROGRAM = (/```ts\n([\s\S]*?)```/.exec(read('README.md'))?.[1] ?? '').replace(
  'epochs: 5',
  'epochs: 2',
);

interface Esbuild {
  build(options: Readonly<Record<string, unknown>>): Promise<{ warnings: unknown[] }>;
}

/** esbuild comes with the site's builder. */
function esbuild(): Esbuild {
  const site = createRequire(join(ROOT, 'docs', 'site', 'package.json'));
  return createRequire(site.resolve('vitepress'))('esbuild');
}

/** Bundlers by name: each makes `<out>/app.js` of `app.js` and gives its warnings. */
const BUNDLERS: Readonly<Record<string, (folder: string, out: string) => Promise<unknown[]>>> = {
  async esbuild(folder, out) {
    const { warnings } = await esbuild().build({
      ...{ absWorkingDir: folder, entryPoints: ['app.js'], outdir: out },
      ...{ bundle: true, format: 'esm', logLevel: 'silent' },
    });
    return warnings;
  },
  async rolldown(folder, out) {
    const warnings: unknown[] = [];
    const bundle = await rolldown({
      ...{ cwd: folder, input: 'app.js', platform: 'browser' },
      onwarn: (warning) => warnings.push(warning.message),
    });
    await bundle.write({ dir: out, format: 'esm' });
    await bundle.close();
    return warnings;
  },
  async vite(folder, out) {
    const warnings: unknown[] = [];
    await vite({
      ...{ root: folder, configFile: false, logLevel: 'silent' },
      build: {
        ...{ outDir: out, emptyOutDir: false },
        rollupOptions: {
          input: join(folder, 'app.js'),
          output: { entryFileNames: 'app.js' },
          onwarn: (warning) => warnings.push(warning.message),
        },
      },
    });
    return warnings;
  },
};

describe.skipIf(!built)('the program of the README in a bundle', () => {
  let folder: string;
  let expected: string[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'frugal-bundle-'));
    await mkdir(join(folder, 'node_modules'));
    await symlink(ROOT, join(folder, 'node_modules', 'frugal'), 'junction');
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, 'app.js'), PROGRAM);
    const node = nodes.at(-1) ?? nodes[0];
    const strict = PROGRAM.replace('seed: 1', "seed: 1, arithmetic: 'strict'");
    const { stdout } = await spawnNode(node, ['--input-type=module', '-e', strict]);
    expected = stdout.trim().split('\n');
    await writeFile(join(folder, 'app.js'), strict);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(Object.keys(BUNDLERS))('of %s', async (name) => {
    const out = join(folder, name);
    await mkdir(out);
    expect(await BUNDLERS[name](folder, out)).toEqual([]);
    const files = await readdir(out, { recursive: true });
    expect(files.filter((file) => file.endsWith('.wasm'))).toEqual([]);
    const texts = await Promise.all(
      files.filter((file) => file.endsWith('.js')).map((file) => readFile(join(out, file), 'utf8')),
    );
    expect(texts.join('').length).toBeLessThan(1_000_000);
    expect(texts.some((text) => /from\s*["']node:|import\(["']node:/.test(text))).toBe(false);
    if (executablePath === undefined) return;

    await writeFile(join(out, 'index.html'), '<script type="module" src="app.js"></script>');
    const server = await serveFolder(out);
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
    try {
      const page = await browser.newPage();
      const lines: string[] = [];
      const done = new Promise<void>((resolve, reject) => {
        page.on('console', (message) => {
          if (message.type() === 'log') lines.push(message.text());
          if (lines.length === expected.length) resolve();
        });
        page.on('pageerror', reject);
      });
      await page.goto(server.origin);
      await done;
      expect(lines).toEqual(expected);
    } finally {
      await browser.close();
      await server.close();
    }
  });
});
