/**
 * What the settings of a sweep have come to, kept in a file beside it, so that a report of ten thousand finished runs reads
 * none of them again.
 *
 * Derived, and never truth: a setting counts as known while the files of all its runs have the times and lengths that they had
 * when they were read and held against their digests; the measures and the program are the same; and the file is as it was
 * written. Otherwise the runs are read. It may be removed at any time, and two processes that write it do no harm: it is
 * written whole, and no database, which shared file systems would not stand.
 */

import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { realDisk, writeAtomically } from '../runs/files.ts';
import { sha256 } from '../runs/identity.ts';
import { FILES } from '../runs/store.ts';
import type { Cell, GatheredSetting } from './gathered.ts';
import type { NamedPoint } from './places.node.ts';

export const INDEX_FILE = 'gathered.json';
const FORM = 1;

/** What is known of a setting without reading its runs. */
export type KnownSetting = Pick<GatheredSetting, 'runs' | 'cells' | 'claims'> & {
  /** Seconds of computing. */
  readonly seconds: number;
};

export interface GatherIndex {
  readonly known: (runs: readonly NamedPoint[]) => KnownSetting | undefined;
  readonly add: (runs: readonly NamedPoint[], setting: KnownSetting) => void;
  /** Writes what is known now, where that is another thing than before; a folder that cannot be written to is left alone. */
  readonly save: () => Promise<void>;
}

type Stored = readonly [
  key: string,
  rest: Omit<KnownSetting, 'cells'> & { readonly cells: readonly (readonly [string, Cell])[][] },
];

/**
 * Opens the index of a sweep; one that is damaged, or of another program, is as if there were none.
 *
 * @param about all that decides what a setting comes to beside its runs: the program, the study, the measures
 */
export async function openIndex(path: string, about: readonly string[]): Promise<GatherIndex> {
  const file = join(path, INDEX_FILE);
  const head = JSON.stringify([FORM, ...about]);
  const before = new Map(await stored(file, head));
  const now = new Map<string, KnownSetting>();
  let changed = false;
  return {
    known(runs) {
      const key = keyOf(runs);
      const found = before.get(key);
      if (found !== undefined) now.set(key, found);
      return found;
    },
    add(runs, setting) {
      changed = true;
      now.set(keyOf(runs), setting);
    },
    async save() {
      if (!changed && now.size === before.size) return;
      const rows = [...now].map(
        ([key, { cells, ...rest }]): Stored => [
          key,
          { ...rest, cells: cells.map((own) => [...own]) },
        ],
      );
      const text = JSON.stringify(rows);
      await writeAtomically(file, `${head}\n${sha256(text)}\n${text}\n`, realDisk).catch(() => {});
    },
  };
}

async function stored(file: string, head: string): Promise<[string, KnownSetting][]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const [found, digest, rows] = text.split('\n', 3);
  if (found !== head || rows === undefined || digest !== sha256(rows)) return [];
  return (JSON.parse(rows) as Stored[]).map(([key, { cells, ...rest }]) => [
    key,
    { ...rest, cells: cells.map((own) => new Map(own)) },
  ]);
}

/** Changes with any file of any of the runs, as far as times and lengths tell. */
function keyOf(runs: readonly NamedPoint[]): string {
  const words = runs.map(({ folder, identity }) => {
    const stats = [FILES.summary, FILES.records].map((name) => {
      const found = statSync(join(folder, name), { throwIfNoEntry: false });
      return found === undefined ? '-' : `${found.mtimeMs}/${found.size}/${found.ino}`;
    });
    return `${identity} ${stats.join(' ')}`;
  });
  return sha256(words.join('\n'));
}

/**
 * What this program is, so that another one does not take over what it has made of runs: its version, and in a clone the digest
 * of what it was built from. Undefined where it runs from its sources, which may change from one call to the next.
 */
export async function programVersion(version: string): Promise<string | undefined> {
  const own = fileURLToPath(import.meta.url);
  if (own.endsWith('.ts')) return undefined;
  const built = await readFile(new URL('../.build', import.meta.url), 'utf8').catch(() => '');
  return `${version} ${built.trim()}`.trim();
}
