/** What the recurrent weights of a trained network look like, and what the strongest of them can do alone. */

import { connectionLengths, type Space } from '../connectivity/index.ts';
import type { TrialScorer } from '../learners/index.ts';
import type { Rnn } from '../networks/index.ts';
import { finish, tick, type Work, within } from '../numerics/pace.ts';
import type { Random } from '../numerics/random.ts';
import type { Topology } from '../sparse/topology.ts';
import { edgesOf, type Graph, graphOfWeights } from './graph.ts';
import { louvain, modularityAgainstNullInSteps } from './modularity.ts';
import { smallWorldInSteps } from './small-world.ts';

/** Recurrent weights and where their units lie. */
export interface Placed {
  readonly topology: Topology;
  readonly weights: ArrayLike<number>;
  readonly space: Space;
}

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
export const structureOf = (placed: Placed, options: StructureOptions): Structure =>
  finish(structureInSteps(placed, options));

/** `structureOf` with signs of life. */
export function* structureInSteps(placed: Placed, options: StructureOptions): Work<Structure> {
  const { count, share, graphs, random } = options;
  const { topology, weights, space } = placed;
  const lengths = connectionLengths(topology, space);
  const kept = strongest(weights, count);
  const weighted = graphOfWeights(topology, weights, { quantile: 1 - share });
  const graph: Graph = { ...weighted, weight: weighted.weight.map(() => 1) };
  const found = louvain(graph, { random: random.split('communities') });
  const chance = yield* within(
    modularityAgainstNullInSteps(graph, { random: random.split('chance') }),
    ...([0, 0.3] as const),
  );
  const world = { samples: graphs, random: random.split('small world') };
  const small = yield* within(smallWorldInSteps(graph, world), 0.3, 1);
  const { smallWorldness, clustering, path } = small;
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

export interface Pruned {
  readonly left: number;
  readonly accuracy: number;
  readonly wire: number;
}

/** How often the connections are halved. */
const HALVINGS = 5;

/**
 * Accuracy and wire with the strongest recurrent connections alone: `count` of them, half as many, and so on. Always on the
 * same trials, those of `number`; the weights are put back.
 */
export function* prunedInSteps(
  { matrices: { recurrent } }: Pick<Rnn, 'matrices'>,
  scorer: TrialScorer,
  { topology, space }: Pick<Placed, 'topology' | 'space'>,
  { count, number }: { readonly count: number; readonly number: number },
): Work<Pruned[]> {
  const before = recurrent.weights().slice();
  const lengths = connectionLengths(topology, space);
  const levels: Pruned[] = [];
  try {
    for (let halving = 0; halving <= HALVINGS; halving++) {
      yield tick(halving / HALVINGS);
      const stays = strongest(before, Math.round(count / 2 ** halving));
      const weights = recurrent.weights().fill(0);
      for (const k of stays) weights[k] = before[k];
      recurrent.refresh();
      const [accuracy] = scorer.measure(number).last;
      levels.push({
        ...{ left: stays.length, accuracy },
        wire: stays.reduce((sum, k) => sum + lengths[k], 0),
      });
    }
  } finally {
    recurrent.weights().set(before);
    recurrent.refresh();
  }
  return levels;
}
