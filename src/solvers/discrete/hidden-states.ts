/**
 * Synapses with hidden states, and the patterns that move them, in the engine's memory: what SBPI and its kin sweep over.
 *
 * The state h of a synapse is an odd integer within ±bound; its weight is the level whose bin h falls in. Weights are held as
 * planes of bits that follow the states (see kernels/hidden-sweep), patterns as bits folded with their labels.
 */

import { createEngine, type Engine, type Program, type Strand } from '../../engine/index.ts';
import { hiddenSweep, popcountRows, SWEEP_BOOK, SWEEP_SETTINGS } from '../../kernels/index.ts';
import { type AsyncWork, createPace, type Pace, tick, type Work } from '../../numerics/pace.ts';
import { popcount, popcountRow } from '../../tasks/discrete/bits.ts';
import {
  type DiscreteProblem,
  decidingThreshold,
  levelStep,
} from '../../tasks/discrete/problem.ts';
import { type UnitRows, unitRows } from '../../tasks/discrete/rows.ts';
import { allocateInSteps } from './allocate.ts';

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
  sweep(order: Uint32Array, key: number, chance: number): Work<SweepBook>;
  /** Patterns in error, the weights standing still. */
  errors(): Work<number>;
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
/** Moves of states, or bytes that are counted, between two looks at the clock: some 10 ms. */
const STRETCH = 2 ** 26;

/** Where everything is in memory, and how large it is. */
interface Layout {
  readonly problem: DiscreteProblem;
  readonly rows: UnitRows;
  /** Bytes of a row of bits; words of it that are not padding. */
  readonly bytes: number;
  readonly length: number;
  /** Planes of a unit: one for each threshold between two levels. */
  readonly planes: number;
  readonly meeting: 'xor' | 'and';
  readonly bound: number;
  readonly at: Readonly<Record<Place, number>>;
}

type Place =
  | ('rows' | 'order' | 'hidden' | 'planes' | 'scale' | 'shift' | 'thresholds')
  | ('stability' | 'book' | 'counts' | 'settings');

function* layOut(
  problem: DiscreteProblem,
  { memory }: Engine,
  { bound, least }: { readonly bound: number; readonly least: number },
): Work<Layout> {
  const { units, patterns, levels, inputs } = problem;
  const planes = levels.length - 1;
  const rows = unitRows(problem);
  const bytes = 4 * rows.words;
  const at = {
    rows: yield* allocateInSteps(memory, 4 * rows.bits.length),
    order: memory.allocate(4 * patterns),
    hidden: memory.allocate(16 * bytes * units),
    planes: memory.allocate(bytes * planes * units),
    scale: memory.allocate(4 * patterns),
    shift: memory.allocate(4 * patterns * units),
    thresholds: memory.allocate(4 * planes),
    stability: memory.allocate(4 * units),
    book: memory.allocate(SWEEP_BOOK),
    counts: memory.allocate(4 * patterns * units),
    settings: memory.allocate(4 * SWEEP_SETTINGS.length),
  };
  const numbers = {
    ...{ stride: 4 * rows.stride, offset: 4 * rows.offset, bytes, units },
    ...{ bound, least: 2 * least, chance: 0, key: 0 },
  };
  const { i32 } = memory.views();
  SWEEP_SETTINGS.forEach((name, k) => {
    i32[at.settings / 4 + k] = { ...at, ...numbers }[name];
  });
  const meeting = problem.code === 'sign' ? 'xor' : 'and';
  return { problem, rows, bytes, length: Math.ceil(inputs / 32), planes, meeting, bound, at };
}

/**
 * Writes the patterns, folded with their labels where they are ±1, and what makes a stability of a count of bits: twice it is
 * the whole number scale · count + shift. See planes.ts for the sums; here planes are one a threshold,
 * W = (lowest + highest)/2 + step/2 · Σ_t ±1, or lowest + step · Σ_t 1.
 */
