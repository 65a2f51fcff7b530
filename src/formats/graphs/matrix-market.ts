/**
 * Matrix Market, the exchange format of NIST: `%%MatrixMarket matrix coordinate real general` and its kin.
 *
 * R. F. Boisvert, R. Pozo, K. A. Remington, "The Matrix Market exchange formats", NISTIR 5935 (1996). Read: coordinate and
 * array; real, integer, pattern; general, symmetric, skew-symmetric; blank lines and comments anywhere. Refused: complex and
 * Hermitian matrices, and the `vector` files of other programs. Written: always coordinate and general.
 */

import { FrugalError } from '../../errors.ts';
import { checkShape, notesOf, rowsOfEntries } from '../sparse-rows.ts';
import type { Read, SparseRows } from '../values.ts';
import {
  badLine,
  fieldsOf,
  type Line,
  linesOf,
  numberOf,
  type ReadOptions,
  shown,
  textOf,
  wholeOf,
} from './lines.ts';

const HEADER = '%%MatrixMarket matrix coordinate real general';

interface Header {
  readonly dense: boolean;
  readonly field: 'real' | 'integer' | 'pattern';
  readonly symmetry: 'general' | 'symmetric' | 'skew-symmetric';
}

function headerOf(name: string, line: Line | undefined): Header {
  const words = fieldsOf((line?.text ?? '').toLowerCase());
  if (line === undefined || words[0] !== '%%matrixmarket' || words.length !== 5)
    throw badLine(name, line ?? { number: 1, text: '' }, 'a Matrix Market header', HEADER);
  const [, object, format, given, symmetry] = words;
  const field = given === 'double' ? 'real' : given;
  const refuse = (what: string): FrugalError => badLine(name, line, what, HEADER);
  if (object !== 'matrix') throw refuse('the object "matrix"');
  if (format !== 'coordinate' && format !== 'array') throw refuse('"coordinate" or "array"');
  if (field === 'complex')
    throw refuse('real, integer or pattern numbers; complex ones are not read');
  if (field !== 'real' && field !== 'integer' && field !== 'pattern')
    throw refuse('real, integer or pattern numbers');
  if (symmetry !== 'general' && symmetry !== 'symmetric' && symmetry !== 'skew-symmetric')
    throw refuse('general, symmetric or skew-symmetric');
  if (field === 'pattern' && (format === 'array' || symmetry === 'skew-symmetric'))
    throw refuse('a pattern to be of coordinates, and general or symmetric');
  return { dense: format === 'array', field, symmetry };
}

/** Lines that hold something: no comments, no blanks. */
function* contentOf(lines: Iterable<Line>): Generator<Line, void> {
  for (const line of lines) {
    const first = line.text.trimStart()[0];
    if (first !== undefined && first !== '%') yield line;
  }
}

interface Size {
  readonly rows: number;
  readonly columns: number;
  /** Numbers or coordinates that follow. */
  readonly entries: number;
  /** Numbers of a dense column with this symmetry. */
  readonly inColumn: (column: number) => number;
}

/** The line of sizes, checked against what a file of so many bytes can hold. */
function sizeOf(name: string, line: Line | undefined, header: Header, bytes: number): Size {
  const { dense, symmetry } = header;
  const example = dense ? '3 2' : '3 2 5';
  const asked = dense ? 'rows and columns' : 'rows, columns and the number of entries';
  if (line === undefined)
    throw new FrugalError(
      `${name}: ends before its size; expected a line of ${asked}, e.g. ${example}`,
    );
  const numbers = fieldsOf(line.text).map(wholeOf);
  if (numbers.length !== (dense ? 2 : 3) || numbers.includes(-1))
    throw badLine(name, line, asked, example);
  const [rows, columns] = numbers;
  if (symmetry !== 'general' && rows !== columns)
    throw badLine(name, line, `as many rows as columns in a ${symmetry} matrix`, example);
  const skew = symmetry === 'skew-symmetric' ? 1 : 0;
  const inColumn = (column: number): number =>
    symmetry === 'general' ? rows : rows - column - skew;
  const half = (rows * (rows + 1 - 2 * skew)) / 2;
  const entries = dense ? (symmetry === 'general' ? rows * columns : half) : numbers[2];
  // Two digits and a blank, or one digit; and the end of the line.
  const shortest = dense ? 2 : 4;
  if (!(entries <= (bytes + 1) / shortest))
    throw new FrugalError(
      `${name}, line ${line.number}: ${entries} entries are promised, a file of ${bytes} bytes cannot hold them; is it cut off?`,
    );
  checkShape({ rows, columns, what: name }, 2 * bytes);
  return { rows, columns, entries, inColumn };
}

