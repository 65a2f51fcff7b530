/** The study as a whole: what it yields, that it can be taken up anywhere, what its claims and figures say, bad input. */

import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { claims } from './claims.ts';
import { discreteCommittee } from './index.ts';
import { PARTS, presets, type Values } from './parameters.ts';
import { records } from './records.ts';

const small = (values: Partial<Values> = {}): Values =>
  resolveParameters(discreteCommittee.parameters, presets.smoke, values);

const runStudy = studyRunner(discreteCommittee);

describe('a run', () => {
  it('gives all claims and figures', async () => {
    const whole = await runStudy(small());
    for (const claim of claims) {
      const { measured, verdict } = claim.measure([whole]);
      expect(measured.length, claim.id).toBeGreaterThan(20);
      expect(measured, claim.id).not.toMatch(/NaN|undefined|not run; needs/);
      expect(['holds', 'falls short', 'undecided']).toContain(verdict);
    }
    for (const id of ['capacities', 'few-bits', 'quarter'])
      expect(claims.find((claim) => claim.id === id)?.measure([whole]).verdict).toBe('holds');
    const figures = discreteCommittee.figures([whole]);
    expect(figures.map(({ id }) => id)).toEqual([
      ...['capacity', 'committee', 'committee-flips', 'levels', 'budget', 'budget-success'],
    ]);
    for (const { caption } of figures) expect(caption).not.toMatch(/NaN|undefined/);
  }, 60_000);

  it('can be taken up between any two jobs, to the same records', async () => {
    const parameters = small({ parts: ['levels', 'budget'], levelInputs: 31, shares: [0.4] });
    const whole = await runStudy(parameters);
    expect(whole.records.length).toBeGreaterThan(10);
    for (const { after, snapshot } of whole.snapshots.filter((_, k) => k % 12 === 1)) {
      const rest = await runStudy(parameters, { resume: snapshot });
      expect(rest.records).toEqual(whole.records.slice(after));
    }
  }, 60_000);

  it('keeps its budgets, and solves what lies far below the capacity', async () => {
    const parameters = small({ parts: ['levels', 'budget'], shares: [0.2] });
    const { records: found } = await runStudy(parameters);
    const budgets = records.rows('budget', found);
    for (const row of budgets) expect(row.density, row.learner).toBeLessThanOrEqual(row.nonzero);
    const all = [...records.rows('level', found), ...budgets];
    expect(all.length).toBe(2 * 2 * (6 + 2));
    expect(all.every(({ solved }) => solved)).toBe(true);
  }, 30_000);

  it('draws runs of several seeds as one, theory once', async () => {
    const parameters = small({ parts: ['theory'] });
    const [one, two] = [await runStudy(parameters), await runStudy(parameters, { seed: 12 })];
    expect(one.records).toEqual(two.records);
    expect(discreteCommittee.figures([one, two])).toEqual(discreteCommittee.figures([one]));
  });

  it('without records makes no figures and decides nothing', () => {
    const nothing = { parameters: small(), seed: 1, records: [], arrays: {} };
    expect(discreteCommittee.figures([nothing])).toEqual([]);
    for (const claim of claims) expect(claim.measure([nothing]).verdict).toBe('undecided');
  });
});

describe('parameters', () => {
  it.each(Object.entries(presets))('preset %s is valid', (_, preset) => {
    const values = resolveParameters(discreteCommittee.parameters, preset);
    expect(() => discreteCommittee.check?.(values)).not.toThrow();
    expect(values.parts).toEqual(PARTS);
  });

  it('that cannot be are refused by name', () => {
    expect(() => discreteCommittee.check?.(small({ units: [4] }))).toThrow('units 4 is even');
    expect(() => discreteCommittee.check?.(small({ levelInputs: 100 }))).toThrow(
      'level-inputs 100 is even',
    );
    expect(() => small({ units: [1] })).toThrow('units[0] 1 is not an integer in [3, 101]');
  });
});
