/**
 * Saddle-point equations of the large-deviation measure in the limit y → ∞: a centre is chosen such that the number of
 * solutions at distance d from it is the largest possible. Finite y is in dense-finite.ts, the curves in dense.ts.
 *
 * P(W̃) ∝ N(W̃, d)^y with N the number of solutions at distance d from W̃, which need not be a solution itself. For
 * y → ∞ the overlap of solutions around one centre and that of solutions around two centres differ by δq/y.
 *
 * Source: C. Baldassi, A. Ingrosso, C. Lucibello, L. Saglietti, R. Zecchina, "Subdominant dense clusters allow for simple
 * learning and high computational performance in neural networks with discrete synapses", Phys. Rev. Lett. 115 (2015),
 * here derived anew, with an overlap R with a teacher added.
 */

import { logTwoCosh } from '../../numerics/hyperbolic.ts';
import {
  inverseMills,
  logNormalTail,
  normalDensity,
  normalTail,
} from '../../numerics/normal-tails.ts';
import { exp, log, tanh } from '../../numerics/portable.ts';
import { patternGrid, splitGrid } from './grids.ts';
import type { DiscreteTask } from './validity.ts';

/** Order parameters; the unknowns of the equations are q, δq, γ and, with a teacher, R. */
export interface DenseState {
  /** q: overlap of two solutions around the same centre. */
  readonly q: number;
  /** δq = y (q − q₀), q₀ the overlap of solutions around different centres. */
  readonly dq: number;
  /** γ: field towards the centre, conjugate to the overlap S = 1 − 2d with it. */
  readonly field: number;
  /** R: overlap of a solution with the teacher; 0 in storage. */
  readonly teacher: number;
}

/** What the equations give back at a state. */
export interface DenseEvaluation {
  /** New q, δq, S, R: equal to those given at a solution (S to the wanted one). */
  readonly q: number;
  readonly dq: number;
  readonly overlap: number;
  readonly teacher: number;
  /** Conjugates q̂, δq̂ and R̂. */
  readonly conjugate: number;
  readonly conjugateDq: number;
  readonly conjugateTeacher: number;
  /** R̃: overlap of the centre with the teacher. */
  readonly centre: number;
  /** S_I: local entropy, log N(W̃, d)/N. */
  readonly internal: number;
  /** S_E: logarithm of the number of such centres, per synapse. */
  readonly external: number;
}

/** What the patterns ask for. */
export interface Patterns {
  readonly conjugate: number;
  readonly conjugateDq: number;
  readonly conjugateTeacher: number;
  /** α E of the maximum (y → ∞) or of the mean of log H (finite y). */
  readonly energy: number;
  /** Contribution to the external entropy. */
  readonly external: number;
}

/** Weights of the pattern fields z by the answer of a teacher with overlap R with solutions, q₀ between them. */
export function teacherWeights(nodes: Float64Array, weights: Float64Array, r: number, q0: number) {
  const spread = q0 - r * r;
  if (!(spread > 0)) return undefined;
  const answer = weights.map((w, i) => 2 * w * normalTail((-r * nodes[i]) / Math.sqrt(spread)));
  // Density of the fields at which the teacher's own field vanishes, relative to that of z.
  const edge = weights.map(
    (w, i) => w * Math.sqrt(q0 / spread) * exp((-0.5 * (r * nodes[i]) ** 2) / spread),
  );
  return { answer, edge };
}

/** √(2/π): twice the density of the teacher's field at 0. */
export const TWICE_DENSITY = 0.7978845608028654;

/** Newton's method squares the error: after a step this short, rounding is left. */
const CLOSE = 1e-8;

/** The most favourable field of a pattern: the root u of u = c + r GH(−u). */
export function favourable(c: number, r: number, start: number): number {
  let u = start;
  for (let i = 0; i < 60; i++) {
    const g = inverseMills(-u);
    const f = u - c - r * g;
    // d GH(−u)/du = −GH (GH + u), which is negative: f rises with slope ≥ 1.
    const slope = 1 + r * g * (g + u);
    const step = f / slope;
    u -= step;
    if (Math.abs(step) < CLOSE * (1 + Math.abs(u))) break;
  }
  return u;
}

