/** The wiring of a layered network: assignments and distances by brute force, degrees by closed forms, exploration by simulation. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erdosRenyi } from '../connectivity/erdos-renyi.ts';
import { finish } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { randomDrop } from '../rewiring/drop.ts';
import { rewire, set } from '../rewiring/index.ts';
import { reorder, type Topology } from '../sparse/topology.ts';
import { fanInLaw } from '../theory/degrees.ts';
import { exploredShare } from '../theory/exploration.ts';
import { assign } from './assignment.ts';
import { describeTopology, logCorrelation, ringMeans } from './describe-topology.ts';
import { explored } from './exploration.ts';
import { topologyDistance } from './topology-distance.ts';

function* permutations(n: number, head: readonly number[] = []): Generator<readonly number[]> {
  if (head.length === n) yield head;
  for (let k = 0; k < n; k++) if (!head.includes(k)) yield* permutations(n, [...head, k]);
}

describe('assign', () => {
  const sum = (cost: Float64Array, n: number, columns: ArrayLike<number>): number =>
    Array.from(columns).reduce((all, column, row) => all + cost[row * n + column], 0);

  it('costs as little as the best of all permutations', () => {
    const given = fc
      .integer({ min: 0, max: 5 })
      .chain((n) =>
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: n * n, maxLength: n * n }),
      );
    fc.assert(
      fc.property(given, (cells) => {
        const n = Math.sqrt(cells.length);
        const cost = Float64Array.from(cells);
        const found = assign(cost, n);
        expect([...found].sort()).toEqual(Array.from({ length: n }, (_, k) => k));
        const best = Math.min(...[...permutations(n)].map((columns) => sum(cost, n, columns)));
        expect(sum(cost, n, found)).toBe(best);
      }),
    );
  });

  // scipy.optimize.linear_sum_assignment of SciPy on the same numbers.
  it('costs what SciPy says of 60 rows', () => {
    const n = 60;
    let x = 1;
    const cost = Float64Array.from({ length: n * n }, () => {
      x = Number((BigInt(x) * 1103515245n + 12345n) % 2147483648n);
      return (x >> 8) % 10007;
    });
    expect(sum(cost, n, assign(cost, n))).toBe(17168);
  });
});

const layer = (inputs: number, outputs: number, density: number, name: string): Topology =>
  erdosRenyi({ inputs, outputs, density, random: createRandom(name) });

/** The same layer with its inputs and outputs called otherwise. */
function renamed(topology: Topology, ins: ArrayLike<number>, outs: ArrayLike<number>): Topology {
  const pairs: [number, number][] = [];
  for (let i = 0; i < topology.outputs; i++)
    for (let k = topology.start[i]; k < topology.start[i + 1]; k++)
      pairs.push([outs[i], ins[topology.index[k]]]);
  pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const start = new Uint32Array(topology.outputs + 1);
  for (const [out] of pairs) start[out + 1]++;
  for (let i = 0; i < topology.outputs; i++) start[i + 1] += start[i];
  return { ...topology, start, index: Uint16Array.from(pairs, ([, input]) => input) };
}

describe('topologyDistance', () => {
  const net = (name: string): Topology[] => [
    layer(20, 30, 0.3, `${name} 1`),
    layer(30, 25, 0.3, `${name} 2`),
    layer(25, 4, 0.5, `${name} 3`),
  ];
  const names = (n: number) => Uint32Array.from({ length: n }, (_, k) => k);

  it('is 0 between networks that differ in what their hidden units are called', () => {
    const [first, second, third] = net('a');
    const random = createRandom('names');
    const [one, two] = [random.permutation(30), random.permutation(25)];
    const other = [
      renamed(first, names(20), one),
      renamed(second, one, two),
      renamed(third, two, names(4)),
    ];
    for (const { matched, unmatched } of topologyDistance(net('a'), other)) {
      expect(matched).toBe(0);
      expect(unmatched).toBeGreaterThan(0.3);
    }
    expect(topologyDistance(net('a'), net('a')).every((each) => each.unmatched === 0)).toBe(true);
  });

  it('is what all matchings of a small layer give at best', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const [a, b] = ['a', 'b'].map((name) => [
          layer(4, 5, 0.4, `${name} ${seed}`),
          layer(5, 2, 0.5, `${name} behind ${seed}`),
        ]);
        const lists = (topology: Topology): Set<number>[] =>
          Array.from({ length: topology.outputs }, (_, i) => {
            const { start, index } = topology;
            return new Set(index.slice(start[i], start[i + 1]));
          });
        const [own, other] = [lists(a[0]), lists(b[0])];
        const apart = (x: Set<number>, y: Set<number>): number => {
          const all = x.size + y.size;
          const shared = [...x].filter((unit) => y.has(unit)).length;
          return all === 0 ? 0 : (all - 2 * shared) / all;
        };
        const best = Math.min(
          ...[...permutations(5)].map((columns) =>
            columns.reduce((sum, column, row) => sum + apart(own[row], other[column]) / 5, 0),
          ),
        );
        expect(topologyDistance(a, b)[0].matched).toBeCloseTo(best, 12);
      }),
      { numRuns: 40 },
    );
  });

  it('does not depend on the order of the lists, and refuses other shapes', () => {
    const [a, b] = [net('a'), net('b')];
    const turned = b.map((topology) => reorder(topology, 'by-input').topology);
    expect(topologyDistance(a, turned)).toEqual(topologyDistance(a, b));
    expect(() => topologyDistance(a, a.slice(0, 2))).toThrow(
      'networks 20-30-25-4 and 20-30-25 have no common shape; compare networks of the same units',
    );
  });
});