function* fillRows({ memory }: Engine, { problem, rows, length, planes, at }: Layout): Work<void> {
  const { inputs, units, patterns, levels, labels, code } = problem;
  const sign = code === 'sign';
  const step = levelStep(problem);
  const doubled = 2 * decidingThreshold(problem);
  const seen = rows.offset === 0 ? 1 : units;
  const lastMask = inputs % 32 === 0 ? -1 : ~(-1 << (inputs & 31));
  const { i32, u32 } = memory.views();
  const pace = createPace();
  for (let p = 0; p < patterns; p++) {
    if (pace.due()) yield tick(p / patterns);
    const label = labels[p];
    const from = p * rows.stride;
    const to = at.rows / 4 + from;
    u32.set(rows.bits.subarray(from, from + rows.stride), to);
    i32[at.scale / 4 + p] = sign ? -2 * step : 2 * step * label;
    for (let k = 0; k < units; k++) {
      const active = popcountRow(rows.bits, from + k * rows.offset, rows.words);
      const constant = sign
        ? step * planes * inputs + label * (levels[0] + levels[planes]) * (2 * active - inputs)
        : 2 * label * levels[0] * active;
      i32[at.shift / 4 + p * units + k] = constant - label * doubled;
    }
    if (!sign || label > 0) continue;
    for (let k = 0; k < seen; k++)
      for (let w = 0; w < length; w++)
        u32[to + k * rows.offset + w] ^= w === length - 1 ? lastMask : -1;
  }
}

/** `calls` in programs of `together` each: between two programs the clock can be looked at. */
const inPrograms = (engine: Engine, calls: Strand, together: number): Program[] =>
  Array.from({ length: Math.ceil(calls.length / together) }, (_, k) =>
    engine.program([calls.slice(k * together, (k + 1) * together)]),
  );

/** Shows all patterns, in stretches. */
function learningOf(engine: Engine, { problem, meeting, planes, at }: Layout): Program[] {
  const { inputs, units, patterns } = problem;
  const synapses = inputs * units;
  const visits = Math.max(1, Math.min(VISITS, Math.floor(MOST_MOVES / synapses)));
  const kernel = hiddenSweep(meeting, planes);
  const calls = Array.from({ length: Math.ceil(patterns / visits) }, (_, k) => ({
    kernel,
    values: [at.settings, k * visits, Math.min(patterns, (k + 1) * visits)],
  }));
  return inPrograms(engine, calls, Math.max(1, Math.floor(STRETCH / (visits * synapses))));
}

/** Counts, for all patterns and units, the bits that say how right they are; in stretches. */
function countingOf(
  engine: Engine,
  { problem, rows, bytes, meeting, planes, at }: Layout,
): Program[] {
  const { units, patterns } = problem;
  const together = Math.max(1, Math.floor(STRETCH / (bytes * units * planes)));
  return Array.from({ length: Math.ceil(patterns / together) }, (_, part) => {
    const first = part * together;
    const count = Math.min(together, patterns - first);
    return engine.program([
      Array.from({ length: units * planes }, (_, kt) => {
        const [k, t] = [Math.floor(kt / planes), kt % planes];
        return {
          kernel: popcountRows(meeting, t === 0 ? 'store' : 'add'),
          values: [
            ...[at.rows + 4 * (first * rows.stride + k * rows.offset), 4 * rows.stride],
            ...[bytes, count, at.planes + bytes * kt, at.counts + 4 * (first * units + k), units],
          ],
        };
      }),
    ]);
  });
}

/** Runs programs one after another. */
function* runAll(engine: Engine, programs: readonly Program[], pace: Pace): Work<void> {
  for (const [k, program] of programs.entries()) {
    if (pace.due()) yield tick(k / programs.length);
    engine.run(program);
  }
}

/** Patterns in error by the counts in memory. */
function errorsOf({ memory }: Engine, { problem, at }: Layout): number {
  const { patterns, units } = problem;
  const { i32 } = memory.views();
  const [scales, shifts, counts] = [at.scale / 4, at.shift / 4, at.counts / 4];
  let errors = 0;
  for (let p = 0, n = 0; p < patterns; p++) {
    const scale = i32[scales + p];
    let wrong = 0;
    for (let k = 0; k < units; k++, n++)
      if (scale * i32[counts + n] + i32[shifts + n] <= 0) wrong += 1;
    if (2 * wrong > units) errors += 1;
  }
  return errors;
}

/** Writes the planes anew from the states; what the weights did by that. */
function follow({ memory }: Engine, { problem, bytes, length, planes, at }: Layout): SweepBook {
  const { inputs, units } = problem;
  const { i32, u16, u32 } = memory.views();
  let [ups, downs] = [0, 0];
  for (let k = 0; k < units; k++)
    for (let t = 0; t < planes; t++) {
      const bin = i32[at.thresholds / 4 + t];
      const plane = (at.planes + bytes * (k * planes + t)) / 4;
      const hidden = at.hidden / 2 + 8 * bytes * k;
      for (let w = 0; w < length; w++) {
        let word = 0;
        const end = Math.min(32, inputs - 32 * w);
        for (let b = 0; b < end; b++)
          if ((u16[hidden + 32 * w + b] << 16) >> 16 > bin) word |= 1 << b;
        const changed = (u32[plane + w] ^ word) >>> 0;
        if (changed === 0) continue;
        ups += popcount(changed & word);
        downs += popcount(changed & ~word);
        u32[plane + w] = word;
      }
    }
  return { errors: 0, ups, downs, moves: 0 };
}

