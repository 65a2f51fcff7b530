/** Cannistraci-Hebb scores against the formulas, unit by unit, on whole matrices. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTopology, keyOf, type Pair, pairsOf, topologyOf } from '../../test/layers.ts';
import { createRandom } from '../numerics/random.ts';
import { lists, others, type Topology } from '../sparse/topology.ts';
import { byTopology, ch2L3n, ch3L3 } from './topological.ts';

/** Scores of all positions by list and partner. */
function scoresOf(scorer: typeof ch3L3, topology: Topology): number[][] {
  const score = scorer(topology);
  return Array.from({ length: lists(topology) }, (_, u) => {
    const row = new Float64Array(others(topology));
    score(u, row);
    return [...row];
  });
}

/** The matrix `[list][other]` of 0 and 1. */
function matrixOf(topology: Topology): number[][] {
  const b = Array.from({ length: lists(topology) }, () =>
    new Array<number>(others(topology)).fill(0),
  );
  for (let u = 0; u < b.length; u++)
    for (let k = topology.start[u]; k < topology.start[u + 1]; k++) b[u][topology.index[k]] = 1;
  return b;
}

const transposed = (m: readonly number[][]): number[][] =>
  (m[0] ?? []).map((_, j) => m.map((row) => row[j]));
const product = (a: readonly number[][], b: readonly number[][]): number[][] =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)));
const total = (row: readonly number[]): number => row.reduce((sum, x) => sum + x, 0);

/** CH3-L3 of one empty position, by looking at every pair of units between. */
function ch3(b: readonly number[][], u: number, v: number): number {
  const near = b[0].map((_, z1) => z1).filter((z1) => b[u][z1] === 1);
  const far = b.map((_, z2) => z2).filter((z2) => b[z2][v] === 1);
  const links = near.flatMap((z1) => far.filter((z2) => b[z2][z1] === 1).map((z2) => [z1, z2]));
  const inside1 = (z: number) => links.filter(([z1]) => z1 === z).length;
  const inside2 = (z: number) => links.filter(([, z2]) => z2 === z).length;
  return links.reduce((sum, [z1, z2]) => {
    const e1 = total(b.map((row) => row[z1])) - inside1(z1) - 1;
    const e2 = total(b[z2]) - inside2(z2) - 1;
    return sum + 1 / Math.sqrt((1 + e1) * (1 + e2));
  }, 0);
}

/** P of the matrix formula. */
function p(b: readonly number[][]): number[][] {
  const c = product(b, transposed(b));
  return c.map((row) =>
    row.map((shared, k) =>
      shared > 0 ? (shared + 1) / (1 + Math.max(total(b[k]) - shared - 1, 0)) : 0,
    ),
  );
}

describe('Cannistraci-Hebb scores', () => {
  it('CH3-L3 is its sum over paths', () => {
    fc.assert(
      fc.property(anyTopology, (topology) => {
        const b = matrixOf(topology);
        scoresOf(ch3L3, topology).forEach((row, u) => {
          row.forEach((score, v) => {
            if (b[u][v] === 0) expect(score).toBeCloseTo(ch3(b, u, v), 10);
          });
        });
      }),
    );
  });

  it('CH2-L3n is P·B + (P′·Bᵀ)ᵀ', () => {
    fc.assert(
      fc.property(anyTopology, (topology) => {
        const b = matrixOf(topology);
        const [there, back] = [
          product(p(b), b),
          transposed(product(p(transposed(b)), transposed(b))),
        ];
        scoresOf(ch2L3n, topology).forEach((row, u) => {
          row.forEach((score, v) => {
            if (b[u][v] === 0) expect(score).toBeCloseTo(there[u][v] + back[u][v], 9);
          });
        });
      }),
    );
  });
});

/** Two communities of 3×3 with one connection missing in each, nothing between. */
const communities: Pair[] = [0, 3].flatMap((from) =>
  [0, 1, 2].flatMap((i) =>
    [0, 1, 2].filter((j) => i + j !== 4).map((j): Pair => [from + i, from + j]),
  ),
);

describe('growth by topology', () => {
  const grown = (choice: 'top' | 'sample', count: number, removed: number[] = [], seed = 1) => {
    const topology = topologyOf(6, 6, 'by-output', communities);
    const weights = new Float32Array(topology.index.length);
    const positions = byTopology({ choice }).select({
      ...{ layer: { topology, arrays: { weights } }, removed: Uint32Array.from(removed), count },
      ...{ random: createRandom(seed), step: 0, done: 0, memory: {} },
    });
    return Array.from(positions.other, (input, k): Pair => [input, positions.list[k]]);
  };

  it('closes communities first, and draws elsewhere only where none is open', () => {
    expect(grown('top', 2).map(keyOf)).toEqual(['2→2', '5→5']);
    expect(grown('sample', 2).map(keyOf)).toEqual(['2→2', '5→5']);
    const more = grown('top', 5);
    expect(more.map(keyOf)).toEqual(expect.arrayContaining(['2→2', '5→5']));
    expect(new Set(more.map(keyOf)).size).toBe(5);
    const exists = new Set(communities.map(keyOf));
    for (const pair of more) expect(exists.has(keyOf(pair))).toBe(false);
  });

  it('scores the network after removal: what has just died may come back', () => {
    const topology = topologyOf(6, 6, 'by-output', communities);
    const first = pairsOf(topology).findIndex((pair) => keyOf(pair) === '0→0');
    expect(grown('top', 3, [first]).map(keyOf)).toContain('0→0');
  });
});
