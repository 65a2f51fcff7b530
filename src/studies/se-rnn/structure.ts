/** What the recurrent weights of a trained network look like: the strongest of them as a graph and as wire. */

import {
  edgesOf,
  type Graph,
  graphOfWeights,
  louvain,
  modularityAgainstNull,
  smallWorld,
} from '../../analyses/index.ts';
import { connectionLengths } from '../../connectivity/index.ts';
import type { Random } from '../../numerics/random.ts';
import type { Placed } from './methods.ts';

/** Positions of the `count` connections of largest |w|, ascending; ties go to the first. */
export function strongest(weights: ArrayLike<number>, count: number): Uint32Array {
  const order = Uint32Array.from({ length: weights.length }, (_, k) => k).sort(
    (a, b) => Math.abs(weights[b]) - Math.abs(weights[a]) || a - b,
  );
  return order.subarray(0, count).sort();
}

export interface Structure {
  /** Louvain modularity Q of the binary graph of the strongest connections, and of graphs with its degrees. */
  readonly modularity: number;
  readonly modularityByChance: number;
  readonly communities: readonly number[];
  readonly smallWorldness: number;
  readonly clustering: number;
  readonly path: number;
  /** Sum and mean of the lengths of the strongest connections, as many as the masks have. */
  readonly wire: number;
  readonly meanLength: number;
  /** Σ|w|d / Σ|w| over all connections. */
  readonly weightedLength: number;
  /** Distances, rounded to whole spacings, and the mean |w| of the connections at each. */
  readonly lengths: readonly number[];
  readonly sizes: readonly number[];
  /** Edges of the graph and (|w_ij| + |w_ji|) / 2 of each. */
  readonly edges: readonly (readonly [number, number, number])[];
}

export interface StructureOptions {
  /** Connections that wire is measured on. */
  readonly count: number;
  /** Share of all pairs of units that make the graph; the source has 0.1. */
  readonly share: number;
  /** Random graphs to compare with. */
  readonly graphs: number;
  readonly random: Random;
}

/** Wire of the strongest connections, and Q and small-worldness of their binary graph, as the source measures them. */
export function structureOf(placed: Placed, options: StructureOptions): Structure {
  const { count, share, graphs, random } = options;
  const { topology, weights, space } = placed;
  const lengths = connectionLengths(topology, space);
  const kept = strongest(weights, count);
  const weighted = graphOfWeights(topology, weights, { quantile: 1 - share });
  const graph: Graph = { ...weighted, weight: weighted.weight.map(() => 1) };
  const found = louvain(graph, { random: random.split('communities') });
  const chance = modularityAgainstNull(graph, { random: random.split('chance') });
  const { smallWorldness, clustering, path } = smallWorld(graph, {
    samples: graphs,
    random: random.split('small world'),
  });
  const wire = kept.reduce((sum, k) => sum + lengths[k], 0);
  let [size, long] = [0, 0];
  const classes = new Map<number, { sum: number; count: number }>();
  lengths.forEach((length, k) => {
    const magnitude = Math.abs(weights[k]);
    size += magnitude;
    long += magnitude * length;
    const bin = Math.round(length);
    const own = classes.get(bin) ?? { sum: 0, count: 0 };
    classes.set(bin, { sum: own.sum + magnitude, count: own.count + 1 });
  });
  const distances = [...classes.keys()].sort((a, b) => a - b);
  return {
    modularity: found.modularity,
    modularityByChance: chance.expected,
    communities: [...found.labels],
    smallWorldness,
    clustering,
    path,
    wire,
    meanLength: wire / Math.max(1, kept.length),
    weightedLength: size > 0 ? long / size : 0,
    lengths: distances,
    sizes: distances.map((length) => {
      const own = classes.get(length);
      return own === undefined ? 0 : own.sum / own.count;
    }),
    edges: edgesOf(weighted).map(({ a, b, weight }) => [a, b, weight]),
  };
}
