/**
 * What given weights make of a discrete problem: fields, stabilities, errors, and how many synapses would have to move.
 * One plain way for all wirings, levels and codes, by population counts; `fieldsSlowly` is its obvious twin.
 *
 * One rule for a field that is exactly at the threshold, here and in everything that solves: the unit votes for neither
 * side, which for either label is a wrong vote. A network answers what more than half of its units vote for, or nothing.
 */

import { createPace, finish, tick, type Work } from '../../numerics/pace.ts';
import { popcountXor } from './bits.ts';
import { packWeights, planeField, type WeightPlanes } from './planes.ts';
import {
  checkWeights,
  type DiscreteProblem,
  isBinary,
  levelStep,
  patternLength,
} from './problem.ts';
import { unitRows, writePattern } from './rows.ts';

/** Errors of weights on a problem. */
export interface Evaluation {
  /** E_err: patterns with the wrong answer; a field of exactly 0 answers wrongly. */
  readonly errors: number;
  /**
   * E_flip: over the patterns in error, the least number of single moves of a synapse to a neighbouring level that
   * repair each one alone. For ±1 synapses and an odd N, Σ (1 − Δ)/2 over Δ < 0; a committee repairs its least wrong units.
   */
  readonly flips: number;
  readonly solved: boolean;
}

const isPacked = (weights: ArrayLike<number> | WeightPlanes): weights is WeightPlanes =>
  'planes' in weights;

/** `fieldsOf` that gives signs of life: 10⁵ synapses at a high load take a second. */
export function* fieldsInSteps(
  problem: DiscreteProblem,
  weights: ArrayLike<number> | WeightPlanes,
): Work<Int32Array> {
  const { units, patterns, code, inputs } = problem;
  const packed = isPacked(weights) ? weights : packWeights(problem, weights);
  const rows = unitRows(problem);
  const fields = new Int32Array(patterns * units);
  // N − 2 c(W ⊕ ξ) needs a third of the counts.
  const plain = isBinary(problem) && code === 'sign';
  const pace = createPace();
  for (let p = 0, at = 0; p < patterns; p++) {
    if (pace.due()) yield tick(p / patterns);
    for (let k = 0; k < units; k++, at++) {
      const row = p * rows.stride + k * rows.offset;
      fields[at] = plain
        ? inputs - 2 * popcountXor(packed.bits, k * packed.words, rows.bits, row, rows.words)
        : planeField(packed, k, code, rows.bits, row);
    }
  }
  return fields;
}

/**
 * Σ_i W_i ξ_i, without the threshold: [P][K].
 *
 * @param weights [units][inputs], or packed
 * @throws UsageError for weights of another length or with a value that is none of the levels
 */
export const fieldsOf = (
  problem: DiscreteProblem,
  weights: ArrayLike<number> | WeightPlanes,
): Int32Array => finish(fieldsInSteps(problem, weights));

/** Stabilities out of fields: see `stabilities`. */
export function stabilitiesOfFields(problem: DiscreteProblem, fields: Int32Array): Float64Array {
  const { units, patterns, labels, threshold } = problem;
  const out = new Float64Array(patterns);
  for (let p = 0; p < patterns; p++) {
    if (units === 1) out[p] = labels[p] * (fields[p] - threshold);
    else {
      let votes = 0;
      for (let k = 0; k < units; k++)
        votes += labels[p] * (fields[p * units + k] - threshold) > 0 ? 1 : -1;
      out[p] = votes;
    }
  }
  return out;
}

/**
 * Stability of every pattern, [P]; a pattern is answered as wanted where it is > 0. A perceptron: Δ = σ (Σ W ξ − threshold).
 * A committee: right votes minus wrong votes, where a unit whose field is exactly at the threshold votes wrongly.
 */
export const stabilities = (
  problem: DiscreteProblem,
  weights: ArrayLike<number> | WeightPlanes,
): Float64Array => stabilitiesOfFields(problem, fieldsOf(problem, weights));

/** Moves that a unit of stability Δ ≤ 0 needs when each one adds `step`. */
const movesOf = (stability: number, step: number): number => Math.floor(-stability / step) + 1;

/** Errors out of fields: see `Evaluation`. */
export function evaluateFields(problem: DiscreteProblem, fields: Int32Array): Evaluation {
  const { units, patterns, labels, threshold } = problem;
  const step = levelStep(problem);
  const needed = (units + 1) / 2;
  let [errors, flips] = [0, 0];
  const moves: number[] = [];
  for (let p = 0; p < patterns; p++) {
    moves.length = 0;
    for (let k = 0; k < units; k++) {
      const stability = labels[p] * (fields[p * units + k] - threshold);
      if (stability <= 0) moves.push(movesOf(stability, step));
    }
    const right = units - moves.length;
    if (right >= needed) continue;
    errors += 1;
    moves.sort((a, b) => a - b);
    for (let k = 0; k < needed - right; k++) flips += moves[k];
  }
  return { errors, flips, solved: errors === 0 };
}

/**
 * Errors of weights.
 *
 * @param weights [units][inputs], or packed
 * @throws UsageError for weights of another length or with a value that is none of the levels
 */
export const evaluate = (
  problem: DiscreteProblem,
  weights: ArrayLike<number> | WeightPlanes,
): Evaluation => finish(evaluateInSteps(problem, weights));

/** `evaluate` that gives signs of life. */
export function* evaluateInSteps(
  problem: DiscreteProblem,
  weights: ArrayLike<number> | WeightPlanes,
): Work<Evaluation> {
  return evaluateFields(problem, yield* fieldsInSteps(problem, weights));
}

/** Fields from the definition, one synapse after another: the twin of `fieldsOf`. */
export function fieldsSlowly(problem: DiscreteProblem, weights: ArrayLike<number>): Int32Array {
  checkWeights(problem, weights);
  const { inputs, units, patterns, wiring } = problem;
  const pattern = new Int8Array(patternLength(problem));
  const fields = new Int32Array(patterns * units);
  for (let p = 0; p < patterns; p++) {
    writePattern(problem, p, pattern);
    for (let k = 0; k < units; k++)
      for (let i = 0; i < inputs; i++) {
        const input = wiring === 'tree' ? pattern[k * inputs + i] : pattern[i];
        fields[p * units + k] += weights[k * inputs + i] * input;
      }
  }
  return fields;
}

/** Answers of the network to all patterns: what more than half of its units vote for, ±1, or 0 where that is neither. */
export function answers(
  problem: DiscreteProblem,
  weights: ArrayLike<number> | WeightPlanes,
): Int8Array {
  const { units, patterns, threshold } = problem;
  const fields = fieldsOf(problem, weights);
  const out = new Int8Array(patterns);
  for (let p = 0; p < patterns; p++) {
    let [ups, downs] = [0, 0];
    for (let k = 0; k < units; k++) {
      const field = fields[p * units + k];
      if (field > threshold) ups += 1;
      else if (field < threshold) downs += 1;
    }
    out[p] = 2 * ups > units ? 1 : 2 * downs > units ? -1 : 0;
  }
  return out;
}

/** Overlap q = Σ W W' / √(ΣW² ΣW'²) of two weight vectors; for ±1 weights 1 − 2 d with d the share that differs. */
export function overlap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return dot / Math.sqrt(aa * bb);
}

/** Synapses in which two weight vectors differ. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) count += 1;
  return count;
}
