/**
 * `Graph`: a network of units as an undirected weighted graph, and random graphs to compare it with.
 *
 * Directions and signs are left out: modularity and small-worldness are asked of |W| made symmetric.
 */

import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import { listOfEach, type Topology } from '../sparse/topology.ts';

/** Every edge is listed at both of its nodes, neighbours ascending; no self-connections. */
export interface Graph {
  readonly nodes: number;
  /** Neighbours of node i at `start[i] … start[i + 1] − 1`. */
  readonly start: Uint32Array;
  readonly neighbour: Uint32Array;
  /** Weight of the edge, > 0; 1 in a binary graph. */
  readonly weight: Float64Array;
}

export interface Edge {
  readonly a: number;
  readonly b: number;
  readonly weight: number;
}

/** Number of edges. */
export const edgeCount = ({ neighbour }: Graph): number => neighbour.length / 2;

/**
 * A graph of edges; several between the same two nodes are added up, self-connections and weights of 0 left out.
 *
 * @throws UsageError for a node that does not exist, or a weight that is negative or not finite
 */
export function graphOfEdges(nodes: number, edges: Iterable<Edge>): Graph {
  const rows = Array.from({ length: nodes }, () => new Map<number, number>());
  for (const { a, b, weight } of edges) {
    for (const node of [a, b])
      if (!(Number.isInteger(node) && node >= 0 && node < nodes))
        throw new UsageError(`node ${node} is not an integer in 0 … ${nodes - 1}`);
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY))
      throw new UsageError(`weight ${weight} of edge ${a}–${b} is outside [0, Infinity)`);
    if (a === b || weight === 0) continue;
    rows[a].set(b, (rows[a].get(b) ?? 0) + weight);
    rows[b].set(a, (rows[b].get(a) ?? 0) + weight);
  }
  const start = new Uint32Array(nodes + 1);
  for (let i = 0; i < nodes; i++) start[i + 1] = start[i] + rows[i].size;
  const neighbour = new Uint32Array(start[nodes]);
  const weight = new Float64Array(start[nodes]);
  rows.forEach((row, i) => {
    [...row.entries()]
      .sort((one, other) => one[0] - other[0])
      .forEach(([node, value], k) => {
        neighbour[start[i] + k] = node;
        weight[start[i] + k] = value;
      });
  });
  return { nodes, start, neighbour, weight };
}

/** Each edge once, a < b. */
export function edgesOf({ nodes, start, neighbour, weight }: Graph): Edge[] {
  const edges: Edge[] = [];
  for (let a = 0; a < nodes; a++)
    for (let k = start[a]; k < start[a + 1]; k++)
      if (neighbour[k] > a) edges.push({ a, b: neighbour[k], weight: weight[k] });
  return edges;
}

export interface GraphOptions {
  /**
   * Only connections whose |w| is above this quantile of |W| over all n² positions are kept, those that do not exist
   * counting as 0. 0.9 is the threshold of J. Achterberg et al., Nature Machine Intelligence 5, 1369 (2023). Default 0.
   */
  readonly quantile?: number;
  /** Every edge weighs 1. Default false: (|w_ij| + |w_ji|) / 2. */
  readonly binary?: boolean;
}

/**
 * The graph of a recurrent weight matrix.
 *
 * @param topology square
 * @param weights one a connection, in the order of the topology
 * @throws UsageError for a topology that is not square, another number of weights, or a quantile outside [0, 1)
 */
export function graphOfWeights(
  topology: Topology,
  weights: ArrayLike<number>,
  options: GraphOptions = {},
): Graph {
  const { inputs, outputs, index } = topology;
  const { quantile = 0, binary = false } = options;
  if (inputs !== outputs)
    throw new UsageError(`${inputs} inputs and ${outputs} outputs are no recurrent matrix`);
  if (weights.length !== index.length)
    throw new UsageError(`${weights.length} weights for ${index.length} connections`);
  if (!(quantile >= 0 && quantile < 1))
    throw new UsageError(`quantile ${quantile} is outside [0, 1)`);
  const list = listOfEach(topology);
  const sizes = Float64Array.from(weights, Math.abs);
  const threshold = quantileWithZeros(sizes, inputs * inputs, quantile);
  const edges: Edge[] = [];
  sizes.forEach((size, k) => {
    if (size > threshold) edges.push({ a: list[k], b: index[k], weight: size / 2 });
  });
  const graph = graphOfEdges(inputs, edges);
  return binary ? { ...graph, weight: graph.weight.map(() => 1) } : graph;
}

/** Quantile of `sizes` and as many zeros as fill up `total` values, by linear interpolation. */
function quantileWithZeros(sizes: Float64Array, total: number, q: number): number {
  const sorted = sizes.slice().sort();
  const zeros = total - sorted.length;
  const at = (place: number): number => (place < zeros ? 0 : sorted[place - zeros]);
  const place = q * (total - 1);
  const below = Math.floor(place);
  const low = at(below);
  return low + (place - below) * (at(Math.min(below + 1, total - 1)) - low);
}

/** A graph of the same nodes and number of edges, uniform over such graphs; every edge weighs 1. */
export function randomGraph(nodes: number, edges: number, random: Random): Graph {
  const pairs = (nodes * (nodes - 1)) / 2;
  if (!Number.isInteger(edges) || edges < 0 || edges > pairs)
    throw new UsageError(`${edges} edges is not an integer in 0 … ${pairs}`);
  const chosen = random.distinct(pairs, edges);
  const found: Edge[] = [];
  // Pair p lies in row b of the lower triangle, which begins at b(b − 1)/2.
  for (let n = 0, b = 1; n < chosen.length; n++) {
    while (chosen[n] >= (b * (b + 1)) / 2) b++;
    found.push({ a: chosen[n] - (b * (b - 1)) / 2, b, weight: 1 });
  }
  return graphOfEdges(nodes, found);
}

/**
 * A random graph with the same degree of every node: pairs of edges a–b, c–d become a–d, c–b, `swaps` times an edge,
 * wherever that makes neither a double edge nor a self-connection (S. Maslov and K. Sneppen, Science 296, 910, 2002).
 * In a weighted graph an edge keeps its weight while its end moves: degrees stay, strengths do not.
 *
 * @param swaps attempted swaps for each edge; default 10
 */
export function rewiredGraph(graph: Graph, random: Random, swaps = 10): Graph {
  const edges = edgesOf(graph).map((edge) => ({ ...edge }));
  const { nodes } = graph;
  const key = (a: number, b: number): number => Math.min(a, b) * nodes + Math.max(a, b);
  const present = new Set(edges.map(({ a, b }) => key(a, b)));
  for (let attempt = 0; edges.length > 1 && attempt < swaps * edges.length; attempt++) {
    const one = edges[random.integer(edges.length)];
    const other = edges[random.integer(edges.length)];
    // Which end of the other edge is called d is a coin flip, or some graphs could not be reached.
    const [c, d] = random.integer(2) === 0 ? [other.a, other.b] : [other.b, other.a];
    const { a, b } = one;
    if (a === c || a === d || b === c || b === d) continue;
    if (present.has(key(a, d)) || present.has(key(c, b))) continue;
    present.delete(key(a, b));
    present.delete(key(c, d));
    present.add(key(a, d));
    present.add(key(c, b));
    one.b = d;
    [other.a, other.b] = [c, b];
  }
  return graphOfEdges(nodes, edges);
}
