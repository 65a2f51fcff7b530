/**
 * What the solutions of a discrete problem look like: how far they are from each other, how many lie around one, how well one
 * bears random flips. All solutions of a small problem come from solvers/discrete/enumerate; for large ones there is a walk.
 *
 * Source of the questions: C. Baldassi, A. Ingrosso, C. Lucibello, L. Saglietti, R. Zecchina, PRL 115, 128101 (2015).
 */

import { UsageError } from '../errors.ts';
import { createPace, finish, type Pace, tick, type Work, within } from '../numerics/pace.ts';
import { exp } from '../numerics/portable.ts';
import type { Random } from '../numerics/random.ts';
import { popcount } from '../tasks/discrete/bits.ts';
import { evaluateInSteps } from '../tasks/discrete/evaluate.ts';
import {
  checkWeights,
  type DiscreteProblem,
  decidingThreshold,
  isBinary,
  synapsesOf,
} from '../tasks/discrete/problem.ts';
import { foldedPatterns } from '../tasks/discrete/rows.ts';

/** Pairs up to which distances are counted one by one; above, by a transform over all 2^N configurations. */
const MOST_PAIRS = 2 ** 30;
/** Synapses of which that transform is held in memory. */
const MOST_TRANSFORMED = 26;

/** Sums between two looks at the clock. */
const STRETCH = 2 ** 16;

/** In place: F[k] = Σ_c f[c] (−1)^popcount(c ∧ k). */
function* hadamard(f: Float64Array, pace: Pace): Work<void> {
  for (let half = 1; half < f.length; half *= 2)
    for (let block = 0; block < f.length; block += 2 * half)
      for (let first = block; first < block + half; first += STRETCH) {
        if (pace.due()) yield tick((Math.log2(half) + block / f.length) / Math.log2(f.length));
        turn(f, half, first, Math.min(first + STRETCH, block + half));
      }
}

/** Sums and differences of the entries `first … last − 1` with those `half` behind them. */
function turn(f: Float64Array, half: number, first: number, last: number): void {
  for (let c = first; c < last; c++) {
    const a = f[c];
    const b = f[c + half];
    f[c] = a + b;
    f[c + half] = a - b;
  }
}

/** `distanceHistogram` that gives signs of life. */
function* distanceHistogramInSteps(codes: Uint32Array, synapses: number): Work<Float64Array> {
  const pace = createPace();
  const histogram = new Float64Array(synapses + 1);
  if (codes.length ** 2 <= MOST_PAIRS) {
    histogram[0] = codes.length;
    for (let a = 0; a < codes.length; a++) {
      if (pace.due()) yield tick((a / codes.length) ** 2);
      for (let b = 0; b < a; b++) histogram[popcount(codes[a] ^ codes[b])] += 2;
    }
    return histogram;
  }
  if (synapses > MOST_TRANSFORMED)
    throw new UsageError(
      `${codes.length} solutions of ${synapses} synapses are too many for a histogram; at most ${Math.sqrt(MOST_PAIRS)}, or ${MOST_TRANSFORMED} synapses`,
    );
  // The autocorrelation of the set of solutions; all numbers are whole and below 2⁵³.
  const f = new Float64Array(2 ** synapses);
  for (const code of codes) f[code] = 1;
  yield* within(hadamard(f, pace), 0, 0.5);
  for (let k = 0; k < f.length; k++) f[k] *= f[k];
  yield* within(hadamard(f, pace), 0.5, 1);
  for (let c = 0; c < f.length; c++) histogram[popcount(c)] += f[c] / f.length;
  return histogram;
}

/**
 * Ordered pairs of solutions at each Hamming distance 0 … N; codes as of `enumerateSolutions` with two levels.
 *
 * @throws UsageError where there are too many solutions of too many synapses
 */
export const distanceHistogram = (codes: Uint32Array, synapses: number): Float64Array =>
  finish(distanceHistogramInSteps(codes, synapses));

/** Solutions around each solution. */
export interface Crowding {
  /** Solutions within the radius, itself among them; by solution. */
  readonly within: Uint32Array;
  readonly mean: number;
  /** Solutions without another one at distance 1. */
  readonly isolated: number;
  /** The solution with most others within the radius, the first of equals, and how many. */
  readonly densest: { readonly code: number; readonly within: number };
}

/** Counts the solutions around each solution, O(S²); at most 2³⁰ pairs. */
export const crowding = (codes: Uint32Array, radius: number): Crowding =>
  finish(crowdingInSteps(codes, radius));

