/**
 * The rows of a table, from bytes straight into columns: one pass, and no text for a field that is a number.
 *
 * A column is of numbers or of words by its first field that is not missing.
 */

import { type Delimiter, isGapByte } from './dialect.ts';
import { NumberReader } from './numbers.ts';
import { PlainRows } from './plain-rows.ts';
import { CR, excerpt, LF, lineAt, lineText, many, QUOTE, refuse, SPACE, shown } from './text.ts';
import { WordTable } from './words.ts';

/** A column that is being read. */
export interface Filling {
  readonly name: string;
  /** Absent while, and where, the column holds words. */
  values?: Float64Array;
  codes?: Int32Array;
  words?: WordTable;
  missing: number;
  /** Fields that are no numbers among numbers, and where the first stands. */
  strangers: number;
  stranger?: { readonly at: number; readonly text: string };
}

export interface RowsOptions {
  readonly name: string;
  readonly delimiter: Delimiter;
  readonly missing: (field: string) => boolean;
  /** Rows that there is room for. */
  readonly capacity: number;
  /** All of the text, for the numbers of lines in messages. */
  readonly whole: Uint8Array;
}

const DECIMAL_COMMA = /^[+-]?\d*,\d+(?:e[+-]?\d+)?$/i;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

/** A longer field is a word, whatever the words for missing are. */
const LONGEST_MISSING = 64;

/** Reads records into columns. */
export class RowReader {
  rows = 0;
  /** Blank lines that were left out. */
  blanks = 0;
  /** Whole numbers too large for a double, and where the first stands. */
  rounded = 0;
  firstRounded = '';
  readonly #columns: readonly Filling[];
  readonly #options: RowsOptions;
  readonly #separator: number;
  readonly #spaces: boolean;
  #bytes: Uint8Array = new Uint8Array(0);
  #numbers = new NumberReader(this.#bytes);
  /** Offset of these bytes in the whole text. */
  #base = 0;
  /** An example of a good line. */
  #example = '';
  /** Where the field that was found lies, and where the search stopped: at a separator or the end of a line. */
  #field = { bytes: this.#bytes, from: 0, to: 0, quoted: false };

  constructor(columns: readonly Filling[], options: RowsOptions) {
    this.#columns = columns;
    this.#options = options;
    this.#separator = options.delimiter.charCodeAt(0);
    this.#spaces = options.delimiter === ' ';
  }

  /**
   * Reads records; the last byte has to be a line feed. Returns where it stopped: at the end, or where a record begins whose
   * quotes are not closed. `base` is the offset of these bytes in the whole text.
   */
  read(bytes: Uint8Array, base: number): number {
    this.#bytes = bytes;
    this.#numbers = new NumberReader(bytes);
    this.#base = base;
    const numbers = this.#numbers;
    const columns = this.#columns;
    const count = columns.length;
    const separator = this.#separator;
    const spaces = this.#spaces;
    const values = columns.map((column) => column.values);
    const plain = PlainRows.of(bytes, separator, count);
    let at = 0;
    while (at < bytes.length) {
      // The first row says which columns are of numbers; of the others those that are all plain numbers go in blocks.
      if (plain?.worthIt === true && this.rows > 0) {
        const rows = plain.read(at, values, this.rows);
        this.rows += rows;
        at = plain.end;
        if (at === bytes.length) break;
      }
      // Spaces, tabs and line ends are the only bytes of a text up to here.
      if (bytes[at] <= SPACE) {
        const gap = this.#gap(at);
        if (this.#ends(gap)) {
          at = this.#blank(at);
          continue;
        }
        if (spaces) at = gap;
      }
      const start = at;
      for (let k = 0; ; k++) {
        const array = values[k];
        let end = -1;
        if (array !== undefined) {
          const value = numbers.read(at);
          const code = bytes[numbers.end];
          // Of infinity and NaN the difference is NaN.
          if (value - value === 0 && (code === separator || code === LF)) {
            array[this.rows] = value;
            end = numbers.end;
          }
        }
        if (end < 0) {
          end = this.#other(columns[k], at, start);
          if (end < 0) return start;
          values[k] = columns[k].values;
        }
        at = spaces ? this.#gap(end) : end;
        const last = this.#ends(at);
        if (last !== (k === count - 1)) this.#ragged(start);
        if (last) break;
        if (!spaces) at++;
      }
      if (this.rows === 0) this.#example = lineText(bytes, start);
      this.rows++;
      at += bytes[at] === CR ? 2 : 1;
    }
    if (numbers.rounded > 0) {
      if (this.rounded === 0) this.firstRounded = this.#line(numbers.firstRounded);
      this.rounded += numbers.rounded;
    }
    return at;
  }

  /** Whether a line ends here: at LF or CR LF. */
  #ends(at: number): boolean {
    const code = this.#bytes[at];
    return code === LF || (code === CR && this.#bytes[at + 1] === LF);
  }

