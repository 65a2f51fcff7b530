/**
 * What differs between two states of a weight matrix, slot by slot: the events of a rewiring pass, or the least that any
 * path from start to end must cost. An absent connection counts as weight 0 that does not exist.
 */

import type { Layer } from '../sparse/layer.ts';

/** Events: one per slot whose weight or existence differs. */
export interface Difference {
  /** Number of slots that differ, M0. */
  readonly changes: number;
  /** Σ max(Δw, 0) and Σ max(−Δw, 0) over all slots. */
  readonly potentiation: number;
  readonly depression: number;
  readonly created: number;
  readonly deleted: number;
}

/**
 * Compares the weights of two layers of the same shape and order in one walk over both, O(K).
 *
 * A slot deleted and re-created in between counts once, with its net change (not at all when equal).
 */
export function compareLayers(before: Layer, after: Layer): Difference {
  const [a, b] = [before.topology, after.topology];
  const [old, now] = [before.arrays.weights, after.arrays.weights];
  let [changes, potentiation, depression, created, deleted] = [0, 0, 0, 0, 0];
  const book = (from: number, to: number): void => {
    potentiation += Math.max(to - from, 0);
    depression += Math.max(from - to, 0);
  };
  for (let list = 0; list + 1 < a.start.length; list++) {
    let p = a.start[list];
    let q = b.start[list];
    while (p < a.start[list + 1] || q < b.start[list + 1]) {
      const left = p < a.start[list + 1] ? a.index[p] : Number.POSITIVE_INFINITY;
      const right = q < b.start[list + 1] ? b.index[q] : Number.POSITIVE_INFINITY;
      if (left < right) {
        deleted += 1;
        changes += 1;
        book(old[p++], 0);
      } else if (right < left) {
        created += 1;
        changes += 1;
        book(0, now[q++]);
      } else {
        if (old[p] !== now[q]) changes += 1;
        book(old[p++], now[q++]);
      }
    }
  }
  return { changes, potentiation, depression, created, deleted };
}
