/**
 * How far two sparse networks of one shape are apart as wirings, whatever their hidden units are called.
 *
 * Two units are compared by the units that they hear: what is in one list alone, over the lengths of both, the least share of
 * the edits that would turn one into the other. Hidden units are matched one to one, layer by layer from the inputs, so that
 * the mean over a layer is least; the layer behind sees them by their matches. Inputs and outputs of the network have names and
 * keep them. 0: the same wiring under other names; 1: nothing in common.
 *
 * Source: S. Liu et al., "Topological insights into sparse neural networks", ECML PKDD 2020 (neural network sparse topology
 * distance). *Deviations.* Costs are normalised by the lengths of both lists; the outputs of the network are not matched.
 */

import { UsageError } from '../errors.ts';
import { lists, reorder, type Topology } from '../sparse/topology.ts';
import { assign } from './assignment.ts';

/** Of one layer. */
export interface LayerDistance {
  /** Mean over its units, matched. */
  readonly matched: number;
  /** The same with every unit beside the one of its own number. */
  readonly unmatched: number;
}

/** More units of a layer would take more than a gigabyte for the costs of all pairs. */
const MOST_UNITS = 8192;

const byOutput = (topology: Topology): Topology =>
  topology.order === 'by-output' ? topology : reorder(topology, 'by-output').topology;

/** Costs of all pairs of outputs, row-major; the inputs of `a` are renamed by `names`. */
function costs(a: Topology, b: Topology, names: Uint32Array): Float64Array {
  const n = lists(a);
  const cost = new Float64Array(n * n);
  const heard = reorder(b, 'by-input').topology;
  for (let unit = 0; unit < n; unit++) {
    const shared = cost.subarray(unit * n, (unit + 1) * n);
    for (let k = a.start[unit]; k < a.start[unit + 1]; k++) {
      const input = names[a.index[k]];
      for (let q = heard.start[input]; q < heard.start[input + 1]; q++) shared[heard.index[q]]++;
    }
    const own = a.start[unit + 1] - a.start[unit];
    for (let other = 0; other < n; other++) {
      const both = own + b.start[other + 1] - b.start[other];
      shared[other] = both === 0 ? 0 : (both - 2 * shared[other]) / both;
    }
  }
  return cost;
}

const checkShapes = (a: readonly Topology[], b: readonly Topology[]): void => {
  const shape = (layers: readonly Topology[]): string =>
    [layers[0]?.inputs, ...layers.map(({ outputs }) => outputs)].join('-');
  if (a.length === 0 || shape(a) !== shape(b))
    throw new UsageError(
      `networks ${shape(a)} and ${shape(b)} have no common shape; compare networks of the same units`,
    );
  for (const { outputs } of a.slice(0, -1)) {
    if (outputs > MOST_UNITS)
      throw new UsageError(
        `${outputs} units of a layer are too many to match; at most ${MOST_UNITS}`,
      );
  }
};

/**
 * @param a layers from the inputs on
 * @returns the distance of every layer
 * @throws UsageError for networks of different shapes, or hidden layers of more than 8,192 units
 */
export function topologyDistance(a: readonly Topology[], b: readonly Topology[]): LayerDistance[] {
  checkShapes(a, b);
  /** What the units before a layer are called in b. */
  let names: Uint32Array = Uint32Array.from({ length: a[0].inputs }, (_, i) => i);
  return a.map((layer, l) => {
    const own = byOutput(layer);
    const other = byOutput(b[l]);
    const n = own.outputs;
    const last = l === a.length - 1;
    const same = Uint32Array.from({ length: Math.max(n, own.inputs) }, (_, i) => i);
    const mean = (cost: Float64Array, matches: Uint32Array): number => {
      let sum = 0;
      for (let unit = 0; unit < n; unit++) sum += cost[unit * n + matches[unit]];
      return sum / n;
    };
    const cost = costs(own, other, names);
    const matches = last ? same.slice(0, n) : assign(cost, n);
    names = matches;
    return {
      matched: mean(cost, matches),
      unmatched: mean(costs(own, other, same.slice(0, own.inputs)), same),
    };
  });
}
