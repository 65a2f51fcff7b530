/**
 * The most robust weights, found in the thread that asks: by linear programming (l1 norm and signs), by branch and bound
 * (l0 and gap as well), or by elimination where that takes too long. Blocks until it is done; who wants the thread
 * free calls `maximiseRobustness` (robustness.ts), which has this done in a worker.
 */

import type { Highs } from 'highs';
import { type LabelledPatterns, reportWeights } from '../tasks/patterns.ts';
import { search } from './branching.ts';
import { normalConstraints, type WeightConstraints } from './constraints.ts';
import { eliminate } from './elimination.ts';
import {
  type Clock,
  NO_MARGIN,
  type Outcome,
  openProgram,
  type Rows,
  rowsOf,
  startClock,
  weightsOf,
} from './program.ts';

/** How to solve. */
export interface RobustnessOptions {
  /**
   * `exact` (default): the optimum. `elimination`: drop the weakest weights step by step. `one-shot`: drop all that are
   * too many at once. The last two need l0 or a gap, and give lower bounds.
   */
  readonly method?: 'exact' | 'elimination' | 'one-shot';
  /** Seconds of clock time, default 600. A solve that meets it is not reproducible. */
  readonly timeLimit?: number;
  /** Share of the nonzero weights that `elimination` drops at a time, in (0, 1), default 0.05. */
  readonly dropFraction?: number;
}

/** Where a program was solved: in a worker, or in the thread that asked, which was blocked meanwhile. */
export type SolvingThread = 'worker' | 'caller';

/** Weights, and what is known about better ones. */
export interface RobustWeights {
  /** `optimal`: no weights do better. `feasible`: the best found by a heuristic, or when the time was over. */
  readonly status: 'optimal' | 'feasible';
  /** κ̃, recomputed from the weights. */
  readonly margin: number;
  /** No weights that obey the constraints reach more; equals the margin when optimal, Infinity where nothing is known. */
  readonly bound: number;
  /** J̃, [N], in units of w: mean |J̃| = 1. */
  readonly weights: Float64Array;
  /** Fraction of zero weights. */
  readonly sparsity: number;
  /** Associations that sit at the margin. */
  readonly tight: number;
  /** Nodes of the search tree; 0 for a linear program. */
  readonly nodes: number;
  readonly iterations: number;
  readonly thread: SolvingThread;
}

/** Why there are no weights. */
export interface NoWeights {
  /**
   * `not separable`: no weights of these constraints store all associations with a margin > 0 (with free signs the
   * problem is posed only there). `time limit`: the time was over before any were found. `infeasible`: no weights obey
   * the constraints.
   */
  readonly status: 'not separable' | 'time limit' | 'infeasible';
  /** No weights reach a larger κ̃ than this; Infinity where nothing is known. */
  readonly bound: number;
  readonly reason: string;
  readonly thread: SolvingThread;
}

export type RobustnessResult = RobustWeights | NoWeights;

/** What any of the three ways has come to. */
interface Attempt {
  readonly outcome: Outcome;
  readonly exact: boolean;
  readonly sizes: Float64Array | undefined;
  readonly bound: number;
  readonly nodes: number;
  readonly iterations: number;
}

/** The linear program; undefined where its optimum wastes norm on both signs of an input and so solves another problem. */
function byLinearProgram(rows: Rows, clock: Clock): Attempt | undefined {
  const program = openProgram(rows);
  try {
    const outcome = program.solve(clock);
    const common = { exact: true, nodes: 0, iterations: program.iterations() };
    if (outcome !== 'optimal') {
      return { ...common, outcome, sizes: undefined, bound: Number.POSITIVE_INFINITY };
    }
    const sizes = program.sizes();
    const margin = program.margin();
    const { inputs } = rows.data;
    const mean = weightsOf(rows, sizes).reduce((sum, w) => sum + Math.abs(w), 0) / inputs;
    if (mean < 1 - 1e-7 && margin > NO_MARGIN) return undefined;
    return { ...common, outcome, sizes, bound: margin };
  } finally {
    program.dispose();
  }
}

function bySearch(rows: Rows, clock: Clock): Attempt {
  const { outcome, found, bound, nodes, iterations } = search(rows, clock);
  return { outcome, exact: true, sizes: found?.sizes, bound, nodes, iterations };
}

function byElimination(rows: Rows, fraction: number, clock: Clock): Attempt {
  const { found, relaxed, iterations, timedOut } = eliminate(rows, fraction, clock);
  return {
    outcome: timedOut ? 'time limit' : found === undefined ? 'infeasible' : 'optimal',
    exact: false,
    sizes: found?.sizes,
    bound: relaxed,
    nodes: 0,
    iterations,
  };
}

function conclude(rows: Rows, attempt: Attempt, thread: SolvingThread): RobustnessResult {
  const { outcome, exact, sizes, bound, nodes, iterations } = attempt;
  const notSeparable = {
    ...{ thread, status: 'not separable' as const, bound: 0 },
    reason: 'no weights with these constraints store all associations with a margin > 0',
  };
  const { threshold, free } = rows.constraints;
  if (sizes === undefined) {
    // A search looks for no others where signs are free.
    if (exact && free && outcome === 'infeasible') return notSeparable;
    if (outcome === 'time limit') {
      return {
        thread,
        status: 'time limit',
        bound,
        reason: 'no weights were found before the time was over',
      };
    }
    return {
      thread,
      status: 'infeasible',
      bound: exact ? Number.NEGATIVE_INFINITY : bound,
      reason: exact
        ? 'no weights obey the constraints'
        : 'elimination found no weights that obey the constraints; try method "exact"',
    };
  }
  const proved = exact && outcome === 'optimal';
  const weights = weightsOf(rows, sizes);
  const report = reportWeights(rows.data, weights, threshold);
  if (free && report.margin <= NO_MARGIN) {
    if (!proved && bound > NO_MARGIN) {
      return {
        thread,
        status: outcome === 'time limit' ? 'time limit' : 'infeasible',
        bound,
        reason: 'no weights with a margin > 0 were found, but they may exist',
      };
    }
    return notSeparable;
  }
  return {
    thread,
    status: proved ? 'optimal' : 'feasible',
    margin: report.margin,
    bound: proved ? report.margin : bound,
    weights,
    sparsity: report.sparsity,
    tight: report.tight,
    nodes,
    iterations,
  };
}

/** The most robust weights for checked data, constraints and options. */
export function solveRobustness(
  highs: Highs,
  data: LabelledPatterns,
  asked: WeightConstraints,
  options: RobustnessOptions,
  thread: SolvingThread,
): RobustnessResult {
  const constraints = normalConstraints(data, asked);
  const { method = 'exact', timeLimit = 600, dropFraction = 0.05 } = options;
  const clock = startClock(timeLimit);
  const rows = rowsOf(highs, data, constraints);
  if (method !== 'exact') {
    return conclude(
      rows,
      byElimination(rows, method === 'one-shot' ? 1 : dropFraction, clock),
      thread,
    );
  }
  const linear = constraints.combinatorial ? undefined : byLinearProgram(rows, clock);
  return conclude(rows, linear ?? bySearch(rows, clock), thread);
}
