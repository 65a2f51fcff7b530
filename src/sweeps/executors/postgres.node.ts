/**
 * PostgreSQL: the points of a sweep lie in a queue, and workers on any machine that reaches the database take them one by one,
 * each as soon as it has a processor free.
 *
 * This program fills the queue, and puts what comes back into the sweep's folder. It may end and be started again at any
 * moment: results wait in the database meanwhile. What lies in the folder is done, whatever the queue thinks of it.
 */

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobInsert } from 'pg-boss';
import * as z from 'zod/mini';
import { ENGINE_SEMANTICS } from '../../engine/semantics.ts';
import { FrugalError, UsageError } from '../../errors.ts';
import { flag, integer, parametersToJson } from '../../protocol/parameters.ts';
import { text } from '../../protocol/text-parameters.ts';
import { readJson, writeJson } from '../../runs/documents.ts';
import { realDisk } from '../../runs/files.ts';
import { InUse } from '../../runs/lock.ts';
import { FILES } from '../../runs/store.ts';
import { taskSource } from '../../runs/tasks.ts';
import type { Ending, Executor, SweepEvent, Work } from '../executor.ts';
import { removeFailure, runFolder, writeFailure } from '../folder.node.ts';
import { unpackRun } from '../parcel.node.ts';
import { type Place, placesOf } from '../places.node.ts';
import { type Point, settingText } from '../points.ts';
import {
  jobId,
  makeQueues,
  openQueue,
  PointJob,
  type Queue,
  queuesOf,
  RETRIES,
  Result,
  removeQueues,
} from './postgres-queue.node.ts';

/** Where the database is: an option here and of workers. */
export const ADDRESS = {
  postgres: text({
    ...{ default: '', allowed: 'postgres://user@host:5432/database' },
    description:
      'the database with the queue (or FRUGAL_POSTGRES in the environment); its password best in PGPASSWORD or ~/.pgpass',
  }),
} as const;

const options = {
  ...ADDRESS,
  heartbeat: integer({
    ...{ min: 10, max: 3600, default: 60, unit: 's' },
    description: 'a worker that is silent for so long has died, and its runs are given to others',
  }),
  withdraw: flag({
    default: false,
    description: 'take the sweep out of the queue; workers drop what they have of it',
  }),
} as const;

/** Keeps the name of the sweep's queue, which is drawn at random: two folders of the same sweep have nothing to do with each other. */
const QUEUE_FILE = 'queue.json';
const QueueName = z.object({ queue: z.string().check(z.regex(/^[0-9a-f]{16}$/)) });

/** Jobs that are added at a time. */
const BATCH = 500;
/** Results that are taken at a time: they may be large. */
const RESULTS = 8;
const POLL_MS = 300;
/** While nothing comes back, the folder is looked at so often, and the queue filled up again so often. */
const LOOK_MS = 5000;
const REFILL_MS = 60_000;
/** A file that another machine has written may be seen late on a network disk; so often is looked again, at intervals of 5 s. */
const MOST_LOOKS = 20;

/** @param given what `--postgres` says */
export const addressOf = (given: string): string => given || (process.env.FRUGAL_POSTGRES ?? '');

export const postgres: Executor<typeof options> = {
  name: 'postgres',
  about: 'workers on any machines, which take the points from a queue in PostgreSQL',
  options,
  check: async (given) => {
    const queue = await openQueue(addressOf(given.postgres));
    await queue.close();
  },
  async *run(work, given) {
    if (work.shard !== undefined)
      throw new UsageError('workers take points from the queue one by one; leave out --shard');
    const notes: string[] = [];
    const note = (line: string) => notes.push(line);
    const queue = await openQueue(addressOf(given.postgres), {
      ...{ note, signal: work.signal, patient: true },
    });
    try {
      return yield* runOn(queue, work, given, notes);
    } finally {
      await queue.close();
    }
  },
};

