/**
 * Wiring out of graphs and matrices of the field: who is connected, how strongly, and with which sign.
 *
 * An edge from → to means that `to` receives from `from`: input `from`, output `to`. A matrix does not say which of its sides
 * sends, so that is asked for. Several edges between the same two units become one connection whose weight is their sum.
 */

import { UsageError } from '../errors.ts';
import type { Graph, SparseRows } from '../formats/values.ts';
import {
  checkUnits,
  fromPositions,
  type Order,
  ofLayer,
  type Topology,
} from '../sparse/topology.ts';

/** Connections and what the data say of each of them. */
export interface Wiring {
  readonly topology: Topology;
  /** Weight of each connection, in the order of the topology; absent where the data give none. */
  readonly weights?: Float64Array;
  /** Names of the units of each side, where the data give them. */
  readonly inputNames?: readonly string[];
  readonly outputNames?: readonly string[];
}

export interface WiringOptions {
  /** Default `by-output`. */
  readonly order?: Order;
  /** Whether self-connections are kept; default true. */
  readonly autapses?: boolean;
  /** Name for error messages. */
  readonly layer?: string;
}

/** Connections in any order, as topology and weights. */
function wire(
  shape: { readonly inputs: number; readonly outputs: number },
  ends: { readonly from: ArrayLike<number>; readonly to: ArrayLike<number> },
  weights: ArrayLike<number> | undefined,
  { order = 'by-output', autapses = true, layer }: WiringOptions,
): Pick<Wiring, 'topology' | 'weights'> {
  checkUnits('inputs', shape.inputs, layer);
  checkUnits('outputs', shape.outputs, layer);
  const [list, other] = order === 'by-output' ? [ends.to, ends.from] : [ends.from, ends.to];
  const units = order === 'by-output' ? shape.inputs : shape.outputs;
  const places: number[] = [];
  for (let e = 0; e < list.length; e++) if (autapses || list[e] !== other[e]) places.push(e);
  // Lists times units may pass 2^32, but not 2^53: both sides are 32-bit numbers of units that exist.
  const position = (e: number): number => list[e] * units + other[e];
  const sorted = Float64Array.from(places, position);
  const by = Uint32Array.from(places.keys()).sort((a, b) => sorted[a] - sorted[b]);
  const kept: number[] = [];
  const sums: number[] = [];
  for (const k of by) {
    const weight = weights?.[places[k]] ?? 1;
    if (kept.length > 0 && kept[kept.length - 1] === sorted[k]) sums[sums.length - 1] += weight;
    else {
      kept.push(sorted[k]);
      sums.push(weight);
    }
  }
  if (kept.length === 0) throw new UsageError(`the wiring has no connections${ofLayer(layer)}`);
  const topology = fromPositions({ ...shape, order }, Float64Array.from(kept));
  return { topology, ...(weights === undefined ? {} : { weights: Float64Array.from(sums) }) };
}

/**
 * The wiring of one population: as many units as the graph has nodes. An undirected edge connects there and back.
 *
 * @example fromGraph(readEdgeList(bytes, { name: 'celegans.tsv' }).value, { autapses: false }).topology
 * @throws UsageError for a graph without nodes or without connections
 */
export function fromGraph(graph: Graph, options: WiringOptions = {}): Wiring {
  const { nodes, edges, directed } = graph;
  const { from, to, weights, count } = edges;
  const back: number[] = [];
  if (!directed) for (let e = 0; e < count; e++) if (from[e] !== to[e]) back.push(e);
  const ends = {
    from: [...from, ...back.map((e) => to[e])],
    to: [...to, ...back.map((e) => from[e])],
  };
  const given = weights && [...weights, ...back.map((e) => weights[e])];
  const shape = { inputs: nodes.count, outputs: nodes.count };
  const names = nodes.names && { inputNames: nodes.names, outputNames: nodes.names };
  return { ...wire(shape, ends, given, options), ...names };
}

export interface MatrixWiringOptions extends WiringOptions {
  /** What the rows are: units that receive, as in W·x, or units that send, as in most connectomes. */
  readonly rowsAre: 'receivers' | 'senders';
}

/**
 * The wiring of a layer between two populations, or of one with itself, from a matrix: a connection for each stored entry,
 * zeros among them.
 *
 * @throws UsageError for a matrix without rows, columns or entries
 */
export function fromMatrix(matrix: SparseRows, options: MatrixWiringOptions): Wiring {
  const { rows, columns, starts, indices, values } = matrix;
  const { rowsAre, layer } = options;
  if (rowsAre !== 'receivers' && rowsAre !== 'senders')
    throw new UsageError(
      `rows are "${String(rowsAre)}", neither "receivers" nor "senders"${ofLayer(layer)}`,
    );
  const row = new Uint32Array(indices.length);
  for (let r = 0; r < rows; r++) row.fill(r, starts[r], starts[r + 1]);
  return rowsAre === 'receivers'
    ? wire({ inputs: columns, outputs: rows }, { from: indices, to: row }, values, options)
    : wire({ inputs: rows, outputs: columns }, { from: row, to: indices }, values, options);
}

/**
 * Signs of the units that connections come from, where each unit has one: 1 where all its weights are ≥ 0, −1 where all are
 * ≤ 0, 0 (free) where it has none. The first unit whose weights are of both signs is `mixed`.
 */
export function signsOf({ topology, weights }: Wiring): {
  readonly signs: Int8Array;
  readonly mixed?: number;
} {
  const { inputs, order, start, index } = topology;
  const signs = new Int8Array(inputs);
  let mixed = -1;
  for (let list = 0; list + 1 < start.length; list++) {
    for (let k = start[list]; k < start[list + 1]; k++) {
      const sign = Math.sign(weights?.[k] ?? 1);
      const from = order === 'by-output' ? index[k] : list;
      if (sign === 0) continue;
      if (signs[from] === -sign && (mixed < 0 || from < mixed)) mixed = from;
      signs[from] = sign;
    }
  }
  return { signs, ...(mixed >= 0 ? { mixed } : {}) };
}

/** How the data's weights become first weights. */
export const WEIGHT_SCALES = ['as-is', 'unit-norm', 'largest'] as const;
export type WeightScale = (typeof WEIGHT_SCALES)[number];

/**
 * First weights from the data's, as they are, or divided so that the root mean square over units of the norm of their input
 * weights is `gain` (`unit-norm`), or that the largest in size is `gain` (`largest`).
 *
 * @throws UsageError where the data give no weights, or all are 0
 */
export function scaledWeights(
  { topology, weights }: Wiring,
  scale: WeightScale,
  gain = 1,
): Float32Array {
  if (weights === undefined)
    throw new UsageError('the wiring has no weights; only who is connected');
  if (scale === 'as-is') return Float32Array.from(weights);
  let size = 0;
  if (scale === 'largest') for (const w of weights) size = Math.max(size, Math.abs(w));
  else {
    for (const w of weights) size += w * w;
    size = Math.sqrt(size / topology.outputs);
  }
  if (!(size > 0)) throw new UsageError('all weights of the wiring are 0; they cannot be scaled');
  return Float32Array.from(weights, (w) => (gain * w) / size);
}
