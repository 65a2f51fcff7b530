/** The study of the 20 tasks: resumption, its records against each other, figures and claims, and what it refuses. */

import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { records as kinds } from '../cognitive/records.ts';
import { cog20 } from './index.ts';
import { parameters, presets, type Values } from './parameters.ts';
import { plansOf } from './plans.ts';

const TINY: Partial<Values> = {
  ...presets.smoke,
  ...{ families: ['ring', 'dense', 'diagonal'], units: 12, densities: [0.25], updates: 4 },
  ...{ evaluateEvery: 2, finalTrials: 2, analyses: false },
};

const valuesOf = (given: Partial<Values>): Values => resolveParameters(parameters, given);

const run = studyRunner(cog20);

describe('a run', () => {
  it('goes on after an interruption within a network to the same records', async () => {
    const whole = await run(valuesOf(TINY));
    for (const { after, snapshot } of [whole.snapshots[1], whole.snapshots[4]]) {
      const rest = await run(valuesOf(TINY), { resume: snapshot });
      expect([...whole.records.slice(0, after), ...rest.records]).toEqual(whole.records);
    }
  });

  it('shows all networks of a replicate the same trials', async () => {
    const { records } = await run(valuesOf(TINY));
    const curves = kinds.rows('curve', records);
    const ids = plansOf(valuesOf(TINY)).map(({ id }) => id);
    const trials = ids.map((id) => curves.filter((row) => row.id === id).map((row) => row.trials));
    expect(trials[0].length).toBe(3);
    expect(trials.every((own) => String(own) === String(trials[0]))).toBe(true);
    for (const end of kinds.rows('end', records)) {
      expect(end.accuracy).toBeLessThanOrEqual(1);
      expect(end.totalOperations).toBeGreaterThan(0);
    }
  });

  it('draws figures and judges claims from its records, whatever they lack', async () => {
    const given = { ...TINY, analyses: true };
    const { records } = await run(valuesOf(given));
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

it('refuses networks that cannot be', () => {
  expect(() => cog20.check?.(valuesOf({ families: ['torus'], units: 10 }))).toThrow('no square');
  expect(() => cog20.check?.(valuesOf({ units: 5, densities: [0.95] }))).toThrow('with all');
  expect(() => valuesOf({ densities: [1.2] })).toThrow('outside (0, 1)');
});
