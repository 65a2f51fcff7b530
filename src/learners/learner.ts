/**
 * What every learner is: a generator of records that can be stopped, saved and taken up again, and that keeps an account.
 *
 * To stop it, stop asking. Between two records there are ticks (numerics/pace.ts), so that whoever drives it can show how far
 * it is, let others have their turn, or end it.
 */

import type { Account, LedgerTotals } from '../ledger/index.ts';
import type { Tick } from '../numerics/pace.ts';
import type { Layers } from '../sparse/layer.ts';
import type { Handled } from './hands.ts';
import type { LearnerState } from './state.ts';

export interface Learner<R extends object, T extends Tick = Tick> {
  /** Learns to the end, or on from a restored state. Ticks tell their share of all that is to be learned. */
  learn(): Generator<T | R, void>;
  /**
   * All that is needed to go on as if nothing had happened, in a learner made with the same options. Changes nothing.
   *
   * @throws FrugalError where learning was stopped between two records and can only go on from one
   */
  save(): LearnerState;
  /** @throws FrugalError for the state of another learner; nothing has changed then */
  restore(state: LearnerState): void;
  /** Sums since the start. Changes nothing. */
  totals(): LedgerTotals;
  /** Sums of one bundle since the start, by its name; zeros for one that never changed. Changes nothing. */
  account(bundle: string): Account;
  /** What may be done to the network by hand, where the learner allows it. */
  readonly hands?: Handled;
  /** Copies of all bundles as they are now: `leastOf(before, after)` of two of them is what the way had to cost. */
  wirings(): Layers;
}
