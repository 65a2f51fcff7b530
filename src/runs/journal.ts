/**
 * The records of a run in the making: in memory as they come, on disk with every checkpoint.
 *
 * It decides when a checkpoint is due. Only the clock and the cost of writing enter that decision, never a result,
 * and nothing that it does enters a result either.
 */

import { createHash, type Hash } from 'node:crypto';
import { ENGINE_SEMANTICS } from '../engine/semantics.ts';
import { FrugalError } from '../errors.ts';
import type { ClaimResult, NamedArrays, Snapshot, Step, StudyRecord } from '../protocol/study.ts';
import { type NewFile, writeTogether } from './files.ts';
import { arrayParts, recordPart } from './result-parts.ts';
import {
  type Checkpoint,
  type Continuation,
  checkpointFile,
  continuationFile,
  readCheckpoint,
  removeCheckpoint,
} from './snapshots.ts';
import {
  type RunFolder,
  type RunSummary,
  recordFiles,
  type Timing,
  writeBeginning,
  writeResult,
} from './store.ts';
import { orStartOver, type StoredRun } from './stored.ts';

/** Checkpoints of large networks are spaced out so that writing them takes at most this share of the time. */
const CHECKPOINT_SHARE = 0.05;
/** States that longer runs go on from wait in memory, to be written with a checkpoint or the results, up to so many bytes. */
const WAITING_BYTES = 1 << 24;

/** What is asked for, where that is not there, and the machine. */
type Beginning = Parameters<typeof writeBeginning> extends [unknown, ...infer Rest] ? Rest : never;

export interface Journal {
  readonly records: readonly StudyRecord[];
  /** How many records are on disk, before a checkpoint. */
  readonly saved: () => number;
  /** Whether there is a checkpoint; it may lie inside of the first job, before any record. */
  readonly resumable: () => boolean;
  /** Where the study is to go on. */
  readonly resume: Snapshot | undefined;
  /** Has what the run begins with written while it begins to compute: before anything else is written it is there. */
  readonly begin: (...beginning: Beginning) => void;
  /** @throws FrugalError once that could not be written */
  readonly check: () => void;
  /** Waits until nothing is being written any more. */
  readonly settled: () => Promise<void>;
  /** Takes in a record and its clock times. @throws FrugalError when it holds what JSON cannot, such as NaN */
  readonly add: (record: StudyRecord, measured: Timing | undefined) => Timing;
  /** Takes in where a longer run could go on; the last one of each job is written, with a checkpoint or the results. */
  readonly keep: (continuation: Step['continuation']) => Promise<void>;
  /** Writes a checkpoint if one is offered, and one is due or `now` is set; gives its size in bytes. */
  readonly save: (snapshot: Step['snapshot'], now: boolean) => Promise<number | undefined>;
  /** Writes the results, last of all the summary that marks a run as finished. */
  readonly finish: (
    arrays: NamedArrays,
    claims: () => readonly ClaimResult[],
  ) => Promise<RunSummary>;
}

/**
 * A journal that begins empty, or at the last checkpoint of an interrupted run.
 *
 * @param every at most one checkpoint in so many seconds; 0 takes every one that is offered
 * @throws FrugalError when the checkpoint is damaged, or not one of this run
 */
