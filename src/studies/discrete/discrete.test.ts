/** The study as a whole: what it yields, that it can be taken up anywhere, what its claims and figures say, bad input. */

import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { claims } from './claims.ts';
import { discrete } from './index.ts';
import { PARTS, presets, type Values } from './parameters.ts';

const small = (values: Partial<Values> = {}): Values =>
  resolveParameters(discrete.parameters, presets.smoke, values);

const runStudy = studyRunner(discrete);

describe('a run', () => {
  it('gives all claims and figures', async () => {
    const whole = await runStudy(small());
    for (const claim of claims) {
      const { measured, verdict } = claim.measure([whole]);
      expect(measured.length, claim.id).toBeGreaterThan(20);
      expect(measured, claim.id).not.toMatch(/NaN|undefined|not run; needs/);
      expect(['holds', 'falls short', 'undecided']).toContain(verdict);
    }
    expect(claims.find(({ id }) => id === 'capacity')?.measure([whole]).verdict).toBe('holds');
    expect(discrete.figures([whole]).map(({ id }) => id)).toEqual([
      ...['entropy', 'exact', 'local-entropy', 'robustness', 'success', 'sweeps', 'flips'],
      ...['hidden-writes', 'walks', 'scarce', 'layer', 'images'],
    ]);
    for (const { caption } of discrete.figures([whole]))
      expect(caption).not.toMatch(/NaN|undefined/);
  }, 60_000);

  it('can be taken up between any two jobs, to the same records', async () => {
    const parameters = small({ parts: ['exact', 'success'], learners: ['sbpi', 'rbp'] });
    const whole = await runStudy(parameters);
    expect(whole.records.length).toBeGreaterThan(10);
    for (const { after, snapshot } of whole.snapshots.filter((_, k) => k % 4 === 1)) {
      const rest = await runStudy(parameters, { resume: snapshot });
      expect(rest.records).toEqual(whole.records.slice(after));
    }
  }, 60_000);

  it('gives all learners the same problems', async () => {
    const parameters = small({ parts: ['success'], learners: ['sbpi', 'bpi'], loads: [0.2] });
    const { records } = await runStudy(parameters);
    // Far below capacity all are solved, and nothing but the learner differs in their rows.
    expect(records.every(({ solved }) => solved === true)).toBe(true);
    expect(records.length).toBe(6);
  });

  it('draws runs of several seeds as one, theory once', async () => {
    const parameters = small({ parts: ['capacity'] });
    const [one, two] = [await runStudy(parameters), await runStudy(parameters, { seed: 12 })];
    expect(discrete.figures([one, two])).toEqual(discrete.figures([one]));
  });

  it('without records makes no figures and decides nothing', () => {
    const nothing = { parameters: small(), seed: 1, records: [], arrays: {} };
    expect(discrete.figures([nothing])).toEqual([]);
    for (const claim of claims) expect(claim.measure([nothing]).verdict).toBe('undecided');
  });
});

describe('parameters', () => {
  it.each(Object.entries(presets))('preset %s is valid', (name, preset) => {
    const values = resolveParameters(discrete.parameters, preset);
    expect(() => discrete.check?.(values)).not.toThrow();
    expect(values.parts).toEqual(name === 'million' ? ['layer'] : PARTS);
  });

  it('with even sizes are refused by name', () => {
    expect(() => discrete.check?.(small({ sizes: [200] }))).toThrow('sizes 200 is even');
    expect(() => discrete.check?.(small({ exactSize: 20 }))).toThrow('exact-size 20 is even');
    expect(() => small({ loads: [1.2] })).toThrow('loads[0] 1.2 is outside (0, 1)');
  });
});
