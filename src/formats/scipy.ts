/**
 * SciPy's sparse matrices (`scipy.sparse.save_npz`), read in all of its layouts and written as CSR.
 *
 * Read: csr, csc, coo, bsr, dia; matrices and arrays; indices of any width, in any order, repeated; one dimension (a row);
 * data of any real type. Notes say what was changed. Written: columns ascending, 32-bit indices wherever they fit (several
 * of scikit-learn's solvers refuse others), entries of value zero kept. Refused: lil and dok, which SciPy cannot save.
 */

import { FrugalError } from '../errors.ts';
import { countOf, plainNumbers, tensorOf } from './elements.ts';
import { writeNpy } from './npy.ts';
import { readNpz } from './npz.ts';
import {
  checkShape,
  entriesOf,
  notesOf,
  rowsOf,
  rowsOfColumns,
  rowsOfEntries,
  type Shape,
  spread,
} from './sparse-rows.ts';
import { shown } from './text.ts';
import type { Elements, Read, SparseRows, Tensor, Texts } from './values.ts';
import { joined, quoted, type ReadZipOptions, writeZip } from './zip.ts';

type Arrays = ReadonlyMap<string, Tensor | Texts>;
type Values = SparseRows['values'];

const LAYOUTS: Readonly<Record<string, (source: Source) => ReturnType<typeof rowsOf>>> = {
  csr: fromRows,
  csc: fromColumns,
  coo: fromEntries,
  bsr: fromBlocks,
  dia: fromDiagonals,
};

/** A file's arrays and what they say of themselves. */
interface Source {
  readonly arrays: Arrays;
  readonly shape: Shape;
  readonly data: Tensor;
  readonly values: Values;
  /** Bytes of the arrays together. */
  readonly evidence: number;
}

/** Whether an archive's arrays are one sparse matrix. */
export const isSparse = (arrays: Arrays): boolean =>
  ['format', 'shape', 'data'].every((key) => arrays.has(key));

/**
 * A sparse matrix as `scipy.sparse.save_npz` wrote it.
 *
 * @throws FrugalError with one line for anything that is not one sound sparse matrix of numbers
 * @example readSparseNpz(bytes, { name: 'w.npz' }).value.rows // 300
 */
export function readSparseNpz(bytes: Uint8Array, options: ReadZipOptions): Read<SparseRows> {
  const { value, notes } = readNpz(bytes, options);
  const sparse = sparseOf(value, options.name);
  return { value: sparse.value, notes: [...notes, ...sparse.notes] };
}

/** The sparse matrix that an archive's arrays are together. */
export function sparseOf(arrays: Arrays, what: string): Read<SparseRows> {
  const format = arrays.get('format');
  if (format?.type !== 'text' || format.data.length !== 1 || !isSparse(arrays))
    throw new FrugalError(
      `${what} is no sparse matrix: it has ${namesOf(arrays)}; scipy.sparse.save_npz writes format, shape, data and indices`,
    );
  const layout = format.data[0];
  if (!Object.hasOwn(LAYOUTS, layout))
    throw new FrugalError(
      `${what} has the layout ${quoted(layout.slice(0, 20))}; readable are ${Object.keys(LAYOUTS).join(', ')}`,
    );
  const data = numbersOf(arrays, 'data', what);
  const sizes = [...plainNumbers(numbersOf(arrays, 'shape', what).data, `${what}: shape`)];
  if (sizes.length < 1 || sizes.length > 2)
    throw new FrugalError(`${what} has ${sizes.length} dimensions; readable are 1 and 2`);
  const [rows, columns] = sizes.length === 1 ? [1, sizes[0]] : sizes;
  const shape = { rows, columns, what };
  const evidence = [...arrays.values()].reduce((sum, array) => sum + array.data.length, 0);
  checkShape(shape, evidence);
  const { value, changes } = LAYOUTS[layout]({
    ...{ arrays, shape, data, evidence },
    values: realNumbers(data.data, what),
  });
  const notes = [
    ...(sizes.length === 1 ? ['the array has one dimension and was taken as a row'] : []),
    ...(layout === 'dia' ? ['zeros on the diagonals are no entries'] : []),
    ...(data.type.startsWith('float') && data.type !== 'float16'
      ? []
      : [`values of type ${data.type} became ${value.values.BYTES_PER_ELEMENT * 8}-bit floats`]),
    ...notesOf(changes),
  ];
  return { value, notes };
}

