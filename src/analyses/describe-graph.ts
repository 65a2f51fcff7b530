/**
 * A graph in numbers: what `frugal graph` prints. Self-connections are counted and then left out, edges between the same two
 * nodes are added up.
 */

import type { Graph as GraphFile } from '../formats/values.ts';
import { tick, type Work, within } from '../numerics/pace.ts';
import type { Random } from '../numerics/random.ts';
import { mean } from '../numerics/summary.ts';
import { type DegreeSummary, summariseDegrees } from '../sparse/degrees.ts';
import { type Comparison, compareLaws } from './degree-law/alternatives.ts';
import { countsOf, tailOf } from './degree-law/counts.ts';
import {
  type Goodness,
  goodnessInSteps,
  type PowerLawFit,
  powerLaw,
} from './degree-law/power-law.ts';
import { type Digraph, digraphOfEdges, reciprocity } from './digraph.ts';
import { directedLouvain } from './directed-modularity.ts';
import { directedClustering, type Omega, omegaInSteps } from './omega.ts';

/** The law of one kind of degree: the power law that fits best, its test, and its rivals. */
export interface DegreeLaw {
  readonly fit: PowerLawFit;
  readonly goodness: Goodness;
  readonly rivals: readonly Comparison[];
}

/** How often nodes send, receive, or (undirected) are connected. */
export interface DegreesOf {
  readonly of: 'in' | 'out' | 'all';
  readonly summary: DegreeSummary;
  /** Absent where too few nodes have connections. */
  readonly law?: DegreeLaw;
}

export interface GraphDescription {
  readonly directed: boolean;
  readonly nodes: number;
  /** Edges between different nodes, those of the same two counted once. */
  readonly edges: number;
  readonly selfConnections: number;
  /** Edges over all pairs of different nodes. */
  readonly density: number;
  /** Share of edges that have one back; 1 in an undirected graph. */
  readonly reciprocity: number;
  /** Edges of negative weight. */
  readonly negative: number;
  readonly degrees: readonly DegreesOf[];
  /** Means over nodes: triangles alike, and by their weights. */
  readonly clustering: number;
  readonly weightedClustering?: number;
  /** Of the best division that was found, signs and directions as they are. */
  readonly modularity: number;
  readonly communities: number;
  readonly smallWorld: Omega;
}

export interface DescribeOptions {
  /** Random and regular graphs for ω; default 20. */
  readonly samples?: number;
  /** Data sets drawn for the test of a power law; default 200. */
  readonly bootstrap?: number;
  /** Not advanced. */
  readonly random: Random;
}

/** Fewest nodes with connections for a law of degrees. */
const LEAST = 20;

/** The tested law of some degrees; none where there are too few of them. */
export function* lawOf(
  degrees: Uint32Array,
  samples: number,
  random: Random,
): Work<DegreeLaw | undefined> {
  const counts = countsOf(degrees);
  if (counts.total < LEAST || counts.values.length < 3) return undefined;
  const fit = powerLaw(counts);
  const goodness = yield* goodnessInSteps(counts, fit, { samples, random });
  return { fit, goodness, rivals: compareLaws(tailOf(counts, fit.xmin), fit.exponent) };
}

/** The digraph of a file, undirected edges there and back, and how many edges were self-connections. */
export function digraphOf({ directed, nodes, edges }: GraphFile): {
  readonly digraph: Digraph;
  readonly selfConnections: number;
} {
  const { from, to, weights, count } = edges;
  let selfConnections = 0;
  for (let e = 0; e < count; e++) if (from[e] === to[e]) selfConnections++;
  const both = <T extends Uint32Array | Float64Array>(a: T, b: T): number[] => [...a, ...b];
  const digraph = directed
    ? digraphOfEdges(nodes.count, { from, to, weights })
    : digraphOfEdges(nodes.count, {
        from: both(from, to),
        to: both(to, from),
        ...(weights && { weights: both(weights, weights) }),
      });
  return { digraph, selfConnections };
}

function degreesOf({ nodes, start, neighbour }: Digraph): {
  readonly out: Uint32Array;
  readonly in: Uint32Array;
} {
  const into = new Uint32Array(nodes);
  for (const to of neighbour) into[to]++;
  return { out: Uint32Array.from({ length: nodes }, (_, i) => start[i + 1] - start[i]), in: into };
}

/** Everything that is said of a graph, with signs of life. */
export function* describeGraph(file: GraphFile, options: DescribeOptions): Work<GraphDescription> {
  const { samples, bootstrap = 200, random } = options;
  const { directed } = file;
  const { digraph, selfConnections } = digraphOf(file);
  const { nodes, neighbour, weight } = digraph;
  const own = degreesOf(digraph);
  const kinds = directed ? (['in', 'out'] as const) : (['all'] as const);
  const degrees: DegreesOf[] = [];
  for (const [n, of] of kinds.entries()) {
    const values = of === 'in' ? own.in : own.out;
    const work = lawOf(values, bootstrap, random.split('law').split(of));
    const law = yield* within(work, (0.5 * n) / kinds.length, (0.5 * (n + 1)) / kinds.length);
    degrees.push({ of, summary: summariseDegrees(values), ...(law && { law }) });
  }
  yield tick(0.5);
  const found = directedLouvain(digraph, { random: random.split('communities') });
  const smallWorld = yield* within(
    omegaInSteps(digraph, { samples, random: random.split('omega') }),
    0.6,
    1,
  );
  const weighted = weight.some((w) => w !== weight[0]);
  return {
    ...{ directed, nodes, selfConnections, degrees, smallWorld },
    edges: directed ? neighbour.length : neighbour.length / 2,
    density: nodes > 1 ? neighbour.length / (nodes * (nodes - 1)) : 0,
    reciprocity: reciprocity(digraph),
    negative: weight.filter((w) => w < 0).length / (directed ? 1 : 2),
    clustering: mean([...directedClustering(digraph)]),
    ...(weighted && { weightedClustering: mean([...directedClustering(digraph, { weighted })]) }),
    modularity: found.modularity,
    communities: found.count,
  };
}

/**
 * What may be said of a power law, in words: a graph is called scale-free by no one who has not read this.
 *
 * Ruled out where p ≤ 0.1 (Clauset et al. 2009), or where another law is better by its ratio; undecided where the tail is
 * short; else not ruled out, which is as much as data can say.
 */
export function lawWords({ fit, goodness, rivals }: DegreeLaw): string {
  const better = rivals.filter((rival) => rival.better === rival.name).map(({ name }) => name);
  if (goodness.p <= 0.1) return `no power law (p = ${goodness.p.toFixed(2)})`;
  if (better.length > 0) return `no power law: ${better.join(', ')} fits better`;
  // Below this, few laws can be told apart (Clauset et al. 2009, §4.2).
  if (fit.tail < 100) return `undecided: ${fit.tail} nodes above the lower end are too few`;
  return `a power law is not ruled out (p = ${goodness.p.toFixed(2)})`;
}
