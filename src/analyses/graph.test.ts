import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../numerics/random.ts';
import { createTopology, fullTopology } from '../sparse/topology.ts';
import {
  type Edge,
  edgeCount,
  edgesOf,
  type Graph,
  graphOfEdges,
  graphOfWeights,
  randomGraph,
  rewiredGraph,
} from './graph.ts';
import { louvain, modularity, modularityAgainstNull } from './modularity.ts';
import { clusteringCoefficient, pathLengths, smallWorld } from './small-world.ts';

const random = createRandom('graph');
const unit = (pairs: readonly (readonly [number, number])[]): Edge[] =>
  pairs.map(([a, b]) => ({ a, b, weight: 1 }));

/** The friendships of W. W. Zachary, J. Anthropol. Res. 33, 452 (1977): for each member those of greater number. */
const KARATE: readonly (readonly number[])[] = [
  [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 17, 19, 21, 31],
  [2, 3, 7, 13, 17, 19, 21, 30],
  [3, 7, 8, 9, 13, 27, 28, 32],
  [7, 12, 13],
  [6, 10],
  [6, 10, 16],
  [16],
  [],
  [30, 32, 33],
  [33],
  ...[[], [], [], [33], [32, 33], [32, 33], [], [], [32, 33], [33], [32, 33], [], [32, 33]],
  [25, 27, 29, 32, 33],
  [25, 27, 31],
  [31],
  [29, 33],
  [33],
  [31, 33],
  [32, 33],
  [32, 33],
  [32, 33],
  [33],
  [],
];
const karate = graphOfEdges(34, unit(KARATE.flatMap((row, a) => row.map((b) => [a, b] as const))));

const degreesOf = ({ nodes, start }: Graph) =>
  Array.from({ length: nodes }, (_, i) => start[i + 1] - start[i]);

/** Cliques of `size` nodes, neighbours joined by one edge. */
function cliques(count: number, size: number): Graph {
  const pairs: [number, number][] = [];
  for (let c = 0; c < count; c++) {
    for (let i = 0; i < size; i++)
      for (let j = 0; j < i; j++) pairs.push([c * size + i, c * size + j]);
    pairs.push([c * size, ((c + 1) % count) * size + 1]);
  }
  return graphOfEdges(count * size, unit(pairs));
}

describe('graphs', () => {
  it('list every edge at both ends, add doubles up, and leave self-connections out', () => {
    const graph = graphOfEdges(3, [
      { a: 0, b: 1, weight: 1 },
      { a: 1, b: 0, weight: 2 },
      { a: 2, b: 2, weight: 5 },
    ]);
    expect(edgesOf(graph)).toEqual([{ a: 0, b: 1, weight: 3 }]);
    expect([...graph.start]).toEqual([0, 1, 2, 2]);
    expect(() => graphOfEdges(2, unit([[0, 2]]))).toThrow('node 2 is not an integer in 0 … 1');
  });

  it('are made of |W| + |W|ᵀ', () => {
    // Inputs of unit 0: 1; of unit 1: 0 and 1.
    const topology = createTopology({
      inputs: 3,
      outputs: 3,
      order: 'by-output',
      start: Uint32Array.of(0, 1, 3, 3),
      index: Uint16Array.of(1, 0, 1),
    });
    const graph = graphOfWeights(topology, [-2, 1, 7]);
    expect(edgesOf(graph)).toEqual([{ a: 0, b: 1, weight: 1.5 }]);
    expect(edgesOf(graphOfWeights(topology, [-2, 1, 7], { binary: true }))[0].weight).toBe(1);
  });

  it('keep only weights above a quantile over all positions', () => {
    const weights = Float32Array.from({ length: 25 }, (_, k) => k);
    const dense = fullTopology(5, 5, 'by-output');
    // 0.9·24 = 21.6: the three weights above are 22, 23 and the self-connection 24.
    const graph = graphOfWeights(dense, weights, { quantile: 0.9 });
    expect(edgesOf(graph)).toEqual([
      { a: 2, b: 4, weight: 11 },
      { a: 3, b: 4, weight: 11.5 },
    ]);
    const sparse = createTopology({
      inputs: 5,
      outputs: 5,
      order: 'by-output',
      start: Uint32Array.of(0, 1, 1, 1, 1, 1),
      index: Uint16Array.of(1),
    });
    expect(edgeCount(graphOfWeights(sparse, [0.5], { quantile: 0.9 }))).toBe(1);
  });

  it('are drawn with the edges or the degrees of another one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(), (nodes, salt) => {
        const most = (nodes * (nodes - 1)) / 2;
        const graph = randomGraph(nodes, salt % (most + 1), random.split(salt));
        expect(edgeCount(graph)).toBe(salt % (most + 1));
        const other = rewiredGraph(graph, random.split(salt).split('rewired'));
        expect(degreesOf(other)).toEqual(degreesOf(graph));
        expect(new Set(edgesOf(other).map(({ a, b }) => a * nodes + b)).size).toBe(
          edgeCount(graph),
        );
      }),
      { numRuns: 60 },
    );
    expect(edgesOf(rewiredGraph(karate, random))).not.toEqual(edgesOf(karate));
  });
});

