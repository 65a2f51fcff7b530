/**
 * Dense regions of solutions: the local entropy S_I(d) of the densest centres, for a given weight y, in the limit
 * y → ∞, or at the physical y* beyond which fewer than one centre is left; for storage and for a teacher. Typical
 * centres are in typical.ts, the equations in dense-limit.ts and dense-finite.ts.
 *
 * Source: C. Baldassi, A. Ingrosso, C. Lucibello, L. Saglietti, R. Zecchina, Phys. Rev. Lett. 115 (2015) for the measure
 * and the choice of y; the saddle-point equations were derived anew.
 */

import { FrugalError, UsageError } from '../../errors.ts';
import { acos } from '../../numerics/arc.ts';
import { atanh } from '../../numerics/hyperbolic.ts';
import { finish, type Work } from '../../numerics/pace.ts';
import { exp, expm1, log, log1p, tanh } from '../../numerics/portable.ts';
import { denseFinite } from './dense-finite.ts';
import type { DenseEvaluation } from './dense-limit.ts';
import {
  atY,
  type Evaluate,
  equationsOf,
  firstPhysical,
  LARGEST_Y,
  LONGEST,
  limitPath,
  SHORTEST,
  stateOf,
} from './dense-paths.ts';
import { continuation, type Path, solveByDifferences } from './newton.ts';
import {
  checkDistance,
  checkLoad,
  checkTask,
  type DiscreteTask,
  type DiscreteValidity,
  shown,
} from './validity.ts';

/** One point of a curve of local entropy. Entropies in nats per synapse. */
export interface DensePoint {
  readonly load: number;
  /** d: fraction of synapses in which a solution differs from the centre. */
  readonly distance: number;
  /** y; Infinity in the limit. */
  readonly y: number;
  /** S_I: log N(W̃, d)/N. */
  readonly localEntropy: number;
  /** S_E: logarithm of the number of such centres, per synapse. */
  readonly centreEntropy: number;
  /** q: overlap of two solutions around one centre. */
  readonly overlap: number;
  /** δq = y (q − q₀), q₀ the overlap of solutions around different centres. */
  readonly overlapStep: number;
  /** γ: field towards the centre. */
  readonly field: number;
  /** q̂ and δq̂ = y (q̂ − q̂₀). */
  readonly conjugate: number;
  readonly conjugateStep: number;
  /** With a teacher: probability that a solution of the region, and its centre, err on a new pattern. */
  readonly solutionError?: number;
  readonly centreError?: number;
  readonly validity: DiscreteValidity;
}

/** What is asked. */
export interface DenseQuestion {
  /** α, patterns per synapse. */
  readonly load: number;
  /** d of each wanted point, in (0, ½). */
  readonly distances: readonly number[];
  /** A number > 0, `limit` for y → ∞ (default), or `physical` for y*, where the centre entropy vanishes. */
  readonly y?: number | 'limit' | 'physical';
  /** Default `storage`. */
  readonly task?: DiscreteTask;
}

const KINDS: Readonly<Record<'counted' | 'overcounted' | 'empty' | 'physical', DiscreteValidity>> =
  {
    counted: {
      kind: 'approximate',
      reason:
        'replica-symmetric large-deviation measure with centres left; its step of replica-symmetry breaking is y itself',
    },
    overcounted: {
      kind: 'unphysical',
      reason:
        'the centre entropy is negative: fewer than one centre is that dense; the local entropy is an over-estimate',
    },
    empty: {
      kind: 'unphysical',
      reason: 'the local entropy is negative: such centres have no solution at this distance',
    },
    physical: {
      kind: 'approximate',
      reason:
        'replica-symmetric large-deviation measure at the y where its centre entropy vanishes',
    },
  };

