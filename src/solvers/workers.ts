/**
 * Workers in which exact programs are solved: worker threads in Node, Web Workers in the browser. One that has answered is kept
 * for the next program, since loading the solver takes as long as a small one; none keeps the process alive or outlives it.
 */

import { inNode } from '../engine/spawn.ts';
import { FrugalError } from '../errors.ts';
import type { LabelledPatterns } from '../tasks/patterns.ts';
import type { WeightConstraints } from './constraints.ts';
import type { RobustnessOptions, RobustnessResult } from './robust-weights.ts';

/** A program for a worker. */
export interface Order {
  readonly data: LabelledPatterns;
  readonly constraints: WeightConstraints;
  readonly options: RobustnessOptions;
}

/** What a worker posts: that it is there, what it has found, or why not. */
export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'found'; readonly result: RobustnessResult }
  | { readonly kind: 'failed'; readonly message: string; readonly forUser: boolean };

/** A thread of either kind, as the pool needs it. */
export interface Thread {
  post(order: Order): void;
  /** Takes the place of the listener before. */
  listen(onReply: (reply: Reply) => void, onEnd: (reason: string) => void): void;
  terminate(): void;
}

/** A worker that waits for a program or works on one. */
export interface SolverWorker {
  /** @throws FrugalError as the solver does, or when the worker ends by itself */
  ask(order: Order): Promise<RobustnessResult>;
  /** Ends it at once, also in the middle of a program. */
  terminate(): void;
}

/** Starts a thread; rejects where there can be none. */
export type Start = () => Promise<Thread>;

/** Idle workers that are kept: each holds the solver's memory, some 20 MB. */
const MOST_IDLE = 4;

/** Resolves when the thread says that it is there. */
function whenReady(thread: Thread): Promise<SolverWorker> {
  return new Promise((resolve, reject) => {
    const worker: SolverWorker = {
      ask: (order) =>
        new Promise((found, failed) => {
          thread.listen(
            (reply) => {
              if (reply.kind === 'found') found(reply.result);
              else if (reply.kind === 'failed')
                failed(reply.forUser ? new FrugalError(reply.message) : new Error(reply.message));
            },
            (reason) => failed(new FrugalError(`the solver's worker has ended: ${reason}`)),
          );
          thread.post(order);
        }),
      terminate: () => thread.terminate(),
    };
    thread.listen(
      (reply) => {
        if (reply.kind === 'ready') resolve(worker);
      },
      (reason) => reject(new Error(reason)),
    );
  });
}

/** Workers to take and to give back. */
export interface SolverWorkers {
  /** One that is idle, or a new one; undefined where none can be started, which is tried once. */
  take(): Promise<SolverWorker | undefined>;
  giveBack(worker: SolverWorker): void;
}

export function createSolverWorkers(start: Start): SolverWorkers {
  const idle: SolverWorker[] = [];
  let refused = false;
  return {
    async take() {
      const waiting = idle.pop();
      if (waiting !== undefined || refused) return waiting;
      try {
        return await whenReady(await start());
      } catch {
        refused = true;
        return undefined;
      }
    },
    giveBack(worker) {
      if (idle.length < MOST_IDLE) idle.push(worker);
      else worker.terminate();
    },
  };
}

const startInBrowser: Start = async () => {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  return {
    post: (order) => worker.postMessage(order),
    listen(onReply, onEnd) {
      worker.onmessage = ({ data }: MessageEvent<Reply>) => onReply(data);
      worker.onerror = (event) => onEnd(event.message);
    },
    terminate: () => worker.terminate(),
  };
};

/** The workers of this process or page. */
export const solverWorkers = createSolverWorkers(async () => {
  if (!inNode()) return startInBrowser();
  const { startInNode } = await import('./workers.node.ts');
  return startInNode();
});
