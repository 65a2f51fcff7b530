/**
 * A layer's connections under the names that SciPy gives to a sparse matrix: what a run keeps for other programs.
 *
 * The matrix W has a row for each output and a column for each input, so that activities are W·x.
 */

import type { Topology } from './topology.ts';

/** The arrays of one layer, by name. */
export type LayerArrays = Readonly<Record<string, Int32Array | Float32Array | string>>;

/**
 * A layer as `name.format`, `name.shape` (outputs, inputs), `name.data` and, of a sparse one, `name.indptr` and
 * `name.indices`. Formats are SciPy's and NumPy's own words: `csr` and `csc` for lists by output and by input, `C` and
 * `F` for a dense layer whose weights stand row by row and column by column. All arrays are copies.
 *
 * Indices are signed integers of 32 bits, as SciPy's are: up to 2,147,483,647 connections and units.
 *
 * @param topology without `start` and `index` where every position exists and none is written down
 * @example layerArrays('output', topology, weights)['output.format'] // 'csr'
 */
export function layerArrays(
  name: string,
  topology: Pick<Topology, 'inputs' | 'outputs' | 'order'> & Partial<Topology>,
  weights: Float32Array,
): LayerArrays {
  const { inputs, outputs, order, start, index } = topology;
  const rows = order === 'by-output';
  const both = {
    [`${name}.shape`]: Int32Array.of(outputs, inputs),
    [`${name}.data`]: weights.slice(),
  };
  if (start === undefined || index === undefined)
    return { [`${name}.format`]: rows ? 'C' : 'F', ...both };
  return {
    [`${name}.format`]: rows ? 'csr' : 'csc',
    ...both,
    [`${name}.indptr`]: Int32Array.from(start),
    [`${name}.indices`]: Int32Array.from(index),
  };
}
