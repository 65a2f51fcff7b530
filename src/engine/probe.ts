/** All that this machine can do, in one value: what engines ask at once, and how wide the vectors of kernels are. */

import { type Abilities, abilities } from './abilities.ts';
import { vectors } from './vectors.ts';

export interface Capabilities extends Abilities {
  /** Bits of the vectors that kernels run on: 256 where V8 packs pairs of 128. */
  readonly vectors: 128 | 256;
}

/** Probes once and remembers. */
export function probe(): Capabilities {
  const { processors, ...able } = abilities();
  return { ...able, vectors: vectors().bits, processors };
}
