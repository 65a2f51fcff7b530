/** Directed and signed graphs: against NetworkX, brute force over all divisions, and known graphs. */

import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../numerics/random.ts';
import { mean } from '../numerics/summary.ts';
import { type Digraph, digraphOfEdges, reciprocity, rewiredDigraph, sendersOf } from './digraph.ts';
import { directedLouvain, directedModularity } from './directed-modularity.ts';
import { graphOfEdges } from './graph.ts';
import { louvain, modularity } from './modularity.ts';
import { directedClustering, omega } from './omega.ts';
import { clusteringCoefficient } from './small-world.ts';

interface Known {
  readonly nodes: number;
  readonly from: number[];
  readonly to: number[];
  readonly weights: number[];
  readonly labels: number[];
  readonly weighted: boolean;
  readonly modularity: number;
  readonly resolved: number;
  readonly clustering: number[];
  readonly reciprocity: number;
}
const { graphs, karate } = JSON.parse(
  readFileSync(new URL('./fixtures/directed.json', import.meta.url), 'utf8'),
) as {
  graphs: Known[];
  karate: {
    from: number[];
    to: number[];
    weights: number[];
    clustering: number;
    weightedClustering: number;
  };
};

/** Every edge there and back. */
const both = (
  nodes: number,
  from: readonly number[],
  to: readonly number[],
  weights?: readonly number[],
): Digraph =>
  digraphOfEdges(nodes, {
    from: [...from, ...to],
    to: [...to, ...from],
    ...(weights && { weights: [...weights, ...weights] }),
  });
const club = both(34, karate.from, karate.to);

describe('NetworkX', () => {
  it.each(graphs)('$nodes nodes: modularity, clustering, reciprocity', (known) => {
    const digraph = digraphOfEdges(known.nodes, known);
    expect(directedModularity(digraph, known.labels)).toBeCloseTo(known.modularity, 12);
    expect(directedModularity(digraph, known.labels, { resolution: 1.7 })).toBeCloseTo(
      known.resolved,
      12,
    );
    directedClustering(digraph, { weighted: known.weighted }).forEach((c, i) => {
      expect(c).toBeCloseTo(known.clustering[i], 12);
    });
    expect(reciprocity(digraph)).toBeCloseTo(known.reciprocity, 12);
  });

  it('karate club: clustering, plain and weighted (Onnela)', () => {
    const heavy = both(34, karate.from, karate.to, karate.weights);
    expect(mean([...directedClustering(club)])).toBeCloseTo(karate.clustering, 12);
    expect(mean([...directedClustering(heavy, { weighted: true })])).toBeCloseTo(
      karate.weightedClustering,
      12,
    );
  });
});

const anySigned = fc.record({
  seed: fc.nat(),
  nodes: fc.integer({ min: 2, max: 6 }),
  signed: fc.boolean(),
});
function draw({ seed, nodes, signed }: { seed: number; nodes: number; signed: boolean }): Digraph {
  const random = createRandom(seed);
  const from: number[] = [];
  const to: number[] = [];
  const weights: number[] = [];
  for (let a = 0; a < nodes; a++)
    for (let b = 0; b < nodes; b++)
      if (a !== b && random.uniform() < 0.5) {
        from.push(a);
        to.push(b);
        weights.push((signed && random.uniform() < 0.4 ? -1 : 1) * (0.2 + random.uniform()));
      }
  return digraphOfEdges(nodes, { from, to, weights });
}

/** Q as the articles write it, over all pairs. */
function slow(digraph: Digraph, labels: readonly number[], asymmetric: boolean): number {
  const { nodes, neighbour, weight } = digraph;
  const from = sendersOf(digraph);
  const part = (sign: 1 | -1): { q: number; w: number } => {
    const w = weight.map((x) => Math.max(0, sign * x));
    const total = w.reduce((sum, x) => sum + x, 0);
    const out = new Float64Array(nodes);
    const into = new Float64Array(nodes);
    w.forEach((x, k) => {
      out[from[k]] += x;
      into[neighbour[k]] += x;
    });
    let q = 0;
    w.forEach((x, k) => {
      if (labels[from[k]] === labels[neighbour[k]]) q += x;
    });
    if (total > 0)
      for (let i = 0; i < nodes; i++)
        for (let j = 0; j < nodes; j++)
          if (labels[i] === labels[j]) q -= (out[i] * into[j]) / total;
    return { q, w: total };
  };
  const [plus, minus] = [part(1), part(-1)];
  const all = plus.w + minus.w;
  if (all === 0) return 0;
  return plus.q / (asymmetric && plus.w > 0 ? plus.w : all) - minus.q / all;
}

/** All divisions of n nodes: restricted growth strings. */
function* divisions(nodes: number, head: readonly number[] = []): Generator<readonly number[]> {
  if (head.length === nodes) yield head;
  else for (let c = 0; c <= Math.max(-1, ...head) + 1; c++) yield* divisions(nodes, [...head, c]);
}

