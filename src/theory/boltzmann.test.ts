/** The partition function against a sum over all states of all units, and against its closed form without connections. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../numerics/random.ts';
import { type Boltzmann, freeEnergy, logPartition, MOST_ENUMERATED } from './boltzmann.ts';

function machine(visible: number, hidden: number, density: number, seed: number, scale = 1) {
  const random = createRandom(seed);
  const normals = (count: number): Float32Array => {
    const out = new Float32Array(count);
    random.fillNormal(out, scale);
    return out;
  };
  const pairs: [number, number][] = [];
  for (let i = 0; i < visible; i++)
    for (let j = 0; j < hidden; j++) if (random.uniform() < density) pairs.push([i, j]);
  return {
    visibleBias: normals(visible),
    hiddenBias: normals(hidden),
    visible: pairs.map(([i]) => i),
    hidden: pairs.map(([, j]) => j),
    weights: normals(pairs.length),
  };
}

const bitsOf = (state: number, count: number): number[] =>
  Array.from({ length: count }, (_, k) => (state >> k) & 1);

/** log Σ_v Σ_h e^−E(v, h), term by term. */
function bruteForce({ visibleBias, hiddenBias, visible, hidden, weights }: Boltzmann): number {
  let sum = 0;
  for (let s = 0; s < 2 ** visibleBias.length; s++)
    for (let t = 0; t < 2 ** hiddenBias.length; t++) {
      const [v, h] = [bitsOf(s, visibleBias.length), bitsOf(t, hiddenBias.length)];
      let energy = 0;
      for (let i = 0; i < v.length; i++) energy -= visibleBias[i] * v[i];
      for (let j = 0; j < h.length; j++) energy -= hiddenBias[j] * h[j];
      for (let k = 0; k < weights.length; k++) energy -= weights[k] * v[visible[k]] * h[hidden[k]];
      sum += Math.exp(-energy);
    }
  return Math.log(sum);
}

describe('logPartition', () => {
  it('is the sum over all states, whichever side is smaller', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(),
        (n, m, seed) => {
          const one = machine(n, m, 0.6, seed);
          expect(logPartition(one)).toBeCloseTo(bruteForce(one), 9);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is that of independent units where nothing is connected, and does not drift over many states', () => {
    const alone = { ...machine(30, 15, 0, 3) };
    const both = [...alone.visibleBias, ...alone.hiddenBias];
    const closed = both.reduce((sum, b) => sum + Math.log1p(Math.exp(b)), 0);
    expect(logPartition(alone)).toBeCloseTo(closed, 9);
    // Weights of 100 send sums far out and back again.
    const strong = machine(12, 10, 0.5, 4, 100);
    const energies = Array.from({ length: 2 ** 12 }, (_, s) => freeEnergy(strong, bitsOf(s, 12)));
    const least = Math.min(...energies);
    const sum = energies.reduce((all, f) => all + Math.exp(least - f), 0);
    expect(logPartition(strong)).toBeCloseTo(Math.log(sum) - least, 6);
  });

  it('makes probabilities: those of all visible states sum to 1', () => {
    const one = machine(7, 5, 0.5, 8);
    const z = logPartition(one);
    let sum = 0;
    for (let s = 0; s < 2 ** 7; s++) sum += Math.exp(-freeEnergy(one, bitsOf(s, 7)) - z);
    expect(sum).toBeCloseTo(1, 10);
  });

  it('refuses what would take for ever, with what to do', () => {
    const large = machine(21, 21, 0, 1);
    expect(() => logPartition(large)).toThrow(
      `21 × 21 units have too many states to enumerate; one side needs ≤ ${MOST_ENUMERATED}: use annealed importance sampling`,
    );
  });
});
