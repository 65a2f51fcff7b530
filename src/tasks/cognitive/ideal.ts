/**
 * The ideal observer: the best that any learner can do on a task with input noise.
 *
 * It knows the task, its timing and the statistics of the noise, and sums over everything else. Comparisons are hard
 * because two close strengths can look alike and because some trials are ties; match tasks have next to no errors, go
 * tasks no noise. For tasks with ring positions only.
 */

import { FrugalError } from '../../errors.ts';
import { createNormals } from '../../numerics/normal-stream.ts';
import { exp } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';
import { DECISION_SHIFT, drawTrial } from './draw.ts';
import { wrap } from './ring.ts';
import type { Comparison, Match, PeriodName, Ring, Strengths } from './spec.ts';
import type { CognitiveTask } from './task.ts';
import { activeRing, createTrial, type Trial } from './trial.ts';
import { createTracks, writeTrial } from './write.ts';

/** What a period tells about a stimulus of strength 1 at each position. */
interface Evidence {
  /** Steps ÷ variance of the noise. */
  readonly precision: number;
  /** Mean observation · bump at the position. */
  readonly dots: Float64Array;
}

function evidence(
  task: CognitiveTask,
  trial: Trial,
  observations: Float32Array,
  period: PeriodName,
  onRing: Ring,
): Evidence {
  const { ring, channels, profile, sigma } = task;
  const p = task.periods.findIndex(({ name }) => name === period);
  const first = p === 0 ? 0 : trial.ends[p - 1];
  const steps = trial.ends[p] - first;
  const mean = new Float64Array(ring);
  for (let t = first; t < trial.ends[p]; t++) {
    for (let c = 0; c < ring; c++)
      mean[c] += observations[t * channels + 1 + onRing * ring + c] / steps;
  }
  const dots = new Float64Array(ring);
  for (let i = 0; i < ring; i++) {
    for (let c = 0; c < ring; c++) dots[i] += mean[c] * profile[wrap(c - i, ring)];
  }
  return { precision: steps / (sigma * sigma), dots };
}

/** Inner products of bumps `k` positions apart. */
const overlaps = ({ ring, profile }: CognitiveTask): Float64Array =>
  Float64Array.from({ length: ring }, (_, k) =>
    profile.reduce((sum, value, c) => sum + value * profile[wrap(c - k, ring)], 0),
  );

type Pair = readonly [first: number, second: number];

/** The equally likely strengths of the two stimuli on one ring. */
function pairsOf(strengths: Strengths): readonly Pair[] {
  if (strengths.rule === 'pair') {
    const { values } = strengths;
    return values.flatMap((a) => values.filter((b) => b !== a).map((b): Pair => [a, b]));
  }
  return strengths.values.flatMap((c): Pair[] => [
    [0.5 + c / 2, 0.5 - c / 2],
    [0.5 - c / 2, 0.5 + c / 2],
  ]);
}

const NOTHING_SHOWN: readonly Pair[] = [[0, 0]];

/** Likelihood of one ring's observations for both positions and each pair of strengths: [i][j][pair], up to a factor. */
function ringLikelihood(
  task: CognitiveTask,
  trial: Trial,
  observations: Float32Array,
  pairs: readonly Pair[],
  onRing: Ring,
): Float64Array {
  const { ring } = task;
  const [first, second] = task.spec.shown.map(({ during }) => during[0]);
  const one = evidence(task, trial, observations, first, onRing);
  const two = evidence(task, trial, observations, second, onRing);
  const overlap = overlaps(task);
  const together = first === second;
  const logs = new Float64Array(ring * ring * pairs.length);
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0, n = 0; i < ring; i++) {
    for (let j = 0; j < ring; j++) {
      for (const [a, b] of pairs) {
        const crossed = together ? a * b * overlap[wrap(i - j, ring)] : 0;
        const log =
          one.precision * (a * one.dots[i] - 0.5 * a * a * overlap[0] - crossed) +
          two.precision * (b * two.dots[j] - 0.5 * b * b * overlap[0]);
        logs[n++] = log;
        if (i !== j && log > most) most = log;
      }
    }
  }
  return logs.map((log) => exp(log - most));
}

