/** Constraints on real bundles: against their definitions in double precision, alone, in a chain and on other networks. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strictEngine } from '../../engine/fixtures/strict.ts';
import type { EngineOptions } from '../../engine/index.ts';
import { createPerceptron } from '../../networks/perceptron.ts';
import { createRandom } from '../../numerics/random.ts';
import { createPlasticity } from '../apply.ts';
import { rate } from '../optimisers.ts';
import { chain, type Transform } from '../transform.ts';
import { gapElimination, l1Homeostasis, signClip, sparseRule } from './index.ts';

/** Steps on the bundle of a perceptron, whose gradients are given. */
async function stepped(
  transform: Transform,
  weights: ArrayLike<number>,
  gradients: readonly ArrayLike<number>[],
  options: EngineOptions = {},
): Promise<Float32Array> {
  const engine = strictEngine(options);
  const perceptron = createPerceptron(engine, weights);
  const [bundle] = perceptron.bundles;
  const random = createRandom('constraints');
  const plasticity = createPlasticity(engine, [bundle], () => transform, true, random);
  await engine.ready();
  gradients.forEach((gradient, step) => {
    engine.memory.views().f32.set(gradient, bundle.gradient / 4);
    plasticity.apply(step);
  });
  const result = perceptron.weights().slice();
  engine.dispose();
  return result;
}

const COUNT = 1003;
const drawn = (name: string, deviation = 1): Float32Array => {
  const values = new Float32Array(COUNT);
  createRandom(name).fillNormal(values, deviation);
  return values;
};
const still = new Float32Array(COUNT);
const keepAll: Transform = rate(1);

describe('signClip', () => {
  it.each([1, -1] as const)('with one sign %d stops weights at 0, in both backends', async (g) => {
    const weights = drawn('weights').map((w) => g * Math.abs(w));
    const gradient = drawn('gradient');
    for (const backend of ['wasm', 'twin'] as const) {
      const after = await stepped(chain(rate(1), signClip(g)), weights, [gradient], { backend });
      after.forEach((w, k) => {
        const moved = Math.fround(weights[k] - gradient[k]);
        expect(w).toBe(moved * g < 0 ? 0 : moved);
      });
    }
  });

  it('with a sign for each input clips where it is prescribed, and nowhere else', async () => {
    const signs = Array.from({ length: COUNT }, (_, k) => (k % 3) - 1);
    const gradient = drawn('gradient');
    const after = await stepped(chain(rate(1), signClip(signs)), still, [gradient]);
    after.forEach((w, k) => {
      expect(w).toBe(-gradient[k] * signs[k] < 0 ? 0 : Math.fround(-gradient[k]));
    });
  });

  it('refuses what is no sign, and another number of inputs', async () => {
    expect(() => signClip([1, 2])).toThrow('signs[1] 2 is none of -1, 0 (free), 1');
    await expect(stepped(signClip([1]), still, [still])).rejects.toThrow(
      'signs has 1 entries, bundle "output.weight" has 1003 inputs',
    );
  });
});

describe('l1Homeostasis', () => {
  it('takes the same share of the excess from all that are neither silent nor on the edge', async () => {
    const weights = drawn('weights', 2).map((w, k) => (k % 5 === 0 ? 0 : k % 5 === 1 ? 1.5 : w));
    const gap = 1.5;
    const transform = chain(keepAll, l1Homeostasis({ mean: 1, rate: 0.25, gap }));
    const after = await stepped(transform, weights, [still]);
    const excess = weights.reduce((sum, w) => sum + Math.abs(w), 0) / COUNT - 1;
    after.forEach((w, k) => {
      const exempt = weights[k] === 0 || Math.abs(weights[k]) === gap;
      expect(w).toBeCloseTo(weights[k] - (exempt ? 0 : 0.25 * Math.sign(weights[k]) * excess), 6);
    });
  });

  it('brings the mean magnitude to what it has to be', async () => {
    const transform = chain(keepAll, l1Homeostasis({ mean: 0.3 }));
    const after = await stepped(
      transform,
      drawn('weights').map(Math.abs),
      new Array(200).fill(still),
    );
    expect(after.reduce((sum, w) => sum + Math.abs(w), 0) / COUNT).toBeCloseTo(0.3, 3);
  });

  it.each([
    [{ mean: 0 }, 'mean weight 0 is outside (0, ∞)'],
    [{ mean: 1, rate: 2 }, 'homeostasis rate 2 is outside (0, 1]'],
    [{ mean: 1, gap: Number.NaN }, 'gap NaN is outside [0, ∞)'],
  ])('refuses %j', (options, message) => {
    expect(() => l1Homeostasis(options)).toThrow(message);
  });
});

