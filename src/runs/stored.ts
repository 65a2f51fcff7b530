/**
 * A run as it was stored: read back, and held against its own digests.
 *
 * A file that decides something (what was asked, what came out) and is not as it was written is refused, with its name
 * and the way on. Clock times and the environment decide nothing: when they are damaged, a warning says so.
 */

import { join } from 'node:path';
import * as z from 'zod/mini';
import { FrugalError } from '../errors.ts';
import { decodeNpz } from '../formats/npz.ts';
import type { Json, NamedArrays, StudyRecord } from '../protocol/study.ts';
import { readJson, rowsIn } from './documents.ts';
import { type Disk, readFolder, readText, readWhole, realDisk } from './files.ts';
import { identityOf, type SpecDocument, sha256 } from './identity.ts';
import { digestOfSummary, FILES, type RunSummary, StoredSummary, type Timing } from './store.ts';

/** Engine semantics since which every file of a run is known by its digest. */
const WITH_DIGESTS = 2;

const Spec = z.object({
  identity: z.string(),
  study: z.string(),
  parameters: z.record(z.string(), z.json()),
  seed: z.int(),
  arithmetic: z.enum(['strict', 'fused']),
  engine: z.int(),
  data: z.record(z.string(), z.string()),
  files: z.optional(z.record(z.string(), z.string())),
});

const Row = z.record(z.string(), z.json());
const Times = z.record(z.string(), z.number());
const Environment = z.record(z.string(), z.json());

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
  /** What is damaged without deciding anything, a line each. */
  readonly warnings: readonly string[];
  /** The final arrays; empty while the run is not finished. Read only when asked for, as they may be large. */
  readonly arrays: () => Promise<NamedArrays>;
}

/**
 * Reads a run, finished or not; works without the lock, because every file is whole.
 *
 * @throws FrugalError when the folder holds no run, or a file in it is damaged or was changed
 */
export async function readRun(folder: string, disk: Disk = realDisk): Promise<StoredRun> {
  const stored = await readSpec(folder, disk);
  if (stored === undefined)
    throw new FrugalError(`${folder} holds no run (no ${FILES.spec} in it)`);
  return orStartOver(readResults(folder, stored, disk));
}

async function readResults(
  folder: string,
  stored: Pick<StoredRun, 'identity' | 'spec'>,
  disk: Disk,
): Promise<StoredRun> {
  const warnings: string[] = [];
  const summary = await readJson(folder, FILES.summary, StoredSummary, disk);
  if (summary !== undefined) checkSummary(summary, stored, join(folder, FILES.summary));
  const file = join(folder, FILES.records);
  const text = (await readText(file, disk)) ?? '';
  if (summary !== undefined) checkDigest(summary, FILES.records, file, sha256(text));
  const records: readonly StudyRecord[] = rowsIn(text, file, Row);
  if (summary !== undefined && records.length !== summary.records)
    throw new FrugalError(`${file} has lost ${summary.records - records.length} records`);
  const timing = await orWarn(warnings, readTiming(folder, records.length, disk));
  const environment = await orWarn(
    warnings,
    readJson(folder, FILES.environment, Environment, disk),
  );
  return {
    ...{ folder, ...stored, records, warnings },
    summary: summary && withoutDigests(summary),
    timing: timing ?? records.map(() => ({})),
    environment: environment as StoredRun['environment'],
    arrays: () => orStartOver(readArrays(folder, summary, disk)),
  };
}

/** Times of every record; none for those that come after the last time. */
async function readTiming(folder: string, count: number, disk: Disk): Promise<Timing[]> {
  const file = join(folder, FILES.timing);
  const rows: Timing[] = rowsIn((await readText(file, disk)) ?? '', file, Times);
  return Array.from({ length: count }, (_, i) => rows[i] ?? {});
}

async function readArrays(
  folder: string,
  summary: StoredSummary | undefined,
  disk: Disk,
): Promise<NamedArrays> {
  if (summary === undefined) return {};
  const file = join(folder, FILES.weights);
  const bytes = await readWhole(file, disk);
  if (bytes === undefined) {
    if (summary.files === undefined) return {};
    throw new FrugalError(`${file} is missing`);
  }
  checkDigest(summary, FILES.weights, file, sha256(bytes));
  return decodeNpz(bytes, file).arrays;
}

function checkSummary(
  summary: StoredSummary,
  { identity, spec }: Pick<StoredRun, 'identity' | 'spec'>,
  file: string,
): void {
  if (summary.digest === undefined && spec.engine < WITH_DIGESTS) return;
  if (summary.digest !== digestOfSummary(summary)) throw changed(file);
  if (summary.identity !== identity || summary.study !== spec.study)
    throw new FrugalError(`${file} is that of another run, ${summary.identity.slice(0, 12)}`);
}

function checkDigest({ files }: StoredSummary, name: string, file: string, digest: string): void {
  if (files !== undefined && files[name] !== digest) throw changed(file);
}

function withoutDigests({ files: _, digest: __, ...summary }: StoredSummary): RunSummary {
  return summary;
}

function changed(file: string): FrugalError {
  return new FrugalError(`${file} was changed: it is not as the run wrote it`);
}

/** What is read, or a warning in its place. Errors of the disk are no damage. */
async function orWarn<T>(warnings: string[], reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof FrugalError) || error.cause !== undefined) throw error;
    warnings.push(`${error.message}; it is left aside, since no result depends on it`);
    return undefined;
  }
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
 * The run folders at or below the given paths (at most three levels down), sorted. Files among them are passed over: a pattern
 * of a shell also names the report that lies beside the runs.
 *
 * @throws FrugalError for a path that does not exist, or holds none, and where there are only files
 */
export async function findRuns(paths: readonly string[], disk: Disk = realDisk): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    if (await isFile(path, disk)) continue;
    const here = await runsBelow(path, 3, disk);
    if (here.length === 0 && (await readFolder(path, disk)) === undefined)
      throw new FrugalError(`${path} does not exist`);
    if (here.length === 0)
      throw new FrugalError(`${path} holds no run (no ${FILES.spec} in it or below)`);
    found.push(...here);
  }
  if (found.length === 0 && paths.length > 0)
    throw new FrugalError(`${paths[0]} is a file; give run folders, or folders that hold them`);
  return [...new Set(found)];
}

const isFile = (path: string, disk: Disk): Promise<boolean> =>
  disk.stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

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
