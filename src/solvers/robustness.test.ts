import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../errors.ts';
import { type LabelledPatterns, reportWeights } from '../tasks/patterns.ts';
import type { WeightConstraints } from './constraints.ts';
import { maximiseRobustness, type RobustWeights } from './robustness.ts';

/** Instances of the published linear congruential generator x ← 1664525 x + 1013904223 mod 2³², u = x/2³². */
function instance(
  seed: number,
  inputs: number,
  associations: number,
  fIn = 0.5,
  fOut = 0.5,
): LabelledPatterns {
  let x = seed;
  const uniform = () => {
    x = (Math.imul(1664525, x) + 1013904223) >>> 0;
    return x / 4294967296;
  };
  const patterns = new Uint8Array(inputs * associations);
  const labels = new Int8Array(associations);
  for (let k = 0; k < associations; k++) {
    for (let i = 0; i < inputs; i++) patterns[k * inputs + i] = uniform() < fIn ? 1 : 0;
    labels[k] = uniform() < fOut ? 1 : -1;
  }
  return { inputs, associations, patterns, labels };
}

const fifth = (inputs: number) =>
  Int8Array.from({ length: inputs }, (_, i) => (i < Math.round(0.2 * inputs) ? -1 : 1));

async function solved(
  data: LabelledPatterns,
  constraints: WeightConstraints,
  options = {},
): Promise<RobustWeights> {
  const result = await maximiseRobustness(data, constraints, options);
  if (!('weights' in result)) throw new Error(`${result.status}: ${result.reason}`);
  return result;
}

describe('exact optima', () => {
  // seed, N, m, f_in, f_out, constraints, κ̃. Independent implementation (SciPy's HiGHS, other formulation), 7 decimals.
  const rows: readonly (readonly [
    number,
    number,
    number,
    number,
    number,
    WeightConstraints,
    number,
  ])[] = [
    [1, 20, 10, 0.5, 0.5, {}, 1.2196734],
    [1, 20, 10, 0.5, 0.5, { signs: fifth(20) }, 0.993808],
    [1, 20, 10, 0.5, 0.5, { density: 0.2 }, 1.118034],
    [1, 20, 10, 0.5, 0.5, { gap: 3 }, 1.118034],
    [2, 20, 10, 0.5, 0.5, {}, 1.0320314],
    [2, 20, 10, 0.5, 0.5, { signs: fifth(20) }, 0.1442624],
    [2, 20, 10, 0.5, 0.5, { density: 0.2 }, 0.993808],
    [2, 20, 10, 0.5, 0.5, { gap: 3 }, 0.9503289],
    [5, 100, 50, 0.5, 0.5, {}, 0.8573872],
    [5, 100, 25, 0.5, 0.5, { signs: fifth(100) }, 0.979786],
    [5, 100, 50, 0.2, 0.2, { threshold: 0.03 }, 1.140701],
    [5, 100, 20, 0.2, 0.2, { threshold: 1 / 70, signs: fifth(100) }, 1.3392857],
  ];
  it.each(rows)(
    'seed %d, N %d, m %d, f %d %d, %j',
    async (seed, n, m, fIn, fOut, constraints, margin) => {
      const data = instance(seed, n, m, fIn, fOut);
      const found = await solved(data, constraints);
      expect(found.status).toBe('optimal');
      expect(Math.abs(found.margin - margin)).toBeLessThan(1e-6);
      expect(found.bound).toBe(found.margin);
      const report = reportWeights(data, found.weights, constraints.threshold);
      expect(report.margin).toBe(found.margin);
      expect(report.meanAbsolute).toBeCloseTo(1, 8);
      expect(report.sparsity).toBe(found.sparsity);
      if (constraints.density !== undefined) {
        expect(1 - found.sparsity).toBeLessThanOrEqual(constraints.density + 1e-12);
      }
      if (typeof constraints.gap === 'number') {
        expect(report.smallest).toBeGreaterThanOrEqual(constraints.gap - 1e-8);
      }
      found.weights.forEach((weight, i) => {
        const sign = constraints.signs?.[i] ?? 0;
        if (sign !== 0) expect(weight * sign).toBeGreaterThanOrEqual(0);
      });
    },
  );

  it('are isostatic: as many associations at the margin as nonzero weights', async () => {
    for (const seed of [1, 2, 3]) {
      const found = await solved(instance(seed, 80, 40, 0.4, 0.3), {});
      expect(found.tight).toBe(Math.round(80 * (1 - found.sparsity)));
    }
  });
});

