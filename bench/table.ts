/**
 * Rows of measurements, and how they are shown: aligned text for a terminal, Markdown for the repository.
 */

import { type Goal, reaches, verdictOf } from './goals.ts';

/** Units in which a measurement is told; `yes` is 1 or 0, `share` a part of 1. */
export type Unit =
  | 'GF/s'
  | 'GB/s'
  | 'G/s'
  | 'share'
  | 'times'
  | 'ns'
  | 'ms'
  | 's'
  | 'steps'
  | '/s'
  | 'B'
  | 'MB'
  | 'yes';

export interface Row {
  readonly what: string;
  readonly measured: number;
  readonly unit: Unit;
  readonly goal?: Goal;
  /** What one must know to read the number. */
  readonly note?: string;
}

/** All rows of one suite. */
export interface Section {
  readonly suite: string;
  readonly title: string;
  readonly rows: readonly Row[];
}

const digits = (value: number): string => {
  const size = Math.abs(value);
  if (size >= 100) return value.toFixed(0);
  return size >= 10 ? value.toFixed(1) : size >= 1 ? value.toFixed(2) : value.toFixed(3);
};

/** A value with its unit, e.g. `36.2 GF/s`, `8.91 ×`, `62 %`. */
export function quantity(value: number, unit: Unit): string {
  if (unit === 'yes') return value === 1 ? 'yes' : 'no';
  if (unit === 'share') return `${(100 * value).toFixed(0)} %`;
  return `${digits(value)} ${unit === 'times' ? '×' : unit}`;
}

/** A bound as it was set: `≥ 8 ×`, `≤ 16 B`. */
function bound(value: number | undefined, { better }: Goal, unit: Unit): string {
  if (value === undefined) return '';
  if (unit === 'yes') return 'yes';
  const shown =
    unit === 'share' ? `${Math.round(100 * value)} %` : `${value} ${unit === 'times' ? '×' : unit}`;
  return `${better === 'more' ? '≥' : '≤'} ${shown}`;
}

const HEAD = ['what', 'measured', 'floor', 'aim', 'verdict'];

/** The cells of a row. An aim that is reached carries a mark. */
function cells({ what, measured, unit, goal }: Row): string[] {
  const shown = quantity(measured, unit);
  if (goal === undefined) return [what, shown, '', '', ''];
  const aim = bound(goal.aim, goal, unit);
  const reached = goal.aim !== undefined && reaches(measured, goal.aim, goal);
  const marked = reached ? `${aim} ✓` : aim;
  return [what, shown, bound(goal.floor, goal, unit), marked, verdictOf(measured, goal)];
}

/** One row of text, with the columns of all tables at the same places. */
export function textRow(row: Row): string {
  return aligned(cells(row)) + (row.note === undefined ? '' : `  (${row.note})`);
}

const WIDTHS = [66, 10, 9, 11, 11];

function aligned(row: readonly string[]): string {
  return row
    .map((cell, k) => (k === 1 ? cell.padStart(WIDTHS[k]) : cell.padEnd(WIDTHS[k])))
    .join('  ')
    .trimEnd();
}

/** The head of a suite's table. */
export const textHead = (title: string): string => `\n${title}\n${aligned(HEAD)}`;

/** All sections as one Markdown document. */
export function markdown(sections: readonly Section[], heading: readonly string[]): string {
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  const tables = sections.flatMap(({ title, rows }) => [
    `## ${title}`,
    '',
    line(HEAD),
    '| --- | ---: | --- | --- | --- |',
    ...rows.map((row) => {
      const [what, ...rest] = cells(row);
      return line([row.note === undefined ? what : `${what} (${row.note})`, ...rest]);
    }),
    '',
  ]);
  return [...heading, '', ...tables].join('\n');
}

/** How many goals are reached, in one line. */
export function summary(sections: readonly Section[]): string {
  const judged = sections
    .flatMap(({ rows }) => rows)
    .flatMap(({ measured, goal }) => (goal === undefined ? [] : [{ measured, goal }]));
  const held = judged.filter(({ measured, goal }) => verdictOf(measured, goal) === 'holds').length;
  const aims = judged.filter(
    ({ measured, goal }) => goal.aim !== undefined && reaches(measured, goal.aim, goal),
  ).length;
  return `${held} of ${judged.length} floors hold, ${aims} aims are reached (✓)`;
}

/** A row as it is stored: with its verdict. */
export function stored(row: Row): Record<string, unknown> {
  const { goal, ...rest } = row;
  if (goal === undefined) return rest;
  const { floor, aim, better } = goal;
  return {
    ...rest,
    floor,
    ...(aim === undefined ? {} : { aim }),
    better,
    verdict: verdictOf(row.measured, goal),
  };
}
