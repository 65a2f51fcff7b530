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
import { lines, writeJson } from './documents.ts';
import {
  type Disk,
  makeFolder,
  readFolder,
  realDisk,
  removeFile,
  TEMPORARY,
  writeAtomically,
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
  const entries = (await readFolder(path, disk)) ?? [];
  const kept = entries.map(({ name }) => name).filter((name) => name.startsWith(CONTINUATION));
  for (const name of [summary, ...kept, ...Object.values(others), spec])
    await removeFile(path, name, disk);
}

export async function writeSpec(folder: RunFolder, spec: SpecDocument): Promise<void> {
  await writeJson(folder, FILES.spec, { identity: identityOf(spec), ...spec });
}

export async function writeEnvironment(
  folder: RunFolder,
  environment: Readonly<Record<string, Json>>,
): Promise<void> {
  await writeJson(folder, FILES.environment, environment);
}

/** @param files SHA-256 of the files beside it, by their names */
export async function writeSummary(
  folder: RunFolder,
  summary: RunSummary,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const stored: StoredSummary = { ...summary, files };
  await writeJson(folder, FILES.summary, { ...stored, digest: digestOfSummary(stored) });
}

/** SHA-256 of a summary, its own digest left out. */
export function digestOfSummary({ digest: _, ...summary }: StoredSummary): string {
  return sha256(canonicalJson(summary as Json));
}

/**
 * Writes all records and their times; timing first, so that it is never behind the records.
 *
 * @returns SHA-256 of the records' file
 */
export async function writeRecords(
  { path, disk }: RunFolder,
  records: readonly StudyRecord[],
  timing: readonly Timing[],
): Promise<string> {
  await writeAtomically(join(path, FILES.timing), lines(timing), disk);
  const text = lines(records);
  await writeAtomically(join(path, FILES.records), text, disk);
  return sha256(text);
}

/** @returns SHA-256 of the file */
export async function writeArrays({ path, disk }: RunFolder, arrays: NamedArrays): Promise<string> {
  const chunks = encodeNpz(arrays);
  await writeAtomically(join(path, FILES.weights), chunks, disk);
  return digestOf(chunks);
}
