/**
 * Executes many runs, several at a time, each in a process of its own; a run alone in a thread of this process.
 *
 * Processes, not threads: runs are independent, a crash takes down one of them only, and each keeps the memory of its
 * network to itself. What one run is, and how it resumes, is execute.ts; the process's own main is worker.ts.
 *
 * No process outlives this one: it kills them when it exits, and they end by themselves when their channel to it breaks.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { FrugalError } from '../errors.ts';
import type { RunEvent, RunOutcome } from './execute.ts';
import { type Job, type Message, type Order, OWN_REGISTRY, revive, sibling } from './job.ts';
import { executeInThread } from './thread.ts';

/** What the pool says to a process. */
export type ToWorker = ({ readonly type: 'run' } & Order) | { readonly type: 'stop' };

/** An event, the outcome or the failure of job number `job`. */
export type PoolEvent = { readonly job: number } & (
  | { readonly event: RunEvent }
  | { readonly outcome: RunOutcome }
  | { readonly error: Error }
);

export interface PoolOptions {
  /** Runs at a time. */
  readonly processes: number;
  /** Aborted: no further run is begun, and those under way are interrupted with a checkpoint. */
  readonly signal?: AbortSignal;
  /** Address of the module that exports `studies`; default Frugal's own registry. */
  readonly registry?: string;
}

/**
 * Runs all jobs and yields what happens in any of them, as it happens. One that fails does not stop the others.
 * Stopping early (`return()`) kills the processes; their runs can be resumed.
 */
export async function* executeAll(
  jobs: readonly Job[],
  options: PoolOptions,
): AsyncGenerator<PoolEvent, void, undefined> {
  if (jobs.length === 1) return yield* executeAlone(jobs[0], options);
  const { processes, signal, registry = OWN_REGISTRY } = options;
  const queue: PoolEvent[] = [];
  const workers = new Set<ChildProcess>();
  let begun = 0;
  let wake = () => {};
  const push = (event: PoolEvent) => {
    queue.push(event);
    wake();
  };
  const begin = () => {
    while (workers.size < processes && begun < jobs.length && !signal?.aborted) {
      const job = begun++;
      const worker = startWorker({ type: 'run', job: jobs[job], registry }, (event) =>
        push({ job, ...event }),
      );
      workers.add(worker);
      worker.once('close', () => {
        workers.delete(worker);
        wake();
      });
    }
  };
  const stop = () => {
    for (const worker of workers)
      if (worker.connected) worker.send({ type: 'stop' } satisfies ToWorker);
  };
  const kill = () => {
    for (const worker of workers) worker.kill('SIGKILL');
  };
  signal?.addEventListener('abort', stop);
  process.once('exit', kill);
  try {
    begin();
    while (workers.size > 0 || queue.length > 0) {
      const waiting = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (queue.length === 0) await waiting;
      yield* queue.splice(0);
      begin();
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    process.off('exit', kill);
    kill();
  }
}

const NOTHING: RunOutcome = {
  ...{ status: 'interrupted', identity: '', folder: '', records: 0, resumable: false },
};

async function* executeAlone(
  job: Job,
  options: PoolOptions,
): AsyncGenerator<PoolEvent, void, undefined> {
  const events = executeInThread(job, options);
  try {
    while (true) {
      const { done, value } = await events.next();
      if (done) return yield { job: 0, outcome: value };
      yield { job: 0, event: value };
    }
  } catch (error) {
    yield { job: 0, error: error instanceof Error ? error : new Error(String(error)) };
  } finally {
    // Where the reader has gone, the thread goes too; what it would have come to is of no interest.
    await events.return(NOTHING);
  }
}

type Told = { event: RunEvent } | { outcome: RunOutcome } | { error: Error };

function startWorker(order: ToWorker, tell: (told: Told) => void): ChildProcess {
  const worker = fork(new URL(sibling('./worker')), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  let ended = false;
  worker.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  worker.on('message', (message: Message) => {
    if (message.type === 'event') return tell({ event: message.event });
    ended = true;
    tell(message.type === 'outcome' ? { outcome: message.outcome } : { error: revive(message) });
  });
  worker.once('error', (error) => {
    ended = true;
    tell({ error });
  });
  worker.once('close', (code, by) => {
    if (ended) return;
    const last = complaint.trim().split('\n').at(-1) ?? '';
    const how = by === null ? `ended with code ${code}` : `was killed (${by})`;
    tell({
      error: new FrugalError(
        `a run's process ${how}${last && `: ${last}`}; give the same command again to go on`,
      ),
    });
  });
  worker.send(order);
  return worker;
}
