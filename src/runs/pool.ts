/**
 * Executes many runs, several at a time, each in a process of its own.
 *
 * Processes, not threads: runs are independent, a crash takes down one of them only, and each keeps the memory of its
 * network to itself. What one run is, and how it resumes, is execute.ts; the process's own main is worker.ts.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { FrugalError, UsageError } from '../errors.ts';
import type { ExecuteOptions, RunEvent, RunOutcome } from './execute.ts';
import type { RunSpec } from './identity.ts';

/** One run as it is handed to a process. */
export interface Job {
  /** Name in the registry. */
  readonly study: string;
  readonly spec: RunSpec;
  readonly options: Pick<
    ExecuteOptions,
    'threads' | 'folder' | 'root' | 'fresh' | 'asIs' | 'checkpointSeconds'
  >;
}

/** What process and pool say to each other. */
export type ToWorker =
  | { readonly type: 'run'; readonly job: Job; readonly registry: string }
  | { readonly type: 'stop' };
export type FromWorker =
  | { readonly type: 'event'; readonly event: RunEvent }
  | { readonly type: 'outcome'; readonly outcome: RunOutcome }
  | {
      readonly type: 'error';
      readonly name: string;
      readonly message: string;
      readonly stack?: string;
    };

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
  { processes, signal, registry = sibling('../studies/registry') }: PoolOptions,
): AsyncGenerator<PoolEvent, void, undefined> {
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
  signal?.addEventListener('abort', stop);
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
    for (const worker of workers) worker.kill('SIGKILL');
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
  worker.on('message', (message: FromWorker) => {
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

/** An error that crossed a process boundary, as what it was. */
function revive({ name, message, stack }: FromWorker & { type: 'error' }): Error {
  const error =
    name === 'UsageError'
      ? new UsageError(message)
      : name === 'FrugalError'
        ? new FrugalError(message)
        : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** Address of a module beside this one: TypeScript in the sources, JavaScript where they were built. */
function sibling(path: string): string {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return new URL(path + extension, import.meta.url).href;
}
