/**
 * Paths of solutions of the large-deviation equations: their unknowns, where a path starts (near the flat measure, or at
 * y = 1, both of which are known), and the way to y*. The curves are in dense.ts.
 */

import { FrugalError, UsageError } from '../../errors.ts';
import { atanh } from '../../numerics/hyperbolic.ts';
import type { Work } from '../../numerics/pace.ts';
import { exp, expm1, log, log1p, tanh } from '../../numerics/portable.ts';
import { denseFinite } from './dense-finite.ts';
import { type DenseEvaluation, type DenseState, denseLimit } from './dense-limit.ts';
import { splitGrid } from './grids.ts';
import { continuation, type Path, type Residuals, solveByDifferences } from './newton.ts';
import { storageEntropy } from './storage.ts';
import { teacherStudent } from './teacher.ts';
import { type DiscreteTask, shown } from './validity.ts';

/** Vector of unknowns: q, log(1 + δq) (δq starts at 0 and grows without bound as d → 0), γ, then R with a teacher, then log y when sought. */
export const stateOf = (x: Float64Array, task: DiscreteTask): DenseState => ({
  q: x[0],
  dq: expm1(x[1]),
  field: x[2],
  teacher: task === 'teacher' ? x[3] : 0,
});

export type Evaluate = (overlap: number, x: Float64Array) => DenseEvaluation | undefined;

/**
 * The equations of an evaluation, at a wanted overlap S with the centre; paths run in artanh S, in which the solutions
 * change evenly.
 */
export function equationsOf(evaluate: Evaluate, task: DiscreteTask, seekY: boolean) {
  return (parameter: number): Residuals => {
    const overlap = tanh(parameter);
    return (x, out) => {
      const at = evaluate(overlap, x);
      if (at === undefined) return false;
      out[0] = at.q - x[0];
      if (!(at.dq > 0)) return false;
      out[1] = log1p(at.dq) - x[1];
      out[2] = at.overlap - overlap;
      if (task === 'teacher') out[3] = at.teacher - x[3];
      // Scaled: the centre entropy is flat in y.
      if (seekY) out[out.length - 1] = 10 * at.external;
      return true;
    };
  };
}

/** The flat measure, from which the dense one departs. */
interface Flat {
  readonly overlap: number;
  readonly conjugate: number;
  readonly entropy: number;
  /** R̂ = q̂ and R = q with a teacher, 0 without. */
  readonly bias: number;
}

function flatMeasure(load: number, task: DiscreteTask): Flat {
  if (task === 'storage') {
    const { overlap, conjugate, entropy, validity } = storageEntropy(load);
    if (validity.kind === 'unphysical') {
      throw new UsageError(`load ${load} is beyond the capacity: ${validity.reason}`);
    }
    return { overlap, conjugate, entropy, bias: 0 };
  }
  const { overlap, conjugate, entropy, branch } = teacherStudent(load)[0];
  if (branch !== 'equilibrium') {
    throw new UsageError(`load ${load} leaves no student but the teacher; give a smaller load`);
  }
  return { overlap, conjugate, entropy, bias: conjugate };
}

/** Longest and shortest step of a path in artanh S. */
export const LONGEST = 0.15;
export const SHORTEST = 1e-3;

/** Smallest γ with which a path of the limit starts. */
const FIRST_FIELD = 0.002;

/** Overlap with the centre at γ = 0: at that distance and beyond, the densest centres hold all typical solutions. */
function saturation(flat: Flat): number {
  const { nodes, weights } = splitGrid(-flat.bias / Math.sqrt(flat.conjugate));
  let overlap = 0;
  for (let i = 0; i < nodes.length; i++) {
    overlap += weights[i] * Math.abs(tanh(Math.sqrt(flat.conjugate) * nodes[i] + flat.bias));
  }
  return overlap;
}

export function* limitPath(
  load: number,
  task: DiscreteTask,
): Work<{ path: Path; evaluate: Evaluate; farthest: number }> {
  const flat = flatMeasure(load, task);
  const evaluate: Evaluate = (overlap, x) => denseLimit(load, overlap, task, stateOf(x, task));
  const most = saturation(flat);
  // At given small γ first: unknowns q, δq (and R); the overlap follows.
  const x = Float64Array.from([flat.overlap, log1p(FIRST_FIELD), FIRST_FIELD]);
  const start = task === 'teacher' ? Float64Array.from([...x, flat.overlap]) : x;
  const atField: Residuals = (at, out) => {
    const found = evaluate(most, at);
    if (found === undefined) return false;
    out[0] = found.q - at[0];
    if (!(found.dq > 0)) return false;
    out[1] = log1p(found.dq) - at[1];
    out[2] = at[2] - FIRST_FIELD;
    if (task === 'teacher') out[3] = found.teacher - at[3];
    return true;
  };
  if (!(yield* solveByDifferences(atField, start))) {
    throw new FrugalError(`no dense branch was found to start from at load ${load}`);
  }
  const first = evaluate(most, start)?.overlap ?? Number.NaN;
  const path = continuation(
    equationsOf(evaluate, task, false),
    atanh(first),
    start,
    LONGEST,
    SHORTEST,
  );
  return { path, evaluate, farthest: 0.5 * (1 - most) };
}

/** Solution at y, followed from y = 1 at one distance. */
export function* atY(load: number, task: DiscreteTask, overlap: number): Work<Path> {
  const flat = flatMeasure(load, task);
  const q =
    Math.max(overlap * overlap, flat.overlap) +
    0.1 * (1 - Math.max(overlap * overlap, flat.overlap));
  const start = Float64Array.from([
    q,
    log1p(q - flat.overlap),
    atanh(overlap),
    ...(task === 'teacher' ? [flat.overlap] : []),
  ]);
  const evaluateAt =
    (y: number): Evaluate =>
    (s, x) =>
      denseFinite(load, s, task, y, stateOf(x, task));
  const equations = (logY: number) =>
    equationsOf(evaluateAt(exp(logY)), task, false)(atanh(overlap));
  if (!(yield* solveByDifferences(equations(0), start))) {
    throw new FrugalError(
      `no solution at y = 1, load ${load}, distance ${shown(0.5 * (1 - overlap))}`,
    );
  }
  return continuation(equations, 0, start, 1, 1e-3);
}

/** Largest y that is told apart from the limit. */
export const LARGEST_Y = 2000;

/** The first y*, sought from the limit downward at one distance; undefined when y* is above LARGEST_Y. */
export function* firstPhysical(
  load: number,
  task: DiscreteTask,
  limit: Path,
  overlap: number,
): Work<Float64Array | undefined> {
  const start = yield* limit.follow(atanh(overlap));
  const equations = (logY: number): Residuals =>
    equationsOf(
      (s, x) => denseFinite(load, s, task, exp(logY), stateOf(x, task)),
      task,
      false,
    )(atanh(overlap));
  if (start === undefined) return undefined;
  const first = Float64Array.from(start);
  if (!(yield* solveByDifferences(equations(log(LARGEST_Y)), first))) return undefined;
  const path = continuation(equations, log(LARGEST_Y), first, 0.5, 1e-2);
  for (let logY = log(LARGEST_Y); logY >= 0; logY -= 0.5) {
    const x = yield* path.follow(logY);
    const at = x && denseFinite(load, overlap, task, exp(logY), stateOf(x, task));
    if (x === undefined || at === undefined) return undefined;
    if (at.external >= 0)
      return logY === log(LARGEST_Y) ? undefined : Float64Array.from([...x, logY]);
  }
  return undefined;
}
