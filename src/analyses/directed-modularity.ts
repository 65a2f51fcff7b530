/**
 * Modularity of directed and signed graphs, and communities for which it is greatest.
 *
 * E. A. Leicht and M. E. J. Newman, Phys. Rev. Lett. 100, 118703 (2008); signs: S. Gómez, P. Jensen, A. Arenas, Phys. Rev. E
 * 80, 016114 (2009), M. Rubinov and O. Sporns, NeuroImage 56, 2068 (2011). Without signs all are Leicht and Newman's, and for
 * an undirected graph Newman's.
 */

import { UsageError } from '../errors.ts';
import { type Digraph, digraphOfEdges, sendersOf } from './digraph.ts';
import { type Communities, climbAll, type LouvainOptions } from './modularity.ts';
import { byFlows, type Flow } from './null-model.ts';

/**
 * How inhibition counts: as much as excitation (`symmetric`, Gómez et al.), or less the less of it there is (`asymmetric`,
 * Rubinov and Sporns: what is positive and within a community is worth more than what is negative and between).
 */
export type SignRule = 'symmetric' | 'asymmetric';

export interface DirectedOptions {
  /** γ; default 1. */
  readonly resolution?: number;
  /** Default `symmetric`. */
  readonly signs?: SignRule;
}

/** What weighs: edges by sign, and what chance expects of each. */
interface Parts {
  readonly from: Uint32Array;
  /** Of each edge, divided by what Q is divided by. */
  readonly scaled: Float64Array;
  readonly flows: readonly Flow[];
}

function partsOf(
  digraph: Digraph,
  { resolution = 1, signs = 'symmetric' }: DirectedOptions,
): Parts {
  const { nodes, neighbour, weight } = digraph;
  const from = sendersOf(digraph);
  const totals = [0, 0];
  for (const w of weight) totals[w > 0 ? 0 : 1] += Math.abs(w);
  const [plus, minus] = totals;
  const all = plus + minus;
  // 1/w⁺ for the positive part of the asymmetric rule, 1/(w⁺ + w⁻) else.
  const shares = [signs === 'asymmetric' && plus > 0 ? 1 / plus : 1 / all, 1 / all];
  const scaled = weight.map((w) => w * shares[w > 0 ? 0 : 1]);
  const flows = [0, 1].flatMap((side): Flow[] => {
    if (totals[side] === 0) return [];
    const own = { out: new Float64Array(nodes), in: new Float64Array(nodes) };
    weight.forEach((w, k) => {
      if (w > 0 !== (side === 0)) return;
      own.out[from[k]] += Math.abs(w);
      own.in[neighbour[k]] += Math.abs(w);
    });
    const sign = side === 0 ? 1 : -1;
    return [{ ...own, factor: (sign * resolution * shares[side]) / totals[side] }];
  });
  return { from, scaled, flows };
}

function quality(
  { neighbour }: Digraph,
  { from, scaled, flows }: Parts,
  labels: ArrayLike<number>,
): number {
  let q = 0;
  scaled.forEach((w, k) => {
    if (labels[from[k]] === labels[neighbour[k]]) q += w;
  });
  for (const { out, in: into, factor } of flows) {
    const sums = new Map<number, [number, number]>();
    out.forEach((o, i) => {
      const sum = sums.get(labels[i]) ?? [0, 0];
      sums.set(labels[i], [sum[0] + o, sum[1] + into[i]]);
    });
    for (const [o, i] of sums.values()) q -= factor * o * i;
  }
  return q;
}

/**
 * Q = Σ_ij [w_ij − γ out_i in_j / w] δ(c_i, c_j) / w, and of signed graphs that of the excitatory edges less that of the
 * inhibitory ones. 0 for a graph without edges.
 *
 * @throws UsageError for another number of communities than nodes
 */
export function directedModularity(
  digraph: Digraph,
  communities: ArrayLike<number>,
  options: DirectedOptions = {},
): number {
  if (communities.length !== digraph.nodes)
    throw new UsageError(`${communities.length} communities for ${digraph.nodes} nodes`);
  if (digraph.weight.length === 0) return 0;
  return quality(digraph, partsOf(digraph, options), communities);
}

/** Communities of great directed, signed modularity by the Louvain method; see `louvain`. */
export function directedLouvain(
  digraph: Digraph,
  options: LouvainOptions & DirectedOptions,
): Communities {
  const { nodes, neighbour } = digraph;
  const parts = partsOf(digraph, options);
  const { from, scaled } = parts;
  // Which way an edge runs is of no matter to who is together with whom: half of its weight either way.
  const half = scaled.map((w) => w / 2);
  const graph = digraphOfEdges(nodes, {
    from: [...from, ...neighbour],
    to: [...neighbour, ...from],
    weights: [...half, ...half],
  });
  const empty = scaled.length === 0;
  return climbAll(
    {
      ...{ graph, chance: byFlows(parts.flows), total: empty ? 0 : 1 },
      quality: (labels) => (empty ? 0 : quality(digraph, parts, labels)),
    },
    options,
  );
}
