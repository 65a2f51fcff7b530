/**
 * Sparse examples in text: svmlight, also called LIBSVM.
 *
 * A line is `target [qid:number] index:value … [# comment]`, with indices that ascend. Nothing in a file says whether they
 * count from 0 or from 1, nor how many columns there are: both are options, and told where they were not given.
 *
 * Source: T. Joachims, SVM-light, "How to use"; C.-C. Chang, C.-J. Lin, LIBSVM, README.
 */

import { UsageError } from '../errors.ts';
import { NumberReader } from './numbers.ts';
import {
  CR,
  countByte,
  countLines,
  excerpt,
  LF,
  lineAt,
  lineEnd,
  many,
  refuse,
  SPACE,
  TAB,
  terminated,
  textStart,
} from './text.ts';
import type { Read, SparseRows } from './values.ts';

/** Examples as a file has them. */
export interface Svmlight {
  readonly rows: SparseRows;
  /** One a row. */
  readonly targets: Float64Array;
  /** The number behind `qid:`, one a row; absent where no line has one. */
  readonly queries?: Float64Array;
  /** What the file counts columns from. */
  readonly base: 0 | 1;
}

export interface ReadSvmlightOptions {
  /** How messages call the file. */
  readonly name?: string;
  /** What indices count from. Where absent: 0 if there is an index 0, else 1, and told. */
  readonly base?: 0 | 1;
  /** Columns that there are, for a test set those of its training set. Where absent: up to the largest index, and told. */
  readonly columns?: number;
}

const COLON = 58;
const COMMENT = 35;
const COMMA = 44;
const ZERO = 48;
const Q = 113;
const GOOD = '"1 3:0.5 7:2"';
/** Largest number of columns of SparseRows: indices are 32 bits. */
const MOST_COLUMNS = 2 ** 32 - 1;

/** Arrays of the right order of size, filled from the front. */
class Filler {
  rows = 0;
  entries = 0;
  lowest = Number.POSITIVE_INFINITY;
  highest = -1;
  comments = 0;
  /** Rows that have a query. */
  queried = 0;
  readonly starts: Uint32Array;
  readonly targets: Float64Array;
  readonly indices: Uint32Array;
  readonly values: Float64Array;
  queries: Float64Array | undefined;
  readonly #name: string;
  readonly #whole: Uint8Array;

  constructor(bytes: Uint8Array, start: number, name: string) {
    this.#name = name;
    this.#whole = bytes;
    const length = bytes.length - start;
    // A row has two bytes at least, an entry four.
    const rows = Math.min(countLines(bytes, start) + 1, (length >> 1) + 1);
    const entries = Math.min(countByte(bytes, COLON, start), (length >> 2) + 1);
    this.starts = new Uint32Array(rows + 1);
    this.targets = new Float64Array(rows);
    this.indices = new Uint32Array(entries);
    this.values = new Float64Array(entries);
  }

  /** Reads all lines of `bytes`, whose last byte is a line feed; they begin at offset `base` of the whole text. */
  read(bytes: Uint8Array, base: number): void {
    const numbers = new NumberReader(bytes);
    const { indices, values } = this;
    let entries = this.entries;
    let at = 0;
    while (at < bytes.length) {
      while (bytes[at] === SPACE || bytes[at] === TAB) at++;
      const start = at;
      let code = bytes[at];
      if (code === LF || code === CR || code === COMMENT) {
        at = this.#skip(bytes, at, base);
        continue;
      }
      const target = numbers.read(at);
      at = numbers.end;
      code = bytes[at];
      if (!(target - target === 0 && (code <= SPACE || code === COMMENT)))
        this.#wrongTarget(bytes, start, at, base);
      this.targets[this.rows] = target;
      let before = -1;
      for (;;) {
        while (bytes[at] === SPACE || bytes[at] === TAB) at++;
        if (bytes[at] === LF) break;
        const field = at;
        let index = 0;
        let digit = bytes[at] ^ ZERO;
        for (; digit < 10; digit = bytes[++at] ^ ZERO) index = 10 * index + digit;
        if (at === field || bytes[at] !== COLON) {
          at = this.#other(bytes, numbers, field, base);
          continue;
        }
        const value = numbers.read(at + 1);
        const end = numbers.end;
        code = bytes[end];
        if (!(value - value === 0 && (code <= SPACE || code === COMMENT)))
          this.#fail(
            bytes,
            base,
            field,
            `no "index:value" with a finite number; a good line: ${GOOD}`,
          );
        if (index <= before || index > MOST_COLUMNS)
          this.#wrongIndex(bytes, base, field, index, before);
        if (before < 0 && index < this.lowest) this.lowest = index;
        before = index;
        indices[entries] = index;
        values[entries++] = value;
        at = end;
      }
      if (before > this.highest) this.highest = before;
      this.rows++;
      this.starts[this.rows] = entries;
      at++;
    }
    this.entries = entries;
  }

  /** A line without an example. */
  #skip(bytes: Uint8Array, at: number, base: number): number {
    if (bytes[at] === CR && bytes[at + 1] !== LF)
      this.#fail(bytes, base, at, 'CR without LF; save the file with LF or CR LF');
    if (bytes[at] === COMMENT) this.comments++;
    return lineEnd(bytes, at) + 1;
  }

  /** What else stands between entries: the end CR LF, a comment, a query. Returns the place behind it. */
  #other(bytes: Uint8Array, numbers: NumberReader, at: number, base: number): number {
    if (bytes[at] === CR && bytes[at + 1] === LF) return at + 1;
    if (bytes[at] === COMMENT) return lineEnd(bytes, at);
    const isQuery = bytes[at] === Q && excerpt(bytes, at, at + 4) === '"qid:"';
    if (!isQuery) this.#fail(bytes, base, at, `no "index:value"; a good line: ${GOOD}`);
    const query = numbers.read(at + 4);
    const code = bytes[numbers.end];
    if (!Number.isSafeInteger(query) || !(code <= SPACE || code === COMMENT))
      this.#fail(bytes, base, at, 'qid is no whole number');
    this.queries ??= new Float64Array(this.targets.length).fill(Number.NaN);
    if (!Number.isNaN(this.queries[this.rows])) this.#fail(bytes, base, at, 'a second qid');
    this.queries[this.rows] = query;
    this.queried++;
    return numbers.end;
  }

  #wrongTarget(bytes: Uint8Array, start: number, end: number, base: number): never {
    if (bytes[end] === COMMA)
      this.#fail(bytes, base, start, 'several labels in one example are not supported');
    if (bytes[end] === COLON)
      this.#fail(bytes, base, start, `the line begins without a target; a good line: ${GOOD}`);
    this.#fail(bytes, base, start, `no finite number as the target; a good line: ${GOOD}`);
  }

  #wrongIndex(bytes: Uint8Array, base: number, at: number, index: number, before: number): never {
    if (index > MOST_COLUMNS) this.#fail(bytes, base, at, `an index above ${MOST_COLUMNS}`);
    if (index === before) this.#fail(bytes, base, at, `index ${index} stands twice in this line`);
    this.#fail(bytes, base, at, `index ${index} after ${before}; indices have to ascend in a line`);
  }

  #fail(bytes: Uint8Array, base: number, at: number, message: string): never {
    let end = at;
    while (bytes[end] > SPACE) end++;
    const where = `line ${lineAt(this.#whole, base + at)}: ${excerpt(bytes, at, end)}`;
    refuse(this.#name, `${where}: ${message}`);
  }
}

