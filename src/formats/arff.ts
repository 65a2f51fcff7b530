/**
 * ARFF, the format of Weka and OpenML: declared attributes, then dense or sparse rows.
 *
 * What other readers disagree about is read here: tabs, spaces around nominal values, quoted commas, comments behind values.
 * In a sparse row an attribute that is not named has its first value: 0, or the first nominal value; it is not missing.
 *
 * Source: Weka manual, "ARFF".
 */

import { unknownName } from '../errors.ts';
import { Line, type Token } from './arff-tokens.ts';
import {
  CR,
  countByte,
  countLines,
  Decoder,
  lineEnd,
  many,
  refuse,
  shown,
  textStart,
} from './text.ts';
import type { Column, Read, SparseRows, Table } from './values.ts';

export interface Arff {
  readonly relation: string;
  /** All attributes; without those of `numbers` where that is present. */
  readonly table: Table;
  /** Numeric attributes of a sparse file that would take much more room as a table. */
  readonly numbers?: { readonly names: readonly string[]; readonly rows: SparseRows };
  /** One a row, where rows have weights; 1 for rows without. */
  readonly weights?: Float64Array;
}

type Kind = 'number' | 'nominal' | 'words';

interface Attribute {
  readonly name: string;
  readonly kind: Kind;
  /** Declared, or in the order of their first appearance. */
  readonly words: string[];
  readonly codes: Map<string, number>;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const COMMA = 44;
/** Cells of a table per byte of a sparse file up to which it becomes a table. */
const ROOM = 1;
const MOST_ATTRIBUTES = 1_000_000;

/** One line after the other, with its number. */
function* linesOf(
  bytes: Uint8Array,
  from: number,
  name: string,
  decoder: Decoder,
): Generator<Line> {
  let number = 1;
  for (let at = from; at < bytes.length; number++) {
    const end = lineEnd(bytes, at);
    const text = decoder.decode(
      bytes.subarray(at, bytes[end - 1] === CR ? Math.max(at, end - 1) : end),
    );
    at = end + 1;
    yield new Line(text, name, number);
  }
}

function attributeOf(line: Line, decoderNotes: Set<string>): Attribute {
  const { text: name } = line.word();
  if (line.take('{')) {
    const words: string[] = [];
    while (!line.take('}')) {
      words.push(line.phrase().text);
      if (line.peek() === '') line.fail('a list of nominal values that is not closed by }');
      line.take(',');
    }
    const codes = new Map(words.map((word, k) => [word, k]));
    if (words.length === 0) line.fail('no nominal value');
    if (codes.size < words.length) line.fail('a nominal value that is declared twice');
    return { name, kind: 'nominal', words, codes };
  }
  const type = line.word().text.toLowerCase();
  const empty = { name, words: [], codes: new Map<string, number>() };
  if (type === 'numeric' || type === 'real' || type === 'integer')
    return { ...empty, kind: 'number' };
  if (type === 'string') return { ...empty, kind: 'words' };
  if (type === 'date') {
    decoderNotes.add(`Dates of ${shown(name)} were read as words.`);
    return { ...empty, kind: 'words' };
  }
  line.fail(`type ${shown(type)} is not numeric, real, integer, string, date or a list {…}`);
}

interface Head {
  readonly relation: string;
  readonly attributes: readonly Attribute[];
}

function readHead(lines: Generator<Line>, name: string, notes: Set<string>): Head {
  let relation = '';
  const attributes: Attribute[] = [];
  const names = new Set<string>();
  for (
    let { value: line, done } = lines.next();
    done !== true;
    { value: line, done } = lines.next()
  ) {
    if (line.peek() === '') continue;
    const keyword = line.word().text.toLowerCase();
    if (keyword === '@data') {
      if (attributes.length === 0) line.fail('@data before any @attribute');
      return { relation, attributes };
    }
    if (keyword === '@relation') relation = line.peek() === '' ? '' : line.phrase().text;
    else if (keyword === '@attribute') {
      const attribute = attributeOf(line, notes);
      if (names.has(attribute.name))
        line.fail(`attribute ${shown(attribute.name)} is declared twice`);
      if (attributes.length >= MOST_ATTRIBUTES)
        line.fail(`more than ${MOST_ATTRIBUTES} attributes`);
      names.add(attribute.name);
      attributes.push(attribute);
    } else line.fail('expected @relation, @attribute or @data');
  }
  refuse(name, 'no @data; expected @relation, lines of @attribute, @data, rows');
}

/** Number or code of a field; NaN where it is missing. */
function fieldValue(attribute: Attribute, { text, quoted }: Token, line: Line): number {
  if (text === '?' && !quoted) return Number.NaN;
  if (attribute.kind === 'number') {
    const value = NUMBER.test(text) ? Number(text) : Number.NaN;
    if (!Number.isFinite(value))
      line.fail(
        `${shown(text)} for ${shown(attribute.name)} is not a finite number (or ? if missing)`,
      );
    return value;
  }
  const code = attribute.codes.get(text);
  if (code !== undefined) return code;
  if (attribute.kind === 'nominal')
    line.fail(
      unknownName(`value of ${shown(attribute.name)}`, text, attribute.words.slice(0, 8)).message,
    );
  attribute.codes.set(text, attribute.words.length);
  attribute.words.push(text);
  return attribute.words.length - 1;
}

/** The weight `{w}` at the end of a row, or 1. */
function weightOf(line: Line): number {
  line.take(',');
  if (!line.take('{')) {
    if (line.peek() !== '') line.fail('text after the row');
    return 1;
  }
  const { text } = line.word();
  const weight = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!(weight >= 0 && Number.isFinite(weight)) || !line.take('}') || line.peek() !== '')
    line.fail('no weight {number} at the end of the row');
  return weight;
}

