import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mixedIntegerMargin } from '../../test/mixed-integer.ts';
import { createRandom } from '../numerics/random.ts';
import { inhibitoryFirst, randomAssociations } from '../tasks/associations.ts';
import { type LabelledPatterns, reportWeights } from '../tasks/patterns.ts';
import { search } from './branching.ts';
import { normalConstraints, type WeightConstraints } from './constraints.ts';
import { loadHighs } from './highs.ts';
import { NO_MARGIN, openProgram, type Rows, rowsOf, startClock, weightsOf } from './program.ts';

const instance = (seed: number, inputs: number, associations: number): LabelledPatterns =>
  randomAssociations(
    { inputs, associations, inputActivity: 0.5, outputActivity: 0.5 },
    createRandom(seed),
  );

const rowsFor = async (data: LabelledPatterns, constraints: WeightConstraints): Promise<Rows> =>
  rowsOf(await loadHighs(), data, normalConstraints(data, constraints));

function linearMargin(rows: Rows): number {
  const program = openProgram(rows);
  try {
    expect(program.solve(startClock(60))).toBe('optimal');
    return program.margin();
  } finally {
    program.dispose();
  }
}

/** The search has found what the mixed-integer program has, and weights of that margin that obey the constraints. */
async function expectTwin(data: LabelledPatterns, constraints: WeightConstraints): Promise<void> {
  const rows = await rowsFor(data, constraints);
  const twin = mixedIntegerMargin(rows);
  const { outcome, found, bound } = search(rows, startClock(600));
  if (rows.constraints.free && twin <= 10 * NO_MARGIN) {
    // Where signs are free it only looks for margins above 0.
    expect(found?.margin ?? 0).toBeLessThanOrEqual(10 * NO_MARGIN);
    return;
  }
  expect(outcome).toBe('optimal');
  expect(Math.abs(found!.margin - twin)).toBeLessThan(1e-7);
  expect(bound).toBeGreaterThanOrEqual(found!.margin);
  expect(bound).toBeLessThan(found!.margin + 1e-8);
  const weights = weightsOf(rows, found!.sizes);
  const report = reportWeights(data, weights, constraints.threshold ?? 0);
  expect(Math.abs(report.margin - twin)).toBeLessThan(1e-7);
  expect(report.meanAbsolute).toBeCloseTo(1, 8);
  expect(weights.filter((weight) => weight !== 0).length).toBeLessThanOrEqual(
    rows.constraints.most,
  );
}

describe('search over supports', () => {
  it('finds the linear optimum where nothing is combinatorial, with one sign per input', async () => {
    for (const [seed, threshold] of [
      [1, 0],
      [2, 0.05],
      [3, -0.1],
    ]) {
      const rows = await rowsFor(instance(seed, 12, 6), { threshold });
      const margin = linearMargin(rows);
      const result = search(rows, startClock(60));
      expect(result.outcome).toBe('optimal');
      expect(result.found?.margin).toBeCloseTo(margin, 8);
      expect(result.bound).toBeCloseTo(margin, 8);
      const sizes = result.found?.sizes ?? new Float64Array();
      const mean = weightsOf(rows, sizes).reduce((sum, w) => sum + Math.abs(w), 0) / 12;
      expect(mean).toBeCloseTo(1, 8);
    }
  });

  it('comes to the optimum of the mixed-integer program', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.nat(),
          inputs: fc.integer({ min: 3, max: 14 }),
          load: fc.double({ min: 0.1, max: 1, noNaN: true }),
          threshold: fc.constantFrom(0, 0.04, -0.1),
          inhibitory: fc.constantFrom(0, 0.2, 0.5),
          density: fc.integer({ min: 1, max: 100 }),
          gap: fc.constantFrom(0, 0, 1, 1.7, 2.5),
          someFree: fc.boolean(),
        }),
        async ({ seed, inputs, load, threshold, inhibitory, density, gap, someFree }) => {
          const data = instance(seed, inputs, Math.max(1, Math.round(load * inputs)));
          const signs = inhibitoryFirst(inputs, inhibitory);
          if (someFree) for (let i = 0; i < inputs; i += 2) signs[i] = 0;
          await expectTwin(data, {
            ...{ threshold, gap },
            density: Math.ceil((density / 100) * inputs) / inputs,
            ...(inhibitory > 0 ? { signs } : {}),
          });
        },
      ),
      { numRuns: 100 },
    );
  }, 120_000);

  it.each<readonly [number, number, WeightConstraints]>([
    [30, 15, { density: 0.2 }],
    [40, 16, { density: 0.4, gap: 1.5 }],
    [40, 20, { density: 0.3, threshold: 0.05 }],
    [40, 12, { gap: 3, signs: inhibitoryFirst(40, 0.2) }],
  ])(
    'also of larger ones: N %i, m %i, %j',
    async (inputs, associations, constraints) => {
      await expectTwin(instance(inputs, inputs, associations), constraints);
    },
    60_000,
  );

  it('tells equal inputs and equal associations apart by nothing, and ends', async () => {
    const data = instance(5, 10, 4);
    const twice: LabelledPatterns = {
      inputs: 20,
      associations: 8,
      patterns: Uint8Array.from({ length: 160 }, (_, p) => {
        const [k, i] = [Math.floor(p / 20) % 4, (p % 20) % 10];
        return data.patterns[k * 10 + i];
      }),
      labels: Int8Array.from({ length: 8 }, (_, k) => data.labels[k % 4]),
    };
    await expectTwin(twice, { density: 0.2 });
    await expectTwin(twice, { gap: 3 });
  });

  it('bounds what it has not found when the time ends in the middle', async () => {
    const rows = await rowsFor(instance(4, 60, 30), { density: 0.2 });
    const margin = linearMargin(rows);
    const { found: best, nodes } = search(rows, startClock(600));
    expect(nodes).toBeGreaterThan(200);
    // A clock that runs out after a number of looks: the same every time, unlike seconds.
    let before = Number.POSITIVE_INFINITY;
    for (const looks of [1, 5, 12, 40, 100, 200]) {
      let left = looks;
      const result = search(rows, { left: () => (left-- > 0 ? 60 : 0) });
      expect(result.outcome).toBe('time limit');
      expect(result.bound).toBeGreaterThanOrEqual(best!.margin - 1e-9);
      expect(result.bound).toBeLessThanOrEqual(before);
      before = result.bound;
      if (result.found === undefined) continue;
      expect(result.bound).toBeLessThanOrEqual(margin + 1e-7);
      expect(result.found.margin).toBeLessThanOrEqual(result.bound + 1e-9);
    }
  });
});