  #line(at: number): string {
    return `line ${lineAt(this.#options.whole, this.#base + at)}`;
  }

  #gap(from: number): number {
    let at = from;
    while (isGapByte(this.#bytes[at], this.#options.delimiter)) at++;
    return at;
  }

  /** Where the run of blank lines that begins at `from` ends. */
  #blank(from: number): number {
    const bytes = this.#bytes;
    let end = from;
    let lines = 0;
    for (let at = from; at < bytes.length; at++) {
      if (bytes[at] === LF) {
        lines++;
        end = at + 1;
      } else if (bytes[at] !== CR && !isGapByte(bytes[at], this.#options.delimiter)) break;
    }
    if (end === bytes.length) return end;
    // In a table of one column a blank line could be a field that is missing.
    if (this.#columns.length === 1) {
      const what = 'is empty, with rows after it';
      refuse(
        this.#options.name,
        `${this.#line(from)} ${what}; delete the line, or write NA into it`,
      );
    }
    this.blanks += lines;
    return end;
  }

  /** A field that is not simply a number up to its separator. Returns its end, or −1 where quotes are not closed. */
  #other(column: Filling, at: number, start: number): number {
    const end = this.#find(at, start);
    if (end < 0) return end;
    const { bytes, from, to } = this.#field;
    const row = this.rows;
    const { missing, capacity } = this.#options;
    if (to === from || (to - from <= LONGEST_MISSING && missing(latin(bytes, from, to)))) {
      column.missing++;
      if (column.values !== undefined) column.values[row] = Number.NaN;
      else if (column.codes !== undefined) column.codes[row] = -1;
      return end;
    }
    if (column.values !== undefined) {
      const numbers = bytes === this.#bytes ? this.#numbers : new NumberReader(bytes);
      const value = numbers.read(from);
      if (numbers.end === to && Number.isFinite(value)) {
        column.values[row] = value;
        return end;
      }
      const text = latin(bytes, from, Math.min(to, from + LONGEST_MISSING));
      this.#check(column, text, at, numbers.end === to);
      if (hasNumber(column.values, row)) {
        column.strangers++;
        column.stranger ??= { at: this.#base + at, text: excerpt(bytes, from, to) };
        return end;
      }
      column.values = undefined;
      column.codes = new Int32Array(capacity).fill(-1, 0, row);
      column.words = new WordTable();
    }
    if (column.codes !== undefined && column.words !== undefined)
      column.codes[row] = column.words.of(bytes, from, to);
    return end;
  }

  /** Refuses what is meant as a number and cannot be one. */
  #check(column: Filling, text: string, at: number, isNumber: boolean): void {
    const where = `${this.#line(at)}, column ${shown(column.name)}: ${shown(text)}`;
    const name = this.#options.name;
    if (DECIMAL_COMMA.test(text))
      refuse(
        name,
        `${where} has a comma in a number; write a point for decimals, and no thousands separators`,
      );
    if (isNumber || INFINITE.test(text))
      refuse(name, `${where} is not a finite number; write NA if the value is missing`);
  }

  /**
   * Finds the field at `at`: its bytes without quotes and surrounding spaces. Returns the index of the separator or line end
   * behind it, or −1 where its quotes are not closed.
   */
  #find(at: number, start: number): number {
    const bytes = this.#bytes;
    const from = this.#gap(at);
    if (bytes[from] === QUOTE) return this.#quoted(from, start);
    let end = from;
    if (this.#spaces) {
      while (!this.#ends(end) && !isGapByte(bytes[end], ' ')) end++;
    } else {
      const separator = this.#separator;
      while (bytes[end] !== separator && bytes[end] !== LF) end++;
      if (bytes[end] === LF && end > from && bytes[end - 1] === CR) end--;
    }
    let to = end;
    while (to > from && isGapByte(bytes[to - 1], this.#options.delimiter)) to--;
    this.#field = { bytes, from, to, quoted: false };
    return end;
  }

  #quoted(from: number, start: number): number {
    const bytes = this.#bytes;
    let doubled = 0;
    let at = from + 1;
    for (; at < bytes.length; at++) {
      if (bytes[at] !== QUOTE) continue;
      if (bytes[at + 1] !== QUOTE) break;
      doubled++;
      at++;
    }
    if (at >= bytes.length) return -1;
    this.#field = { bytes, from: from + 1, to: at, quoted: true };
    if (doubled > 0) {
      const inner = new Uint8Array(at - from - doubled);
      let length = 0;
      for (let k = from + 1; k < at; k++) {
        inner[length++] = bytes[k];
        if (bytes[k] === QUOTE) k++;
      }
      // The byte after it ends a number.
      this.#field = { bytes: inner, from: 0, to: length, quoted: true };
    }
    const end = this.#gap(at + 1);
    const code = bytes[end];
    if (!this.#ends(end) && code !== this.#separator && !(this.#spaces && end > at + 1)) {
      const line = this.#line(start);
      const hint = 'a quote within a field is written twice, ""';
      refuse(
        this.#options.name,
        `${line}: ${excerpt(bytes, from, end + 8)}: text after the closing quote; ${hint}`,
      );
    }
    return end;
  }

  #ragged(start: number): never {
    const { name, delimiter } = this.#options;
    const expected = this.#columns.length;
    let found = 1;
    let at = start;
    for (; ; found++) {
      const end = this.#find(at, start);
      if (end < 0) break;
      at = this.#spaces ? this.#gap(end) : end;
      if (this.#ends(at)) break;
      if (!this.#spaces) at++;
    }
    const example = this.#example === '' ? '' : `; a good line: ${this.#example}`;
    const separated = delimiter === '\t' ? 'tab' : delimiter === ' ' ? 'space' : delimiter;
    refuse(
      name,
      `${this.#line(start)} has ${many(found, 'field')} (separator ${separated}), expected ${expected}: ${lineText(this.#bytes, start)}${example}`,
    );
  }
}

/** Whether a field before `row` is not missing. */
function hasNumber(values: Float64Array, row: number): boolean {
  for (let k = 0; k < row; k++) if (!Number.isNaN(values[k])) return true;
  return false;
}

/** Bytes as characters, for comparisons with plain words. */
function latin(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at]);
  return text;
}
