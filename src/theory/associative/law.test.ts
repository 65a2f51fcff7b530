import { describe, expect, it } from 'vitest';
import { logNormalTail, normalDensity } from '../../numerics/normal-tails.ts';
import { tanhSinh } from '../../numerics/quadrature.ts';
import { type WeightLaw, weightCdf } from './law.ts';
import type { AssociativeModel } from './model.ts';
import { capacity } from './solution.ts';

const MODELS: readonly (readonly [string, AssociativeModel & { margin: number }])[] = [
  ['l1', { groups: [{ fraction: 1, activity: 0.5 }], outputActivity: 0.5, margin: 0.5 }],
  [
    'l0, support',
    {
      groups: [{ fraction: 1, activity: 0.2 }],
      outputActivity: 0.2,
      threshold: 0.03,
      density: 0.1,
      support: 0.4,
      margin: 0.5,
    },
  ],
  [
    'signs, gap',
    {
      groups: [
        { fraction: 0.2, activity: 0.5, sign: 'inhibitory' },
        { fraction: 0.8, activity: 0.3, sign: 'excitatory' },
      ],
      outputActivity: 0.3,
      gap: 2.5,
      margin: 1,
    },
  ],
];

/** Density of the continuous part: Gaussians, each scaled up for what is cut off of it. */
function weightDensity(law: WeightLaw, weight: number): number {
  let sum = 0;
  for (const { mass, sign, location, deviation, least } of law.pieces) {
    const x = sign * weight;
    if (x <= least) continue;
    const left = Math.exp(logNormalTail((least - location) / deviation));
    sum += (mass * normalDensity((x - location) / deviation)) / (deviation * left);
  }
  return sum;
}

/** ∫ f over the continuous part and Σ f over the atoms. */
function expectation(law: WeightLaw, f: (weight: number) => number): number {
  const ends = law.pieces.flatMap(({ sign, least }) => [sign * least, sign * (least + 200)]);
  const cuts = [...new Set([...ends, 0])].toSorted((a, b) => a - b);
  let sum = law.atoms.reduce((total, atom) => total + atom.mass * f(atom.value), 0);
  for (let i = 1; i < cuts.length; i++) {
    sum += tanhSinh((x) => weightDensity(law, x) * f(x), cuts[i - 1], cuts[i], 1e-12).value;
  }
  return sum;
}

describe('law of the weights', () => {
  it.each(MODELS)(
    'has mass 1, mean size 1 and the sparsity of the solution: %s',
    (_n, question) => {
      const { law, sparsity, groups } = capacity(question);
      expect(expectation(law, () => 1)).toBeCloseTo(1, 9);
      expect(expectation(law, Math.abs)).toBeCloseTo(1, 9);
      expect(law.atoms.find((atom) => atom.value === 0)?.mass).toBeCloseTo(sparsity, 12);
      for (const group of groups) {
        const size = group.connectionProbability * group.meanWeight;
        expect(expectation(group.law, Math.abs)).toBeCloseTo(size, 9);
        const square = size * group.meanWeight * (1 + group.coefficientOfVariation ** 2);
        expect(expectation(group.law, (x) => x * x)).toBeCloseTo(square, 7);
        const below = expectation(group.law, (x) =>
          x !== 0 && Math.abs(x) < group.smallestWeight ? 1 : 0,
        );
        expect(below).toBe(0);
      }
    },
  );

  it('has a distribution function that is the integral of its density', () => {
    const { law } = capacity(MODELS[2][1]);
    expect(weightCdf(law, -1e6)).toBeCloseTo(0, 14);
    expect(weightCdf(law, 1e6)).toBeCloseTo(1, 14);
    for (const x of [-20, -4, 3, 12]) {
      const slope = (weightCdf(law, x + 1e-4) - weightCdf(law, x - 1e-4)) / 2e-4;
      expect(slope).toBeCloseTo(weightDensity(law, x), 7);
    }
  });
});
