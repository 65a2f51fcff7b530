/**
 * Saddle-point equations of the large-deviation measure at finite y > 0: centres W̃ weighed by the y-th power of the
 * number of solutions at distance d. The limit y → ∞ is in dense-limit.ts, the curves in dense.ts.
 *
 * Inner averages run over z' with the y-th power of what it is the mean of: a trapezoidal sum outward from the maximum
 * until nothing is added. The outer average over the synaptic field has a kink of width 1/(y √q̂₀) where the centre
 * changes sign; its grid is graded towards it.
 *
 * Source: as dense-limit.ts.
 */

import { inverseMills, logNormalTail } from '../../numerics/normal-tails.ts';
import { exp, log, log1p } from '../../numerics/portable.ts';
import {
  type DenseEvaluation,
  type DenseState,
  favourable,
  spin,
  TWICE_DENSITY,
  teacherWeights,
} from './dense-limit.ts';
import { gradedGrid, patternGrid } from './grids.ts';
import type { DiscreteTask } from './validity.ts';

/** Step of the inner sums in units of the width of the integrand at its maximum. */
const INNER_STEP = 0.35;
/** exp(−NEGLIGIBLE) of the largest term is dropped. */
const NEGLIGIBLE = 38;
/** Past this many terms on one side something is wrong with the state. */
const LONGEST_SUM = 4000;

/** One inner average: log of the integral and the means it weighs. */
interface Inner {
  log: number;
  value: number;
  first: number;
  second: number;
}

const pattern: Inner = { log: 0, value: 0, first: 0, second: 0 };

/** Inner average of a pattern with mean field c (standardised): z' moves the field by κ. */
function patternAverage(c: number, kappa: number, y: number, start: number): number {
  const r = y * kappa * kappa;
  const u0 = favourable(c, r, start);
  const g0 = inverseMills(-u0);
  const z0 = kappa > 0 ? (u0 - c) / kappa : 0;
  const step = INNER_STEP / Math.sqrt(1 + r * g0 * (g0 + u0));
  const top = y * logNormalTail(-u0) - 0.5 * z0 * z0;
  let sum = 0;
  let value = 0;
  let first = 0;
  let second = 0;
  for (const side of [1, -1]) {
    for (let k = side > 0 ? 0 : 1; k < LONGEST_SUM; k++) {
      const z = z0 + side * k * step;
      const u = c + kappa * z;
      const l = logNormalTail(-u);
      const e = y * l - 0.5 * z * z - top;
      if (e < -NEGLIGIBLE) break;
      const w = exp(e);
      const g = inverseMills(-u);
      sum += w;
      value += w * l;
      first += w * g;
      second += w * g * g;
    }
  }
  pattern.log = top + log((step * sum) / Math.sqrt(2 * Math.PI));
  pattern.value = value / sum;
  pattern.first = first / sum;
  pattern.second = second / sum;
  return u0;
}

/** Inner average of a synapse in the field h + κ z', into `out`. */
function synapseAverage(h: number, kappa: number, y: number, out: Inner): void {
  const k = y * kappa * kappa;
  const sign = h < 0 ? -1 : 1;
  const x0 = sign * spin(sign * h, k);
  const z0 = kappa > 0 ? (x0 - h) / kappa : 0;
  const e0 = exp(-2 * Math.abs(x0));
  const top = y * (Math.abs(x0) + log1p(e0)) - 0.5 * z0 * z0;
  // The curvature lies between 1 − k and 1; for k ≥ 1 there may be a second maximum on the other side.
  const reach = k >= 1 ? Math.abs(z0) + 3 : 0;
  let sum = 0;
  let value = 0;
  let first = 0;
  let second = 0;
  for (const side of [1, -1]) {
    for (let i = side > 0 ? 0 : 1; i < LONGEST_SUM; i++) {
      const z = z0 + side * i * INNER_STEP;
      const x = h + kappa * z;
      const size = Math.abs(x);
      const e = exp(-2 * size);
      const l = size + log1p(e);
      const exponent = y * l - 0.5 * z * z - top;
      if (exponent < -NEGLIGIBLE) {
        if (side * z > reach) break;
        continue;
      }
      const w = exp(exponent);
      const m = ((x < 0 ? -1 : 1) * (1 - e)) / (1 + e);
      sum += w;
      value += w * l;
      first += w * m;
      second += w * m * m;
    }
  }
  out.log = top + log((INNER_STEP * sum) / Math.sqrt(2 * Math.PI));
  out.value = value / sum;
  out.first = first / sum;
  out.second = second / sum;
}