describe('describeTopology', () => {
  it('tells of degrees beside those of a random layer, and of units that can do nothing', () => {
    const wide = layer(200, 300, 0.05, 'wide');
    // Hidden unit 0 hears nothing, unit 1 is heard by nobody.
    const deaf = { ...wide, start: wide.start.slice(), index: wide.index.slice(wide.start[1]) };
    for (let i = 1; i <= 300; i++) deaf.start[i] -= wide.start[1];
    const last: Topology = {
      ...{ inputs: 300, outputs: 2, order: 'by-output' },
      start: Uint32Array.of(0, 299, 598),
      index: Uint16Array.from({ length: 598 }, (_, k) => [0, ...names(2, 298)][k % 299]),
    };
    const described = finish(
      describeTopology(
        [
          { name: 'hidden1', topology: deaf },
          { name: 'output', topology: last },
        ],
        { bootstrap: 10, random: createRandom(1) },
      ),
    );
    const [first] = described.layers;
    const [into, out] = first.sides;
    const connections = deaf.index.length;
    const law = fanInLaw({ inputs: 200, outputs: 300, connections });
    expect(into.randomDispersion).toBeCloseTo(law.variance / law.mean, 12);
    expect(into.summary.mean).toBeCloseTo(connections / 300, 12);
    expect(out.histogram.reduce((sum, units, k) => sum + units * k, 0)).toBe(connections);
    expect(described.dead).toEqual([
      { behind: 'hidden1', units: 300, withoutInput: 1, withoutOutput: 1, dead: 2 },
    ]);
    expect(described.unheardInputs).toBe(out.histogram[0]);
  });

  const names = (from: number, count: number) => Array.from({ length: count }, (_, k) => from + k);

  // scipy.stats.pearsonr(log k, log units, alternative='less') of SciPy.
  it.each([
    [[7, 50, 30, 22, 9, 0, 6, 3, 1], { r: -0.9296502771040044, p: 0.0012134248783385825 }],
    [[0, 1, 2, 4, 4, 9], { r: 0.9696290572270868, p: 0.9968377016610996 }],
  ])('correlates the histogram %j on logarithmic axes', (histogram, { r, p }) => {
    const found = logCorrelation(histogram);
    expect(found?.r).toBeCloseTo(r, 12);
    expect(found?.p).toBeCloseTo(p, 10);
  });

  it('has no correlation of fewer than three degrees', () => {
    expect(logCorrelation([9, 4, 5])).toBeUndefined();
  });

  it('means the connections of a picture ring by ring', () => {
    expect(ringMeans([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [3, 4])).toEqual([65 / 10, 13 / 2]);
  });
});

describe('exploration', () => {
  it('of rewiring at random follows its closed form', () => {
    const [inputs, outputs, steps, zeta] = [40, 50, 12, 0.3];
    const runs = 40;
    const rule = { ...set(), drop: randomDrop(zeta) };
    const shares = Array.from({ length: runs }, (_, run) => {
      const random = createRandom('exploration').split(run);
      let topology = erdosRenyi({ inputs, outputs, density: 0.1, random: random.split('birth') });
      const seen = [topology];
      for (let step = 0; step < steps; step++) {
        const weights = new Float32Array(topology.index.length);
        random.split('weights').split(step).fillNormal(weights, 1);
        const layer = { topology, arrays: { weights } };
        ({ topology } = rewire(layer, rule, random.split(step), step).layer);
        seen.push(topology);
      }
      return explored(seen);
    });
    for (const at of [0, 1, 6, steps]) {
      const values = shares.map((share) => share[at]);
      const mean = values.reduce((sum, x) => sum + x) / runs;
      const expected = exploredShare({ density: 0.1, zeta, steps: at });
      const error = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0)) / runs;
      expect(Math.abs(mean - expected)).toBeLessThan(4 * error + 1e-12);
    }
    expect(explored([])).toEqual([]);
  });
});