function patterns(load: number, task: DiscreteTask, state: DenseState): Patterns | undefined {
  const { q, dq, teacher } = state;
  const { nodes, weights } = patternGrid(Math.sqrt(q / (1 - q)));
  const taught = task === 'teacher' ? teacherWeights(nodes, weights, teacher, q) : undefined;
  if (task === 'teacher' && taught === undefined) return undefined;
  const p = taught?.answer ?? weights;
  const ratio = dq / (1 - q);
  let square = 0;
  let stretch = 0;
  let energy = 0;
  let product = 0;
  let curvature = 0;
  let edge = 0;
  let u = 0;
  for (let i = nodes.length - 1; i >= 0; i--) {
    const c = Math.sqrt(q / (1 - q)) * nodes[i];
    u = favourable(c, ratio, i === nodes.length - 1 ? c : u);
    const g = inverseMills(-u);
    square += p[i] * g * g;
    // The variance over z' of the slope, times y.
    const bend = g * (g + u);
    stretch += (p[i] * ratio * bend * bend) / (1 + ratio * bend);
    energy += p[i] * (logNormalTail(-u) - 0.5 * ratio * g * g);
    product += p[i] * g * u;
    curvature += p[i] * log(1 + ratio * bend);
    if (taught !== undefined) edge += taught.edge[i] * g;
  }
  const conjugate = (load * square) / (1 - q);
  return {
    conjugate,
    conjugateDq: (load * stretch) / (1 - q),
    conjugateTeacher: (load * TWICE_DENSITY * edge) / Math.sqrt(1 - q),
    energy: load * energy,
    external: load * (0.5 * ratio * product - 0.5 * curvature),
  };
}

/** Root m of m = tanh(h + k m) continued from the side of h > 0, by Newton's method on the field h + k m. */
export function spin(h: number, k: number, start = h + k * tanh(h + k)): number {
  let field = start;
  for (let i = 0; i < 60; i++) {
    const m = tanh(field);
    const step = (field - h - k * m) / (1 - k * (1 - m * m));
    field -= step;
    if (Math.abs(step) < CLOSE * (1 + Math.abs(field))) break;
  }
  return field;
}

/**
 * One evaluation of the equations; undefined where the state is outside their domain (0 < q < 1, δq > 0, …) or where
 * the energy of a synapse has no single maximum.
 */
export function denseLimit(
  load: number,
  overlap: number,
  task: DiscreteTask,
  state: DenseState,
): DenseEvaluation | undefined {
  const { q, dq, field: gamma, teacher } = state;
  if (!(q > 0 && q < 1 && dq > 0 && gamma >= 0 && teacher >= 0)) return undefined;
  const pattern = patterns(load, task, state);
  if (pattern === undefined) return undefined;
  const { conjugate, conjugateDq, conjugateTeacher } = pattern;
  if (!(conjugate > 0 && conjugateDq > 0)) return undefined;
  const root = Math.sqrt(conjugate);
  const bias = task === 'teacher' ? conjugateTeacher : 0;
  // The centre follows the sign of the field without it: a jump at z = −R̂/√q̂.
  const jump = -bias / root;
  const { nodes, weights } = splitGrid(jump);
  let q1 = 0;
  let stretch = 0;
  let s = 0;
  let r = 0;
  let free = 0;
  let fluctuation = 0;
  let at = 0;
  let side = 0;
  for (let i = 0; i < nodes.length; i++) {
    const sign = nodes[i] > jump ? 1 : -1;
    const h = sign * (root * nodes[i] + bias) + gamma;
    at = sign === side ? spin(h, conjugateDq, at) : spin(h, conjugateDq);
    side = sign;
    const m = tanh(at);
    const rest = 1 - conjugateDq * (1 - m * m);
    if (!(rest > 0)) return undefined;
    const w = weights[i];
    q1 += w * m * m;
    stretch += (w * conjugateDq * (1 - m * m) ** 2) / rest;
    s += w * m;
    r += w * sign * m;
    free += w * (logTwoCosh(at) - 0.5 * conjugateDq * m * m);
    fluctuation += w * log(rest);
  }
  return {
    q: q1,
    // The variance of the magnetisation over z', and over the two centres where they are equally good, times y.
    dq: stretch + (2 * tanh(spin(gamma, conjugateDq)) * normalDensity(jump)) / root,
    overlap: s,
    teacher: r,
    conjugate,
    conjugateDq,
    conjugateTeacher: bias,
    centre: 1 - 2 * normalTail(-jump),
    internal:
      -gamma * overlap -
      bias * teacher -
      0.5 * conjugate * (1 - q) -
      0.5 * (conjugateDq * q + conjugate * dq) +
      free +
      pattern.energy,
    external:
      -0.5 * conjugateDq * (1 - q) -
      0.5 * conjugateDq * dq +
      0.5 * conjugate * dq -
      0.5 * fluctuation +
      pattern.external,
  };
}
