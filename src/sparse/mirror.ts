/**
 * The mirror of a matrix: its connections listed from the other side, with a copy of their weights, for a forward pass that
 * walks them so. Takes 6 bytes a connection with 16-bit indices, and a word a home list and thread.
 *
 * The copy is made in pieces that threads can share, ranges of the mirror's lists. What is written depends on none of them.
 */

import type { Call, Engine } from '../engine/index.ts';
import { listBounds, mirrorLists, mirrorWeights } from '../kernels/index.ts';
import type { Lists } from './products.ts';

export interface Mirror extends Lists {
  /** Lists the connections and copies the weights that are home now. */
  write(): void;
  /** One call a piece, each independent of the others: weights that were changed at home are copied. */
  refreshCalls(): readonly Call[];
}

/** A side of a matrix: its lists, and how many there are. */
export interface Side {
  readonly lists: Lists;
  readonly count: number;
}

/** Reserves what a mirror needs beside its lists. Empty until `write`. */
export function placeMirror(engine: Engine, home: Side, mirrored: Side): Mirror {
  const { memory, threads } = engine;
  const widthOf = ({ lists }: Side) => (lists.indexWidth === 'u32' ? 'u32' : 'u16');
  const each = Math.ceil(mirrored.count / Math.min(threads, mirrored.count));
  const pieces = Math.ceil(mirrored.count / each);
  /** Where the piece after begins in every home list. */
  const bounds = memory.allocate(4 * home.count * (pieces - 1));
  const cursors = Array.from({ length: pieces }, () => memory.allocate(4 * home.count));
  const { start, index, weight } = mirrored.lists;
  const calls = cursors.map((cursor, piece): Call => {
    const begins = piece === 0 ? home.lists.start : bounds + 4 * home.count * (piece - 1);
    return {
      kernel: mirrorWeights(widthOf(mirrored)),
      values: [
        ...[each * piece, Math.min(each * (piece + 1), mirrored.count), start, index, weight],
        ...[home.count, begins, cursor, home.lists.weight],
      ],
    };
  });
  return {
    ...mirrored.lists,
    write() {
      const { start: from, index: partners } = home.lists;
      engine.call(
        mirrorLists(widthOf(home), widthOf(mirrored)),
        ...[home.count, mirrored.count, from, partners, start, index],
      );
      if (pieces > 1)
        engine.call(listBounds(widthOf(home)), home.count, from, partners, each, pieces, bounds);
      for (const { kernel, values } of calls) engine.call(kernel, ...values);
      mirrored.lists.blocks?.update(start, index);
    },
    refreshCalls: () => calls,
  };
}
