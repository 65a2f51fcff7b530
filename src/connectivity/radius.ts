/** Where connections may grow by distance: all pairs of units that lie within a radius of each other. */

import { UsageError } from '../errors.ts';
import { indexArray } from '../sparse/topology.ts';
import { type Region, regionOf } from './region.ts';
import { distance, type Space } from './space.ts';

export interface RadiusOptions {
  /** Largest distance, in the units of the space. */
  readonly radius: number;
  /** Whether units may hear themselves; default false. */
  readonly autapses?: boolean;
}

/**
 * All pairs of units within a radius, in a space of any kind: O(units²) time, memory of the pairs within.
 *
 * @throws UsageError for a radius that is negative or not a number
 */
export function withinRadius(space: Space, { radius, autapses = false }: RadiusOptions): Region {
  if (!(radius >= 0)) throw new UsageError(`radius ${radius} is not a number ≥ 0`);
  const { units } = space;
  const start = new Uint32Array(units + 1);
  const index: number[] = [];
  for (let unit = 0; unit < units; unit++) {
    for (let other = 0; other < units; other++)
      if (other === unit ? autapses : distance(space, unit, other) <= radius) index.push(other);
    start[unit + 1] = index.length;
  }
  const narrow = indexArray(units, index.length);
  narrow.set(index);
  // Distance is symmetric: the lists are the same in either order.
  return regionOf(
    { inputs: units, outputs: units, order: 'by-output', start, index: narrow },
    { name: 'radius' },
  );
}
