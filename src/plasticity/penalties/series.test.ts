/** The series against exponentials that are known, its two ways against each other, its derivative against a block matrix. */

import { describe, expect, it } from 'vitest';
import { createRandom } from '../../numerics/random.ts';
import { exponentialSeries, type Places } from './series.ts';

/** A random matrix without negative entries, rows of sum at most 1, at a density. */
function drawn(units: number, density: number, seed: string) {
  const random = createRandom(seed);
  const positions = random.distinct(units * units, Math.round(density * units * units));
  const pre = Uint32Array.from(positions, (p) => Math.floor(p / units));
  const post = Uint32Array.from(positions, (p) => p % units);
  const normal = Float64Array.from(positions, () => random.uniform() / (density * units));
  const direction = Float64Array.from(positions, () => 3 * random.uniform());
  const places: Places = { units, pre, post };
  return { places, normal, direction };
}

describe('exponentialSeries', () => {
  it('is e on the diagonal of the identity, and cosh and sinh for a swap', () => {
    for (const way of ['sparse', 'dense'] as const) {
      const identity = { units: 3, pre: [0, 1, 2], post: [0, 1, 2] };
      const { exponential } = exponentialSeries(identity, Float64Array.of(1, 1, 1), undefined, way);
      for (let i = 0; i < 9; i++) expect(exponential[i]).toBeCloseTo(i % 4 === 0 ? Math.E : 0, 13);
      const swap = { units: 2, pre: [0, 1], post: [1, 0] };
      const turned = exponentialSeries(swap, Float64Array.of(1, 1), undefined, way).exponential;
      for (let i = 0; i < 4; i++)
        expect(turned[i]).toBeCloseTo(i % 3 === 0 ? Math.cosh(1) : Math.sinh(1), 13);
    }
  });

  it('is the same sum both ways, with and without a derivative', () => {
    for (const units of [1, 2, 7, 12, 13]) {
      for (const density of [0.1, 0.4, 1]) {
        const { places, normal, direction } = drawn(units, density, `ways ${units} ${density}`);
        const sparse = exponentialSeries(places, normal, direction, 'sparse');
        const dense = exponentialSeries(places, normal, direction, 'dense');
        const plain = exponentialSeries(places, normal);
        expect(plain.derivative.length).toBe(0);
        for (let at = 0; at < units * units; at++) {
          // Neither cancels: the difference is rounding of each entry by itself.
          const near = (a: number, b: number) =>
            expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-14 * Math.abs(b));
          near(sparse.exponential[at], dense.exponential[at]);
          near(sparse.derivative[at], dense.derivative[at]);
          near(plain.exponential[at], dense.exponential[at]);
        }
      }
    }
  });

  it('has for a derivative the corner of the exponential of a block matrix', () => {
    // exp [[N, D], [0, N]] = [[exp N, L(N, D)], [0, exp N]] (R. Mathias, SIAM J. Matrix Anal. Appl. 17:610, 1996); D = Gᵀ.
    const { places, normal, direction } = drawn(6, 0.6, 'block');
    const { units } = places;
    const pre = [
      ...Array.from(places.pre),
      ...Array.from(places.post),
      ...Array.from(places.pre, (i) => i + units),
    ];
    const post = [
      ...Array.from(places.post),
      ...Array.from(places.pre, (i) => i + units),
      ...Array.from(places.post, (i) => i + units),
    ];
    const entries = Float64Array.of(...normal, ...direction, ...normal);
    const whole = exponentialSeries({ units: 2 * units, pre, post }, entries).exponential;
    const { exponential, derivative } = exponentialSeries(places, normal, direction);
    for (let i = 0; i < units; i++) {
      for (let j = 0; j < units; j++) {
        expect(exponential[i * units + j]).toBeCloseTo(whole[i * 2 * units + j], 12);
        expect(derivative[i * units + j]).toBeCloseTo(whole[i * 2 * units + units + j], 12);
      }
    }
  });
});
