/**
 * A shorter run of the same kind, from which a longer one goes on: equal in everything but parameters that are declared
 * horizons (`epochs`), of which it had less.
 *
 * Nothing of it enters the longer run's identity or hash: a state that a job offers for this does not depend on how long
 * the job was to last, so that the records and bits are those of a run from the start. What is damaged, or was made by
 * other engine semantics, is therefore left aside without a word.
 */

import { dirname, join } from 'node:path';
import { ENGINE_SEMANTICS } from '../engine/semantics.ts';
import { FrugalError } from '../errors.ts';
import type { ParameterTable } from '../protocol/parameters.ts';
import type { RunContext } from '../protocol/study.ts';
import { type Disk, readFolder } from './files.ts';
import { firstDifference, type SpecDocument } from './identity.ts';
import { digestOf } from './journal.ts';
import { readContinuation } from './snapshots.ts';
import { readRun, readSpec, type StoredRun } from './stored.ts';

/** A former run, and what a study asks of it. */
export interface Former {
  readonly folder: string;
  readonly of: NonNullable<RunContext<unknown>['former']>;
}

/**
 * The longest shorter run that lies beside the given one or below `root`, if there is any.
 *
 * @param folder the longer run's
 */
export async function formerOf(
  asked: SpecDocument,
  parameters: ParameterTable,
  { folder, root, disk }: { readonly folder: string; readonly root: string; readonly disk: Disk },
): Promise<Former | undefined> {
  const horizons = Object.keys(parameters).filter((name) => parameters[name].horizon);
  if (horizons.length === 0) return undefined;
  let best: { readonly path: string; readonly length: number } | undefined;
  for (const above of new Set([dirname(folder), join(root, asked.study)])) {
    for (const entry of (await readFolder(above, disk).catch(() => undefined)) ?? []) {
      if (!entry.isDirectory()) continue;
      const path = join(above, entry.name);
      const spec = (await soundOr(readSpec(path, disk)))?.spec;
      const length = spec && lengthOf(spec, asked, horizons);
      if (length !== undefined && length > (best?.length ?? 0)) best = { path, length };
    }
  }
  const stored = best && (await soundOr(readRun(best.path, disk)));
  return stored && { folder: stored.folder, of: (job) => soundOr(jobOf(stored, job, disk)) };
}

/**
 * How far a run came compared with the one that is asked for, in (0, 1); `undefined` when it is not a shorter one of the
 * same kind.
 */
function lengthOf(
  spec: SpecDocument,
  asked: SpecDocument,
  horizons: readonly string[],
): number | undefined {
  let length = 1;
  const parameters = { ...spec.parameters };
  for (const name of horizons) {
    const [had, wanted] = [spec.parameters[name], asked.parameters[name]];
    if (typeof had !== 'number' || typeof wanted !== 'number' || had > wanted) return undefined;
    length *= had / wanted;
    parameters[name] = wanted;
  }
  const same = firstDifference({ ...spec, parameters }, asked) === undefined;
  return same && length < 1 ? length : undefined;
}

/** The job's records up to where it can be taken up, and its state there; `undefined` where none was kept. */
async function jobOf(
  { folder, identity, records }: StoredRun,
  job: string,
  disk: Disk,
): ReturnType<Former['of']> {
  const kept = await readContinuation({ path: folder, disk }, job);
  if (kept === undefined || kept.job !== job || kept.identity !== identity) return undefined;
  const given = records.slice(kept.from, kept.to);
  const same =
    given.length === kept.to - kept.from && digestOf(given).digest('hex') === kept.digest;
  if (!same || kept.engine !== ENGINE_SEMANTICS) return undefined;
  return { records: given, snapshot: kept.snapshot };
}

/** What is read; `undefined` when it is damaged or cannot be read. */
async function soundOr<T>(reading: Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof FrugalError) return undefined;
    throw error;
  }
}
