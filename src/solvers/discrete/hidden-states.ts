/**
 * Synapses with hidden states, and the patterns that move them, in the engine's memory: what SBPI and its kin sweep over.
 *
 * The state h of a synapse is an odd integer within ±bound; its weight is the level whose bin h falls in. Weights are held as
 * planes of bits that follow the states (see kernels/hidden-sweep), patterns as bits folded with their labels.
 */

import { createEngine, type Engine } from '../../engine/index.ts';
import { hiddenSweep, popcountRows, SWEEP_BOOK, SWEEP_SETTINGS } from '../../kernels/index.ts';
import { popcountRow } from '../../tasks/discrete/bits.ts';
import { type DiscreteProblem, levelStep } from '../../tasks/discrete/problem.ts';
import { unitRows } from '../../tasks/discrete/rows.ts';

/** Largest bound of a 16-bit state. */
export const LARGEST_STATE = 32767;

/** What one or more sweeps have done. */
export interface SweepBook {
  /** Visits at which the answer was wrong. */
  readonly errors: number;
  /** Moves of a weight to the next level up, and down. */
  readonly ups: number;
  readonly downs: number;
  /** Changes of a hidden state, whether the weight moved or not. */
  readonly moves: number;
}

export interface HiddenStates {
  /**
   * Shows patterns in this order; a right but hardly right answer deepens with probability `chance`/2³¹, by draws that are made
   * of `key`, any word.
   */
  sweep(order: Uint32Array, key: number, chance: number): SweepBook;
  /** Patterns in error, the weights standing still. */
  errors(): number;
  /** Hidden states, [units][inputs]; a copy. */
  states(): Int16Array;
  /** Replaces the states. The weights follow, and what they did is returned. */
  place(states: ArrayLike<number>): SweepBook;
  /** Bins: a weight is above level t where h > thresholds[t]; one fewer than levels. The weights follow. */
  bin(thresholds: readonly number[]): SweepBook;
  /** Weights, [units][inputs]; a copy. */
  weights(): Int8Array;
  dispose(): void;
}

/** Visits in one call: short enough that compiled code that became faster is taken up within a sweep. */
const VISITS = 128;
/** A counter of 32 bits holds the moves of one call. */
const MOST_MOVES = 2 ** 30;

/**
 * Places a problem. All states begin at +1, until they are placed.
 *
 * @param bound odd, 1 … 32767
 * @param least deepening ends above this stability Δ (an integer)
 */
