/**
 * How a typical solution bears flips: the probability that a stored pattern is lost when a share of the synapses is turned.
 */

import { UsageError } from '../../errors.ts';
import { logNormalDensity, logNormalTail, normalTail } from '../../numerics/normal-tails.ts';
import { exp } from '../../numerics/portable.ts';
import { gaussHermite, gaussLegendre } from '../../numerics/quadrature.ts';
import { storageEntropy } from './storage.ts';

/** Nodes of the outer average, and of the inner one over `REACH` deviations above its lower end. */
const [OUTER, INNER, REACH] = [64, 96, 10];

/**
 * Share of patterns in error after a share d of the synapses of a typical solution has been flipped at random (storage, ±1):
 *
 *     ∫ Dz ⟨H(κ Δ)⟩,   Δ = √q z + √(1−q) y,   y normal above −√(q/(1−q)) z,   κ = (1 − 2d)/(2 √(d (1 − d)))
 *
 * with Δ the stability in units of √N and q the overlap of two solutions. Replica-symmetric, N → ∞. At α → 0 it is
 * ½ − arctan(κ)/π.
 *
 * @throws UsageError for a share outside [0, 1]
 */
export function typicalFlipErrors(load: number, shares: readonly number[]): number[] {
  const { overlap: q } = storageEntropy(load);
  const outer = gaussHermite(OUTER);
  const inner = gaussLegendre(INNER);
  const ratio = Math.sqrt(q / (1 - q));
  return shares.map((share) => {
    if (!(share >= 0 && share <= 1)) throw new UsageError(`share ${share} is outside [0, 1]`);
    if (share === 0 || share === 1) return share;
    const slope = (1 - 2 * share) / (2 * Math.sqrt(share * (1 - share)));
    let sum = 0;
    for (let a = 0; a < OUTER; a++) {
      const z = outer.nodes[a];
      const low = -ratio * z;
      // Far below 0 the normal law has its own bounds.
      const from = Math.max(low, -REACH);
      const to = Math.max(low, 0) + REACH;
      let total = 0;
      for (let b = 0; b < INNER; b++) {
        const y = from + ((inner.nodes[b] + 1) / 2) * (to - from);
        const stability = Math.sqrt(q) * z + Math.sqrt(1 - q) * y;
        const density = exp(logNormalDensity(y) - logNormalTail(low));
        total += ((inner.weights[b] * (to - from)) / 2) * density * normalTail(slope * stability);
      }
      sum += outer.weights[a] * total;
    }
    return sum;
  });
}
