/**
 * Tables in text: comma, semicolon, tab, bar or space separated (RFC 4180 and its relatives).
 *
 * What is recognised is told; what could be meant in two ways is refused. Source of the quoting: RFC 4180, section 2.
 */

import { UsageError } from '../errors.ts';
import { DELIMITERS, type Delimiter, dialectOf } from './dialect.ts';
import { NumberReader } from './numbers.ts';
import { type Filling, RowReader, type RowsOptions } from './records.ts';
import {
  countLines,
  Decoder,
  LF,
  lineAt,
  many,
  refuse,
  shown,
  terminated,
  textStart,
} from './text.ts';
import type { Column, Read, Table } from './values.ts';
import { WordTable } from './words.ts';

export interface TableOptions {
  /** How messages call the table. */
  readonly name?: string;
  /** Whether the first line names the columns; `auto`, the default, recognises it and says so. */
  readonly header?: boolean | 'auto';
  /** What separates fields: `,`, `;`, a tab, `|`, or a space for any run of spaces and tabs. Recognised where absent. */
  readonly delimiter?: string;
  /** Fields that count as missing, in any case; default `MISSING`. An empty field always does. */
  readonly missing?: readonly string[];
  /** Names of columns that hold words even where they look like numbers. */
  readonly text?: readonly string[];
}

/** Fields that count as missing where nothing else is said, in any case; so does an empty field. */
export const MISSING: readonly string[] = ['?', 'NA', 'N/A', '#N/A', 'NaN', 'null', 'None'];

/** A table, and how it was written. */
export interface ReadTable extends Read<Table> {
  /** A line named the columns. */
  readonly header: boolean;
  readonly delimiter: Delimiter;
  /** The column that holds names of rows, where its header is empty. */
  readonly rowNames?: string;
}

/** The share of fields that are no numbers from which on a column that began with numbers holds words. */
const WORDS_FROM = 0.1;

function newFilling(name: string, words: boolean, capacity: number): Filling {
  const counts = { name, missing: 0, strangers: 0 };
  return words
    ? { ...counts, codes: new Int32Array(capacity), words: new WordTable() }
    : { ...counts, values: new Float64Array(capacity) };
}

/** The words for missing values that are numbers, such as −999. */
function missingNumbers(words: readonly string[]): number[] {
  return words
    .map((word) => {
      const reader = new NumberReader(new TextEncoder().encode(`${word}\n`));
      const value = reader.read(0);
      return reader.end === word.length ? value : Number.NaN;
    })
    .filter((value) => !Number.isNaN(value));
}

function finish(
  filling: Filling,
  rows: number,
  codes: readonly number[],
  decoder: Decoder,
): Column {
  const { name, values, words } = filling;
  if (values === undefined) {
    const all = filling.codes ?? new Int32Array(0);
    return {
      kind: 'text',
      name,
      codes: all.length === rows ? all : all.slice(0, rows),
      words: words?.decode(decoder) ?? [],
      missing: filling.missing,
    };
  }
  const exact = values.length === rows ? values : values.slice(0, rows);
  let missing = filling.missing;
  if (codes.length > 0) {
    for (let row = 0; row < rows; row++) {
      if (!codes.includes(exact[row])) continue;
      exact[row] = Number.NaN;
      missing++;
    }
  }
  return { kind: 'number', name, values: exact, missing };
}

/** Where a field that is no number stands among numbers. */
const strangerOf = ({ name, stranger }: Filling, bytes: Uint8Array): string =>
  `line ${lineAt(bytes, stranger?.at ?? 0)}, column ${shown(name)}: ${stranger?.text}`;

/** What was found in the fields. */
function tell(reader: RowReader, columns: readonly Column[], words: readonly string[]): string[] {
  const notes: string[] = [];
  const missing = columns.reduce((sum, column) => sum + column.missing, 0);
  if (missing > 0) {
    const where = columns.filter((column) => column.missing > 0).map(({ name }) => name);
    const some = where.length > 4 ? [...where.slice(0, 4), `${where.length - 4} more`] : where;
    notes.push(
      `${many(missing, 'field')} missing (empty, or ${words.join(', ')}) in: ${some.join(', ')}.`,
    );
  }
  if (reader.blanks > 0) notes.push(`Left out: ${many(reader.blanks, 'blank line')}.`);
  if (reader.rounded > 0)
    notes.push(
      `${many(reader.rounded, 'whole number')} beyond 2⁵³ (first in ${reader.firstRounded}) rounded to doubles; as words they stay exact.`,
    );
  return notes;
}

