/**
 * Learning a binary perceptron from its own labels: every stationary point of the replica-symmetric free entropy of
 * students that agree with a binary teacher on all patterns, with their generalisation errors, and the loads at which
 * the picture changes. At the Bayes point the overlap of two students equals their overlap with the teacher. Distances
 * within the set of students are in typical.ts and dense.ts.
 *
 * Sources: G. Györgyi, "First-order transition to perfect generalization in a neural network with binary synapses",
 * Phys. Rev. A 41 (1990); H. Sompolinsky, N. Tishby, H. Seung, Phys. Rev. Lett. 65 (1990).
 */

import { FrugalError } from '../../errors.ts';
import { acos } from '../../numerics/arc.ts';
import { logTwoCosh } from '../../numerics/hyperbolic.ts';
import { inverseMills, logNormalTail, normalTail } from '../../numerics/normal-tails.ts';
import { exp, log, tanh } from '../../numerics/portable.ts';
import { brent } from '../../numerics/roots.ts';
import { gradedGrid, patternGrid } from './grids.ts';
import { checkLoad, type DiscreteValidity } from './validity.ts';

/**
 * What a stationary point is: `equilibrium` holds almost all students, `metastable` traps local algorithms although the
 * teacher alone is left, `unstable` separates two others, `teacher` is the teacher itself.
 */
export type TeacherBranch = 'equilibrium' | 'metastable' | 'unstable' | 'teacher';

/** One stationary point. Entropies in nats per synapse. */
export interface TeacherSolution {
  readonly branch: TeacherBranch;
  readonly load: number;
  /** Overlap of a student with the teacher, and of two students: R = q. */
  readonly overlap: number;
  /** q̂; Infinity for the teacher. */
  readonly conjugate: number;
  /** s: about exp(sN) students. Negative where the branch is metastable: no student is there at all for large N. */
  readonly entropy: number;
  /** Probability that a student drawn at random errs on a new pattern. */
  readonly gibbsError: number;
  /** The same for the majority of all students, the best rule there is. */
  readonly bayesError: number;
  readonly validity: DiscreteValidity;
}

interface Point {
  readonly load: number;
  readonly overlap: number;
  readonly conjugate: number;
  readonly entropy: number;
}

/** Below this the students know almost nothing, above it almost everything of the teacher. */
const LOW = log(1e-6);
const HIGH = log(60);

/** The stationary point with the conjugate e^x: its load follows. */
function atLogConjugate(x: number): Point {
  const conjugate = exp(x);
  const { nodes, weights } = patternGrid(Math.sqrt(conjugate));
  const root = Math.sqrt(conjugate);
  let overlap = 0;
  let rest = 0;
  let spin = 0;
  for (let i = 0; i < nodes.length; i++) {
    const field = root * nodes[i] + conjugate;
    const m = tanh(field);
    overlap += weights[i] * m;
    rest += (weights[i] * 2) / (exp(2 * field) + 1);
    spin += weights[i] * logTwoCosh(field);
  }
  // 1 − q from its own sum: it keeps its digits near the teacher.
  const a = Math.sqrt(overlap / rest);
  let cost = 0;
  let slope = 0;
  const patterns = gradedGrid(0, Math.min(1, 1 / a), false);
  for (let i = 0; i < patterns.nodes.length; i++) {
    const u = -a * patterns.nodes[i];
    const h = 2 * patterns.weights[i] * normalTail(u);
    const g = inverseMills(u);
    cost += h * logNormalTail(u);
    slope += h * g * g;
  }
  const load = (conjugate * rest) / slope;
  return {
    load,
    overlap,
    conjugate,
    entropy: -0.5 * conjugate * (1 + overlap) + spin + load * cost,
  };
}

/** Where the load, a function of x, turns. */
interface Turns {
  /** End of the branch that starts at no knowledge. */
  readonly top: Point;
  /** x of the same. */
  readonly topX: number;
}

let turns: Turns | undefined;

