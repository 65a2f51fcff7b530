/** Curves of theory: between their points, and as far as they go. */

import { describe, expect, it } from 'vitest';
import { isTick } from '../../numerics/pace.ts';
import { createRandom } from '../../numerics/random.ts';
import type { PartContext } from '../../protocol/parts.ts';
import { denseCurve, typicalCurve } from '../../theory/index.ts';
import { CURVES, curveAt, curveSteps, regionJob } from './regions.ts';
import { drawnFrom } from './solve.ts';

describe('a curve', () => {
  const curve = [
    { distance: 0.2, entropy: 3 },
    { distance: 0.1, entropy: 1 },
    { distance: 0.4, entropy: 4 },
  ];

  it('is straight between its points, and unknown beyond its ends', () => {
    expect(curveAt(curve, 0.15)).toBeCloseTo(2, 12);
    expect(curveAt(curve, 0.3)).toBeCloseTo(3.5, 12);
    expect(curveAt(curve, 0.2)).toBeCloseTo(3, 12);
    expect(curveAt(curve, 0.05)).toBeUndefined();
    expect(curveAt(curve, 0.5)).toBeUndefined();
    expect(curveAt([], 0.1)).toBeUndefined();
  });

  const recordsOf = (name: (typeof CURVES)[number], distances: readonly number[]) =>
    [...curveSteps(name, 'storage', 0.4, distances)].flatMap((step) =>
      'record' in step && step.record !== undefined && !isTick(step) ? [step.record] : [],
    );

  it('of theory is told point by point, from far to near', () => {
    const distances = [0.1, 0.15];
    expect(recordsOf(CURVES[0], distances)).toEqual(
      [...typicalCurve(0.4, distances)].reverse().map(({ distance, entropy }) => ({
        ...{ kind: 'region-theory', curve: CURVES[0], load: 0.4, distance, entropy },
      })),
    );
    const [{ localEntropy }] = denseCurve({ load: 0.4, distances: [0.1], y: 'limit' });
    expect(recordsOf(CURVES[1], [0.1])).toMatchObject([{ distance: 0.1, entropy: localEntropy }]);
  });

  it('ends where theory has no solution, without an error', () => {
    // Farther than two typical solutions are from each other.
    expect(recordsOf(CURVES[0], [0.49, 0.15]).map(({ distance }) => distance)).toEqual([0.15]);
  });
});

it('what lies around a solution is shown point by point while it is found, beside theory', async () => {
  const theory = { name: 'theory', theory: true } as const;
  const axis = { label: '', values: Float64Array.of(0, 1) };
  const job = regionJob({
    ...{
      cost: 1,
      centre: 'sbpi',
      load: 0.3,
      sample: 0,
      fields: [2, 1.2, 0.8],
      walk: [],
      flips: [],
    },
    ...{ settings: {}, curves: () => [{ ...theory, x: axis, y: axis }] },
    draw: drawnFrom({ inputs: 201, patterns: 60 }, (shared) => shared.split(0)),
  });
  const [random, shared] = [createRandom('own'), createRandom('shared')];
  const context: PartContext<object> = {
    ...{ parameters: {}, random, shared, root: shared, arithmetic: 'strict', threads: 1 },
    task: () => Promise.reject(new Error('nothing is read')),
  };
  const shown: number[] = [];
  let records = 0;
  for await (const { look, record } of job.run(context)) {
    if (record?.kind === 'region') records++;
    if (look === undefined || record !== undefined) continue;
    const { curves = [] } = look();
    expect(curves[0]).toMatchObject(theory);
    expect(curves[1]).toMatchObject({ name: 'around SBPI', theory: false });
    shown.push(curves[1].x.values.length);
  }
  expect(records).toBe(3);
  expect(shown.at(-1)).toBe(3);
  expect(shown).toEqual([...shown].sort((a, b) => a - b));
  // It was there before all were found.
  expect(new Set(shown).size).toBeGreaterThan(1);
});
