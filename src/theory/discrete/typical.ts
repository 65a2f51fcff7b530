/**
 * What lies around a typical solution: the Franz–Parisi entropy V(d), the logarithm of the number of solutions at
 * distance d from a solution drawn uniformly, or, for learning from a teacher, from the teacher (which is such a
 * solution at the Bayes point). Where V is negative the solution is isolated. Replica symmetry throughout; the regions
 * that are denser than typical are in dense.ts.
 *
 * Sources: S. Franz, G. Parisi, J. Phys. I France 5 (1995) for the method; H. Huang, Y. Kabashima, "Origin of the
 * computational hardness for learning with binary synapses", Phys. Rev. E 90 (2014) for the perceptron.
 */

import { FrugalError, UsageError } from '../../errors.ts';
import { logTwoCosh } from '../../numerics/hyperbolic.ts';
import { inverseMills, logNormalTail, normalTail } from '../../numerics/normal-tails.ts';
import { type Tick, withoutTicks } from '../../numerics/pace.ts';
import { exp, tanh } from '../../numerics/portable.ts';
import { TWICE_DENSITY } from './dense-limit.ts';
import { evenGrid, gradedGrid } from './grids.ts';
import { continuation, type Residuals } from './newton.ts';
import { storageEntropy } from './storage.ts';
import { teacherStudent } from './teacher.ts';
import {
  checkDistance,
  checkLoad,
  checkTask,
  type DiscreteTask,
  type DiscreteValidity,
  shown,
} from './validity.ts';

/** Solutions at one distance from a typical one. Entropies in nats per synapse. */
export interface TypicalPoint {
  readonly load: number;
  /** d: fraction of synapses that differ. */
  readonly distance: number;
  /** V(d). */
  readonly entropy: number;
  /** q: overlap of two solutions at this distance from the same reference. */
  readonly overlap: number;
  /** t: their overlap with another typical solution; for a teacher, with the teacher (1 − 2d). */
  readonly cross: number;
  /** γ = −dV/dS with S = 1 − 2d: the field towards the reference that makes this distance the typical one. */
  readonly field: number;
  readonly validity: DiscreteValidity;
}

const POPULATED: DiscreteValidity = {
  kind: 'approximate',
  reason:
    'replica-symmetric Franz-Parisi entropy: the solutions around the reference are taken as one state',
};
const EMPTY: DiscreteValidity = {
  kind: 'unphysical',
  reason: 'a negative entropy: a typical solution has no other solution at this distance',
};

/** The reference: a typical solution of the storage problem. */
interface Reference {
  readonly load: number;
  readonly overlap: number;
  readonly conjugate: number;
}

/** Order parameters of the constrained solutions with what follows from them. */
interface Evaluation {
  q: number;
  t: number;
  s: number;
  value: number;
  /** α ∂G_E/∂S: what the patterns add to the slope of the entropy. */
  pull(): number;
}

const STEP = 0.2;

