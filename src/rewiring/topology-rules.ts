/** Rules that grow by topology, without any gradient, as choices of parts: CHT and CHTs. */

import type { Region } from '../connectivity/region.ts';
import { type WeightLaw, zero } from '../connectivity/weights.ts';
import { type Drop, smallestMagnitude } from './drop.ts';
import type { Fraction } from './fraction.ts';
import type { FinalStep, Rewiring, When } from './rule.ts';
import { leastImportant, type SoftOptions, softMagnitude, withChainRemoval } from './salience.ts';
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
  /** Exponent of the soft removal of CHTs. */
  readonly temperatureOf?: SoftOptions['temperature'];
}

const ruleOf = (
  name: string,
  drop: Drop,
  choice: 'top' | 'sample',
  options: TopologyOptions,
): Rewiring => {
  const { value = zero, within, when, finalStep = 'none', formula } = options;
  return {
    name,
    drop: withChainRemoval(drop),
    grow: byTopology({ formula, choice }),
    ...{ value, within, when, finalStep },
  };
};

/**
 * Cannistraci-Hebb training: the weakest die, and with them what is left of units without inputs or outputs; born are the
 * missing connections that local communities predict (CH3-L3). Needs no gradient; time of the paths of length 3.
 *
 * Y. Zhang, J. Zhao, W. Wu, A. Muscoloni, C. V. Cannistraci, ICLR 2024. *Deviations.* The first layer begins as any other,
 * where the article draws it by correlations of features; a layer goes on where the article stops it once 90 % of its births
 * have just died.
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
