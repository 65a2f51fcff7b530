/** Measures of a sweep: from the table of a study and from columns of its records. */

import { describe, expect, it } from 'vitest';
import type { StudyRecord } from '../protocol/study.ts';
import { counting } from '../runs/fixtures/counting.ts';
import { loadStudy } from '../studies/registry.ts';
import { scoring } from './fixtures/scoring.ts';
import { measuresOf, runRows } from './measures.ts';

const score = (learner: string, value: number, replicate?: number): StudyRecord => ({
  ...{ kind: 'score', learner, value },
  ...(replicate !== undefined && { replicate }),
});
const valuesOf = (name: string[], records: readonly StudyRecord[]) => [
  ...measuresOf(scoring, name)[0].of(runRows(scoring, records, {})),
];

describe('measures', () => {
  it('are the columns of the table first, a value a row', () => {
    expect(measuresOf(scoring).map(({ name }) => name)).toEqual(['score']);
    expect(valuesOf([], [score('a', 1), score('b', 3)])).toEqual([
      ['a', 1],
      ['b', 3],
    ]);
  });

  it('average what one seed repeats, and leave out what is no number', () => {
    expect(valuesOf([], [score('a', 1, 0), score('a', 4, 1)])).toEqual([['a', 2.5]]);
    expect(valuesOf([], [score('a', Number.NaN)])).toEqual([]);
    expect(valuesOf(['score.value'], [score('a', 1), score('a', 2), score('b', 5)])).toEqual([
      ['a', 1.5],
      ['b', 5],
    ]);
  });

  it('of a study without a table are columns of its records', () => {
    expect(measuresOf(counting)).toEqual([]);
    const [measure] = measuresOf(counting, ['sum.value']);
    const records: StudyRecord[] = [
      { kind: 'sum', value: true },
      { kind: 'sum', value: false },
      { kind: 'other' },
    ];
    expect([...measure.of(runRows(counting, records, {}))]).toEqual([['', 0.5]]);
  });

  it('know that shares lie between 0 and 1, and per cents between 0 and 100', async () => {
    const associative = await loadStudy('associative');
    const [solved, steps] = measuresOf(associative, ['online.solved', 'online.steps']);
    expect([solved.range, steps.range]).toEqual([[0, 1], undefined]);
    const accuracy = measuresOf(await loadStudy('set-mlp')).find(({ label }) =>
      label.includes('%'),
    );
    expect(accuracy?.range).toEqual([0, 100]);
  });

  it.each([
    [['speed'], 'unknown measure "speed"'],
    [['sore.value'], 'unknown kind of record "sore"'],
    [['score.'], 'is not kind.column'],
  ])('refuse %j', (names, message) => {
    expect(() => measuresOf(scoring, names)).toThrow(message);
  });
});
