/**
 * `Digraph`: a directed graph with signed weights, and random and regular ones to compare it with.
 *
 * It has the form of `Graph` and lists each edge at the node that sends; so ways are followed in their direction. An
 * undirected graph is one whose edges stand there and back.
 */

import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import type { Graph } from './graph.ts';

/** Receivers of node i, ascending, at `start[i] … start[i + 1] − 1`; weights of either sign, no self-connections. */
export type Digraph = Graph;

export interface DigraphEdges {
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
  /** Default 1 each. */
  readonly weights?: ArrayLike<number>;
}

/**
 * A graph of directed edges; several between the same two nodes are added up, self-connections and weights of 0 left out.
 *
 * @throws UsageError for a node that does not exist, or a weight that is not finite
 */
export function digraphOfEdges(nodes: number, { from, to, weights }: DigraphEdges): Digraph {
  const rows = Array.from({ length: nodes }, () => new Map<number, number>());
  for (let e = 0; e < from.length; e++) {
    const [a, b, weight] = [from[e], to[e], weights?.[e] ?? 1];
    for (const node of [a, b])
      if (!(Number.isInteger(node) && node >= 0 && node < nodes))
        throw new UsageError(`node ${node} is not an integer in 0 … ${nodes - 1}`);
    if (!Number.isFinite(weight))
      throw new UsageError(`weight ${weight} of edge ${a} → ${b} is not finite`);
    if (a !== b) rows[a].set(b, (rows[a].get(b) ?? 0) + weight);
  }
  const start = new Uint32Array(nodes + 1);
  const neighbour: number[] = [];
  const weight: number[] = [];
  rows.forEach((row, i) => {
    for (const [node, value] of [...row.entries()].sort((one, other) => one[0] - other[0])) {
      if (value === 0) continue;
      neighbour.push(node);
      weight.push(value);
    }
    start[i + 1] = neighbour.length;
  });
  return {
    nodes,
    start,
    neighbour: Uint32Array.from(neighbour),
    weight: Float64Array.from(weight),
  };
}

/** The node that sends, of each edge. */
export function sendersOf({ nodes, start, neighbour }: Digraph): Uint32Array {
  const from = new Uint32Array(neighbour.length);
  for (let i = 0; i < nodes; i++) from.fill(i, start[i], start[i + 1]);
  return from;
}

/** The same edges, read backwards. */
export const reversed = (digraph: Digraph): Digraph =>
  digraphOfEdges(digraph.nodes, {
    from: digraph.neighbour,
    to: sendersOf(digraph),
    weights: digraph.weight,
  });

/** Share of edges that have one back; 0 without edges. */
export function reciprocity(digraph: Digraph): number {
  const { nodes, neighbour } = digraph;
  const from = sendersOf(digraph);
  const present = new Set(Array.from(neighbour, (to, k) => from[k] * nodes + to));
  let back = 0;
  neighbour.forEach((to, k) => {
    if (present.has(to * nodes + from[k])) back++;
  });
  return neighbour.length === 0 ? 0 : back / neighbour.length;
}

export interface RewiredOptions {
  /** Attempted swaps for each edge; default 10. */
  readonly swaps?: number;
  /** Whether edges stand there and back, and are to stay so. Default false. */
  readonly symmetric?: boolean;
  /** `lattice`: only swaps that bring ends nearer on a ring of the nodes, as in a regular graph. Default `random`. */
  readonly towards?: 'random' | 'lattice';
  /** Advanced. */
  readonly random: Random;
}

/**
 * A graph in which every node sends and receives as often as here: edges a → b and c → d become a → d and c → b, wherever
 * that makes neither a double edge nor a self-connection. Weights are 1.
 *
 * S. Maslov and K. Sneppen, Science 296, 910 (2002); the lattice of O. Sporns and J. D. Zwi, Neuroinformatics 2, 145 (2004).
 */
export function rewiredDigraph(digraph: Digraph, options: RewiredOptions): Digraph {
  const { swaps = 10, symmetric = false, towards = 'random', random } = options;
  const { nodes } = digraph;
  const senders = sendersOf(digraph);
  const kept = [...digraph.neighbour.keys()].filter(
    (k) => !symmetric || senders[k] < digraph.neighbour[k],
  );
  const from = Uint32Array.from(kept, (k) => senders[k]);
  const to = Uint32Array.from(kept, (k) => digraph.neighbour[k]);
  const count = kept.length;
  const key = (a: number, b: number): number =>
    symmetric ? Math.min(a, b) * nodes + Math.max(a, b) : a * nodes + b;
  const present = new Set(Array.from(from, (a, e) => key(a, to[e])));
  const apart = (a: number, b: number): number => {
    const d = Math.abs(a - b);
    return Math.min(d, nodes - d);
  };
  for (let attempt = 0; count > 1 && attempt < swaps * count; attempt++) {
    const [e, f] = [random.integer(count), random.integer(count)];
    // In an undirected graph, which end of the other edge is called d is a coin flip.
    const flip = symmetric && random.integer(2) === 1;
    const [a, b] = [from[e], to[e]];
    const [c, d] = flip ? [to[f], from[f]] : [from[f], to[f]];
    if (a === c || a === d || b === c || b === d) continue;
    if (present.has(key(a, d)) || present.has(key(c, b))) continue;
    if (towards === 'lattice' && apart(a, d) + apart(c, b) > apart(a, b) + apart(c, d)) continue;
    present.delete(key(a, b));
    present.delete(key(c, d));
    present.add(key(a, d));
    present.add(key(c, b));
    to[e] = d;
    [from[f], to[f]] = [c, b];
  }
  if (!symmetric) return digraphOfEdges(nodes, { from, to });
  return digraphOfEdges(nodes, { from: [...from, ...to], to: [...to, ...from] });
}