/**
 * A sparse matrix as `scipy.sparse.load_npz` reads it: CSR, values in the type that they have here.
 *
 * @param deflate packs it, as SciPy does by default; stored otherwise
 * @param matrix gives SciPy a `csr_matrix` instead of a `csr_array`
 * @throws FrugalError when the archive would pass 4 GiB
 */
export function writeSparseNpz(
  { rows, columns, starts, indices, values }: SparseRows,
  {
    deflate = true,
    matrix = false,
  }: { readonly deflate?: boolean; readonly matrix?: boolean } = {},
): Uint8Array {
  const small = Math.max(rows, columns, indices.length) < 2 ** 31;
  const index = (list: Uint32Array): Tensor =>
    tensorOf(
      small
        ? new Int32Array(list.buffer, list.byteOffset, list.length)
        : BigInt64Array.from(list, BigInt),
    );
  const size = tensorOf(BigInt64Array.of(BigInt(rows), BigInt(columns)));
  const parts: [string, Uint8Array[]][] = [
    ['indices', writeNpy(index(indices))],
    ['indptr', writeNpy(index(starts))],
    ['format', writeNpy({ type: 'text', shape: [], data: ['csr'] }, 'format', { bytes: true })],
    ['shape', writeNpy(size)],
    ['data', writeNpy(tensorOf(values))],
  ];
  if (!matrix)
    parts.push(['_is_array', writeNpy({ type: 'bool', shape: [], data: Uint8Array.of(1) })]);
  return joined(
    writeZip(parts.map(([name, own]) => ({ name: `${name}.npy`, parts: own, deflate }))),
  );
}

function fromRows({ arrays, shape, values }: Source): ReturnType<typeof rowsOf> {
  const starts = indexOf(arrays, 'indptr', shape.what);
  return rowsOf(shape, starts, indexOf(arrays, 'indices', shape.what), values);
}

function fromColumns({ arrays, shape, values, evidence }: Source): ReturnType<typeof rowsOf> {
  const starts = indexOf(arrays, 'indptr', shape.what);
  return rowsOfColumns(shape, starts, indexOf(arrays, 'indices', shape.what), values, evidence);
}

function fromEntries({ arrays, shape, values, evidence }: Source): ReturnType<typeof rowsOf> {
  const { what } = shape;
  if (!arrays.has('coords')) {
    const [row, column] = ['row', 'col'].map((key) => indexOf(arrays, key, what));
    return rowsOfEntries(shape, row, column, values, evidence);
  }
  const { shape: sizes } = numbersOf(arrays, 'coords', what);
  const all = indexOf(arrays, 'coords', what);
  if (sizes.length !== 2 || sizes[0] < 1 || sizes[0] > 2)
    throw new FrugalError(
      `${what} has coords of shape [${sizes.join(', ')}], expected [1 or 2, n]`,
    );
  const n = sizes[1];
  const row = sizes[0] === 1 ? new Uint32Array(n) : all.subarray(0, n);
  return rowsOfEntries(shape, row, all.subarray(all.length - n), values, evidence);
}

