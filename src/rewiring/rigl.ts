/**
 * RigL: the weakest connections die, and those are born whose gradient is largest, all of them or the best of a sample.
 */

import type { Region } from '../connectivity/region.ts';
import { type WeightLaw, zero } from '../connectivity/weights.ts';
import { smallestMagnitude } from './drop.ts';
import type { Fraction } from './fraction.ts';
import { type ByScoreOptions, byScore } from './grow.ts';
import type { Rewiring } from './rewire.ts';

export interface RiglOptions {
  /** Fraction that dies at each step; default 0.3. The article lets it fall: `cosine({ from: 0.3, end })`. */
  readonly zeta?: Fraction;
  /** Default 1: as many candidates as there are connections. `all` is the rule of the article. */
  readonly candidates?: ByScoreOptions['candidates'];
  /** First weight of a new connection; default 0. */
  readonly value?: WeightLaw;
  /** Where connections may be born; default anywhere. Candidates are drawn there alone. */
  readonly within?: Region;
}

/**
 * ⌊ζK⌋ connections of smallest |weight| die; as many are born, those of largest |gradient| among the candidates, with
 * weight 0. One that dies and is born in the same step keeps its weight and states.
 *
 * Needs a layer with a `score`: what a batch would give each candidate for a gradient. With `candidates: 'all'` that costs
 * O(inputs · outputs), which truly sparse networks avoid; with a sample it stays proportional to the connections.
 *
 * U. Evci et al., "Rigging the lottery", ICML 2020; with a sample, guided stochastic exploration, uniform variant: M. Heddes
 * et al., 2024. *Deviations.* No noise is added to the drop scores; ties are broken at random. When to stop (after three
 * quarters of the training) is left to the fraction's schedule.
 *
 * @throws UsageError when ζ is outside [0, 1], `candidates` is not positive, or in use when the layer has no score
 * @example rigl({ zeta: cosine({ from: 0.3, end: 100 }), candidates: 'all' }).name // 'rigl'
 */
export function rigl(options: RiglOptions = {}): Rewiring {
  const { zeta = 0.3, candidates = 1, value = zero, within } = options;
  return {
    name: candidates === 'all' ? 'rigl' : 'rigl-sampled',
    drop: smallestMagnitude(zeta),
    grow: byScore({ candidates }),
    value,
    within,
    returning: 'untouched',
    finalStep: 'none',
  };
}
