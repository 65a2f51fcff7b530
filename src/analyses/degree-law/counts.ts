/** Counted data: how often each whole number occurs. The laws of degrees are asked of these, not of long lists. */

import { UsageError } from '../../errors.ts';

/** Distinct values ≥ 1, ascending, and how often each occurs. */
export interface Counts {
  readonly values: Float64Array;
  readonly times: Float64Array;
  /** Observations in all, zeros left out. */
  readonly total: number;
  /** Zeros that were left out: no law here has them. */
  readonly zeros: number;
}

/**
 * Counts data.
 *
 * @throws UsageError for a value that is no whole number ≥ 0
 */
export function countsOf(data: ArrayLike<number>): Counts {
  const found = new Map<number, number>();
  for (let i = 0; i < data.length; i++) {
    const x = data[i];
    if (!(Number.isSafeInteger(x) && x >= 0))
      throw new UsageError(`value ${x} at ${i} is not a whole number ≥ 0`);
    found.set(x, (found.get(x) ?? 0) + 1);
  }
  const zeros = found.get(0) ?? 0;
  found.delete(0);
  const values = Float64Array.from(found.keys()).sort();
  const times = values.map((x) => found.get(x) ?? 0);
  return { values, times, total: data.length - zeros, zeros };
}

/** Those at and above a value. */
export interface Tail {
  readonly values: Float64Array;
  readonly times: Float64Array;
  readonly total: number;
  readonly xmin: number;
}

export function tailOf({ values, times }: Counts, xmin: number): Tail {
  let from = 0;
  while (from < values.length && values[from] < xmin) from++;
  const own = times.subarray(from);
  let total = 0;
  for (const n of own) total += n;
  return { values: values.subarray(from), times: own, total, xmin };
}

/** Σ n f(x) / Σ n. */
export function meanOver({ values, times, total }: Tail, f: (x: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += times[i] * f(values[i]);
  return sum / total;
}
