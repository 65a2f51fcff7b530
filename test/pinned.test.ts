/**
 * Bits are pinned: in strict arithmetic every study's smoke run ends with the hash that is written down beside the engine's
 * semantics: interrupted and taken up, on every Node, with any number of threads. In Chromium their pages in the lab do
 * (test/browser/lab.test.ts).
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ENGINE_SEMANTICS } from '../src/engine/semantics.ts';
import { studies } from '../src/studies/registry.ts';
import { built } from './built.ts';
import { nodes, runInNode, spawnNode } from './nodes.ts';
import { interruptedModule, readPinned, smokeModule } from './pinned.ts';

const { semantics, hashes } = readPinned();
const names = Object.keys(studies);
const CHANGED =
  'bits changed: raise ENGINE_SEMANTICS in src/engine/semantics.ts, name the change in CHANGELOG.md, and renew the hashes with npm run pin';

it('hashes are of these engine semantics, one of every study', () => {
  expect(semantics, CHANGED).toBe(ENGINE_SEMANTICS);
  expect(Object.keys(hashes).sort()).toEqual([...names].sort());
});

const here = nodes[0];
const elsewhere = nodes
  .slice(1)
  .flatMap((node) => names.map((name) => ({ name, node, version: node.version })));

it.skipIf(!built).each(names)(
  `%s comes to its bits on Node ${here.version}, interrupted on the way and taken up`,
  { timeout: 300_000 },
  async (name) => {
    const found = await runInNode(interruptedModule(name, [0.1, 0.6]), here);
    expect(found, CHANGED).toMatchObject({ hash: hashes[name] });
    // A job that is over in a moment may not have been asked before its end.
    expect(found).not.toMatchObject({ interrupted: 0 });
  },
);

it.skipIf(!built).each(elsewhere)(
  '$name comes to its bits on Node $version, with two threads',
  { timeout: 300_000 },
  async ({ name, node }) => {
    expect(await runInNode(smokeModule(name, 2), node), CHANGED).toBe(hashes[name]);
  },
);

it.skipIf(!built)('are what the command line says', async () => {
  const out = await mkdtemp(join(tmpdir(), 'frugal-pinned-'));
  try {
    const words = 'run set-mlp --preset smoke --arithmetic strict --json --no-report --out';
    const { stdout } = await spawnNode(here, [
      'dist/cli/main.js',
      ...words.split(' '),
      join(out, 'run'),
    ]);
    const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
      summary: { hash: string };
    };
    expect(last.summary.hash).toBe(hashes['set-mlp']);
  } finally {
    await rm(out, { recursive: true });
  }
});
