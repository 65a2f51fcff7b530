/**
 * SONATA edges: the connections of circuits of the Blue Brain Project and the Allen Institute, in HDF5 by the package h5wasm.
 *
 * K. Dai et al., "The SONATA data format for efficient description of large-scale network models", PLoS Comput. Biol. 16,
 * e1007696 (2020). Read: one population of edges, its weights (`syn_weight`) if it has them. Written: edges by target, both
 * indices and the group "0" also where it is empty, without which libsonata refuses a file.
 */

import type { Dataset, File, Group } from 'h5wasm';
import { FrugalError } from '../../errors.ts';
import { askHdf5 } from '../hdf5/read.ts';
import { MAX_UNPACKED } from '../limits.ts';
import { optional } from '../optional.ts';
import type { Column, Graph, Read } from '../values.ts';
import { type ReadOptions, shown } from './lines.ts';

/** Connections from one population of nodes to another, or to itself. */
export interface SonataEdges {
  /** Name of the population of edges. */
  readonly population: string;
  readonly sourcePopulation: string;
  readonly targetPopulation: string;
  /** Node ids from 0, within their populations. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly weights?: Float64Array;
}

export interface ReadSonataOptions extends ReadOptions {
  /** Needed where a file has several populations of edges. */
  readonly population?: string;
  /** Default `syn_weight`. */
  readonly weight?: string;
}

/**
 * Reads the edges of a SONATA file.
 *
 * @throws FrugalError for a file that is none, several populations and none named, or several groups of attributes; where the
 *   package h5wasm is missing
 */
export const readSonata = (
  bytes: Uint8Array,
  { name, population, weight }: ReadSonataOptions,
): Promise<Read<SonataEdges>> =>
  askHdf5({
    ...{ bytes, name, maxBytes: MAX_UNPACKED, question: 'sonata' },
    options: { population, weight },
  });

const largest = (ids: Uint32Array): number => ids.reduce((most, id) => Math.max(most, id), -1);

/**
 * The graph of edges within one population.
 *
 * @param nodes how many there are; by default as many as the largest id needs
 * @throws FrugalError for edges between two populations, or ids beyond the nodes
 */
export function graphOfSonata(edges: SonataEdges, nodes?: number): Graph {
  const { sourcePopulation, targetPopulation, from, to, weights } = edges;
  if (sourcePopulation !== targetPopulation)
    throw new FrugalError(
      `edges lead from ${shown(sourcePopulation)} to ${shown(targetPopulation)}; a graph is of one population`,
    );
  const least = Math.max(largest(from), largest(to)) + 1;
  const count = nodes ?? least;
  if (count < least)
    throw new FrugalError(`${count} nodes are too few for the node id ${least - 1}`);
  return {
    directed: true,
    nodes: { count, attributes: [] },
    edges: {
      count: from.length,
      from,
      to,
      ...(weights === undefined ? {} : { weights }),
      attributes: [],
    },
  };
}

/** Where the edges of each node lie: ranges of rows, and rows of ranges of edges. */
function indexOf(
  ids: Uint32Array,
  nodes: number,
): { readonly nodeToRanges: BigInt64Array; readonly rangeToEdges: BigInt64Array } {
  const runs: [number, number, number][] = [];
  for (let e = 0; e < ids.length; e++) {
    const last = runs.at(-1);
    if (last !== undefined && last[0] === ids[e]) last[2] = e + 1;
    else runs.push([ids[e], e, e + 1]);
  }
  runs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const nodeToRanges = new BigInt64Array(2 * nodes);
  const rangeToEdges = new BigInt64Array(2 * runs.length);
  let at = 0;
  for (let node = 0; node < nodes; node++) {
    nodeToRanges[2 * node] = BigInt(at);
    for (; at < runs.length && runs[at][0] === node; at++) {
      rangeToEdges[2 * at] = BigInt(runs[at][1]);
      rangeToEdges[2 * at + 1] = BigInt(runs[at][2]);
    }
    nodeToRanges[2 * node + 1] = BigInt(at);
  }
  return { nodeToRanges, rangeToEdges };
}

export interface WriteSonataOptions {
  /** Units of each side; by default as many as the largest id needs. */
  readonly sources?: number;
  readonly targets?: number;
  /** Weights are written as float32. Default false: float64. */
  readonly single?: boolean;
  /** Attributes of the nodes, who are then in the file too; of edges within one population. */
  readonly nodes?: readonly Column[];
  /** What is said of the whole file: texts by name, as attributes of its root. */
  readonly metadata?: Readonly<Record<string, string>>;
}

let written = 0;