export async function createHiddenStates(
  problem: DiscreteProblem,
  {
    thresholds: first,
    bound,
    least,
  }: { readonly thresholds: readonly number[]; readonly bound: number; readonly least: number },
): Promise<HiddenStates> {
  const { inputs, units, patterns, levels, labels, code, threshold } = problem;
  const planes = levels.length - 1;
  const step = levelStep(problem);
  const sign = code === 'sign';
  const meeting = sign ? 'xor' : 'and';
  const engine: Engine = createEngine({ arithmetic: 'strict' });
  const { memory } = engine;

  const rows = unitRows(problem);
  const bytes = 4 * rows.words;
  const seen = rows.offset === 0 ? 1 : units;
  const A = {
    rows: memory.allocate(4 * rows.bits.length),
    order: memory.allocate(4 * patterns),
    hidden: memory.allocate(16 * bytes * units),
    planes: memory.allocate(bytes * planes * units),
    scale: memory.allocate(4 * patterns),
    shift: memory.allocate(4 * patterns * units),
    thresholds: memory.allocate(4 * planes),
    stability: memory.allocate(4 * units),
    book: memory.allocate(SWEEP_BOOK),
  };
  const counts = memory.allocate(4 * patterns * units);
  const settings = memory.allocate(4 * SWEEP_SETTINGS.length);
  const numbers = {
    ...{ stride: 4 * rows.stride, offset: 4 * rows.offset, bytes, units },
    ...{ bound, least: 2 * least, chance: 0, key: 0 },
  };
  {
    const { i32 } = memory.views();
    SWEEP_SETTINGS.forEach((name, k) => {
      i32[settings / 4 + k] = { ...A, ...numbers }[name];
    });
  }

  // Twice the stability is an integer: scale · count + shift. See planes.ts for the sums; here planes are one a threshold,
  // W = (lowest + highest)/2 + step/2 · Σ_t ±1, or lowest + step · Σ_t 1.
  const { i32, u32 } = memory.views();
  u32.set(rows.bits, A.rows / 4);
  const length = Math.ceil(inputs / 32);
  const lastMask = inputs % 32 === 0 ? -1 : ~(-1 << (inputs & 31));
  for (let p = 0; p < patterns; p++) {
    const label = labels[p];
    i32[A.scale / 4 + p] = sign ? -2 * step : 2 * step * label;
    for (let k = 0; k < units; k++) {
      const active = popcountRow(rows.bits, p * rows.stride + k * rows.offset, rows.words);
      const constant = sign
        ? step * planes * inputs + label * (levels[0] + levels[planes]) * (2 * active - inputs)
        : 2 * label * levels[0] * active;
      // Of a fractional threshold: I + s > 0 and I + ⌈s⌉ > 0 are the same for whole I.
      i32[A.shift / 4 + p * units + k] = Math.ceil(constant - 2 * label * threshold);
    }
    if (!sign || label > 0) continue;
    for (let k = 0; k < seen; k++) {
      const at = A.rows / 4 + p * rows.stride + k * rows.offset;
      for (let w = 0; w < length; w++) u32[at + w] ^= w === length - 1 ? lastMask : -1;
    }
  }

  const visits = Math.max(1, Math.min(VISITS, Math.floor(MOST_MOVES / (inputs * units))));
  const learn = hiddenSweep(meeting, planes);
  const sweeping = engine.program([
    Array.from({ length: Math.ceil(patterns / visits) }, (_, k) => ({
      kernel: learn,
      values: [settings, k * visits, Math.min(patterns, (k + 1) * visits)],
    })),
  ]);
  const counting = engine.program([
    Array.from({ length: units * planes }, (_, kt) => {
      const [k, t] = [Math.floor(kt / planes), kt % planes];
      return {
        kernel: popcountRows(meeting, t === 0 ? 'store' : 'add'),
        values: [
          ...[A.rows + 4 * k * rows.offset, 4 * rows.stride, bytes, patterns],
          ...[A.planes + bytes * kt, counts + 4 * k, units],
        ],
      };
    }),
  ]);
  await engine.ready();

  // Nothing is allocated from here on: views stay.
  const all = memory.views().i32;
  const wordsAt = (address: number, count: number): Int32Array =>
    all.subarray(address / 4, address / 4 + count);
  const [scales, shifts, counted] = [
    wordsAt(A.scale, patterns),
    wordsAt(A.shift, patterns * units),
    wordsAt(counts, patterns * units),
  ];

  /** Writes the planes anew from the states. */
  const follow = (): SweepBook => {
    const { i32, u16, u32 } = memory.views();
    let [ups, downs] = [0, 0];
    for (let k = 0; k < units; k++)
      for (let t = 0; t < planes; t++) {
        const bin = i32[A.thresholds / 4 + t];
        const plane = (A.planes + bytes * (k * planes + t)) / 4;
        const hidden = A.hidden / 2 + 8 * bytes * k;
        for (let w = 0; w < length; w++) {
          let word = 0;
          const end = Math.min(32, inputs - 32 * w);
          for (let b = 0; b < end; b++)
            if ((u16[hidden + 32 * w + b] << 16) >> 16 > bin) word |= 1 << b;
          const changed = (u32[plane + w] ^ word) >>> 0;
          if (changed === 0) continue;
          const both = Uint32Array.of(changed & word, changed & ~word);
          ups += popcountRow(both, 0, 1);
          downs += popcountRow(both, 1, 1);
          u32[plane + w] = word;
        }
      }
    return { errors: 0, ups, downs, moves: 0 };
  };

  const place = (states: ArrayLike<number>): SweepBook => {
    const { u16 } = memory.views();
    let moves = 0;
    for (let k = 0; k < units; k++) {
      const at = A.hidden / 2 + 8 * bytes * k;
      // Past the end: at the lower bound, where nothing moves them.
      u16.fill(-bound, at + inputs, at + 8 * bytes);
      for (let i = 0; i < inputs; i++) {
        const state = states[k * inputs + i] & 0xffff;
        if (u16[at + i] !== state) moves += 1;
        u16[at + i] = state;
      }
    }
    return { ...follow(), moves };
  };

  const bin = (thresholds: readonly number[]): SweepBook => {
    memory.views().i32.set(thresholds, A.thresholds / 4);
    return follow();
  };

  bin(first);
  place(new Int16Array(inputs * units).fill(1));

  return {
    sweep(order, key, chance) {
      const { i32, u32, f64 } = memory.views();
      u32.set(order, A.order / 4);
      i32[settings / 4 + SWEEP_SETTINGS.indexOf('key')] = key;
      i32[settings / 4 + SWEEP_SETTINGS.indexOf('chance')] = chance;
      f64.fill(0, A.book / 8, A.book / 8 + 4);
      engine.run(sweeping);
      const [errors, ups, downs, moves] = f64.subarray(A.book / 8, A.book / 8 + 4);
      return { errors, ups, downs, moves };
    },
    errors() {
      engine.run(counting);
      let errors = 0;
      if (units === 1) {
        for (let p = 0; p < patterns; p++) if (scales[p] * counted[p] + shifts[p] <= 0) errors += 1;
        return errors;
      }
      for (let p = 0, at = 0; p < patterns; p++) {
        let wrong = 0;
        for (let k = 0; k < units; k++, at++)
          if (scales[p] * counted[at] + shifts[at] <= 0) wrong += 1;
        if (wrong > units >> 1) errors += 1;
      }
      return errors;
    },
    states() {
      const { u16 } = memory.views();
      const states = new Int16Array(inputs * units);
      for (let k = 0; k < units; k++) {
        const at = A.hidden / 2 + 8 * bytes * k;
        states.set(u16.subarray(at, at + inputs), k * inputs);
      }
      return states;
    },
    place,
    bin,
    weights() {
      const { u32 } = memory.views();
      const weights = new Int8Array(inputs * units).fill(levels[0]);
      for (let k = 0; k < units; k++)
        for (let t = 0; t < planes; t++) {
          const plane = (A.planes + bytes * (k * planes + t)) / 4;
          for (let i = 0; i < inputs; i++)
            if ((u32[plane + (i >>> 5)] >>> (i & 31)) & 1) weights[k * inputs + i] += step;
        }
      return weights;
    },
    dispose: () => engine.dispose(),
  };
}
