/** A learner at work, whatever it is made of: what studies of unlike networks ask of it. */

import type { Learner } from '../learners/index.ts';
import type { LedgerTotals } from '../ledger/index.ts';
import { isTick, type Tick } from '../numerics/pace.ts';
import type { Layers } from '../sparse/index.ts';

/** A learner that takes one pass at a time, and tells at the end what there is to tell. S: where it stands after a pass. */
export interface Worker<S extends object> {
  readonly task: string;
  /** A pass ends with its standing; before that, ticks. */
  passes(): Generator<Tick | S>;
  readonly beginning: Layers;
  now(): Layers;
  totals(): LedgerTotals;
  /** After a standing; absent where learning is over in a second. */
  readonly saved?: Pick<Learner<object>, 'save' | 'restore'>;
  dispose(): void;
}

/** A worker that drives a learner. */
export function workerOn<R extends object, S extends object>(
  learner: Learner<NoInfer<R>>,
  own: {
    readonly task: string;
    readonly standing: (record: R) => S;
    readonly dispose: () => void;
  },
): Worker<S> {
  return {
    task: own.task,
    beginning: learner.wirings(),
    *passes() {
      for (const step of learner.learn()) yield isTick(step) ? step : own.standing(step);
    },
    now: () => learner.wirings(),
    totals: () => learner.totals(),
    saved: learner,
    dispose: own.dispose,
  };
}
