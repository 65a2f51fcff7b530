/**
 * MATLAB's files of versions 5 to 7: arrays of numbers, logical masks, sparse matrices, texts and cells of texts, by name.
 *
 * Both byte orders, compressed variables too. Structures, objects, functions, complex numbers and cells of anything but
 * texts are left out, and a note says so. Version 4 is refused, 7.3 is HDF5 (matlab73.ts).
 * Format: "MAT-File Format", MathWorks R2024a, chapter 1; elements are in matlab5-elements.ts.
 */

import { FrugalError } from '../errors.ts';
import { rowMajor, tensorOf } from './elements.ts';
import { inflateUpTo } from './inflate.ts';
import { MAX_UNPACKED } from './limits.ts';
import type { MatlabValue, ReadMatlabOptions } from './matlab.ts';
import {
  ARRAY_TYPES,
  charsOf,
  type Element,
  elementsIn,
  integersOf,
  numbersAs,
} from './matlab5-elements.ts';
import { notesOf, rowsOfColumns } from './sparse-rows.ts';
import type { Read, SparseRows, Texts } from './values.ts';
import { quoted } from './zip.ts';

const HEADER = 128;
const MATRIX = 14;
const COMPRESSED = 15;
const CELL = 1;
const CHAR = 4;
const SPARSE = 5;
const KINDS: Readonly<Record<number, string>> = {
  2: 'a structure; save its fields with save(file, "-struct", "name")',
  3: 'an object; save its numbers',
  16: 'a function handle',
  17: 'an object (table, string array, datetime …); convert it with table2array or cellstr',
};
const COMPLEX = 0x0800;
const LOGICAL = 0x0200;
const MAX_DIMENSIONS = 64;

/**
 * All readable variables of a file. Arrays keep their shape of at least two dimensions; texts of a character matrix are its
 * rows without the blanks at their ends; a cell of texts has the shape of the cell.
 *
 * @throws FrugalError with one line for a damaged file, one of another version, or one with nothing to read
 * @example readMatlab5(bytes, { name: 'data.mat' }).value.get('X') // a Tensor of shape [150, 4]
 */
export function readMatlab5(
  bytes: Uint8Array,
  { name, maxBytes = MAX_UNPACKED, cells = false }: ReadMatlabOptions,
): Read<ReadonlyMap<string, MatlabValue>> {
  const order = String.fromCharCode(...bytes.subarray(126, 128));
  if (bytes.length < HEADER || (order !== 'IM' && order !== 'MI'))
    throw new FrugalError(
      `${name} is no MATLAB file of version 5 to 7; save it anew in MATLAB with save(file, "-v7")`,
    );
  const little = order === 'IM';
  const values = new Map<string, MatlabValue>();
  const notes: string[] = [];
  const keep = (found: Variable): void => {
    const told = `variable ${quoted(found.name)}`;
    if ('left' in found) {
      if (cells && found.cells !== undefined) found.cells.forEach(keep);
      // MATLAB keeps what objects refer to in a variable without name.
      else if (found.name !== '') notes.push(`${told} was left out: it is ${found.left}`);
      return;
    }
    if (values.has(found.name)) throw new FrugalError(`${name} holds ${told} twice`);
    values.set(found.name, found.value);
    notes.push(...found.notes.map((note) => `${told}: ${note}`));
  };
  let left = maxBytes;
  for (const element of elementsIn(bytes.subarray(HEADER), { little, what: name, at: HEADER })) {
    let matrix: Element | undefined = element;
    if (element.type === COMPRESSED) {
      const what = `${name}: the variable at byte ${element.at}`;
      const unpacked = inflateUpTo(element.bytes, left, what);
      left -= unpacked.length;
      [matrix] = elementsIn(unpacked, { little, what, at: 0 });
    }
    if (matrix?.type !== MATRIX) continue;
    keep(readVariable(matrix, little, name));
  }
  if (values.size === 0)
    throw new FrugalError(
      `${name} has no readable variable${notes.length > 0 ? `; ${notes[0]}` : ''}`,
    );
  return { value: values, notes };
}

type Variable =
  | { readonly name: string; readonly value: MatlabValue; readonly notes: readonly string[] }
  | {
      readonly name: string;
      /** What it is, that it was left out. */
      readonly left: string;
      /** Of a cell of more than texts, what its cells hold. */
      readonly cells?: readonly Variable[];
    };

/** What all kinds of arrays begin with. */
interface Head {
  readonly kind: number;
  readonly flags: number;
  readonly shape: readonly number[];
  readonly name: string;
  /** The elements after it. */
  readonly parts: readonly Element[];
  readonly what: string;
  readonly little: boolean;
}

