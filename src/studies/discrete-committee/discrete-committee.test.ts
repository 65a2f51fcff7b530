/** The study as a whole: what it yields, that it can be taken up anywhere, what its claims and figures say, bad input. */

import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { resolveParameters } from '../parameters.ts';
import type { StudyRecord } from '../study.ts';
import { claims } from './claims.ts';
import { discreteCommittee } from './index.ts';
import { PARTS, presets, type Values } from './parameters.ts';
import { halfLoad, sharesOf } from './part.ts';
import { type BudgetRow, budgetRows } from './parts/budget.ts';
import { levelRows } from './parts/levels.ts';

const small = (values: Partial<Values> = {}): Values =>
  resolveParameters(discreteCommittee.parameters, presets.smoke, values);

const runStudy = studyRunner(discreteCommittee);

describe('a run', () => {
  it('gives all claims and figures', async () => {
    const whole = await runStudy(small());
    for (const claim of claims) {
      const { measured, verdict } = claim.measure(whole);
      expect(measured.length, claim.id).toBeGreaterThan(20);
      expect(measured, claim.id).not.toMatch(/NaN|undefined|not run; needs/);
      expect(['holds', 'falls short', 'undecided']).toContain(verdict);
    }
    for (const id of ['capacities', 'few-bits', 'quarter'])
      expect(claims.find((claim) => claim.id === id)?.measure(whole).verdict).toBe('holds');
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
    const { records } = await runStudy(parameters);
    for (const row of budgetRows(records))
      expect(row.density, row.learner).toBeLessThanOrEqual(row.nonzero);
    expect([...levelRows(records), ...budgetRows(records)].every(({ solved }) => solved)).toBe(
      true,
    );
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
    for (const claim of claims) expect(claim.measure(nothing).verdict).toBe('undecided');
  });
});

describe('half of the problems', () => {
  const trials = (...counts: readonly (readonly [load: number, solved: number])[]) =>
    sharesOf(
      counts.flatMap(([load, solved]) =>
        Array.from({ length: 10 }, (_, k) => ({ learner: 'sbpi', load, solved: k < solved })),
      ),
      ({ load }) => `${load}`,
    );

  it('are solved where the share falls through one half, straight between two loads', () => {
    expect(halfLoad(trials([0.6, 0], [0.4, 10])).load).toBeCloseTo(0.5, 12);
    const { load, bound } = halfLoad(trials([0.4, 10], [0.5, 8], [0.6, 4]));
    expect(load).toBeCloseTo(0.575, 12);
    expect(bound).toBe('at');
  });

  it('have a bound where the share stays on one side', () => {
    expect(halfLoad(trials([0.4, 10], [0.5, 5]))).toEqual({ load: 0.5, bound: 'at least' });
    expect(halfLoad(trials([0.4, 2], [0.5, 0]))).toEqual({ load: 0.4, bound: 'at most' });
  });
});

describe('claims', () => {
  const measure = (id: string, records: StudyRecord[]) =>
    claims
      .find((claim) => claim.id === id)
      ?.measure({ parameters: small(), seed: 1, records, arrays: {} });

  it('on replicas count what one solves and the other does not', () => {
    const rows = (solvedBy: Record<string, number>): StudyRecord[] =>
      Object.entries(solvedBy).flatMap(([learner, count]) =>
        Array.from({ length: 20 }, (_, sample) => ({
          ...{ kind: 'committee', learner, units: 5, wiring: 'tree', inputs: 101, load: 0.5 },
          ...{ sample, patterns: 252, solved: sample < count, errors: 0, iterations: 9 },
          ...{ flips: 100, hiddenWrites: 100 },
        })),
      );
    expect(measure('replicas', rows({ sgd: 2, rsgd: 18 }))?.verdict).toBe('holds');
    expect(measure('replicas', rows({ sgd: 18, rsgd: 2 }))?.verdict).toBe('falls short');
    expect(measure('replicas', rows({ sgd: 10, rsgd: 12 }))?.verdict).toBe('undecided');
    expect(measure('replicas', rows({ sgd: 2, rsgd: 18 }))?.measured).toContain('only: 16, by');
  });

  it('on budgets fall short where one is broken', () => {
    const row = (density: number): BudgetRow & { kind: string } => ({
      ...{ kind: 'budget', learner: 'sbpi', inputs: 501, nonzero: 0.2, density, capacity: 0.78 },
      ...{ share: 0.9, load: 0.7, sample: 0, patterns: 350, solved: true, errors: 0 },
      ...{ iterations: 9, flips: 100, hiddenWrites: 100 },
    });
    expect(measure('budget', [{ ...row(0.2) }])?.verdict).toBe('holds');
    expect(measure('budget', [{ ...row(0.21) }])?.verdict).toBe('falls short');
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
