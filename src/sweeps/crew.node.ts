/**
 * Executes any number of runs, several at a time, in warm processes that take one run after another.
 *
 * Processes, not threads: a crash takes down one run, which is given once more to a fresh process. No process outlives this
 * one: it kills them when it exits, and they end by themselves when their channel to it breaks. Runs are taken from their
 * source only when there is room for them, so that a million of them take no memory.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { freemem } from 'node:os';
import { type Job, OWN_REGISTRY, sibling } from '../runs/job.ts';
import type { FromCrewWorker, ToCrewWorker, Trouble } from './crew-messages.ts';

/** What happens with the run of a key. */
export type CrewEvent = { readonly key: number } & (
  | { readonly type: 'progress'; readonly share: number; readonly line: string }
  | { readonly type: 'end'; readonly how: 'done' | 'interrupted'; readonly seconds: number }
  | {
      readonly type: 'fail';
      readonly trouble: Trouble;
      readonly reason: string;
      readonly stack?: string;
    }
);

export interface CrewOptions {
  /** Runs at a time. */
  readonly workers: number;
  /** Aborted: no further run is begun, and those under way are interrupted with a checkpoint. */
  readonly signal: AbortSignal;
  readonly registry?: string;
  /** Bytes that all workers together may take; default what the machine has to give now. */
  readonly memory?: number;
  /**
   * Take the next runs from their source while all are busy, so that none waits for its run; default yes. A source that others
   * take from too is asked only for what can begin at once.
   */
  readonly ahead?: boolean;
}

/** A run for a crew. */
export interface CrewJob {
  readonly key: number;
  readonly job: Job;
  /** Aborted: this run alone is interrupted with a checkpoint. */
  readonly signal?: AbortSignal;
}

/** Share of the memory that is free at the beginning which workers may take. */
const MEMORY_SHARE = 0.8;
/** How often a run is given to a process that ends without a word. */
const TRIES = 2;

interface Member {
  readonly process: ChildProcess;
  order: CrewJob | undefined;
  ready: boolean;
  complaint: string;
}

