/** The commands of a clone: what they take for installed, and what they say where something is missing. */

import { describe, expect, it } from 'vitest';
import { nodes, spawnNode } from './nodes.ts';
import { ROOT, read } from './sources.ts';

interface Package {
  readonly version: string;
  readonly integrity?: string;
  readonly optional?: boolean;
}

interface InstallScript {
  readonly differences: (
    lock: Readonly<Record<string, Package>>,
    installed: Readonly<Record<string, Package>>,
  ) => string[];
  readonly developmentNode: (root: string) => { readonly path: string; readonly packaged: boolean };
  readonly explainMissing: (node: { readonly version: string; readonly packaged: boolean }) => void;
}

const script = (name: string) => import(new URL(`../scripts/${name}`, import.meta.url).href);
const { differences, developmentNode, explainMissing }: InstallScript = await script('install.mjs');

describe('what is installed', () => {
  const lock = {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'x' },
    'node_modules/b': { version: '2.0.0', integrity: 'y', optional: true },
    'scripts/node': { version: '0.0.0' },
  };
  const a = lock['node_modules/a'];

  it('is as the lockfile says when only optional packages are absent', () => {
    expect(differences(lock, { 'node_modules/a': a })).toEqual([]);
  });

  it('differs by what is missing, changed or left over', () => {
    expect(differences(lock, {})).toEqual(['node_modules/a']);
    expect(differences(lock, { 'node_modules/a': { ...a, version: '1.0.1' } })).toEqual([
      'node_modules/a',
    ]);
    expect(differences(lock, { 'node_modules/a': { ...a, integrity: 'z' } })).toEqual([
      'node_modules/a',
    ]);
    expect(differences(lock, { 'node_modules/a': a, 'node_modules/c': a })).toEqual([
      'node_modules/c',
    ]);
  });
});

describe('the Node of development', () => {
  it('is the one that runs the tests, where there is one for the platform', () => {
    const { packaged, path } = developmentNode(ROOT);
    if (packaged) expect(path).toContain('node_modules');
  });

  it('is needed by tools where the one at hand is too old', () => {
    expect(() => explainMissing({ version: '24.0.0', packaged: true })).not.toThrow();
    expect(() => explainMissing({ version: '22.11.0', packaged: false })).toThrow(
      /Node 22\.11\.0 is older than 22\.12: install a newer Node$/,
    );
  });
});

describe('a command', () => {
  it.each(nodes)('that is unknown is refused in one line, in Node $version', async (node) => {
    const { code, stdout, stderr } = await spawnNode(node, ['scripts/dev.mjs', 'strat']);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'unknown command "strat". Known: start, test, build, bench, reproduce, pin, docs, torture, fuzz\n',
    });
  });

  it('is there for each script of the package that names it', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));
    const named = Object.values(scripts).flatMap(
      (line) => /^node scripts\/dev\.mjs (\w+)$/.exec(line)?.[1] ?? [],
    );
    expect(named.sort()).toEqual([
      'bench',
      'build',
      'docs',
      'fuzz',
      'pin',
      'reproduce',
      'start',
      'test',
      'torture',
    ]);
  });
});
