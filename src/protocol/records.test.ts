import { describe, expect, expectTypeOf, it } from 'vitest';
import { integer } from './parameters.ts';
import {
  columnHelp,
  flag,
  group,
  kinds,
  listOf,
  mapOf,
  maybe,
  name,
  nullable,
  type RecordOf,
  type Row,
  real,
  share,
  text,
  whole,
} from './records.ts';
import { pooled } from './study.ts';
import { variantsOf } from './variants.ts';

const records = kinds({
  task: {
    about: 'Once a run',
    columns: { task: text('its name'), deviations: listOf(real('of an input')) },
  },
  end: {
    about: 'Once a network',
    columns: {
      method: name(['set', 'dense'], 'how it is wired'),
      replicate: whole('number of the repetition'),
      accuracy: share('right answers on the test set'),
      reached: flag('whether the goal was reached'),
      energy: nullable(real('learning energy', 'sum of |Δw|')),
      note: maybe(text('what else there is')),
      groups: mapOf(share('right answers'), 'by group of tasks'),
      cost: group({ changes: whole('events M₀', 'events') }, 'what it took'),
    },
  },
});

const end = {
  ...{ kind: 'end', method: 'set', replicate: 0, accuracy: 0.5, reached: true, energy: null },
  ...{ groups: { go: 1 }, cost: { changes: 3 } },
} as const;

describe('kinds of records', () => {
  it('give the types of rows and records', () => {
    type Table = typeof records.table;
    expectTypeOf<Row<Table, 'end'>['method']>().toEqualTypeOf<'set' | 'dense'>();
    expectTypeOf<Row<Table, 'end'>['energy']>().toEqualTypeOf<number | null>();
    expectTypeOf<Row<Table, 'end'>['note']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Row<Table, 'end'>['cost']['changes']>().toEqualTypeOf<number>();
    expectTypeOf<RecordOf<Table>['kind']>().toEqualTypeOf<'task' | 'end'>();
  });

  it('give the rows of one kind, in order', () => {
    const task = { kind: 'task', task: 'digits', deviations: [1, 2] };
    const other = { ...end, replicate: 1 };
    expect(records.rows('end', [end, task, other]).map(({ replicate }) => replicate)).toEqual([
      0, 1,
    ]);
    expect(records.rows('task', [end, task])[0].deviations).toEqual([1, 2]);
  });

  it.each([
    [
      'a kind that is unknown',
      { kind: 'ends' },
      /^record 7: unknown kind "ends"; did you mean "end"/,
    ],
    ['no kind', {}, /^record 7: unknown kind "undefined"/],
    ['a list', [1], /^record 7 is a list of 1, not an object/],
    ['null', null, /^record 7 is null/],
    [
      'a missing column',
      { ...end, accuracy: undefined, kind: 'end' },
      /"accuracy" is undefined; expected: share/,
    ],
    [
      'a share of 1.5',
      { ...end, accuracy: 1.5 },
      /^record 7 \(end\): "accuracy" is 1.5; expected: share in \[0, 1\]/,
    ],
    ['null where none may be', { ...end, accuracy: null }, /"accuracy" is null/],
    ['NaN', { ...end, energy: Number.NaN }, /"energy" is NaN; expected: number, or null/],
    ['infinity', { ...end, energy: Number.POSITIVE_INFINITY }, /"energy" is Infinity/],
    ['half a replicate', { ...end, replicate: 0.5 }, /"replicate" is 0.5; expected: whole number/],
    ['−1 replicates', { ...end, replicate: -1 }, /"replicate" is -1/],
    ['an unknown name', { ...end, method: 'sett' }, /"method" is "sett"; expected: set \| dense/],
    [
      'text for a flag',
      { ...end, reached: 'true' },
      /"reached" is "true"; expected: true or false/,
    ],
    [
      'a list as text',
      { ...end, groups: '{}' },
      /"groups" is "\{\}"; expected: share in \[0, 1\] by name/,
    ],
    [
      'a wrong item',
      { kind: 'task', task: 'x', deviations: [1, '2'] },
      /"deviations" is a list of 2; expected: list of number/,
    ],
    [
      'a wrong inner column',
      { ...end, cost: { changes: 'many' } },
      /"cost" is an object; expected: group/,
    ],
    ['endless text', { ...end, note: 'x'.repeat(5000) }, /"note" is "x{79}…"; expected: text/],
  ])('refuse %s, in one short line', (_, record, message) => {
    const told = (() => {
      try {
        records.check(record as never, 7);
      } catch (error) {
        return (error as Error).message;
      }
      return 'nothing';
    })();
    expect(told).toMatch(message);
    expect(told.length).toBeLessThanOrEqual(300);
    expect(told).not.toContain('\n');
  });

  it('let columns be that they do not know, and optional ones be absent', () => {
    expect(() => records.check({ ...end, more: 1 }, 1)).not.toThrow();
    expect(() => records.check({ ...end, note: 'x' }, 1)).not.toThrow();
  });

  it('check on the way to figures and claims, too', () => {
    expect(() => records.rows('end', [{ ...end, accuracy: 'high' }])).toThrow(
      /"accuracy" is "high"/,
    );
  });

  it('tell what every column means', () => {
    expect(columnHelp(records).slice(-3)).toEqual([
      { kind: 'end', column: 'note', type: 'text', about: 'what else there is' },
      {
        kind: 'end',
        column: 'groups',
        type: 'share in [0, 1] by name',
        about: 'by group of tasks',
      },
      {
        kind: 'end',
        column: 'cost.changes',
        type: 'whole number',
        unit: 'events',
        about: 'events M₀',
      },
    ]);
  });
});

describe('results of several runs', () => {
  const result = (seed: number, replicates: number) => ({
    seed,
    records: Array.from({ length: replicates }, (_, replicate) => ({
      ...end,
      replicate,
      accuracy: seed / 10,
    })),
  });

  it('are pooled by seed and replicate; what a longer run repeats counts once', () => {
    const rows = pooled(records, 'end', [result(1, 2), result(2, 1), result(1, 3)]);
    expect(rows.map(({ unit }) => unit)).toEqual(['1/0', '1/1', '2/0', '1/2']);
    expect(rows.map(({ seed }) => seed)).toEqual([1, 1, 2, 1]);
  });

  it('of one run are all there, also where two rows are equal', () => {
    expect(pooled(records, 'end', [{ seed: 1, records: [end, { ...end }] }])).toHaveLength(2);
  });

  it('are evidence together where parameters agree but for repetitions', () => {
    const table = {
      epsilon: integer({ description: 'ε', default: 1 }),
      replicates: integer({ description: 'repetitions', default: 1, repeats: true }),
    };
    const run = (epsilon: number, replicates: number, arithmetic = 'strict') => ({
      ...{ parameters: { epsilon, replicates }, arithmetic },
    });
    const alike = variantsOf(table, [run(5, 1), run(5, 3)]);
    expect(alike.map(({ label, runs }) => [label, runs.length])).toEqual([['', 2]]);
    const apart = variantsOf(table, [run(5, 1), run(20, 1), run(5, 2)]);
    expect(apart.map(({ label, runs }) => [label, runs.length])).toEqual([
      ['epsilon 5', 2],
      ['epsilon 20', 1],
    ]);
    const strict = variantsOf(table, [run(5, 1), run(5, 1, 'fused')]);
    expect(strict.map(({ label }) => label)).toEqual(['fused', 'strict']);
  });
});