function checkQuestion(question: DenseQuestion): void {
  const { load, distances, y = 'limit', task = 'storage' } = question;
  checkLoad(load);
  checkTask(task);
  for (const distance of distances) checkDistance(distance);
  if (typeof y === 'number' ? !(y > 0 && y <= LARGEST_Y) : y !== 'limit' && y !== 'physical') {
    throw new UsageError(
      `y ${y} is neither a number in (0, ${LARGEST_Y}] nor "limit" nor "physical"`,
    );
  }
}

function point(
  question: DenseQuestion,
  distance: number,
  y: number,
  x: Float64Array,
  at: DenseEvaluation,
  validity: DiscreteValidity,
): DensePoint {
  return {
    load: question.load,
    distance,
    y,
    localEntropy: at.internal,
    centreEntropy: at.external,
    overlap: x[0],
    overlapStep: expm1(x[1]),
    field: x[2],
    conjugate: at.conjugate,
    conjugateStep: at.conjugateDq,
    ...(question.task === 'teacher'
      ? { solutionError: acos(x[3]) / Math.PI, centreError: acos(at.centre) / Math.PI }
      : {}),
    validity,
  };
}

/** What a point can be trusted for, when it is otherwise of this kind. */
function judged(at: DenseEvaluation, otherwise: DiscreteValidity): DiscreteValidity {
  if (at.internal < 0) return KINDS.empty;
  return at.external < -1e-6 ? KINDS.overcounted : otherwise;
}

/** The branch of dense regions ends before the distance that was asked for. */
export class BranchEnd extends FrugalError {
  /** Distance near which it ends. */
  readonly distance: number;

  constructor(what: string, question: DenseQuestion, distance: number, path: Path) {
    const end = 0.5 * (1 - tanh(path.reached()));
    super(
      `no dense region at load ${question.load}, distance ${distance}: the branch ${what} ends near distance ${shown(end)}`,
    );
    this.distance = end;
  }
}

/** −d log d − (1 − d) log(1 − d): the local entropy of a region in which everything is a solution. */
const binaryEntropy = (d: number): number => -d * log(d) - (1 - d) * log1p(-d);

/** A region that lacks less than this share of what it could hold is full to rounding. */
const FULL = 1e-9;

function* limitCurve(
  question: DenseQuestion,
  ordered: readonly number[],
): Work<Map<number, DensePoint>> {
  const { load, task = 'storage' } = question;
  const { path, evaluate, farthest } = yield* limitPath(load, task);
  const points = new Map<number, DensePoint>();
  for (const distance of ordered) {
    if (distance > farthest) {
      throw new UsageError(
        `distance ${distance} is outside (0, ${shown(farthest)}]: beyond, all typical solutions lie at that distance from the best centre at load ${load}`,
      );
    }
    const overlap = 1 - 2 * distance;
    const x = yield* path.follow(atanh(overlap));
    const at = x === undefined ? undefined : evaluate(overlap, x);
    if (x === undefined || at === undefined) {
      const reached = tanh(path.reached());
      const end = evaluate(reached, path.last());
      const near = 0.5 * (1 - reached);
      if (end !== undefined && binaryEntropy(near) - end.internal < FULL * near) {
        throw new FrugalError(
          `distance ${distance} at load ${load}: nearer than ${shown(near)} the region is full to rounding, its local entropy the binary entropy ${shown(binaryEntropy(distance))}`,
        );
      }
      throw new BranchEnd('y → ∞', question, distance, path);
    }
    points.set(
      distance,
      point(question, distance, Number.POSITIVE_INFINITY, x, at, judged(at, KINDS.counted)),
    );
  }
  return points;
}

/** At small distances and y near 1 the solution around a centre is alone: paths at a given y start no nearer than here. */
const FIRST_DISTANCE = 0.25;