describe('directed, signed modularity', () => {
  it('is the double sum of the articles, and Louvain finds the best division of small graphs', () => {
    fc.assert(
      fc.property(
        anySigned,
        fc.constantFrom('symmetric' as const, 'asymmetric' as const),
        (given, signs) => {
          const digraph = draw(given);
          let best = Number.NEGATIVE_INFINITY;
          for (const labels of divisions(given.nodes)) {
            const q = directedModularity(digraph, labels, { signs });
            expect(q).toBeCloseTo(slow(digraph, labels, signs === 'asymmetric'), 10);
            best = Math.max(best, q);
          }
          const found = directedLouvain(digraph, {
            signs,
            random: createRandom(given.seed),
            restarts: 20,
          });
          expect(found.modularity).toBeCloseTo(
            directedModularity(digraph, found.labels, { signs }),
            12,
          );
          expect(found.modularity).toBeLessThanOrEqual(best + 1e-12);
          // A local optimum of the method may lie below, though not far on so few nodes.
          expect(found.modularity).toBeGreaterThan(best - 1e-9);
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  });

  it('of a graph whose edges stand there and back, is Newman’s: 0.4198 of the karate club', () => {
    const edges = karate.from.map((a, e) => ({ a, b: karate.to[e], weight: 1 }));
    const graph = graphOfEdges(34, edges);
    const found = directedLouvain(club, { random: createRandom(1) });
    expect(found.modularity).toBeCloseTo(0.4197896, 6);
    expect(modularity(graph, found.labels)).toBeCloseTo(found.modularity, 12);
    expect(louvain(graph, { random: createRandom(1) }).modularity).toBeCloseTo(
      found.modularity,
      12,
    );
    expect(clusteringCoefficient(graph)).toBeCloseTo(mean([...directedClustering(club)]), 12);
  });

  it('puts two groups that inhibit each other apart, and sees direction', () => {
    const from = [0, 1, 2, 3, 0, 2, 1, 3];
    const to = [1, 0, 3, 2, 2, 0, 3, 1];
    const signed = digraphOfEdges(4, { from, to, weights: [1, 1, 1, 1, -1, -1, -1, -1] });
    expect([...directedLouvain(signed, { random: createRandom(1) }).labels]).toEqual([0, 0, 1, 1]);
    expect(directedModularity(digraphOfEdges(3, { from: [], to: [] }), [0, 0, 0])).toBe(0);
    expect(() => directedModularity(signed, [0])).toThrow('1 communities for 4 nodes');
  });
});

describe('random and regular digraphs', () => {
  it('keep what every node sends and receives, and edges that stand there and back', () => {
    fc.assert(
      fc.property(
        anySigned,
        fc.boolean(),
        fc.constantFrom('random' as const, 'lattice' as const),
        (given, symmetric, towards) => {
          const own = draw({ ...given, signed: false });
          const from = sendersOf(own);
          const digraph = symmetric ? both(own.nodes, [...from], [...own.neighbour]) : own;
          const other = rewiredDigraph(digraph, {
            symmetric,
            towards,
            random: createRandom(given.seed),
          });
          expect([...other.start]).toEqual([...digraph.start]);
          const heard = ({ neighbour, nodes }: Digraph): number[] =>
            Array.from({ length: nodes }, (_, i) => neighbour.filter((j) => j === i).length);
          expect(heard(other)).toEqual(heard(digraph));
          expect(reciprocity(other) === 1 || !symmetric || other.neighbour.length === 0).toBe(true);
        },
      ),
    );
  });

  it('ω: a ring is a lattice, a random graph is none, a few shortcuts make a small world', () => {
    const nodes = 60;
    const ringEdges = (shortcuts: number): Digraph => {
      const random = createRandom('shortcuts');
      const [from, to]: [number[], number[]] = [[], []];
      for (let a = 0; a < nodes; a++)
        for (const step of [1, 2, 3]) {
          const cut = random.uniform() < shortcuts;
          let b = (a + step) % nodes;
          if (cut) b = (a + 1 + random.integer(nodes - 1)) % nodes;
          from.push(a);
          to.push(b);
        }
      return both(nodes, from, to);
    };
    const at = (shortcuts: number): number =>
      omega(ringEdges(shortcuts), { samples: 4, random: createRandom(2) }).omega;
    const [regular, small, chance] = [at(0), at(0.1), at(1)];
    expect(regular).toBeLessThan(-0.3);
    expect(Math.abs(small)).toBeLessThan(0.4);
    expect(chance).toBeGreaterThan(0.6);
    expect(regular).toBeLessThan(small);
    expect(small).toBeLessThan(chance);
    expect(() => omega(ringEdges(0), { samples: 0, random: createRandom(1) })).toThrow(
      'samples 0 is not an integer ≥ 1',
    );
  });

  it('refuse nodes and weights that are none', () => {
    expect(() => digraphOfEdges(2, { from: [0], to: [2] })).toThrow(
      'node 2 is not an integer in 0 … 1',
    );
    expect(() => digraphOfEdges(2, { from: [0], to: [1], weights: [Number.NaN] })).toThrow(
      'weight NaN of edge 0 → 1 is not finite',
    );
  });
});
