/**
 * Computes the missing points of a sweep, or of a shard, in a crew on this machine. The local executor is this, and so is what
 * other engines start.
 */

import { hostname } from 'node:os';
import { FrugalError } from '../errors.ts';
import type { TaskSource } from '../runs/execute.ts';
import { taskSource } from '../runs/tasks.ts';
import { type CrewEvent, type CrewJob, runCrew } from './crew.node.ts';
import type { SweepEvent, Work } from './executor.ts';
import { removeFailure, writeFailure } from './folder.node.ts';
import { type Place, placesOf } from './places.node.ts';
import { settingText } from './points.ts';

/** How the processors are divided. */
export interface Division {
  /** Runs at a time. */
  readonly workers: number;
  /** Threads of each. */
  readonly threads: number;
}

/**
 * One thread a run while there are more runs than processors, which is the fastest way to do many; more where there are fewer.
 *
 * @param asked what the user has said of it
 */
export function divide(
  processors: number,
  runs: number,
  asked: { readonly jobs?: number; readonly threads?: number } = {},
): Division {
  const { jobs, threads } = asked;
  const most = Math.max(1, runs);
  const workers = Math.min(most, jobs ?? Math.max(1, Math.floor(processors / (threads ?? 1))));
  return { workers, threads: threads ?? Math.max(1, Math.floor(processors / workers)) };
}

/**
 * Computes what is missing, and yields what happens.
 *
 * @returns whether all of it is done; failures count as done
 * @throws FrugalError where nothing more can be written: a full disk, a folder that was removed
 */
export async function* compute(
  { folder, shard, only, retry, signal, registry, checkpointSeconds }: Work,
  { workers, threads }: Division,
  tasks: TaskSource = taskSource(),
): AsyncGenerator<SweepEvent, 'done' | 'interrupted'> {
  const { path, sweep } = folder;
  const given = new Map<number, Place>();
  const skipped: SweepEvent[] = [];

  async function* jobs(): AsyncGenerator<CrewJob> {
    for await (const place of placesOf(folder, tasks, shard, only)) {
      if (signal.aborted) return;
      const why = reasonToSkip(place, retry);
      if (why !== undefined) {
        skipped.push({ type: 'skip', point: place.point, why });
        continue;
      }
      const key = place.point.index;
      given.set(key, place);
      const options = { threads, folder: place.folder, alone: true };
      const kept = checkpointSeconds === undefined ? {} : { checkpointSeconds };
      yield {
        key,
        job: { study: sweep.study.name, spec: place.spec, options: { ...options, ...kept } },
      };
    }
  }

  const crew = runCrew(jobs(), { workers, signal, ...(registry !== undefined && { registry }) });
  for await (const event of crew) {
    yield* skipped.splice(0);
    const place = given.get(event.key);
    if (place === undefined) continue;
    if (event.type !== 'progress') given.delete(event.key);
    yield await told(path, place, event);
  }
  yield* skipped.splice(0);
  return signal.aborted ? 'interrupted' : 'done';
}

function reasonToSkip(
  { state }: Place,
  retry: boolean,
): 'done' | 'failed' | 'elsewhere' | undefined {
  if (state === 'done') return 'done';
  if (state === 'running') return 'elsewhere';
  return state === 'failed' && !retry ? 'failed' : undefined;
}

/** What an event of the crew means for the sweep; what failed is kept, what is done no longer counts as failed. */
async function told(path: string, place: Place, event: CrewEvent): Promise<SweepEvent> {
  const { point, identity } = place;
  if (event.type === 'progress')
    return { type: 'progress', point, share: event.share, line: event.line };
  if (event.type === 'end') {
    if (event.how === 'done' && place.state === 'failed') await removeFailure(path, identity);
    return { type: 'end', point, how: event.how, seconds: event.seconds };
  }
  const { trouble, reason, stack } = event;
  if (trouble === 'elsewhere') return { type: 'skip', point, why: 'elsewhere' };
  // The next run would fail for the same reason, and what was wrong is no property of this one.
  if (trouble === 'disk') throw new FrugalError(reason);
  await writeFailure(path, {
    ...{ identity, setting: settingText(point.setting), seed: point.seed, reason },
    ...(stack !== undefined && { stack }),
    ...{ at: new Date().toISOString(), host: hostname() },
  });
  return { type: 'fail', point, reason };
}