const exactly = <A extends Float64Array | Uint32Array>(array: A, length: number): A =>
  array.length === length ? array : (array.slice(0, length) as A);

/** The first line that has an index that `is` true of, for a message. */
function lineOfIndex(bytes: Uint8Array, start: number, is: (index: number) => boolean): number {
  const text = new TextDecoder('latin1');
  for (let at = start, line = lineAt(bytes, start); at < bytes.length; line++) {
    const end = lineEnd(bytes, at);
    const [entries] = text.decode(bytes.subarray(at, end)).split('#');
    for (const [, index] of entries.matchAll(/(?<=\s)(\d+):/g)) if (is(Number(index))) return line;
    at = end + 1;
  }
  return 0;
}

/**
 * Reads sparse examples.
 *
 * Values and targets are correctly rounded doubles; stored zeros are kept. Comments and blank lines are left out.
 *
 * @throws FrugalError for indices that repeat or descend in a line, an index 0 where `base` is 1, one beyond `columns`, several
 *   labels, numbers that are not finite, and anything else that is no example; with its line
 * @example
 * readSvmlight(new TextEncoder().encode('1 1:0.5 3:2\n-1 2:1\n')).value.rows; // 2 × 3, starts [0, 2, 3]
 */
export function readSvmlight(bytes: Uint8Array, options: ReadSvmlightOptions = {}): Read<Svmlight> {
  const { name = 'svmlight file' } = options;
  const start = textStart(bytes, name);
  const { columns: asked } = options;
  if (asked !== undefined && !(Number.isInteger(asked) && asked >= 0 && asked <= MOST_COLUMNS))
    throw new UsageError(`columns ${asked} is not a whole number in 0 … ${MOST_COLUMNS}`);
  const filler = new Filler(bytes, start, name);
  const last = Math.max(bytes.lastIndexOf(LF) + 1, start);
  if (last > start) filler.read(bytes.subarray(start, last), start);
  if (last < bytes.length) filler.read(terminated(bytes, last), last);
  const { rows, entries, lowest, highest } = filler;
  if (rows === 0) refuse(name, `no examples; a good line: ${GOOD}`);
  if (filler.queried > 0 && filler.queried < rows)
    refuse(name, `${filler.queried} of ${rows} lines have a qid; expected all of them, or none`);
  const base = options.base ?? (lowest === 0 ? 0 : 1);
  if (base === 1 && lowest === 0) {
    const line = lineOfIndex(bytes, start, (index) => index === 0);
    refuse(name, `line ${line}: index 0 where columns count from 1 (base 1)`);
  }
  const width = highest + 1 - base;
  const columns = asked ?? Math.max(width, 0);
  if (width > columns) {
    const line = lineOfIndex(bytes, start, (index) => index + 1 - base > columns);
    refuse(name, `line ${line}: an index beyond ${columns} columns, counted from ${base}`);
  }
  const indices = exactly(filler.indices, entries);
  if (base === 1) for (let k = 0; k < entries; k++) indices[k]--;
  const notes: string[] = [];
  if (options.base === undefined && entries > 0) {
    const why = lowest === 0 ? 'there is an index 0' : `the smallest index is ${lowest}`;
    notes.push(
      `Columns are taken to count from ${base}, as ${why} (else say --index-base ${1 - base}).`,
    );
  }
  if (asked === undefined) notes.push(`${many(columns, 'column')}, up to the largest index.`);
  if (filler.comments > 0) notes.push(`Left out: ${many(filler.comments, 'line')} of comments.`);
  return {
    value: {
      rows: {
        rows,
        columns,
        starts: exactly(filler.starts, rows + 1),
        indices,
        values: exactly(filler.values, entries),
      },
      targets: exactly(filler.targets, rows),
      ...(filler.queries === undefined ? {} : { queries: exactly(filler.queries, rows) }),
      base,
    },
    notes,
  };
}
