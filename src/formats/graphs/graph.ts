/**
 * Graphs out of matrices and tables, and matrices out of graphs. An edge goes from the node that sends to the one that
 * receives.
 *
 * A square matrix does not say which of its sides sends: it is asked for, never guessed. NetworkX, igraph and most
 * connectomes have a row for each sender; weights of networks (W·x) have a row for each receiver.
 */

import { FrugalError } from '../../errors.ts';
import { type Changes, rowsOfEntries } from '../sparse-rows.ts';
import type { Column, Graph, NumberColumn, SparseRows, Table } from '../values.ts';

/** Which side of a matrix the senders are. */
export type RowsAre = 'senders' | 'receivers';

export interface MatrixGraphOptions {
  readonly rowsAre: RowsAre;
  /** Names of the nodes, one a row. */
  readonly names?: readonly string[];
  /** How messages call the matrix. */
  readonly name?: string;
}

/**
 * The directed graph of a square matrix: an edge for each stored entry, zeros among them.
 *
 * @throws FrugalError for a matrix that is not square, or another number of names
 */
export function graphOfMatrix(matrix: SparseRows, options: MatrixGraphOptions): Graph {
  const { rows, columns, starts, indices } = matrix;
  const { rowsAre, names, name = 'matrix' } = options;
  if (rows !== columns)
    throw new FrugalError(
      `${name}: ${rows} rows and ${columns} columns are no graph of one population`,
    );
  if (names !== undefined && names.length !== rows)
    throw new FrugalError(`${name}: ${names.length} names for ${rows} nodes`);
  const row = new Uint32Array(indices.length);
  for (let r = 0; r < rows; r++) row.fill(r, starts[r], starts[r + 1]);
  const [from, to] = rowsAre === 'senders' ? [row, indices.slice()] : [indices.slice(), row];
  return {
    directed: true,
    nodes: { count: rows, ...(names === undefined ? {} : { names }), attributes: [] },
    edges: {
      ...{ count: indices.length, from, to },
      ...{ weights: Float64Array.from(matrix.values), attributes: [] },
    },
  };
}

/**
 * The weight matrix of a graph, entry (i, j) the weight of the edge i → j (1 where there are none); an undirected edge is
 * entered on both sides, edges of the same place are added up.
 */
export function matrixOfGraph({ directed, nodes, edges }: Graph): {
  readonly value: SparseRows;
  readonly changes: Changes;
} {
  const { from, to, weights, count } = edges;
  const mirrored: number[] = [];
  if (!directed) for (let e = 0; e < count; e++) if (from[e] !== to[e]) mirrored.push(e);
  const both = (a: Uint32Array, b: Uint32Array): Uint32Array => {
    const all = new Uint32Array(count + mirrored.length);
    all.set(a);
    mirrored.forEach((e, k) => {
      all[count + k] = b[e];
    });
    return all;
  };
  const value = new Float64Array(count + mirrored.length).fill(1);
  if (weights !== undefined) {
    value.set(weights);
    mirrored.forEach((e, k) => {
      value[count + k] = weights[e];
    });
  }
  const shape = { rows: nodes.count, columns: nodes.count, what: 'the graph' };
  return rowsOfEntries(shape, both(from, to), both(to, from), value, nodes.count);
}

export interface TableGraphOptions {
  readonly rowsAre: RowsAre;
  readonly name: string;
}

/**
 * The graph of an adjacency table: a first column of names, and a column of numbers for each of them. Fields that are 0 or
 * missing are no edges.
 *
 * @throws FrugalError where row and column names differ, repeat, or a column holds words
 */
