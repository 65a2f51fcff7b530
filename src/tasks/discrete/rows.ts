/**
 * Patterns as each unit sees them: packed rows that start at a 128-bit boundary for every unit, so that a tree is
 * computed like a perceptron; and the same patterns as plain numbers, for algorithms that work on those.
 */

import { createPace, finish, tick, type Work } from '../../numerics/pace.ts';
import { unpackRow, wordsOf } from './bits.ts';
import { type DiscreteProblem, lowOf, patternLength } from './problem.ts';

/** Packed inputs of every unit: of pattern μ and unit k from word `μ · stride + k · offset` on, `words` of them. */
export interface UnitRows {
  readonly bits: Uint32Array;
  readonly words: number;
  readonly stride: number;
  /** 0 where all units see the same inputs. */
  readonly offset: number;
}

/** The rows of every unit: the patterns themselves (not copied), or repacked where a unit begins inside a vector. */
export function unitRows(problem: DiscreteProblem): UnitRows {
  const { inputs, units, wiring, patterns, words, bits } = problem;
  if (wiring === 'full' || units === 1) return { bits, words, stride: words, offset: 0 };
  const own = wordsOf(inputs);
  const stride = own * units;
  const rows = new Uint32Array(patterns * stride);
  const whole = Math.ceil(inputs / 32);
  const last = inputs % 32 === 0 ? -1 : ~(-1 << (inputs & 31));
  for (let p = 0; p < patterns; p++)
    for (let k = 0; k < units; k++) {
      const to = p * stride + k * own;
      const from = k * inputs;
      const [at, shift] = [p * words + (from >>> 5), from & 31];
      // Past the row's end there are only bits that are cut off below.
      for (let w = 0; w < whole; w++) {
        const low = bits[at + w] >>> shift;
        rows[to + w] = shift === 0 ? low : low | (bits[at + w + 1] << (32 - shift));
      }
      rows[to + whole - 1] &= last;
    }
  return { bits: rows, words: own, stride, offset: own };
}

/** The inputs ξ of one pattern as numbers (±1, or 0/1), written to `out` from `to` on: N of them, or K·N in a tree. */
export function writePattern(
  problem: DiscreteProblem,
  pattern: number,
  out: Int8Array | Float32Array | Float64Array,
  to = 0,
): void {
  const { bits, words } = problem;
  unpackRow(bits, pattern * words, patternLength(problem), lowOf(problem), out, to);
}

/** All inputs ξ as numbers, [P][N or K·N]: 8 times as large as the bits. */
export const patternValues = (problem: DiscreteProblem): Int8Array =>
  finish(patternValuesInSteps(problem));

/** `patternValues` that gives signs of life. */
export function* patternValuesInSteps(problem: DiscreteProblem): Work<Int8Array> {
  const { patterns } = problem;
  const length = patternLength(problem);
  const values = new Int8Array(patterns * length);
  const pace = createPace();
  for (let p = 0; p < patterns; p++) {
    if (pace.due()) yield tick(p / patterns);
    writePattern(problem, p, values, p * length);
  }
  return values;
}

/** x = σ ξ, [P][N or K·N]: patterns whose wanted answer is always +1 in a perceptron without a threshold. */
export const foldedPatterns = (problem: DiscreteProblem): Int8Array =>
  finish(foldedPatternsInSteps(problem));

/** `foldedPatterns` that gives signs of life. */
export function* foldedPatternsInSteps(problem: DiscreteProblem): Work<Int8Array> {
  const length = patternLength(problem);
  const values = yield* patternValuesInSteps(problem);
  problem.labels.forEach((label, p) => {
    if (label < 0) for (let at = p * length; at < (p + 1) * length; at++) values[at] = -values[at];
  });
  return values;
}