/** Rows as entries: what a dense row has for each attribute, and a sparse row for some. */
class Entries {
  rows = 0;
  count = 0;
  sparse: boolean | undefined;
  weighted = 0;
  readonly starts: Uint32Array;
  readonly weights: Float64Array;
  readonly places: Uint32Array;
  readonly values: Float64Array;

  constructor(bytes: Uint8Array, from: number) {
    // A row has two bytes at least, and every entry but the first of a row a comma or a gap before it.
    const rows = Math.min(countLines(bytes, from) + 1, ((bytes.length - from) >> 1) + 1);
    const gaps =
      countByte(bytes, COMMA, from) + countByte(bytes, 32, from) + countByte(bytes, 9, from);
    const entries = Math.min(rows + gaps, ((bytes.length - from) >> 1) + 1);
    this.starts = new Uint32Array(rows + 1);
    this.weights = new Float64Array(rows);
    this.places = new Uint32Array(entries);
    this.values = new Float64Array(entries);
  }

  add(line: Line, attributes: readonly Attribute[]): void {
    const sparse = line.peek() === '{';
    this.sparse ??= sparse;
    if (this.sparse !== sparse) line.fail('a sparse row among dense ones, or the reverse');
    if (sparse) this.#sparse(line, attributes);
    else this.#dense(line, attributes);
    const weight = weightOf(line);
    if (weight !== 1) this.weighted++;
    this.weights[this.rows] = weight;
    this.starts[++this.rows] = this.count;
  }

  #dense(line: Line, attributes: readonly Attribute[]): void {
    for (const [k, attribute] of attributes.entries()) {
      const next = line.peek();
      if (next === '' || next === '{')
        line.fail(`${many(k, 'field')}, expected ${attributes.length}`);
      if (next === ',') line.fail(`field ${k + 1} is empty (a missing one is written ?)`);
      this.#push(k, fieldValue(attribute, line.word(), line));
      if (k < attributes.length - 1) line.take(',');
    }
    const next = line.peek();
    if (next !== '' && next !== ',' && next !== '{')
      line.fail(`more than the ${many(attributes.length, 'field')} that are declared`);
  }

  #sparse(line: Line, attributes: readonly Attribute[]): void {
    line.take('{');
    for (let before = -1; !line.take('}'); ) {
      const { text } = line.word();
      const place = /^\d+$/.test(text) ? Number(text) : -1;
      if (place < 0 || place >= attributes.length)
        line.fail(`index ${shown(text)} is not in 0 … ${attributes.length - 1}`);
      if (place <= before) line.fail(`index ${place} after ${before}; they have to ascend`);
      before = place;
      this.#push(place, fieldValue(attributes[place], line.word(), line));
      if (line.peek() === '') line.fail('a sparse row that is not closed by }');
      line.take(',');
    }
  }

  #push(place: number, value: number): void {
    this.places[this.count] = place;
    this.values[this.count++] = value;
  }
}