export async function openJournal(
  folder: RunFolder,
  run: { readonly study: string; readonly identity: string },
  interrupted: StoredRun | undefined,
  every: number,
): Promise<Journal> {
  const checkpoint = interrupted && (await checkpointOf(folder, interrupted));
  const count = checkpoint?.records ?? 0;
  const records = interrupted?.records.slice(0, count) ?? [];
  const timing = interrupted?.timing.slice(0, count) ?? [];
  const digest = digestOf(records);
  const stretches = (checkpoint?.stretches ?? 0) + 1;
  const started = performance.now();
  const elapsed = () => (checkpoint?.seconds ?? 0) + (performance.now() - started) / 1000;
  let saved = count;
  let resumable = checkpoint !== undefined;
  let savedAt = started;
  let interval = 1000 * every;
  let continuation: Continuation | undefined;
  /** SHA-256 so far of the records of the job under way. */
  let told: { job: string; from: number; to: number; digest: Hash } | undefined;
  /** By their paths. */
  const waiting = new Map<string, NewFile>();

  let begun: Promise<void> = Promise.resolve();
  let broken: { readonly error: unknown } | undefined;

  function begin(...beginning: Beginning): void {
    begun = writeBeginning(folder, ...beginning);
    begun.catch((error: unknown) => {
      broken = { error };
    });
  }

  function check(): void {
    if (broken !== undefined) throw broken.error;
  }

  /** Writes files, with `mark` as the last, when what the run begins with is there. */
  async function write(files: readonly NewFile[], mark?: NewFile): Promise<void> {
    await begun;
    await writeTogether(files, mark, folder.disk);
  }

  function add(record: StudyRecord, measured: Timing | undefined): Timing {
    digest.update(canonicalLine(record, records.length + 1));
    const times = { ...measured, elapsed: elapsed() };
    records.push(record);
    timing.push(times);
    return times;
  }

  async function keep(offered: Step['continuation']): Promise<void> {
    if (offered === undefined) return;
    const { job, snapshot } = offered;
    if (continuation?.job !== job) putAside();
    if (sizeOf(waiting.values()) > WAITING_BYTES) await write(taken());
    const [from, to] = [records.length - offered.records, records.length];
    if (told?.job !== job || told.from !== from)
      told = { job, from, to: from, digest: digestOf([]) };
    for (; told.to < to; told.to++)
      told.digest.update(canonicalLine(records[told.to], told.to + 1));
    continuation = {
      ...{ identity: run.identity, engine: ENGINE_SEMANTICS, job, from, to },
      ...{ digest: told.digest.copy().digest('hex'), snapshot: snapshot() },
    };
  }

  /** A job has ended: its state is as it will be written. */
  function putAside(): void {
    if (continuation === undefined) return;
    const file = continuationFile(folder, continuation);
    waiting.set(file.path, file);
    continuation = undefined;
  }

  /** All states that are to be written. */
  function taken(): NewFile[] {
    putAside();
    const files = [...waiting.values()];
    waiting.clear();
    return files;
  }

  async function save(snapshot: Step['snapshot'], now: boolean): Promise<number | undefined> {
    const before = performance.now();
    if (snapshot === undefined || (!now && before - savedAt < interval)) return undefined;
    const checkpoint = checkpointFile(folder, {
      identity: run.identity,
      engine: ENGINE_SEMANTICS,
      records: records.length,
      digest: digest.copy().digest('hex'),
      seconds: elapsed(),
      stretches,
      snapshot: snapshot(),
    });
    const others = [...recordFiles(folder, records, timing), ...taken()];
    await write(others, checkpoint);
    saved = records.length;
    resumable = true;
    savedAt = performance.now();
    if (every > 0) interval = Math.max(interval, (savedAt - before) / CHECKPOINT_SHARE);
    return sizeOf([checkpoint]);
  }

  async function finish(
    arrays: NamedArrays,
    claims: () => readonly ClaimResult[],
  ): Promise<RunSummary> {
    const seconds = elapsed();
    // The sum so far is that of the records, which the result's begins with.
    const whole = digest.copy();
    for (const part of arrayParts(arrays)) whole.update(part);
    const hash = whole.digest('hex');
    const summary = {
      ...run,
      hash,
      records: records.length,
      seconds,
      stretches,
      claims: [...claims()],
    };
    await begun;
    await writeResult(folder, { records, timing, arrays, summary }, taken());
    await removeCheckpoint(folder);
    return summary;
  }

  return {
    ...{ records, resume: checkpoint?.snapshot, begin, check, add, keep, save, finish },
    settled: () => begun.catch(() => {}),
    saved: () => saved,
    resumable: () => resumable,
  };
}

function sizeOf(files: Iterable<NewFile>): number {
  let bytes = 0;
  for (const { content } of files)
    for (const { length } of typeof content === 'string' ? [content] : content) bytes += length;
  return bytes;
}

/** The checkpoint of an interrupted run, held against the records beside it; `undefined` when there was none yet. */
async function checkpointOf(folder: RunFolder, run: StoredRun): Promise<Checkpoint | undefined> {
  const checkpoint = await orStartOver(readCheckpoint(folder));
  if (checkpoint === undefined) return undefined;
  if (checkpoint.engine !== ENGINE_SEMANTICS) {
    throw new FrugalError(
      `checkpoint made by engine semantics ${checkpoint.engine}, this is ${ENGINE_SEMANTICS}: rerun with --fresh`,
    );
  }
  if (checkpoint.identity !== run.identity) {
    const names = [checkpoint.identity, run.identity].map((identity) => identity.slice(0, 12));
    throw new FrugalError(
      `checkpoint of run ${names[0]} in the folder of run ${names[1]}: rerun with --fresh`,
    );
  }
  const before = run.records.slice(0, checkpoint.records);
  if (before.length < checkpoint.records || digestOf(before).digest('hex') !== checkpoint.digest) {
    throw new FrugalError(
      `the records in ${folder.path} are not those of its checkpoint: rerun with --fresh`,
    );
  }
  return checkpoint;
}

/** SHA-256 of records, whatever file or run they lie in. */
export function digestOf(records: readonly StudyRecord[]): Hash {
  const digest = createHash('sha256');
  for (let i = 0; i < records.length; i++) digest.update(canonicalLine(records[i], i + 1));
  return digest;
}

function canonicalLine(record: StudyRecord, number: number): string {
  try {
    return recordPart(record);
  } catch (error) {
    if (!(error instanceof FrugalError)) throw error;
    throw new FrugalError(
      `record ${number}: ${error.message}; if the run diverged, lower its rates`,
    );
  }
}