/** Works on a sweep by an open queue. @param notes lines that the queue adds while it is used */
export async function* runOn(
  queue: Queue,
  work: Work,
  { heartbeat, withdraw }: { readonly heartbeat: number; readonly withdraw: boolean },
  notes: string[] = [],
): AsyncGenerator<SweepEvent, Ending> {
  const sweep = await nameOf(work.folder.path);
  if (withdraw) {
    await removeQueues(queue, sweep);
    yield { type: 'note', text: `taken out of the ${queue.name}` };
    return 'handed over';
  }
  await makeQueues(queue, sweep, heartbeat);
  const collector = new Collector(queue, sweep, work);
  yield* collector.fill();
  const { pending } = collector;
  if (pending.size > 0)
    yield {
      type: 'note',
      text: `${pending.size} to do in the ${queue.name}; "frugal sweep worker" on any machine takes them`,
    };
  let [lookedAt, filledAt] = [performance.now(), performance.now()];
  while (pending.size > 0 && !work.signal.aborted) {
    let idle = true;
    for await (const event of collector.collect()) {
      idle = false;
      yield event;
    }
    for (const line of notes.splice(0)) yield { type: 'note', text: line };
    if (!idle) continue;
    if (performance.now() - lookedAt > LOOK_MS) {
      yield* collector.look();
      lookedAt = performance.now();
    }
    if (performance.now() - filledAt > REFILL_MS) {
      yield* collector.fill();
      filledAt = performance.now();
    }
    await sleep(POLL_MS, undefined, { signal: work.signal }).catch(() => {});
  }
  if (pending.size > 0) {
    const text = `${pending.size} stay in the ${queue.name}, where workers go on; the same command collects what they have done`;
    yield { type: 'note', text };
    return 'handed over';
  }
  await removeQueues(queue, sweep);
  return 'done';
}

/** The name of the folder's queue. */
async function nameOf(path: string): Promise<string> {
  const named = () => readJson(path, QUEUE_FILE, QueueName, realDisk);
  const known = await named();
  if (known !== undefined) return known.queue;
  await writeJson({ path, disk: realDisk }, QUEUE_FILE, { queue: randomBytes(8).toString('hex') });
  return (await named())?.queue ?? '';
}

/**
 * The queue of the sweep in a folder.
 *
 * @throws FrugalError where the sweep was never given to one
 */
export async function queueIn(path: string): Promise<string> {
  const known = await readJson(path, QUEUE_FILE, QueueName, realDisk);
  if (known === undefined)
    throw new FrugalError(
      `the sweep of ${path} is in no queue; "frugal sweep ${path} --on postgres" puts it into one`,
    );
  return known.queue;
}

/** Puts points into the queue and what comes of them into the folder. */
class Collector {
  /** Points that are not done, by their runs' identities. */
  readonly pending = new Map<string, Point>();
  readonly #queue: Queue;
  readonly #names: ReturnType<typeof queuesOf>;
  readonly #work: Work;
  readonly #looks = new Map<string, number>();
  #first = true;

  constructor(queue: Queue, sweep: string, work: Work) {
    this.#queue = queue;
    this.#names = queuesOf(sweep);
    this.#work = work;
  }

  /** Adds what is missing; jobs that are in the queue already stay as they are. */
  async *fill(): AsyncGenerator<SweepEvent> {
    const { folder, retry, signal } = this.#work;
    const batch: JobInsert[] = [];
    for await (const place of placesOf(folder, taskSource())) {
      if (signal.aborted) break;
      const { point, state, identity } = place;
      if (!this.#first && !this.pending.has(identity)) continue;
      if (state === 'done') {
        this.pending.delete(identity);
        yield this.#first ? { type: 'skip', point, why: 'done' } : ended(point);
        continue;
      }
      if (this.#first && state === 'failed' && !retry) {
        yield { type: 'skip', point, why: 'failed' };
        continue;
      }
      this.pending.set(identity, point);
      batch.push(this.#job(place));
      if (batch.length === BATCH) await this.#insert(batch.splice(0));
    }
    await this.#insert(batch);
    this.#first = false;
  }

  #job({ point, spec, identity }: Place): JobInsert {
    const { checkpointSeconds, folder } = this.#work;
    const { parameters, seed, arithmetic } = spec;
    const data: PointJob = {
      ...{ identity, study: folder.sweep.study.name, engine: ENGINE_SEMANTICS, turn: 0 },
      spec: JSON.stringify({ parameters: parametersToJson(parameters), seed, arithmetic }),
      ...(checkpointSeconds !== undefined && { checkpointSeconds }),
    };
    // The first seed of the whole grid comes first.
    return { id: jobId(identity, 0), data, priority: -point.index };
  }

  async #insert(jobs: JobInsert[]): Promise<void> {
    if (jobs.length > 0)
      await this.#queue.ask((boss) => boss.insert(this.#names.points, jobs, { returnId: false }));
  }

