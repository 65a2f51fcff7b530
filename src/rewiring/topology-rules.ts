/** Rules that grow by topology, without any gradient, as choices of parts: CHT and CHTs. */

import type { Region } from '../connectivity/region.ts';
import { type WeightLaw, zero } from '../connectivity/weights.ts';
import { withChainRemoval } from './chain-removal.ts';
import { magnitudeRamp } from './density.ts';
import { type Drop, smallestMagnitude } from './drop.ts';
import { checkFraction, type Fraction, sigmoidRamp } from './fraction.ts';
import type { FinalStep, Rewiring, When } from './rule.ts';
import { leastImportant, type SoftOptions, softMagnitude } from './salience.ts';
import { byTopology, type TopologicalOptions } from './topological.ts';

/** What these rules let one choose. */
export interface TopologyOptions {
  /** ζ, the fraction that dies at each pass; default 0.3. */
  readonly zeta?: Fraction;
  readonly when?: When;
  /** First weight of a new connection; default 0. */
  readonly value?: WeightLaw;
  readonly within?: Region;
  readonly finalStep?: FinalStep;
  /** What is weak; default `magnitude`, in CHTs always drawn by it. */
  readonly removal?: 'magnitude' | 'relative-importance';
  /** How likely a missing connection is. */
  readonly formula?: TopologicalOptions['formula'];
  /** Share of a layer's births that had just died from which on the layer stays as it is; the article: 0.9. Default never. */
  readonly settles?: number;
  /** Share of all positions that CHTss ends with; default 0.1. */
  readonly density?: number;
  /** Exponent of the soft removal of CHTs. */
  readonly temperatureOf?: SoftOptions['temperature'];
}

const ruleOf = (
  name: string,
  drop: Drop,
  choice: 'top' | 'sample',
  options: TopologyOptions,
): Rewiring => {
  const { value = zero, within, when, finalStep = 'none', formula, settles } = options;
  if (settles !== undefined) checkFraction('settles', settles);
  return {
    name,
    drop: withChainRemoval(drop),
    grow: byTopology({ formula, choice }),
    ...{ value, within, when, finalStep },
    ...(settles !== undefined && { settles }),
  };
};

/**
 * Cannistraci-Hebb training: the weakest die, and with them what is left of units without inputs or outputs; born are the
 * missing connections that local communities predict (CH3-L3). Needs no gradient; time of the paths of length 3.
 *
 * Y. Zhang, J. Zhao, W. Wu, A. Muscoloni, C. V. Cannistraci, ICLR 2024. *Deviations.* The first layer begins as it is given,
 * where the article has correlations of features (`correlated` of `connectivity`). A layer goes on unless `settles: 0.9` stops
 * it, as the article does once 90 % of its births have just died.
 *
 * @throws UsageError when ζ is outside [0, 1]
 * @example cht().grow.name // 'CH3-L3'
 */
export function cht(options: TopologyOptions = {}): Rewiring {
  const { zeta = 0.3, removal = 'magnitude', formula = 'CH3-L3' } = options;
  const drop = removal === 'magnitude' ? smallestMagnitude(zeta) : leastImportant(zeta);
  return ruleOf('cht', drop, 'top', { ...options, formula });
}

/**
 * Its soft version: survivors are drawn with odds ∝ |weight|^T, T rising from 1 to 3 over the training, births with odds ∝ CH2-L3n.
 *
 * Y. Zhang et al. (2025), CHTs. *Deviation.* The network begins as any other, where the article has a bipartite receptive field
 * or small world.
 *
 * @throws UsageError when ζ is outside [0, 1]
 * @example chts().grow.name // 'CH2-L3n sampled'
 */
export function chts(options: TopologyOptions = {}): Rewiring {
  const { zeta = 0.3, formula = 'CH2-L3n', temperatureOf: temperature } = options;
  return ruleOf('chts', softMagnitude(zeta, { temperature }), 'sample', { ...options, formula });
}

/**
 * CHTs with a density that decays: from half of all positions a sigmoid leads to `density`, those of smallest relative importance
 * in the whole network dying; then each layer replaces its share as in CHTs.
 *
 * Y. Zhang et al., arXiv 2501.19107 (2025), CHTss, with k = 6. *Choices.* The ramp ends at 70 % of the training, as that of
 * GraNet here; its time unit is that of `sigmoidRamp`. *Deviation.* As of CHTs.
 *
 * @throws UsageError when a share is outside [0, 1]
 * @example chtss({ density: 0.05 }).begins // { density: 0.5 }
 */
export function chtss(options: TopologyOptions = {}): Rewiring {
  const { density = 0.1 } = options;
  const from = Math.max(0.5, density);
  return {
    ...chts(options),
    name: 'chtss',
    begins: { density: from },
    density: magnitudeRamp({
      target: sigmoidRamp({ from, to: density, end: 0.7 }),
      measure: 'relative-importance',
    }),
  };
}
