/**
 * The mirror of a topology: the same connections in the other order, for products that walk the other side.
 *
 * Gradients, velocities and the weights of record live in the *home* order only; the mirror holds a copy of the weights,
 * refreshed through `source` after every update. A mirror is rebuilt after rewiring, never patched. Whether a layer
 * keeps one is decided elsewhere, by measured cost.
 */

import { opposite, type Reordered, reorder, type Topology } from './topology.ts';

/** The other order, and the home position of every connection: 6 or 8 bytes a connection, and 4 for the weight copy. */
export type Mirror = Reordered;

/** The mirror of `home`, in O(lists + K). */
export function createMirror(home: Topology): Mirror {
  return reorder(home, opposite(home.order));
}
