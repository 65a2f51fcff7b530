/**
 * Bars with error bars: one measure of several methods, if wanted in groups (tasks, sizes) beside each other.
 * A bar is read by its length from zero, so on an axis without zero the means are drawn as dots.
 */

import type { Axis, Figure, Row } from './figure.ts';
import type { StudyRecord } from './record.ts';
import { nameIn, namesIn, numberIn, type Spread, spreadWords, summarise } from './replicates.ts';

export interface BarOptions {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  /** Column of the measure. Rows without a number there are skipped. */
  readonly measure: string;
  /** Name of the measure with its unit. */
  readonly label: string;
  /** Factor from the column to the unit of the label. Default 1. */
  readonly scale?: number;
  /** Column that names the bar. Default `method`. */
  readonly series?: string;
  /** Fixed order of the bars, which fixes their colours. */
  readonly order?: readonly string[];
  /** Column whose values stand as groups beside each other. */
  readonly group?: string;
  /** What gives the bars their colours where that is not their names: networks of one kind share one. */
  readonly colour?: { readonly column: string; readonly order: readonly string[] };
  /** Column that is true in rows that are only bounds; a bar with such a row is hollow. */
  readonly open?: { readonly column: string; readonly meaning: string };
  /** Error bar over the rows that share bar and group. Default `deviation`. */
  readonly spread?: Spread;
  readonly y?: Omit<Axis, 'label'>;
}

/** More bars than this have no room for their names where groups stand beside each other. */
const MOST_BESIDE = 6;

/** Mean of every bar; an error bar where it has more than one row. */
export function bars(records: readonly StudyRecord[], options: BarOptions): Figure {
  const { series = 'method', group, measure, scale = 1, spread = 'deviation' } = options;
  const found = new Map<string, { row: Row; values: number[]; open: boolean }>();
  for (const record of records) {
    const name = nameIn(record, series);
    const groupName = group === undefined ? '' : nameIn(record, group);
    const value = numberIn(record, measure);
    if (name === undefined || groupName === undefined || value === undefined) continue;
    const key = JSON.stringify([groupName, name]);
    const row: Row = {
      [series]: name,
      ...(group === undefined ? {} : { [group]: groupName }),
      ...(options.colour === undefined
        ? {}
        : { [options.colour.column]: nameIn(record, options.colour.column) ?? name }),
    };
    const bar = found.get(key) ?? { row, values: [], open: false };
    found.set(key, bar);
    bar.values.push(value * scale);
    bar.open ||= options.open !== undefined && record[options.open.column] === true;
  }
  const order = options.order ?? namesIn(records, series);
  const rows: Row[] = [...found.values()].map(({ row, values, open }) => {
    const { mean, low, high, count } = summarise(values, spread);
    return { ...row, mean, low, high, replicates: count, ...(open && { open }) };
  });
  const spreads = rows.filter((row) => Number(row.replicates) > 1);
  const shown = namesIn(rows, series, order);
  const counts = spreads.map((row) => Number(row.replicates));
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const over = least === most ? String(most) : `${least} to ${most}`;
  const words =
    counts.length > 0 ? ` Bars: means; lines: ${spreadWords[spread]} ${over} repetitions.` : '';
  const colour = options.colour?.column ?? series;
  const hollow = options.open === undefined ? {} : { open: 'open' };
  const shape = shown.length > MOST_BESIDE ? { facetColumns: 1, aspect: 4 } : { aspect: 1 };
  const bounds = options.y?.domain?.map(Number);
  const fromZero = bounds === undefined || (bounds[0] <= 0 && bounds[1] >= 0);
  return {
    id: options.id,
    title: options.title,
    caption: options.caption + words,
    x: { label: '', type: 'band', domain: shown },
    y: { ...options.y, label: options.label },
    series: options.colour?.order ?? order,
    ...(group === undefined ? {} : { facet: group, ...shape }),
    ...(options.open && { hollow: options.open.meaning }),
    marks: [
      {
        type: fromZero ? 'barY' : 'dot',
        data: rows,
        x: series,
        y: 'mean',
        series: colour,
        ...hollow,
      },
      {
        type: 'linkY',
        data: spreads,
        x: series,
        y1: 'low',
        y2: 'high',
        ...(fromZero ? {} : { series: colour }),
      },
    ],
  };
}
