/**
 * A run's folder on disk: what lies in it, how it is written and how it is read back.
 *
 *     spec.json         what was asked for, with its identity
 *     records.ndjson    the results, a line each; the same on every machine
 *     timing.ndjson     clock times beside them, line by line
 *     summary.json      present when the run is finished: its hash and its claims
 *     checkpoint.npz    while it is not: where to go on
 *     weights.npz       final arrays
 *     environment.json  machine and versions
 *     report.html       the page made from all this, by report/
 *     lock              while a process works here
 *
 * Every file is whole or absent, so a process may be killed at any moment. What the files mean together (resume,
 * recognise, refuse) is decided in execute.ts.
 */

import { join } from 'node:path';
import * as z from 'zod/mini';
import { FrugalError } from '../errors.ts';
import type { Json, NamedArrays, Snapshot, StudyRecord } from '../studies/study.ts';
import {
  type Disk,
  makeFolder,
  readFolder,
  readText,
  readWhole,
  realDisk,
  removeFile,
  TEMPORARY,
  writeAtomically,
} from './files.ts';
import { identityOf, type SpecDocument } from './identity.ts';
import { LOCK_FILE, type Lock, lockFolder } from './lock.ts';
import { decodeNpz, encodeNpz } from './npz.ts';

const FILES = {
  spec: 'spec.json',
  records: 'records.ndjson',
  timing: 'timing.ndjson',
  summary: 'summary.json',
  checkpoint: 'checkpoint.npz',
  weights: 'weights.npz',
  environment: 'environment.json',
  report: 'report.html',
} as const;

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

const Spec = z.object({
  identity: z.string(),
  study: z.string(),
  parameters: z.record(z.string(), z.json()),
  seed: z.int(),
  arithmetic: z.enum(['strict', 'fused']),
  engine: z.int(),
  data: z.record(z.string(), z.string()),
});

const CheckpointMeta = z.object({
  identity: z.string(),
  engine: z.int(),
  records: z.int(),
  digest: z.string(),
  seconds: z.number(),
  stretches: z.int(),
  snapshot: z.json(),
});

/** Where an interrupted run goes on. */
export interface Checkpoint {
  readonly identity: string;
  /** Version of the engine's semantics. */
  readonly engine: number;
  /** How many records come before it. */
  readonly records: number;
  /** SHA-256 of those records, as a guard against files of different runs in one folder. */
  readonly digest: string;
  readonly seconds: number;
  readonly stretches: number;
  readonly snapshot: Snapshot;
}

/** A folder that this process holds the lock of. */
export interface RunFolder {
  readonly path: string;
  readonly disk: Disk;
  readonly close: () => Promise<void>;
}

