/**
 * Layers as sparse rows and back: the one routine through which connections leave for a format, and come in from one.
 *
 * Out: columns ascend in every row, no connection stands twice, weights are singles, and connections of weight zero stay. In:
 * the same, as the readers of formats promise it.
 */

import type { SparseRows } from '../formats/values.ts';
import { countOf, type FullyConnected, type NewLayer } from '../sparse/layer.ts';
import { createTopology, type Topology } from '../sparse/topology.ts';
import { byOutput } from './network.ts';

/** A layer's connections as a matrix of a row for each output. Arrays are copies where the layer's own are of another form. */
export function rowsOf(layer: NewLayer): SparseRows {
  const { topology, arrays } = byOutput(layer);
  const { inputs: columns, outputs: rows } = topology;
  const size = { rows, columns, values: arrays.weights };
  if (topology.index !== undefined)
    return { ...size, starts: topology.start, indices: Uint32Array.from(topology.index) };
  const indices = new Uint32Array(countOf(topology));
  for (let k = 0; k < indices.length; k++) indices[k] = k % columns;
  return {
    ...size,
    starts: Uint32Array.from({ length: rows + 1 }, (_, r) => r * columns),
    indices,
  };
}

/**
 * A layer of a matrix of a row for each output; one that is full does not list its connections.
 *
 * @param name for messages
 * @throws UsageError where the matrix has no rows or no columns, or its columns do not ascend
 */
export function layerOfRows(
  { rows, columns, starts, indices, values }: SparseRows,
  name?: string,
): NewLayer {
  const size = { inputs: columns, outputs: rows, order: 'by-output' } as const;
  const weights = values instanceof Float32Array ? values : Float32Array.from(values);
  const topology: Topology = createTopology({ ...size, start: starts, index: indices }, name);
  const full: Topology | FullyConnected = indices.length === rows * columns ? size : topology;
  return { topology: full, arrays: { weights } };
}

/** All numbers of the matrix, row by row: connections that do not exist are 0. */
export function denseOf(layer: NewLayer): Float32Array {
  return filled(layer, layer.arrays.weights);
}

/** 1 where a connection exists, whatever its weight, else 0; row by row. */
export function maskOf(layer: NewLayer): Float32Array {
  return filled(layer, new Float32Array(countOf(layer.topology)).fill(1));
}

function filled(layer: NewLayer, values: Float32Array): Float32Array {
  const { topology, arrays } = byOutput({ topology: layer.topology, arrays: { values } });
  if (topology.index === undefined) return arrays.values.slice();
  const { inputs, outputs, start, index } = topology;
  const all = new Float32Array(inputs * outputs);
  for (let row = 0; row < outputs; row++)
    for (let k = start[row]; k < start[row + 1]; k++)
      all[row * inputs + index[k]] = arrays.values[k];
  return all;
}