/** Maximum of the load by golden sections, once. */
function turningPoint(): Turns {
  if (turns !== undefined) return turns;
  const ratio = (Math.sqrt(5) - 1) / 2;
  let low = log(1);
  let high = log(12);
  let left = high - ratio * (high - low);
  let right = low + ratio * (high - low);
  let atLeft = atLogConjugate(left).load;
  let atRight = atLogConjugate(right).load;
  while (high - low > 1e-8) {
    if (atLeft > atRight) {
      high = right;
      right = left;
      atRight = atLeft;
      left = high - ratio * (high - low);
      atLeft = atLogConjugate(left).load;
    } else {
      low = left;
      left = right;
      atLeft = atRight;
      right = low + ratio * (high - low);
      atRight = atLogConjugate(right).load;
    }
  }
  const topX = 0.5 * (low + high);
  turns = { top: atLogConjugate(topX), topX };
  return turns;
}

const REASONS: Readonly<Record<TeacherBranch, DiscreteValidity>> = {
  equilibrium: {
    kind: 'replica-symmetric',
    reason: 'replica symmetry is exact at the Bayes point for N → ∞',
  },
  metastable: {
    kind: 'unphysical',
    reason:
      'a local maximum of the free entropy with fewer than one student; algorithms see it, students are not there',
  },
  unstable: {
    kind: 'unphysical',
    reason: 'a minimum of the free entropy over the overlap; it separates the branches',
  },
  teacher: { kind: 'replica-symmetric', reason: 'the teacher itself always agrees' },
};

function solution(branch: TeacherBranch, load: number, point: Point): TeacherSolution {
  return {
    branch,
    load,
    overlap: point.overlap,
    conjugate: point.conjugate,
    entropy: point.entropy,
    gibbsError: acos(point.overlap) / Math.PI,
    bayesError: acos(Math.sqrt(point.overlap)) / Math.PI,
    validity: REASONS[branch],
  };
}

/**
 * All stationary points at a load, from the smallest overlap to the teacher (overlap 1).
 *
 * @example teacherStudent(0.8)[0].gibbsError // 0.34970322
 */
export function teacherStudent(load: number): readonly TeacherSolution[] {
  checkLoad(load);
  const { top, topX } = turningPoint();
  const found: TeacherSolution[] = [];
  const excess = (x: number) => atLogConjugate(x).load - load;
  const atTop = top.load - load;
  if (atTop >= 0) {
    const low = Math.min(LOW, log(load) - 5);
    const x = brent(excess, { low, high: topX, atLow: excess(low), atHigh: atTop }, 1e-14);
    const point = atLogConjugate(x);
    found.push(solution(point.entropy >= 0 ? 'equilibrium' : 'metastable', load, point));
    const atHigh = excess(HIGH);
    if (atHigh < 0) {
      const y = brent(excess, { low: topX, high: HIGH, atLow: atTop, atHigh }, 1e-14);
      found.push(solution('unstable', load, atLogConjugate(y)));
    }
  }
  found.push(
    solution('teacher', load, {
      load,
      overlap: 1,
      conjugate: Number.POSITIVE_INFINITY,
      entropy: 0,
    }),
  );
  return found;
}

/** The loads at which learning from a teacher changes. */
export interface TeacherThresholds {
  /** α_TS: above it the teacher is the only student. */
  readonly perfect: number;
  /** Where the metastable branch ends: above it nothing holds local algorithms away from the teacher. */
  readonly spinodal: number;
}

/** @example teacherThresholds() // { perfect: 1.24468…, spinodal: 1.4926… } */
export function teacherThresholds(): TeacherThresholds {
  const { top, topX } = turningPoint();
  const entropy = (x: number) => atLogConjugate(x).entropy;
  const low = log(0.5);
  const atLow = entropy(low);
  const atHigh = entropy(topX);
  if (!(atLow > 0 && atHigh < 0))
    throw new FrugalError('the entropy of the students does not change sign');
  const x = brent(entropy, { low, high: topX, atLow, atHigh }, 1e-14);
  return { perfect: atLogConjugate(x).load, spinodal: top.load };
}
