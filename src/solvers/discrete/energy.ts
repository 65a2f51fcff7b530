/**
 * Energies of discrete synapses for Monte Carlo: what a configuration costs, what a single move would change, and the
 * move. Any Monte Carlo method runs on any of these, and replicas are one more of them (replicas.ts).
 *
 * Two forms: two-valued perceptrons keep the stabilities of all patterns as bit planes (sliced-energy.ts), all other
 * networks as plain numbers (this file). Both change by O(patterns) work a move, and are compared with each other and
 * with the evaluation from nothing in the tests.
 */

import { UsageError, unknownName } from '../../errors.ts';
import { createPace, tick, type Work } from '../../numerics/pace.ts';
import { fieldsInSteps } from '../../tasks/discrete/evaluate.ts';
import {
  checkProblem,
  checkWeights,
  type DiscreteProblem,
  decidingThreshold,
  isBinary,
  levelStep,
  patternLength,
  synapsesOf,
} from '../../tasks/discrete/problem.ts';
import { patternValuesInSteps } from '../../tasks/discrete/rows.ts';
import { createSlicedEnergyInSteps } from './sliced-energy.ts';

/**
 * `errors`: E_err, the patterns answered wrongly. `flips`: E_flip, over these the single moves that repair each one
 * alone; smoother, and 0 at the same configurations.
 */
export type EnergyKind = 'errors' | 'flips';

/** A configuration with its energy. Moves are numbered; those of ±1 synapses are their flips. */
export interface EnergyModel {
  readonly problem: DiscreteProblem;
  readonly kind: EnergyKind;
  /** Number of moves: K·N for two levels, else 2 K·N, of which 2i lowers and 2i + 1 raises synapse i. */
  readonly moves: number;
  /** Energy now, and the patterns in error. */
  energy(): number;
  errors(): number;
  /** What the move would add to the energy; Infinity where there is no such level. */
  difference(move: number): number;
  /** Makes the move; returns what it adds to the weight. */
  apply(move: number): number;
  /** Weights now, [K][N]; a copy. */
  weights(): Int8Array;
  place(weights: ArrayLike<number>): Work<void>;
}

const KINDS: readonly EnergyKind[] = ['errors', 'flips'];

/** @throws UsageError for an unknown kind */
export function checkEnergy(kind: EnergyKind): void {
  if (!KINDS.includes(kind)) throw unknownName('energy', String(kind), KINDS);
}

/**
 * The energy of a problem, at `weights`.
 *
 * @throws UsageError for a broken problem, weights that are none of its levels, or an unknown kind
 */
export function* createEnergyInSteps(
  problem: DiscreteProblem,
  kind: EnergyKind,
  weights: ArrayLike<number>,
): Work<EnergyModel> {
  checkProblem(problem);
  checkEnergy(kind);
  checkWeights(problem, weights);
  const { units, inputs, code, threshold } = problem;
  const sliced =
    units === 1 && isBinary(problem) && code === 'sign' && threshold === 0 && inputs % 2 === 1;
  const model = sliced
    ? yield* createSlicedEnergyInSteps(problem, kind)
    : yield* createPlainEnergyInSteps(problem, kind);
  yield* model.place(weights);
  return model;
}

/** What a synapse sees lies together, times the wanted answers: [N or N K][P]. */
function* foldedColumns(problem: DiscreteProblem): Work<Int8Array> {
  const { patterns, labels } = problem;
  const length = patternLength(problem);
  const rows = yield* patternValuesInSteps(problem);
  const columns = new Int8Array(rows.length);
  const pace = createPace();
  for (let p = 0; p < patterns; p++) {
    if (pace.due()) yield tick(p / patterns);
    for (let i = 0; i < length; i++) columns[i * patterns + p] = labels[p] * rows[p * length + i];
  }
  return columns;
}

/** Moves of `step` that a unit of this stability needs. */
const repairsOf = (stability: number, step: number): number =>
  stability > 0 ? 0 : Math.floor(-stability / step) + 1;