/** Largest minimum over associations of Y (J·X/N − h̃), times √N, over a function's maximum by ternary search on [0, 1]. */
function ternary(f: (t: number) => number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 80; i++) {
    const a = low + (high - low) / 3;
    const b = high - (high - low) / 3;
    if (f(a) < f(b)) low = a;
    else high = b;
  }
  return f(0.5 * (low + high));
}

function subsets(n: number, k: number): number[][] {
  if (k === 0) return [[]];
  const all: number[][] = [];
  for (let first = 0; first <= n - k; first++) {
    for (const rest of subsets(n - first - 1, k - 1)) {
      all.push([first, ...rest.map((i) => i + first + 1)]);
    }
  }
  return all;
}

describe('brute force', () => {
  it('over supports agrees with the search under l0, signed and free', async () => {
    for (const [seed, signs] of [
      [11, undefined],
      [12, fifth(7)],
      [13, [0, 1, 0, -1, 0, 0, 1]],
    ] as const) {
      const data = instance(seed, 7, 5);
      const base = signs === undefined ? {} : { signs };
      const exact = await maximiseRobustness(data, { ...base, density: 3 / 7, threshold: 0.02 });
      let best = Number.NEGATIVE_INFINITY;
      for (const allowed of subsets(7, 3)) {
        const support = Array.from({ length: 7 }, (_, i) => (allowed.includes(i) ? 1 : 0));
        const result = await maximiseRobustness(data, { ...base, support, threshold: 0.02 });
        if ('weights' in result) best = Math.max(best, result.margin);
      }
      if ('weights' in exact) expect(exact.margin).toBeCloseTo(best, 8);
      else expect(best).toBeLessThanOrEqual(1e-7);
    }
  });

  it('over pairs of weights agrees with the search under a gap', async () => {
    // With δ̃ > N/3 at most two weights are nonzero: one free parameter, and a concave function of it.
    for (const [seed, threshold] of [
      [21, 0],
      [22, 0.05],
      [23, 0],
      [24, -0.1],
    ] as const) {
      const n = 6;
      const gap = 2.2;
      const data = instance(seed, n, 3);
      const marginOf = (entries: readonly (readonly [number, number])[]) => {
        const weights = new Float64Array(n);
        for (const [i, weight] of entries) weights[i] = weight;
        return reportWeights(data, weights, threshold).margin;
      };
      let best = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < n; i++) {
        for (const s of [1, -1]) best = Math.max(best, marginOf([[i, s * n]]));
      }
      for (const [i, j] of subsets(n, 2)) {
        for (const s of [1, -1]) {
          for (const t of [1, -1]) {
            const at = (x: number) => gap + x * (n - 2 * gap);
            best = Math.max(
              best,
              ternary((x) =>
                marginOf([
                  [i, s * at(x)],
                  [j, t * (n - at(x))],
                ]),
              ),
            );
          }
        }
      }
      const exact = await maximiseRobustness(data, { gap, threshold });
      if ('weights' in exact) expect(exact.margin).toBeCloseTo(best, 7);
      else expect(best).toBeLessThanOrEqual(1e-7);
    }
  });

  it('over the edges of the l1 ball agrees with the linear program for two inputs', async () => {
    for (let seed = 31; seed < 37; seed++) {
      const data = instance(seed, 2, 3);
      let best = Number.NEGATIVE_INFINITY;
      for (const s of [1, -1]) {
        for (const t of [1, -1]) {
          best = Math.max(
            best,
            ternary(
              (x) => reportWeights(data, Float64Array.of(2 * s * x, 2 * t * (1 - x)), 0.1).margin,
            ),
          );
        }
      }
      const exact = await maximiseRobustness(data, { threshold: 0.1 });
      if ('weights' in exact) expect(exact.margin).toBeCloseTo(best, 8);
      else expect(best).toBeLessThanOrEqual(1e-7);
    }
  });
});

