/**
 * The linear program of the most robust weights, held by HiGHS so that it can be changed and solved again from the last
 * basis.
 *
 *     maximise κ'   with   Y_k (Σ_a sign_a X_k,a x_a − h') ≥ κ'   for all associations k,     Σ_a x_a = budget,   x ≥ 0
 *
 * One variable per arm (an input with a sign). Everything is in units in which a typical nonzero weight is 1:
 * J̃ = unit · x, budget = N/unit, h' = h̃ N/unit, κ' = κ̃ √N/unit.
 */

import type { Highs, Model, ModelData } from 'highs';
import { FrugalError } from '../errors.ts';
import { type LabelledPatterns, ZERO } from '../tasks/patterns.ts';
import type { NormalConstraints } from './constraints.ts';

/** A deadline in clock time: the solver's work is bounded in seconds, whatever it is called for. */
export interface Clock {
  /** Seconds left, ≥ 0. */
  left(): number;
}

/** A clock that ends `seconds` from now. */
export function startClock(seconds: number): Clock {
  const end = performance.now() + 1000 * seconds;
  return { left: () => Math.max(0, (end - performance.now()) / 1000) };
}

/** The matrix shared by all programs of one problem. */
export interface Rows {
  readonly highs: Highs;
  readonly data: LabelledPatterns;
  readonly constraints: NormalConstraints;
  /** J̃ of a variable of size 1. */
  readonly unit: number;
  /** N/unit, the sum of all variables. */
  readonly budget: number;
}

/** Row and column entries of a program under construction. */
export interface Draft {
  readonly columns: { readonly rows: number[]; readonly values: number[] }[];
  readonly colLower: number[];
  readonly colUpper: number[];
  readonly rowLower: number[];
  readonly rowUpper: number[];
}

/** The shared rows for a problem, with the unit chosen after the number of connections that its constraints leave. */
export function rowsOf(highs: Highs, data: LabelledPatterns, constraints: NormalConstraints): Rows {
  const budget = constraints.most;
  return { highs, data, constraints, unit: data.inputs / budget, budget };
}

/** The linear program as a draft: arms first, κ' last of the columns; associations first, the budget last of the rows. */
export function draftProgram(rows: Rows): Draft {
  const { data, constraints, unit, budget, highs } = rows;
  const { inputs: n, associations: m, patterns, labels } = data;
  const { arms, threshold } = constraints;
  const columns = arms.map(({ input, sign }) => {
    const column = { rows: [] as number[], values: [] as number[] };
    for (let k = 0; k < m; k++) {
      if (patterns[k * n + input] !== 1) continue;
      column.rows.push(k);
      column.values.push(sign * labels[k]);
    }
    column.rows.push(m);
    column.values.push(1);
    return column;
  });
  columns.push({
    rows: Array.from({ length: m }, (_, k) => k),
    values: new Array<number>(m).fill(-1),
  });
  const infinity = highs.infinity;
  return {
    columns,
    colLower: [...arms.map(() => 0), -infinity],
    colUpper: [...arms.map(() => budget), infinity],
    rowLower: [...Array.from(labels, (y) => (y * threshold * n) / unit), budget],
    rowUpper: [...Array.from(labels, () => infinity), budget],
  };
}

/** The draft as HiGHS takes it, maximising the column `objective`. */
export function modelData(highs: Highs, draft: Draft, objective: number): ModelData {
  const numCols = draft.columns.length;
  const numRows = draft.rowLower.length;
  const starts = new Int32Array(numCols + 1);
  draft.columns.forEach((column, j) => {
    starts[j + 1] = starts[j] + column.rows.length;
  });
  const indices = new Int32Array(starts[numCols]);
  const values = new Float64Array(starts[numCols]);
  draft.columns.forEach((column, j) => {
    indices.set(column.rows, starts[j]);
    values.set(column.values, starts[j]);
  });
  const colCost = new Float64Array(numCols);
  colCost[objective] = 1;
  return {
    numCols,
    numRows,
    sense: highs.constants.objectiveSense.maximize,
    colCost,
    colLower: draft.colLower,
    colUpper: draft.colUpper,
    rowLower: draft.rowLower,
    rowUpper: draft.rowUpper,
    matrix: { format: 'csc', numRows, numCols, starts, indices, values },
  };
}

