/**
 * RigL: the weakest connections die, and those are born whose gradient is largest, all of them or the best of a sample.
 */

import type { Region } from '../connectivity/region.ts';
import { type WeightLaw, zero } from '../connectivity/weights.ts';
import { checkNames } from '../errors.ts';
import { type ByScoreOptions, byScore } from './by-score.ts';
import { type CountOptions, smallestMagnitude } from './drop.ts';
import { weakestOfNetwork } from './drop-across.ts';
import { cosine, type Fraction } from './fraction.ts';
import type { Rewiring, When } from './rule.ts';

export interface RiglOptions {
  /** Fraction that dies at each step; default 0.3. The article lets it fall: `cosine({ from: 0.3, end })`. */
  readonly zeta?: Fraction;
  /** Default 1: as many candidates as there are connections. `all` is the rule of the article. */
  readonly candidates?: ByScoreOptions['candidates'];
  /** First weight of a new connection; default 0. */
  readonly value?: WeightLaw;
  /** Where connections may be born; default anywhere. Candidates are drawn there alone. */
  readonly within?: Region;
  /** How a sample of candidates is drawn; default `uniform`. */
  readonly sample?: ByScoreOptions['sample'];
  /** Whether each layer loses its own share (default), or the weakest of the whole network die. */
  readonly scope?: 'layer' | 'network';
  /** Default before every epoch. */
  readonly when?: When;
  /** Whether who dies and is born in the same step keeps all it had (default, as in the article's code) or is `new`. */
  readonly returning?: Rewiring['returning'];
  /** How ζK becomes a whole number; default `down`. */
  readonly rounding?: CountOptions['rounding'];
}

const RIGL_OPTIONS: readonly (keyof RiglOptions)[] = [
  ...(['zeta', 'candidates', 'value', 'within', 'sample', 'scope'] as const),
  ...(['when', 'returning', 'rounding'] as const),
];

/**
 * ⌊ζK⌋ connections of smallest |weight| die; as many are born, those of largest |gradient| among the candidates, with
 * weight 0. One that dies and is born in the same step keeps its weight and states.
 *
 * Needs a layer with a `score`: what a batch would give each candidate for a gradient. With `candidates: 'all'` that costs
 * O(inputs · outputs), which truly sparse networks avoid; with a sample it stays proportional to the connections.
 *
 * U. Evci et al., "Rigging the lottery", ICML 2020; with a sample, guided stochastic exploration, uniform variant: M. Heddes
 * et al., 2024. *Deviations.* No noise is added to the drop scores; ties are broken at random. `publishedRigl` is this with
 * the article's schedule.
 *
 * @throws UsageError when ζ is outside [0, 1], `candidates` is not positive, or in use when the layer has no score
 * @example rigl({ zeta: cosine({ from: 0.3, end: 100 }), candidates: 'all' }).name // 'rigl'
 */
export function rigl(options: RiglOptions = {}): Rewiring {
  checkNames('rigl()', options, RIGL_OPTIONS);
  return riglAmong(options);
}

/** The same among options of other rules, which it leaves alone. */
export function riglAmong(options: RiglOptions = {}): Rewiring {
  const {
    zeta = 0.3,
    candidates = 1,
    value = zero,
    within,
    sample,
    scope = 'layer',
    when,
  } = options;
  const strong = sample === 'strength' ? 'rigl-grabo' : 'rigl-sampled';
  return {
    name: candidates === 'all' ? 'rigl' : strong,
    drop: scope === 'network' ? weakestOfNetwork(zeta) : smallestMagnitude(zeta, options),
    grow: byScore({ candidates, sample }),
    ...{ value, within, when },
    returning: options.returning ?? 'untouched',
    finalStep: 'none',
  };
}

/**
 * RigL with the schedule of the article: every 100 steps until three quarters of the training, the fraction falling from 0.3
 * to 0 by a cosine; all empty positions are candidates.
 *
 * @throws UsageError as `rigl`
 * @example publishedRigl().when // { steps: 100, until: 0.75 }
 */
export function publishedRigl(options: RiglOptions = {}): Rewiring {
  const { zeta = cosine({ from: 0.3, until: 0.75 }), candidates = 'all' } = options;
  const { when = { steps: 100, until: 0.75 } } = options;
  return riglAmong({ ...options, zeta, candidates, when });
}
