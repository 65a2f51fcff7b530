import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../errors.ts';
import { normalDensity } from '../../numerics/normal-tails.ts';
import { tanhSinh } from '../../numerics/quadrature.ts';
import { shortfall, shortfallAt } from './field.ts';
import {
  type AssociativeModel,
  type InputGroup,
  type NormalModel,
  normalModel,
  type WeightNorm,
} from './model.ts';
import { weightSolver } from './multipliers.ts';
import { capacity, maxRobustness } from './solution.ts';
import { type Multipliers, weightMoments } from './weights.ts';

/** The weight of an input with evidence g, by trying every candidate: 0, the gap's edge, and the stationary point. */
function bestWeight(
  g: number,
  group: Required<InputGroup>,
  norm: WeightNorm,
  multipliers: Multipliers,
): number {
  const { activity: f, sign, gap } = group;
  const s = Math.sqrt(f * (1 - f));
  const { norm: n, threshold: nu, secondMoment: mu, connection: tau } = multipliers;
  const lambda = norm === 'l1' ? n : 0;
  const curvature = mu * s * s + (norm === 'l2' ? n : 0);
  let best = 0;
  let most = 0;
  for (const eta of [1, -1]) {
    if ((sign === 'excitatory' && eta < 0) || (sign === 'inhibitory' && eta > 0)) continue;
    const b = eta * (s * g - nu * f) - lambda;
    for (const size of [gap, Math.max(gap, b / curvature)]) {
      if (!(size > 0)) continue;
      const value = b * size - 0.5 * curvature * size * size - (tau * tau) / (2 * mu);
      if (value > most) {
        most = value;
        best = eta * size;
      }
    }
  }
  return best;
}

/** Moments of the weights by brute force: the integral over g is cut where the weight jumps, found by bisection. */
function bruteMoments(model: NormalModel, multipliers: Multipliers): number[] {
  const sums = [0, 0, 0, 0, 0, 0];
  for (const group of model.groups) {
    const s = Math.sqrt(group.activity * (1 - group.activity));
    const weight = (g: number) => bestWeight(g, group, model.norm, multipliers);
    const kind = (g: number) => {
      const j = weight(g);
      return Math.abs(j) === group.gap ? Math.sign(j) * 0.5 : Math.sign(j);
    };
    const cuts = [-12];
    for (let i = 0; i < 4800; i++) {
      let low = -12 + i * 0.005;
      let high = low + 0.005;
      const start = kind(low);
      if (kind(high) === start) continue;
      for (let k = 0; k < 60; k++) {
        const middle = 0.5 * (low + high);
        if (kind(middle) === start) low = middle;
        else high = middle;
      }
      cuts.push(low);
    }
    cuts.push(12);
    const q = group.fraction * model.support;
    const integrands: ((g: number, j: number) => number)[] = [
      (_, j) => (j === 0 ? 0 : 1),
      (_, j) => Math.abs(j),
      (_, j) => j * j,
      (_, j) => group.activity * j,
      (_, j) => s * s * j * j,
      (g, j) => s * g * j,
    ];
    for (let i = 1; i < cuts.length; i++) {
      const middle = weight(0.5 * (cuts[i - 1] + cuts[i]));
      if (middle === 0) continue;
      integrands.forEach((f, k) => {
        const { value } = tanhSinh(
          (g) => normalDensity(g) * f(g, weight(g)),
          cuts[i - 1],
          cuts[i],
          1e-12,
        );
        sums[k] += q * value;
      });
    }
  }
  return sums;
}

const MIXED: InputGroup[] = [
  { fraction: 0.3, activity: 0.15, sign: 'excitatory' },
  { fraction: 0.5, activity: 0.4 },
  { fraction: 0.2, activity: 0.6, sign: 'inhibitory' },
];

const MODELS: readonly (readonly [string, AssociativeModel])[] = [
  ['l1', { groups: MIXED, outputActivity: 0.3, threshold: 0.02 }],
  ['l1, l0', { groups: MIXED, outputActivity: 0.3, density: 0.1 }],
  ['l1, gap', { groups: MIXED, outputActivity: 0.3, threshold: -0.05, gap: 2 }],
  ['l1, l0, gap', { groups: MIXED, outputActivity: 0.3, threshold: 0.02, density: 0.12, gap: 4 }],
  [
    'l1, gap of one group, support',
    { groups: [{ ...MIXED[0], gap: 3 }, MIXED[1], MIXED[2]], outputActivity: 0.6, support: 0.5 },
  ],
  ['l2', { groups: MIXED, outputActivity: 0.3, norm: 'l2', threshold: 0.02 }],
  ['l2, l0, gap', { groups: MIXED, outputActivity: 0.3, norm: 'l2', density: 0.3, gap: 0.8 }],
  [
    'no norm, gap',
    {
      groups: [
        { fraction: 0.5, activity: 0.2, sign: 'inhibitory' },
        { fraction: 0.5, activity: 0.5, sign: 'inhibitory' },
      ],
      outputActivity: 0.3,
      norm: 'none',
      threshold: -1,
      gap: 3,
    },
  ],
];

