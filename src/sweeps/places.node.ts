/** Where each point of a sweep stands: which run it is, where that lies, and what has become of it. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { askedRun } from '../runs/asked.ts';
import type { TaskSource } from '../runs/execute.ts';
import { realDisk } from '../runs/files.ts';
import type { RunSpec } from '../runs/identity.ts';
import { isInUse, LOCK_FILE } from '../runs/lock.ts';
import { FILES } from '../runs/store.ts';
import { digitsOf, failedRuns, runFolder, type SweepFolder } from './folder.node.ts';
import { type Point, pointsOf, type Shard, specAt } from './points.ts';

/** `begun`: there are files of it, but nobody works on it. */
export type PointState = 'done' | 'running' | 'failed' | 'begun' | 'waiting';

/** A point with its run. */
export interface Place {
  readonly point: Point;
  readonly spec: RunSpec;
  readonly identity: string;
  readonly folder: string;
  readonly state: PointState;
}

/** Points between two turns of the event loop. */
const TURN = 64;

/**
 * Every point of a sweep, or of a shard, in order. Nothing is kept of those that have gone by.
 *
 * @param tasks data of the study, by whose digests runs are known
 */
export async function* placesOf(
  { path, sweep }: SweepFolder,
  tasks: TaskSource,
  shard?: Shard,
): AsyncGenerator<Place> {
  const failed = await failedRuns(path);
  let seen = 0;
  for (const point of pointsOf(sweep, shard)) {
    if (++seen % TURN === 0) await setImmediate();
    const { spec, identity } = await askedRun(sweep.study, specAt(sweep, point), tasks);
    const folder = runFolder(path, identity);
    yield { point, spec, identity, folder, state: await stateOf(folder, identity, failed) };
  }
}

async function stateOf(
  folder: string,
  identity: string,
  failed: ReadonlySet<string>,
): Promise<PointState> {
  // Without waiting: on a local disk ten times faster than asking later, and ten thousand are asked.
  if (existsSync(join(folder, FILES.summary))) return 'done';
  if (existsSync(join(folder, LOCK_FILE)) && (await isInUse(folder, realDisk))) return 'running';
  if (failed.has(digitsOf(identity))) return 'failed';
  return existsSync(join(folder, FILES.spec)) ? 'begun' : 'waiting';
}