function* finiteCurve(
  question: DenseQuestion,
  y: number,
  ordered: readonly number[],
): Work<Map<number, DensePoint>> {
  const { load, task = 'storage' } = question;
  const evaluate: Evaluate = (overlap, x) => denseFinite(load, overlap, task, y, stateOf(x, task));
  const points = new Map<number, DensePoint>();
  let path: Path | undefined;
  for (const distance of [...new Set([...ordered, FIRST_DISTANCE])].sort((a, b) => b - a)) {
    const overlap = 1 - 2 * distance;
    if (path === undefined) {
      const inY: Path = yield* atY(load, task, overlap);
      const start: Float64Array | undefined = yield* inY.follow(log(y));
      if (start === undefined) {
        throw new FrugalError(
          `no dense region at load ${load}, distance ${distance}: its branch in y ends at ${shown(exp(inY.reached()))}`,
        );
      }
      path = continuation(
        equationsOf(evaluate, task, false),
        atanh(overlap),
        start,
        LONGEST,
        SHORTEST,
      );
    }
    const x = yield* path.follow(atanh(overlap));
    const at = x === undefined ? undefined : evaluate(overlap, x);
    if (x === undefined || at === undefined)
      throw new BranchEnd(`y = ${y}`, question, distance, path);
    points.set(distance, point(question, distance, y, x, at, judged(at, KINDS.counted)));
  }
  return points;
}

/** Share of the largest distance at which the path at y* starts. */
const START_SHARE = 0.65;

function* physicalCurve(
  question: DenseQuestion,
  ordered: readonly number[],
): Work<Map<number, DensePoint>> {
  const { load, task = 'storage' } = question;
  const yOf = (x: Float64Array) => exp(x[x.length - 1]);
  const evaluate: Evaluate = (overlap, x) =>
    denseFinite(load, overlap, task, yOf(x), stateOf(x, task));
  const equations = equationsOf(evaluate, task, true);
  const points = new Map<number, DensePoint>();
  let path: Path | undefined;
  const { path: limit, farthest } = yield* limitPath(load, task);
  // Near the largest distance y* grows without bound; a little below it it is close to the limit, from which it is found.
  const first = START_SHARE * farthest;
  for (const distance of [...new Set([...ordered, first])].sort((a, b) => b - a)) {
    const overlap = 1 - 2 * distance;
    if (path === undefined) {
      const start: Float64Array | undefined = yield* firstPhysical(load, task, limit, overlap);
      if (start === undefined || !(yield* solveByDifferences(equations(atanh(overlap)), start))) {
        for (const [d, limit] of yield* limitCurve(question, [distance])) points.set(d, limit);
        if (distance > first) continue;
        throw new FrugalError(`no y* was found to start from at load ${load}`);
      }
      path = continuation(equations, atanh(overlap), start, LONGEST, SHORTEST);
    }
    const x = yield* path.follow(atanh(overlap));
    const at = x === undefined ? undefined : evaluate(overlap, x);
    if (x === undefined || at === undefined) throw new BranchEnd('at y*', question, distance, path);
    points.set(distance, point(question, distance, yOf(x), x, at, judged(at, KINDS.physical)));
  }
  return points;
}

/**
 * Local entropy of the densest regions at several distances, in the order given; the branch is followed from the
 * largest distance to the smallest.
 *
 * With `physical`, points at which even the limit leaves centres (large distances) are points of the limit.
 *
 * @example denseCurve({ load: 0.4, distances: [0.1] })[0].localEntropy // 0.2765818
 * @throws UsageError for values out of range; FrugalError where the branch ends before a distance
 */
export const denseCurve = (question: DenseQuestion): readonly DensePoint[] =>
  finish(denseCurveInSteps(question));

/** `denseCurve` that gives signs of life: a point at y* takes up to a second. */
export function* denseCurveInSteps(question: DenseQuestion): Work<readonly DensePoint[]> {
  checkQuestion(question);
  const { distances, y = 'limit' } = question;
  const ordered = [...new Set(distances)].sort((a, b) => b - a);
  let points: Map<number, DensePoint>;
  if (y === 'limit') points = yield* limitCurve(question, ordered);
  else if (y === 'physical') points = yield* physicalCurve(question, ordered);
  else points = yield* finiteCurve(question, y, ordered);
  return distances.map((distance) => points.get(distance) as DensePoint);
}
