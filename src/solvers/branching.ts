/**
 * The exact optimum under l0 and gap: a mixed-integer program with one binary per arm (an input with a sign), solved by
 * HiGHS's branch and cut.
 *
 * A binary c_a says whether arm a is in use: lower_a c_a ≤ x_a ≤ upper_a c_a, at most one arm per input, at most the
 * allowed number in all. How fast this is depends on how tight the upper bounds are. They are found, not assumed: with a
 * margin already reached by elimination, the largest x_a compatible with it is the value of a linear program. No
 * optimum is cut off by that, as would be by a bound that merely looks safe.
 */

import type { Model } from 'highs';
import { eliminate, type Found } from './elimination.ts';
import {
  type Clock,
  draftProgram,
  modelData,
  type Outcome,
  openProgram,
  type Rows,
  runModel,
} from './program.ts';

/** How a search over supports ended. */
export interface BranchingResult {
  readonly outcome: Outcome;
  /** The best weights found, if any. */
  readonly found: Found | undefined;
  /** No weights have a larger margin κ̃ than this. */
  readonly bound: number;
  readonly nodes: number;
  readonly iterations: number;
}

/** Slack of bounds that come out of a linear program, well above its tolerance. */
const SLACK = 1e-7;
/** Rounds of bound tightening; later ones change little. */
const ROUNDS = 3;

/**
 * Upper bounds of the arms that no weights with at least the given margin exceed.
 *
 * Relaxed, the binaries are c_a = x_a/upper_a, so that Σ x_a/upper_a ≤ most gets stronger with every bound that falls.
 */
function tighten(
  rows: Rows,
  margin: number,
  clock: Clock,
): { upper: Float64Array; iterations: number } {
  const { arms, most } = rows.constraints;
  const upper = new Float64Array(arms.length).fill(rows.budget);
  const objective = arms.length;
  const least = (margin * Math.sqrt(rows.data.inputs)) / rows.unit;
  let iterations = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const program = openProgram(rows);
    const { model } = program;
    try {
      model.changeColCost(objective, 0);
      model.changeColBounds(objective, least - SLACK, rows.highs.infinity);
      const inUse = [...arms.keys()].filter((a) => upper[a] > 0);
      for (const a of arms.keys()) model.changeColBounds(a, 0, upper[a]);
      model.addRow(-rows.highs.infinity, most, {
        indices: inUse,
        values: inUse.map((a) => 1 / upper[a]),
      });
      let fall = 0;
      for (const a of inUse) {
        model.changeColCost(a, 1);
        const outcome = program.solve(clock);
        if (outcome === 'time limit') {
          return { upper, iterations: iterations + program.iterations() };
        }
        // Read before the cost changes, which would change the value. Infeasible: the margin is not beaten; the bound stays.
        const largest = outcome === 'optimal' ? model.getObjectiveValue() : upper[a];
        model.changeColCost(a, 0);
        const size = Math.min(upper[a], largest + SLACK);
        fall += 1 - size / upper[a];
        upper[a] = largest <= SLACK || size < arms[a].gap / rows.unit - SLACK ? 0 : size;
        model.changeColBounds(a, 0, upper[a]);
      }
      iterations += program.iterations();
      if (fall < 0.05 * inUse.length) break;
    } finally {
      program.dispose();
    }
  }
  return { upper, iterations };
}