/** A text of a fixed length: the library pads those of varying length with blanks, at which libsonata fails. */
function attribute(entity: Group | Dataset, name: string, text: string): void {
  entity.create_attribute(name, text, [], `S${Math.max(1, new TextEncoder().encode(text).length)}`);
}

/**
 * A population of nodes with attributes. Words are numbers here, and a list of them in the attribute `words` (JSON): of
 * libsonata's own enumerations it gives back the padding.
 */
function writeNodes(file: File, population: string, count: number, columns: readonly Column[]) {
  const root = `nodes/${population}`;
  for (const path of ['nodes', root, `${root}/0`]) file.create_group(path);
  const place = BigUint64Array.from({ length: count }, (_, n) => BigInt(n));
  const shape = [count];
  for (const [name, data, dtype] of [
    ['node_type_id', new BigInt64Array(count), '<q'],
    ['node_group_id', new BigUint64Array(count), '<Q'],
    ['node_group_index', place, '<Q'],
  ] as const)
    file.create_dataset({ name: `${root}/${name}`, data, shape, dtype });
  for (const column of columns) {
    const name = `${root}/0/${column.name}`;
    if (column.kind === 'number')
      file.create_dataset({ name, data: Float64Array.from(column.values), shape, dtype: '<d' });
    else {
      const data = Int32Array.from(column.codes);
      const written = file.create_dataset({ name, data, shape, dtype: '<i' });
      attribute(written, 'words', JSON.stringify(column.words));
    }
  }
}

/**
 * Edges as a SONATA file, sorted by target, then source.
 *
 * @throws FrugalError where the package h5wasm is missing
 */
export async function writeSonata(
  edges: SonataEdges,
  options: WriteSonataOptions = {},
): Promise<Uint8Array> {
  const { population, from, to, weights } = edges;
  const { sources = largest(from) + 1, targets = largest(to) + 1, single = false } = options;
  const { nodes: columns, metadata = {} } = options;
  const { File: Hdf5File, ready } = await optional(
    () => import('h5wasm'),
    'h5wasm',
    'SONATA files',
  );
  const { FS } = await ready;
  const order = Uint32Array.from(from.keys()).sort(
    (a, b) => to[a] - to[b] || from[a] - from[b] || a - b,
  );
  const [source, target] = [from, to].map((ids) => Uint32Array.from(order, (e) => ids[e]));
  const count = order.length;
  const path = `/frugal-sonata-${written++}.h5`;
  const file = new Hdf5File(path, 'w');
  try {
    for (const [name, text] of Object.entries(metadata)) attribute(file, name, text);
    if (columns !== undefined) writeNodes(file, edges.sourcePopulation, sources, columns);
    const root = `edges/${population}`;
    file.create_group('edges');
    file.create_group(root);
    const column = (
      name: string,
      data: BigUint64Array | BigInt64Array,
      shape = [data.length],
    ): Dataset => {
      const dtype = data instanceof BigInt64Array ? '<q' : '<Q';
      return file.create_dataset({ name: `${root}/${name}`, data, shape, dtype });
    };
    for (const [name, ids, nodes] of [
      ['source_node_id', source, edges.sourcePopulation],
      ['target_node_id', target, edges.targetPopulation],
    ] as const) {
      attribute(column(name, BigUint64Array.from(ids, BigInt)), 'node_population', nodes);
    }
    column('edge_type_id', new BigInt64Array(count));
    column('edge_group_id', new BigUint64Array(count));
    column('edge_group_index', BigUint64Array.from(order.keys(), BigInt));
    file.create_group(`${root}/0`);
    if (weights !== undefined) {
      const sorted = Float64Array.from(order, (e) => weights[e]);
      const [data, dtype] = single
        ? ([Float32Array.from(sorted), '<f'] as const)
        : ([sorted, '<d'] as const);
      file.create_dataset({ name: `${root}/0/syn_weight`, data, shape: [count], dtype });
    }
    file.create_group(`${root}/indices`);
    for (const [name, ids, nodes] of [
      ['source_to_target', source, sources],
      ['target_to_source', target, targets],
    ] as const) {
      file.create_group(`${root}/indices/${name}`);
      const { nodeToRanges, rangeToEdges } = indexOf(ids, nodes);
      column(`indices/${name}/node_id_to_ranges`, nodeToRanges, [nodes, 2]);
      column(`indices/${name}/range_to_edge_id`, rangeToEdges, [rangeToEdges.length / 2, 2]);
    }
  } finally {
    file.close();
  }
  const bytes = FS.readFile(path) as Uint8Array;
  FS.unlink(path);
  return bytes.slice();
}