/** A run as it lies on disk. */
export interface StoredRun {
  readonly folder: string;
  readonly identity: string;
  readonly spec: SpecDocument;
  readonly records: readonly StudyRecord[];
  readonly timing: readonly Timing[];
  /** Absent while the run is not finished. */
  readonly summary: RunSummary | undefined;
  readonly environment: Readonly<Record<string, Json>> | undefined;
  /** The final arrays; empty while the run is not finished. Read only when asked for, as they may be large. */
  readonly arrays: () => Promise<NamedArrays>;
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
  for (const name of [summary, ...Object.values(others), spec]) await removeFile(path, name, disk);
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

export async function writeSummary(folder: RunFolder, summary: RunSummary): Promise<void> {
  await writeJson(folder, FILES.summary, summary);
}

/** Writes all records and their times; timing first, so that it is never behind the records. */
export async function writeRecords(
  { path, disk }: RunFolder,
  records: readonly StudyRecord[],
  timing: readonly Timing[],
): Promise<void> {
  await writeAtomically(join(path, FILES.timing), lines(timing), disk);
  await writeAtomically(join(path, FILES.records), lines(records), disk);
}

export async function writeArrays({ path, disk }: RunFolder, arrays: NamedArrays): Promise<void> {
  await writeAtomically(join(path, FILES.weights), encodeNpz(arrays), disk);
}

/** @returns bytes written */
export async function writeCheckpoint(
  { path, disk }: RunFolder,
  checkpoint: Checkpoint,
): Promise<number> {
  const { snapshot, ...rest } = checkpoint;
  const chunks = encodeNpz(snapshot.arrays, { meta: { ...rest, snapshot: snapshot.meta } });
  await writeAtomically(join(path, FILES.checkpoint), chunks, disk);
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

export async function readCheckpoint({ path, disk }: RunFolder): Promise<Checkpoint | undefined> {
  const file = join(path, FILES.checkpoint);
  const bytes = await readWhole(file, disk);
  if (bytes === undefined) return undefined;
  const { arrays, meta } = decodeNpz(bytes, file);
  const { snapshot, ...rest } = check(CheckpointMeta, meta, `${file}: meta.json`);
  return { ...rest, snapshot: { meta: snapshot as Json, arrays } };
}

export async function removeCheckpoint({ path, disk }: RunFolder): Promise<void> {
  await removeFile(path, FILES.checkpoint, disk);
}

/**
 * Reads a run, finished or not; works without the lock, because every file is whole.
 *
 * @throws FrugalError when the folder holds no run, or a file in it is damaged
 */
export async function readRun(folder: string, disk: Disk = realDisk): Promise<StoredRun> {
  const stored = await readSpec(folder, disk);
  if (stored === undefined)
    throw new FrugalError(`${folder} holds no run (no ${FILES.spec} in it)`);
  const records = await readLines<StudyRecord>(join(folder, FILES.records), disk);
  const timing = await readLines<Timing>(join(folder, FILES.timing), disk);
  const summary = await readJson(folder, FILES.summary, Summary, disk);
  const environment = await readJson(
    folder,
    FILES.environment,
    z.record(z.string(), z.json()),
    disk,
  );
  return {
    folder,
    ...stored,
    records,
    timing: timing.slice(0, records.length),
    summary,
    environment: environment as StoredRun['environment'],
    arrays: async () => {
      const file = join(folder, FILES.weights);
      const bytes = summary && (await readWhole(file, disk));
      return bytes === undefined ? {} : decodeNpz(bytes, file).arrays;
    },
  };
}

/** The stored spec; `undefined` when the folder is absent or holds no run. */
export async function readSpec(
  folder: string,
  disk: Disk = realDisk,
): Promise<{ readonly identity: string; readonly spec: SpecDocument } | undefined> {
  const stored = await readJson(folder, FILES.spec, Spec, disk);
  if (stored === undefined) return undefined;
  const { identity, ...rest } = stored;
  const spec = rest as SpecDocument;
  if (identityOf(spec) !== identity) {
    throw new FrugalError(
      `${join(folder, FILES.spec)} was changed: it no longer has the identity ${identity.slice(0, 12)}`,
    );
  }
  return { identity, spec };
}

/**
 * Adds the way out to the message when what was read is damaged. Errors of the disk, which have a cause, keep theirs.
 */
export async function orStartOver<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof FrugalError) || error.cause !== undefined) throw error;
    throw new FrugalError(`${error.message}: rerun with --fresh`);
  }
}

/**
 * The run folders at or below the given paths (at most two levels down), sorted.
 *
 * @throws FrugalError for a path without any
 */
export async function findRuns(paths: readonly string[], disk: Disk = realDisk): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const here = await runsBelow(path, 2, disk);
    if (here.length === 0)
      throw new FrugalError(`${path} holds no run (no ${FILES.spec} in it or below)`);
    found.push(...here);
  }
  return [...new Set(found)];
}

async function runsBelow(path: string, depth: number, disk: Disk): Promise<string[]> {
  const entries = (await readFolder(path, disk)) ?? [];
  if (entries.some((entry) => entry.name === FILES.spec)) return [path];
  if (depth === 0) return [];
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const found = await Promise.all(
    folders.map(({ name }) => runsBelow(join(path, name), depth - 1, disk)),
  );
  return found.flat().sort();
}

async function writeJson({ path, disk }: RunFolder, name: string, value: object): Promise<void> {
  await writeAtomically(join(path, name), `${JSON.stringify(value, null, 2)}\n`, disk);
}

async function readJson<T>(
  folder: string,
  name: string,
  schema: z.ZodMiniType<T>,
  disk: Disk,
): Promise<T | undefined> {
  const file = join(folder, name);
  const text = await readText(file, disk);
  return text === undefined ? undefined : check(schema, parse(text, file), file);
}

async function readLines<T extends object>(file: string, disk: Disk): Promise<T[]> {
  const text = (await readText(file, disk)) ?? '';
  const rows = text.split('\n').filter((line) => line !== '');
  return rows.map((line, i) => {
    const where = `${file}, line ${i + 1}`;
    return check(z.record(z.string(), z.unknown()), parse(line, where), where) as T;
  });
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FrugalError(`${what} is damaged: not JSON`);
  }
}

function check<T>(schema: z.ZodMiniType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const place = result.error.issues[0]?.path.join('.');
  throw new FrugalError(
    `${what} is damaged${place ? `: "${place}" is missing or of the wrong type` : ''}`,
  );
}

function lines(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
