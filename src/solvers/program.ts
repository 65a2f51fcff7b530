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

/** A margin κ̃ this little above 0 is 0 to the solver's tolerance. */
export const NO_MARGIN = 1e-7;

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

/** The shared rows for a problem, with the unit chosen after the number of connections that its constraints leave. */
export function rowsOf(highs: Highs, data: LabelledPatterns, constraints: NormalConstraints): Rows {
  const budget = constraints.most;
  return { highs, data, constraints, unit: data.inputs / budget, budget };
}

/**
 * The linear program as HiGHS takes it, in arrays, column after column: arms first, κ' last of the columns; associations first,
 * the budget last of the rows.
 */
export function modelData({ highs, data, constraints, unit, budget }: Rows): ModelData {
  const { inputs: n, associations: m, patterns, labels } = data;
  const { arms, threshold } = constraints;
  const [numCols, numRows] = [arms.length + 1, m + 1];
  const active = new Int32Array(n);
  for (let k = 0; k < m; k++) for (let i = 0; i < n; i++) active[i] += patterns[k * n + i];
  const starts = new Int32Array(numCols + 1);
  arms.forEach(({ input }, a) => {
    starts[a + 1] = starts[a] + active[input] + 1;
  });
  starts[numCols] = starts[arms.length] + m;
  const indices = new Int32Array(starts[numCols]);
  const values = new Float64Array(starts[numCols]);
  let at = 0;
  const put = (row: number, value: number): void => {
    indices[at] = row;
    values[at++] = value;
  };
  for (const { input, sign } of arms) {
    for (let k = 0; k < m; k++) if (patterns[k * n + input] === 1) put(k, sign * labels[k]);
    put(m, 1);
  }
  for (let k = 0; k < m; k++) put(k, -1);
  const last = (length: number, others: number, value: number): Float64Array =>
    new Float64Array(length).fill(others).fill(value, length - 1);
  const rowLower = Float64Array.from({ length: numRows }, (_, k) =>
    k < m ? (labels[k] * threshold * n) / unit : budget,
  );
  return {
    numCols,
    numRows,
    sense: highs.constants.objectiveSense.maximize,
    colCost: last(numCols, 0, 1),
    colLower: last(numCols, 0, -highs.infinity),
    colUpper: last(numCols, budget, highs.infinity),
    rowLower,
    rowUpper: last(numRows, highs.infinity, budget),
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
  const model = highs.createModel(modelData(rows));
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
