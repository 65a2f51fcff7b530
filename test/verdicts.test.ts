/** The check of verdicts finds what it is there to find: private rules that are wrong too often, or never say anything. */

import { describe, expect, it } from 'vitest';
import { finding, judgeMean, percent, type Verdict } from '../src/evidence/index.ts';
import { kinds, name, real, whole } from '../src/protocol/records.ts';
import { type Claim, pooled } from '../src/protocol/study.ts';
import {
  expectOneRule,
  expectOpen,
  type Judging,
  ratesOf,
  recordOf,
  resultsOf,
} from './verdicts.ts';

const records = kinds({
  end: {
    about: 'Once a replicate.',
    columns: {
      method: name(['a', 'b'], 'which'),
      replicate: whole('which repetition'),
      value: real('what was measured'),
    },
  },
});

const judging = (measure: (values: number[]) => ReturnType<Claim<null>['measure']>) =>
  ({
    claim: {
      ...{ id: 'more', statement: 'More than 5', published: 'made up' },
      measure: (results) => measure(pooled(records, 'end', results).map(({ value }) => value)),
    },
    parameters: null,
    records: (z, replicate) => [recordOf(records, 'end', { replicate, value: 5 + 0.3 * z })],
    draws: 1000,
  }) satisfies Judging<null>;

const byRule = judging((values) => finding(judgeMean(values, { bar: 5 }), { form: percent }));
const said = (verdict: Verdict, measured = 'so it was measured') => ({ verdict, measured });

describe('the check of verdicts', () => {
  it('passes the one rule', () => {
    expectOneRule(byRule);
  });

  it('makes runs of several replicates', () => {
    const results = resultsOf(byRule, [0, 1, 2]);
    expect(results.map(({ seed, records: own }) => [seed, own.length])).toEqual([
      [1, 2],
      [2, 1],
    ]);
    expect(results[0].records[1]).toEqual({ kind: 'end', method: 'a', replicate: 1, value: 5.3 });
  });

  it('finds a rule that decides without a scatter, and one with a margin', () => {
    const hasty = judging((values) =>
      said(values.every((x) => x > 5) ? 'holds' : values.length > 0 ? 'falls short' : 'undecided'),
    );
    expect(ratesOf(hasty, { effect: 0, seeds: 3 }).holds).toBeCloseTo(0.125, 1);
    expect(() => expectOneRule(hasty)).toThrow('holds at the bar');
    expect(() => expectOpen(hasty)).toThrow();
    const hidden = judging((values) => finding(judgeMean(values, { bar: 4.9 })));
    expect(() => expectOneRule(hidden)).toThrow('holds at the bar');
  });

  it('finds a rule that never decides, and one that gives no reason', () => {
    expect(() => expectOneRule(judging(() => said('undecided')))).toThrow();
    const mute = judging((values) => ({ ...finding(judgeMean(values, { bar: 5 })), measured: '' }));
    expect(() => expectOpen(mute)).toThrow();
  });
});
