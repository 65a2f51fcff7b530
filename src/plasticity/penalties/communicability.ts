/**
 * The penalty of spatially embedded networks: wire that many paths use anyway costs more. Soft locality with topology.
 *
 * With A = |w| from unit i to unit j, S = diag(Σ_j A_ij) the strengths of the units' outputs and D their distances,
 *
 *     R = Σ_ij A_ij D_ij^p C_ij^q,     C = exp(N) off the diagonal,     N = S^(−1/2) A S^(−1/2),
 *
 * the weighted communicability of J. J. Crofts, D. J. Higham, J. R. Soc. Interface 6:411 (2009).
 *
 * N = S^(1/2) P S^(−1/2) with P = S^(−1) A stochastic, so that its powers do not grow, (N^m)_ij ≤ √(s_i / s_j): the plain
 * Taylor series of series.ts is all it needs.
 */

import type { Space } from '../../connectivity/space.ts';
import { FrugalError } from '../../errors.ts';
import { pow } from '../../numerics/portable.ts';
import type { BundleTransform, Schedule } from '../transform.ts';
import { exponentialSeries } from './series.ts';
import { lengthsOf, strengthAt } from './wire.ts';

/** Recurrent synapses: where they come from, where they go, how strong and how long each is. */
export interface Wires {
  readonly units: number;
  readonly pre: ArrayLike<number>;
  readonly post: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
  /** D^p of every synapse. */
  readonly lengths: ArrayLike<number>;
}

export interface CommunicabilityOptions {
  /** q > 0, default 1. */
  readonly exponent?: number;
  /**
   * `exact` (default): the gradient flows through C, as in the rate networks of the source. `constant`: C counts as a
   * constant, as in its spiking networks; three times as fast.
   */
  readonly gradient?: 'exact' | 'constant';
}

export interface CommunicabilityCost {
  /** R. */
  readonly penalty: number;
  /** C of every synapse; 0 for self-connections. */
  readonly communicability: Float64Array;
  /** ∂R/∂w of every synapse, 0 where w = 0. */
  readonly gradient: Float64Array;
}

/**
 * The penalty R, the communicability of every synapse, and the gradient of R.
 *
 * With σ = s^(−1/2), G_ij = q A_ij D_ij^p C_ij^(q−1) and M = L(Nᵀ, G) the Fréchet derivative of the exponential,
 *
 *     ∂R/∂A_ij = D_ij^p C_ij^q + σ_i σ_j M_ij − (Σ_k M_ik N_ik + Σ_k M_ki N_ki) / (2 s_i).
 *
 * A unit all of whose outputs are 0 has no σ; here its inputs count as unused (C = 0), where the source divides by 0. Time and
 * memory: see `exponentialSeries`.
 *
 * @throws FrugalError for an exponent outside (0, ∞)
 */
export function communicabilityCost(
  wires: Wires,
  { exponent = 1, gradient: kind = 'exact' }: CommunicabilityOptions = {},
): CommunicabilityCost {
  if (!(exponent > 0 && exponent < Infinity))
    throw new FrugalError(`exponent ${exponent} of the communicability is outside (0, ∞)`);
  const { units, pre, post, weights, lengths } = wires;
  const count = weights.length;
  const strengths = new Float64Array(units);
  for (let k = 0; k < count; k++) strengths[pre[k]] += Math.abs(weights[k]);
  const roots = strengths.map((s) => (s > 0 ? 1 / Math.sqrt(s) : 0));
  const normal = new Float64Array(count);
  const wire = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const magnitude = Math.abs(weights[k]);
    normal[k] = magnitude * roots[pre[k]] * roots[post[k]];
    wire[k] = pre[k] === post[k] ? 0 : magnitude * lengths[k];
  }
  const exact = kind === 'exact';
  // For q = 1 the direction is known before C is.
  const direct = exact && exponent === 1;
  let { exponential, derivative } = exponentialSeries(wires, normal, direct ? wire : undefined);
  const communicability = new Float64Array(count);
  for (let k = 0; k < count; k++)
    communicability[k] = pre[k] === post[k] ? 0 : exponential[pre[k] * units + post[k]];
  const raised =
    exponent === 1 ? communicability : communicability.map((c) => (c > 0 ? pow(c, exponent) : 0));
  if (exact && !direct) {
    const direction = wire.map((a, k) =>
      a > 0 && communicability[k] > 0 ? (exponent * a * raised[k]) / communicability[k] : 0,
    );
    ({ exponential, derivative } = exponentialSeries(wires, normal, direction));
  }
  let penalty = 0;
  const shares = new Float64Array(units);
  for (let k = 0; k < count; k++) {
    penalty += wire[k] * raised[k];
    if (!exact) continue;
    const both = derivative[post[k] * units + pre[k]] * normal[k];
    shares[pre[k]] += both;
    shares[post[k]] += both;
  }
  const gradient = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    if (weights[k] === 0) continue;
    const [from, to] = [pre[k], post[k]];
    let slope = from === to ? 0 : lengths[k] * raised[k];
    if (exact) {
      slope += roots[from] * roots[to] * derivative[to * units + from];
      slope -= shares[from] / (2 * strengths[from]);
    }
    gradient[k] = weights[k] > 0 ? slope : -slope;
  }
  return { penalty, communicability, gradient };
}

export interface CommunicabilityPenaltyOptions extends CommunicabilityOptions {
  /** γ ≥ 0. The source's demonstration has 0.5. */
  readonly strength: Schedule;
  /** Where the units lie, or a function that says where they lie now; the source has a 5×5×4 lattice with open borders. */
  readonly space: Space | (() => Space);
  /** p > 0, default 1. */
  readonly power?: number;
}

/**
 * `change ← change + γ ∂R/∂w`, at the head of a chain, where the change is the gradient; biases pass. For the recurrent
 * weights of one population.
 *
 * @throws FrugalError for values outside their range; at the first step, when the bundle does not fit the space
 *
 * Source: J. Achterberg, D. Akarca, D. J. Strouse, J. Duncan, D. E. Astle, Nature Machine Intelligence 5:1369 (2023), and
 * its public code (SE1_sWc). Deviation: units without output, see `communicabilityCost`.
 *
 * @example chain(communicabilityPenalty({ strength: 0.1, space }), adam({ rate: 1e-3 }))
 */
export function communicabilityPenalty(options: CommunicabilityPenaltyOptions): BundleTransform {
  const { strength, space, power = 1 } = options;
  const lengths = lengthsOf(space, power);
  strengthAt(strength, 0);
  return {
    kind: 'bundle',
    name: 'communicabilityPenalty',
    states: [],
    apply({ change, weights }, step, context) {
      if (context.kind === 'bias') return;
      const factor = strengthAt(strength, step);
      const of = lengths(context);
      if (factor === 0) return;
      const { pre, post } = context.ends();
      const wires = { units: context.inputs, pre, post, weights, lengths: of };
      const { gradient } = communicabilityCost(wires, options);
      for (let k = 0; k < change.length; k++) change[k] += factor * gradient[k];
    },
  };
}