/** How a solve ended. */
export type Outcome = 'optimal' | 'infeasible' | 'time limit';

/**
 * Solves the model within the time that is left.
 *
 * From a warm basis the simplex method can lose its way numerically (HiGHS: status `unknown`); then it starts anew, once as
 * before and once with presolve.
 *
 * @throws FrugalError when none of the three attempts is decided
 */
export function runModel(highs: Highs, model: Model, clock: Clock): Outcome {
  const { optimal, infeasible, unboundedOrInfeasible, timeLimit } = highs.constants.modelStatus;
  const presolve = model.options.get('presolve');
  let status: number | undefined;
  try {
    for (const attempt of ['warm', 'cold', 'presolved'] as const) {
      if (attempt !== 'warm') model.clearSolver();
      if (attempt === 'presolved') model.options.set('presolve', 'on');
      const left = clock.left();
      if (left <= 0) return 'time limit';
      // HiGHS counts the time of all solves of a model together.
      model.zeroAllClocks();
      model.options.set('time_limit', left);
      status = model.run().modelStatus;
      if (status === optimal) return 'optimal';
      if (status === infeasible || status === unboundedOrInfeasible) return 'infeasible';
      if (status === timeLimit) return 'time limit';
    }
  } finally {
    model.options.set('presolve', presolve);
  }
  throw new FrugalError(
    `HiGHS could not decide the problem (model status ${status}); try a smaller gap or margin`,
  );
}

/** A linear program that can be narrowed and solved again. */
export interface Program {
  readonly model: Model;
  /** Allows arm `a` sizes in [lower, upper], in units of the program. */
  bound(arm: number, lower: number, upper: number): void;
  /** Solves from the last basis. */
  solve(clock: Clock): Outcome;
  /** κ̃ of the last solve. */
  margin(): number;
  /** Sizes of the arms in the last solve, in units of the program. */
  sizes(): Float64Array;
  /** Reduced costs of the arms in the last solve. */
  reducedCosts(): Float64Array;
  iterations(): number;
  dispose(): void;
}

/** Opens the linear program (no l0, no gap); the caller must dispose of it. */
export function openProgram(rows: Rows): Program {
  const { highs, constraints, unit, data } = rows;
  const arms = constraints.arms.length;
  const model = highs.createModel(modelData(highs, draftProgram(rows), arms));
  // Presolve finds nothing in dense random patterns and costs more than the solve.
  model.options.set({
    output_flag: false,
    presolve: 'off',
    primal_feasibility_tolerance: 1e-9,
    dual_feasibility_tolerance: 1e-9,
  });
  let iterations = 0;
  return {
    model,
    bound: (arm, lower, upper) => {
      model.changeColBounds(arm, lower, upper);
    },
    solve(clock) {
      const outcome = runModel(highs, model, clock);
      const count = model.info.get('simplex_iteration_count');
      iterations += Math.max(0, Number(count));
      return outcome;
    },
    margin: () => (model.getSolution().colValue[arms] * unit) / Math.sqrt(data.inputs),
    reducedCosts: () => model.getSolution().colDual.slice(0, arms),
    sizes: () => model.getSolution().colValue.slice(0, arms),
    iterations: () => iterations,
    dispose: () => model.dispose(),
  };
}

/** The weights J̃ of sizes of arms; what is below the rounding of the solver becomes 0, the norm is restored exactly. */
export function weightsOf(rows: Rows, sizes: ArrayLike<number>): Float64Array {
  const { inputs } = rows.data;
  const weights = new Float64Array(inputs);
  rows.constraints.arms.forEach(({ input, sign }, a) => {
    weights[input] += sign * sizes[a] * rows.unit;
  });
  for (let i = 0; i < inputs; i++) if (Math.abs(weights[i]) < ZERO) weights[i] = 0;
  return weights;
}
