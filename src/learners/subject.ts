/** What is learned from examples, and what a learner of them is: classes (classifier.ts) and numbers (regressor.ts) have both. */

import type { LedgerTotals } from '../ledger/index.ts';
import type { Judged, Predictor, Shown, Source } from '../networks/index.ts';
import type { Tick, Work } from '../numerics/pace.ts';
import type { Learner } from './learner.ts';
import type { RewiringEvents } from './pass-words.ts';

/** What an epoch has taken. Events and cost are those of the rewiring before it and of itself; the last one's, of the final step too. */
export interface EpochFacts extends RewiringEvents {
  readonly epoch: number;
  readonly connections: number;
  /** Changes of synapses, sums of |Δw|, multiply-adds. */
  readonly cost: LedgerTotals;
}

export interface EpochProgress extends Tick {
  /** Of all that is to be learned. */
  readonly share: number;
  /** The epoch under way, from 1. */
  readonly epoch: number;
}

/** Sums over a set of examples. */
export interface Sums {
  readonly loss: number;
  readonly right: number;
}

/** A set of examples in the engine's memory. */
export interface Lesson {
  readonly count: number;
  readonly source: Source;
  /** Class of each example; 0 for each where answers are numbers. */
  readonly labels: ArrayLike<number>;
}

/** What is learned: the answers, and what is told of them in records, in ticks and of evaluations. */
export interface Subject<Told, SoFar, Evaluation, Set extends Shown> {
  readonly sets: { readonly train: Set; readonly test: Set };
  readonly train: Lesson;
  readonly test: Lesson;
  readonly told: (train: Sums, test: Sums) => Told;
  readonly soFar: (seen: number) => SoFar;
  readonly evaluation: (sums: Sums, examples: Set) => Evaluation;
  /** Of other examples; throws where they do not fit. */
  readonly judged: (examples: Set) => Judged;
}

/** A learner of examples, which also answers and judges others. */
export interface ExampleLearner<Record extends object, Progress extends Tick, Evaluation, Set>
  extends Learner<Record, Progress>,
    Predictor {
  /**
   * How well it answers now, on the test set or on other examples.
   *
   * @throws FrugalError where the examples do not fit the network
   * @example classifier.evaluate(task.train).accuracy
   */
  evaluate(examples?: Set): Evaluation;
  /** The same with signs of life. One at a time, and none between two ticks of `learn`. */
  evaluateInSteps(examples?: Set): Work<Evaluation>;
  /** R_s of the layers that are rewired: the share of positions that were ever used, where that was asked for. */
  explored(): { readonly [layer: string]: number };
  /** Which layers keep a mirror. */
  readonly mirrors: readonly boolean[];
}
