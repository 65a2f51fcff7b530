/**
 * The weight side of the theory: the law of the weights that overlaps most with Gaussian evidence at given cost.
 *
 * An input whose evidence is g (standard normal) takes the weight J that maximises
 *
 *     s g J − ν f J − λ |J| − ρ J²/2 − μ s² J²/2 − θ [J ≠ 0]
 *
 * among the weights its sign and gap allow. The multipliers are those of the threshold (ν), of the norm (λ for l1, ρ for
 * l2), of the second moment of the input (μ) and of the number of connections (θ = τ²/(2μ)); how they are found is in
 * multipliers.ts.
 *
 * On the side of sign η write b = η s g − η ν f − λ, u = b/s = t + a with a = −(λ + η ν f)/s, K = μ s² + ρ. Then J = 0
 * for u < x₁, J = δ̃ for x₁ < u < x₂, J = u s/K beyond: a soft threshold (a), a hard one (x₁) and an atom at the gap.
 */

import { FrugalError } from '../../errors.ts';
import { partialMoments } from '../../numerics/normal-tails.ts';
import type { NormalModel, Side } from './model.ts';

/** Sums over all inputs, weights in units of w. */
export interface WeightMoments {
  /** P(J ≠ 0) = 1 − S. */
  readonly connected: number;
  /** E|J|. */
  readonly absolute: number;
  /** E J². */
  readonly square: number;
  /** E[f J]. */
  readonly mean: number;
  /** σ² = E[s² J²], the variance of the summed input. */
  readonly power: number;
  /** A = E[s g J], the overlap with the evidence. */
  readonly overlap: number;
}

/** Multipliers of the constraints. */
export interface Multipliers {
  /** λ of the l1 norm, or ρ of the l2 norm; 0 without a norm. */
  readonly norm: number;
  /** ν of the mean input (threshold). */
  readonly threshold: number;
  /** μ of the second moment. */
  readonly secondMoment: number;
  /** τ ≥ 0 of the l0 constraint: a weight must gain τ²/(2μ) to exist; 0 while the constraint is inactive. */
  readonly connection: number;
}

/** The law of the weights on one side of one group, in the variable u of the file's head. */
export interface SideLaw {
  readonly side: Side;
  /** a, so that u = t + a with t standard normal. */
  readonly shift: number;
  /** x₁: the weight is 0 below. */
  readonly onset: number;
  /** x₂ ≥ x₁: the weight sits on the gap's edge between the two. */
  readonly release: number;
  /** s/K: J = u · scale above x₂. */
  readonly scale: number;
  /** The onset is where the other side of a free input takes over (λ < 0 only). */
  readonly clipped: boolean;
}

const at1 = new Float64Array(3);
const at2 = new Float64Array(3);

/** P, E[u] and E[u²] restricted to u > x, from the partial moments about x. */
function momentsAbove(shift: number, x: number, out: Float64Array): void {
  partialMoments(shift - x, out);
  const [m0, m1, m2] = out;
  out[1] = m1 + x * m0;
  out[2] = m2 + 2 * x * m1 + x * x * m0;
}

/** The law of one side for given multipliers; undefined where K ≤ 0 (no maximum). */
export function sideLaw(
  side: Side,
  model: NormalModel,
  multipliers: Multipliers,
): SideLaw | undefined {
  const { norm, threshold, secondMoment, connection } = multipliers;
  const { spread: s, activity: f, sign, gap } = side;
  const lambda = model.norm === 'l1' ? norm : 0;
  const curvature = secondMoment * s * s + (model.norm === 'l2' ? norm : 0);
  if (!(curvature > 0)) return undefined;
  const soft = (connection * Math.sqrt(curvature / secondMoment)) / s;
  const edge = (curvature * gap) / s;
  let onset = soft;
  let release = soft;
  if (edge > soft) {
    onset = 0.5 * edge + (connection * connection) / (2 * secondMoment * s * gap);
    release = edge;
  }
  // With λ < 0 both sides of a free input would want a weight; the better side is the one whose evidence agrees.
  const clipped = side.free && -lambda / s > onset;
  if (clipped) {
    onset = -lambda / s;
    release = Math.max(release, onset);
  }
  return {
    side,
    shift: -(lambda + sign * threshold * f) / s,
    onset,
    release,
    scale: s / curvature,
    clipped,
  };
}

/** Probability and moments of |J| on one side, per input of the group. */
export interface SideMoments {
  readonly connected: number;
  readonly atGap: number;
  readonly absolute: number;
  readonly square: number;
  /** E[b J], b as in the file's head. */
  readonly evidence: number;
  /** P(u > x₂), E[u; u > x₂] and E[u²; u > x₂]. */
  readonly released: number;
  readonly firstReleased: number;
  readonly secondReleased: number;
}

/** Moments of one side's law. */
export function sideMoments(law: SideLaw): SideMoments {
  const { side, shift, onset, release, scale } = law;
  const { gap, spread } = side;
  momentsAbove(shift, release, at2);
  const [released, firstReleased, secondReleased] = at2;
  let connected = released;
  let atGap = 0;
  let evidenceAtGap = 0;
  if (release > onset) {
    momentsAbove(shift, onset, at1);
    connected = at1[0];
    atGap = connected - released;
    evidenceAtGap = at1[1] - firstReleased;
  }
  return {
    connected,
    atGap,
    absolute: scale * firstReleased + gap * atGap,
    square: scale * scale * secondReleased + gap * gap * atGap,
    evidence: spread * (scale * secondReleased + gap * evidenceAtGap),
    released,
    firstReleased,
    secondReleased,
  };
}

/** All sums for given multipliers. */
export function weightMoments(model: NormalModel, multipliers: Multipliers): WeightMoments {
  let connected = 0;
  let absolute = 0;
  let square = 0;
  let mean = 0;
  let power = 0;
  let evidence = 0;
  for (const side of model.sides) {
    const law = sideLaw(side, model, multipliers);
    if (law === undefined) throw new FrugalError('weights without bound');
    const { fraction: q, activity: f, spread: s, sign } = side;
    const of = sideMoments(law);
    connected += q * of.connected;
    absolute += q * of.absolute;
    square += q * of.square;
    mean += q * sign * f * of.absolute;
    power += q * s * s * of.square;
    evidence += q * of.evidence;
  }
  const lambda = model.norm === 'l1' ? multipliers.norm : 0;
  const overlap = evidence + lambda * absolute + multipliers.threshold * mean;
  return { connected, absolute, square, mean, power, overlap };
}