/** Around a typical solution. Unknowns x = (q, t, Ŝ); q̂ and t̂ are explicit. */
function aroundSolution(
  reference: Reference,
  overlap: number,
  x: Float64Array,
): Evaluation | undefined {
  const { load, overlap: qt, conjugate: qth } = reference;
  const [q, t, field] = x;
  const spread = q - (t * t) / qt;
  if (!(q > 0 && q < 1 && spread > 0)) return undefined;
  const c = (overlap - t) / Math.sqrt((1 - qt) * spread);
  if (!(c * c < 1)) return undefined;
  const { nodes, weights } = evenGrid(STEP);
  const n = nodes.length;

  // Patterns: z is the part of the field that all typical solutions share, w the rest of the part that the constrained
  // ones share; the condition that the reference is right weighs every (z, w).
  const a = Math.sqrt(qt / (1 - qt));
  const narrow = Math.sqrt(1 - c * c);
  const root = Math.sqrt(1 - q);
  let cost = 0;
  let square = 0;
  let mixed = 0;
  // The weight turns on at w = −a z/c within a width of √(1 − c²)/c, which the grid of w has to resolve.
  for (let i = 0; i < n; i++) {
    const z = nodes[i];
    const right = normalTail(-a * z);
    const slope = inverseMills(-a * z);
    const grid = narrow < 3 * STEP ? gradedGrid(clamp((-a * z) / c), narrow, false) : undefined;
    const ws = grid?.nodes ?? nodes;
    const wws = grid?.weights ?? weights;
    let l = 0;
    let g2 = 0;
    let g1 = 0;
    for (let j = 0; j < ws.length; j++) {
      const share = wws[j] * normalTail(-(a * z + c * ws[j]) / narrow);
      if (share < 1e-25) continue;
      const u = -((t / Math.sqrt(qt)) * z + Math.sqrt(spread) * ws[j]) / root;
      const g = inverseMills(u);
      l += share * logNormalTail(u);
      g2 += share * g * g;
      g1 += share * g;
    }
    cost += (weights[i] * l) / right;
    square += (weights[i] * g2) / right;
    mixed += (weights[i] * g1 * slope) / right;
  }
  const conjugate = (load * square) / (1 - q);
  const conjugateT = (load * mixed) / Math.sqrt((1 - qt) * (1 - q));

  // Synapses.
  const free = conjugate - (conjugateT * conjugateT) / qth;
  if (!(free > 0)) return undefined;
  const shared = Math.sqrt(qth);
  let overlapQ = 0;
  let overlapT = 0;
  let overlapS = 0;
  let spin = 0;
  for (let i = 0; i < n; i++) {
    const z = nodes[i];
    // A reference weight −1 at −z counts as +1 at z: twice the latter.
    const p = (2 * weights[i]) / (1 + exp(-2 * shared * z));
    if (p < 1e-25) continue;
    let m1 = 0;
    let m2 = 0;
    let l = 0;
    for (let j = 0; j < n; j++) {
      const h = (conjugateT * z) / shared + Math.sqrt(free) * nodes[j] + field - conjugateT;
      const m = tanh(h);
      m1 += weights[j] * m;
      m2 += weights[j] * m * m;
      l += weights[j] * logTwoCosh(h);
    }
    overlapQ += p * m2;
    overlapS += p * m1;
    overlapT += p * tanh(shared * z) * m1;
    spin += p * l;
  }
  return {
    q: overlapQ,
    t: overlapT,
    s: overlapS,
    value: -field * overlap + conjugateT * t - 0.5 * conjugate * (1 - q) + spin + load * cost,
    pull: () => {
      // Fields of the constrained solutions on patterns that the reference just gets right.
      let slope = 0;
      for (let i = 0; i < n; i++) {
        const z = nodes[i];
        let g = 0;
        for (let j = 0; j < n; j++) {
          const w = -c * a * z + narrow * nodes[j];
          g += weights[j] * inverseMills(-((t / Math.sqrt(qt)) * z + Math.sqrt(spread) * w) / root);
        }
        slope += weights[i] * inverseMills(-a * z) * g;
      }
      return (load * slope) / Math.sqrt((1 - qt) * (1 - q));
    },
  };
}

const clamp = (x: number): number => Math.max(-8, Math.min(8, x));

/** Around the teacher. Unknowns x = (q, R̂); q̂ is explicit. */
function aroundTeacher(load: number, overlap: number, x: Float64Array): Evaluation | undefined {
  const [q, field] = x;
  if (!(q > overlap * overlap && q < 1)) return undefined;
  const ratio = overlap / Math.sqrt(q - overlap * overlap);
  const grid = gradedGrid(0, Math.min(1, 1 / ratio), false);
  const a = Math.sqrt(q / (1 - q));
  let cost = 0;
  let square = 0;
  for (let i = 0; i < grid.nodes.length; i++) {
    const share = 2 * grid.weights[i] * normalTail(-ratio * grid.nodes[i]);
    const g = inverseMills(-a * grid.nodes[i]);
    cost += share * logNormalTail(-a * grid.nodes[i]);
    square += share * g * g;
  }
  const conjugate = (load * square) / (1 - q);
  const even = evenGrid(STEP);
  let overlapQ = 0;
  let overlapR = 0;
  let spin = 0;
  for (let i = 0; i < even.nodes.length; i++) {
    const h = Math.sqrt(conjugate) * even.nodes[i] + field;
    const m = tanh(h);
    overlapQ += even.weights[i] * m * m;
    overlapR += even.weights[i] * m;
    spin += even.weights[i] * logTwoCosh(h);
  }
  return {
    q: overlapQ,
    t: overlap,
    s: overlapR,
    value: -field * overlap - 0.5 * conjugate * (1 - q) + spin + load * cost,
    pull: () => {
      let slope = 0;
      for (let i = 0; i < even.nodes.length; i++) {
        const h = Math.sqrt(q - overlap * overlap) * even.nodes[i];
        slope += even.weights[i] * inverseMills(-h / Math.sqrt(1 - q));
      }
      return (load * TWICE_DENSITY * slope) / Math.sqrt(1 - q);
    },
  };
}

