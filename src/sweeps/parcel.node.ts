/**
 * A run's folder as bytes, for engines whose workers share no file system with the sweep: packed where the run was computed,
 * held against its own digests and unpacked where the sweep lies.
 *
 * A parcel comes from another machine, so nothing in it is believed: its names are those of a run's files and no others, and
 * a result that is not the one that was asked for is refused before a byte is written.
 */

import { join } from 'node:path';
import * as z from 'zod/mini';
import { FrugalError } from '../errors.ts';
import { joined, readZip, writeZip } from '../formats/zip.ts';
import { readFolder, readWhole, TEMPORARY, writeTogether } from '../runs/files.ts';
import { identityOf, type SpecDocument, sha256 } from '../runs/identity.ts';
import { LOCK_FILE } from '../runs/lock.ts';
import {
  CONTINUATION,
  clearFolder,
  digestOfSummary,
  FILES,
  fileIn,
  openFolder,
  StoredSummary,
} from '../runs/store.ts';

/** Files that a run's folder may hold; the summary, which says that all others are there, is written last. */
const NAMES: readonly string[] = Object.values(FILES).filter((name) => name !== FILES.report);
/** Names of the archives that a longer run goes on from: `continuation-3.npz`. */
const KEPT = new RegExp(`^${CONTINUATION}[\\w.-]{1,100}$`);

/** A run's files in one piece; those of a run that is not finished hold its checkpoint. */
export async function packRun(folder: string): Promise<Uint8Array> {
  const entries = (await readFolder(folder)) ?? [];
  const names = entries
    .filter((entry) => entry.isFile() && entry.name !== LOCK_FILE)
    .map(({ name }) => name)
    .filter((name) => !name.endsWith(TEMPORARY) && mayHold(name));
  const files = [];
  for (const name of names.sort()) {
    const bytes = await readWhole(join(folder, name));
    if (bytes !== undefined) files.push({ name, parts: [bytes], deflate: true });
  }
  return joined(writeZip(files));
}

/**
 * Writes the run of a parcel into its folder, whole or not at all; a run that is there already stays.
 *
 * @param identity the run that was asked for
 * @param state what the parcel has to be: a finished run, or one that may go on
 * @throws FrugalError for a parcel of another run or one that is damaged; `InUse` while somebody computes there
 */
export async function unpackRun(
  parcel: Uint8Array,
  path: string,
  identity: string,
  state: 'finished' | 'begun',
): Promise<void> {
  const files = new Map(readZip(parcel, { name: 'the run that came back' }));
  check(files, identity, state);
  const folder = await openFolder(path);
  try {
    const there = (await readFolder(path)) ?? [];
    if (there.some(({ name }) => name === FILES.summary)) return;
    await clearFolder(folder);
    const file = (name: string) => fileIn(folder, name, [files.get(name) ?? new Uint8Array()]);
    const others = [...files.keys()].filter((n) => n !== FILES.spec && n !== FILES.summary);
    const mark = files.has(FILES.summary) ? file(FILES.summary) : undefined;
    await writeTogether([FILES.spec, ...others].map(file), mark, folder.disk);
  } finally {
    await folder.close();
  }
}

const mayHold = (name: string): boolean => NAMES.includes(name) || KEPT.test(name);

function check(
  files: ReadonlyMap<string, Uint8Array>,
  identity: string,
  state: 'finished' | 'begun',
): void {
  const wrong = [...files.keys()].find((name) => !mayHold(name));
  if (wrong !== undefined) throw damaged(`it holds ${JSON.stringify(wrong.slice(0, 60))}`);
  const { identity: named, ...document } = documentIn(files, FILES.spec, Spec);
  if (named !== identity || identityOf(document as unknown as SpecDocument) !== identity)
    throw damaged(`it is run ${named.slice(0, 12)}, and ${identity.slice(0, 12)} was asked for`);
  if (state === 'begun' && !files.has(FILES.summary)) return;
  const summary = documentIn(files, FILES.summary, StoredSummary);
  if (summary.identity !== identity || summary.digest !== digestOfSummary(summary))
    throw damaged(`${FILES.summary} is not as the run wrote it`);
  for (const [name, digest] of Object.entries(summary.files ?? {}))
    if (sha256(files.get(name) ?? '') !== digest)
      throw damaged(`${name} is not as the run wrote it`);
}

const Spec = z.looseObject({ identity: z.string() });

function documentIn<T>(
  files: ReadonlyMap<string, Uint8Array>,
  name: string,
  schema: z.ZodMiniType<T>,
): T {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(files.get(name)));
    return schema.parse(value);
  } catch {
    throw damaged(`${name} is missing or no JSON of its kind`);
  }
}

const damaged = (why: string): FrugalError =>
  new FrugalError(`what came back is no finished run: ${why}`);
