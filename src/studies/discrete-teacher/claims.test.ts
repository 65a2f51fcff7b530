/** Every claim by the one rule, over rows that the test makes. */

import { describe, expect, it } from 'vitest';
import { expectShareRule } from '../../../test/shares.ts';
import {
  claimOf,
  expectOneRule,
  expectUndecided,
  type Judging,
  recordOf,
} from '../../../test/verdicts.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import type { StudyRecord } from '../../protocol/study.ts';
import { teacherStudent } from '../../theory/index.ts';
import { discreteTeacher } from './index.ts';
import { presets, type Values } from './parameters.ts';
import { records } from './records.ts';
import { typicalLoss } from './teachers.ts';

const parameters = resolveParameters(discreteTeacher.parameters, presets.quick);
type Kind = keyof (typeof records)['table'];
const row = (kind: Kind, given: Omit<StudyRecord, 'kind'>): StudyRecord =>
  recordOf(records, kind, { kind, ...given });
const said = (id: string, rows: readonly StudyRecord[]) =>
  claimOf(discreteTeacher, id).measure([{ parameters, seed: 1, records: rows, arrays: {} }]);

const { gibbsError, bayesError, entropy } = teacherStudent(0.5)[0];
const learn = (learner: string, sample: number, given: Omit<StudyRecord, 'kind'>) =>
  row('learn', { learner, sample, inputs: 1001, load: 0.5, solved: true, ...given });
const around = (centre: string, sample: number, gap: number) =>
  row('region', { centre, sample, inputs: 1001, distance: 0.05, entropy: gap });
const curve = [0.01, 0.15].map((distance) =>
  row('region-theory', { curve: 'typical (theory)', distance, entropy: 0 }),
);

const judgings: Record<string, Omit<Judging<Values>, 'claim' | 'parameters'>> = {
  generalise: {
    records: (z, k) => [learn('sbpi', k, { error: gibbsError - 0.001 * z })],
  },
  'bayes-bound': {
    records: (z, k) => [learn('sbpi', k, { error: bayesError + 0.001 * z })],
  },
  'bayes-reached': {
    joint: true,
    records: (z, k, random) => {
      const at = { sample: k, inputs: 1001, load: 0.5, converged: true };
      const near = entropy + 1e-4 * random.normal();
      return [row('bayes', { ...at, error: bayesError + 0.02 - 0.0005 * z, entropy: near })];
    },
  },
  'typical-teacher': {
    first: curve,
    records: (z, k) => [around('typical', k, 0.01 - 0.0002 * z)],
  },
  robust: {
    records: (z, k) => [
      row('flip', {
        ...{ centre: 'sbpi', sample: k, inputs: 1001, share: 0.01 },
        errors: typicalLoss(1001, 0.01) - 0.001 * z,
      }),
    ],
  },
  listed: {
    joint: true,
    records: (z, k, random) => [
      row('exact', {
        ...{ learner: 'sbpi', sample: k, typical: 0.4, found: 0.4 - 0.001 * z },
        ...{ typicalLoss: 0.3, foundLoss: 0.2 + 0.01 * random.uniform() },
      }),
    ],
  },
  'small-entropy': {
    records: (z, k) => [
      row('exact', {
        ...{ sample: k, inputs: 20, patterns: 10, learner: 'sbpi' },
        entropy: entropy + 0.03 - 0.0005 * z,
      }),
    ],
  },
};

