/** Reads the tree for tests about the tree: files, imports, and the order of rooms from docs/architecture.md. */

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Text of a file, by its path from the root. */
export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Files under a folder, as paths from the root with forward slashes, sorted. */
export function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort();
}

const LEFT_OUT = /^(?:\.git|node_modules|dist|\.dist-\d+|runs|coverage)(?:\/|$)/;

/** Every file that is, or would be, under version control. */
export function trackedFiles(): string[] {
  let listed: string;
  try {
    const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
    listed = execFileSync('git', args, {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    // An unpacked archive has no git.
    return filesUnder('.').filter((path) => !LEFT_OUT.test(path));
  }
  const present = new Set(filesUnder('.'));
  return listed.split('\0').filter((path) => present.has(path));
}

/** The rooms, first the one that knows nothing: rows of the first table of docs/architecture.md. */
export function rooms(): string[] {
  return [...read('docs/architecture.md').matchAll(/^\| `src\/(\w+)\/` \|/gm)].map(
    ([, name]) => name,
  );
}

/** The room of a file of `src/`; `undefined` for the files that stand outside. */
export const roomOf = (path: string): string | undefined => /^src\/(\w+)\//.exec(path)?.[1];

export interface Import {
  /** As written. */
  readonly specifier: string;
  /** Path from the root, for a relative specifier. */
  readonly path?: string;
  /** Erased by the compiler. */
  readonly typeOnly: boolean;
  /** Loaded on demand, by `import()` or as the address of a worker. */
  readonly onDemand: boolean;
}

const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|[\s;{}(),])\/\/.*$/gm;
const STATIC =
  /(?<=^|[;}\s])(?:import|export)\s+(?<clause>(?:type\s)?[\w\s{},*$]*?\sfrom\s+)?['"](?<specifier>[^'"\n]+)['"]/g;
const DYNAMIC = /\bimport\(\s*['"](?<specifier>[^'"\n]+)['"]/g;
const ADDRESS = /\bnew URL\(\s*['"](?<specifier>\.[^'"\n]+\.[jt]s)['"],\s*import\.meta\.url/g;

/** Every import of a TypeScript file. */
export function importsOf(path: string): Import[] {
  return importsIn(read(path), path);
}

/** Every import in the text of a TypeScript file that lies at `path`. */
export function importsIn(source: string, path: string): Import[] {
  const code = source.replace(COMMENT, '');
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean, onDemand: boolean) => {
    const local = specifier.startsWith('.');
    const target = local ? relative(ROOT, resolve(ROOT, dirname(path), specifier)) : undefined;
    // The address of a worker names the file that the build makes of a source.
    const asSource = target?.replaceAll(sep, '/').replace(/\.js$/, '.ts');
    found.push({ specifier, path: asSource, typeOnly, onDemand });
  };
  for (const { groups } of code.matchAll(STATIC)) {
    const { clause = '', specifier } = groups!;
    add(specifier, isTypeOnly(clause), false);
  }
  for (const { groups } of code.matchAll(DYNAMIC)) add(groups!.specifier, false, true);
  for (const { groups } of code.matchAll(ADDRESS)) add(groups!.specifier, false, true);
  return found;
}

function isTypeOnly(clause: string): boolean {
  if (/^type\s/.test(clause)) return true;
  const names = /^\{([^}]*)\}\s*from/
    .exec(clause.trimStart())?.[1]
    .split(',')
    .filter((name) => name.trim() !== '');
  return names?.every((name) => /^\s*type\s/.test(name)) ?? false;
}
