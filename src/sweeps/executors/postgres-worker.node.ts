/**
 * A worker of sweeps that lie in queues on PostgreSQL: takes one point after the other and computes them in a crew.
 *
 * With a sweep's folder, results are written where they belong; without, each run is computed in a folder of the worker's own
 * and sent back through the queue. A sweep that this machine cannot compute (data that are missing, another version, a study
 * that it does not know) is left to others, and a full disk ends the worker: it must not eat up points. A run that is
 * interrupted is handed back with its checkpoint, and so is one that comes near the time that a job may take.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobWithMetadata } from 'pg-boss';
import * as z from 'zod/mini';
import { ENGINE_SEMANTICS } from '../../engine/semantics.ts';
import { FrugalError } from '../../errors.ts';
import { parametersFromJson, resolveParameters } from '../../protocol/parameters.ts';
import { askedRun } from '../../runs/asked.ts';
import { byteText } from '../../runs/files.ts';
import { taskSource } from '../../runs/tasks.ts';
import { loadStudy, type Registry } from '../../studies/registry.ts';
import type { Division } from '../compute.node.ts';
import { type CrewEvent, type CrewJob, runCrew } from '../crew.node.ts';
import { runFolder } from '../folder.node.ts';
import { packRun, unpackRun } from '../parcel.node.ts';
import {
  isMissing,
  jobId,
  PointJob,
  type Queue,
  queuesOf,
  type Result,
} from './postgres-queue.node.ts';

export interface WorkerOptions extends Division {
  readonly queue: Queue;
  /** Aborted: runs stop with checkpoints and are handed back. */
  readonly signal: AbortSignal;
  readonly studies?: Registry;
  /** Address of the module that exports `studies`, where they are not Frugal's own. */
  readonly registry?: string;
  /** The folder of one sweep, as this machine sees it, and its queue. */
  readonly shared?: { readonly path: string; readonly sweep: string };
  /** Ends after so many seconds without work; 0 waits for ever. */
  readonly idleSeconds: number;
  /** Told of sweeps that are left to others, and why. */
  readonly note?: (text: string) => void;
}

/** What a worker does. */
export type WorkerEvent =
  | {
      readonly type: 'progress';
      readonly study: string;
      readonly share: number;
      readonly line: string;
    }
  | {
      readonly type: 'end';
      readonly study: string;
      readonly identity: string;
      readonly how: 'done' | 'failed' | 'handed back';
      readonly seconds: number;
      readonly reason?: string;
    };

/** A point that this worker has. */
interface Claim {
  readonly key: number;
  readonly sweep: string;
  readonly id: string;
  readonly priority: number;
  readonly job: PointJob;
  readonly folder: string;
  /** Interrupts this run alone. */
  readonly controller: AbortController;
  readonly timer: NodeJS.Timeout;
  /** The sweep was taken out of the queue: nobody wants the result. */
  dropped: boolean;
}

const POLL_MS = 500;
/** While there is work in known queues, new ones are looked for so often. */
const LOOK_MS = 10_000;
/** A run is handed back when it has taken this much of the time that a job may take. */
const SHARE_OF_EXPIRY = 0.95;
/** Between signs of life: a quarter of the shortest silence after which a worker may count as dead. */
const BEAT_MS = 2500;
/** A point that another process computes is looked at again after so long. */
const ELSEWHERE_S = 30;
/** More than this a queue does not carry: PostgreSQL's own limit on a text in JSON is 256 MB, and base64 takes a third more. */
const MOST_BYTES = 128e6;

const Spec = z.object({
  parameters: z.record(z.string(), z.json()),
  seed: z.int(),
  arithmetic: z.enum(['strict', 'fused']),
});

/** Does nothing where the sweep was taken out of the queue meanwhile. */
const unlessMissing = (action: () => Promise<void>): Promise<void> =>
  action().catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });

/**
 * Works until it is stopped, or there has been nothing to do for a while.
 *
 * @throws FrugalError where this machine can do nothing more; all points are handed back before
 */