/** The mixed-integer program; columns: arms, κ', binaries. */
function openSearch(rows: Rows, upper: Float64Array): Model {
  const { highs, constraints, unit } = rows;
  const { arms, most } = constraints;
  const draft = draftProgram(rows);
  const infinity = highs.infinity;
  arms.forEach((_, a) => {
    draft.colUpper[a] = upper[a];
  });
  const binaryOf = (a: number) => arms.length + 1 + a;
  const row = (lower: number, most: number, entries: readonly (readonly [number, number])[]) => {
    const index = draft.rowLower.length;
    draft.rowLower.push(lower);
    draft.rowUpper.push(most);
    for (const [column, value] of entries) {
      draft.columns[column].rows.push(index);
      draft.columns[column].values.push(value);
    }
  };
  arms.forEach((_, a) => {
    draft.columns.push({ rows: [], values: [] });
    draft.colLower.push(0);
    draft.colUpper.push(upper[a] > 0 ? 1 : 0);
  });
  arms.forEach(({ gap, input }, a) => {
    if (upper[a] > 0) {
      row(-infinity, 0, [
        [a, 1],
        [binaryOf(a), -upper[a]],
      ]);
      if (gap > 0) {
        row(0, infinity, [
          [a, 1],
          [binaryOf(a), -gap / unit],
        ]);
      }
    }
    if (a > 0 && arms[a - 1].input === input) {
      row(-infinity, 1, [
        [binaryOf(a - 1), 1],
        [binaryOf(a), 1],
      ]);
    }
  });
  row(
    -infinity,
    most,
    arms.map((_, a) => [binaryOf(a), 1] as const),
  );
  const data = modelData(highs, draft, arms.length);
  const integrality = new Int32Array(data.numCols);
  for (let a = 0; a < arms.length; a++) {
    integrality[binaryOf(a)] = highs.constants.variableType.integer;
  }
  const model = highs.createModel({ ...data, integrality });
  model.options.set({
    output_flag: false,
    mip_rel_gap: 0,
    mip_abs_gap: 1e-9,
    mip_feasibility_tolerance: 1e-9,
  });
  return model;
}

/** Sizes on the support of a search's solution, solved again as a linear program: free of the search's tolerances. */
function polish(rows: Rows, values: Float64Array, clock: Clock): Found | undefined {
  const { arms } = rows.constraints;
  const program = openProgram(rows);
  try {
    arms.forEach(({ gap }, a) => {
      if (values[arms.length + 1 + a] > 0.5) program.bound(a, gap / rows.unit, rows.budget);
      else program.bound(a, 0, 0);
    });
    if (program.solve(clock) !== 'optimal') return undefined;
    return { margin: program.margin(), sizes: program.sizes() };
  } finally {
    program.dispose();
  }
}

/**
 * The most robust weights under l0, gap and exclusive signs.
 *
 * @param clock for everything; when it ends, the best weights found so far and a bound are returned
 */
export function search(rows: Rows, clock: Clock): BranchingResult {
  const scale = rows.unit / Math.sqrt(rows.data.inputs);
  const start = eliminate(rows, 0.05, clock);
  let iterations = start.iterations;
  let best = start.found;
  const arms = rows.constraints.arms.length;
  let upper: Float64Array = new Float64Array(arms).fill(rows.budget);
  if (best !== undefined) {
    const tightened = tighten(rows, best.margin, clock);
    upper = tightened.upper;
    iterations += tightened.iterations;
  }
  const model = openSearch(rows, upper);
  try {
    if (best !== undefined) {
      const columns = new Float64Array(2 * arms + 1);
      columns.set(best.sizes);
      columns[arms] = best.margin / scale;
      best.sizes.forEach((size, a) => {
        columns[arms + 1 + a] = size > SLACK ? 1 : 0;
      });
      model.setSolution({ colValue: columns });
    }
    const inTime = clock.left() > 0;
    const outcome = runModel(rows.highs, model, clock);
    const hasSolution = Number(model.info.get('primal_solution_status')) === 2;
    if (hasSolution && outcome !== 'infeasible') {
      // Polishing takes one small linear program, also when the time is over.
      const found = polish(rows, model.getSolution().colValue, { left: () => 60 });
      if (found !== undefined && (best === undefined || found.margin > best.margin)) best = found;
    }
    const searched = inTime ? Number(model.info.get('mip_dual_bound')) * scale : start.relaxed;
    const bound = Math.min(start.relaxed, searched);
    return {
      outcome,
      found: best,
      bound: best === undefined ? bound : Math.max(bound, best.margin),
      nodes: Math.max(0, Number(model.info.get('mip_node_count'))),
      iterations: iterations + Math.max(0, Number(model.info.get('simplex_iteration_count'))),
    };
  } finally {
    model.dispose();
  }
}