describe('law of the weights', () => {
  it.each(MODELS)('has the moments of a pointwise search: %s', (_name, given) => {
    const model = normalModel(given);
    const solver = weightSolver(model);
    for (const mu of [0.1, 0.6, 3]) {
      const multipliers = solver.solve(mu, model.threshold);
      const found = weightMoments(model, multipliers);
      const brute = bruteMoments(model, multipliers);
      const { connected, absolute, square, mean, power, overlap } = found;
      [connected, absolute, square, mean, power, overlap].forEach((value, i) => {
        expect(Math.abs(value - brute[i])).toBeLessThan(1e-9 * (1 + Math.abs(value)));
      });
      expect(mean).toBeCloseTo(model.threshold, 10);
      if (model.norm !== 'none') {
        expect(model.norm === 'l1' ? absolute : square).toBeCloseTo(1, 10);
      }
      expect(connected).toBeLessThanOrEqual((model.density ?? 1) + 1e-12);
    }
  });

  it('with a negative multiplier of the norm leaves no free input without a weight', () => {
    const model = normalModel({ groups: [{ fraction: 1, activity: 0.3 }], outputActivity: 0.5 });
    const multipliers = weightSolver(model).solve(20, 0);
    expect(multipliers.norm).toBeLessThan(0);
    const { connected, absolute, power } = weightMoments(model, multipliers);
    expect(connected).toBeCloseTo(1, 12);
    expect(absolute).toBeCloseTo(1, 12);
    const brute = bruteMoments(model, multipliers);
    expect(power).toBeCloseTo(brute[4], 9);
  });

  it('loses overlap with σ at the rate of its multiplier (envelope theorem)', () => {
    for (const [, given] of MODELS) {
      const model = normalModel(given);
      const solver = weightSolver(model);
      const at = (mu: number) => weightMoments(model, solver.solve(mu, model.threshold));
      const [a, b, c] = [0.49, 0.5, 0.51].map(at);
      expect(b.power).toBeGreaterThan(c.power);
      expect((a.overlap - c.overlap) / (a.power - c.power)).toBeCloseTo(0.25, 3);
    }
  });
});

describe('shortfall of the margin', () => {
  it.each([
    [0.5, 0],
    [0.2, 1.3],
    [0.97, -0.5],
    [0.01, 4],
  ])('agrees with the integrals: f_out %d, margin %d', (f, k) => {
    const found = shortfall(f, k);
    const mean = (power: number) => {
      const side = (offset: number) =>
        tanhSinh((t) => normalDensity(t) * (offset + t) ** power, -offset, -offset + 40, 1e-13)
          .value;
      return f * side(k - found.bias) + (1 - f) * side(k + found.bias);
    };
    const second = mean(2);
    expect(found.logSecond).toBeCloseTo(Math.log(second), 11);
    expect(found.firstRatio).toBeCloseTo(mean(1) / second, 10);
    expect(found.tightRatio).toBeCloseTo(mean(0) / second, 10);
    expect(Math.abs(found.biasSlope)).toBeLessThan(1e-13);
    for (const shift of [-0.01, 0.01]) {
      expect(shortfallAt(f, k, found.bias + shift).logSecond).toBeGreaterThan(found.logSecond);
    }
  });
});

/** Random models within the range of the theory. */
const models = fc.record({
  groups: fc
    .array(
      fc.record({
        fraction: fc.double({ min: 0.1, max: 1, noNaN: true }),
        activity: fc.double({ min: 0.02, max: 0.98, noNaN: true }),
        sign: fc.constantFrom('free' as const, 'excitatory' as const, 'inhibitory' as const),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((groups) => {
      const total = groups.reduce((sum, g) => sum + g.fraction, 0);
      return groups.map((g) => ({ ...g, fraction: g.fraction / total }));
    }),
  outputActivity: fc.double({ min: 0.02, max: 0.98, noNaN: true }),
  threshold: fc.oneof(fc.constant(0), fc.double({ min: -0.2, max: 0.2, noNaN: true })),
  density: fc.option(fc.double({ min: 0.005, max: 1, noNaN: true }), { nil: undefined }),
  gap: fc.option(fc.double({ min: 0.1, max: 40, noNaN: true }), { nil: undefined }),
  support: fc.option(fc.double({ min: 0.1, max: 1, noNaN: true }), { nil: undefined }),
  margin: fc.oneof(fc.constant(0), fc.double({ min: 0.05, max: 8, noNaN: true })),
});

describe('random models', () => {
  it('are refused with a reason or solved with all identities', () => {
    fc.assert(
      fc.property(models, (question) => {
        let found: ReturnType<typeof capacity>;
        try {
          found = capacity(question);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          expect(String(error)).toContain('threshold');
          return;
        }
        const { load, overlap, multipliers, tight, sparsity, margin, meanShortfall } = found;
        const near = (a: number, b: number) =>
          expect(Math.abs(a - b)).toBeLessThan(1e-9 * (Math.abs(a) + Math.abs(b)) + 1e-12);
        // Stationarity in σ, for every constraint.
        near(load * tight, multipliers.secondMoment * overlap);
        if (found.validity.kind === 'exact') {
          // As many associations at the margin as nonzero weights, and the multiplier of a common scale.
          near(load * tight, 1 - sparsity);
          const pressure = (load * margin * meanShortfall) / overlap;
          near(multipliers.norm + multipliers.threshold * (question.threshold ?? 0), pressure);
        }
        const masses = [...found.law.atoms, ...found.law.pieces];
        near(
          masses.reduce((sum, part) => sum + part.mass, 0),
          1,
        );
        near(maxRobustness({ ...question, load }).margin + 1, margin + 1);
        // Nothing is gained by any other multiplier of σ².
        const model = normalModel(question);
        if (model.pinned) return;
        const solver = weightSolver(model);
        for (const factor of [0.2, 0.5, 0.9, 1.1, 2, 5]) {
          const other = weightMoments(
            model,
            solver.solve(multipliers.secondMoment * factor, model.threshold),
          );
          const sigma = Math.sqrt(other.power);
          const second =
            other.power * Math.exp(shortfall(question.outputActivity, margin / sigma).logSecond);
          expect(other.overlap ** 2 / second).toBeLessThanOrEqual(load * (1 + 1e-12));
        }
      }),
      { numRuns: 150 },
    );
  });
});