/** `crowding` that gives signs of life. */
export function* crowdingInSteps(codes: Uint32Array, radius: number): Work<Crowding> {
  if (codes.length === 0) throw new UsageError('there are no solutions to crowd');
  if (codes.length ** 2 > MOST_PAIRS)
    throw new UsageError(
      `${codes.length} solutions are more than ${Math.sqrt(MOST_PAIRS)}; look at fewer`,
    );
  const within = new Uint32Array(codes.length).fill(1);
  const touching = new Uint8Array(codes.length);
  const pace = createPace();
  for (let a = 0; a < codes.length; a++) {
    if (pace.due()) yield tick((a / codes.length) ** 2);
    for (let b = 0; b < a; b++) {
      const apart = popcount(codes[a] ^ codes[b]);
      if (apart <= radius) {
        within[a] += 1;
        within[b] += 1;
      }
      if (apart === 1) touching[a] = touching[b] = 1;
    }
  }
  let best = 0;
  within.forEach((count, a) => {
    if (count > within[best]) best = a;
  });
  return {
    within,
    mean: within.reduce((sum, count) => sum + count, 0) / codes.length,
    isolated: codes.length - touching.reduce((sum, one) => sum + one, 0),
    densest: { code: codes[best], within: within[best] },
  };
}

/** Errors of weights of which a share was flipped. */
export interface FlipRobustness {
  /** Share of the synapses that were flipped, as asked for. */
  readonly share: number;
  /** Mean share of patterns in error. */
  readonly errors: number;
  /** Standard error of that mean. */
  readonly deviation: number;
}

/**
 * Training error after random flips: round(share · N K) synapses, drawn without replacement, take another level at random.
 *
 * @param repeats draws for each share; default 20
 */
export const flipRobustness = (
  problem: DiscreteProblem,
  weights: ArrayLike<number>,
  options: FlipOptions,
): FlipRobustness[] => finish(flipRobustnessInSteps(problem, weights, options));

interface FlipOptions {
  readonly shares: readonly number[];
  readonly repeats?: number;
  readonly random: Random;
}

/** `flipRobustness` that gives signs of life. */
export function* flipRobustnessInSteps(
  problem: DiscreteProblem,
  weights: ArrayLike<number>,
  { shares, repeats = 20, random }: FlipOptions,
): Work<FlipRobustness[]> {
  checkWeights(problem, weights);
  const { levels, patterns } = problem;
  const synapses = synapsesOf(problem);
  const pace = createPace();
  const found: FlipRobustness[] = [];
  for (const [s, share] of shares.entries()) {
    if (!(share >= 0 && share <= 1)) throw new UsageError(`share ${share} is outside [0, 1]`);
    let [sum, squares] = [0, 0];
    for (let r = 0; r < repeats; r++) {
      const done = (s + r / repeats) / shares.length;
      if (pace.due()) yield tick(done);
      const stream = random.split(s).split(r);
      const flipped = Int8Array.from(weights);
      for (const i of stream.distinct(synapses, Math.round(share * synapses))) {
        const at = levels.indexOf(flipped[i]);
        flipped[i] = levels[(at + 1 + stream.integer(levels.length - 1)) % levels.length];
      }
      const evaluation = yield* within(evaluateInSteps(problem, flipped), done, done);
      const errors = evaluation.errors / patterns;
      sum += errors;
      squares += errors * errors;
    }
    const mean = sum / repeats;
    const variance = Math.max(0, squares / repeats - mean * mean);
    const deviation = Math.sqrt(variance / Math.max(1, repeats - 1));
    found.push({ share, errors: mean, deviation });
  }
  return found;
}

/** Where the walk was in a field: how far from the centre, and how many solutions there are at that distance. */
export interface WalkPoint {
  /** γ: a solution W weighs exp(γ W·W̃). */
  readonly field: number;
  /** Mean share of synapses that differ from the centre. */
  readonly distance: number;
  /** Local entropy, nats per synapse: (1/N) log of the number of solutions at that distance. */
  readonly entropy: number;
  /** Share of the proposed flips that were made. */
  readonly accepted: number;
}

export interface WalkOptions {
  /** Fields γ, falling; the entropy is integrated over them from the first, where all weight should lie near the centre. */
  readonly fields: readonly number[];
  /** Sweeps (N proposals each) at each field that count, and before them that do not. Defaults 100 and 20. */
  readonly sweeps?: number;
  readonly settle?: number;
  readonly random: Random;
}

