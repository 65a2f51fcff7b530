/**
 * Modularity: how much more of a graph's weight lies within communities than chance has it, and the communities for which
 * that is most (the Louvain method), against random graphs.
 *
 * M. E. J. Newman, Phys. Rev. E 70, 056131 (2004); V. D. Blondel et al., J. Stat. Mech. P10008 (2008).
 */

import { UsageError } from '../errors.ts';
import { finish, tick, type Work } from '../numerics/pace.ts';
import type { Random } from '../numerics/random.ts';
import { mean, sampleStandardDeviation } from '../numerics/summary.ts';
import { type Graph, rewiredGraph } from './graph.ts';
import { byStrength, type Level, type NullModel } from './null-model.ts';

/**
 * Modularity Q = Σ_c [ w_c / w − γ (s_c / 2w)² ]: w_c is the weight within community c, s_c the sum of the strengths of its
 * nodes, w the weight of all edges. 0 for a graph without edges.
 *
 * @param communities of each node
 * @param resolution γ; default 1
 */
export function modularity(graph: Graph, communities: ArrayLike<number>, resolution = 1): number {
  const { nodes, start, neighbour, weight } = graph;
  if (communities.length !== nodes)
    throw new UsageError(`${communities.length} communities for ${nodes} nodes`);
  const within = new Map<number, number>();
  const strength = new Map<number, number>();
  let twice = 0;
  for (let i = 0; i < nodes; i++) {
    const own = communities[i];
    for (let k = start[i]; k < start[i + 1]; k++) {
      twice += weight[k];
      strength.set(own, (strength.get(own) ?? 0) + weight[k]);
      if (communities[neighbour[k]] === own) within.set(own, (within.get(own) ?? 0) + weight[k]);
    }
  }
  if (twice === 0) return 0;
  let q = 0;
  for (const [community, sum] of strength)
    q += (within.get(community) ?? 0) / twice - resolution * (sum / twice) * (sum / twice);
  return q;
}

export interface LouvainOptions {
  /** γ: above 1 finds smaller communities. Default 1. */
  readonly resolution?: number;
  /** Starts with nodes in another order, of which the best is kept. Default 10. */
  readonly restarts?: number;
  /** Not advanced. */
  readonly random: Random;
}

export interface Communities {
  /** Community of each node, numbered as they first appear. */
  readonly labels: Uint32Array;
  readonly count: number;
  readonly modularity: number;
}

/**
 * Moves single nodes, from the labels given, to the neighbouring (or an empty) community of greatest gain until none gains.
 *
 * @param total weight that gains are measured by: what is below its rounding is none
 * @returns whether any node moved
 */
function settle(
  level: Level,
  labels: Uint32Array,
  chance: NullModel,
  total: number,
  order: Uint32Array,
): boolean {
  const { nodes, start, neighbour, weight } = level;
  const expected = chance.begin(level, labels);
  const sizes = new Uint32Array(nodes);
  for (let i = 0; i < nodes; i++) sizes[labels[i]]++;
  const towards = new Float64Array(nodes);
  let moved = false;
  for (let again = true; again; ) {
    again = false;
    for (const i of order) {
      const own = labels[i];
      const near = [own];
      for (let k = start[i]; k < start[i + 1]; k++) {
        const community = labels[neighbour[k]];
        if (towards[community] === 0 && community !== own) near.push(community);
        towards[community] += weight[k];
      }
      if (chance.everywhere)
        for (let c = 0; c < nodes; c++)
          if (sizes[c] > 0 && c !== own && towards[c] === 0) near.push(c);
      if (sizes[own] > 1) near.push(sizes.indexOf(0));
      expected.leave(i, own);
      // Gain over standing alone, up to a factor that all share.
      const gain = (c: number): number => towards[c] - expected.of(i, c);
      let [best, most] = [own, gain(own)];
      for (const community of near) {
        const value = gain(community);
        // A gain within rounding would let two nodes change places for ever.
        if (value > most + 1e-12 * total) [best, most] = [community, value];
      }
      for (const community of near) towards[community] = 0;
      expected.join(i, best);
      if (best === own) continue;
      labels[i] = best;
      sizes[own]--;
      sizes[best]++;
      again = true;
      moved = true;
    }
  }
  return moved;
}

/** Labels numbered as they first appear. */
function numbered(labels: Uint32Array): Uint32Array {
  const names = new Map<number, number>();
  return labels.map((label) => {
    const known = names.get(label) ?? names.size;
    names.set(label, known);
    return known;
  });
}

/** The graph of the communities. */
function gather(level: Level, labels: Uint32Array): Level {
  const { nodes, start, neighbour, weight, loop } = level;
  const count = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const rows = Array.from({ length: count }, () => new Map<number, number>());
  const inner = new Float64Array(count);
  for (let i = 0; i < nodes; i++) {
    inner[labels[i]] += loop[i];
    for (let k = start[i]; k < start[i + 1]; k++) {
      const there = labels[neighbour[k]];
      if (there === labels[i]) inner[there] += weight[k];
      else rows[labels[i]].set(there, (rows[labels[i]].get(there) ?? 0) + weight[k]);
    }
  }
  const begin = new Uint32Array(count + 1);
  rows.forEach((row, i) => {
    begin[i + 1] = begin[i] + row.size;
  });
  return {
    nodes: count,
    start: begin,
    neighbour: Uint32Array.from(rows.flatMap((row) => [...row.keys()])),
    weight: Float64Array.from(rows.flatMap((row) => [...row.values()])),
    loop: inner,
  };
}

