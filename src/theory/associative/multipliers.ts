/**
 * Multipliers of the constraints on the weights, for a given multiplier μ of the input's second moment.
 *
 * They minimise a convex function (the Lagrangian dual of the problem in weights.ts), whose gradient says how far each
 * constraint is violated; Newton's method with analytic derivatives, halved steps where the dual would rise, a start near
 * the answer and, where that fails, a way in steps from the last μ that was solved.
 */

import { FrugalError } from '../../errors.ts';
import { normalDensity, normalTailQuantile } from '../../numerics/normal-tails.ts';
import { log } from '../../numerics/portable.ts';
import { brent, expandBracket, newtonSystem, type System } from '../../numerics/roots.ts';
import type { NormalModel } from './model.ts';
import { type Multipliers, sideLaw, sideMoments, weightMoments } from './weights.ts';

/** Unknown multipliers in the order of the system: norm, threshold, connection. */
const NORM = 0;
const THRESHOLD = 1;
const CONNECTION = 2;

/**
 * The gradient of the dual as a system in the unknown multipliers at fixed μ; the merit is the dual itself.
 *
 * Each constraint is on one of three quantities Q of a side: E|J|, E J² or P(J ≠ 0). A multiplier moves the shift a, the
 * onset x₁ or the curvature K, and dQ = Q_a da + Q_x dx₁ + Q_K dK, where with j₁ the weight and φ₁ the density at the
 * onset (at the release the weight is continuous, so nothing is added there)
 *
 *     E|J|:  Q_x = −j₁ φ₁    Q_a = scale P(u > x₂) − Q_x           Q_K = −scale² E[u; u > x₂]/s
 *     E J²:  Q_x = −j₁² φ₁   Q_a = 2 scale² E[u; u > x₂] − Q_x     Q_K = −2 scale³ E[u²; u > x₂]/s
 *     P:     Q_x = −φ₁       Q_a = φ₁                              Q_K = 0
 */
function dualSystem(
  model: NormalModel,
  secondMoment: number,
  target: number,
  unknowns: readonly number[],
): System {
  const size = unknowns.length;
  const { norm, density = 1 } = model;
  const full = new Float64Array(3);
  /** Rows: E|J| or E J² (by the norm), E|J|, P; columns: a, x₁, K. */
  const slopes = new Float64Array(9);
  /** Rows: unknowns; columns: a, x₁, K. */
  const motion = new Float64Array(9);
  const weight = new Float64Array(3);
  const value = new Float64Array(3);
  return {
    size,
    evaluate(x, residual, jacobian) {
      full.fill(0);
      for (let i = 0; i < size; i++) full[unknowns[i]] = x[i];
      const [normMultiplier, threshold, connection] = full;
      residual.fill(0);
      jacobian.fill(0);
      if (connection < 0) return Number.POSITIVE_INFINITY;
      const multipliers = { norm: normMultiplier, threshold, secondMoment, connection };
      const cost = (connection * connection) / (2 * secondMoment);
      let dual = threshold * target + cost * density;
      if (norm === 'l1') dual += normMultiplier;
      if (norm === 'l2') dual += 0.5 * normMultiplier;
      for (const side of model.sides) {
        const law = sideLaw(side, model, multipliers);
        if (law === undefined) return Number.POSITIVE_INFINITY;
        const { fraction: q, activity: f, spread: s, sign, gap } = side;
        const { onset, release, scale, clipped } = law;
        const of = sideMoments(law);
        const { released, firstReleased, secondReleased } = of;
        const atom = release > onset;
        dual +=
          q *
          (of.evidence -
            (0.5 * s * (scale * scale * secondReleased + gap * gap * of.atGap)) / scale -
            cost * of.connected);

        const first = atom ? gap : onset * scale;
        const atOnset = normalDensity(onset - law.shift);
        const l2 = norm === 'l2';
        slopes[1] = (l2 ? -first * first : -first) * atOnset;
        slopes[0] = (l2 ? 2 * scale * scale * firstReleased : scale * released) - slopes[1];
        slopes[2] = (-2 * scale ** 3 * secondReleased) / s;
        slopes[4] = -first * atOnset;
        slopes[3] = scale * released - slopes[4];
        slopes[5] = (-scale * scale * firstReleased) / s;
        slopes[7] = -atOnset;
        slopes[6] = atOnset;
        motion[0] = l2 ? 0 : -1 / s;
        motion[1] = l2 ? (atom ? gap : first) / (2 * s) : clipped ? -1 / s : 0;
        motion[2] = l2 ? 1 : 0;
        motion[3] = (-sign * f) / s;
        motion[7] = atom
          ? connection / (secondMoment * s * gap)
          : 1 / Math.sqrt(scale * s * secondMoment);
        if (clipped) motion[7] = 0;
        weight[NORM] = q;
        weight[THRESHOLD] = q * sign * f;
        weight[CONNECTION] = q;
        value[NORM] = l2 ? of.square : of.absolute;
        value[THRESHOLD] = of.absolute;
        value[CONNECTION] = of.connected;
        for (let i = 0; i < size; i++) {
          const row = unknowns[i];
          residual[i] += weight[row] * value[row];
          for (let j = 0; j < size; j++) {
            const column = unknowns[j];
            let change = 0;
            for (let k = 0; k < 3; k++) change += slopes[3 * row + k] * motion[3 * column + k];
            jacobian[i * size + j] += weight[row] * change;
          }
        }
      }
      for (let i = 0; i < size; i++) {
        const row = unknowns[i];
        residual[i] -= row === NORM ? 1 : row === THRESHOLD ? target : density;
      }
      return dual;
    },
  };
}

