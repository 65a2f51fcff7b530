/**
 * Dale's principle: all synapses that leave a unit are excitatory, or all are inhibitory, and stay so while they learn.
 *
 * First weights that obey it come from `imposeSigns` of the room connectivity; this is the constraint that keeps them so.
 */

import { FrugalError } from '../../errors.ts';
import type { BundleTransform } from '../transform.ts';
import { signClip } from './sign.ts';

/**
 * `signClip` with the sign of the unit that a synapse comes from: a weight that would cross to the other side stops at 0.
 *
 * For the bundles that the units send: the recurrent weights, and the output weights where these are to obey as well.
 * Belongs at the end of a chain, where the change is the one about to be made. A connection born with the wrong sign is
 * silenced at its first step. A weight at 0 is not dead: its gradient may pull it back to its own side.
 *
 * @param signs 1 (excitatory), −1 (inhibitory) or 0 (free) for each sending unit, e.g. of `unitSigns`
 * @throws FrugalError for other signs or none; at the first step, when the bundle has another number of inputs
 *
 * Source: the projection is that of `signClip`; H. F. Song, G. R. Yang, X.-J. Wang, PLoS Comput. Biol. 12:e1004792 (2016)
 * train recurrent networks under the same constraint. Deviation: they write W = max(V, 0) D with a free V, which may
 * wander below 0 and stay silent there; here the weight itself stops at 0.
 *
 * @example
 * const signs = unitSigns({ units: 256, random });
 * chain(adam({ rate: 1e-3 }), dale(signs)) // for the bundle `recurrent.weight`
 */
export function dale(signs: ArrayLike<number>): BundleTransform {
  if (!(signs.length > 0))
    throw new FrugalError('dale needs a sign for each unit: 1 excitatory, -1 inhibitory, 0 free');
  const clip = signClip(signs);
  if (clip.kind !== 'bundle') throw new Error('signs of units are a bundle transform');
  return { ...clip, name: 'dale' };
}
