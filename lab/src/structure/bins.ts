/**
 * A connection matrix as a picture of at most `SIDE` × `SIDE` cells: a column for each sender, a row for each receiver, or for
 * a few neighbours together.
 */

import type { StoredLayer } from '../../../src/interchange/network.ts';
import { cutOfWords } from '../../../src/numerics/select.ts';
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
      // Of a layer that has all connections, those that were cut stay where they are, with a weight of 0.
      if (listed === undefined && weights[k] === 0) continue;
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
  const sizes = new Float32Array(sum.length);
  let count = 0;
  for (let k = 0; k < sum.length; k++) {
    const size = Math.abs(sum[k]);
    if (size > 0) sizes[count++] = size;
  }
  if (count === 0) return 1;
  const rank = Math.min(count, Math.floor(share * count) + 1);
  // Selected, not sorted: the bits of numbers above 0 have their order.
  const { key } = cutOfWords(new Uint32Array(sizes.buffer, 0, count), rank, 0x7fffffff);
  return new Float32Array(Uint32Array.of(key).buffer)[0];
}
