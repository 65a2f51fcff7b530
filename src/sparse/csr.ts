/**
 * A layer's connections under the names that SciPy gives to a sparse matrix: what a run keeps for other programs.
 *
 * The matrix W has a row for each output and a column for each input, so that activities are W·x.
 */

import { FrugalError } from '../errors.ts';
import type { FullyConnected, NewLayer } from './layer.ts';
import { createTopology, type Topology } from './topology.ts';

/** The arrays of layers, by name. */
export type LayerArrays = Readonly<Record<string, Int32Array | Float32Array | string>>;

/**
 * A layer as `name.format`, `name.shape` (outputs, inputs), `name.data` and, of a sparse one, `name.indptr` and
 * `name.indices`. Formats are SciPy's and NumPy's own words: `csr` and `csc` for lists by output and by input, `C` and
 * `F` for a dense layer whose weights stand row by row and column by column. All arrays are copies.
 *
 * Indices are signed integers of 32 bits, as SciPy's are: up to 2,147,483,647 connections and units.
 *
 * @example layerArrays('output', topology, weights)['output.format'] // 'csr'
 */
export function layerArrays(
  name: string,
  topology: Topology | FullyConnected,
  weights: Float32Array,
): LayerArrays {
  const { inputs, outputs, order } = topology;
  const rows = order === 'by-output';
  const both = {
    [`${name}.shape`]: Int32Array.of(outputs, inputs),
    [`${name}.data`]: weights.slice(),
  };
  if (topology.index === undefined) return { [`${name}.format`]: rows ? 'C' : 'F', ...both };
  return {
    [`${name}.format`]: rows ? 'csr' : 'csc',
    ...both,
    [`${name}.indptr`]: Int32Array.from(topology.start),
    [`${name}.indices`]: Int32Array.from(topology.index),
  };
}

/**
 * The layer that `layerArrays` wrote under a name.
 *
 * @throws FrugalError when an array is missing or of another kind; UsageError when they do not make a topology
 */
export function layerFrom(arrays: Readonly<Record<string, unknown>>, name: string): NewLayer {
  const format = arrays[`${name}.format`];
  const shape = arrays[`${name}.shape`];
  const weights = arrays[`${name}.data`];
  if (typeof format !== 'string' || !(shape instanceof Int32Array) || shape.length !== 2)
    throw new FrugalError(`the weights have no layer "${name}"`);
  const [outputs, inputs] = shape;
  const sparse = format === 'csr' || format === 'csc';
  if (!(weights instanceof Float32Array) || !(sparse || format === 'C' || format === 'F'))
    throw new FrugalError(`the weights of layer "${name}" are of a form that is not known here`);
  const order = format === 'csr' || format === 'C' ? 'by-output' : 'by-input';
  const size = { inputs, outputs, order } as const;
  if (!sparse) return { topology: size, arrays: { weights } };
  const start = arrays[`${name}.indptr`];
  const index = arrays[`${name}.indices`];
  if (!(start instanceof Int32Array && index instanceof Int32Array))
    throw new FrugalError(`the weights of layer "${name}" do not say who is connected to whom`);
  const lists = { start: Uint32Array.from(start), index: Uint32Array.from(index) };
  return { topology: createTopology({ ...size, ...lists }, name), arrays: { weights } };
}
