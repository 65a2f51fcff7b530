/** What a thread for HDF5 files does: reads one within a bound of memory. */

import { heapOf, mostOf } from './library.ts';
import { boundMemory, refusedMemory } from './memory.ts';
import { type Answers, type Order, type Question, readHere } from './work.ts';

/** The library itself, its caches, and what packed data are unpacked by. */
const BASE_BYTES = 2 ** 26;

export interface Answered<Q extends Question = Question> {
  readonly answer: Answers[Q]['answer'];
  /** Bytes that the library holds now; it gives none back. */
  readonly heap: number;
}

/** @throws as `readHere`; RangeError for a file that asks for more memory than one of its size can need */
export async function readBounded<Q extends Question>(order: Order<Q>): Promise<Answered<Q>> {
  const { bytes, maxBytes } = order;
  // A data set, and a packed piece of it beside it.
  const most = BASE_BYTES + 2 * mostOf(bytes.length, maxBytes);
  boundMemory(most);
  try {
    return { answer: await readHere(order), heap: await heapOf() };
  } catch (error) {
    const refused = refusedMemory();
    if (refused === 0) throw error;
    // No error for the user: what holds so much is not to go on (see `read.ts`, which tells her).
    throw new RangeError(`it asks for ${refused} bytes of memory, allowed of its size are ${most}`);
  }
}
