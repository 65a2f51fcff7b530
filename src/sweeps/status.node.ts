/** How far a sweep is, told by its folders alone: no engine is asked, and none has to run. */

import type { TaskSource } from '../runs/execute.ts';
import { type Failure, readFailure, type SweepFolder } from './folder.node.ts';
import { type PointState, runsBySetting, standings } from './places.node.ts';
import { countPoints } from './points.ts';

export interface SweepStatus {
  readonly total: number;
  readonly counts: Readonly<Record<PointState, number>>;
  /** Those that failed, the first of each reason and how many share it. */
  readonly failures: readonly { readonly failure: Failure; readonly count: number }[];
  /** Seconds until all is done at the pace of the last runs; undefined where nothing runs or too little is known. */
  readonly secondsLeft?: number;
}

/** So many of the last runs give the pace. */
const LAST = 50;
/** Runs that ended longer ago than this say nothing of the pace now, unless they take so long each. */
const RECENT_S = 600;

export async function sweepStatus(
  folder: SweepFolder,
  tasks: TaskSource,
  now = Date.now(),
): Promise<SweepStatus> {
  const counts = { done: 0, running: 0, failed: 0, begun: 0, waiting: 0 };
  const reasons = new Map<string, { failure: Failure; count: number }>();
  let ends: number[] = [];
  const standing = await standings(folder);
  for await (const { runs } of runsBySetting(folder, tasks))
    for (const run of runs) {
      const { state, doneAt } = await standing(run);
      counts[state]++;
      if (doneAt !== undefined && ends.push(doneAt) > 100 * LAST) ends = latest(ends);
      if (state !== 'failed') continue;
      const failure = await readFailure(folder.path, run.identity);
      if (failure === undefined) continue;
      const known = reasons.get(failure.reason);
      if (known === undefined) reasons.set(failure.reason, { failure, count: 1 });
      else known.count++;
    }
  const left = counts.running + counts.begun + counts.waiting;
  const pace = paceOf(ends, now);
  return {
    ...{ total: countPoints(folder.sweep), counts },
    failures: [...reasons.values()].sort((a, b) => b.count - a.count),
    ...(counts.running > 0 && pace !== undefined && { secondsLeft: left / pace }),
  };
}

const latest = (ends: readonly number[]): number[] =>
  [...ends].sort((a, b) => b - a).slice(0, LAST);

/** Runs a second, by when the last ones ended. */
export function paceOf(ends: readonly number[], now: number): number | undefined {
  const last = latest(ends);
  if (last.length < 2) return undefined;
  const recent = last.filter((at) => now - at < 1000 * RECENT_S);
  const used = recent.length >= 2 ? recent : last;
  // Up to now, not up to the last end: a sweep that has come to longer runs slows down at once.
  const seconds = (now - used[used.length - 1]) / 1000;
  return seconds > 0 ? (used.length - 1) / seconds : undefined;
}
