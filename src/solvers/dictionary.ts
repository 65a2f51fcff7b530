/**
 * A linear program as a dense dictionary (Chvátal's form of the simplex tableau), re-solved by the dual simplex method.
 *
 *     basic_i = value_i − Σ_j T_ij nonbasic_j,     objective = value_0 − Σ_j T_0j nonbasic_j,     all variables ≥ 0, maximised
 *
 * For programs of some dozens of dense rows that are changed and solved again very often: a pivot takes a microsecond where
 * a solver for large sparse programs takes thirty. Dual feasible (T_0j ≥ 0) from the start and after every change that is
 * offered here, so that a solve goes on from the last basis, and its objective falls towards the optimum: any moment gives
 * an upper bound.
 */

/** Rows and columns count from 1; row 0 is the objective, column 0 the values. */
export interface Dictionary {
  /** T, row after row, `stride` numbers a row. */
  readonly table: Float64Array;
  readonly stride: number;
  /** Rows in use, the objective's not counted. */
  rows: number;
  /** Columns in use, the values' not counted. */
  columns: number;
  /** The variable of each row. */
  readonly basic: Int32Array;
  /** The variable of each column. */
  readonly nonbasic: Int32Array;
}

/** Violations below this are none. */
const FEASIBLE = 1e-9;
/** Coefficients below this are no pivots. */
const PIVOT = 1e-9;
/** A row that nothing can mend is a contradiction only beyond this violation. */
const CONTRADICTION = 1e-7;
/** Ratios this near to each other are equal. */
const TIE = 1e-12;

/** `below`: the objective does not exceed the cutoff. `lost`: rounding keeps the method from an end. */
export type DualOutcome = 'optimal' | 'infeasible' | 'below' | 'lost';

/** A copy with room for one more row. */
export function copyDictionary(source: Dictionary): Dictionary {
  const { rows, columns } = source;
  const stride = columns + 1;
  const table = new Float64Array((rows + 2) * stride);
  for (let i = 0; i <= rows; i++) {
    const start = i * source.stride;
    table.set(source.table.subarray(start, start + stride), i * stride);
  }
  const basic = new Int32Array(rows + 2);
  basic.set(source.basic.subarray(0, rows + 1));
  return { table, stride, rows, columns, basic, nonbasic: source.nonbasic.slice(0, stride) };
}

/** Exchanges the variables of a row and a column. */
export function pivot(dictionary: Dictionary, row: number, column: number): void {
  const { table, stride, rows, columns, basic, nonbasic } = dictionary;
  const own = row * stride;
  const inverse = 1 / table[own + column];
  for (let j = 0; j <= columns; j++) table[own + j] *= inverse;
  for (let i = 0; i <= rows; i++) {
    if (i === row) continue;
    const start = i * stride;
    const factor = table[start + column];
    if (factor === 0) continue;
    for (let j = 0; j <= columns; j++) table[start + j] -= factor * table[own + j];
    table[start + column] = -factor * inverse;
  }
  table[own + column] = inverse;
  [basic[row], nonbasic[column]] = [nonbasic[column], basic[row]];
}

/** The row whose variable is farthest outside its range, 0 where none is; by Bland the one of the first variable. */
function leaving(
  { table, stride, rows, basic }: Dictionary,
  off: Uint8Array,
  bland: boolean,
): number {
  let found = 0;
  let worst = FEASIBLE;
  for (let i = 1; i <= rows; i++) {
    const value = table[i * stride];
    const violation = off[basic[i]] === 1 ? Math.abs(value) : -value;
    if (violation <= (bland ? FEASIBLE : worst)) continue;
    if (bland && found > 0 && basic[i] > basic[found]) continue;
    worst = violation;
    found = i;
  }
  return found;
}

/** The column that mends a row and keeps the objective's coefficients ≥ 0; among equals the one of the largest pivot. */
function entering(
  { table, stride, columns, nonbasic }: Dictionary,
  row: number,
  off: Uint8Array,
  bland: boolean,
): number {
  const start = row * stride;
  const sign = table[start] > 0 ? 1 : -1;
  let found = 0;
  let least = Number.POSITIVE_INFINITY;
  let size = 0;
  for (let j = 1; j <= columns; j++) {
    const coefficient = sign * table[start + j];
    if (coefficient <= PIVOT || off[nonbasic[j]] === 1) continue;
    const ratio = Math.max(0, table[j]) / coefficient;
    if (ratio > least + TIE) continue;
    const better = bland ? nonbasic[j] < nonbasic[found] : coefficient > size;
    if (ratio < least - TIE || better) {
      found = j;
      size = coefficient;
    }
    least = Math.min(least, ratio);
  }
  return found;
}