/** Largest violation of a constraint that counts as solved; Newton's last steps reach about 1e-15. */
const TOLERANCE = 1e-11;

/** Finds the multipliers for given μ, starting from those it found last. */
export interface WeightSolver {
  /**
   * @param secondMoment μ > 0
   * @param mean the wanted E[f J̃]
   */
  solve(secondMoment: number, mean: number): Multipliers;
}

/** How often the way to a new μ is halved when Newton's method does not find back from the last one. */
const HALVINGS = 12;

function multipliersOf(x: Float64Array, mu: number): Multipliers {
  return {
    norm: x[NORM],
    threshold: x[THRESHOLD],
    secondMoment: mu,
    connection: x[CONNECTION],
  };
}

/** A solver for the weight side of `model`. */
export function weightSolver(model: NormalModel): WeightSolver {
  const { norm, density, sides } = model;
  const reachable = sides.reduce((sum, side) => sum + (side.free ? 0.5 : 1) * side.fraction, 0);
  const limited = density !== undefined && density < reachable;
  const total = sides.reduce((sum, side) => sum + side.fraction, 0);
  const allFree = sides.every((side) => side.free);
  const leastSpread = Math.min(...sides.map((side) => side.spread));
  let last: Float64Array = new Float64Array(3);
  let lastMu = 0;

  function attempt(mu: number, mean: number, limit: boolean): Float64Array | undefined {
    const unknowns: number[] = [];
    if (norm !== 'none') unknowns.push(NORM);
    // By symmetry free signs have mean 0 without a multiplier.
    if (!model.pinned && !(allFree && mean === 0)) unknowns.push(THRESHOLD);
    if (limit) unknowns.push(CONNECTION);
    const x = Float64Array.from(unknowns, (i) => last[i]);
    if (norm === 'l2' && lastMu > 0) {
      // The least curvature μ s² + ρ stays what it was, so that the start is allowed; the onset stays about the same.
      x[0] += (lastMu - mu) * leastSpread ** 2;
      if (limit) x[x.length - 1] *= Math.sqrt(mu / lastMu);
    }
    const result = newtonSystem(dualSystem(model, mu, mean, unknowns), x, TOLERANCE, 200);
    if (!result.converged) return undefined;
    const full = new Float64Array(3);
    for (let i = 0; i < unknowns.length; i++) full[unknowns[i]] = x[i];
    return full;
  }

  /**
   * First multipliers with which the weights are about as large as they have to be; far from it the dual is flat to
   * rounding. With the l1 norm this is a λ, without a norm a ν; with the l2 norm a ν for the ratio of mean input and root
   * mean square weight, and the ρ that then gives the norm.
   */
  function firstGuess(mu: number, mean: number): Float64Array {
    const guess = new Float64Array(3);
    const sums = () => weightMoments(model, multipliersOf(guess, mu));
    if (norm === 'l2') {
      const ratio = (threshold: number) => {
        guess[THRESHOLD] = threshold;
        const { mean: found, square } = sums();
        return (square > 0 ? found / Math.sqrt(square) : 0) - mean;
      };
      const bracket = expandBracket(ratio, 0, 0.2, 1, 12);
      guess[THRESHOLD] = bracket === undefined ? 0 : brent(ratio, bracket, 1e-3);
      const { square } = sums();
      if (square > 0) guess[NORM] = mu * leastSpread ** 2 * (Math.sqrt(square) - 1);
      return guess;
    }
    const excess = (shift: number) => {
      placeShift(guess, shift);
      const { absolute, mean: found } = sums();
      return log(norm === 'l1' ? absolute : Math.abs(found / mean));
    };
    const bracket = expandBracket(excess, 0, 0.2, -1);
    placeShift(guess, bracket === undefined ? 0 : brent(excess, bracket, 1e-3));
    return guess;
  }

  /** Sets λ, or ν without a norm, so that the shift a of the least spread input is the given one. */
  function placeShift(guess: Float64Array, shift: number): void {
    if (norm === 'none')
      guess[THRESHOLD] = (-sides[0].sign * shift * leastSpread) / sides[0].activity;
    else guess[NORM] = -shift * leastSpread;
  }

  /**
   * A first guess with the l0 constraint. The nonzero weights are about 1/p (without a norm, |h̃|/(f p)), which at evidence
   * beyond the quantile of p gives the onset.
   */
  function withConnection(
    unlimited: Float64Array,
    mu: number,
    p: number,
    mean: number,
  ): Float64Array {
    const guess = unlimited.slice();
    const size = norm === 'none' ? Math.abs(mean) / sides[0].activity : 1;
    const onset = (mu * leastSpread * size) / p - 0.5;
    if (norm !== 'l2' && onset > 0.3) {
      placeShift(guess, onset - normalTailQuantile(log(p / total)));
      guess[CONNECTION] = onset;
    } else {
      const curvature = mu * leastSpread ** 2 + (norm === 'l2' ? unlimited[NORM] : 0);
      guess[CONNECTION] = 0.3 * leastSpread * Math.sqrt(mu / curvature);
    }
    return guess;
  }

  /** Solves at μ from the last solution, which it replaces; false when Newton's method fails. */
  function step(mu: number, mean: number): boolean {
    if (limited && last[CONNECTION] > 0) {
      const found = attempt(mu, mean, true);
      if (found !== undefined && found[CONNECTION] > 0) {
        last = found;
        lastMu = mu;
        return true;
      }
    }
    const before = last;
    const muBefore = lastMu;
    const unlimited = attempt(mu, mean, false);
    if (unlimited === undefined) return false;
    last = unlimited;
    lastMu = mu;
    if (!limited || weightMoments(model, multipliersOf(last, mu)).connected <= density) return true;
    last = withConnection(unlimited, mu, density, mean);
    const found = attempt(mu, mean, true);
    last = found ?? before;
    lastMu = found === undefined ? muBefore : mu;
    return found !== undefined;
  }

  function reach(mu: number, mean: number, halvings: number): boolean {
    if (step(mu, mean)) return true;
    if (halvings === 0 || !(lastMu > 0)) return false;
    return reach(Math.sqrt(mu * lastMu), mean, halvings - 1) && reach(mu, mean, halvings - 1);
  }

  return {
    solve(mu, mean) {
      if (lastMu === 0) last = firstGuess(mu, mean);
      if (!reach(mu, mean, HALVINGS)) {
        throw new FrugalError(
          `no weights with mean input ${mean} were found (at μ = ${mu}): the constraints leave next to none; ` +
            `relax density, gap or threshold`,
        );
      }
      return multipliersOf(last, mu);
    },
  };
}
