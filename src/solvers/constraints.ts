/**
 * Constraints on the weights of one perceptron, as the person states them, and as a list of arms: for every input and
 * every sign it may have, one nonnegative variable. No solver is called here.
 */

import { UsageError } from '../errors.ts';
import type { LabelledPatterns } from '../tasks/patterns.ts';

/** All are optional and combine freely; the l1 norm Σ|J̃| = N always holds (it fixes the unit w). */
export interface WeightConstraints {
  /** h̃ = h/(N w), default 0. */
  readonly threshold?: number;
  /** +1, −1, or 0 where the sign is free, [N]; in addition to the signs that the data prescribe. */
  readonly signs?: ArrayLike<number>;
  /** p: at most p N weights are nonzero; p N must be an integer ≥ 1. */
  readonly density?: number;
  /** δ̃: a weight is 0 or at least δ̃ in absolute value; one number or one per input. */
  readonly gap?: number | ArrayLike<number>;
  /** 1 where an input may have a weight at all, 0 where not, [N]; absent: everywhere. */
  readonly support?: ArrayLike<number>;
}

/** A weight of given sign of one input: a nonnegative variable. */
export interface Arm {
  readonly input: number;
  readonly sign: 1 | -1;
  /** δ̃ of the input. */
  readonly gap: number;
}

/** Checked constraints. */
export interface NormalConstraints {
  readonly threshold: number;
  readonly arms: readonly Arm[];
  /** Some input has both arms. */
  readonly free: boolean;
  /** Most nonzero weights that l0, gap and support leave. */
  readonly most: number;
  /** l0 or gap is given: the problem is combinatorial. */
  readonly combinatorial: boolean;
}

function checkLength(field: string, given: ArrayLike<number>, inputs: number): void {
  if (given.length !== inputs) {
    throw new UsageError(`${field} has ${given.length} entries for ${inputs} inputs`);
  }
}

function signsOf(data: LabelledPatterns, given: ArrayLike<number> | undefined): Int8Array {
  const signs = data.signs?.slice() ?? new Int8Array(data.inputs);
  if (given === undefined) return signs;
  checkLength('signs', given, data.inputs);
  for (let i = 0; i < data.inputs; i++) {
    const sign = given[i];
    if (sign !== 1 && sign !== -1 && sign !== 0) {
      throw new UsageError(`signs[${i}] ${sign} is none of -1, 0 (free), 1`);
    }
    if (sign !== 0 && signs[i] === -sign) {
      throw new UsageError(
        `signs[${i}] ${sign} contradicts the sign ${signs[i]} that the data prescribe`,
      );
    }
    if (sign !== 0) signs[i] = sign;
  }
  return signs;
}

function gapsOf(given: number | ArrayLike<number> | undefined, inputs: number): Float64Array {
  const gaps = new Float64Array(inputs);
  if (given === undefined) return gaps;
  const one = typeof given === 'number';
  if (!one) checkLength('gap', given, inputs);
  for (let i = 0; i < inputs; i++) {
    const gap = one ? given : given[i];
    if (!(gap >= 0 && gap <= inputs)) {
      const field = one ? 'gap' : `gap[${i}]`;
      throw new UsageError(
        `${field} ${gap} is outside [0, ${inputs}]: weights of mean size 1 over ${inputs} inputs reach no further`,
      );
    }
    gaps[i] = gap;
  }
  return gaps;
}

/**
 * The number of connections p N of an l0 constraint.
 *
 * @throws UsageError unless it is an integer in 1..N
 */
export function connectionsOf(density: number, inputs: number): number {
  const count = density * inputs;
  const rounded = Math.round(count);
  if (!(rounded >= 1 && rounded <= inputs && Math.abs(count - rounded) <= 1e-9 * inputs)) {
    throw new UsageError(
      `density ${density} is none of 1/${inputs}, 2/${inputs}, ... 1: density times inputs must be an integer >= 1`,
    );
  }
  return rounded;
}

/**
 * Checks constraints against the data they are for.
 *
 * @throws UsageError for values outside their range, wrong lengths and signs that contradict each other
 */
export function normalConstraints(
  data: LabelledPatterns,
  constraints: WeightConstraints,
): NormalConstraints {
  const { inputs } = data;
  const { threshold = 0, density, gap, support } = constraints;
  if (!Number.isFinite(threshold)) {
    throw new UsageError(`threshold ${threshold} is not a finite number`);
  }
  const signs = signsOf(data, constraints.signs);
  const gaps = gapsOf(gap, inputs);
  if (support !== undefined) checkLength('support', support, inputs);
  const arms: Arm[] = [];
  const allowedGaps: number[] = [];
  for (let i = 0; i < inputs; i++) {
    const allowed = support === undefined ? 1 : support[i];
    if (allowed !== 0 && allowed !== 1) {
      throw new UsageError(`support[${i}] ${allowed} is not 0 or 1`);
    }
    if (allowed === 0) continue;
    allowedGaps.push(gaps[i]);
    if (signs[i] >= 0) arms.push({ input: i, sign: 1, gap: gaps[i] });
    if (signs[i] <= 0) arms.push({ input: i, sign: -1, gap: gaps[i] });
  }
  if (allowedGaps.length === 0) throw new UsageError('support allows no input; allow at least one');
  // As many of the smallest gaps as fit into Σ|J̃| = N.
  let most = 0;
  let used = 0;
  for (const own of allowedGaps.toSorted((a, b) => a - b)) {
    used += own;
    if (used > inputs * (1 + 1e-12)) break;
    most++;
  }
  if (density !== undefined) most = Math.min(most, connectionsOf(density, inputs));
  return {
    threshold,
    arms,
    free: arms.length > allowedGaps.length,
    most,
    combinatorial: most < allowedGaps.length || allowedGaps.some((own) => own > 0),
  };
}
