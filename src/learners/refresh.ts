/** Brings the mirrors of a network's matrices up to date after an update, as a program that threads share. */

import type { Strand } from '../engine/index.ts';
import type { SparseMatrix } from '../sparse/matrix.ts';

/** Mirrors of all matrices, cut into strands that threads can share. They hold while the mirrors do, whatever is rewired. */
export const refreshStrands = (matrices: readonly SparseMatrix[]): Strand[] =>
  matrices.flatMap((matrix) => matrix.refreshCalls().map((call) => [call]));
