/**
 * A graph out of a file of named arrays (MATLAB, NumPy and SciPy archives, HDF5): its square matrix, sparse or dense, and the
 * names of its nodes where as many texts lie beside it.
 *
 * Which matrix is never guessed among several. Of a dense one, 0 and NaN are no edges.
 */

import { FrugalError } from '../../errors.ts';
import { countOf, plainNumbers } from '../elements.ts';
import { contentOf, datasetsOf, isDataset, type Source } from '../hdf5/library.ts';
import type { MatlabValue } from '../matlab.ts';
import { isSparse, sparseOf } from '../scipy.ts';
import { isSparseRows } from '../sparse-rows.ts';
import type { Graph, Read, SparseRows, Tensor, Texts } from '../values.ts';
import { quoted } from '../zip.ts';
import { graphOfMatrix, type RowsAre } from './graph.ts';
import { shown } from './lines.ts';

/** An array of a file. What it holds is read when it is asked for. */
export interface Variable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly value: () => MatlabValue;
}

export interface VariableGraphOptions {
  /** How errors call the file. */
  readonly name: string;
  readonly rowsAre: RowsAre;
  /** Name of the matrix; may be left out where one only is square. */
  readonly variable?: string;
}

/** Variables that a message lists. */
const LISTED = 4;

const shapeOf = (value: MatlabValue): readonly number[] =>
  isSparseRows(value) ? [value.rows, value.columns] : value.shape;

/** Arrays that are in memory. */
export const variablesOf = (values: ReadonlyMap<string, MatlabValue>): Variable[] =>
  Array.from(values, ([name, value]) => ({ name, shape: shapeOf(value), value: () => value }));

/** Arrays of NumPy's archive; those that `scipy.sparse.save_npz` writes are one matrix. */
export function variablesOfNpz(
  arrays: ReadonlyMap<string, Tensor | Texts>,
  name: string,
  notes: string[],
): Variable[] {
  if (!isSparse(arrays)) return variablesOf(arrays);
  const matrix = sparseOf(arrays, name);
  notes.push(...matrix.notes);
  const texts = [...arrays].filter(([key, { type }]) => type === 'text' && key !== 'format');
  return variablesOf(new Map<string, MatlabValue>([['matrix', matrix.value], ...texts]));
}

/** Data sets of an open HDF5 file. */
export const variablesOfHdf5 = (source: Source): Variable[] =>
  datasetsOf(source.file).flatMap((path) => {
    const entity = source.file.get(path);
    if (entity === null || !isDataset(entity)) return [];
    const shape = entity.metadata.shape ?? [0];
    return [{ name: path, shape, value: () => contentOf(entity, source) }];
  });

/** A single number is a matrix of 1 × 1 in MATLAB, and no graph. */
const isSquare = ({ shape }: Variable): boolean =>
  shape.length === 2 && shape[0] === shape[1] && shape[0] > 1;

const sizes = ({ name, shape }: Variable): string => `${shown(name)} (${shape.join('×') || '1'})`;

const listed = (variables: readonly Variable[]): string =>
  variables.slice(0, LISTED).map(sizes).join(', ') +
  (variables.length > LISTED ? `, … (${variables.length})` : '');

/** The matrix that is asked for, or the only square one. */
function matrixAmong(
  variables: readonly Variable[],
  { name, variable: asked }: VariableGraphOptions,
): Variable {
  const squares = variables.filter(isSquare);
  const candidates = squares.length > 0 ? `square are ${listed(squares)}` : 'none is square';
  if (asked !== undefined) {
    const found = variables.find((variable) => variable.name === asked.replace(/^\/+|\/+$/g, ''));
    if (found !== undefined && isSquare(found)) return found;
    throw new FrugalError(
      found === undefined
        ? `${name} has no variable ${shown(asked)}; ${candidates}`
        : `${name}: variable ${sizes(found)} is no square matrix; ${candidates}`,
    );
  }
  if (squares.length === 1) return squares[0];
  throw new FrugalError(
    squares.length === 0
      ? `${name} holds no square matrix; it has ${listed(variables) || 'nothing'}`
      : `${name} holds ${squares.length} square matrices; name the variable that is the graph: ${listed(squares)}`,
  );
}

/** Texts of which there are as many as nodes, each another. */
function namesAmong(
  variables: readonly Variable[],
  count: number,
  notes: string[],
): readonly string[] | undefined {
  const found = variables.flatMap(({ name, shape, value }) => {
    if (countOf(shape) !== count) return [];
    const content = value();
    if (isSparseRows(content) || content.type !== 'text') return [];
    const { data } = content;
    return new Set(data).size === count && !data.includes('') ? [{ name, data }] : [];
  });
  if (found.length === 0) return undefined;
  const [{ name, data }, ...others] = found;
  const also = others.map((other) => shown(other.name)).join(', ');
  notes.push(
    `nodes are named by ${shown(name)}${also === '' ? '' : `; of as many texts are ${also}`}`,
  );
  return data;
}

/** What is not 0 of a matrix, row by row. */
function entriesOfTensor({ shape, data }: Tensor, what: string, notes: string[]): SparseRows {
  const [rows, columns] = shape;
  const plain = plainNumbers(data, what);
  const starts = new Uint32Array(rows + 1);
  let count = 0;
  let missing = 0;
  plain.forEach((value, at) => {
    if (Math.abs(value) === Number.POSITIVE_INFINITY)
      throw new FrugalError(
        `${what}: row ${Math.floor(at / columns)}, column ${at % columns} is infinite; expected a weight, or 0 where there is no edge`,
      );
    if (Number.isNaN(value)) missing++;
    else if (value !== 0) count++;
    if ((at + 1) % columns === 0) starts[(at + 1) / columns] = count;
  });
  if (missing > 0) notes.push(`${missing} places are NaN and were taken for no edge`);
  const indices = new Uint32Array(count);
  const values = new Float64Array(count);
  let k = 0;
  plain.forEach((value, at) => {
    if (value === 0 || Number.isNaN(value)) return;
    indices[k] = at % columns;
    values[k++] = value;
  });
  return { rows, columns, starts, indices, values };
}

/**
 * The graph of a file's square matrix.
 *
 * @param before what was told of the file already
 * @throws FrugalError where no variable is square, several are and none is named, or the named one is not
 */
export function graphOfVariables(
  variables: readonly Variable[],
  options: VariableGraphOptions,
  before: readonly string[] = [],
): Read<Graph> {
  const { name: file, rowsAre, variable } = options;
  const chosen = matrixAmong(variables, options);
  const notes = [...before];
  const name = `${file}: variable ${quoted(chosen.name)}`;
  const content = chosen.value();
  if (!isSparseRows(content) && content.type === 'text')
    throw new FrugalError(`${name} holds texts, not numbers`);
  if (variable === undefined && variables.length > 1)
    notes.push(`variable ${shown(chosen.name)} was taken, the only square matrix`);
  const names = namesAmong(variables, chosen.shape[0], notes);
  const matrix = isSparseRows(content) ? content : entriesOfTensor(content, name, notes);
  return { value: graphOfMatrix(matrix, { rowsAre, names, name }), notes };
}
