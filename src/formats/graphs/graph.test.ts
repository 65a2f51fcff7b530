import { describe, expect, it } from 'vitest';
import type { SparseRows, Table } from '../values.ts';
import { columnOf, graphOfMatrix, graphOfTable, matrixOfGraph, settle } from './graph.ts';

const matrix: SparseRows = {
  ...{ rows: 3, columns: 3, starts: Uint32Array.of(0, 2, 2, 3), indices: Uint32Array.of(0, 2, 1) },
  values: Float64Array.of(1, 0, -2),
};

describe('graphs and matrices', () => {
  it('an edge for each stored entry, in the direction that is asked for', () => {
    const { edges } = graphOfMatrix(matrix, { rowsAre: 'senders' });
    expect([[...edges.from], [...edges.to], edges.weights]).toEqual([
      [0, 0, 2],
      [0, 2, 1],
      Float64Array.of(1, 0, -2),
    ]);
    const turned = graphOfMatrix(matrix, { rowsAre: 'receivers', names: ['a', 'b', 'c'] });
    expect([[...turned.edges.from], turned.nodes.names]).toEqual([
      [0, 2, 1],
      ['a', 'b', 'c'],
    ]);
    expect(matrixOfGraph(graphOfMatrix(matrix, { rowsAre: 'senders' })).value).toEqual(matrix);
  });

  it('undirected edges are entered on both sides, loops once', () => {
    const edges = {
      count: 3,
      from: Uint32Array.of(0, 1, 0),
      to: Uint32Array.of(1, 1, 1),
      attributes: [],
    };
    const graph = { directed: false, nodes: { count: 2, attributes: [] }, edges };
    const { value: made, changes } = matrixOfGraph(graph);
    expect([[...made.starts], [...made.indices], [...made.values], changes.merged]).toEqual([
      [0, 1, 3],
      [1, 0, 1],
      [2, 2, 1],
      2,
    ]);
  });

  it('refuses matrices that are no graph', () => {
    expect(() =>
      graphOfMatrix({ ...matrix, columns: 4 }, { rowsAre: 'senders', name: 'm' }),
    ).toThrow('m: 3 rows and 4 columns are no graph of one population');
    expect(() => graphOfMatrix(matrix, { rowsAre: 'senders', names: ['a'] })).toThrow(
      '1 names for 3 nodes',
    );
  });
});

describe('adjacency tables', () => {
  const table: Table = {
    rows: 2,
    columns: [
      { kind: 'text', name: '', codes: Int32Array.of(0, 1), words: ['a', 'b'], missing: 0 },
      { kind: 'number', name: 'b', values: Float64Array.of(2, Number.NaN), missing: 1 },
      { kind: 'number', name: 'a', values: Float64Array.of(0, -1), missing: 0 },
    ],
  };

  it('matches columns to rows by name, whatever their order; 0 and missing are no edges', () => {
    const { nodes, edges } = graphOfTable(table, { rowsAre: 'senders', name: 't.csv' });
    expect(nodes.names).toEqual(['a', 'b']);
    expect([[...edges.from], [...edges.to], edges.weights]).toEqual([
      [0, 1],
      [1, 0],
      Float64Array.of(2, -1),
    ]);
    const turned = graphOfTable(table, { rowsAre: 'receivers', name: 't.csv' });
    expect([...turned.edges.from]).toEqual([1, 0]);
  });

  it('refuses names that differ, repeat or miss', () => {
    const { columns } = table;
    const ask = (next: Table): void => {
      graphOfTable(next, { rowsAre: 'senders', name: 't.csv' });
    };
    expect(() => ask({ rows: 2, columns: columns.slice(0, 2) })).toThrow(
      't.csv: 2 rows and 1 columns of numbers',
    );
    expect(() =>
      ask({ rows: 2, columns: [columns[0], { ...columns[1], name: 'x' }, columns[2]] }),
    ).toThrow('t.csv: column "x" is the name of no row; e.g. "a" is');
    const twice = { ...columns[0], codes: Int32Array.of(0, 0) } as (typeof columns)[0];
    expect(() => ask({ rows: 2, columns: [twice, columns[1], columns[2]] })).toThrow(
      't.csv: the row "a" stands twice',
    );
    const absent = { ...columns[0], codes: Int32Array.of(0, -1) } as (typeof columns)[0];
    expect(() => ask({ rows: 2, columns: [absent, columns[1], columns[2]] })).toThrow(
      't.csv, row 2: the name of the node is missing',
    );
    expect(() =>
      ask({ rows: 2, columns: [columns[0], columns[1], { ...columns[0], name: 'a' }] }),
    ).toThrow('t.csv: column "a" holds words such as "a"; expected numbers');
  });
});

describe('columnOf and settle', () => {
  it('numbers where all are, else words; missing ones are counted', () => {
    expect(columnOf('x', ['1', undefined, '-2e3'])).toMatchObject({ kind: 'number', missing: 1 });
    expect(columnOf('x', ['1', 'b', undefined, 'b'])).toEqual({
      ...{ kind: 'text', name: 'x', words: ['1', 'b'], missing: 1 },
      codes: Int32Array.of(0, 1, -1, 1),
    });
    expect(columnOf('x', [undefined])).toMatchObject({ kind: 'text', missing: 1 });
  });

  it('an undirected edge among directed ones becomes two, with all that is said of it', () => {
    const notes: string[] = [];
    const mixed = {
      ...{ from: [0, 1, 2], to: [1, 2, 2], directed: [true, false, false], weights: [5, 6, 7] },
      columns: [{ name: 'kind', texts: ['a', 'b', 'c'] }],
    };
    const { directed, edges } = settle(mixed, notes);
    expect([directed, [...edges.from], [...edges.to]]).toEqual([true, [0, 1, 2, 2], [1, 2, 1, 2]]);
    expect([...(edges.weights ?? [])]).toEqual([5, 6, 6, 7]);
    expect(edges.attributes[0]).toMatchObject({ codes: Int32Array.of(0, 1, 1, 2) });
    expect(notes).toEqual([
      '1 undirected edges among directed ones became two each, there and back',
    ]);
    expect(settle({ ...mixed, directed: [false, false, false] }, notes)).toMatchObject({
      directed: false,
      edges: { count: 3 },
    });
  });
});
