/**
 * What a visit to a pattern does to belief propagation on two-level synapses with every message kept: take the pattern's messages
 * out of the fields, see what the others say (`gather`), and put new messages in (`renew`).
 * What a new message is, is in belief-factors.ts.
 */

import { CELL } from '../../kernels/belief.ts';
import { FACTORS } from '../../kernels/belief-factors.ts';
import { logTwoCosh } from '../../numerics/hyperbolic.ts';
import { logNormalCdf } from '../../numerics/normal-tails.ts';
import { type Pace, tick, type Work } from '../../numerics/pace.ts';
import { exp, log } from '../../numerics/portable.ts';
import { decidingThreshold } from '../../tasks/discrete/problem.ts';
import { type Beliefs, BYTES, inputsAt, messagesOf, rowOf, tangentsOf } from './belief-state.ts';
import { LEAST_VARIANCE, type Response, respondVoted } from './unit.ts';

/** Field that the middle of the levels gives unit k on a pattern. */
function middleOf(beliefs: Beliefs, k: number, pattern: number): number {
  const { middle, inputsOf, problem } = beliefs;
  if (middle === 0) return 0;
  const row = rowOf(beliefs, k, pattern);
  let active = 0;
  for (let i = 0; i < problem.inputs; i++) active += inputsOf[row + i];
  return middle * active;
}

/**
 * Exact law of unit k on a pattern with each synapse left out, in `law`, from the cavity fields that are in place.
 *
 * @returns probability that the unit is good, and that it is bad
 */
export function computeLaw(
  beliefs: Beliefs,
  k: number,
  pattern: number,
): readonly [number, number] {
  const { problem, half, share, cavity, yes, no, law } = beliefs;
  const { inputs, labels } = problem;
  let active = 0;
  for (let i = k * inputs; i < (k + 1) * inputs; i++) {
    if (share[i] === 0) continue;
    const along = share[i] > 0 ? cavity[i] : -cavity[i];
    const small = exp(-2 * Math.abs(along));
    const [likely, unlikely] = [1 / (1 + small), small / (1 + small)];
    yes[active] = along > 0 ? likely : unlikely;
    no[active] = along > 0 ? unlikely : likely;
    active += 1;
  }
  const offset = labels[pattern] * (middleOf(beliefs, k, pattern) - decidingThreshold(problem));
  // Smallest number of active spins along their share for which the unit is good.
  const wanted = Math.floor((active - offset / half) / 2) + 1;
  return law.compute(yes, no, active, wanted);
}

/** Shares of the synapses of unit k on a pattern to an array; `mean` and `variance` of the cell begin with the threshold. */
function begin(beliefs: Beliefs, k: number, pattern: number, share: number): number {
  const { problem, half, kernels, cell, places } = beliefs;
  const { inputs, labels, threshold } = problem;
  const to = share + BYTES * k * inputs;
  cell[CELL.scale] = labels[pattern] * half;
  cell[CELL.mean] = labels[pattern] * (middleOf(beliefs, k, pattern) - threshold);
  cell[CELL.variance] = 0;
  kernels.shares(inputs, inputsAt(beliefs, pattern, k), to, places.cell);
  return to;
}

/** Keeps mean and variance of the folded field of unit k. */
function end({ unitMean, unitVariance, cell }: Beliefs, k: number): void {
  unitMean[k] = cell[CELL.mean];
  unitVariance[k] = Math.max(cell[CELL.variance], LEAST_VARIANCE);
}

/** Cavity fields and means of the synapses of unit k on a pattern; mean and variance of its folded field. */
function look(beliefs: Beliefs, k: number, pattern: number): void {
  const { problem, kernels, places } = beliefs;
  const at = BYTES * k * problem.inputs;
  const share = begin(beliefs, k, pattern, places.share);
  kernels.look(
    problem.inputs,
    share,
    messagesOf(beliefs, pattern, k),
    tangentsOf(beliefs, pattern, k),
    places.fields + at,
    places.fieldTanh + at,
    places.cavity + at,
    places.means + at,
    places.cell,
  );
  end(beliefs, k);
}

/** The law of every unit's field on the pattern at hand; returns the log of its probability. */
function vote(beliefs: Beliefs, pattern: number): number {
  const { problem, factor, committee, unitMean, unitVariance, good, bad } = beliefs;
  const { units } = problem;
  let single = 0;
  for (let k = 0; k < units; k++) {
    if (factor === 'exact') {
      const [right, wrong] = computeLaw(beliefs, k, pattern);
      committee.good[k] = right;
      committee.bad[k] = wrong;
      single = log(right);
    } else {
      const z = unitMean[k] / Math.sqrt(unitVariance[k]);
      single = logNormalCdf(z);
      if (units > 1) {
        good[k] = committee.good[k] = exp(single);
        bad[k] = committee.bad[k] = exp(logNormalCdf(-z));
      }
    }
  }
  return units === 1 ? single : committee.decide();
}

/** Cavity fields, means and the law of every unit's field for one pattern; returns the log of its probability. */
export function gather(beliefs: Beliefs, pattern: number): number {
  for (let k = 0; k < beliefs.problem.units; k++) look(beliefs, k, pattern);
  return vote(beliefs, pattern);
}

