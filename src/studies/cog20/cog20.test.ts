/** The study of the 20 tasks: resumption, its records against each other, figures and claims, and what it refuses. */

import { describe, expect, it } from 'vitest';
import { createRandom } from '../../numerics/random.ts';
import { rowsOf } from '../cognitive/rows.ts';
import { resolveParameters } from '../parameters.ts';
import type { RunContext, Snapshot, StudyRecord } from '../study.ts';
import { cog20 } from './index.ts';
import { parameters, presets, type Values } from './parameters.ts';
import { plansOf } from './plans.ts';

const TINY: Partial<Values> = {
  ...presets.smoke,
  ...{ families: ['ring', 'dense', 'diagonal'], units: 12, densities: [0.25], updates: 4 },
  ...{ evaluateEvery: 2, finalTrials: 2, analyses: false },
};

const valuesOf = (given: Partial<Values>): Values => resolveParameters(parameters, given);

async function run(
  given: Partial<Values>,
  { resume, stopAfter = Infinity }: { resume?: Snapshot; stopAfter?: number } = {},
): Promise<{ records: StudyRecord[]; last: Snapshot | undefined }> {
  const context: RunContext<Values> = {
    ...{ parameters: valuesOf(given), random: createRandom(1), arithmetic: 'strict', threads: 1 },
    ...(resume === undefined ? {} : { resume }),
    task: () => Promise.reject(new Error('this study needs no data')),
  };
  const records: StudyRecord[] = [];
  let [snapshots, last]: [number, Snapshot | undefined] = [0, undefined];
  for await (const step of cog20.run(context)) {
    if (step.record !== undefined) records.push(step.record);
    if (step.snapshot === undefined) continue;
    last = step.snapshot();
    if (++snapshots === stopAfter) break;
  }
  return { records, last };
}

describe('a run', () => {
  it('goes on after an interruption within a network to the same records', async () => {
    const whole = await run(TINY);
    for (const stopAfter of [2, 4]) {
      const begun = await run(TINY, { stopAfter });
      const rest = await run(TINY, { resume: begun.last });
      expect([...begun.records, ...rest.records]).toEqual(whole.records);
    }
  });

  it('shows all networks of a replicate the same trials', async () => {
    const { records } = await run(TINY);
    const curves = rowsOf('curve', records);
    const ids = plansOf(valuesOf(TINY)).map(({ id }) => id);
    const trials = ids.map((id) => curves.filter((row) => row.id === id).map((row) => row.trials));
    expect(trials[0].length).toBe(3);
    expect(trials.every((own) => String(own) === String(trials[0]))).toBe(true);
    for (const end of rowsOf('end', records)) {
      expect(end.accuracy).toBeLessThanOrEqual(1);
      expect(end.totalOperations).toBeGreaterThan(0);
    }
  });

  it('draws figures and judges claims from its records, whatever they lack', async () => {
    const given = { ...TINY, analyses: true };
    const { records } = await run(given);
    for (const some of [records, records.slice(0, 6), []]) {
      const result = { parameters: valuesOf(given), seed: 1, records: some, arrays: {} };
      const figures = cog20.figures([result]);
      expect(new Set(figures.map(({ id }) => id)).size).toBe(figures.length);
      for (const claim of cog20.claims)
        expect(claim.measure([result]).measured.length).toBeGreaterThan(10);
    }
    const ids = cog20
      .figures([{ parameters: valuesOf(given), seed: 1, records, arrays: {} }])
      .map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining(['learning', 'tasks', 'ceilings', 'trial-dlydm1', 'networks']),
    );
  });
});

describe('claims', () => {
  const end = (family: string, id: string, replicate: number, accuracy: number): StudyRecord => ({
    ...{ kind: 'end', network: family, id, family, replicate, units: 128, accuracy },
    ...{ last: accuracy, finalTrials: 10_000, taskAccuracies: [accuracy] },
    criterion: { trials: 1000 / accuracy, updates: 1, operations: 1, energy: 1 },
  });
  const measure = (id: string, given: Partial<Values>, ends: readonly StudyRecord[]) => {
    const battery = { kind: 'battery', tasks: ['go'], ceilings: [0.98], ceiling: 0.98 };
    const claim = cog20.claims.find((each) => each.id === id);
    const result = {
      parameters: valuesOf(given),
      seed: 1,
      records: [battery, ...ends],
      arrays: {},
    };
    return claim?.measure([result]).verdict;
  };
  const seeds = [0, 1, 2, 3];
  const rows = (family: string, id: string, base: number): StudyRecord[] =>
    seeds.map((seed) => end(family, id, seed, base + 0.002 * seed));

  it('hold, fall short, or stay open where the run cannot tell', () => {
    const autapses = (accuracy: number) => rows('diagonal', 'diagonal-128-1', accuracy);
    expect(measure('autapses-solve', {}, autapses(0.9))).toBe('holds');
    expect(measure('autapses-solve', { updates: 6000 }, autapses(0.7))).toBe('falls short');
    expect(measure('autapses-solve', { updates: 1000 }, autapses(0.7))).toBe('undecided');
    expect(measure('autapses-solve', {}, autapses(0.9).slice(0, 1))).toBe('undecided');
    const both = (ring: number) => [
      ...rows('ring', 'ring-128-5', ring),
      ...rows('dense', 'dense-128-128', 0.9),
    ];
    expect(measure('local-higher', {}, both(0.95))).toBe('holds');
    expect(measure('local-higher', {}, both(0.85))).toBe('falls short');
    expect(measure('local-no-worse', {}, both(0.88))).toBe('holds');
    expect(measure('local-no-worse', {}, both(0.8))).toBe('falls short');
    expect(measure('fewer-trials', {}, both(0.95))).toBe('holds');
    expect(measure('below-ceiling', {}, both(0.95))).toBe('holds');
    expect(measure('below-ceiling', {}, rows('ring', 'ring-128-5', 1))).toBe('falls short');
  });
});

it('refuses networks that cannot be', () => {
  expect(() => cog20.check?.(valuesOf({ families: ['torus'], units: 10 }))).toThrow('no square');
  expect(() => cog20.check?.(valuesOf({ units: 5, densities: [0.95] }))).toThrow('with all');
  expect(() => valuesOf({ densities: [1.2] })).toThrow('outside (0, 1)');
});
