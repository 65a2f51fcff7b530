/** Which positions of a layer have ever held a connection: how much of the space of wirings rewiring has seen. */

import { UsageError } from '../errors.ts';
import { listOfEach, others, type Topology } from '../sparse/topology.ts';

/**
 * Share of all positions that have held a connection up to each of the topologies, in their order: the rate R_s of S. Liu et al.,
 * "Do we actually need dense over-parameterization?", ICML 2021. Memory follows the positions that were used.
 *
 * @throws UsageError where they are not of one shape and order
 */
export function explored(topologies: Iterable<Topology>): number[] {
  const seen = new Set<number>();
  const shares: number[] = [];
  let first: Topology | undefined;
  for (const topology of topologies) {
    first ??= topology;
    const { inputs, outputs, order, index } = topology;
    if (inputs !== first.inputs || outputs !== first.outputs || order !== first.order)
      throw new UsageError(
        `a ${inputs}→${outputs} ${order} topology among ${first.inputs}→${first.outputs} ${first.order} ones`,
      );
    const list = listOfEach(topology);
    const units = others(topology);
    for (let k = 0; k < index.length; k++) seen.add(list[k] * units + index[k]);
    shares.push(seen.size / (inputs * outputs));
  }
  return shares;
}
