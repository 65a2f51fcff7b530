/** The study as a whole: what it yields, that it can be taken up anywhere, what its claims and figures say, bad input. */

import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { claims } from './claims.ts';
import { discreteTeacher } from './index.ts';
import { PARTS, presets, type Values } from './parameters.ts';
import { records } from './records.ts';
import { typicalLoss } from './teachers.ts';

const small = (values: Partial<Values> = {}): Values =>
  resolveParameters(discreteTeacher.parameters, presets.smoke, values);

const runStudy = studyRunner(discreteTeacher);

describe('a run', () => {
  it('gives all claims and figures', async () => {
    const whole = await runStudy(small());
    for (const claim of claims) {
      const { measured, verdict } = claim.measure([whole]);
      expect(measured.length, claim.id).toBeGreaterThan(20);
      expect(measured, claim.id).not.toMatch(/NaN|undefined|not run; needs/);
      expect(['holds', 'falls short', 'undecided']).toContain(verdict);
    }
    expect(claims.find(({ id }) => id === 'thresholds')?.measure([whole]).verdict).toBe('holds');
    const figures = discreteTeacher.figures([whole]);
    expect(figures.map(({ id }) => id)).toEqual([
      ...['generalisation', 'entropy', 'recovery', 'flips'],
      ...['local-entropy', 'robustness', 'exact'],
    ]);
    for (const { caption } of figures) expect(caption).not.toMatch(/NaN|undefined/);
  }, 60_000);

  it('can be taken up between any two jobs, to the same records', async () => {
    const parameters = small({ parts: ['learning', 'exact'], learners: ['sbpi', 'fbp'] });
    const whole = await runStudy(parameters);
    expect(whole.records.length).toBeGreaterThan(10);
    for (const { after, snapshot } of whole.snapshots.filter((_, k) => k % 4 === 1)) {
      const rest = await runStudy(parameters, { resume: snapshot });
      expect(rest.records).toEqual(whole.records.slice(after));
    }
  }, 60_000);

  it('finds the teacher, and only the teacher, far above the last threshold', async () => {
    const parameters = small({ parts: ['learning'], learners: ['fbp'], loads: [2.5], samples: 4 });
    const rows = records.rows('learn', (await runStudy(parameters)).records);
    expect(rows.length).toBe(4);
    for (const row of rows) expect(row).toMatchObject({ solved: true, recovered: true, error: 0 });
  });

  it('draws runs of several seeds as one, theory once', async () => {
    const parameters = small({ parts: ['theory'] });
    const [one, two] = [await runStudy(parameters), await runStudy(parameters, { seed: 12 })];
    expect(one.records).toEqual(two.records);
    expect(discreteTeacher.figures([one, two])).toEqual(discreteTeacher.figures([one]));
  });

  it('without records makes no figures and decides nothing', () => {
    const nothing = { parameters: small(), seed: 1, records: [], arrays: {} };
    expect(discreteTeacher.figures([nothing])).toEqual([]);
    for (const claim of claims) expect(claim.measure([nothing]).verdict).toBe('undecided');
  });
});

describe('a typical solution', () => {
  it('loses half of all patterns by one flip of three synapses', () => {
    // The flipped synapse decides where the two others cancel.
    expect(typicalLoss(3, 1 / 3)).toBeCloseTo(0.5, 12);
  });
});

describe('parameters', () => {
  it.each(Object.entries(presets))('preset %s is valid', (_, preset) => {
    const values = resolveParameters(discreteTeacher.parameters, preset);
    expect(() => discreteTeacher.check?.(values)).not.toThrow();
    expect(values.parts).toEqual(PARTS);
  });

  it('that cannot be are refused by name', () => {
    expect(() => discreteTeacher.check?.(small({ sizes: [200] }))).toThrow('sizes 200 is even');
    expect(() => discreteTeacher.check?.(small({ regionLoad: 1.3 }))).toThrow(
      'region-load 1.3 is outside (0, 1.2]',
    );
    expect(() => small({ loads: [5] })).toThrow('loads[0] 5 is outside (0, 4]');
  });
});