/** The definition over all pairs of nodes. */
function slowModularity(graph: Graph, labels: ArrayLike<number>, resolution: number): number {
  const edges = edgesOf(graph);
  const total = edges.reduce((sum, { weight }) => sum + weight, 0);
  const strength = new Array<number>(graph.nodes).fill(0);
  for (const { a, b, weight } of edges) {
    strength[a] += weight;
    strength[b] += weight;
  }
  let q = 0;
  for (let i = 0; i < graph.nodes; i++)
    for (let j = 0; j < graph.nodes; j++) {
      if (labels[i] !== labels[j]) continue;
      const edge = edges.find(({ a, b }) => (a === i && b === j) || (a === j && b === i));
      q += (edge?.weight ?? 0) / (2 * total);
      q -= (resolution * strength[i] * strength[j]) / (2 * total) ** 2;
    }
  return q;
}

/** Every division of n nodes. */
function* divisions(n: number, labels: number[] = []): Generator<number[]> {
  if (labels.length === n) yield labels;
  else for (let c = 0; c <= Math.max(-1, ...labels) + 1; c++) yield* divisions(n, [...labels, c]);
}

describe('modularity', () => {
  it('follows the definition', () => {
    for (let n = 0; n < 10; n++) {
      const stream = random.split('modularity').split(n);
      const plain = randomGraph(9, 14, stream);
      const graph = graphOfEdges(
        9,
        edgesOf(plain).map((edge) => ({ ...edge, weight: stream.uniform() })),
      );
      const labels = Array.from({ length: 9 }, () => stream.integer(4));
      for (const gamma of [1, 1.4])
        expect(modularity(graph, labels, gamma)).toBeCloseTo(
          slowModularity(graph, labels, gamma),
          12,
        );
    }
  });

  it('cannot be raised by a move of one node, and never exceeds the best of all divisions', () => {
    let reached = 0;
    for (let n = 0; n < 8; n++) {
      const graph = randomGraph(7, 10, random.split('small').split(n));
      let most = Number.NEGATIVE_INFINITY;
      for (const labels of divisions(7)) most = Math.max(most, modularity(graph, labels));
      const found = louvain(graph, { random });
      expect(found.modularity).toBeLessThanOrEqual(most + 1e-12);
      if (found.modularity > most - 1e-12) reached++;
      for (let i = 0; i < 7; i++)
        for (let c = 0; c < 8; c++) {
          const moved = found.labels.slice();
          moved[i] = c;
          expect(modularity(graph, moved)).toBeLessThanOrEqual(found.modularity + 1e-12);
        }
    }
    // A heuristic: it misses the optimum of some graphs, not of most.
    expect(reached).toBeGreaterThan(4);
  });

  it('of the karate club is the known optimum, 0.4198', () => {
    const found = louvain(karate, { restarts: 30, random });
    expect(found.modularity).toBeCloseTo(0.4198, 4);
    expect(found.count).toBe(4);
    expect(modularity(karate, found.labels)).toBe(found.modularity);
  });

  it('finds cliques, and more of them than random graphs have', () => {
    const graph = cliques(8, 6);
    const { labels, count } = louvain(graph, { random });
    expect(count).toBe(8);
    expect([...labels]).toEqual(Array.from({ length: 48 }, (_, i) => Math.floor(i / 6)));
    const { observed, expected, score } = modularityAgainstNull(graph, { random, restarts: 3 });
    expect(observed).toBeGreaterThan(expected + 0.3);
    expect(score).toBeGreaterThan(10);
    expect(modularityAgainstNull(graph, { random, restarts: 3 }).expected).toBe(expected);
  });

  it('of a graph without edges is 0', () => {
    const found = louvain(graphOfEdges(4, []), { random });
    expect([found.modularity, found.count]).toEqual([0, 4]);
  });
});