describe('heuristics', () => {
  it('give lower bounds, elimination mostly above one-shot', async () => {
    let wins = 0;
    for (let seed = 41; seed < 49; seed++) {
      const data = instance(seed, 60, 30);
      const [full, once, steps] = await Promise.all([
        solved(data, {}),
        solved(data, { density: 0.25 }, { method: 'one-shot' }),
        solved(data, { density: 0.25 }, { method: 'elimination' }),
      ]);
      for (const { status, margin, bound, sparsity } of [once, steps]) {
        expect(status).toBe('feasible');
        expect(margin).toBeLessThanOrEqual(full.margin + 1e-9);
        expect(bound).toBeCloseTo(full.margin, 8);
        expect(sparsity).toBeGreaterThanOrEqual(0.75);
      }
      if (steps.margin >= once.margin) wins++;
    }
    expect(wins).toBeGreaterThanOrEqual(6);
  });

  it('keep most of the margin under a gap, however many weights are dropped at a time', async () => {
    const left = { elimination: 0, 'one-shot': 0 };
    for (let seed = 61; seed < 66; seed++) {
      const data = instance(seed, 80, 40);
      const full = await solved(data, {});
      for (const method of ['elimination', 'one-shot'] as const) {
        const { margin, weights, bound } = await solved(data, { gap: 3 }, { method });
        expect(margin).toBeLessThanOrEqual(full.margin + 1e-9);
        expect(bound).toBeCloseTo(full.margin, 8);
        expect(reportWeights(data, weights).smallest).toBeGreaterThanOrEqual(3 - 1e-8);
        left[method] += margin / full.margin / 5;
      }
    }
    // Theory for N → ∞, an upper bound, leaves 0.97; a support that is fixed at once and then thinned leaves 0.6.
    expect(left.elimination).toBeGreaterThan(0.75);
    expect(left['one-shot']).toBeGreaterThan(0.4);
  });

  it('keep a gap for each input beside a limit to their number', async () => {
    const data = instance(71, 40, 15);
    const gap = Float64Array.from({ length: 40 }, (_, i) => i % 3);
    const found = await solved(data, { gap, density: 0.3 }, { method: 'elimination' });
    expect(found.weights.filter((weight) => weight !== 0).length).toBeLessThanOrEqual(12);
    found.weights.forEach((weight, i) => {
      if (weight !== 0) expect(Math.abs(weight)).toBeGreaterThanOrEqual(gap[i] - 1e-8);
    });
  });

  it('keep a limit to the number also where more are strong enough for their gaps', async () => {
    const signs = [-1, -1, -1, 1, 1];
    const data: LabelledPatterns = {
      ...{ inputs: 5, associations: 3, labels: Int8Array.of(-1, 1, 1) },
      patterns: Uint8Array.of(...[0, 0, 0, 1, 1], ...[0, 1, 1, 0, 1], ...[1, 0, 1, 0, 0]),
    };
    for (const method of ['elimination', 'exact']) {
      const constraints = { signs, gap: 1.7, density: 1 / 5 };
      const { weights, margin } = await solved(data, constraints, { method });
      expect(weights.filter((weight) => weight !== 0)).toHaveLength(1);
      expect(margin).toBeCloseTo(-Math.sqrt(5), 8);
    }
  });

  it('keep gaps and signs', async () => {
    const data = instance(51, 40, 12);
    const constraints = { signs: fifth(40), gap: 3 };
    const found = await solved(data, constraints, { method: 'elimination' });
    const report = reportWeights(data, found.weights);
    expect(report.smallest).toBeGreaterThanOrEqual(3 - 1e-8);
    found.weights.forEach((weight, i) => {
      expect(weight * constraints.signs[i]).toBeGreaterThanOrEqual(0);
    });
  });
});