/** Coordinates as they are collected, mirrored ones with them. */
class Collector {
  readonly row: Uint32Array;
  readonly column: Uint32Array;
  readonly value: Float64Array;
  count = 0;

  constructor(room: number) {
    this.row = new Uint32Array(room);
    this.column = new Uint32Array(room);
    this.value = new Float64Array(room);
  }

  add(row: number, column: number, value: number): void {
    this.row[this.count] = row;
    this.column[this.count] = column;
    this.value[this.count++] = value;
  }
}

/** The value of an entry. */
function numberIn(name: string, line: Line, token: string, field: Header['field']): number {
  const value = numberOf(token);
  if (Number.isNaN(value) || (field === 'integer' && !Number.isSafeInteger(value)))
    throw badLine(
      name,
      line,
      field === 'integer' ? 'an integer below 2^53' : 'a finite number',
      '1 2 0.5',
    );
  return value;
}

/** Reads coordinates; returns how many lie above the diagonal of a symmetric matrix. */
function readCoordinates(
  name: string,
  content: Iterator<Line, void>,
  { field, symmetry }: Header,
  { rows, columns, entries }: Size,
  into: Collector,
): number {
  const fields = field === 'pattern' ? 2 : 3;
  const example = field === 'pattern' ? '1 2' : '1 2 0.5';
  let above = 0;
  for (let n = 0; n < entries; n++) {
    const next = content.next();
    if (next.done === true)
      throw new FrugalError(`${name}: ends after ${n} of ${entries} entries; is it cut off?`);
    const line = next.value;
    const tokens = fieldsOf(line.text);
    if (tokens.length !== fields)
      throw badLine(
        name,
        line,
        field === 'pattern' ? 'row and column' : 'row, column and value',
        example,
      );
    const [row, column] = [wholeOf(tokens[0]), wholeOf(tokens[1])];
    if (!(row >= 1 && row <= rows && column >= 1 && column <= columns))
      throw badLine(name, line, `a row in 1..${rows} and a column in 1..${columns}`, example);
    const value = field === 'pattern' ? 1 : numberIn(name, line, tokens[2], field);
    into.add(row - 1, column - 1, value);
    if (symmetry === 'general') continue;
    if (row === column) {
      if (symmetry === 'skew-symmetric' && value !== 0)
        throw badLine(name, line, 'nothing on the diagonal of a skew-symmetric matrix');
      continue;
    }
    if (row < column) above++;
    into.add(column - 1, row - 1, symmetry === 'symmetric' ? value : 0 - value);
  }
  return above;
}

/** Reads a dense matrix, column by column; zeros are no entries. Returns how many there are. */
function readArray(
  name: string,
  content: Iterator<Line, void>,
  { field, symmetry }: Header,
  { rows, columns, entries, inColumn }: Size,
  into: Collector,
): number {
  let [zeros, seen] = [0, 0];
  for (let column = 0; column < columns; column++) {
    for (let left = inColumn(column); left > 0; left--) {
      const next = content.next();
      if (next.done === true)
        throw new FrugalError(`${name}: ends after ${seen} of ${entries} numbers; is it cut off?`);
      const tokens = fieldsOf(next.value.text);
      if (tokens.length !== 1) throw badLine(name, next.value, 'one number', '0.5');
      const value = numberIn(name, next.value, tokens[0], field);
      seen++;
      const row = rows - left;
      const mirrored = symmetry !== 'general' && row !== column;
      if (value === 0) {
        zeros += mirrored ? 2 : 1;
        continue;
      }
      into.add(row, column, value);
      if (mirrored) into.add(column, row, symmetry === 'symmetric' ? value : 0 - value);
    }
  }
  return zeros;
}