  /** Takes what has come back; nothing where nothing has. */
  async *collect(): AsyncGenerator<SweepEvent> {
    const { results, dead } = this.#names;
    const take = (name: string) =>
      this.#queue.ask((boss) => boss.fetch<unknown>(name, { batchSize: RESULTS }));
    for (const { id, data } of await take(results))
      yield* this.#put(results, id, Result.safeParse(data).data);
    for (const { id, data } of await take(dead)) {
      const job = PointJob.safeParse(data).data;
      const reason = `its workers died or fell silent, ${RETRIES + 1} times`;
      yield* this.#put(dead, id, job && { ...job, host: '', seconds: 0, failed: { reason } });
    }
  }

  /** Puts one result into the folder and takes it out of the queue: in this order, so that none is lost. */
  async *#put(name: string, id: string, result: Result | undefined): AsyncGenerator<SweepEvent> {
    if (result === undefined) {
      yield {
        type: 'note',
        text: `the ${this.#queue.name} holds a result of another version, which is left out`,
      };
    } else {
      let event: SweepEvent | 'later' | undefined;
      try {
        event = await this.#store(result);
      } catch (error) {
        await this.#queue.boss.fail(name, id).catch(() => {});
        throw error;
      }
      if (event === 'later') {
        await this.#queue.ask((boss) => boss.fail(name, id));
        return;
      }
      const jobs = Array.from({ length: result.turn + 1 }, (_, turn) =>
        jobId(result.identity, turn),
      );
      await this.#queue.ask((boss) => boss.deleteJob(this.#names.points, jobs));
      if (event !== undefined) yield event;
    }
    await this.#queue.ask((boss) => boss.deleteJob(name, id));
  }

  /** @returns what has happened; nothing for a point that was done before; `later` where it cannot be stored now */
  async #store(result: Result): Promise<SweepEvent | 'later' | undefined> {
    const { identity, seconds, parcel, host } = result;
    const { path } = this.#work.folder;
    const run = runFolder(path, identity);
    let failed = result.failed;
    if (parcel !== undefined) {
      try {
        await unpackRun(Buffer.from(parcel, 'base64'), run, identity, 'finished');
      } catch (error) {
        if (error instanceof InUse) return 'later';
        if (!(error instanceof FrugalError) || error.cause !== undefined) throw error;
        failed = { reason: `${error.message} (from ${host})` };
      }
    }
    const done = existsSync(join(run, FILES.summary));
    if (!done && failed === undefined) {
      const looks = (this.#looks.get(identity) ?? 0) + 1;
      this.#looks.set(identity, looks);
      if (looks < MOST_LOOKS) return 'later';
      failed = {
        reason: `${host} has written this run into the sweep's folder, where it is not to be seen: is that folder shared? A worker that is given no folder sends its results through the database`,
      };
    }
    this.#looks.delete(identity);
    const point = this.pending.get(identity);
    this.pending.delete(identity);
    if (done) {
      await removeFailure(path, identity);
      return point && ended(point, seconds);
    }
    if (failed === undefined || point === undefined) return undefined;
    await writeFailure(path, {
      ...{ identity, setting: settingText(point.setting), seed: point.seed, ...failed },
      ...{ at: new Date().toISOString(), host },
    });
    return { type: 'fail', point, reason: failed.reason };
  }

  /** What others have put into the folder: workers that see it, another program that collects. */
  async *look(): AsyncGenerator<SweepEvent> {
    for (const [identity, point] of this.pending) {
      if (!existsSync(join(runFolder(this.#work.folder.path, identity), FILES.summary))) continue;
      this.pending.delete(identity);
      yield ended(point);
    }
  }
}

const ended = (point: Point, seconds = 0): SweepEvent => ({
  type: 'end',
  point,
  how: 'done',
  seconds,
});