export async function* serve(options: WorkerOptions): AsyncGenerator<WorkerEvent, void> {
  const { queue, shared, workers, threads, registry } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const scratch = await mkdtemp(join(tmpdir(), 'frugal-worker-'));
  const tasks = taskSource();
  const claims = new Map<number, Claim>();
  const refused = new Set<string>();
  let trouble: unknown;
  let keys = 0;
  let sweeps: string[] = [];
  let lookedAt = Number.NEGATIVE_INFINITY;

  /** Something is wrong with this machine: nothing more is begun. */
  const giveUp = (error: unknown): void => {
    trouble ??= error;
    stop.abort();
  };

  /** Which sweeps there are; those that are known keep their turns. */
  async function look(): Promise<void> {
    const all = shared === undefined ? await queue.sweeps() : [shared.sweep];
    const now = all.filter((sweep) => !refused.has(sweep));
    const known = sweeps.filter((sweep) => now.includes(sweep));
    sweeps = [...known, ...now.filter((sweep) => !known.includes(sweep))];
    lookedAt = performance.now();
  }

  /** The next point of any sweep, each in its turn. */
  async function take(): Promise<{ sweep: string; found: JobWithMetadata<unknown> } | undefined> {
    let idleSince = performance.now();
    if (performance.now() - lookedAt > LOOK_MS) await look();
    while (!signal.aborted) {
      for (let k = 0; k < sweeps.length && !signal.aborted; k++) {
        const sweep = sweeps.shift() ?? '';
        const [found] = await queue
          .ask((boss) => boss.fetch<unknown>(queuesOf(sweep).points, { includeMetadata: true }))
          .catch((error: unknown) => {
            if (!isMissing(error)) throw error;
            return [];
          });
        sweeps.push(sweep);
        if (found !== undefined) return { sweep, found };
      }
      await look();
      // While runs of its own are under way, a worker is not idle.
      if (claims.size > 0) idleSince = performance.now();
      if (options.idleSeconds > 0 && performance.now() - idleSince > 1000 * options.idleSeconds)
        return undefined;
      await sleep(POLL_MS, undefined, { signal }).catch(() => {});
    }
    return undefined;
  }

  async function* jobs(): AsyncGenerator<CrewJob> {
    while (true) {
      const taken = await take().catch(giveUp);
      if (taken === undefined) return;
      const { sweep, found } = taken;
      const parsed = PointJob.safeParse(found.data);
      if (!parsed.success) {
        await queue.ask((boss) => boss.fail(queuesOf(sweep).points, found.id)).catch(() => {});
        continue;
      }
      const claim = claimOf(sweep, found, parsed.data);
      claims.set(claim.key, claim);
      let spec: CrewJob['job']['spec'];
      try {
        spec = await prepare(claim);
      } catch (error) {
        // With one sweep there is nothing else to do.
        if (shared !== undefined || !(error instanceof FrugalError)) {
          giveUp(error);
          return;
        }
        await refuse(claim, error.message).catch(giveUp);
        continue;
      }
      const { checkpointSeconds, study } = claim.job;
      const where = { threads, folder: claim.folder, alone: true };
      const kept = checkpointSeconds === undefined ? {} : { checkpointSeconds };
      yield {
        key: claim.key,
        job: { study, spec, options: { ...where, ...kept } },
        signal: claim.controller.signal,
      };
    }
  }

  function claimOf(sweep: string, found: JobWithMetadata<unknown>, job: PointJob): Claim {
    const controller = new AbortController();
    const limit = 1000 * SHARE_OF_EXPIRY * found.expireInSeconds;
    const timer = setTimeout(() => controller.abort(), Math.min(limit, 2 ** 31 - 1));
    timer.unref();
    const key = keys++;
    // A folder for every claim, not for every run: one that is handed back may come again before it is cleared away.
    const folder =
      shared === undefined ? join(scratch, String(key)) : runFolder(shared.path, job.identity);
    return {
      ...{ key, sweep, id: found.id, priority: found.priority, job, controller, timer },
      ...{ folder, dropped: false },
    };
  }

  /** Leaves a sweep to others. */
  async function refuse(claim: Claim, why: string): Promise<void> {
    const { sweep, job, key, timer } = claim;
    refused.add(sweep);
    sweeps = sweeps.filter((other) => other !== sweep);
    clearTimeout(timer);
    options.note?.(`a sweep of ${job.study} (${sweep}) is left to other workers: ${why}`);
    await handBack(claim, 0);
    claims.delete(key);
  }

  /** The spec of a point, if this machine makes the run that was asked for. */
  async function prepare({ job, folder }: Claim): Promise<CrewJob['job']['spec']> {
    const { identity, begun, engine } = job;
    const study = await loadStudy(job.study, options.studies);
    const given = Spec.parse(JSON.parse(job.spec));
    const { parameters: values } = given;
    const parameters = resolveParameters(
      study.parameters,
      parametersFromJson(study.parameters, values, { from: 'the queue' }),
    );
    const asked = await askedRun(study, { ...given, parameters }, tasks);
    if (asked.identity !== identity) {
      const why =
        engine === ENGINE_SEMANTICS
          ? 'its data are others, or its version of Frugal'
          : `engine semantics ${ENGINE_SEMANTICS} here, ${engine} there`;
      throw new FrugalError(
        `${hostname()} makes another run of ${study.name} than the sweep asks for: ${why}`,
      );
    }
    if (begun !== undefined && shared === undefined)
      // What cannot be taken up is computed from the beginning, to the same bits.
      await unpackRun(Buffer.from(begun, 'base64'), folder, identity, 'begun').catch(
        (error: unknown) => {
          if (!(error instanceof FrugalError) || error.cause !== undefined) throw error;
        },
      );
    return asked.spec;
  }

  /** Tells that the points of this worker are alive, and hears whether anybody still wants them. */
  let beating = false;
  async function beat(): Promise<void> {
    if (beating || claims.size === 0) return;
    beating = true;
    try {
      const wanted = await queue.sweeps();
      for (const sweep of new Set([...claims.values()].map((claim) => claim.sweep))) {
        const of = [...claims.values()].filter((claim) => claim.sweep === sweep);
        if (wanted.includes(sweep))
          await queue.boss.touch(
            queuesOf(sweep).points,
            of.map(({ id }) => id),
          );
        else for (const claim of of) drop(claim);
      }
    } catch {
      // The next beat tries again; whoever delivers a result says what is wrong.
    } finally {
      beating = false;
    }
  }
  const drop = (claim: Claim): void => {
    claim.dropped = true;
    claim.controller.abort();
  };

  async function settle(
    claim: Claim,
    event: Exclude<CrewEvent, { type: 'progress' }>,
  ): Promise<WorkerEvent> {
    clearTimeout(claim.timer);
    const { study, identity } = claim.job;
    const seconds = event.type === 'end' ? event.seconds : 0;
    const told = { type: 'end', study, identity, seconds } as const;
    const handedBack = event.type === 'end' ? event.how === 'interrupted' : event.trouble !== 'run';
    if (handedBack) {
      const elsewhere = event.type === 'fail' && event.trouble === 'elsewhere';
      if (event.type === 'fail' && event.trouble === 'disk') giveUp(new FrugalError(event.reason));
      await handBack(claim, elsewhere ? ELSEWHERE_S : 0);
      return { ...told, how: 'handed back' };
    }
    let failed: Result['failed'];
    let parcel: string | undefined;
    if (event.type === 'fail') {
      const { reason, stack } = event;
      failed = { reason, ...(stack !== undefined && { stack }) };
    } else if (shared === undefined) {
      const bytes = await packRun(claim.folder);
      if (bytes.length <= MOST_BYTES) parcel = Buffer.from(bytes).toString('base64');
      else
        failed = {
          reason: `its files are ${byteText(bytes.length)}, and the queue carries ${byteText(MOST_BYTES)}: give workers the sweep's folder on a shared file system`,
        };
    }
    const host = hostname();
    const { turn } = claim.job;
    await deliver(claim, {
      ...{ identity, turn, host, seconds },
      ...(parcel !== undefined && { parcel }),
      ...(failed !== undefined && { failed }),
    });
    return failed === undefined
      ? { ...told, how: 'done' }
      : { ...told, how: 'failed', reason: failed.reason };
  }

  /** First the result, then the end of the job: who is killed in between has at worst done it in vain. */
  async function deliver(claim: Claim, result: Result): Promise<void> {
    const { points, results } = queuesOf(claim.sweep);
    const kind = result.failed === undefined ? 'done' : `failed ${result.turn}`;
    const message = { id: jobId(result.identity, kind), data: result };
    await unlessMissing(async () => {
      await queue.ask((boss) => boss.insert(results, [message], { returnId: false }));
      // Also where it was taken for dead meanwhile and waits for another worker.
      await queue.ask((boss) => boss.complete(points, claim.id, null, { includeQueued: true }));
    });
  }

  /** The point goes back under a new id, with its checkpoint where the next worker does not see it. */
  async function handBack(claim: Claim, delaySeconds: number): Promise<void> {
    if (claim.dropped) return;
    const { points } = queuesOf(claim.sweep);
    const { begun: before, ...job } = claim.job;
    const bytes =
      shared === undefined ? await packRun(claim.folder).catch(() => undefined) : undefined;
    const begun =
      bytes === undefined || bytes.length > MOST_BYTES
        ? before
        : Buffer.from(bytes).toString('base64');
    const turn = job.turn + 1;
    const again = {
      id: jobId(job.identity, turn),
      data: { ...job, turn, ...(begun !== undefined && { begun }) },
      priority: claim.priority,
      ...(delaySeconds > 0 && { startAfter: delaySeconds }),
    };
    await unlessMissing(async () => {
      await queue.ask((boss) => boss.insert(points, [again], { returnId: false }));
      await queue.ask((boss) => boss.complete(points, claim.id));
    });
  }

  const beats = setInterval(() => void beat(), BEAT_MS);
  try {
    const crew = runCrew(jobs(), {
      ...{ workers, signal, ahead: false },
      ...(registry !== undefined && { registry }),
    });
    for await (const event of crew) {
      const claim = claims.get(event.key);
      if (claim === undefined) continue;
      if (event.type === 'progress') {
        yield { type: 'progress', study: claim.job.study, share: event.share, line: event.line };
        continue;
      }
      const told = await settle(claim, event);
      claims.delete(claim.key);
      if (shared === undefined) await rm(claim.folder, { recursive: true, force: true });
      yield told;
    }
  } finally {
    clearInterval(beats);
    // What was taken and not begun, and all of it where something went wrong.
    for (const claim of claims.values()) {
      clearTimeout(claim.timer);
      await handBack(claim, 0).catch(() => {});
    }
    await rm(scratch, { recursive: true, force: true });
  }
  if (trouble !== undefined) throw trouble;
}