/**
 * Reads a Matrix Market file. Which side of the matrix sends, it does not say: see `graphOfMatrix`.
 *
 * Symmetric halves are mirrored, repeated places added up, stored zeros of coordinates kept; `notes` say so.
 *
 * @throws FrugalError for a file that is none, is complex, or does not hold what it promises: with its line
 * @example readMatrixMarket(bytes, { name: 'celegans.mtx' }).value.indices.length
 */
export function readMatrixMarket(bytes: Uint8Array, { name }: ReadOptions): Read<SparseRows> {
  const notes: string[] = [];
  const lines = linesOf(textOf(bytes, name, notes));
  const first = lines.next();
  const header = headerOf(name, first.done === true ? undefined : first.value);
  const content = contentOf(lines);
  const second = content.next();
  const size = sizeOf(name, second.done === true ? undefined : second.value, header, bytes.length);
  const { rows, columns, entries } = size;
  const into = new Collector(header.symmetry === 'general' ? entries : 2 * entries);
  const read = header.dense ? readArray : readCoordinates;
  const aside = read(name, content, header, size, into);
  const rest = content.next();
  if (rest.done !== true)
    throw new FrugalError(
      `${name}, line ${rest.value.number}: nothing expected after ${entries} entries, found ${shown(rest.value.text)}`,
    );
  const { count } = into;
  const [row, column, value] = [into.row, into.column, into.value];
  const shape = { rows, columns, what: name };
  const { value: matrix, changes } = rowsOfEntries(
    shape,
    row.subarray(0, count),
    column.subarray(0, count),
    value.subarray(0, count),
    2 * bytes.length,
  );
  if (header.field === 'pattern') notes.push('has no values: every connection weighs 1');
  if (header.symmetry !== 'general')
    notes.push(`is ${header.symmetry}: ${entries} entries became ${matrix.indices.length}`);
  if (!header.dense && aside > 0)
    notes.push(
      `${aside} entries lie above the diagonal of a ${header.symmetry} matrix; mirrored as the others`,
    );
  if (header.dense && aside > 0)
    notes.push(`${aside} zeros of the dense matrix are no connections`);
  // That entries came in another order is nothing to tell in a file of coordinates.
  notes.push(...notesOf({ ...changes, sorted: 0 }));
  return { value: matrix, notes };
}

export interface WriteMatrixMarketOptions {
  /** Lines of comment, e.g. what rows and columns are. */
  readonly comments?: readonly string[];
  /** Without values: places alone. Default false. */
  readonly pattern?: boolean;
}

/**
 * A matrix as Matrix Market, every stored zero with it: `coordinate`, `general`, and nine significant digits for float32,
 * seventeen for float64, which give the same numbers back.
 *
 * @throws FrugalError for a value that is not finite
 */
export function writeMatrixMarket(
  matrix: SparseRows,
  options: WriteMatrixMarketOptions = {},
): Uint8Array {
  const { rows, columns, starts, indices, values } = matrix;
  const { comments = [], pattern = false } = options;
  const digits = values instanceof Float32Array ? 9 : 17;
  const out = [`%%MatrixMarket matrix coordinate ${pattern ? 'pattern' : 'real'} general`];
  for (const comment of comments)
    for (const line of comment.split(/\r\n|\n|\r/)) out.push(`%${line === '' ? '' : ` ${line}`}`);
  out.push(`${rows} ${columns} ${indices.length}`);
  for (let row = 0; row < rows; row++) {
    for (let k = starts[row]; k < starts[row + 1]; k++) {
      const place = `${row + 1} ${indices[k] + 1}`;
      if (!Number.isFinite(values[k]))
        throw new FrugalError(
          `value ${values[k]} at row ${row + 1}, column ${indices[k] + 1} has no text in Matrix Market`,
        );
      out.push(pattern ? place : `${place} ${shortNumber(values[k], digits)}`);
    }
  }
  out.push('');
  return new TextEncoder().encode(out.join('\n'));
}

/** A number in so many significant digits, without zeros that say nothing. */
export function shortNumber(value: number, digits: number): string {
  if (Object.is(value, -0)) return '-0';
  return String(Number(value.toPrecision(digits)));
}