/** Writes states, [K][N]; the planes follow. */
function place(engine: Engine, layout: Layout, states: ArrayLike<number>): SweepBook {
  const { problem, bytes, bound, at } = layout;
  const { inputs, units } = problem;
  const { u16 } = engine.memory.views();
  let moves = 0;
  for (let k = 0; k < units; k++) {
    const to = at.hidden / 2 + 8 * bytes * k;
    // Past the end: at the lower bound, where nothing moves them.
    u16.fill(-bound, to + inputs, to + 8 * bytes);
    for (let i = 0; i < inputs; i++) {
      const state = states[k * inputs + i] & 0xffff;
      if (u16[to + i] !== state) moves += 1;
      u16[to + i] = state;
    }
  }
  return { ...follow(engine, layout), moves };
}

/** States, [K][N]. */
function readStates({ memory }: Engine, { problem, bytes, at }: Layout): Int16Array {
  const { inputs, units } = problem;
  const { u16 } = memory.views();
  const states = new Int16Array(inputs * units);
  for (let k = 0; k < units; k++) {
    const from = at.hidden / 2 + 8 * bytes * k;
    states.set(u16.subarray(from, from + inputs), k * inputs);
  }
  return states;
}

/** Weights by the planes, [K][N]. */
function readWeights({ memory }: Engine, { problem, bytes, planes, at }: Layout): Int8Array {
  const { inputs, units, levels } = problem;
  const { u32 } = memory.views();
  const step = levelStep(problem);
  const weights = new Int8Array(inputs * units).fill(levels[0]);
  for (let k = 0; k < units; k++)
    for (let t = 0; t < planes; t++) {
      const plane = (at.planes + bytes * (k * planes + t)) / 4;
      for (let i = 0; i < inputs; i++)
        if ((u32[plane + (i >>> 5)] >>> (i & 31)) & 1) weights[k * inputs + i] += step;
    }
  return weights;
}

/**
 * Places a problem. All states begin at +1, until they are placed.
 *
 * @param bound odd, 1 … 32767
 * @param least deepening ends above this stability Δ (an integer)
 */
export async function* layHiddenStates(
  problem: DiscreteProblem,
  {
    thresholds: first,
    bound,
    least,
  }: { readonly thresholds: readonly number[]; readonly bound: number; readonly least: number },
): AsyncWork<HiddenStates> {
  const engine = createEngine({ arithmetic: 'strict' });
  const { memory } = engine;
  const layout = yield* layOut(problem, engine, { bound, least });
  const { at } = layout;
  yield* fillRows(engine, layout);
  const learning = learningOf(engine, layout);
  const counting = countingOf(engine, layout);
  await engine.ready();
  // Of the kernels' book and settings; nothing is allocated from here on, so that views stay.
  const { i32, u32, f64 } = memory.views();
  const setting = (name: 'key' | 'chance'): number =>
    at.settings / 4 + SWEEP_SETTINGS.indexOf(name);
  const pace = createPace();
  const bin = (thresholds: readonly number[]): SweepBook => {
    i32.set(thresholds, at.thresholds / 4);
    return follow(engine, layout);
  };
  bin(first);
  place(engine, layout, new Int16Array(problem.inputs * problem.units).fill(1));
  return {
    *sweep(order, key, chance) {
      u32.set(order, at.order / 4);
      i32[setting('key')] = key;
      i32[setting('chance')] = chance;
      f64.fill(0, at.book / 8, at.book / 8 + 4);
      yield* runAll(engine, learning, pace);
      const [errors, ups, downs, moves] = f64.subarray(at.book / 8, at.book / 8 + 4);
      return { errors, ups, downs, moves };
    },
    *errors() {
      yield* runAll(engine, counting, pace);
      return errorsOf(engine, layout);
    },
    states: () => readStates(engine, layout),
    place: (states) => place(engine, layout, states),
    bin,
    weights: () => readWeights(engine, layout),
    dispose: () => engine.dispose(),
  };
}
