/**
 * `rewire`: one step of evolution of one layer by itself. Some connections die, others are born, survivors keep all they have.
 */

import type { Random } from '../numerics/random.ts';
import type { RewirableLayer } from './layer.ts';
import { rewireLayers } from './pass.ts';
import type { Rewired, Rewiring } from './rule.ts';

/**
 * A pass over one layer; see `rewireLayers`.
 *
 * @param random a stream of this layer and this step alone; parts of it go by the names `drop`, `grow`, `value`
 * @param step what the schedules of fractions count, e.g. the epoch
 * @param last whether this is the last step of the training: `finalStep` then decides what is done
 * @throws UsageError when an array has another length than there are connections, the region is of another
 *   layer, or a part lacks what it needs;
 *   FrugalError when a weight is not a number
 */
export function rewire(
  layer: RewirableLayer,
  rewiring: Rewiring,
  random: Random,
  step: number,
  last = false,
): Rewired {
  return rewireLayers([{ layer, rewiring, random }], { step, last })[0];
}
