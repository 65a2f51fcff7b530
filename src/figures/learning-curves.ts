/**
 * Learning curves: a measure against epochs (or steps), one line a method, a band over its replicates.
 */

import { grouped } from '../evidence/units.ts';
import type { Axis, Figure, Mark, Row } from './figure.ts';
import type { StudyRecord } from './record.ts';
import { nameIn, namesIn, numberIn, type Spread, spreadWords, summarise } from './replicates.ts';

export interface LearningCurveOptions {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  /** Column of the measure, e.g. `testAccuracy`. Rows without a number there are skipped. */
  readonly measure: string;
  /** Name of the measure with its unit, e.g. `test accuracy (%)`. */
  readonly label: string;
  /** Factor from the column to the unit of the label, e.g. 100. Default 1. */
  readonly scale?: number;
  /** Column along which learning goes on. Default `epoch`. */
  readonly along?: string;
  /** Name of that axis. Default: the column's name. */
  readonly alongLabel?: string;
  /** Column that names the curve. Default `method`. */
  readonly series?: string;
  /** Fixed order of the series, which fixes their colours. */
  readonly order?: readonly string[];
  /** Band over the rows that share series and place. Default `range`. */
  readonly spread?: Spread;
  readonly y?: Omit<Axis, 'label'>;
  /** Column whose values stand in panels beside each other. */
  readonly panel?: string;
  /** Horizontal lines for comparison, e.g. the published value, in the unit of the label. */
  readonly references?: readonly { readonly value: number; readonly label: string }[];
}

/**
 * Mean curve of every series; a band where a place has more than one row.
 *
 * @example learningCurves(records, { id: 'accuracy', title: 'Test accuracy', caption: '…',
 *   measure: 'testAccuracy', scale: 100, label: 'test accuracy (%)', order: ['set', 'static', 'dense'] })
 */
export function learningCurves(
  records: readonly StudyRecord[],
  options: LearningCurveOptions,
): Figure {
  const { along = 'epoch', series = 'method', panel, spread = 'range' } = options;
  const panels = panel === undefined ? [undefined] : namesIn(records, panel);
  const order: string[] = [];
  const rows: Row[] = [];
  for (const name of panels) {
    const own = panel === undefined ? records : records.filter((row) => row[panel] === name);
    const found = curvesOf(own, options);
    // Panels share their series, so that only a figure without panels joins equal ones under a name of both.
    const merged = panel === undefined ? mergeEqual(found) : new Map<string, string>();
    const place: Row = panel === undefined ? {} : { [panel]: name ?? null };
    for (const [curve, places] of found)
      for (const [at, values] of [...places].sort((a, b) => a[0] - b[0])) {
        const { mean, low, high, count } = summarise(values, spread);
        rows.push({ ...place, [series]: curve, [along]: at, mean, low, high, replicates: count });
      }
    for (const listed of options.order ?? namesIn(records, series)) {
      const shown = merged.get(listed) ?? listed;
      if (!order.includes(shown)) order.push(shown);
    }
  }
  const lines = { x: along, series };
  const band: Mark = { type: 'areaY', data: rows, ...lines, y1: 'low', y2: 'high' };
  const marks: Mark[] = rows.some((row) => Number(row.replicates) > 1) ? [band] : [];
  marks.push({ type: 'line', data: rows, ...lines, y: 'mean' });
  // A line through one place is invisible.
  const curveOf = (row: Row): string => JSON.stringify([row[series], panel && row[panel]]);
  const single = grouped(rows, curveOf).flatMap((own) => (own.length === 1 ? own : []));
  if (single.length > 0) marks.push({ type: 'dot', data: single, ...lines, y: 'mean' });
  if (options.references !== undefined && options.references.length > 0) {
    const data = options.references.map(({ value, label }) => ({ value, label }));
    marks.push({ type: 'ruleY', data, y: 'value', label: 'label', dashed: true });
  }
  const counts = new Set(rows.map((row) => Number(row.replicates)));
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const over = least === most ? String(most) : `${least} to ${most}`;
  const bands = most > 1 ? ` Lines: means; bands: ${spreadWords[spread]} ${over} repetitions.` : '';
  return {
    id: options.id,
    title: options.title,
    caption: options.caption + bands,
    x: { label: options.alongLabel ?? along },
    y: { ...options.y, label: options.label },
    series: order,
    ...(panel === undefined ? {} : { facet: panel, aspect: 1.2 }),
    marks,
  };
}

/** The values of every curve at every place. */
function curvesOf(
  records: readonly StudyRecord[],
  { along = 'epoch', series = 'method', measure, scale = 1 }: LearningCurveOptions,
): Map<string, Map<number, number[]>> {
  const found = new Map<string, Map<number, number[]>>();
  for (const record of records) {
    const name = nameIn(record, series);
    const place = numberIn(record, along);
    const value = numberIn(record, measure);
    if (name === undefined || place === undefined || value === undefined) continue;
    const curve = found.get(name) ?? new Map<number, number[]>();
    found.set(name, curve);
    curve.set(place, [...(curve.get(place) ?? []), value * scale]);
  }
  return found;
}

/**
 * Curves that are the same in every place would hide each other: they become one, under their names together.
 *
 * @returns what the first of them is called now
 */
function mergeEqual(curves: Map<string, Map<number, number[]>>): Map<string, string> {
  const groups = new Map<string, string[]>();
  for (const [name, curve] of curves) {
    const key = JSON.stringify([...curve].sort((a, b) => a[0] - b[0]));
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  const renamed = new Map<string, string>();
  for (const [first, ...others] of groups.values()) {
    if (others.length === 0) continue;
    const name = [first, ...others].join(' = ');
    const curve = curves.get(first) ?? new Map();
    for (const each of [first, ...others]) curves.delete(each);
    curves.set(name, curve);
    renamed.set(first, name);
  }
  return renamed;
}
