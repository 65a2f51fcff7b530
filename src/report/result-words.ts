/** The table of results in words: which rows and columns stand together, and how its numbers read. */

import { LEAST_SEEDS } from '../evidence/judge.ts';
import { powerText } from '../evidence/number-text.ts';
import type { Cell, RowDifference, TableRow, Tabulated } from '../protocol/results.ts';
import { formatDuration, formatNumber } from './text.ts';

type Column = Tabulated['columns'][number];

/** The rows of one experiment, with the columns that any of them fills. */
export interface ResultGroup {
  /** Empty where the study has one experiment. */
  readonly experiment: string;
  readonly columns: readonly Column[];
  readonly rows: readonly {
    readonly name: string;
    readonly variant: string;
    readonly cells: readonly (Cell | undefined)[];
  }[];
}

/** What is to be shown: at the head the main rows and columns, in the account all of them. */
export type Extent = 'head' | 'all';

/** Experiment by experiment, in the order of their first rows. */
export function groupsOf({ columns, rows }: Tabulated, extent: Extent): ResultGroup[] {
  const asked = rows.filter((row) => extent === 'all' || !row.detail);
  const experiments = [...new Set(asked.map(({ experiment }) => experiment))];
  return experiments.map((experiment) => {
    const own = asked.filter((row) => row.experiment === experiment);
    const places = columns.flatMap((column, i) => {
      const hidden = extent === 'head' && column.detail === true;
      return hidden || own.every(({ cells }) => cells[i] === undefined) ? [] : [i];
    });
    return {
      experiment,
      columns: places.map((i) => columns[i]),
      rows: own.map(({ name, variant, cells }) => ({
        ...{ name, variant },
        cells: places.map((i) => cells[i]),
      })),
    };
  });
}

/** Whether the account has more to tell than the head. */
export const hasDetails = ({ columns, rows }: Tabulated): boolean =>
  rows.some(({ detail }) => detail) || columns.some(({ detail }) => detail === true);

/** A number of a column: shares in per cent with one decimal. */
export function valueText(x: number, { form, label }: Pick<Column, 'form' | 'label'>): string {
  if (form === 'percent') return (100 * x).toFixed(1).replace('-', '−');
  if (label === 'time')
    return x < 0.095 ? `${formatNumber(Math.round(1000 * x))} ms` : formatDuration(x);
  return Math.abs(x) >= 1e7 ? powerText(x) : formatNumber(x);
}

/** The number of a cell; `≥` where it is a bound from below in any of the units that it comes from. */
export const cellText = ({ mean, bounds }: Cell, column: Column): string =>
  `${bounds > 0 ? '≥ ' : ''}${valueText(mean, column)}`;

/** The interval of a cell where one is shown: of the measure, and where a column asks for it. */
export function intervalText(cell: Cell, column: Column, isMeasure: boolean): string | undefined {
  const { low, high, bounds } = cell;
  if ((!isMeasure && column.interval !== true) || low === undefined || high === undefined)
    return undefined;
  // The mean of bounds has no interval: how far the true numbers lie above them is not known.
  return bounds > 0 ? undefined : `${valueText(low, column)}, ${valueText(high, column)}`;
}

/** How many independent units the numbers of rows rest on, e.g. `5` or `3–5`. */
export function unitsText(rows: readonly Pick<TableRow, 'cells'>[]): string {
  const counts = rows.flatMap(({ cells }) => cells.flatMap((cell) => cell?.count ?? []));
  if (counts.length === 0) return '0';
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? String(most) : `${least}–${most}`;
}

/** A difference with its sign; of shares in points. */
function gapText(x: number, column: Column): string {
  const text = valueText(Math.abs(x), column);
  return `${x < 0 ? '−' : '+'}${text}`;
}

/**
 * A difference in a sentence.
 *
 * @example 'rigl ends above static: +20.3 points [+17.9, +22.7], in 5 of 5'
 */
export function differenceText(found: RowDifference, { columns }: Tabulated): string {
  const [measure] = columns;
  const { name, baseline, variant, mean, low, high, pairs, above, verdict } = found;
  const unit = measure.form === 'percent' ? ' points' : '';
  const ends =
    low === undefined || high === undefined
      ? ''
      : ` [${gapText(low, measure)}, ${gapText(high, measure)}]`;
  const said =
    verdict === 'holds'
      ? `is above ${baseline}`
      : verdict === 'falls short'
        ? `is below ${baseline}`
        : `cannot be told from ${baseline}`;
  const wins = verdict === 'falls short' ? pairs - above : above;
  const side = verdict === 'undecided' ? 'above ' : '';
  const who = variant === '' ? name : `${name} (${variant})`;
  return `${who} ${said}: ${gapText(mean, measure)}${unit}${ends}, ${side}in ${wins} of ${pairs}`;
}

/** Lines on where the measure differs, the sure ones first; one line where there are too few units for any. */
export function differenceLines(table: Tabulated): { experiment: string; text: string }[] {
  const { differences } = table;
  if (differences.length === 0) return [];
  if (differences.every(({ pairs }) => pairs < LEAST_SEEDS)) {
    const text = `fewer than ${LEAST_SEEDS} independent repetitions: where it differs cannot be told`;
    return [{ experiment: '', text }];
  }
  return [...differences]
    .sort((a, b) => Number(a.verdict === 'undecided') - Number(b.verdict === 'undecided'))
    .map((each) => ({ experiment: each.experiment, text: differenceText(each, table) }));
}
