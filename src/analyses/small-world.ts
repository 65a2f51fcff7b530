/**
 * Small-worldness: whether a graph has more triangles than a random one and yet hardly longer ways.
 *
 * D. J. Watts and S. H. Strogatz, Nature 393, 440 (1998); M. D. Humphries and K. Gurney, PLoS ONE 3, e2051 (2008). Weights
 * are not looked at.
 */

import { UsageError } from '../errors.ts';
import { createPace, finish, tick, type Work } from '../numerics/pace.ts';
import type { Random } from '../numerics/random.ts';
import { mean } from '../numerics/summary.ts';
import { edgeCount, type Graph, randomGraph, rewiredGraph } from './graph.ts';

/** Mean over nodes of the share of pairs of neighbours that are connected; 0 for nodes with fewer than two. */
export function clusteringCoefficient({ nodes, start, neighbour }: Graph): number {
  if (nodes === 0) return 0;
  const near = new Uint8Array(nodes);
  let sum = 0;
  for (let i = 0; i < nodes; i++) {
    const degree = start[i + 1] - start[i];
    if (degree < 2) continue;
    for (let k = start[i]; k < start[i + 1]; k++) near[neighbour[k]] = 1;
    let links = 0;
    for (let k = start[i]; k < start[i + 1]; k++) {
      const j = neighbour[k];
      for (let m = start[j]; m < start[j + 1]; m++) links += near[neighbour[m]];
    }
    for (let k = start[i]; k < start[i + 1]; k++) near[neighbour[k]] = 0;
    sum += links / (degree * (degree - 1));
  }
  return sum / nodes;
}

export interface PathLengths {
  /** Mean number of edges between two nodes, over pairs that are connected; NaN without any. */
  readonly mean: number;
  /** 1 / mean of 1/length, pairs without a way counting 0: stays a length where the graph falls into parts. */
  readonly harmonic: number;
  /** Share of pairs without a way. */
  readonly unreachable: number;
}

/** Shortest ways between all pairs of nodes, by breadth-first search from each. */
export function pathLengths({ nodes, start, neighbour }: Graph): PathLengths {
  const queue = new Uint32Array(nodes);
  const far = new Int32Array(nodes);
  let [sum, inverse, reached] = [0, 0, 0];
  for (let source = 0; source < nodes; source++) {
    far.fill(-1);
    far[source] = 0;
    queue[0] = source;
    for (let head = 0, tail = 1; head < tail; head++) {
      const i = queue[head];
      for (let k = start[i]; k < start[i + 1]; k++) {
        const j = neighbour[k];
        if (far[j] >= 0) continue;
        far[j] = far[i] + 1;
        sum += far[j];
        inverse += 1 / far[j];
        reached++;
        queue[tail++] = j;
      }
    }
  }
  const pairs = nodes * (nodes - 1);
  return {
    mean: reached > 0 ? sum / reached : Number.NaN,
    harmonic: inverse > 0 ? pairs / inverse : Number.POSITIVE_INFINITY,
    unreachable: pairs > 0 ? 1 - reached / pairs : 0,
  };
}

export interface SmallWorld {
  readonly clustering: number;
  /** Harmonic mean path length. */
  readonly path: number;
  /** The same two as means over random graphs. */
  readonly randomClustering: number;
  readonly randomPath: number;
  /** σ = (clustering / random clustering) / (path / random path): well above 1 in a small world. NaN where undefined. */
  readonly smallWorldness: number;
}

export interface SmallWorldOptions {
  /** Random graphs; default 100. */
  readonly samples?: number;
  /** What random graphs have in common with the graph: the number of edges, or every node's degree. Default `edges`. */
  readonly keep?: 'edges' | 'degrees';
  /** Not advanced. */
  readonly random: Random;
}

/** Small-worldness of a graph. @throws UsageError for fewer than one sample */
export const smallWorld = (graph: Graph, options: SmallWorldOptions): SmallWorld =>
  finish(smallWorldInSteps(graph, options));

/** `smallWorld` with signs of life. */
export function* smallWorldInSteps(graph: Graph, options: SmallWorldOptions): Work<SmallWorld> {
  const { samples = 100, keep = 'edges', random } = options;
  if (!Number.isInteger(samples) || samples < 1)
    throw new UsageError(`samples ${samples} is not an integer ≥ 1`);
  const clustering = clusteringCoefficient(graph);
  const path = pathLengths(graph).harmonic;
  const others: { readonly clustering: number; readonly path: number }[] = [];
  const pace = createPace();
  for (let n = 0; n < samples; n++) {
    if (pace.due()) yield tick(n / samples);
    const stream = random.split(n);
    const other =
      keep === 'edges'
        ? randomGraph(graph.nodes, edgeCount(graph), stream)
        : rewiredGraph(graph, stream);
    others.push({ clustering: clusteringCoefficient(other), path: pathLengths(other).harmonic });
  }
  const finite = others.map((other) => other.path).filter(Number.isFinite);
  const randomClustering = mean(others.map((other) => other.clustering));
  const randomPath = finite.length > 0 ? mean(finite) : Number.NaN;
  const sigma = clustering / randomClustering / (path / randomPath);
  return {
    clustering,
    path,
    randomClustering,
    randomPath,
    smallWorldness: Number.isFinite(sigma) ? sigma : Number.NaN,
  };
}
