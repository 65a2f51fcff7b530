/** The law of weights as a curve: the density of what is not at 0, against the formula of a Gaussian cut off. */

import { expect, it } from 'vitest';
import { maxRobustness } from '../../theory/index.ts';
import { lawOf, lookAtWeights, seenLaw } from './view.ts';

it('is the density of a Gaussian cut off at 0, beside an atom there', () => {
  const piece = { mass: 0.25, location: 0, deviation: 1, least: 0 };
  const { weights, density, atZero } = seenLaw({
    atoms: [{ value: 0, mass: 0.5 }],
    pieces: [
      { ...piece, sign: 1 },
      { ...piece, sign: -1 },
    ],
  });
  expect(atZero).toBe(0.5);
  // Half of the mass, as a whole Gaussian: 0.5 φ(w), in the middle of each bin but for its curvature.
  weights.forEach((w, k) => {
    expect(density[k]).toBeCloseTo((0.5 * Math.exp((-w * w) / 2)) / Math.sqrt(2 * Math.PI), 3);
  });
});

it('is none where theory has none, and found once', () => {
  const model = { groups: [{ fraction: 1, activity: 0.5 }], outputActivity: 0.5, threshold: 0 };
  const law = lawOf({ ...model, load: 0.5 });
  expect(law()).toBe(law());
  expect(law()).toEqual(maxRobustness({ ...model, load: 0.5 }).law);
  const look = lookAtWeights(
    'unit',
    () => Float64Array.of(0, 1, -2),
    () => undefined,
  );
  const { laws, layers } = look();
  expect(laws).toBeUndefined();
  expect([...(layers?.[0].arrays.weights ?? [])]).toEqual([0, 1, -2]);
});
