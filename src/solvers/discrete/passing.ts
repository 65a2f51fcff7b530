/**
 * What every form of message passing on two-level synapses shares, so that reinforcement, focusing, decimation and a local
 * field are written once: total fields, external fields, and a sweep that renews the messages in between.
 *
 * A synapse W takes the levels low and high; its *field* is half of log P(W = high)/P(W = low), its magnetisation the tanh
 * of it. For ±1 synapses that is the usual ½ log-ratio.
 */

import { UsageError } from '../../errors.ts';
import { type Work, within } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';
import type { Pulls } from './pulls.ts';

/** Messages of one problem, whatever they are made of: what a solver sweeps, reads out, saves and starts again. */
export interface Passing {
  readonly problem: DiscreteProblem;
  /** Renews all messages once; returns the largest change of a mean, in units of the distance of two-level synapses. */
  sweep(): Work<number>;
  /** Patterns not answered as wanted by these weights. */
  errors(weights: Int8Array): Work<number>;
  /** The read-out: the most probable level of every synapse. */
  weights(out?: Int8Array): Int8Array;
  /** Starts again with fresh random messages and without external fields. */
  reset(random: Random): Work<void>;
  /** Numbers that one sweep renews, and multiply-adds that it takes: for the ledger. */
  readonly messages: number;
  readonly work: number;
  /** Σ |field|: what the messages hold, for the ledger. */
  held(): number;
  /** All that a sweep starts from, as plain arrays and numbers. Between two sweeps, not inside one. */
  save(): object;
  restore(state: object): void;
  /** Gives back threads and memory. */
  dispose(): void;
}

/** Message passing on two-level synapses. A field of exactly 0 is read out to a side that is drawn at the start. */
export interface MessagePassing extends Passing, Pulls {
  /** K·N total fields: messages plus external. Read them after a sweep. */
  readonly fields: Float64Array;
  /** K·N external fields b. To change one, `expose`. */
  readonly external: Float64Array;
  /**
   * Replaces the external field of synapse i. Where messages are renewed one after another its total field moves along at
   * once, where all are renewed together it takes part from the next sweep on.
   */
  expose(i: number, field: number): void;
}

/** How sweeps until nothing moves have gone. */
export interface Convergence {
  readonly converged: boolean;
  readonly sweeps: number;
  /** Largest change in the last sweep. */
  readonly change: number;
}

/** Message passing that can be brought to a fixed point and knows its entropy: full and approximate. */
export interface Measuring extends MessagePassing {
  converge(options?: { readonly tolerance?: number; readonly sweeps?: number }): Work<Convergence>;
  /** log of the number of solutions in Bethe's approximation, each weighed by exp(Σ b s): at a fixed point. */
  logPartition(): Work<number>;
}

/** Sweeps until one of them changes nothing by more than `tolerance`, at most `sweeps` times. */
export function* converge(
  sweep: () => Work<number>,
  tolerance: number,
  sweeps: number,
): Work<Convergence> {
  let change = Number.POSITIVE_INFINITY;
  for (let done = 1; done <= sweeps; done++) {
    change = yield* within(sweep(), (done - 1) / sweeps, done / sweeps);
    if (change <= tolerance) return { converged: true, sweeps: done, change };
  }
  return { converged: false, sweeps, change };
}

/** @throws UsageError unless the synapses have two levels */
export function checkTwoLevels(problem: DiscreteProblem, who: string): void {
  const { levels } = problem;
  if (levels.length !== 2)
    throw new UsageError(
      `${who} needs synapses of two levels, these have ${levels.length} (${levels.join(', ')}); use createMultiState`,
    );
}

/** A side for every synapse whose field is exactly 0. */
export const drawSides = (count: number, random: Random): Int8Array =>
  Int8Array.from({ length: count }, () => (random.bits() & 1 ? 1 : -1));

/** Fields to levels. */
export function readOut(
  fields: Float64Array,
  sides: Int8Array,
  [low, high]: readonly number[],
  out: Int8Array,
): Int8Array {
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    out[i] = (field === 0 ? sides[i] : field) > 0 ? high : low;
  }
  return out;
}

/** Σ |field|. */
export function sumOfSizes(fields: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < fields.length; i++) sum += Math.abs(fields[i]);
  return sum;
}
