/**
 * What differs between two states of a weight matrix, slot by slot: the events of a rewiring pass, or the least that any
 * path from start to end must cost. An absent connection counts as weight 0 that does not exist.
 */

import { NET_BYTES, netChanges } from '../kernels/net-changes.ts';
import { type KernelCalls, kernelCalls } from '../numerics/kernel-calls.ts';
import type { Layer } from '../sparse/layer.ts';
import { others } from '../sparse/topology.ts';

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

/** Removed and made connections from which on copying to and fro pays, and most of either that are looked at together. */
const FEWEST = 256;
const PART = 2 ** 15;
/** Byte addresses of places and weights of those that go, of those that come, and of the book. */
const ROOM = 4 * (PART + 16);
const [GONE, GONE_WEIGHTS, COME, COME_WEIGHTS, BOOK] = [0, 1, 2, 3, 4].map((k) => k * ROOM);
const PAGES = Math.ceil((BOOK + NET_BYTES) / 65536);
/** Stands behind the last place. */
const BEYOND = 0xffffffff;

let calls: KernelCalls | undefined;

/** `compareStep` by a kernel, some lists at a time; `undefined` where one list alone is too much. */
function compareByKernel(before: Layer, { layer, removed, born }: Step): Difference | undefined {
  calls ??= kernelCalls([netChanges], PAGES);
  const { views, call } = calls;
  const { u32, f32, f64 } = views;
  const [a, b] = [before.topology, layer.topology];
  const [old, now] = [before.arrays.weights, layer.arrays.weights];
  const units = others(a);
  u32.fill(0, BOOK / 4, BOOK / 4 + NET_BYTES / 4);
  let [r, q, gone, come, first] = [0, 0, 0, 0, 0];
  const book = (): void => {
    u32[GONE / 4 + gone] = BEYOND;
    u32[COME / 4 + come] = BEYOND;
    call(netChanges, gone, GONE, GONE_WEIGHTS, come, COME, COME_WEIGHTS, BOOK);
  };
  for (let list = 0; list + 1 < a.start.length; list++) {
    const [oldEnd, newEnd] = [a.start[list + 1], b.start[list + 1]];
    const most = Math.max(oldEnd - a.start[list], newEnd - b.start[list]);
    if (most > PART) return undefined;
    if (Math.max(gone, come) + most > PART || (list - first + 1) * units >= BEYOND) {
      book();
      [gone, come, first] = [0, 0, list];
    }
    const place = (list - first) * units;
    for (; r < removed.length && removed[r] < oldEnd; r++, gone++) {
      u32[GONE / 4 + gone] = place + a.index[removed[r]];
      f32[GONE_WEIGHTS / 4 + gone] = old[removed[r]];
    }
    for (; q < born.length && born[q] < newEnd; q++, come++) {
      u32[COME / 4 + come] = place + b.index[born[q]];
      f32[COME_WEIGHTS / 4 + come] = now[born[q]];
    }
  }
  book();
  const [potentiation, depression] = f64.subarray(BOOK / 8, BOOK / 8 + 2);
  const [changes, created, deleted] = u32.subarray(BOOK / 4 + 4, BOOK / 4 + 7);
  return { changes, potentiation, depression, created, deleted };
}

/**
 * The same as `compareLayers(before, step.layer)`, from what the step removed and made, everything else being as it was: it
 * looks at those alone, O(lists + removed + born).
 */
export function compareStep(before: Layer, step: Step): Difference {
  if (step.removed.length + step.born.length < FEWEST) return compareStepPlainly(before, step);
  return compareByKernel(before, step) ?? compareStepPlainly(before, step);
}

/** The same plainly. */
export function compareStepPlainly(before: Layer, { layer, removed, born }: Step): Difference {
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