describe('what has no solution', () => {
  /** Two equal patterns with opposite labels. */
  const contradiction: LabelledPatterns = {
    inputs: 4,
    associations: 2,
    patterns: Uint8Array.of(1, 0, 1, 0, 1, 0, 1, 0),
    labels: Int8Array.of(1, -1),
  };

  it('is said not to be separable with free signs', async () => {
    for (const constraints of [{}, { density: 0.5 }, { gap: 1.5 }, { threshold: 0.1 }]) {
      const result = await maximiseRobustness(contradiction, constraints);
      expect(result.status).toBe('not separable');
      expect(result.bound).toBe(0);
    }
  });

  it('has a meaningful negative margin with prescribed signs', async () => {
    const { margin } = await solved(contradiction, { signs: [1, 1, 1, 1], threshold: 0.1 });
    // J·X may be 0: the first association misses the threshold by 0.1, the second by nothing.
    expect(margin).toBeCloseTo(0, 8);
    const tied = { ...contradiction, patterns: new Uint8Array(8).fill(1) };
    const found = await solved(tied, { signs: [1, 1, 1, 1], threshold: 0.1 });
    expect(found.margin).toBeCloseTo(-2 * 0.9, 8);
  });

  it('is reported when the time is over', async () => {
    const data = instance(61, 60, 30);
    const result = await maximiseRobustness(data, { density: 0.2 }, { timeLimit: 1e-9 });
    expect(result.status).toBe('time limit');
    expect(result.bound).toBe(Number.POSITIVE_INFINITY);
    const later = await maximiseRobustness(data, { density: 0.2 }, { timeLimit: 0.4 });
    if ('weights' in later) {
      expect(later.margin).toBeLessThanOrEqual(later.bound + 1e-9);
    }
  });

  it.each([
    [{ density: 0.21 }, 'density 0.21 is none of 1/20, 2/20, ... 1'],
    [{ density: 0.01 }, 'density 0.01 is none of'],
    [{ density: 0 }, 'density 0 is none of'],
    [{ density: Number.NaN }, 'density NaN is none of'],
    [{ gap: 20.5 }, 'gap 20.5 is outside [0, 20]'],
    [{ gap: -1 }, 'gap -1 is outside [0, 20]'],
    [{ gap: [1, 2] }, 'gap has 2 entries for 20 inputs'],
    [{ gap: new Float64Array(20).fill(Number.NaN) }, 'gap[0] NaN is outside [0, 20]'],
    [{ threshold: Number.NaN }, 'threshold NaN is not a finite number'],
    [{ signs: [1] }, 'signs has 1 entries for 20 inputs'],
    [{ signs: new Int8Array(20).fill(3) }, 'signs[0] 3 is none of -1, 0 (free), 1'],
    [
      { signs: new Int8Array(20).fill(-1) },
      'signs[4] -1 contradicts the sign 1 that the data prescribe',
    ],
    [{ support: new Int8Array(20) }, 'support allows no input'],
    [{ support: [1] }, 'support has 1 entries for 20 inputs'],
  ])('is refused: %j', async (constraints, message) => {
    const data = { ...instance(1, 20, 10), signs: fifth(20) };
    await expect(maximiseRobustness(data, constraints)).rejects.toThrow(UsageError);
    await expect(maximiseRobustness(data, constraints)).rejects.toThrow(message);
  });

  it('is refused where options or data make no sense', async () => {
    const data = instance(1, 20, 10);
    const fails = (given: LabelledPatterns, options: object, message: string) =>
      expect(maximiseRobustness(given, {}, options)).rejects.toThrow(message);
    await fails(data, { method: 'elimination' }, 'it needs a density below 1 or a gap');
    await fails(data, { method: 'guess' }, 'unknown method "guess"');
    await fails(data, { timeLimit: 0 }, 'timeLimit 0 is outside (0, Infinity]');
    await fails(data, { dropFraction: 1 }, 'dropFraction 1 is outside (0, 1)');
    await fails({ ...data, inputs: 21 }, {}, 'patterns has 200 entries, not 210');
    await fails({ ...data, labels: new Int8Array(10) }, {}, 'labels[0] 0 is not 1 or -1');
    await fails(
      { ...data, patterns: new Uint8Array(200).fill(2) },
      {},
      'patterns[0] 2 is not 0 or 1',
    );
    expect(() => reportWeights(data, new Float64Array(3))).toThrow('weights has 3 entries, not 20');
    expect(() => reportWeights(data, new Float64Array(20).fill(Number.NaN))).toThrow(
      'weights[0] NaN',
    );
  });
});

describe('random small problems', () => {
  it('keep every constraint and never do better with more of them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.integer({ min: 3, max: 8 }),
        fc.integer({ min: 1, max: 5 }),
        fc.double({ min: -0.2, max: 0.2, noNaN: true }),
        fc.double({ min: 0, max: 3, noNaN: true }),
        async (seed, inputs, associations, threshold, gap) => {
          const data = instance(seed >>> 0, inputs, associations);
          const loose = await maximiseRobustness(data, { threshold });
          const tight = await maximiseRobustness(data, { threshold, gap, density: 2 / inputs });
          if (!('weights' in tight)) {
            expect(tight.status).toBe('not separable');
            return;
          }
          expect(tight.status).toBe('optimal');
          if (!('weights' in loose)) throw new Error('more constraints separate, fewer do not');
          expect(tight.margin).toBeLessThanOrEqual(loose.margin + 1e-7);
          const report = reportWeights(data, tight.weights, threshold);
          expect(report.meanAbsolute).toBeCloseTo(1, 7);
          expect(report.smallest).toBeGreaterThanOrEqual(gap - 1e-7);
          expect(report.sparsity).toBeGreaterThanOrEqual(1 - 2 / inputs - 1e-12);
        },
      ),
      { numRuns: 40 },
    );
  });
});
