/**
 * Results for other programs: records and the numbers of figures as CSV, everything as JSON. Text only, no file system.
 */

import type { Figure } from '../figures/figure.ts';
import type { Json, StudyRecord } from '../protocol/study.ts';
import type { ReportInput } from './source.ts';

/** Members of nested objects become columns of their own, joined by dots; lists stay as JSON text. */
function flatten(record: StudyRecord): Map<string, Json> {
  const flat = new Map<string, Json>();
  const visit = (value: Json, path: string): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [key, inner] of Object.entries(value))
        visit(inner, path === '' ? key : `${path}.${key}`);
    else flat.set(path, value);
  };
  visit(record, '');
  return flat;
}

/** A field after RFC 4180; an absent or empty value is an empty field. */
function field(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * The records of all runs as one table after RFC 4180: a header, then a line a record, ended by CR LF. Each line
 * begins with the run it belongs to (first twelve digits of its identity) and its seed.
 */
export function csvOf(input: ReportInput): string {
  const rows = input.runs.flatMap(({ identity, seed, records }) =>
    records.map((record) => ({ run: [identity.slice(0, 12), seed], fields: flatten(record) })),
  );
  const columns = [...new Set(rows.flatMap(({ fields }) => [...fields.keys()]))];
  const lines = rows.map(({ run, fields }) => [
    ...run,
    ...columns.map((column) => fields.get(column)),
  ]);
  const header = ['run', 'run seed', ...columns];
  return [header, ...lines].map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

/** What the columns of `csvOf` mean, as a table after RFC 4180: kind of record, column, type, unit, meaning. */
export function columnsCsvOf({ columns }: ReportInput): string {
  const lines = columns.map(({ kind, column, type, unit, about }) => [
    kind,
    column,
    type,
    unit,
    about,
  ]);
  const header = ['kind', 'column', 'type', 'unit', 'about'];
  return [header, ...lines].map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

/** Everything a page shows, and the records, as JSON. */
export function jsonOf(input: ReportInput): string {
  return `${JSON.stringify(input, null, 1)}\n`;
}

/**
 * The numbers of a figure as a table after RFC 4180: a line a row of every mark, which begins with the mark's number and kind.
 */
export function figureCsv({ marks }: Figure): string {
  const columns = [...new Set(marks.flatMap(({ data }) => data.flatMap(Object.keys)))];
  const lines = marks.flatMap(({ type, data }, i) =>
    data.map((row) => [i + 1, type, ...columns.map((column) => row[column])]),
  );
  return [['mark', 'kind', ...columns], ...lines]
    .map((line) => `${line.map(field).join(',')}\r\n`)
    .join('');
}