describe('the claims', () => {
  it.each(Object.entries(judgings))('on a mean, %s, follow the one rule', (id, judging) => {
    const claim = claimOf(discreteTeacher, id);
    expectOneRule({ claim, parameters, draws: 1000, ...judging });
  });

  it('on recovery follow the one rule', () => {
    expectShareRule({
      ...{ claim: claimOf(discreteTeacher, 'recovery'), parameters, bar: 0.5 },
      records: (recovered, k) => [learn('fbp', k, { recovered, load: 1.6 })],
    });
  });

  it('are all looked at here, or theory', () => {
    const known = ['thresholds', 'recovery', ...Object.keys(judgings)];
    expect(discreteTeacher.claims.map(({ id }) => id).sort()).toEqual(known.sort());
  });

  it('on theory are true or false', () => {
    const at = (perfect: number, spinodal: number) =>
      said('thresholds', [row('threshold-theory', { perfect, spinodal })]).verdict;
    expect(at(1.24468, 1.49263)).toBe('holds');
    expect(at(1.2448, 1.49263)).toBe('falls short');
    expect(at(1.24468, 1.4928)).toBe('falls short');
  });

  const students = (learner: string, error: number, given: Omit<StudyRecord, 'kind'> = {}) =>
    Array.from({ length: 8 }, (_, k) =>
      learn(learner, k, { error: error + 1e-3 * (k % 3), ...given }),
    );

  it('ask every learner at every load, and only for what was solved', () => {
    const [good, bad] = [gibbsError - 0.02, gibbsError + 0.02];
    expect(said('generalise', students('sbpi', good)).verdict).toBe('holds');
    expect(said('generalise', [...students('sbpi', good), ...students('rbp', bad)]).verdict).toBe(
      'falls short',
    );
    const unsolved = students('rbp', bad, { solved: false });
    expect(said('generalise', [...students('sbpi', good), ...unsolved]).verdict).toBe('holds');
    // Nearer to the threshold, and where only the teacher is left, generalisation is not judged.
    for (const load of [1.1, 1.4])
      expect(
        said('generalise', [...students('sbpi', good), ...students('sbpi', 0.49, { load })])
          .verdict,
      ).toBe('holds');
  });

  it('on recovery look at message passing above the threshold, in large problems', () => {
    const found = (given: Omit<StudyRecord, 'kind'>, learner = 'fbp') =>
      Array.from({ length: 10 }, (_, k) =>
        learn(learner, k, { load: 1.6, recovered: true, ...given }),
      );
    expect(said('recovery', found({})).verdict).toBe('holds');
    expectUndecided(said('recovery', found({}, 'sbpi')), /no such load/);
    expectUndecided(said('recovery', found({ load: 1.55 })), /no such load/);
    expectUndecided(said('recovery', found({ inputs: 499 })), /N ≥ 501/);
    const below = found({ load: 1.55, recovered: false });
    expect(said('recovery', [...found({}), ...below]).verdict).toBe('holds');
  });

  it('on the means are held to both, error and entropy, where there are students', () => {
    const means = (error: number, found: number, given: Omit<StudyRecord, 'kind'> = {}) =>
      Array.from({ length: 6 }, (_, sample) =>
        row('bayes', {
          ...{ sample, inputs: 1001, load: 0.5, converged: true },
          ...{ error: error + 1e-3 * (sample % 2), entropy: found + 1e-3 * (sample % 2), ...given },
        }),
      );
    expect(said('bayes-reached', means(bayesError, entropy)).verdict).toBe('holds');
    expect(said('bayes-reached', means(bayesError, entropy + 0.03)).verdict).toBe('falls short');
    expect(said('bayes-reached', means(bayesError - 0.03, entropy)).verdict).toBe('falls short');
    const lost = means(0.1, 2, { converged: false });
    expect(said('bayes-reached', [...means(bayesError, entropy), ...lost]).verdict).toBe('holds');
    expectUndecided(said('bayes-reached', means(bayesError, entropy, { inputs: 499 })), /N ≥ 501/);
  });

  it('judge the teacher by itself, and what was found apart from it', () => {
    const gaps = (centre: string, gap: number) =>
      [0, 1, 2, 3].map((sample) => around(centre, sample, gap + 1e-4 * sample));
    const found = [...curve, ...gaps('typical', 0.001), ...gaps('sbpi', 0.05)];
    expect(said('typical-teacher', found).verdict).toBe('holds');
    expectUndecided(said('typical-teacher', [...curve, ...gaps('sbpi', 0.001)]));
    const flips = (centre: string, errors: number) =>
      [0, 1, 2, 3].map((sample) =>
        row('flip', { centre, sample, inputs: 1001, share: 0.01, errors: errors + 1e-3 * sample }),
      );
    expect(said('robust', [...flips('typical', 0.2), ...flips('sbpi', 0.01)]).verdict).toBe(
      'holds',
    );
    expectUndecided(said('robust', flips('typical', 0.01)));
  });
});
