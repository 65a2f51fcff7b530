/**
 * Sparse weights without a search over supports: solve the linear program, drop the weakest weights, solve again. Gives
 * good lower bounds in polynomial time, for the mixed-integer program and for problems that are too large for it.
 */

import type { Arm } from './constraints.ts';
import { type Clock, openProgram, type Program, type Rows } from './program.ts';

/** The best weights found, as sizes of the arms. */
export interface Found {
  readonly margin: number;
  readonly sizes: Float64Array;
}

/** What an elimination has found; `found` is absent when no weights were (time, or gaps that fit no support tried). */
export interface EliminationResult {
  readonly found: Found | undefined;
  /** κ̃ of the linear program without l0 and gap: no weights do better. Infinity when it was not solved. */
  readonly relaxed: number;
  readonly iterations: number;
  readonly timedOut: boolean;
}

/** Sizes below this are zero. */
const SMALL = 1e-9;

/** The arms in use, weakest first; of an input with both arms in use only the stronger counts. */
function byStrength(arms: readonly Arm[], sizes: Float64Array): number[] {
  const used: number[] = [];
  arms.forEach(({ input }, a) => {
    if (sizes[a] <= SMALL) return;
    const previous = used.length - 1;
    if (previous >= 0 && arms[used[previous]].input === input) {
      if (sizes[a] > sizes[used[previous]]) used[previous] = a;
      return;
    }
    used.push(a);
  });
  return used.sort((a, b) => sizes[a] - sizes[b] || a - b);
}

/**
 * Goes on with the support `used` (weakest first): every arm in use is held at its gap or above. Returns the best
 * solution on the way to a single connection; drops the weakest weight as long as the last drop did not lower the margin
 * for the fifth time.
 */
function withGaps(
  rows: Rows,
  program: Program,
  used: readonly number[],
  clock: Clock,
): { found: Found | undefined; timedOut: boolean } {
  const { arms } = rows.constraints;
  let kept = used;
  let found: Found | undefined;
  let worse = 0;
  for (const arm of kept) program.bound(arm, arms[arm].gap / rows.unit, rows.budget);
  while (kept.length > 0 && worse < 5) {
    const outcome = program.solve(clock);
    if (outcome === 'time limit') return { found, timedOut: true };
    let weakest = kept[0];
    if (outcome === 'optimal') {
      const margin = program.margin();
      const sizes = program.sizes();
      if (found === undefined || margin > found.margin) found = { margin, sizes };
      else worse++;
      for (const a of kept) if (sizes[a] < sizes[weakest]) weakest = a;
    }
    program.bound(weakest, 0, 0);
    const dropped = weakest;
    kept = kept.filter((a) => a !== dropped);
  }
  return { found, timedOut: false };
}

/**
 * Drops the weakest nonzero weights and solves again until at most the allowed number is left, then brings the rest to
 * their gaps, if any.
 *
 * @param fraction share of the nonzero weights that is dropped at a time; 1 drops all that are too many at once
 */
export function eliminate(rows: Rows, fraction: number, clock: Clock): EliminationResult {
  const { arms, most } = rows.constraints;
  const program = openProgram(rows);
  let relaxed = Number.POSITIVE_INFINITY;
  try {
    for (;;) {
      const outcome = program.solve(clock);
      const iterations = program.iterations();
      if (outcome !== 'optimal') {
        return { found: undefined, relaxed, iterations, timedOut: outcome === 'time limit' };
      }
      if (relaxed === Number.POSITIVE_INFINITY) relaxed = program.margin();
      const sizes = program.sizes();
      const used = byStrength(arms, sizes);
      const excess = used.length - most;
      if (excess > 0) {
        const drop = Math.min(excess, Math.max(1, Math.floor(fraction * used.length)));
        // An input that stays may still turn its sign; all others are given up.
        const inputs = new Set(used.slice(drop).map((a) => arms[a].input));
        arms.forEach(({ input }, a) => {
          if (!inputs.has(input)) program.bound(a, 0, 0);
        });
        continue;
      }
      const kept = new Set(used);
      const gaps = arms.some((arm) => arm.gap > 0);
      const twice = arms.filter((_, a) => sizes[a] > SMALL).length > used.length;
      if (!gaps && !twice) {
        return { found: { margin: program.margin(), sizes }, relaxed, iterations, timedOut: false };
      }
      arms.forEach((_, a) => {
        if (!kept.has(a)) program.bound(a, 0, 0);
      });
      if (!gaps) continue;
      const result = withGaps(rows, program, used, clock);
      return { ...result, relaxed, iterations: program.iterations() };
    }
  } finally {
    program.dispose();
  }
}