describe('gapElimination', () => {
  const weights = drawn('weights');
  const gap = 0.8;

  it('leaves every weight at 0, on the edge or beyond it, and moves no other', async () => {
    const after = await stepped(chain(keepAll, gapElimination({ gap })), weights, [still]);
    after.forEach((w, k) => {
      if (Math.abs(weights[k]) >= gap) expect(w).toBe(weights[k]);
      else if (w !== 0) expect(Math.abs(w)).toBeCloseTo(gap, 6);
    });
  });

  it('lifts with its probability to either side', async () => {
    const transform = chain(keepAll, gapElimination({ gap, promotion: 0.3 }));
    const small = weights.map((w) => (w === 0 ? 0 : 0.1 * Math.sign(w)));
    const after = await stepped(transform, small, [still]);
    const [same, other] = [1, -1].map(
      (side) => after.filter((w, k) => w * small[k] * side > 0).length / COUNT,
    );
    // Standard error 0.0145.
    expect(Math.abs(same - 0.3)).toBeLessThan(0.06);
    expect(Math.abs(other - 0.3)).toBeLessThan(0.06);
  });

  it('draws by the step alone: what came before changes nothing', async () => {
    const transform = chain(keepAll, gapElimination({ gap, promotion: 0.3 }));
    // At step 0 nothing lies in the gap; at step 1 all do, as in the run that starts with them.
    const up = weights.map(() => -0.3);
    const late = await stepped(transform, still, [still, up]);
    const other = await stepped(
      transform,
      weights.map((w) => 5 * gap * Math.sign(w)),
      [still, weights.map((w) => 5 * gap * Math.sign(w) - 0.3)],
    );
    expect([...other].map(Math.sign)).toEqual([...late].map(Math.sign));
  });

  it('acts at every so many-th step', async () => {
    const ran = (steps: number) =>
      stepped(
        chain(keepAll, gapElimination({ gap, every: 3 })),
        weights,
        new Array(steps).fill(still),
      );
    expect(await ran(2)).toEqual(weights);
    expect((await ran(3)).filter((w) => w === 0).length).toBeGreaterThan(100);
  });

  it('keeps a gap for each input', async () => {
    const gaps = Float32Array.from({ length: COUNT }, (_, k) => 0.2 * (k % 6));
    const after = await stepped(chain(keepAll, gapElimination({ gap: gaps })), weights, [still]);
    after.forEach((w, k) => {
      expect(w === 0 || Math.abs(w) > gaps[k] * (1 - 1e-6)).toBe(true);
    });
  });

  it.each([
    [{ gap: -1 }, 'gap -1 is outside [0, ∞)'],
    [{ gap: [0, Number.NaN] }, 'gap[1] NaN is outside [0, ∞)'],
    [{ gap: 1, promotion: 0.6 }, 'promotion 0.6 is outside [0, 0.5]'],
    [{ gap: 1, every: 0 }, 'every 0 is not an integer ≥ 1'],
  ])('refuses %j', (options, message) => {
    expect(() => gapElimination(options)).toThrow(message);
  });
});

describe('sparseRule', () => {
  /** One step as the source writes it, in double precision, with the draws of the chain. */
  function reference(
    weights: Float64Array,
    gradient: ArrayLike<number>,
    step: number,
    { signs, gap }: { signs: ArrayLike<number>; gap: number },
  ): void {
    const clip = (): void => {
      for (let i = 0; i < weights.length; i++) if (weights[i] * signs[i] < 0) weights[i] = 0;
    };
    const parked = (w: number): boolean => Math.abs(Math.abs(w) - gap) < 1e-5;
    for (let i = 0; i < weights.length; i++) weights[i] -= 0.1 * gradient[i];
    clip();
    const mean = weights.reduce((sum, w) => sum + Math.abs(w), 0) / weights.length;
    for (let i = 0; i < weights.length; i++)
      if (weights[i] !== 0 && !parked(weights[i]))
        weights[i] -= 0.1 * Math.sign(weights[i]) * (mean - 1);
    clip();
    const draws = createRandom('constraints').split('output.weight').split('gap').split(step);
    for (let i = 0; i < weights.length; i++) {
      const size = Math.abs(weights[i]);
      if (size === 0 || size >= gap || parked(weights[i])) continue;
      const r = draws.uniform();
      const side = gap * Math.sign(weights[i]);
      weights[i] = r >= 0.98 ? side : r < 0.02 ? -side : 0;
    }
  }

  it('is the published rule', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), async (seed) => {
        const inputs = 60;
        const random = createRandom(seed);
        const signs = Array.from({ length: inputs }, () => (random.bernoulli(0.3) ? -1 : 1));
        const gap = 2.5;
        const first = Float32Array.from(signs, (g) => g * 3.5);
        const gradients = Array.from({ length: 40 }, () => {
          const label = random.bernoulli(0.5) ? 1 : -1;
          return Float32Array.from({ length: inputs }, () => (random.bernoulli(0.5) ? -label : 0));
        });
        const after = await stepped(sparseRule({ signs, gap }), first, gradients);
        const expected = Float64Array.from(first);
        gradients.forEach((gradient, step) => {
          reference(expected, gradient, step, { signs, gap });
        });
        after.forEach((w, i) => {
          expect(w).toBeCloseTo(expected[i], 4);
        });
      }),
      { numRuns: 15, seed: 1 },
    );
  });

  it('leaves out what it has no constraint for', () => {
    expect(sparseRule().links.map((link) => link.name)).toEqual(['rate', 'l1Homeostasis']);
    expect(sparseRule({ signs: [1, -1], gap: 2 }).links.map((link) => link.name)).toEqual([
      ...['rate', 'signClip', 'l1Homeostasis', 'signClip', 'gapElimination'],
    ]);
  });
});
