/** Local entropy against the distances of all solutions from a centre. */

import { expect, it } from 'vitest';
import { withoutTicks } from '../../numerics/pace.ts';
import { createRandom } from '../../numerics/random.ts';
import { createApproximate } from './approximate.ts';
import { createBeliefPropagation } from './belief-propagation.ts';
import { storage } from './fixtures/instances.ts';
import { localEntropy } from './local-entropy.ts';

// N = 21, P = 8, seed 1: solutions by their distance from the densest centre, by enumeration; no more beyond 11.
const CENTRE = Int8Array.from('+-+++++---++-------+-', (c) => (c === '+' ? 1 : -1));
const AT_DISTANCE = [1, 21, 70, 555, 617, 2280, 752, 2165, 176, 482, 6, 16];

it('is near the truth of all solutions of N = 21', () => {
  const random = createRandom('local entropy');
  const passing = createBeliefPropagation(storage(21, 8, 1), { damping: 0.5, random });
  const strengths = [1, 0.5, 0.25];
  const curve = [
    ...withoutTicks(localEntropy(passing, CENTRE, strengths, { tolerance: 1e-12, sweeps: 5000 })),
  ];
  curve.forEach((point, k) => {
    const gamma = strengths[k];
    let [sum, far] = [0, 0];
    AT_DISTANCE.forEach((count, d) => {
      const mass = count * Math.exp(gamma * (21 - 2 * d));
      sum += mass;
      far += mass * d;
    });
    const distance = far / sum / 21;
    expect(point.converged).toBe(true);
    expect(Math.abs(point.distance - distance)).toBeLessThan(0.005);
    const entropy = Math.log(sum) / 21 - gamma * (1 - 2 * distance);
    expect(Math.abs(point.entropy - entropy)).toBeLessThan(0.015);
  });
});

it('is the same in the approximate form where there are many synapses', async () => {
  const problem = storage(501, 200, 2);
  const random = createRandom('centre');
  const centre = Int8Array.from({ length: 501 }, () => (random.bits() & 1 ? 1 : -1));
  const full = createBeliefPropagation(problem, { random });
  const amp = await createApproximate(problem, { random });
  const [a] = withoutTicks(localEntropy(full, centre, [0.7]));
  const [b] = withoutTicks(localEntropy(amp, centre, [0.7]));
  expect(Math.abs(a.distance - b.distance)).toBeLessThan(1e-3);
  expect(Math.abs(a.entropy - b.entropy)).toBeLessThan(2e-3);
  amp.dispose();
  const wrong = localEntropy(full, centre.slice(1), [0.7]);
  expect(() => wrong.next()).toThrow('centre has 500 entries, not 501');
});
