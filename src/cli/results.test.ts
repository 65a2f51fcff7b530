/** The end of a run: what is left out of it is counted, one as one. */

import { expect, it } from 'vitest';
import type { RowDifference, TableRow, Tabulated } from '../protocol/results.ts';
import { resultLines } from './results.ts';

const out = { write: () => {}, isTTY: false, columns: () => 100, colour: false };

/** As many tables of one row each, and differences. */
function found(tables: number, differences: number): Tabulated {
  const row = (experiment: string): TableRow => ({
    ...{
      name: 'set',
      experiment,
      variant: '',
      detail: false,
      cells: [{ mean: 0.5, count: 3, bounds: 0 }],
    },
  });
  const difference = (k: number): RowDifference => ({
    ...{ name: `rule ${k}`, experiment: '', variant: '', baseline: 'dense', mean: 0.1 },
    ...{ low: 0.05, high: 0.15, pairs: 3, above: 3, verdict: 'holds' as const },
  });
  return {
    columns: [{ label: 'accuracy', form: 'percent' }],
    rows: Array.from({ length: tables }, (_, k) => row(`experiment ${k}`)),
    differences: Array.from({ length: differences }, (_, k) => difference(k)),
    less: false,
  };
}

const left = (tables: number, differences: number): string[] =>
  resultLines(out, found(tables, differences)).filter((line) => line.includes('…'));

it.each<[tables: number, differences: number, lines: string[]]>([
  [3, 6, []],
  [4, 7, ['  … 1 more table in the report', '  … 1 more difference in the report']],
  [5, 8, ['  … 2 more tables in the report', '  … 2 more differences in the report']],
])('of %i tables and %i differences says how many are left out', (tables, differences, lines) => {
  expect(left(tables, differences)).toEqual(lines);
});
