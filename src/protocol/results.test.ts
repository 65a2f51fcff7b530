/** The table of results over records whose truth is known: every cell, what is kept apart, and what is compared. */

import { describe, expect, it } from 'vitest';
import { type ResultTable, type TimedResult, tabulate } from './results.ts';

const table: ResultTable = {
  baseline: 'static',
  row: ({ method, experiment }) =>
    typeof method === 'string'
      ? { name: method, experiment: String(experiment ?? ''), detail: experiment === 'size' }
      : undefined,
  columns: [
    {
      ...{ label: 'accuracy', form: 'percent' as const },
      of: (records) => Number(records.at(-1)?.accuracy),
      bound: (records) => records.at(-1)?.reached === false,
    },
    { label: 'energy', of: (records) => records.reduce((all, r) => all + Number(r.energy), 0) },
    { label: 'never told', of: () => undefined },
  ],
};

/** Two epochs of a network. */
const network = (method: string, replicate: number, accuracy: number, more = {}) =>
  [1, 2].map((epoch) => ({
    ...{ method, replicate, accuracy: accuracy - (2 - epoch) * 0.1, energy: epoch },
    ...more,
  }));
const result = (
  seed: number,
  records: TimedResult['records'],
  seconds?: number[],
): TimedResult => ({
  ...{ seed, records, parameters: {} },
  ...(seconds && { seconds }),
});
const alone = (...results: TimedResult[]) => tabulate(table, [{ label: '', results }]);

describe('tabulate', () => {
  it('gives each row the mean over its units, with the interval of Student', () => {
    const made = [0.8, 0.82, 0.84].flatMap((accuracy, k) => network('set', k, accuracy));
    const found = alone(result(1, [{ task: 'none' }, ...made], [9, 1, 2, 1, 2, 1, 3]));
    expect(found?.columns.map(({ label }) => label)).toEqual(['accuracy', 'energy', 'time']);
    const [row] = found?.rows ?? [];
    expect(row).toMatchObject({ name: 'set', experiment: '', variant: '', detail: false });
    const [accuracy, energy, time] = row.cells;
    // Deviation 0.02, t(0.975, 2) = 4.30265: half of the interval 0.02 · 4.30265/√3.
    expect(accuracy?.mean).toBeCloseTo(0.82, 12);
    expect(accuracy?.low).toBeCloseTo(0.82 - 0.0496827, 6);
    expect(accuracy?.high).toBeCloseTo(0.82 + 0.0496827, 6);
    expect(accuracy).toMatchObject({ count: 3, bounds: 0 });
    expect(energy).toEqual({ mean: 3, count: 3, bounds: 0 });
    // 3, 3 and 4 seconds: the time of the record that has no row is nobody's.
    expect(time?.mean).toBeCloseTo(10 / 3, 12);
  });

  it('never mixes experiments, and keeps settings apart', () => {
    const records = [
      ...network('set', 0, 0.8, { experiment: 'rules' }),
      ...network('set', 0, 0.2, { experiment: 'size' }),
    ];
    const found = tabulate(table, [
      { label: 'zeta 0', results: [result(1, records)] },
      { label: 'zeta 0.3', results: [result(1, network('set', 0, 0.9))] },
    ]);
    expect(
      found?.rows.map(({ name, experiment, variant, detail, cells }) => [
        ...[name, experiment, variant, detail, cells[0]?.mean],
      ]),
    ).toEqual([
      ['set', 'rules', 'zeta 0', false, 0.8],
      ['set', 'size', 'zeta 0', true, 0.2],
      ['set', '', 'zeta 0.3', false, 0.9],
    ]);
  });

  it('counts a unit once that two runs share', () => {
    const short = network('set', 0, 0.8);
    const long = [...short, ...network('set', 1, 0.9)];
    const found = alone(result(1, short), result(1, long), result(2, short));
    expect(found?.rows[0].cells[0]).toMatchObject({ count: 3 });
    expect(found?.rows[0].cells[1]).toMatchObject({ mean: 3, count: 3 });
  });

  it('counts bounds, and leaves them out of differences', () => {
    const found = alone(
      result(1, [
        ...[0, 1, 2].flatMap((k) => network('static', k, 0.5 + 0.01 * k)),
        ...[0, 1, 2].flatMap((k) => network('set', k, 0.6 + 0.011 * k)),
        ...network('static', 3, 0.1),
        ...network('set', 3, 0.99, { reached: false }),
      ]),
    );
    expect(found?.rows.map(({ cells }) => cells[0]?.bounds)).toEqual([0, 1]);
    expect(found?.differences).toHaveLength(1);
    expect(found?.differences[0]).toMatchObject({
      ...{ name: 'set', baseline: 'static', pairs: 3, above: 3, verdict: 'holds' },
      mean: expect.closeTo(0.101, 12),
    });
  });

  it('says below, and nothing of few pairs', () => {
    const worse = [0, 1, 2].flatMap((k) => [
      ...network('static', k, 0.5 + 0.01 * k),
      ...network('dense', k, 0.4 + 0.011 * k),
    ]);
    expect(alone(result(1, worse))?.differences[0]).toMatchObject({
      verdict: 'falls short',
      above: 0,
    });
    const one = alone(result(1, [...network('static', 0, 0.5), ...network('set', 0, 0.9)]));
    expect(one?.differences[0]).toMatchObject({ verdict: 'undecided', pairs: 1, above: 1 });
  });

  it('compares with the first of several baselines that is there', () => {
    const records = ['static', 'local'].flatMap((method, m) =>
      [0, 1, 2].flatMap((k) => network(method, k, 0.5 + 0.01 * k - 0.1 * m)),
    );
    const of = (baseline: readonly string[]) =>
      tabulate({ ...table, baseline }, [{ label: '', results: [result(1, records)] }])?.differences;
    expect(of(['dense', 'static'])?.map(({ name, baseline }) => [name, baseline])).toEqual([
      ['local', 'static'],
    ]);
    expect(of(['dense'])).toEqual([]);
  });

  it('is absent without rows', () => {
    expect(alone(result(1, [{ step: 1 }]))).toBeUndefined();
  });
});
