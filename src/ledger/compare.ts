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

/** What a step of rewiring says of itself: see `Rewired` of the rewiring room. */
interface Step {
  readonly layer: Layer;
  readonly removed: Uint32Array;
  readonly born: Uint32Array;
}

/**
 * The same as `compareLayers(before, step.layer)`, from what the step removed and made, everything else being as it was: it
 * looks at those alone, O(lists + removed + born).
 */
export function compareStep(before: Layer, { layer, removed, born }: Step): Difference {
  const [a, b] = [before.topology, layer.topology];
  const [old, now] = [before.arrays.weights, layer.arrays.weights];
  let [changes, potentiation, depression, created, deleted] = [0, 0, 0, 0, 0];
  const book = (change: number): void => {
    if (change > 0) potentiation += change;
    else depression -= change;
  };
  let [r, q] = [0, 0];
  for (let list = 0; list + 1 < a.start.length; list++) {
    const oldEnd = a.start[list + 1];
    const newEnd = b.start[list + 1];
    for (;;) {
      const gone = r < removed.length && removed[r] < oldEnd;
      const come = q < born.length && born[q] < newEnd;
      if (!gone && !come) break;
      const order = gone && come ? a.index[removed[r]] - b.index[born[q]] : gone ? -1 : 1;
      if (order < 0) deleted += 1;
      if (order > 0) created += 1;
      const from = order <= 0 ? old[removed[r]] : 0;
      const to = order >= 0 ? now[born[q]] : 0;
      if (order !== 0 || from !== to) changes += 1;
      book(to - from);
      if (order <= 0) r++;
      if (order >= 0) q++;
    }
  }
  return { changes, potentiation, depression, created, deleted };
}