describe('small worlds', () => {
  it('have the clustering and the ways that NetworkX finds in the karate club', () => {
    // networkx 3.6.1: average_clustering, average_shortest_path_length, 1/global_efficiency.
    expect(clusteringCoefficient(karate)).toBeCloseTo(0.5706384782076823, 12);
    const { mean, harmonic, unreachable } = pathLengths(karate);
    expect(mean).toBeCloseTo(2.408199643493761, 12);
    expect(harmonic).toBeCloseTo(1 / 0.4920083184789052, 12);
    expect(unreachable).toBe(0);
  });

  it('have closed forms on a ring lattice', () => {
    // Each of 20 nodes joined to two on either side: C = 3(2·2 − 2)/(4(2·2 − 1)) = ½ (Watts and Strogatz).
    const pairs = Array.from({ length: 20 }, (_, i) => [
      [i, (i + 1) % 20] as const,
      [i, (i + 2) % 20] as const,
    ]).flat();
    const lattice = graphOfEdges(20, unit(pairs));
    expect(clusteringCoefficient(lattice)).toBeCloseTo(0.5, 12);
    // Distances 1, 1, 2, 2, …, 5 to 19 others.
    expect(pathLengths(lattice).mean).toBeCloseTo(
      (2 * (1 + 1 + 2 + 2 + 3 + 3 + 4 + 4 + 5) + 5) / 19,
      12,
    );
  });

  it('stay finite where the graph falls into parts', () => {
    const two = graphOfEdges(
      4,
      unit([
        [0, 1],
        [2, 3],
      ]),
    );
    expect(pathLengths(two)).toEqual({
      mean: 1,
      harmonic: 3,
      unreachable: expect.closeTo(2 / 3, 12),
    });
  });

  it('are told from random graphs', () => {
    const n = 100;
    const stream = random.split('watts');
    const pairs = Array.from({ length: n }, (_, i) =>
      [1, 2, 3].map((step) => [i, (i + step) % n] as const),
    ).flat();
    const shortcuts = pairs.map(([a, b]) =>
      stream.bernoulli(0.08) ? ([a, stream.integer(n)] as const) : ([a, b] as const),
    );
    const world = smallWorld(graphOfEdges(n, unit(shortcuts)), { samples: 20, random });
    expect(world.smallWorldness).toBeGreaterThan(3);
    const chance = smallWorld(randomGraph(n, 300, stream), {
      samples: 20,
      keep: 'degrees',
      random,
    });
    expect(chance.smallWorldness).toBeGreaterThan(0.6);
    expect(chance.smallWorldness).toBeLessThan(1.6);
  });
});