/** Yields what happens in any of the runs, as it happens; one that fails does not stop the others. */
export async function* runCrew(
  jobs: AsyncIterable<CrewJob>,
  {
    workers,
    signal,
    registry = OWN_REGISTRY,
    memory = freeMemory(),
    ahead: early = true,
  }: CrewOptions,
): AsyncGenerator<CrewEvent, void, undefined> {
  const source = jobs[Symbol.asyncIterator]();
  const members = new Set<Member>();
  const events: CrewEvent[] = [];
  const ahead: CrewJob[] = [];
  const tries = new Map<number, number>();
  let exhausted = false;
  let broken: { readonly error: unknown } | undefined;
  let drawing = false;
  /** Nobody listens any more: what is killed now is not to be replaced. */
  let closed = false;
  let most = 0;
  let wake = () => {};

  const draw = async (): Promise<void> => {
    if (drawing) return;
    drawing = true;
    try {
      while (!exhausted && !closed && !signal.aborted && ahead.length < wanted()) {
        const { done, value } = await source.next();
        if (done) exhausted = true;
        else ahead.push(value);
        assign();
      }
    } catch (error) {
      broken = { error };
    } finally {
      drawing = false;
      wake();
    }
  };

  const busy = (): number => [...members].filter(({ order }) => order !== undefined).length;
  const room = (): number => Math.min(workers, workersThatFit(memory, most));
  /** So many runs are to be at hand. */
  const wanted = (): number => (early ? workers : room() - busy());

  function assign(): void {
    if (closed) return;
    if (signal.aborted) ahead.length = 0;
    while (ahead.length > 0 && busy() < room()) {
      const idle = [...members].find(({ order }) => order === undefined);
      if (idle === undefined && members.size >= workers) return;
      const member = idle ?? hire();
      member.order = ahead.shift();
      give(member);
    }
    if (ahead.length < wanted() && !exhausted) void draw();
  }

  function give(member: Member): void {
    const { process: worker, order, ready } = member;
    if (order === undefined || !ready) return;
    const { key, job, signal: own } = order;
    worker.send({ type: 'run', key, job, registry } satisfies ToCrewWorker);
    const interrupt = (): void => {
      if (member.order?.key === key && worker.connected)
        worker.send({ type: 'interrupt', key } satisfies ToCrewWorker);
    };
    if (own?.aborted) interrupt();
    else own?.addEventListener('abort', interrupt, { once: true });
  }

  function hire(): Member {
    const worker = fork(new URL(sibling('../sweeps/crew-worker.node')), {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // As many as a run has files, which are forced to the disk at once.
      env: { UV_THREADPOOL_SIZE: '8', ...process.env },
    });
    const member: Member = { process: worker, order: undefined, ready: false, complaint: '' };
    members.add(member);
    worker.stderr?.setEncoding('utf8').on('data', (text: string) => {
      member.complaint = (member.complaint + text).slice(-2000);
    });
    worker.on('message', (message: FromCrewWorker) => hear(member, message));
    worker.once('error', (error) => leave(member, error.message));
    worker.once('close', (code, by) =>
      leave(member, by === null ? `ended with code ${code}` : `was killed (${by})`),
    );
    return member;
  }

  function hear(member: Member, message: FromCrewWorker): void {
    if (message.type === 'ready') {
      member.ready = true;
      if (signal.aborted) tellToStop(member);
      give(member);
      return;
    }
    if (message.type === 'progress') events.push(message);
    else {
      member.order = undefined;
      tries.delete(message.key);
      if (message.type === 'end') most = Math.max(most, message.memory);
      events.push(message);
      assign();
    }
    wake();
  }

  /** A process has gone: its run is given to another one, once. */
  function leave(member: Member, how: string): void {
    if (!members.delete(member)) return;
    const { order, complaint } = member;
    if (order !== undefined) {
      const tried = (tries.get(order.key) ?? 0) + 1;
      tries.set(order.key, tried);
      if (signal.aborted)
        events.push({ type: 'end', key: order.key, how: 'interrupted', seconds: 0 });
      else if (tried < TRIES) ahead.unshift(order);
      else {
        const last = complaint.trim().split('\n').at(-1) ?? '';
        const reason = `the run's process ${how}, ${TRIES} times${last && `: ${last}`}`;
        events.push({ type: 'fail', key: order.key, trouble: 'run', reason });
      }
    }
    assign();
    wake();
  }

  const tellToStop = ({ process: worker }: Member): void => {
    if (worker.connected) worker.send({ type: 'stop' } satisfies ToCrewWorker);
  };
  const stop = (): void => {
    ahead.length = 0;
    for (const member of members) tellToStop(member);
    wake();
  };
  const kill = (): void => {
    for (const member of members) member.process.kill('SIGKILL');
  };
  signal.addEventListener('abort', stop);
  process.once('exit', kill);
  try {
    void draw();
    while (true) {
      const waiting = new Promise<void>((resolve) => {
        wake = resolve;
      });
      yield* events.splice(0);
      if (broken !== undefined) throw broken.error;
      const finished = signal.aborted || (exhausted && ahead.length === 0);
      if (finished && busy() === 0 && events.length === 0) return;
      if (events.length === 0) await waiting;
    }
  } finally {
    closed = true;
    signal.removeEventListener('abort', stop);
    const gone = [...members].map(({ process: worker }) => ended(worker));
    kill();
    await Promise.all(gone);
    process.off('exit', kill);
    await source.return?.();
  }
}

/** Resolves once a process is no more; at once where it never was. */
function ended(worker: ChildProcess): Promise<void> {
  if (worker.pid === undefined || worker.exitCode !== null || worker.signalCode !== null)
    return Promise.resolve();
  return new Promise((resolve) => worker.once('exit', () => resolve()));
}

/** Workers that fit beside each other, where one of them took so many bytes at most; one always does. */
export function workersThatFit(memory: number, each: number): number {
  return each > 0 ? Math.max(1, Math.floor(memory / each)) : Number.POSITIVE_INFINITY;
}

/** Bytes that this process and its children may still take. */
function freeMemory(): number {
  const { availableMemory } = process;
  const free = typeof availableMemory === 'function' ? process.availableMemory() : freemem();
  return MEMORY_SHARE * free;
}
