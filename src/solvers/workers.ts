/**
 * Workers in which exact programs are solved: worker threads in Node, Web Workers in the browser. One that has answered is kept
 * for the next program, since loading the solver takes as long as a small one; none keeps the process alive or outlives it.
 */

import { inNode } from '../engine/abilities.ts';
import type { LabelledPatterns } from '../tasks/patterns.ts';
import { type Answerer, browserThread, type Start, whenReady } from '../threads/thread.ts';
import type { WeightConstraints } from './constraints.ts';
import type { RobustnessOptions, RobustnessResult } from './robust-weights.ts';

/** A program for a worker. */
export interface Order {
  readonly data: LabelledPatterns;
  readonly constraints: WeightConstraints;
  readonly options: RobustnessOptions;
}

/** A worker that waits for a program or works on one. */
export type SolverWorker = Answerer<Order, RobustnessResult>;

/** Idle workers that are kept: each holds the solver's memory, some 20 MB. */
const MOST_IDLE = 4;

/** Workers to take and to give back. */
export interface SolverWorkers {
  /** One that is idle, or a new one; undefined where none can be started, which is tried once. */
  take(): Promise<SolverWorker | undefined>;
  giveBack(worker: SolverWorker): void;
}

export function createSolverWorkers(start: Start<Order, RobustnessResult>): SolverWorkers {
  const idle: SolverWorker[] = [];
  let refused = false;
  return {
    async take() {
      const waiting = idle.pop();
      if (waiting !== undefined || refused) return waiting;
      try {
        return await whenReady(await start(), "the solver's worker");
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

/** The workers of this process or page. */
export const solverWorkers = createSolverWorkers(async () => {
  if (!inNode())
    return browserThread(new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }));
  const { nodeThread } = await import('../threads/thread.node.ts');
  return nodeThread('./worker.node', import.meta.url);
});