/** Reads all records into new columns; `text` are those that hold words for sure. */
function readRows(
  bytes: Uint8Array,
  names: readonly string[],
  text: ReadonlySet<string>,
  start: number,
  options: Omit<RowsOptions, 'capacity'>,
): { reader: RowReader; columns: Filling[] } {
  // A row has at least one byte for each of its fields: a separator or the end of the line.
  const lines = countLines(bytes, start) + (bytes[bytes.length - 1] === LF ? 0 : 1);
  const capacity = Math.min(lines, Math.ceil((bytes.length + 1 - start) / names.length));
  const columns = names.map((column) => newFilling(column, text.has(column), capacity));
  const reader = new RowReader(columns, { ...options, capacity });
  const ended = bytes[bytes.length - 1] === LF;
  const body = ended ? bytes : bytes.subarray(0, Math.max(bytes.lastIndexOf(LF) + 1, start));
  let at = start + reader.read(body.subarray(start), start);
  if (at < bytes.length && !ended) {
    const rest = terminated(bytes, at);
    if (reader.read(rest, at) === rest.length) at = bytes.length;
  }
  if (at < bytes.length)
    refuse(options.name, `line ${lineAt(bytes, at)}: a quoted field begins and is never closed`);
  if (reader.rows === 0) refuse(options.name, 'no rows; expected at least one line of fields');
  return { reader, columns };
}

/**
 * Reads a table of numbers and words.
 *
 * A column whose first field is a number is of numbers; words among them make it one of words if they are at least a
 * tenth (told), and are an error else. Numbers are correctly rounded doubles; missing ones are NaN, missing words −1.
 * Lines end in LF or CR LF; blank lines do not count. Bytes are UTF-8 with or without mark, or windows-1252.
 *
 * @throws FrugalError for no rows, a line of another number of fields, decimal commas, infinities, a word among numbers,
 *   quotes that are not closed, two columns of one name, bytes that are no text; UsageError for options that cannot be
 * @example
 * const { value, notes } = readTable(new TextEncoder().encode('a;b\n1;x\n?;y\n'));
 * value.columns[0]; // { kind: 'number', name: 'a', values: [1, NaN], missing: 1 }
 */
export function readTable(bytes: Uint8Array, options: TableOptions = {}): ReadTable {
  const { name = 'table', header = 'auto', delimiter, missing = MISSING, text = [] } = options;
  const known = DELIMITERS.find((each) => each === delimiter);
  if (delimiter !== undefined && known === undefined)
    throw new UsageError(
      `delimiter ${shown(delimiter)} is not one of , ; | a tab or a space (for any run of spaces)`,
    );
  const words = new Set(missing.map((word) => word.toLowerCase()));
  const isMissing = (field: string): boolean => field === '' || words.has(field.toLowerCase());
  const dialect = dialectOf(bytes, textStart(bytes, name), name, {
    header,
    delimiter: known,
    missing: isMissing,
  });
  const names =
    dialect.names ?? Array.from({ length: dialect.columns }, (_, k) => `column ${k + 1}`);
  const absent = text.find((column) => !names.includes(column));
  if (absent !== undefined)
    throw new UsageError(`${name} has no column ${shown(absent)} to read as words`);
  const asText = new Set(text);
  const rowOptions = { name, delimiter: dialect.delimiter, missing: isMissing, whole: bytes };
  let { reader, columns } = readRows(bytes, names, asText, dialect.start, rowOptions);
  const notes = [...dialect.notes];
  const changed: Filling[] = [];
  for (const column of columns) {
    if (column.stranger === undefined) continue;
    if (column.strangers < WORDS_FROM * (reader.rows - column.missing))
      refuse(
        name,
        `${strangerOf(column, bytes)} among numbers; correct it, or write NA if it is missing`,
      );
    asText.add(column.name);
    changed.push(column);
  }
  if (changed.length > 0) {
    const some = changed.length === 1 ? '1 column' : `${changed.length} columns`;
    notes.push(
      `Read as words: ${some} that began with numbers (${strangerOf(changed[0], bytes)}).`,
    );
  }
  if (asText.size > text.length)
    ({ reader, columns } = readRows(bytes, names, asText, dialect.start, rowOptions));
  const decoder = new Decoder();
  const gaps = missingNumbers(missing);
  const all = columns.map((filling) => finish(filling, reader.rows, gaps, decoder));
  const kept = all.filter(
    (column, k) => !(dialect.names?.[k] === `column ${k + 1}` && column.missing === reader.rows),
  );
  if (kept.length < all.length)
    notes.push(`Left out: ${many(all.length - kept.length, 'column')} without name and values.`);
  notes.push(...tell(reader, kept, missing), ...decoder.notes());
  return {
    value: { rows: reader.rows, columns: kept },
    notes,
    header: dialect.names !== undefined,
    delimiter: dialect.delimiter,
    ...(dialect.rowNames ? { rowNames: names[0] } : {}),
  };
}