/**
 * Solves from the basis that there is.
 *
 * @param off 1 for variables that must be 0
 * @param cutoff ends as soon as the objective is known not to exceed it
 * @returns how it ended, and how many pivots that took
 */
export function solveDual(
  dictionary: Dictionary,
  off: Uint8Array,
  cutoff: number,
): { outcome: DualOutcome; pivots: number } {
  const { table, stride } = dictionary;
  // The farthest first is quick and may go round in circles; Bland's rule cannot.
  const patience = 20 * (dictionary.rows + dictionary.columns);
  let pivots = 0;
  for (; pivots < 10 * patience; pivots++) {
    if (table[0] <= cutoff) return { outcome: 'below', pivots };
    const bland = pivots > patience;
    const row = leaving(dictionary, off, bland);
    if (row === 0) return { outcome: 'optimal', pivots };
    const column = entering(dictionary, row, off, bland);
    if (column > 0) pivot(dictionary, row, column);
    else if (Math.abs(table[row * stride]) > CONTRADICTION)
      return { outcome: 'infeasible', pivots };
    else table[row * stride] = 0;
  }
  return { outcome: 'lost', pivots };
}

/** Takes columns away whose variables must be 0. */
export function dropColumns(dictionary: Dictionary, off: Uint8Array): void {
  const { table, stride, rows, nonbasic } = dictionary;
  for (let j = dictionary.columns; j >= 1; j--) {
    if (off[nonbasic[j]] !== 1) continue;
    const last = dictionary.columns--;
    if (j === last) continue;
    for (let i = 0; i <= rows; i++) table[i * stride + j] = table[i * stride + last];
    nonbasic[j] = nonbasic[last];
  }
}

/** Takes the rows away whose variables satisfy a condition: constraints that may be given up. */
export function dropRows(dictionary: Dictionary, which: (variable: number) => boolean): void {
  const { table, stride, basic } = dictionary;
  for (let i = dictionary.rows; i >= 1; i--) {
    if (!which(basic[i])) continue;
    const last = dictionary.rows--;
    if (i === last) continue;
    table.copyWithin(i * stride, last * stride, (last + 1) * stride);
    basic[i] = basic[last];
  }
}

/**
 * Adds the constraint Σ weight(variable) · variable ≤ most; `slack` is what is left of `most`. A copy has room for one.
 *
 * @param weight of every variable, 0 of those that do not take part
 */
export function addRow(
  dictionary: Dictionary,
  slack: number,
  most: number,
  weight: (variable: number) => number,
): void {
  const { table, stride, columns, basic, nonbasic } = dictionary;
  const row = ++dictionary.rows;
  const own = row * stride;
  basic[row] = slack;
  table[own] = most;
  for (let j = 1; j <= columns; j++) table[own + j] = weight(nonbasic[j]);
  for (let i = 1; i < row; i++) {
    const factor = weight(basic[i]);
    if (factor === 0) continue;
    const start = i * stride;
    for (let j = 0; j <= columns; j++) table[own + j] -= factor * table[start + j];
  }
}

/** Replaces a variable by `amount` and what it has beyond that: from now on it is at least `amount`. */
export function raise(dictionary: Dictionary, variable: number, amount: number): void {
  const { table, stride, rows, columns, basic, nonbasic } = dictionary;
  for (let i = 1; i <= rows; i++) {
    if (basic[i] !== variable) continue;
    table[i * stride] -= amount;
    return;
  }
  for (let j = 1; j <= columns; j++) {
    if (nonbasic[j] !== variable) continue;
    for (let i = 0; i <= rows; i++) table[i * stride] -= amount * table[i * stride + j];
    return;
  }
}

/**
 * The largest values of variables where the objective exceeds its optimum less `slack`, by the coefficients of one row each:
 * an upper bound of them, at the cost of one pivot for all.
 *
 * @param slack finite, ≥ 0
 * @param largest [variables], bounds that are known already; those of the dictionary's variables fall to what is found
 */
export function tightenBounds(dictionary: Dictionary, slack: number, largest: Float64Array): void {
  const { table, stride, rows, columns, basic, nonbasic } = dictionary;
  const lower = (variable: number, bound: number): void => {
    if (variable < largest.length) largest[variable] = Math.min(largest[variable], bound);
  };
  for (let j = 1; j <= columns; j++) {
    if (table[j] > TIE) lower(nonbasic[j], slack / table[j]);
  }
  for (let i = 1; i <= rows; i++) {
    if (basic[i] >= largest.length) continue;
    const start = i * stride;
    let steepest = 0;
    for (let j = 1; j <= columns; j++) {
      const rise = -table[start + j];
      if (rise <= PIVOT || rise <= steepest * table[j]) continue;
      steepest = table[j] > TIE ? rise / table[j] : Number.POSITIVE_INFINITY;
    }
    lower(basic[i], table[start] + slack * steepest);
  }
}