function fromBlocks({ arrays, shape, data, values, evidence }: Source): ReturnType<typeof rowsOf> {
  const { what } = shape;
  const [blocks, high, wide] = data.shape;
  if (data.shape.length !== 3 || (blocks > 0 && (high === 0 || wide === 0)))
    throw new FrugalError(
      `${what} has blocks of shape [${data.shape.join(', ')}], expected [blocks, rows, columns]`,
    );
  const starts = indexOf(arrays, 'indptr', what);
  const blockColumn = indexOf(arrays, 'indices', what);
  const bands = Math.ceil(shape.rows / Math.max(1, high));
  const used = entriesOf(starts, bands, Math.min(blocks, blockColumn.length), what);
  const band = spread(starts, used);
  const size = high * wide;
  const row = new Uint32Array(used * size);
  const column = new Uint32Array(used * size);
  for (let k = 0; k < used; k++)
    for (let i = 0; i < size; i++) {
      row[k * size + i] = band[k] * high + Math.floor(i / wide);
      column[k * size + i] = blockColumn[k] * wide + (i % wide);
    }
  return rowsOfEntries(shape, row, column, values.subarray(0, used * size), evidence);
}

function fromDiagonals({
  arrays,
  shape,
  data,
  values,
  evidence,
}: Source): ReturnType<typeof rowsOf> {
  const { what, rows, columns } = shape;
  const offsets = plainNumbers(numbersOf(arrays, 'offsets', what).data, `${what}: offsets`);
  const [diagonals, length] = data.shape;
  if (data.shape.length !== 2 || offsets.length !== diagonals)
    throw new FrugalError(
      `${what} has ${offsets.length} offsets for diagonals of shape [${data.shape.join(', ')}]`,
    );
  const row: number[] = [];
  const [column, kept]: [number[], number[]] = [[], []];
  for (let d = 0; d < diagonals; d++)
    for (let j = 0; j < Math.min(length, columns); j++) {
      const i = j - offsets[d];
      if (i < 0 || i >= rows || values[d * length + j] === 0) continue;
      row.push(i);
      column.push(j);
      kept.push(values[d * length + j]);
    }
  const [own, at] = [Uint32Array.from(row), Uint32Array.from(column)];
  const numbers =
    values instanceof Float32Array ? Float32Array.from(kept) : Float64Array.from(kept);
  return rowsOfEntries(shape, own, at, numbers, evidence);
}

function numbersOf(arrays: Arrays, key: string, what: string): Tensor {
  const array = arrays.get(key);
  if (array === undefined || array.type === 'text' || countOf(array.shape) !== array.data.length)
    throw new FrugalError(
      `${what} lacks the numbers ${key} of a sparse matrix; it has ${namesOf(arrays)}`,
    );
  return array;
}

/** Integers of any width that are places. */
function indexOf(arrays: Arrays, key: string, what: string): Uint32Array {
  const { type, data } = numbersOf(arrays, key, what);
  if (type.startsWith('float') || type === 'bool')
    throw new FrugalError(`${what}: ${key} has type ${type}, expected integers`);
  const plain = plainNumbers(data, `${what}: ${key}`);
  // A negative place becomes one beyond every matrix.
  if (plain instanceof Int32Array || plain instanceof Uint32Array)
    return new Uint32Array(plain.buffer as ArrayBuffer, plain.byteOffset, plain.length);
  const wrong = plain.findIndex((place) => place < 0 || place > 0xffffffff);
  if (wrong >= 0) throw new FrugalError(`${what}: ${key} ${wrong} is ${plain[wrong]}, no place`);
  return Uint32Array.from(plain);
}

/** Single precision where it holds every value of the type, else double. */
function realNumbers(data: Elements, what: string): Values {
  if (data instanceof Float32Array || data instanceof Float64Array) return data;
  const plain = plainNumbers(data, `${what}: data`);
  return plain.BYTES_PER_ELEMENT < 4 ? Float32Array.from(plain) : Float64Array.from(plain);
}

const namesOf = (arrays: Arrays): string => {
  const names = [...arrays.keys()].slice(0, 8).map((name) => shown(name, 20).slice(1, -1));
  return names.length === 0 ? 'no arrays' : names.join(', ') + (arrays.size > 8 ? ', …' : '');
};
