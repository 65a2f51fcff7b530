/** Brings the mirrors of a network's matrices up to date after an update, as a program that threads share. */

import type { Strand } from '../engine/index.ts';
import type { SparseMatrix } from '../sparse/matrix.ts';

/** Connections that one call copies to a mirror. */
const MIRROR_PIECE = 16384;

/** Mirrors of all matrices, cut into strands that two threads can share; as many as the capacity needs. */
export function refreshStrands(matrices: readonly SparseMatrix[]): Strand[] {
  return matrices.flatMap((matrix) =>
    Array.from(
      { length: matrix.mirrored ? Math.ceil(matrix.capacity / MIRROR_PIECE) : 0 },
      (_, piece) => {
        const first = piece * MIRROR_PIECE;
        return matrix.refreshCalls(
          first,
          Math.max(0, Math.min(MIRROR_PIECE, matrix.connections - first)),
        );
      },
    ),
  );
}