function readVariable(matrix: Element, little: boolean, file: string): Variable {
  const head = headOf(matrix, little, file);
  const { kind, flags, name, parts, shape, what } = head;
  const left = KINDS[kind];
  if (left !== undefined) return { name, left };
  if (flags & COMPLEX) return { name, left: `complex; save real(${name}) and imag(${name})` };
  if (kind === CHAR) return { name, value: textsOf(head), notes: [] };
  if (kind === SPARSE) return { name, ...sparseOf(head) };
  if (kind === CELL) return cellOf(head, file);
  const type = ARRAY_TYPES[kind];
  if (type === undefined) throw new FrugalError(`${what} is of class ${kind}, which is not known`);
  const data = rowMajor(numbersAs(type, parts[0], countOf(shape), { little, what }), shape);
  if (!(flags & LOGICAL)) return { name, value: { type, shape, data }, notes: [] };
  const mask = Uint8Array.from(data as Uint8Array, (value) => Number(Number(value) !== 0));
  return { name, value: { ...tensorOf(mask, shape), type: 'bool' }, notes: [] };
}

function headOf(matrix: Element, little: boolean, file: string): Head {
  const place = `${file}: the variable at byte ${matrix.at}`;
  const [flags, sizes, label, ...parts] = elementsIn(matrix.bytes, {
    ...{ little, what: place },
    at: matrix.at + 8,
  });
  // What a deleted object leaves behind.
  if (flags === undefined)
    return { kind: 6, flags: 0, shape: [0, 0], name: '', parts: [], what: place, little };
  if (label === undefined || flags.bytes.length < 8)
    throw new FrugalError(`${place} lacks its class, size or name`);
  const word = new DataView(flags.bytes.buffer, flags.bytes.byteOffset, 4).getUint32(0, little);
  const name = String.fromCharCode(...label.bytes.subarray(0, 256));
  const what = `${file}: variable ${quoted(name)}`;
  const shape = [...integersOf(sizes, { little, what })];
  if (shape.length > MAX_DIMENSIONS || shape.some((size) => size < 0))
    throw new FrugalError(`${what} has the size [${shape.slice(0, 8).join(', ')}], which is none`);
  return { kind: word & 0xff, flags: word, shape, name, parts, what, little };
}

const countOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Rows of a matrix of characters, blanks at their ends gone; one row is a single text. */
function textsOf({ shape, parts, what, little }: Head): Texts {
  const count = countOf(shape);
  if (count === 0) return { type: 'text', shape: [], data: [''] };
  const chars = charsOf(parts[0], count, { little, what });
  const rows = shape[0];
  const columns = count / rows;
  const data = Array.from({ length: rows }, (_, row) => {
    let text = '';
    for (let column = 0; column < columns; column++) text += chars[column * rows + row];
    return text.replace(/[ \0]+$/, '');
  });
  return { type: 'text', shape: rows === 1 ? [] : [rows], data };
}

function sparseOf(head: Head): { readonly value: SparseRows; readonly notes: readonly string[] } {
  const { shape, flags, parts, what, little } = head;
  const [rows, columns] = shape;
  const [row, starts, data] = parts;
  if (shape.length !== 2 || data === undefined)
    throw new FrugalError(`${what} lacks the rows, starts or values of a sparse matrix`);
  const places = (element: Element) => Uint32Array.from(integersOf(element, { little, what }));
  const values = numbersAs('float64', data, undefined, { little, what }) as Float64Array;
  const evidence = data.bytes.length + starts.bytes.length;
  const made = rowsOfColumns(
    { rows, columns, what },
    places(starts),
    places(row),
    values,
    evidence,
  );
  const notes = flags & LOGICAL ? ['a logical mask became entries of value 1'] : [];
  return { value: made.value, notes: [...notes, ...notesOf(made.changes)] };
}

function cellOf({ name, parts, shape, what, little }: Head, file: string): Variable {
  const count = countOf(shape);
  if (parts.length !== count)
    throw new FrugalError(`${what} has ${parts.length} cells, its size says ${count}`);
  const texts: string[] = [];
  for (const part of parts) {
    const head = part.type === MATRIX ? headOf(part, little, file) : undefined;
    const text = head?.kind === CHAR ? textsOf(head) : undefined;
    if (text === undefined || text.data.length !== 1) {
      const cells = parts
        .filter(({ type }) => type === MATRIX)
        .map((each, i) => ({ ...readVariable(each, little, file), name: `${name}{${i + 1}}` }));
      return { name, left: 'a cell that holds more than texts', cells };
    }
    texts.push(text.data[0]);
  }
  return { name, value: { type: 'text', shape, data: rowMajor(texts, shape) }, notes: [] };
}
