/**
 * A sweep's folder on disk.
 *
 *     sweep.json            what is asked for
 *     runs/ab/abcdef012345  a run's folder, by the first digits of its identity
 *     failed/abcdef012345.json  why a run failed, until it is tried again
 *
 * Nothing else is truth: a point is done when its run's folder says so. Runs of points that are no longer asked for stay where
 * they are, and count again when they are.
 */

import { join } from 'node:path';
import * as z from 'zod/mini';
import { FrugalError, UsageError } from '../errors.ts';
import type { Json } from '../protocol/study.ts';
import { canonicalJson } from '../runs/canonical.ts';
import { jsonText, readJson, writeJson } from '../runs/documents.ts';
import {
  makeFolder,
  readFolder,
  readText,
  realDisk,
  removeFile,
  TEMPORARY,
  writeAtomically,
} from '../runs/files.ts';
import { loadStudy, type Registry } from '../studies/registry.ts';
import { axisText } from './axes.ts';
import { type Sweep, sweepFromJson, sweepToJson } from './sweep.ts';

export const SWEEP_FILE = 'sweep.json';
export const RUNS_FOLDER = 'runs';
export const FAILED_FOLDER = 'failed';

/** An open sweep. */
export interface SweepFolder {
  readonly path: string;
  readonly sweep: Sweep;
}

/** Digits of an identity that name a folder: as `frugal run` does, 48 bits. */
const DIGITS = 12;
/** Digits of the folder above: 256 of them keep each small, as file systems like it. */
const ABOVE = 2;

/** Where the run of an identity lies. */
export const runFolder = (path: string, identity: string): string =>
  join(path, RUNS_FOLDER, identity.slice(0, ABOVE), identity.slice(0, DIGITS));

const failureFile = (identity: string): string => `${identity.slice(0, DIGITS)}.json`;

/** Whether a folder is that of a sweep. */
export const isSweep = async (path: string): Promise<boolean> =>
  ((await readFolder(path).catch(() => undefined)) ?? []).some(({ name }) => name === SWEEP_FILE);

/**
 * Opens the sweep of a folder.
 *
 * @throws FrugalError when there is none or it cannot be read, UsageError when it is not one of a known study
 */
export async function openSweep(path: string, registry?: Registry): Promise<SweepFolder> {
  const file = join(path, SWEEP_FILE);
  const text = await readText(file);
  if (text === undefined)
    throw new FrugalError(
      `${path} holds no sweep (no ${SWEEP_FILE}); "frugal sweep <study> --axis … --out ${path}" makes one`,
    );
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new UsageError(`${file} is not JSON; correct it, or give the sweep again with --edit`);
  }
  const named: unknown =
    document !== null && typeof document === 'object' && 'study' in document
      ? document.study
      : undefined;
  if (typeof named !== 'string') throw new UsageError(`${file} names no study`);
  const study = await loadStudy(named, registry);
  return { path, sweep: sweepFromJson(document, study, file) };
}

/**
 * Makes the folder of a sweep, or opens it where it holds this very sweep.
 *
 * @param edit take the place of another sweep of the same study; finished runs that both have are kept
 * @throws FrugalError for a folder of another sweep or of other files, and one that cannot be written to
 */
export async function makeSweep(path: string, sweep: Sweep, edit: boolean): Promise<SweepFolder> {
  const entries = (await readFolder(path, realDisk, 'use')) ?? [];
  const names = entries.map(({ name }) => name).filter((name) => !name.endsWith(TEMPORARY));
  if (names.includes(SWEEP_FILE)) await compare(path, sweep, edit);
  else if (names.length > 0)
    throw new UsageError(
      `${path} holds other files (${names[0]}) and no sweep; choose another folder with --out`,
    );
  await makeFolder(join(path, RUNS_FOLDER));
  const file = join(path, SWEEP_FILE);
  const text = jsonText(sweepToJson(sweep));
  // The same again: where nothing may be written, what is finished is shown all the same.
  if ((await readText(file)) !== text) await writeAtomically(file, text);
  return { path, sweep };
}

async function compare(path: string, sweep: Sweep, edit: boolean): Promise<void> {
  const text = (await readText(join(path, SWEEP_FILE))) ?? '';
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    if (edit) return;
    throw new UsageError(`${join(path, SWEEP_FILE)} is not JSON; --edit writes it anew`);
  }
  const named = (stored as { study?: unknown } | null)?.study;
  if (named !== sweep.study.name)
    throw new UsageError(
      `${path} holds a sweep of ${String(named)}, not of ${sweep.study.name}; choose another folder with --out`,
    );
  if (edit) return;
  const difference = differenceOf(sweepFromJson(stored, sweep.study), sweep);
  if (difference !== undefined)
    throw new UsageError(
      `${path} holds another sweep (${difference}); change it with --edit, which keeps finished runs, or choose another folder with --out`,
    );
}

/** The first thing in which two sweeps of a study differ. */
function differenceOf(stored: Sweep, asked: Sweep): string | undefined {
  const [was, is] = [sweepToJson(stored), sweepToJson(asked)];
  for (const part of ['axes', 'fixed', 'seeds', 'pairing', 'arithmetic'] as const) {
    if (canonicalJson(was[part] as Json) === canonicalJson(is[part] as Json)) continue;
    if (part !== 'axes') return `its ${part} ${part === 'fixed' ? 'values ' : ''}differ`;
    const words = stored.axes.map(axisText);
    const other = asked.axes.map(axisText).find((text) => !words.includes(text));
    return other === undefined ? `its axes are ${words.join(', ')}` : `it has no axis ${other}`;
  }
  return undefined;
}

const Failure = z.object({
  identity: z.string(),
  /** What was varied, in words. */
  setting: z.string(),
  seed: z.int(),
  reason: z.string(),
  stack: z.optional(z.string()),
  /** When, and on which machine: for people. */
  at: z.string(),
  host: z.string(),
});
/** Why a run failed. */
export type Failure = z.infer<typeof Failure>;

/** Keeps why a run failed: it is not tried again until that is asked for. */
export async function writeFailure(path: string, failure: Failure): Promise<void> {
  const folder = join(path, FAILED_FOLDER);
  await makeFolder(folder);
  await writeJson({ path: folder, disk: realDisk }, failureFile(failure.identity), failure);
}

export async function removeFailure(path: string, identity: string): Promise<void> {
  await removeFile(join(path, FAILED_FOLDER), failureFile(identity));
}

/** Why a run failed; undefined where it did not. */
export const readFailure = (path: string, identity: string): Promise<Failure | undefined> =>
  readJson(join(path, FAILED_FOLDER), failureFile(identity), Failure, realDisk);

/** Names of the runs that failed, by the first digits of their identities. */
export async function failedRuns(path: string): Promise<Set<string>> {
  const entries = (await readFolder(join(path, FAILED_FOLDER))) ?? [];
  return new Set(
    entries.filter(({ name }) => name.endsWith('.json')).map(({ name }) => name.slice(0, DIGITS)),
  );
}

export const digitsOf = (identity: string): string => identity.slice(0, DIGITS);
