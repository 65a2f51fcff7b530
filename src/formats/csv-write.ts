/** Tables as comma separated text that every reader takes back: the same numbers, the same words (RFC 4180). */

import { UsageError } from '../errors.ts';
import type { Column, Table } from './values.ts';

export interface WriteTableOptions {
  /** Default a comma. */
  readonly delimiter?: ',' | ';' | '\t';
  /** Whether the first line names the columns; default true. */
  readonly header?: boolean;
  /** What stands for a missing field; default nothing. */
  readonly missing?: string;
  /** Precision that numbers are told apart in: 9 digits for singles, 17 (the default) for doubles. */
  readonly precision?: 'float32' | 'float64';
}

/** Characters that are gathered before they become bytes. */
const PART = 1 << 16;

/**
 * The shortest decimal number that reads as the same single.
 *
 * Nine significant digits tell all singles apart (IEEE 754, 5.12.2).
 */
export function singleText(value: number): string {
  const single = Math.fround(value);
  for (let digits = 6; digits < 9; digits++) {
    const text = single.toPrecision(digits);
    if (Math.fround(Number(text)) === single) return String(Number(text));
  }
  return String(Number(single.toPrecision(9)));
}

/** A field, in quotes where a reader would take it for something else otherwise. */
function quoted(word: string, delimiter: string): string {
  const plain =
    word !== '' && word.trim() === word && !/["\r\n]/.test(word) && !word.includes(delimiter);
  return plain ? word : `"${word.replaceAll('"', '""')}"`;
}

function writerOf(column: Column, options: Required<WriteTableOptions>): (row: number) => string {
  const { delimiter, missing, precision } = options;
  const gap = quoted(missing, delimiter).replace(/^""$/, '');
  if (column.kind === 'text') {
    const words = column.words.map((word) => quoted(word, delimiter));
    return (row) => (column.codes[row] < 0 ? gap : words[column.codes[row]]);
  }
  const number = precision === 'float32' ? singleText : String;
  return (row) => {
    const value = column.values[row];
    if (Number.isNaN(value)) return gap;
    return Object.is(value, -0) ? '-0' : number(value);
  };
}

/**
 * Writes a table, UTF-8, lines ending in LF.
 *
 * Numbers are the shortest that read as the same double (or single, `precision`). A table of one column whose field is
 * missing gets `""` there, as an empty line would be none.
 *
 * @throws UsageError for infinite numbers: no reader of tables takes them
 * @example
 * writeTable({ rows: 1, columns: [{ kind: 'number', name: 'a', values: Float64Array.of(0.1), missing: 0 }] }); // a⏎0.1⏎
 */
export function writeTable(table: Table, options: WriteTableOptions = {}): Uint8Array {
  const all = {
    delimiter: ',',
    header: true,
    missing: '',
    precision: 'float64',
    ...options,
  } as const;
  for (const { kind, name, ...column } of table.columns) {
    const infinite = 'values' in column && column.values.some((v) => Math.abs(v) === Infinity);
    if (kind === 'number' && infinite)
      throw new UsageError(`column "${name}" holds an infinite number: text tables cannot`);
  }
  const writers = table.columns.map((column) => writerOf(column, all));
  const parts: Uint8Array[] = [];
  const encoder = new TextEncoder();
  const names = table.columns.map(({ name }) => quoted(name, all.delimiter));
  let text = all.header ? `${names.join(all.delimiter)}\n` : '';
  for (let row = 0; row < table.rows; row++) {
    const line = writers.map((write) => write(row)).join(all.delimiter);
    text += line === '' ? '""\n' : `${line}\n`;
    if (text.length < PART) continue;
    parts.push(encoder.encode(text));
    text = '';
  }
  parts.push(encoder.encode(text));
  return joined(parts);
}

/** Parts one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
