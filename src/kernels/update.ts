/**
 * One pass over the synapses of a bundle: adds the gradient shards, applies a rule, writes the weights, books the change.
 *
 * The rule is a formula over the algebra; several rules chained are still one pass. A pass that does not *commit* leaves
 * the change in the first gradient shard instead, for a rule that must see the whole bundle. Nothing else writes weights.
 */

import {
  type Body,
  type Expression,
  f32x4,
  f64,
  f64x2,
  i32,
  i32x4,
  shuffle32,
  v128,
} from '../wasm/index.ts';
import { type Algebra, numberAlgebra, vectorAlgebra } from './algebra.ts';
import { type Address, type Arithmetic, type Kernel, kernel, type V } from './kernel.ts';

/** What a rule sees of one synapse. `change` starts as the gradient; what the rule returns is added to the weight. */
export interface Synapse<T> {
  readonly change: T;
  readonly weight: T;
  readonly states: readonly T[];
  /** Scalars that hold for the whole bundle at this step (rates, decay factors). */
  readonly cells: readonly T[];
}

export interface Changed<T> {
  readonly change: T;
  readonly states: readonly T[];
  /** Where part of the weight is transient: the change of its lasting part, booked in place of the change. */
  readonly durable?: T;
  /** A hidden store: |held| is summed, and a hidden write counted where `moved` is not 0. */
  readonly store?: { readonly held: T; readonly moved: T };
}

/** A rule for single synapses. */
export interface Rule {
  /** Names the formula: equal names mean equal code. */
  readonly name: string;
  readonly states: number;
  readonly cells: number;
  /** Whether the formula returns a `store`. */
  readonly stores?: boolean;
  readonly formula: <T, Mask>(algebra: Algebra<T, Mask>, synapse: Synapse<T>) => Changed<T>;
}

/** What happens to the change that a rule returns. */
export type UpdateEnding = 'commit' | 'book' | 'hand-on';

/** Synapses that one call of `update` handles at most, so that booked sums do not depend on the number of threads. */
export const UPDATE_BLOCK = 16384;

/**
 * Synapses whose changes are summed in single precision before they join the double sums: eight a lane, so that the
 * relative error of M1 stays below 8 · 2⁻²⁴ < 5e-7 and booking costs a few percent of a step instead of a fifth.
 */
const BOOK_GROUP = 32;

/**
 * Bytes of one booking slot: f64 potentiation Σ max(Δw, 0), f64 depression Σ max(−Δw, 0), f64 number of changed synapses;
 * and for rules with a hidden store f64 Σ |held| and f64 number of hidden writes.
 */
export const BOOK_BYTES = 40;

/**
 * Arguments: byte `offset` of the first synapse in its arrays (a multiple of 16), `count` (rounded up to 4; the arrays are
 * padded with zeros), `gradient` and the distance `shard` between its shards, `weight`, `state` and the distance `stateStep`
 * between state arrays, `cells` (f32 each), `book` (added to).
 */