/** Overlap beyond the typical one at which the path starts: at the typical one itself the equations degenerate. */
const OFFSET = 0.02;

/**
 * V at several distances, in the order given; the path of solutions is followed from the typical distance on.
 *
 * @param distances each in (0, (1 − q)/2), q the overlap of two typical solutions
 * @example typicalCurve(0.4, [0.1])[0].entropy // 0.2043755
 * @throws UsageError for a load without solutions or a distance beyond the typical one; FrugalError where the path ends
 */
export function typicalCurve(
  load: number,
  distances: readonly number[],
  task: DiscreteTask = 'storage',
): readonly TypicalPoint[] {
  const { farthest } = referenceOf(load, distances, task);
  for (const distance of distances) {
    if (distance > farthest) {
      throw new UsageError(
        `distance ${distance} is outside (0, ${shown(farthest)}], below the typical distance of two solutions at load ${load}`,
      );
    }
  }
  const found = new Map<number, TypicalPoint>();
  for (const point of withoutTicks(typicalPoints(load, distances, task)))
    found.set(point.distance, point);
  return distances.map((distance) => found.get(distance) as TypicalPoint);
}

/** The typical solution, and the farthest distance from it of which the equations tell. */
function referenceOf(load: number, distances: readonly number[], task: DiscreteTask) {
  checkLoad(load);
  checkTask(task);
  for (const distance of distances) checkDistance(distance);
  const typical = task === 'storage' ? storageEntropy(load) : teacherStudent(load)[0];
  if (task === 'storage' ? !(typical.entropy > 0) : typical.overlap === 1) {
    throw new UsageError(
      `load ${load} leaves no typical solution but ${task === 'storage' ? 'none' : 'the teacher'}; give a smaller load`,
    );
  }
  const { overlap: qt, conjugate: qth } = typical;
  return { qt, qth, farthest: 0.5 * (1 - qt - OFFSET) };
}

/**
 * The same, point by point from the largest distance to the smallest (each takes up to a second, and ticks meanwhile);
 * distances beyond the typical one are left out.
 *
 * @throws UsageError for a load without solutions; FrugalError where the path ends
 */
export function* typicalPoints(
  load: number,
  distances: readonly number[],
  task: DiscreteTask = 'storage',
): Generator<Tick | TypicalPoint, void, void> {
  const { qt, qth, farthest } = referenceOf(load, distances, task);
  const reference: Reference = { load, overlap: qt, conjugate: qth };
  const evaluate = (overlap: number, x: Float64Array) =>
    task === 'storage' ? aroundSolution(reference, overlap, x) : aroundTeacher(load, overlap, x);
  const equations =
    (overlap: number): Residuals =>
    (x, out) => {
      const found = evaluate(overlap, x);
      if (found === undefined) return false;
      out[0] = found.q - x[0];
      out[out.length - 1] = found.s - overlap;
      if (out.length === 3) out[1] = found.t - x[1];
      return true;
    };
  const first = qt + OFFSET;
  const guess =
    task === 'storage'
      ? [qt + 0.6 * OFFSET, qt + 0.05 * OFFSET, qth + 1.2 * OFFSET]
      : [qt + 0.1 * OFFSET, qth + OFFSET];
  const path = continuation(equations, first, Float64Array.from(guess), 0.04, 1e-4);
  // A first solution from the guess, then outward.
  for (const distance of [...new Set(distances)].sort((a, b) => b - a)) {
    if (distance > farthest) continue;
    const overlap = 1 - 2 * distance;
    const x = yield* path.follow(overlap);
    if (x === undefined) {
      throw new FrugalError(
        `no solution of the Franz-Parisi equations at distance ${distance}: the path from the typical distance ends at ${shown(0.5 * (1 - path.reached()))}`,
      );
    }
    const at = evaluate(overlap, x);
    if (at === undefined)
      throw new FrugalError(`the Franz-Parisi equations fail at distance ${distance}`);
    yield {
      load,
      distance,
      entropy: at.value,
      overlap: x[0],
      cross: task === 'storage' ? x[1] : overlap,
      field: x[x.length - 1] - at.pull(),
      validity: at.value >= 0 ? POPULATED : EMPTY,
    };
  }
}
