/**
 * A connection matrix as a picture of at most `SIDE` × `SIDE` cells: a column for each sender, a row for each receiver, or for
 * a few neighbours together.
 */

import type { StoredLayer } from '../../../src/interchange/network.ts';
import type { Pairs } from './change.ts';

/** Most cells of a side. */
export const SIDE = 256;

export interface Bins {
  readonly columns: number;
  readonly rows: number;
  /** Senders of a column, and receivers of a row. */
  readonly across: number;
  readonly down: number;
  /** Σ of the weights in each cell, `[rows][columns]`. */
  readonly sum: Float32Array;
  /** Connections in each cell. */
  readonly count: Uint16Array;
  /** What the colours reach to. */
  readonly reach: number;
}

/** How a matrix of so many senders and receivers is cut. */
export function cut(inputs: number, outputs: number, side = SIDE) {
  const [across, down] = [Math.ceil(inputs / side), Math.ceil(outputs / side)];
  return { across, down, columns: Math.ceil(inputs / across), rows: Math.ceil(outputs / down) };
}

/** Adds up the weights of a layer (lists by output) cell by cell: O(connections). */
export function binned({ topology, arrays }: StoredLayer, side = SIDE): Bins {
  const { inputs, outputs } = topology;
  const shape = cut(inputs, outputs, side);
  const { across, down, columns, rows } = shape;
  const { weights } = arrays;
  const sum = new Float32Array(columns * rows);
  const count = new Uint16Array(columns * rows);
  const columnOf = Uint16Array.from({ length: inputs }, (_, i) => Math.floor(i / across));
  const listed = topology.index;
  for (let output = 0; output < outputs; output++) {
    const row = Math.floor(output / down) * columns;
    const from = listed === undefined ? output * inputs : topology.start[output];
    const to = listed === undefined ? from + inputs : topology.start[output + 1];
    for (let k = from; k < to; k++) {
      const cell = row + columnOf[listed === undefined ? k - from : listed[k]];
      sum[cell] += weights[k];
      count[cell] += 1;
    }
  }
  return { ...shape, sum, count, reach: sizeOf(sum) };
}

/** Cells in which these connections lie, each once, ascending. */
export function cellsOf(
  { from, to }: Pairs,
  { across, down, columns }: Pick<Bins, 'across' | 'down' | 'columns'>,
): Uint32Array {
  const cells = new Set<number>();
  for (let k = 0; k < from.length; k++)
    cells.add(Math.floor(to[k] / down) * columns + Math.floor(from[k] / across));
  return Uint32Array.from(cells).sort();
}

/** The size that `share` of the cells with anything in them stay below: what the colours reach to. At least the smallest number. */
export function sizeOf(sum: Float32Array, share = 0.98): number {
  const sizes = sum
    .filter((value) => value !== 0)
    .map(Math.abs)
    .sort();
  return sizes.length === 0
    ? 1
    : sizes[Math.min(sizes.length - 1, Math.floor(share * sizes.length))] || 1;
}