export function update(choice: {
  readonly rule: Rule;
  readonly shards: number;
  readonly arithmetic: Arithmetic;
  /** `commit` writes the weights, `book` also books the change, `hand-on` writes the change over the gradient. */
  readonly ending: UpdateEnding;
}): Kernel {
  const { rule, shards, arithmetic, ending } = choice;
  return kernel(
    `update.${rule.name}.${shards}.${arithmetic}.${ending}`,
    ['offset', 'count', 'gradient', 'shard', 'weight', 'state', 'stateStep', 'cells', 'book'],
    (body, offset, count, gradient, shard, weight, state, stateStep, cells, book) => {
      const algebra = vectorAlgebra(body, arithmetic);
      const at = body.local('i32', offset);
      const end = body.local('i32', i32.add(offset, i32.shl(count, i32.const(2))));
      const constants = Array.from({ length: rule.cells }, (_, k) =>
        body.local('v128', v128.load32Splat(cells, 4 * k)),
      );
      const ledger = ending === 'book' ? emitBook(body, rule.stores === true) : undefined;
      const address = body.local('i32');
      const pass = (): void => {
        body.set(address, i32.add(gradient, at));
        const sum = body.local('v128', v128.load(address));
        for (let s = 1; s < shards; s++) {
          body.advance(address, shard);
          body.set(sum, f32x4.add(sum, v128.load(address)));
        }
        const old = body.local('v128', v128.load(i32.add(weight, at)));
        body.set(address, i32.add(state, at));
        const states: V[] = [];
        for (let k = 0; k < rule.states; k++) {
          states.push(body.local('v128', v128.load(address)));
          body.advance(address, stateStep);
        }
        const next = rule.formula(algebra, { change: sum, weight: old, states, cells: constants });
        if (ending === 'hand-on') body.storeV128(i32.add(gradient, at), next.change);
        else {
          const written = algebra.flush(algebra.add(old, next.change));
          body.storeV128(i32.add(weight, at), written);
          if (next.durable === undefined) ledger?.add(written, old);
          else ledger?.add(next.durable, v128.zero);
          if (next.store !== undefined) ledger?.hold(next.store);
        }
        body.set(address, i32.add(state, at));
        next.states.forEach((value, k) => {
          // What is handed back as it came need not be written.
          if (value !== states[k]) body.storeV128(address, value);
          body.advance(address, stateStep);
        });
        body.advance(at, 16);
      };
      if (ledger === undefined) {
        body.while(i32.ltU(at, end), pass);
        return;
      }
      const groupEnd = body.local('i32');
      body.while(i32.ltU(at, end), () => {
        body.set(groupEnd, i32.add(at, i32.const(4 * BOOK_GROUP)));
        body.if(i32.gtU(groupEnd, end), () => body.set(groupEnd, end));
        body.while(i32.ltU(at, groupEnd), pass);
        ledger.close();
      });
      ledger.store(book);
    },
    (
      { f32: m, f64: wide },
      offset,
      count,
      gradient,
      shard,
      weight,
      state,
      stateStep,
      cells,
      book,
    ) => {
      const constants = Array.from(m.subarray(cells / 4, cells / 4 + rule.cells));
      const potentiation = createBookTwin();
      const depression = createBookTwin();
      const held = createBookTwin();
      let [changes, moves] = [0, 0];
      for (let k = offset / 4; k < offset / 4 + count; k++) {
        let change = m[gradient / 4 + k];
        for (let s = 1; s < shards; s++)
          change = Math.fround(change + m[gradient / 4 + (s * shard) / 4 + k]);
        const old = m[weight / 4 + k];
        const states = Array.from(
          { length: rule.states },
          (_, s) => m[state / 4 + (s * stateStep) / 4 + k],
        );
        const next = rule.formula(numberAlgebra, { change, weight: old, states, cells: constants });
        next.states.forEach((value, s) => {
          m[state / 4 + (s * stateStep) / 4 + k] = value;
        });
        if (ending === 'hand-on') {
          m[gradient / 4 + k] = next.change;
          continue;
        }
        const written = numberAlgebra.flush(numberAlgebra.add(old, next.change));
        m[weight / 4 + k] = written;
        const difference = next.durable ?? Math.fround(written - old);
        potentiation.add(k - offset / 4, Math.max(difference, 0));
        depression.add(k - offset / 4, Math.max(-difference, 0));
        if (difference !== 0) changes += 1;
        if (next.store === undefined) continue;
        held.add(k - offset / 4, Math.abs(next.store.held));
        if (next.store.moved !== 0) moves += 1;
      }
      if (ending !== 'book') return;
      const sums = [potentiation.total(), depression.total(), changes, held.total(), moves];
      sums.forEach((value, slot) => {
        wide[book / 8 + slot] += value;
      });
    },
  );
}

/** Sums of changes: four single-precision lanes within a group, two double-precision lanes over the groups. */
export function emitBook(
  body: Body,
  stores: boolean,
): {
  add: (to: V, from: V) => void;
  hold: (store: { readonly held: V; readonly moved: V }) => void;
  close: () => void;
  store: (book: Address) => void;
} {
  const sums = Array.from({ length: stores ? 3 : 2 }, () => ({
    part: body.local('v128'),
    whole: body.local('v128'),
  }));
  const counts = [body.local('v128'), body.local('v128')];
  const difference = body.local('v128');
  const count = (slot: number, changed: V): void =>
    body.set(counts[slot], i32x4.sub(counts[slot], changed));
  return {
    add(to, from) {
      const [up, down] = sums;
      body.set(difference, f32x4.sub(to, from));
      count(0, f32x4.ne(difference, v128.zero));
      body.set(up.part, f32x4.add(up.part, f32x4.pmax(difference, v128.zero)));
      body.set(down.part, f32x4.sub(down.part, f32x4.pmin(difference, v128.zero)));
    },
    hold({ held, moved }) {
      body.set(sums[2].part, f32x4.add(sums[2].part, f32x4.abs(held)));
      count(1, f32x4.ne(moved, v128.zero));
    },
    close() {
      for (const { part, whole } of sums) {
        const high = shuffle32(part, part, [2, 3, 0, 1]);
        body.set(whole, f64x2.add(whole, f64x2.promoteLow(part)));
        body.set(whole, f64x2.add(whole, f64x2.promoteLow(high)));
        body.set(part, v128.zero);
      }
    },
    store(book) {
      const put = (slot: number, value: Expression<'f64'>): void =>
        body.storeF64(book, f64.add(f64.load(book, 8 * slot), value), 8 * slot);
      for (const [k, { whole }] of sums.entries()) {
        put(k < 2 ? k : 3, f64.add(f64x2.extract(whole, 0), f64x2.extract(whole, 1)));
      }
      for (const [k, lanes] of counts.slice(0, stores ? 2 : 1).entries()) {
        const counted = [0, 1, 2, 3].map((lane) => i32x4.extract(lanes, lane)).reduce(i32.add);
        put(k === 0 ? 2 : 4, f64.fromI32(counted));
      }
    },
  };
}

/** One of the sums of `emitBook`, synapse by synapse. */
export function createBookTwin(): {
  add: (synapse: number, value: number) => void;
  close: () => void;
  total: () => number;
} {
  const part = new Float32Array(4);
  const sum = [0, 0];
  const close = (): void => {
    part.forEach((value, lane) => {
      sum[lane % 2] += value;
    });
    part.fill(0);
  };
  return {
    add(synapse, value) {
      if (synapse % BOOK_GROUP === 0) close();
      part[synapse % 4] += value;
    },
    close,
    total() {
      close();
      return sum[0] + sum[1];
    },
  };
}
