/**
 * Clustering of weighted directed graphs, and ω: where between a lattice (−1) and a random graph (1) a graph lies, near 0
 * where it is a small world.
 *
 * G. Fagiolo, Phys. Rev. E 76, 026107 (2007), which is J.-P. Onnela et al., Phys. Rev. E 71, 065103 (2005), where edges stand
 * there and back; Q. K. Telesford et al., Brain Connectivity 1, 367 (2011).
 */

import { UsageError } from '../errors.ts';
import { createPace, finish, tick, type Work } from '../numerics/pace.ts';
import { exp, log } from '../numerics/portable.ts';
import type { Random } from '../numerics/random.ts';
import { mean } from '../numerics/summary.ts';
import { type Digraph, digraphOfEdges, reversed, rewiredDigraph, sendersOf } from './digraph.ts';
import { pathLengths } from './small-world.ts';

export interface ClusteringOptions {
  /** Whether triangles count by the geometric mean of their |weights|, the largest being 1; default false: all alike. */
  readonly weighted?: boolean;
}

/** Either way of each pair: (w_ij)^⅓ + (w_ji)^⅓, and which edges have one back. */
function symmetrised(
  digraph: Digraph,
  weighted: boolean,
): { readonly both: Digraph; readonly mutual: Float64Array } {
  const { nodes, neighbour, weight } = digraph;
  const largest = weight.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
  const root = (w: number): number => exp(log(Math.abs(w) / largest) / 3);
  const roots = Array.from(weight, (w) => (weighted ? root(w) : 1));
  const from = sendersOf(digraph);
  const both = digraphOfEdges(nodes, {
    from: [...from, ...neighbour],
    to: [...neighbour, ...from],
    weights: [...roots, ...roots],
  });
  const present = new Set(Array.from(neighbour, (to, k) => from[k] * nodes + to));
  const mutual = new Float64Array(nodes);
  neighbour.forEach((to, k) => {
    if (present.has(to * nodes + from[k])) mutual[from[k]]++;
  });
  return { both, mutual };
}

/**
 * Clustering of each node: directed triangles about it over those that its edges could make,
 * C_i = [(W^⅓ + (Wᵀ)^⅓)³]_ii / (2 (k (k − 1) − 2 k↔)), with k edges of either direction and k↔ of both. 0 where none could be.
 */
export function directedClustering(
  digraph: Digraph,
  { weighted = false }: ClusteringOptions = {},
): Float64Array {
  const { nodes, neighbour } = digraph;
  const { both, mutual } = symmetrised(digraph, weighted);
  const degrees = new Float64Array(nodes);
  sendersOf(digraph).forEach((from, k) => {
    degrees[from]++;
    degrees[neighbour[k]]++;
  });
  const near = new Float64Array(nodes);
  return degrees.map((degree, i) => {
    const pairs = 2 * (degree * (degree - 1) - 2 * mutual[i]);
    if (pairs <= 0) return 0;
    for (let k = both.start[i]; k < both.start[i + 1]; k++)
      near[both.neighbour[k]] = both.weight[k];
    let triangles = 0;
    for (let k = both.start[i]; k < both.start[i + 1]; k++) {
      const j = both.neighbour[k];
      for (let m = both.start[j]; m < both.start[j + 1]; m++)
        triangles += both.weight[k] * both.weight[m] * near[both.neighbour[m]];
    }
    for (let k = both.start[i]; k < both.start[i + 1]; k++) near[both.neighbour[k]] = 0;
    return triangles / pairs;
  });
}

export interface Omega {
  /** ω = L_random / L − C / C_lattice. NaN where undefined. */
  readonly omega: number;
  readonly clustering: number;
  /** Harmonic mean length of the ways, in their direction. */
  readonly path: number;
  readonly latticeClustering: number;
  readonly randomPath: number;
}

export interface OmegaOptions {
  /** Graphs of either kind; default 20. */
  readonly samples?: number;
  /** Swaps for each edge on the way to a lattice; default 50. */
  readonly latticeSwaps?: number;
  /** Not advanced. */
  readonly random: Random;
}

/** Whether every edge has one back. */
const isSymmetric = (digraph: Digraph): boolean => {
  const other = reversed(digraph);
  return (
    digraph.neighbour.every((to, k) => other.neighbour[k] === to) &&
    digraph.start.every((at, i) => other.start[i] === at)
  );
};

/** ω of a graph, weights aside; see `omegaInSteps`. */
export const omega = (digraph: Digraph, options: OmegaOptions): Omega =>
  finish(omegaInSteps(digraph, options));

/**
 * ω against random and regular graphs in which every node sends and receives as often as here; of a graph whose edges all
 * stand there and back, theirs do too. Which nodes are neighbours on the lattice, their numbers say.
 *
 * @throws UsageError for fewer than one sample
 */
export function* omegaInSteps(digraph: Digraph, options: OmegaOptions): Work<Omega> {
  const { samples = 20, latticeSwaps = 50, random } = options;
  if (!Number.isInteger(samples) || samples < 1)
    throw new UsageError(`samples ${samples} is not an integer ≥ 1`);
  const symmetric = isSymmetric(digraph);
  const clusteringOf = (graph: Digraph): number => mean(Array.from(directedClustering(graph)));
  const [clustering, path] = [clusteringOf(digraph), pathLengths(digraph).harmonic];
  const lattices: number[] = [];
  const paths: number[] = [];
  const pace = createPace();
  for (let n = 0; n < samples; n++) {
    if (pace.due()) yield tick(n / samples);
    const stream = random.split(n);
    const lattice = { symmetric, swaps: latticeSwaps, towards: 'lattice' } as const;
    lattices.push(
      clusteringOf(rewiredDigraph(digraph, { ...lattice, random: stream.split('lattice') })),
    );
    paths.push(
      pathLengths(rewiredDigraph(digraph, { symmetric, random: stream.split('random') })).harmonic,
    );
  }
  const [latticeClustering, randomPath] = [mean(lattices), mean(paths)];
  const value = randomPath / path - clustering / latticeClustering;
  return {
    omega: Number.isFinite(value) ? value : Number.NaN,
    clustering,
    path,
    latticeClustering,
    randomPath,
  };
}
