/**
 * Patterns with labels, and what a given weight vector makes of them. How patterns are drawn is in
 * associations.ts; how weights are found, in the solvers.
 */

import { UsageError } from '../errors.ts';

/** Binary patterns, each with a label: what a perceptron has to separate. */
export interface LabelledPatterns {
  /** N. */
  readonly inputs: number;
  /** m. */
  readonly associations: number;
  /** 0 or 1, row-major [m][N]. */
  readonly patterns: Uint8Array;
  /** +1 or −1, [m]. */
  readonly labels: Int8Array;
  /** Prescribed signs of the weights, +1, −1, or 0 where free, [N]; absent: all free. */
  readonly signs?: Int8Array;
}

/** @throws UsageError unless sizes fit and every entry is what it has to be */
export function checkPatterns(data: LabelledPatterns): void {
  const { inputs, associations, patterns, labels, signs } = data;
  for (const [field, value] of [
    ['inputs', inputs],
    ['associations', associations],
  ] as const) {
    if (!(Number.isInteger(value) && value >= 1)) {
      throw new UsageError(`${field} ${value} is not an integer >= 1`);
    }
  }
  const lengths = [
    ['patterns', patterns.length, inputs * associations],
    ['labels', labels.length, associations],
    ['signs', signs?.length ?? inputs, inputs],
  ] as const;
  for (const [field, length, expected] of lengths) {
    if (length !== expected) {
      throw new UsageError(
        `${field} has ${length} entries, not ${expected} (${inputs} inputs, ${associations} associations)`,
      );
    }
  }
  for (let i = 0; i < patterns.length; i++) {
    if (patterns[i] > 1) throw new UsageError(`patterns[${i}] ${patterns[i]} is not 0 or 1`);
  }
  for (let k = 0; k < associations; k++) {
    if (labels[k] !== 1 && labels[k] !== -1) {
      throw new UsageError(`labels[${k}] ${labels[k]} is not 1 or -1`);
    }
  }
  signs?.forEach((sign, i) => {
    if (sign < -1 || sign > 1)
      throw new UsageError(`signs[${i}] ${sign} is none of -1, 0 (free), 1`);
  });
}

/** What weights make of labelled patterns. */
export interface WeightReport {
  /** κ̃ reached: √N · min over associations of Y (Σ J̃ X/N − h̃). */
  readonly margin: number;
  /** Fraction of the associations stored with the margin asked for (and not only by rounding). */
  readonly storedAtMargin: number;
  /** Fraction stored with a margin > 0. */
  readonly stored: number;
  /** Associations at the smallest margin, to 1e-7. */
  readonly tight: number;
  /** Fraction of zero weights. */
  readonly sparsity: number;
  /** Mean |J̃|. */
  readonly meanAbsolute: number;
  /** Least |J̃| of the nonzero weights; Infinity without any. */
  readonly smallest: number;
}

/** Weights below this, in units of w, are zeros of a solver; margins nearer than 1e-7 are equal. */
export const ZERO = 1e-9;

/**
 * Margins and norms of a weight vector.
 *
 * @param weights J̃, [N], in units of w
 * @param threshold h̃ = h/(N w)
 * @param margin the κ̃ asked for, default 0
 * @throws UsageError when the lengths differ or a weight is not finite
 */
export function reportWeights(
  data: LabelledPatterns,
  weights: Float64Array,
  threshold = 0,
  margin = 0,
): WeightReport {
  const { inputs: n, associations: m, patterns, labels } = data;
  if (weights.length !== n) throw new UsageError(`weights has ${weights.length} entries, not ${n}`);
  let nonzero = 0;
  let sum = 0;
  let smallest = Number.POSITIVE_INFINITY;
  weights.forEach((weight, i) => {
    if (!Number.isFinite(weight)) throw new UsageError(`weights[${i}] ${weight} is not finite`);
    if (weight === 0) return;
    nonzero++;
    sum += Math.abs(weight);
    smallest = Math.min(smallest, Math.abs(weight));
  });
  const margins = new Float64Array(m);
  for (let k = 0; k < m; k++) {
    let field = 0;
    for (let i = 0, at = k * n; i < n; i++, at++) if (patterns[at] === 1) field += weights[i];
    margins[k] = Math.sqrt(n) * labels[k] * (field / n - threshold);
  }
  const least = margins.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const fraction = (test: (value: number) => boolean) => margins.filter(test).length / m;
  return {
    margin: least,
    storedAtMargin: fraction((value) => value >= margin - 1e-9),
    stored: fraction((value) => value > 0),
    tight: margins.filter((value) => value <= least + 1e-7).length,
    sparsity: 1 - nonzero / n,
    meanAbsolute: sum / n,
    smallest,
  };
}
