/**
 * One pass over the synapses of a bundle: adds the gradient shards, applies a rule, writes the weights, books the change.
 *
 * The rule is a formula over the algebra; several rules chained are still one pass. A pass that does not *commit* leaves
 * the change in the first gradient shard instead, for a rule that must see the whole bundle. Nothing else writes weights.
 */

import { type Body, f32x4, f64, f64x2, i32, i32x4, shuffle32, v128 } from '../wasm/index.ts';
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
}

/** A rule for single synapses. */
export interface Rule {
  /** Names the formula: equal names mean equal code. */
  readonly name: string;
  readonly states: number;
  readonly cells: number;
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

/** Bytes of one booking slot: f64 potentiation Σ max(Δw, 0), f64 depression Σ max(−Δw, 0), f64 number of changed synapses. */
export const BOOK_BYTES = 24;

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
      const ledger = ending === 'book' ? emitBook(body) : undefined;
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
          ledger?.add(old, written);
        }
        body.set(address, i32.add(state, at));
        for (const value of next.states) {
          body.storeV128(address, value);
          body.advance(address, stateStep);
        }
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
      let changes = 0;
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
        const difference = Math.fround(written - old);
        potentiation.add(k - offset / 4, Math.max(difference, 0));
        depression.add(k - offset / 4, Math.max(-difference, 0));
        if (written !== old) changes += 1;
      }
      if (ending !== 'book') return;
      wide[book / 8] += potentiation.total();
      wide[book / 8 + 1] += depression.total();
      wide[book / 8 + 2] += changes;
    },
  );
}

/** Sums of changes: four single-precision lanes within a group, two double-precision lanes over the groups. */
function emitBook(body: Body): {
  add: (old: V, written: V) => void;
  close: () => void;
  store: (book: Address) => void;
} {
  const parts = [body.local('v128'), body.local('v128')];
  const sums = [body.local('v128'), body.local('v128')];
  const count = body.local('v128');
  const difference = body.local('v128');
  return {
    add(old, written) {
      body.set(difference, f32x4.sub(written, old));
      body.set(count, i32x4.sub(count, f32x4.ne(written, old)));
      body.set(parts[0], f32x4.add(parts[0], f32x4.pmax(difference, v128.zero)));
      body.set(parts[1], f32x4.sub(parts[1], f32x4.pmin(difference, v128.zero)));
    },
    close() {
      for (const [k, sum] of sums.entries()) {
        const high = shuffle32(parts[k], parts[k], [2, 3, 0, 1]);
        body.set(sum, f64x2.add(sum, f64x2.promoteLow(parts[k])));
        body.set(sum, f64x2.add(sum, f64x2.promoteLow(high)));
        body.set(parts[k], v128.zero);
      }
    },
    store(book) {
      for (const [k, sum] of sums.entries()) {
        const total = f64.add(f64x2.extract(sum, 0), f64x2.extract(sum, 1));
        body.storeF64(book, f64.add(f64.load(book, 8 * k), total), 8 * k);
      }
      const counted = [0, 1, 2, 3].map((lane) => i32x4.extract(count, lane)).reduce(i32.add);
      body.storeF64(book, f64.add(f64.load(book, 16), f64.fromI32(counted)), 16);
    },
  };
}

/** One of the two sums of `emitBook`, synapse by synapse. */
function createBookTwin(): { add: (synapse: number, value: number) => void; total: () => number } {
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
    total() {
      close();
      return sum[0] + sum[1];
    },
  };
}
