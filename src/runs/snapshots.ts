/**
 * Archives from which a run goes on: its checkpoint, and where a longer run could take up each of its jobs.
 *
 * Both are sealed, name the run and the engine semantics they belong to, and hold the SHA-256 of the records that come
 * before, as a guard against files of different runs in one folder.
 */

import { join } from 'node:path';
import * as z from 'zod/mini';
import { decodeNpz, encodeNpz } from '../formats/npz.ts';
import type { Json, Snapshot } from '../protocol/study.ts';
import { checked } from './documents.ts';
import { type NewFile, readWhole, removeFile } from './files.ts';
import { sha256 } from './identity.ts';
import { checkSeal, seal } from './seal.ts';
import { CONTINUATION, FILES, fileIn, type RunFolder } from './store.ts';

const Place = z.object({
  identity: z.string(),
  /** Version of the engine's semantics. */
  engine: z.int(),
  /** SHA-256 of the records from `from` on, as many as `records`. */
  digest: z.string(),
  snapshot: z.json(),
});

const CheckpointMeta = z.extend(Place, {
  /** How many records come before it. */
  records: z.int(),
  seconds: z.number(),
  stretches: z.int(),
});

const ContinuationMeta = z.extend(Place, {
  job: z.string(),
  /** The job's records up to the snapshot: `from` is the first of them, `to` the one after the last. */
  from: z.int(),
  to: z.int(),
});

type Located<M> = Omit<M, 'snapshot'> & { readonly snapshot: Snapshot };

/** Where an interrupted run goes on. */
export type Checkpoint = Readonly<Located<z.infer<typeof CheckpointMeta>>>;
/** Where a longer run goes on with a job. */
export type Continuation = Readonly<Located<z.infer<typeof ContinuationMeta>>>;

type Reading = Pick<RunFolder, 'path' | 'disk'>;

/** A checkpoint as the file that is to be written. */
export const checkpointFile = (folder: Reading, checkpoint: Checkpoint): NewFile =>
  fileIn(folder, FILES.checkpoint, sealed(checkpoint));

export async function readCheckpoint(folder: Reading): Promise<Checkpoint | undefined> {
  return read(folder, FILES.checkpoint, CheckpointMeta);
}

export async function removeCheckpoint({ path, disk }: RunFolder): Promise<void> {
  await removeFile(path, FILES.checkpoint, disk);
}

/** A continuation as the file that is to be written. */
export const continuationFile = (folder: Reading, continuation: Continuation): NewFile =>
  fileIn(folder, nameOf(continuation.job), sealed(continuation));

/** Where a longer run goes on with the job; `undefined` when that was not kept. */
export async function readContinuation(
  folder: Reading,
  job: string,
): Promise<Continuation | undefined> {
  return read(folder, nameOf(job), ContinuationMeta);
}

/** Names of jobs may hold what names of files may not. */
function nameOf(job: string): string {
  return `${CONTINUATION}${sha256(job).slice(0, 12)}.npz`;
}

const sealed = ({ snapshot, ...rest }: Checkpoint | Continuation): Uint8Array[] =>
  seal(encodeNpz(snapshot.arrays, { meta: { ...rest, snapshot: snapshot.meta } }));

async function read<M extends { snapshot: unknown }>(
  { path, disk }: Reading,
  name: string,
  schema: z.ZodMiniType<M>,
): Promise<Located<M> | undefined> {
  const file = join(path, name);
  const bytes = await readWhole(file, disk);
  if (bytes === undefined) return undefined;
  checkSeal(bytes, file);
  const { arrays, meta } = decodeNpz(bytes, file);
  const { snapshot, ...rest } = checked(schema, meta, `${file}: meta.json`);
  return { ...rest, snapshot: { meta: snapshot as Json, arrays } };
}