/** Energy of pattern p if the stability of unit `moved` were larger by `by`; `stability`: [K][P]. */
function costing(
  { units, patterns }: DiscreteProblem,
  kind: EnergyKind,
  step: number,
  stability: Float64Array,
): (p: number, moved: number, by: number) => number {
  const needed = (units + 1) / 2;
  const wanted = new Float64Array(units);
  return (p, moved, by) => {
    let wrong = 0;
    for (let k = 0; k < units; k++) {
      const s = stability[k * patterns + p] + (k === moved ? by : 0);
      if (s > 0) continue;
      const moves = repairsOf(s, step);
      // Insertion keeps them in ascending order.
      let at = wrong++;
      for (; at > 0 && wanted[at - 1] > moves; at--) wanted[at] = wanted[at - 1];
      wanted[at] = moves;
    }
    const missing = needed - (units - wrong);
    if (missing <= 0) return 0;
    if (kind === 'errors') return 1;
    let sum = 0;
    for (let k = 0; k < missing; k++) sum += wanted[k];
    return sum;
  };
}

/** The plain form: stabilities of all patterns and units as numbers, for every network. */
export function* createPlainEnergyInSteps(
  problem: DiscreteProblem,
  kind: EnergyKind,
): Work<EnergyModel> {
  const { inputs, units, wiring, patterns, labels, levels } = problem;
  const threshold = decidingThreshold(problem);
  const synapses = synapsesOf(problem);
  const step = levelStep(problem);
  const counting = kind === 'errors';
  const two = levels.length === 2;
  const [lowest, highest] = [levels[0], levels[levels.length - 1]];
  const columns = yield* foldedColumns(problem);
  const weights = new Int8Array(synapses);
  /** σ (Σ W ξ − threshold), [K][P]. */
  const stability = new Float64Array(units * patterns);
  const costs = new Int32Array(patterns);
  let energy = 0;

  const costOf = costing(problem, kind, step, stability);

  const synapseOf = (move: number): number => (two ? move : move >>> 1);
  const changeOf = (move: number): number => {
    if (two) return weights[move] === lowest ? step : -step;
    return move & 1 ? step : -step;
  };
  const allowed = (move: number): boolean => {
    const next = weights[synapseOf(move)] + changeOf(move);
    return next >= lowest && next <= highest;
  };

  /** What the move adds to the energy; makes it, if asked to. */
  const visit = (move: number, make: boolean): number => {
    const i = synapseOf(move);
    const change = changeOf(move);
    const unit = Math.floor(i / inputs);
    const column = (wiring === 'tree' ? i : i - unit * inputs) * patterns;
    const base = unit * patterns;
    let sum = 0;
    for (let p = 0; p < patterns; p++) {
      const x = columns[column + p];
      if (x === 0) continue;
      const old = stability[base + p];
      const next = old + change * x;
      if (make) stability[base + p] = next;
      // A vote that stays says all, but for the length of the repair.
      if (old > 0 === next > 0 && (counting || costs[p] === 0)) continue;
      let cost: number;
      if (units > 1) cost = make ? costOf(p, -1, 0) : costOf(p, unit, change * x);
      else if (counting) cost = next > 0 ? 0 : 1;
      else cost = repairsOf(next, step);
      sum += cost - costs[p];
      if (make) costs[p] = cost;
    }
    return sum;
  };

  return {
    ...{ problem, kind },
    moves: two ? synapses : 2 * synapses,
    energy: () => energy,
    errors: () => costs.reduce((count, cost) => (cost > 0 ? count + 1 : count), 0),
    difference: (move) => (allowed(move) ? visit(move, false) : Number.POSITIVE_INFINITY),
    apply(move) {
      if (!allowed(move)) throw new UsageError(`move ${move} leaves the levels`);
      const change = changeOf(move);
      energy += visit(move, true);
      weights[synapseOf(move)] += change;
      return change;
    },
    weights: () => weights.slice(),
    *place(next) {
      checkWeights(problem, next);
      weights.set(next);
      const fields = yield* fieldsInSteps(problem, weights);
      energy = 0;
      for (let p = 0; p < patterns; p++) {
        for (let k = 0; k < units; k++)
          stability[k * patterns + p] = labels[p] * (fields[p * units + k] - threshold);
        costs[p] = costOf(p, -1, 0);
        energy += costs[p];
      }
    },
  };
}