/** Louvain from the labels given: nodes move, then communities as wholes, and so on up. */
function climb(
  graph: Graph,
  from: Uint32Array,
  chance: NullModel,
  total: number,
  random: Random,
): Uint32Array {
  let level: Level = { ...graph, loop: new Float64Array(graph.nodes) };
  let own: Uint32Array = from.slice();
  let labels: Uint32Array = Uint32Array.from(from.keys());
  let model = chance;
  while (settle(level, own, model, total, random.permutation(level.nodes))) {
    const names = numbered(own);
    labels = labels.map((label) => names[label]);
    level = gather(level, names);
    model = model.gather(names, level.nodes);
    own = Uint32Array.from({ length: level.nodes }, (_, i) => i);
  }
  // Nothing moved at the top: its labels are the communities unless they were given.
  return level.nodes === graph.nodes ? numbered(own) : labels;
}

/** What `climbAll` climbs. */
export interface Landscape {
  /** Weights that communities gather, either way of each pair the same. */
  readonly graph: Graph;
  readonly chance: NullModel;
  /** Q of a division. */
  readonly quality: (labels: Uint32Array) => number;
  /** Weight that gains are measured by; 0 where there is nothing to gain. */
  readonly total: number;
}

/** The best of several climbs, each repeated from its own result until that no longer rises. */
export function climbAll(
  { graph, chance, quality, total }: Landscape,
  { restarts = 10, random }: Pick<LouvainOptions, 'restarts' | 'random'>,
): Communities {
  if (!Number.isInteger(restarts) || restarts < 1)
    throw new UsageError(`restarts ${restarts} is not an integer ≥ 1`);
  let best: Uint32Array = Uint32Array.from({ length: graph.nodes }, (_, i) => i);
  let most = quality(best);
  for (let start = 0; total > 0 && start < restarts; start++) {
    const stream = random.split(start);
    let labels: Uint32Array = Uint32Array.from({ length: graph.nodes }, (_, i) => i);
    for (let reached = Number.NEGATIVE_INFINITY; ; ) {
      labels = climb(graph, labels, chance, total, stream);
      const value = quality(labels);
      // A repetition moves nodes by gains above rounding only, so it ends.
      if (value <= reached + 1e-12) break;
      reached = value;
    }
    const value = quality(labels);
    if (value > most) [best, most] = [labels, value];
  }
  const count = best.reduce((top, label) => Math.max(top, label + 1), 0);
  return { labels: best, count, modularity: most };
}

/**
 * Communities of great modularity by the Louvain method, repeated from its own result until that no longer rises: no move
 * of a single node raises it further, though another division may be better still. The same for the same graph and stream.
 */
export function louvain(graph: Graph, options: LouvainOptions): Communities {
  const { resolution = 1 } = options;
  const total = graph.weight.reduce((sum, w) => sum + w, 0);
  return climbAll(
    {
      ...{ graph, total, chance: byStrength(resolution, total) },
      quality: (labels) => modularity(graph, labels, resolution),
    },
    options,
  );
}

/** A measure of a graph beside the same of random graphs. */
export interface AgainstNull {
  readonly observed: number;
  readonly expected: number;
  readonly deviation: number;
  /** (observed − expected) / deviation; 0 without deviation. */
  readonly score: number;
}

/**
 * Greatest modularity of a graph and of graphs with the same degrees. Random graphs have communities too, the more the
 * sparser they are, so Q alone says little.
 *
 * @param samples random graphs, at least 2; default 20
 */
export const modularityAgainstNull = (
  graph: Graph,
  options: LouvainOptions,
  samples?: number,
): AgainstNull => finish(modularityAgainstNullInSteps(graph, options, samples));

/** `modularityAgainstNull` with signs of life. */
export function* modularityAgainstNullInSteps(
  graph: Graph,
  options: LouvainOptions,
  samples = 20,
): Work<AgainstNull> {
  if (!Number.isInteger(samples) || samples < 2)
    throw new UsageError(`samples ${samples} is not an integer ≥ 2`);
  const { random } = options;
  const observed = louvain(graph, { ...options, random: random.split('observed') }).modularity;
  const found: number[] = [];
  for (let n = 0; n < samples; n++) {
    yield tick((n + 1) / (samples + 1));
    const stream = random.split('null').split(n);
    const other = rewiredGraph(graph, stream.split('edges'));
    found.push(louvain(other, { ...options, random: stream.split('communities') }).modularity);
  }
  const [expected, deviation] = [mean(found), sampleStandardDeviation(found)];
  return {
    observed,
    expected,
    deviation,
    score: deviation > 0 ? (observed - expected) / deviation : 0,
  };
}