export function graphOfTable(
  { rows, columns }: Table,
  { rowsAre, name }: TableGraphOptions,
): Graph {
  const [first, ...rest] = columns;
  if (first === undefined || rest.length !== rows)
    throw new FrugalError(
      `${name}: ${rows} rows and ${rest.length} columns of numbers; an adjacency table has names in its first column and one more column a row`,
    );
  const names = Array.from({ length: rows }, (_, row) => wordAt(first, row, name));
  const place = new Map(names.map((word, row) => [word, row]));
  if (place.size !== rows) {
    const twice = names.find((word, row) => place.get(word) !== row);
    throw new FrugalError(`${name}: the row "${twice}" stands twice; nodes need different names`);
  }
  const numbers = rest.map((column) => numbersOf(column, name));
  const found: [number, number, number][] = [];
  for (let row = 0; row < rows; row++) {
    for (const { name: word, values } of numbers) {
      const other = place.get(word);
      if (other === undefined)
        throw new FrugalError(
          `${name}: column "${word}" is the name of no row; e.g. "${names[0]}" is`,
        );
      const value = values[row];
      if (Number.isNaN(value) || value === 0) continue;
      found.push(rowsAre === 'senders' ? [row, other, value] : [other, row, value]);
    }
  }
  return {
    directed: true,
    nodes: { count: rows, names, attributes: [] },
    edges: {
      count: found.length,
      from: Uint32Array.from(found, ([from]) => from),
      to: Uint32Array.from(found, ([, to]) => to),
      weights: Float64Array.from(found, ([, , weight]) => weight),
      attributes: [],
    },
  };
}

function wordAt(column: Column, row: number, name: string): string {
  const word =
    column.kind === 'text' ? column.words[column.codes[row]] : String(column.values[row]);
  if (word !== undefined && word !== 'NaN') return word;
  throw new FrugalError(`${name}, row ${row + 1}: the name of the node is missing`);
}

function numbersOf(column: Column, name: string): NumberColumn {
  if (column.kind === 'number') return column;
  const word = column.words[0];
  throw new FrugalError(
    `${name}: column "${column.name}" holds words such as "${word}"; expected numbers`,
  );
}

/** A column of texts: of numbers where all of them are, else of words. `undefined` is missing. */
export function columnOf(name: string, texts: readonly (string | undefined)[]): Column {
  const values = Float64Array.from(texts, (text) =>
    text === undefined ? Number.NaN : toNumber(text),
  );
  const missing = texts.filter((text) => text === undefined).length;
  const numeric = texts.every((text, i) => text === undefined || !Number.isNaN(values[i]));
  if (numeric && missing < texts.length) return { kind: 'number', name, values, missing };
  const codes = new Map<string, number>();
  const coded = Int32Array.from(texts, (text) => {
    if (text === undefined) return -1;
    const code = codes.get(text) ?? codes.size;
    codes.set(text, code);
    return code;
  });
  return { kind: 'text', name, codes: coded, words: [...codes.keys()], missing };
}

const toNumber = (text: string): number =>
  /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;

/** Edges as they are collected by a reader: some directed, some not. */
export interface MixedEdges {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly directed: readonly boolean[];
  readonly weights?: readonly number[];
  readonly columns: readonly {
    readonly name: string;
    readonly texts: readonly (string | undefined)[];
  }[];
}

/**
 * Edges of one kind: where some are directed all become so, the others as two, there and back, which `notes` is told.
 */
export function settle(edges: MixedEdges, notes: string[]): Pick<Graph, 'directed' | 'edges'> {
  const { from, to, directed, weights, columns } = edges;
  const any = directed.includes(true);
  const order: number[] = [];
  const back: boolean[] = [];
  from.forEach((a, e) => {
    order.push(e);
    back.push(false);
    if (!any || directed[e] || a === to[e]) return;
    order.push(e);
    back.push(true);
  });
  const doubled = order.length - from.length;
  if (doubled > 0)
    notes.push(`${doubled} undirected edges among directed ones became two each, there and back`);
  return {
    directed: any,
    edges: {
      count: order.length,
      from: Uint32Array.from(order, (e, k) => (back[k] ? to[e] : from[e])),
      to: Uint32Array.from(order, (e, k) => (back[k] ? from[e] : to[e])),
      ...(weights === undefined ? {} : { weights: Float64Array.from(order, (e) => weights[e]) }),
      attributes: columns.map(({ name, texts }) =>
        columnOf(
          name,
          order.map((e) => texts[e]),
        ),
      ),
    },
  };
}
