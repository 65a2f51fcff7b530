/**
 * A run's folder on disk: what lies in it, and how it is written. How it is read back is stored.ts.
 *
 *     spec.json         what was asked for, with its identity
 *     records.ndjson    the results, a line each; the same on every machine
 *     timing.ndjson     clock times beside them, line by line
 *     summary.json      present when the run is finished: its hash and its claims
 *     checkpoint.npz    while it is not: where to go on
 *     continuation-*    where a longer run of the same kind could go on, an archive a job
 *     weights.npz       final arrays
 *     environment.json  machine and versions
 *     report.html       the page made from all this, by report/
 *     lock              while a process works here
 *
 * Every file is whole or absent, so a process may be killed at any moment. Every file that decides something is known by
 * its digest: the spec by its identity, records and weights in the summary, summary and archives in themselves. What the
 * files mean together (resume, recognise, refuse) is decided in execute.ts.
 */

import { join } from 'node:path';
import * as z from 'zod/mini';
import { FrugalError } from '../errors.ts';
import { encodeNpz } from '../formats/npz.ts';
import type { Json, NamedArrays, StudyRecord } from '../protocol/study.ts';
import { canonicalJson } from './canonical.ts';
import { jsonText, lines } from './documents.ts';
import {
  type Disk,
  makeFolder,
  type NewFile,
  readFolder,
  realDisk,
  removeFile,
  TEMPORARY,
  writeTogether,
} from './files.ts';
import { identityOf, type SpecDocument, sha256 } from './identity.ts';
import { LOCK_FILE, type Lock, lockFolder } from './lock.ts';
import { digestOf } from './seal.ts';

export const FILES = {
  spec: 'spec.json',
  records: 'records.ndjson',
  timing: 'timing.ndjson',
  summary: 'summary.json',
  checkpoint: 'checkpoint.npz',
  weights: 'weights.npz',
  environment: 'environment.json',
  report: 'report.html',
} as const;

/** Begins the name of an archive from which a longer run goes on with a job. */
export const CONTINUATION = 'continuation-';

/** The report's name in a run's folder. */
export const REPORT_FILE = FILES.report;

/** Clock times of one record: seconds of computing since the run began, and what the study measured. */
export type Timing = Readonly<Record<string, number>>;

const Claim = z.object({
  id: z.string(),
  statement: z.string(),
  published: z.string(),
  measured: z.string(),
  verdict: z.enum(['holds', 'falls short', 'undecided']),
  needs: z.optional(z.string()),
});

const Summary = z.object({
  study: z.string(),
  identity: z.string(),
  /** SHA-256 over records and final arrays. */
  hash: z.string(),
  records: z.int(),
  /** Seconds of computing, interruptions not counted. */
  seconds: z.number(),
  /** In how many stretches the run was computed: 1 when nothing interrupted it. */
  stretches: z.int(),
  claims: z.array(Claim),
});
export type RunSummary = z.infer<typeof Summary>;

/** A summary as it is stored. Results of engine semantics 1 have no digests. */
export const StoredSummary = z.extend(Summary, {
  /** SHA-256 of `records.ndjson` and `weights.npz` as they were written. */
  files: z.optional(z.record(z.string(), z.string())),
  /** SHA-256 of this very document without this member. */
  digest: z.optional(z.string()),
});
export type StoredSummary = z.infer<typeof StoredSummary>;

/** A folder that this process holds the lock of. */
export interface RunFolder {
  readonly path: string;
  readonly disk: Disk;
  readonly close: () => Promise<void>;
}

/**
 * Opens a folder for a run: makes it, takes its lock, clears away what a killed process left half-written.
 *
 * @throws FrugalError when it cannot be written to, is in use, or holds something that is no run
 */
export async function openFolder(path: string, disk: Disk = realDisk): Promise<RunFolder> {
  const before = (await readFolder(path, disk, 'use')) ?? [];
  const names = before
    .map((entry) => entry.name)
    .filter((name) => name !== LOCK_FILE && !name.endsWith(TEMPORARY));
  if (names.length > 0 && !names.includes(FILES.spec)) {
    throw new FrugalError(
      `${path} holds other files (${names[0]}) and no run; choose another folder with --out`,
    );
  }
  await makeFolder(path, disk);
  const lock: Lock = await lockFolder(path, disk);
  const folder = { path, disk, close: lock.release };
  for (const { name } of (await readFolder(path, disk)) ?? []) {
    if (name.endsWith(TEMPORARY)) await removeFile(path, name, disk);
  }
  return folder;
}

/** Removes a former run from the folder, and nothing else; the mark of a finished run goes first. */
export async function clearFolder({ path, disk }: RunFolder): Promise<void> {
  const { summary, spec, ...others } = FILES;
  const there = ((await readFolder(path, disk)) ?? []).map(({ name }) => name);
  const kept = there.filter((name) => name.startsWith(CONTINUATION));
  for (const name of [summary, ...kept, ...Object.values(others), spec])
    if (there.includes(name)) await removeFile(path, name, disk);
}

/** A file of a run's folder that is to be written. */
export const fileIn = (
  { path }: Pick<RunFolder, 'path'>,
  name: string,
  content: NewFile['content'],
): NewFile => ({ path: join(path, name), content });

/**
 * Writes what a run begins with: what is asked for, without which the folder holds no run, and what it is computed with.
 *
 * @param spec undefined where it is there
 */
export async function writeBeginning(
  folder: RunFolder,
  spec: SpecDocument | undefined,
  environment: Readonly<Record<string, Json>>,
): Promise<void> {
  const asked =
    spec === undefined
      ? []
      : [fileIn(folder, FILES.spec, jsonText({ identity: identityOf(spec), ...spec }))];
  const machine = fileIn(folder, FILES.environment, jsonText(environment));
  // There is nothing to lose yet; a checkpoint or a result makes these names safe before it takes its own.
  await writeTogether([...asked, machine], undefined, folder.disk, 'later');
}

/** The records and their times as files; times first, so that they are never behind the records. */
export function recordFiles(
  folder: RunFolder,
  records: readonly StudyRecord[],
  timing: readonly Timing[],
): NewFile[] {
  return [
    fileIn(folder, FILES.timing, lines(timing)),
    fileIn(folder, FILES.records, lines(records)),
  ];
}

/** What a finished run has come to. */
export interface Result {
  readonly records: readonly StudyRecord[];
  readonly timing: readonly Timing[];
  readonly arrays: NamedArrays;
  readonly summary: RunSummary;
}

/**
 * Writes a result: records, times and arrays, and when they are safe the summary, which marks the run as finished.
 *
 * @param beside what else there is to write, before all of it
 */
export async function writeResult(
  folder: RunFolder,
  { records, timing, arrays, summary }: Result,
  beside: readonly NewFile[],
): Promise<void> {
  const weights = encodeNpz(arrays);
  const [times, told] = recordFiles(folder, records, timing);
  const stored: StoredSummary = {
    ...summary,
    // SHA-256 of files that decide something, as they are written.
    files: { [FILES.weights]: digestOf(weights), [FILES.records]: sha256(told.content as string) },
  };
  const mark = jsonText({ ...stored, digest: digestOfSummary(stored) });
  await writeTogether(
    [...beside, fileIn(folder, FILES.weights, weights), times, told],
    fileIn(folder, FILES.summary, mark),
    folder.disk,
  );
}

/** SHA-256 of a summary, its own digest left out. */
export function digestOfSummary({ digest: _, ...summary }: StoredSummary): string {
  return sha256(canonicalJson(summary as Json));
}