/** Messages of a pattern to unit k into the fields. */
function join(beliefs: Beliefs, k: number, pattern: number): void {
  const { problem, kernels, places } = beliefs;
  const at = BYTES * k * problem.inputs;
  kernels.join(
    problem.inputs,
    messagesOf(beliefs, pattern, k),
    tangentsOf(beliefs, pattern, k),
    places.cavity + at,
    places.means + at,
    places.fields + at,
    places.fieldTanh + at,
  );
}

/**
 * Takes the new messages of a pattern to unit k, in `fresh`: damps them, keeps them and moves the fields.
 *
 * @returns how far the message went that went furthest
 */
export function renew(beliefs: Beliefs, k: number, pattern: number): number {
  const { problem, damping, kernels, places, cell } = beliefs;
  cell[CELL.damping] = damping;
  cell[CELL.moved] = 0;
  kernels.renew(
    problem.inputs,
    places.fresh,
    messagesOf(beliefs, pattern, k),
    tangentsOf(beliefs, pattern, k),
    places.cell,
  );
  join(beliefs, k, pattern);
  return cell[CELL.moved];
}

const response: Response = { slope: 0, curvature: 0 };

/**
 * Visits patterns in the given order with linear answers: as `gather`, the linear answer and `renew` of one after another come
 * to, in a single walk from each pattern to the next.
 *
 * @returns how far the message went that went furthest
 */
export function* visitLinearly(
  beliefs: Beliefs,
  order: ArrayLike<number>,
  pace: Pace,
): Work<number> {
  const { problem, damping, committee, kernels, places, cell, unitMean, unitVariance, good, bad } =
    beliefs;
  const { inputs, units } = problem;
  let [share, nextShare] = [places.share, places.nextShare];
  cell[CELL.damping] = damping;
  cell[CELL.moved] = 0;
  for (let k = 0; k < units; k++) look(beliefs, k, order[0]);
  for (let visit = 0; visit < order.length; visit++) {
    // A sweep that is given up here is not gone on with.
    if (pace.due()) yield tick(visit / order.length);
    const [pattern, next] = [order[visit], order[visit + 1]];
    if (units > 1) vote(beliefs, pattern);
    for (let k = 0; k < units; k++) {
      const at = BYTES * k * inputs;
      const messages = messagesOf(beliefs, pattern, k);
      const tangents = tangentsOf(beliefs, pattern, k);
      const demand = committee.demands[k];
      respondVoted(unitMean[k], unitVariance[k], demand, good[k], bad[k], response);
      cell[CELL.slope] = response.slope;
      cell[CELL.curvature] = response.curvature;
      kernels.answer(inputs, share + at, places.means + at, messages, tangents, places.cell);
      if (next === undefined) {
        join(beliefs, k, pattern);
        continue;
      }
      kernels.turn(
        inputs,
        messages,
        tangents,
        begin(beliefs, k, next, nextShare),
        messagesOf(beliefs, next, k),
        tangentsOf(beliefs, next, k),
        places.cavity + at,
        places.means + at,
        places.cell,
      );
      end(beliefs, k);
    }
    [share, nextShare] = [nextShare, share];
  }
  return cell[CELL.moved];
}

/** Squares of magnetisations nearer to ±1 lose digits in the addition theorem of tanh. */
const SAFE = 0.998;

/**
 * Σ_i log cosh(h_i − u_i)/cosh h_i for the messages u of one pattern, whose cavity fields are in place. For small u it is
 * ½ log (1 − m t)²/(1 − t²), m = tanh h, t = tanh u: many factors share a logarithm.
 */
export function withoutPattern(beliefs: Beliefs, pattern: number): number {
  const { kernels, places, fields, factors } = beliefs;
  const synapses = fields.length;
  kernels.factors(synapses, places.fieldTanh, tangentsOf(beliefs, pattern, 0), places.factors);
  let sum = 0;
  for (let first = 0, k = 0; first < synapses; first += FACTORS, k += 2)
    sum =
      factors[k] < 0
        ? addSlowly(beliefs, pattern, first, sum)
        : sum + 0.5 * (log(factors[k]) - log(factors[k + 1]));
  return sum;
}

/** Adds the synapses from `first` on that share a logarithm, but for those that do not. */
function addSlowly(beliefs: Beliefs, pattern: number, first: number, before: number): number {
  const { fields, fieldTanh, messageTanh, cavity } = beliefs;
  const base = pattern * fields.length;
  let sum = before;
  let [above, below] = [1, 1];
  for (let i = first; i < Math.min(first + FACTORS, fields.length); i++) {
    const whole = fieldTanh[i];
    const t = messageTanh[base + i];
    if (whole * whole < SAFE && t * t < 0.25) {
      const factor = 1 - whole * t;
      above *= factor * factor;
      below *= 1 - t * t;
    } else sum += logTwoCosh(cavity[i]) - logTwoCosh(fields[i]);
  }
  return sum + 0.5 * (log(above) - log(below));
}