function compare(
  task: CognitiveTask,
  rule: Comparison,
  trial: Trial,
  observations: Float32Array,
): Float64Array {
  const { ring } = task;
  const shown = pairsOf(rule.strengths);
  const [pairs0, pairs1] = ([0, 1] as const).map((r) =>
    rule.rings.includes(r) ? shown : NOTHING_SHOWN,
  );
  const like0 = ringLikelihood(task, trial, observations, pairs0, 0);
  const like1 = ringLikelihood(task, trial, observations, pairs1, 1);
  const firstWins = pairs0.flatMap(([a0, b0]) =>
    pairs1.map(([a1, b1]) => {
      const difference = rule.weights[0] * (a0 - b0) + rule.weights[1] * (a1 - b1);
      return Math.abs(difference) < 1e-9 ? 0.5 : difference > 0 ? 1 : 0;
    }),
  );
  const shift = DECISION_SHIFT * rule.shift;
  const posterior = new Float64Array(task.classes);
  for (let i = 0; i < ring; i++) {
    for (let j = 0; j < ring; j++) {
      if (i === j) continue;
      let first = 0;
      let both = 0;
      for (let a = 0, n = 0; a < pairs0.length; a++) {
        const known = like0[(i * ring + j) * pairs0.length + a];
        for (let b = 0; b < pairs1.length; b++, n++) {
          const weight = known * like1[(i * ring + j) * pairs1.length + b];
          both += weight;
          first += weight * firstWins[n];
        }
      }
      posterior[1 + wrap(i + shift, ring)] += first;
      posterior[1 + wrap(j + shift, ring)] += both - first;
    }
  }
  return posterior;
}

function match(
  task: CognitiveTask,
  rule: Match,
  trial: Trial,
  observations: Float32Array,
): Float64Array {
  const { ring } = task;
  const half = ring / 2;
  const on = activeRing(trial);
  const sample = evidence(task, trial, observations, 'sample', on);
  const test = evidence(task, trial, observations, 'test', on);
  const logOf = (i: number, j: number): number =>
    sample.precision * sample.dots[i] + test.precision * test.dots[j];
  const most = logOf(
    sample.dots.indexOf(Math.max(...sample.dots)),
    test.dots.indexOf(Math.max(...test.dots)),
  );
  const posterior = new Float64Array(task.classes);
  for (let i = 0; i < ring; i++) {
    const upper = rule.upperSample === 'above half' ? i > half : i >= half;
    for (let j = 0; j < ring; j++) {
      const matches = rule.to === 'sample' ? i === j : upper === j >= half;
      const possible = rule.to === 'category' || matches || wrap(i + half, ring) === j;
      if (!possible) continue;
      const answers = matches === (rule.respondOn === 'match');
      const answer = wrap(j + (rule.shift * trial.delay) / 100, ring);
      posterior[answers ? 1 + answer : 0] += exp(logOf(i, j) - most);
    }
  }
  return posterior;
}

/**
 * Probability of every answer, given the observations of a trial: 0 to keep fixation, 1 + i for position i at the start
 * of the decision. Of `trial` only timing, delay and active ring are used; the answer of a go task, which has no noise, is
 * taken from it.
 *
 * @param observations noisy, row-major `[steps][channels]`
 * @throws FrugalError for tasks with continuous angles
 */
function idealPosterior(
  task: CognitiveTask,
  trial: Trial,
  observations: Float32Array,
): Float64Array {
  const { sampling, angles } = task.spec;
  if (angles !== 'positions')
    throw new FrugalError(`task "${task.name}" has continuous angles; no ideal observer is known`);
  let posterior: Float64Array;
  if (sampling.kind === 'reach') {
    posterior = new Float64Array(task.classes);
    posterior[1 + trial.response] = 1;
  } else if (sampling.kind === 'comparison')
    posterior = compare(task, sampling, trial, observations);
  else posterior = match(task, sampling, trial, observations);
  const sum = posterior.reduce((a, b) => a + b, 0);
  return posterior.map((value) => value / sum);
}

/** Estimate of the best accuracy, with its standard error. */
export interface BayesAccuracy {
  readonly accuracy: number;
  readonly standardError: number;
  /** Share of the trials that the observer's likeliest answer got right. */
  readonly right: number;
}

/** The ideal observer's accuracy over `trials` trials: the mean of its largest probability. */
export function bayesAccuracy(task: CognitiveTask, random: Random, trials: number): BayesAccuracy {
  const tracks = createTracks(task.longest, 1, task.channels);
  const trial = createTrial();
  const noise = createNormals(random.split('noise'));
  const own = random.split('trials');
  let sum = 0;
  let squares = 0;
  let right = 0;
  for (let n = 0; n < trials; n++) {
    drawTrial(task, own, trial);
    writeTrial(task, trial, tracks.each[0], { rule: 0, at: 0 }, noise);
    const posterior = idealPosterior(task, trial, tracks.observations);
    const most = Math.max(...posterior);
    sum += most;
    squares += most * most;
    if (posterior.indexOf(most) === 1 + trial.response) right++;
  }
  const accuracy = sum / trials;
  const variance = Math.max(0, squares / trials - accuracy * accuracy);
  return { accuracy, standardError: Math.sqrt(variance / trials), right: right / trials };
}
