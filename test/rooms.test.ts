/** The house stands as docs/architecture.md plans it: who imports whom, and what runs in a browser. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  filesUnder,
  type Import,
  importsIn,
  importsOf,
  ROOT,
  read,
  roomOf,
  rooms,
} from './sources.ts';

const ORDER = rooms();
const SOURCES = filesUnder('src').filter((path) => path.endsWith('.ts'));
const isTest = (path: string) => path.endsWith('.test.ts') || path.includes('/fixtures/');
const BUILT = SOURCES.filter((path) => !isTest(path));

/** Rooms that read and write files, and so need Node. */
const NODE_ROOMS = ['runs', 'cli'];
const saysNode = (path: string) => /(?:^|[./-])node\.ts$/.test(path);

const IMPORTS = new Map(SOURCES.map((path) => [path, importsOf(path)]));
const importsFrom = (path: string): readonly Import[] => IMPORTS.get(path) ?? [];

describe('reading imports', () => {
  const source = `
    import './side.ts'; // import './comment.ts'
    /* import a from './block.ts'; */
    import a, { b } from "./both.ts";
    import type { C } from './type.ts';
    import { type D, type E } from './types.ts';
    import { type F, g } from './mixed.ts';
    export * from './star.ts';
    export { h } from './again.ts';
    import {
      i,
      j,
    } from '../long.ts';
    const k = await import('./late.ts');
    new Worker(new URL('./worker.js', import.meta.url));
    import { l } from 'library';
    const text = 'they import from nowhere';
  `;
  it('finds every form and nothing in comments', () => {
    const found = importsIn(source, 'src/here/file.ts');
    expect(found.map(({ specifier }) => specifier)).toEqual([
      ...[
        './side.ts',
        './both.ts',
        './type.ts',
        './types.ts',
        './mixed.ts',
        './star.ts',
        './again.ts',
      ],
      ...['../long.ts', 'library', './late.ts', './worker.js'],
    ]);
    const paths = (keep: (found: Import) => boolean) => found.filter(keep).map(({ path }) => path);
    expect(paths((each) => each.typeOnly)).toEqual(['src/here/type.ts', 'src/here/types.ts']);
    expect(paths((each) => each.onDemand)).toEqual(['src/here/late.ts', 'src/here/worker.ts']);
    expect(found.find(({ specifier }) => specifier === '../long.ts')?.path).toBe('src/long.ts');
  });
});

describe('the order of rooms', () => {
  it('is a table of every folder of src', () => {
    const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && SOURCES.some((path) => roomOf(path) === entry.name))
      .map(({ name }) => name);
    expect(ORDER).toEqual(expect.arrayContaining(folders));
    expect(ORDER.slice(0, 3)).toEqual(['wasm', 'kernels', 'engine']);
    expect(ORDER.at(-1)).toBe('cli');
  });

  it('is kept by every import', () => {
    const wrong: string[] = [];
    for (const path of SOURCES) {
      const here = roomOf(path);
      for (const { specifier, path: target } of importsFrom(path)) {
        if (target === undefined) continue;
        const there = roomOf(target);
        if (here === undefined) {
          if (path === 'src/errors.ts')
            wrong.push(`${path} imports ${specifier}, but stands above all rooms`);
        } else if (there === undefined) {
          const shared = isTest(path) && target.startsWith('test/');
          if (target !== 'src/errors.ts' && !shared)
            wrong.push(`${path} imports ${specifier}, which is in no room`);
        } else if (ORDER.indexOf(there) > ORDER.indexOf(here)) {
          wrong.push(`${path} (${here}) imports ${specifier} (${there}), a room below`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('has imports that lead to files', () => {
    const known = new Set([...filesUnder('src'), ...filesUnder('test')]);
    const astray = SOURCES.flatMap((path) =>
      importsFrom(path)
        .filter(({ path: target }) => target !== undefined && !known.has(target))
        .map(({ specifier }) => `${path} imports ${specifier}, which is no file`),
    );
    expect(astray).toEqual([]);
  });
});

describe('what a room depends on', () => {
  it('is declared as a dependency where it comes from a library', () => {
    const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
      read('package.json'),
    );
    const declared = Object.keys({ ...dependencies, ...optionalDependencies });
    const undeclared = BUILT.flatMap((path) =>
      importsFrom(path)
        // What the user installs beside the package is loaded by who needs it, when it is needed.
        .filter(
          ({ specifier, onDemand, typeOnly }) =>
            !(Object.hasOwn(peerDependencies, specifier) && (onDemand || typeOnly)),
        )
        .filter(
          ({ specifier, path: target }) => target === undefined && !specifier.startsWith('node:'),
        )
        .filter(
          ({ specifier }) =>
            !declared.some((name) => specifier === name || specifier.startsWith(`${name}/`)),
        )
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
    expect(undeclared).toEqual([]);
  });

  it('is not Node, where the room runs in a browser', () => {
    const needsNode = new Set<string>();
    const reasons = new Map<string, string>();
    // Until nothing changes: a file needs Node when something that is loaded with it does.
    for (let before = -1; before < needsNode.size; ) {
      before = needsNode.size;
      for (const path of BUILT) {
        const reason = importsFrom(path).find(
          ({ specifier, path: target, typeOnly, onDemand }) =>
            !typeOnly &&
            !onDemand &&
            (specifier.startsWith('node:') || (target !== undefined && needsNode.has(target))),
        );
        if (reason === undefined || needsNode.has(path)) continue;
        needsNode.add(path);
        reasons.set(path, reason.specifier);
      }
    }
    const wrong = [...needsNode]
      .filter(
        (path) =>
          roomOf(path) !== undefined && !NODE_ROOMS.includes(roomOf(path)!) && !saysNode(path),
      )
      .map(
        (path) =>
          `${path} needs Node through ${reasons.get(path)}: name it *.node.ts or load that on demand`,
      );
    expect(wrong).toEqual([]);
  });
});
