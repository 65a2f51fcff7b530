/** The constants of an ONNX graph as numbers and as matrices: initialisers dense and sparse, Constant nodes, transposed ones. */

import { FrugalError } from '../../errors.ts';
import { fromHalf } from '../../formats/half.ts';
import { rowsOfEntries } from '../../formats/sparse-rows.ts';
import type { SparseRows } from '../../formats/values.ts';
import type { NewLayer } from '../../sparse/layer.ts';
import { inOrder } from '../network.ts';
import { rowsOf } from '../rows.ts';
import { type Graph, type OnnxSparse, type OnnxTensor, TYPES } from './proto.ts';

/** A constant: its numbers as they are asked for. */
export interface Matrix {
  readonly shape: readonly number[];
  /** All numbers, row by row. */
  dense(): Float32Array;
  /** As sparse rows, those of its transpose if not `upright`. */
  rows(upright: boolean): SparseRows;
}

export type Values = ReadonlyMap<string, Matrix>;

/** @throws FrugalError for a constant whose bytes do not fit its shape, or positions outside of it */
export function valuesOf(graph: Graph, what: string): Values {
  const values = new Map<string, Matrix>();
  for (const tensor of graph.tensors)
    if (isFloat(tensor)) values.set(tensor.name, denseMatrix(tensor, what));
  for (const sparse of graph.sparse) values.set(sparse.values.name, sparseMatrix(sparse, what));
  for (const { op, inputs, outputs, attributes } of graph.nodes) {
    const [value] = Object.values(attributes);
    if (op === 'Constant' && typeof value === 'object' && 'raw' in value && isFloat(value))
      values.set(outputs[0], denseMatrix(value, what));
    const known = values.get(inputs[0] ?? '');
    if (op === 'Transpose' && known !== undefined) values.set(outputs[0], turned(known));
    if (op === 'Identity' && known !== undefined) values.set(outputs[0], known);
  }
  return values;
}

const isFloat = ({ type }: OnnxTensor): boolean =>
  type === TYPES.float || type === TYPES.double || type === TYPES.float16;

const turned = (known: Matrix): Matrix => ({
  shape: [...known.shape].reverse(),
  dense: () => known.dense(),
  rows: (upright) => known.rows(!upright),
});

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

function denseMatrix(tensor: OnnxTensor, what: string): Matrix {
  const values = elementsOf(tensor, what);
  const { shape } = tensor;
  return {
    shape,
    dense: () => values,
    rows(upright) {
      const [inner, outer] = [shape[1], shape[0]];
      const full = { inputs: inner, outputs: outer, order: 'by-output' } as const;
      const layer: NewLayer = { topology: full, arrays: { weights: values } };
      if (upright) return rowsOf(layer);
      const turned = inOrder(layer, 'by-input');
      const size = { inputs: outer, outputs: inner, order: 'by-output' } as const;
      return rowsOf({ topology: size, arrays: turned.arrays });
    },
  };
}

function sparseMatrix({ values, indices, shape }: OnnxSparse, what: string): Matrix {
  const numbers = elementsOf(values, what);
  const count = numbers.length;
  const [rows, columns = 1] = shape;
  const places = integersOf(indices, what);
  if (shape.length > 2)
    throw new FrugalError(`${what}: "${values.name}" has ${shape.length} dimensions, not 2`);
  const coordinates = indices.shape.length === 2 && indices.shape[1] === 2;
  if (places.length !== count * (coordinates ? 2 : 1))
    throw new FrugalError(
      `${what}: "${values.name}" has ${count} values and ${places.length} indices`,
    );
  const at = { row: new Uint32Array(count), column: new Uint32Array(count) };
  for (let k = 0; k < count; k++) {
    const row = coordinates ? places[2 * k] : Math.floor(places[k] / columns);
    const column = coordinates ? places[2 * k + 1] : places[k] % columns;
    if (!(row >= 0 && row < rows && column >= 0 && column < columns))
      throw new FrugalError(
        `${what}: value ${k} of "${values.name}" lies outside ${rows} × ${columns}`,
      );
    [at.row[k], at.column[k]] = [row, column];
  }
  return {
    shape,
    dense() {
      // Biases and scalings are as large as their layers; more would be out of proportion.
      if (rows > 1 && columns > 1)
        throw new FrugalError(`${what}: the sparse matrix "${values.name}" is used as a list`);
      const all = new Float32Array(sizeOf(shape));
      for (let k = 0; k < count; k++) all[at.row[k] * columns + at.column[k]] = numbers[k];
      return all;
    },
    rows: (upright) =>
      upright
        ? rowsOfEntries({ rows, columns, what }, at.row, at.column, numbers, count).value
        : rowsOfEntries({ rows: columns, columns: rows, what }, at.column, at.row, numbers, count)
            .value,
  };
}

function elementsOf({ name, type, shape, raw }: OnnxTensor, what: string): Float32Array {
  const bytes = type === TYPES.double ? 8 : type === TYPES.float16 ? 2 : 4;
  if (!isFloat({ name, type, shape, raw }) || raw.length !== sizeOf(shape) * bytes)
    throw new FrugalError(
      `${what}: "${name}" of shape [${shape.join(', ')}] has ${raw.length} bytes of type ${type}; float, double and float16 can be read`,
    );
  const copy = new Uint8Array(raw).buffer;
  if (type === TYPES.double) return Float32Array.from(new Float64Array(copy));
  if (type === TYPES.float16) return fromHalf(new Uint16Array(copy));
  return new Float32Array(copy);
}

function integersOf({ name, type, raw }: OnnxTensor, what: string): Float64Array {
  const copy = new Uint8Array(raw).buffer;
  if (type === TYPES.int64 && raw.length % 8 === 0)
    return Float64Array.from(new BigInt64Array(copy), Number);
  throw new FrugalError(`${what}: the indices "${name}" are not of type int64`);
}
