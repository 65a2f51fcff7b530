/** Correlated first layers against the published pseudo-code on whole matrices, and what it leaves open. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finish } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { inDegrees, outDegrees } from '../sparse/topology.ts';
import { correlated } from './correlated.ts';

/** Pearson's correlation by its definition; 0 where it has none, as after `corr[isnan] = 0`. */
function pearson(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const sum = (of: (k: number) => number): number => x.reduce((total, _, k) => total + of(k), 0);
  const xx = sum((k) => (x[k] - mx) ** 2);
  const yy = sum((k) => (y[k] - my) ** 2);
  return xx === 0 || yy === 0 ? 0 : sum((k) => (x[k] - mx) * (y[k] - my)) / Math.sqrt(xx * yy);
}

/** The published first layer, `[input][unit]`, with as many units as inputs or twice as many: all that reach the threshold. */
function published(columns: readonly (readonly number[])[], times: number, links: number) {
  const corr = columns.map((x, i) =>
    columns.map((y, j) => (i === j ? 0 : Math.fround(Math.abs(pearson(x, y))))),
  );
  const first = corr.map((row) => Array.from({ length: times }, () => row).flat());
  const sorted = first.flat().sort((a, b) => b - a);
  const threshold = sorted[links - 1];
  const exists = first.map((row) => row.map((score) => score >= threshold));
  return { exists, exact: sorted[links] !== threshold, threshold };
}

const data = (seed: number, examples: number, features: number, constant = -1): number[][] => {
  const random = createRandom(seed);
  // Neighbours share a part, so that correlations differ in size and sign.
  const columns: number[][] = [];
  for (let f = 0; f < features; f++) {
    const own = Array.from({ length: examples }, () => random.normal());
    const before = columns[f - 1];
    columns.push(
      own.map((x, e) =>
        f === constant ? 4 : before ? x + (f % 2 === 0 ? 1 : -1) * f * 0.3 * before[e] : x,
      ),
    );
  }
  return columns;
};

const rowsOf = (columns: readonly (readonly number[])[]): Float64Array =>
  Float64Array.from(columns[0].flatMap((_, e) => columns.map((column) => column[e])));

describe('a correlated first layer', () => {
  it('is that of the published code, once and twice as wide as the inputs', () => {
    let exact = 0;
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.nat(1000),
          features: fc.integer({ min: 2, max: 7 }),
          times: fc.constantFrom(1, 2),
          share: fc.double({ min: 0.05, max: 0.6, noNaN: true }),
        }),
        ({ seed, features, times, share }) => {
          const columns = data(seed, 300, features, seed % 3 === 0 ? 1 : -1);
          const links = Math.max(1, Math.round(share * features * features * times));
          const theirs = published(columns, times, links);
          const { start, index } = finish(
            correlated({
              ...{ examples: rowsOf(columns), features, outputs: times * features },
              ...{ connections: links, random: createRandom(seed) },
            }),
          );
          expect(index.length).toBe(links);
          if (theirs.exact) exact++;
          for (let unit = 0; unit < times * features; unit++)
            for (let k = start[unit]; k < start[unit + 1]; k++) {
              // All of ours are theirs; they have more only where equal correlations lie on both sides of the cut.
              expect(theirs.exists[index[k]][unit]).toBe(true);
            }
          if (theirs.exact)
            expect(theirs.exists.flat().filter((exists) => exists).length).toBe(links);
        },
      ),
      // A third of them, as a rule, can be compared to the last connection: so many that ten are never missing.
      { numRuns: 150 },
    );
    expect(exact).toBeGreaterThan(10);
  });

  it('gives inputs that never vary connections last, and units that are left features of their own', () => {
    const columns = data(4, 200, 6, 2);
    const examples = rowsOf(columns);
    const made = (connections: number, seed = 1) =>
      finish(
        correlated({ examples, features: 6, outputs: 10, connections, random: createRandom(seed) }),
      );
    expect(outDegrees(made(24))[2]).toBe(0);
    expect(outDegrees(made(60))[2]).toBe(10);
    expect(made(24)).toEqual(made(24));
    // The last four units stand for four different features: no two of them hear the same ones by the same right.
    const all = new Set(
      Array.from({ length: 40 }, (_, seed) => inDegrees(made(24, seed)).slice(6).join()),
    );
    expect(all.size).toBeGreaterThan(3);
  });

  it('refuses what it cannot be made of', () => {
    const asked = { features: 2, outputs: 2, connections: 2, random: createRandom(1) };
    const made = (rest: object) => () =>
      finish(correlated({ ...asked, examples: [1, 2], ...rest }));
    expect(made({ examples: [1, 2, 3] })).toThrow('3 numbers are no examples of 2 features');
    expect(made({ connections: 5 })).toThrow('5 connections do not fit into 2×2 positions');
    expect(made({ examples: new Float32Array(10_000), features: 10_000 })).toThrow(
      '10000 inputs and 2 hidden units are too many to be correlated',
    );
  });
});