/**
 * Local entropy around a solution by a random walk: single flips among solutions, with a field that pulls to the centre. With
 * m(γ) the mean overlap, log Z(γ)/N = log Z(γ₀)/N − ∫ m dγ from γ to γ₀, and S = log Z/N − γ m. At the first field
 * log Z(γ₀)/N = γ₀ + d(γ₀), to first order in the distance d: right where γ₀ is so large that few synapses are flipped.
 *
 * The walk stays in the part of the solutions that single flips connect to the centre: a lower bound where there are others. A
 * sweep costs at most N P. ±1 perceptrons on ±1 patterns.
 *
 * @throws UsageError for another network, weights that are no solution, or fields that do not fall
 */
export const walkLocalEntropy = (
  problem: DiscreteProblem,
  centre: ArrayLike<number>,
  options: WalkOptions,
): WalkPoint[] => finish(walkLocalEntropyInSteps(problem, centre, options));

/** `walkLocalEntropy` that gives signs of life. */
export function* walkLocalEntropyInSteps(
  problem: DiscreteProblem,
  centre: ArrayLike<number>,
  { fields, sweeps = 100, settle = 20, random }: WalkOptions,
): Work<WalkPoint[]> {
  const { inputs: n, patterns, units, code } = problem;
  if (units !== 1 || !isBinary(problem) || code !== 'sign')
    throw new UsageError('the walk is for a perceptron of ±1 synapses on ±1 patterns');
  if (!(yield* evaluateInSteps(problem, centre)).solved)
    throw new UsageError('the walk has to begin at a solution, and these weights are none');
  if (fields.length === 0 || fields.some((field, k) => k > 0 && field >= fields[k - 1]))
    throw new UsageError(`fields ${fields.join(', ')} do not fall`);
  const folded = foldedPatterns(problem);
  // By synapse, so that a flip reads one row; doubled, since a flip changes a stability by 2.
  const columns = new Int8Array(n * patterns);
  const stability = new Float64Array(patterns);
  const weights = Int8Array.from(centre);
  const pace = createPace();
  for (let p = 0; p < patterns; p++) {
    if (pace.due()) yield tick(0);
    stability[p] = -problem.labels[p] * decidingThreshold(problem);
    for (let i = 0; i < n; i++) {
      columns[i * patterns + p] = 2 * folded[p * n + i];
      stability[p] += weights[i] * folded[p * n + i];
    }
  }
  let same = n;
  const mayFlip = (i: number): boolean => {
    const w = weights[i];
    for (let p = 0, at = i * patterns; p < patterns; p++, at++)
      if (stability[p] <= w * columns[at]) return false;
    return true;
  };
  const flip = (i: number): void => {
    const w = weights[i];
    for (let p = 0, at = i * patterns; p < patterns; p++, at++) stability[p] -= w * columns[at];
    weights[i] = -w;
    same += weights[i] === centre[i] ? 1 : -1;
  };

  const points: WalkPoint[] = [];
  let [logZ, lastOverlap, lastField] = [0, 0, 0];
  for (const [k, field] of fields.entries()) {
    const stream = random.split(k);
    const leave = exp(-2 * field);
    let [sum, made] = [0, 0];
    for (let sweep = -settle; sweep < sweeps; sweep++) {
      for (let step = 0; step < n; step++) {
        if (pace.due()) yield tick((k + (sweep + settle) / (sweeps + settle)) / fields.length);
        const i = stream.integer(n);
        const away = weights[i] === centre[i];
        if (away && leave < 1 && stream.uniform() >= leave) continue;
        if (!away && leave > 1 && stream.uniform() * leave >= 1) continue;
        if (!mayFlip(i)) continue;
        flip(i);
        if (sweep >= 0) made += 1;
      }
      if (sweep >= 0) sum += same;
    }
    const distance = 1 - sum / (sweeps * n);
    const mean = 1 - 2 * distance;
    if (k === 0) {
      // Few flips, far apart: log Z = γ N + log Σ over solutions near by, of which the first order is N d.
      logZ = field + distance;
    } else logZ -= ((lastOverlap + mean) / 2) * (lastField - field);
    [lastOverlap, lastField] = [mean, field];
    const accepted = made / (sweeps * n);
    points.push({ field, distance, entropy: logZ - field * mean, accepted });
  }
  return points;
}
