/** Constraints put together: the sparse learning rule as a chain. */

import { rate } from '../optimisers.ts';
import { type Chain, chain } from '../transform.ts';
import { gapElimination } from './gap.ts';
import { l1Homeostasis } from './homeostasis.ts';
import { signClip } from './sign.ts';

export interface SparseRuleOptions {
  /** g: prescribed signs of the inputs, +1, −1 or 0 (free); absent: all free. */
  readonly signs?: ArrayLike<number>;
  /** δ in units of w; one, or one for each input. 0 or absent: no gap, and nothing is eliminated. */
  readonly gap?: number | ArrayLike<number>;
  /** w. Default 1. */
  readonly mean?: number;
  /** β_μ. Default 0.1 w. */
  readonly rate?: number;
  /** β_w. Default 0.1. */
  readonly homeostasis?: number;
  /** 1 − p_δ. Default 0.02. */
  readonly promotion?: number;
}

/**
 * The online rule of sparse learning, four parts in a row:
 *
 *     J ← J − β_μ ∂loss/∂J             perceptron step: β_μ Y X for an association that is not stored with its margin
 *     J_i ← 0 where J_i g_i < 0        sign clip
 *     J_i ← J_i − β_w sign(J_i) (mean|J| − w), then the sign clip again     homeostasis of the l1 norm
 *     J_i ← 0 or ±δ where 0 < |J_i| < δ                                     stochastic gap elimination
 *
 * The first part is `rate`: the perceptron's loss is the hinge (κ − Y (J·X − h))₊, whose gradient is −Y X or 0. Parts
 * without a constraint are left out. On other networks the parts serve as they are; `mean` and `gap` are then in the
 * units of those weights.
 *
 * Source: M. Baig & A. Stepanyants, arXiv 2409.04946 (2024); defaults of the published code. Deviations: those of the
 * parts.
 */
export function sparseRule(options: SparseRuleOptions = {}): Chain {
  const { signs, gap = 0, mean = 1, homeostasis, promotion } = options;
  const gapped = typeof gap === 'number' ? gap !== 0 : true;
  const clip = signs === undefined ? [] : [signClip(signs)];
  return chain(
    rate(options.rate ?? 0.1 * mean),
    ...clip,
    l1Homeostasis({ mean, rate: homeostasis, gap }),
    ...clip,
    ...(gapped ? [gapElimination({ gap, promotion })] : []),
  );
}
