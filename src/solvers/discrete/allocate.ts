/** Large arrays in the engine's memory, piece by piece: to clear a gigabyte takes half a second. */

import type { Memory } from '../../engine/index.ts';
import { createPace, tick, type Work } from '../../numerics/pace.ts';

/** Bytes of a piece: a multiple of what every array is padded to, so that the next one begins where it ends. */
const PIECE = 2 ** 25;

/** `memory.allocate` that gives signs of life. Nothing else may be allocated meanwhile. */
export function* allocateInSteps(memory: Memory, bytes: number): Work<number> {
  const pace = createPace();
  const address = memory.allocate(Math.min(PIECE, bytes));
  for (let done = PIECE; done < bytes; done += PIECE) {
    if (pace.due()) yield tick(done / bytes);
    memory.allocate(Math.min(PIECE, bytes - done));
  }
  return address;
}
