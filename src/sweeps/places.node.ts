/** Where each point of a sweep stands: which run it is, where that lies, and what has become of it. */

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type NamedRun, namedRuns } from '../runs/asked.ts';
import type { TaskSource } from '../runs/execute.ts';
import { realDisk } from '../runs/files.ts';
import type { RunSpec } from '../runs/identity.ts';
import { isInUse, LOCK_FILE } from '../runs/lock.ts';
import { FILES } from '../runs/store.ts';
import { digitsOf, failedRuns, runFolder, type SweepFolder } from './folder.node.ts';
import {
  countSettings,
  type Point,
  parametersAt,
  pointsOf,
  type Setting,
  type Shard,
  seedsAt,
  settingsOf,
} from './points.ts';

/** `begun`: there are files of it, but nobody works on it. */
export type PointState = 'done' | 'running' | 'failed' | 'begun' | 'waiting';

/** A point with its run. */
export interface NamedPoint {
  readonly point: Point;
  readonly spec: RunSpec;
  readonly identity: string;
  readonly folder: string;
}

/** What has become of a point. */
export interface Standing {
  readonly state: PointState;
  /** When its result was written, ms since 1970. */
  readonly doneAt?: number;
}

export type Place = NamedPoint & Standing;

/** All runs of one setting, whatever their state. */
export interface SettingRuns {
  readonly setting: Setting;
  /** All parameters, names of tasks as they are on this machine. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly runs: readonly NamedPoint[];
}

/** Points, or settings, between two turns of the event loop. */
const TURN = 64;
/** Settings whose names are kept for their next seed: a few megabytes. Others are named anew, which only takes longer. */
const MOST_KEPT = 4096;

/**
 * Every point of a sweep, or of a shard, in order. Nothing is kept of those that have gone by.
 *
 * @param tasks data of the study, by whose digests runs are known
 * @param only places of the settings that are asked for; default all
 */
export async function* placesOf(
  folder: SweepFolder,
  tasks: TaskSource,
  shard?: Shard,
  only?: ReadonlySet<number>,
): AsyncGenerator<Place> {
  const { sweep } = folder;
  const standing = await standings(folder);
  const settings = countSettings(sweep);
  const kept = new Map<number, (seed: number) => NamedRun>();
  let seen = 0;
  for (const point of pointsOf(sweep, shard)) {
    if (++seen % TURN === 0) await setImmediate();
    const key = point.index % settings;
    if (only !== undefined && !only.has(key)) continue;
    const named = kept.get(key) ?? (await namer(folder, point.setting, tasks));
    if (kept.size < MOST_KEPT) kept.set(key, named);
    const run = placed(folder, point, named(point.seed));
    yield { ...run, ...(await standing(run)) };
  }
}

/** Every run of a sweep, setting by setting: the way to read many, since what a setting's runs share is done once. */
export async function* runsBySetting(
  folder: SweepFolder,
  tasks: TaskSource,
): AsyncGenerator<SettingRuns> {
  const { sweep } = folder;
  const settings = countSettings(sweep);
  let place = 0;
  for (const setting of settingsOf(sweep)) {
    if (place % TURN === TURN - 1) await setImmediate();
    const named = await namer(folder, setting, tasks);
    const runs = seedsAt(sweep, setting).map((seed, k) =>
      placed(folder, { index: k * settings + place, setting, seed }, named(seed)),
    );
    place++;
    yield { setting, parameters: runs[0].spec.parameters, runs };
  }
}

const namer = ({ sweep }: SweepFolder, setting: Setting, tasks: TaskSource) =>
  namedRuns(
    sweep.study,
    { parameters: parametersAt(sweep, setting), arithmetic: sweep.arithmetic },
    tasks,
  );

const placed = ({ path }: SweepFolder, point: Point, { spec, identity }: NamedRun): NamedPoint => ({
  point,
  spec,
  identity,
  folder: runFolder(path, identity),
});

/** Tells what has become of runs, by the failures that are known now. */
export async function standings({
  path,
}: SweepFolder): Promise<(run: NamedPoint) => Standing | Promise<Standing>> {
  const failed = await failedRuns(path);
  const otherwise = async ({ folder, identity }: NamedPoint): Promise<Standing> => {
    if (existsSync(join(folder, LOCK_FILE)) && (await isInUse(folder, realDisk)))
      return { state: 'running' };
    if (failed.has(digitsOf(identity))) return { state: 'failed' };
    return { state: existsSync(join(folder, FILES.spec)) ? 'begun' : 'waiting' };
  };
  return (run) => {
    // Without waiting: on a local disk ten times faster than asking later, and ten thousand are asked.
    const summary = statSync(join(run.folder, FILES.summary), { throwIfNoEntry: false });
    return summary === undefined ? otherwise(run) : { state: 'done', doneAt: summary.mtimeMs };
  };
}