const plus: Inner = { log: 0, value: 0, first: 0, second: 0 };
const minus: Inner = { log: 0, value: 0, first: 0, second: 0 };

/** One evaluation of the equations; undefined where the state is outside their domain. */
export function denseFinite(
  load: number,
  overlap: number,
  task: DiscreteTask,
  y: number,
  state: DenseState,
): DenseEvaluation | undefined {
  const { q, dq, field: gamma, teacher } = state;
  const q0 = q - dq / y;
  if (!(q > 0 && q < 1 && q0 > 0 && dq >= 0 && y > 0 && teacher >= 0)) return undefined;

  const even = patternGrid(Math.sqrt(q0 / (1 - q)));
  const taught =
    task === 'teacher' ? teacherWeights(even.nodes, even.weights, teacher, q0) : undefined;
  if (task === 'teacher' && taught === undefined) return undefined;
  const p = taught?.answer ?? even.weights;
  const kappa = Math.sqrt(dq / y / (1 - q));
  let square = 0;
  let product = 0;
  let edge = 0;
  let energy = 0;
  let patternLog = 0;
  let u = Math.sqrt(q0 / (1 - q)) * even.nodes[even.nodes.length - 1];
  for (let i = even.nodes.length - 1; i >= 0; i--) {
    u = patternAverage(Math.sqrt(q0 / (1 - q)) * even.nodes[i], kappa, y, u);
    square += p[i] * pattern.second;
    product += p[i] * pattern.first * pattern.first;
    energy += p[i] * pattern.value;
    patternLog += p[i] * pattern.log;
    if (taught !== undefined) edge += taught.edge[i] * pattern.first;
  }
  const conjugate1 = (load * square) / (1 - q);
  const conjugate0 = (load * product) / (1 - q);
  const conjugateTeacher =
    task === 'teacher' ? (load * TWICE_DENSITY * edge) / Math.sqrt(1 - q) : 0;

  const root = Math.sqrt(conjugate0);
  const kappaSynapse = Math.sqrt(Math.max(0, conjugate1 - conjugate0));
  if (!(y * kappaSynapse ** 2 < 4)) return undefined;
  const storage = task === 'storage';
  const kink = -conjugateTeacher / root;
  const { nodes, weights } = gradedGrid(kink, 1 / (1 + y * root), storage);
  let q1 = 0;
  let new0 = 0;
  let s = 0;
  let r = 0;
  let centre = 0;
  let free = 0;
  let synapseLog = 0;
  for (let i = 0; i < nodes.length; i++) {
    const h = root * nodes[i] + conjugateTeacher;
    synapseAverage(h + gamma, kappaSynapse, y, plus);
    synapseAverage(h - gamma, kappaSynapse, y, minus);
    const most = Math.max(plus.log, minus.log);
    const a = exp(plus.log - most);
    const b = exp(minus.log - most);
    const up = a / (a + b);
    const down = b / (a + b);
    const w = weights[i];
    const m = up * plus.first + down * minus.first;
    q1 += w * (up * plus.second + down * minus.second);
    new0 += w * m * m;
    s += w * (up * plus.first - down * minus.first);
    r += w * m;
    centre += w * (up - down);
    free += w * (up * plus.value + down * minus.value);
    synapseLog += w * (most + log(a + b));
  }
  const internal =
    -0.5 * conjugate1 -
    0.5 * (2 * y - 1) * conjugate1 * q +
    y * conjugate0 * q0 +
    free +
    load * energy -
    gamma * overlap -
    conjugateTeacher * teacher;
  const potential =
    -0.5 * y * conjugate1 -
    0.5 * y * (y - 1) * conjugate1 * q +
    0.5 * y * y * conjugate0 * q0 -
    y * conjugateTeacher * teacher +
    synapseLog +
    load * patternLog;
  return {
    q: q1,
    dq: y * (q1 - new0),
    overlap: s,
    teacher: storage ? 0 : r,
    conjugate: conjugate1,
    conjugateDq: y * (conjugate1 - conjugate0),
    conjugateTeacher,
    centre: storage ? 0 : centre,
    internal,
    external: potential - y * gamma * overlap - y * internal,
  };
}