/** One dense column for each attribute that `takes`. */
function columnsOf(
  entries: Entries,
  attributes: readonly Attribute[],
  takes: (attribute: Attribute) => boolean,
): Column[] {
  const { rows, starts, places, values } = entries;
  const made = attributes.map((attribute) => {
    if (!takes(attribute)) return undefined;
    if (attribute.kind === 'number') return new Float64Array(rows);
    // Nominal values that are not named in a sparse row are the first ones; words are missing there.
    return new Int32Array(rows).fill(attribute.kind === 'nominal' ? 0 : -1);
  });
  for (let row = 0; row < rows; row++) {
    for (let k = starts[row]; k < starts[row + 1]; k++) {
      const column = made[places[k]];
      const missing = column instanceof Int32Array && Number.isNaN(values[k]);
      if (column !== undefined) column[row] = missing ? -1 : values[k];
    }
  }
  return attributes.flatMap(({ name, words }, k): Column[] => {
    const column = made[k];
    if (column === undefined) return [];
    let missing = 0;
    if (column instanceof Float64Array) {
      for (let row = 0; row < rows; row++) if (Number.isNaN(column[row])) missing++;
      return [{ kind: 'number', name, values: column, missing }];
    }
    for (let row = 0; row < rows; row++) if (column[row] < 0) missing++;
    return [{ kind: 'text', name, codes: column, words, missing }];
  });
}

/** The numeric attributes of sparse rows. */
function numbersOf(entries: Entries, attributes: readonly Attribute[]): Required<Arff>['numbers'] {
  const numeric = attributes.filter(({ kind }) => kind === 'number');
  const order = new Map(numeric.map((attribute, k) => [attribute, k]));
  const column = Int32Array.from(attributes, (attribute) => order.get(attribute) ?? -1);
  const { rows } = entries;
  const starts = new Uint32Array(rows + 1);
  let count = 0;
  for (let k = 0; k < entries.count; k++) if (column[entries.places[k]] >= 0) count++;
  const indices = new Uint32Array(count);
  const values = new Float64Array(count);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let k = entries.starts[row]; k < entries.starts[row + 1]; k++) {
      const place = column[entries.places[k]];
      if (place < 0) continue;
      indices[at] = place;
      values[at++] = entries.values[k];
    }
    starts[row + 1] = at;
  }
  return {
    names: numeric.map(({ name }) => name),
    rows: { rows, columns: numeric.length, starts, indices, values },
  };
}

/**
 * Reads an ARFF file.
 *
 * Numeric attributes become columns of numbers, nominal ones columns of their declared words in that order, strings and dates
 * columns of words. The numbers of a sparse file stay sparse where the table would have more cells than the file has bytes.
 *
 * @throws FrugalError for anything that is not declared: other counts of fields, undeclared nominal values, indices out of
 *   order, numbers that are not finite, unknown types; with its line
 * @example
 * readArff(new TextEncoder().encode('@relation r\n@attribute a real\n@attribute b {x, y}\n@data\n1, y\n')).value.table;
 */
export function readArff(bytes: Uint8Array, options: { readonly name?: string } = {}): Read<Arff> {
  const { name = 'ARFF file' } = options;
  const start = textStart(bytes, name);
  const decoder = new Decoder();
  const told = new Set<string>();
  const lines = linesOf(bytes, start, name, decoder);
  const { relation, attributes } = readHead(lines, name, told);
  const entries = new Entries(bytes, start);
  for (const line of lines) if (line.peek() !== '') entries.add(line, attributes);
  const { rows, weighted } = entries;
  if (rows === 0) refuse(name, 'no rows after @data');
  const notes = [...told];
  const wide = entries.sparse === true && rows * attributes.length > ROOM * bytes.length;
  const dense = (attribute: Attribute): boolean => !wide || attribute.kind !== 'number';
  const others = attributes.filter(dense).length;
  if (wide && rows * others > 2 * bytes.length)
    refuse(name, `sparse rows with ${others} attributes that are no numbers: too many for a table`);
  const table: Table = { rows, columns: columnsOf(entries, attributes, dense) };
  const missing = entries.values.subarray(0, entries.count).filter(Number.isNaN).length;
  if (missing > 0) notes.push(`${many(missing, 'field')} missing (?).`);
  if (weighted > 0) notes.push(`${many(weighted, 'row')} with a weight other than 1.`);
  if (entries.sparse === true) {
    const omitted = 'what a row does not name is 0, or the first nominal value';
    notes.push(`Sparse rows: ${omitted}${wide ? '; the numbers were kept sparse' : ''}.`);
  }
  notes.push(...decoder.notes());
  return {
    value: {
      relation,
      table,
      ...(wide ? { numbers: numbersOf(entries, attributes) } : {}),
      ...(weighted > 0 ? { weights: entries.weights.slice(0, rows) } : {}),
    },
    notes,
  };
}
