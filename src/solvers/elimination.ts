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
 * Goes on with the support `used`: every arm in use is held at its gap or above. Returns the best solution on the way to a
 * single connection; drops the arm whose gap costs most (its reduced cost times the gap: what the margin would gain, to
 * first order, if the arm were let go) until a drop has not raised the margin for the fifth time.
 */
function withGaps(
  rows: Rows,
  program: Program,
  used: readonly number[],
  clock: Clock,
): { found: Found | undefined; timedOut: boolean } {
  const { arms, most } = rows.constraints;
  let kept = used;
  let found: Found | undefined;
  let worse = 0;
  const inUse = new Set(used);
  arms.forEach(({ gap }, a) => {
    if (inUse.has(a)) program.bound(a, gap / rows.unit, rows.budget);
    else program.bound(a, 0, 0);
  });
  while (kept.length > 0 && worse < 5) {
    const outcome = program.solve(clock);
    if (outcome === 'time limit') return { found, timedOut: true };
    let [dearest] = kept;
    if (outcome === 'optimal') {
      // More may be held at their gaps than there may be.
      if (kept.length <= most) {
        const margin = program.margin();
        const sizes = program.sizes();
        if (found === undefined || margin > found.margin) found = { margin, sizes };
        else worse++;
      }
      const costs = program.reducedCosts();
      const costOf = (a: number): number => Math.abs(costs[a]) * arms[a].gap;
      for (const a of kept) if (costOf(a) > costOf(dearest)) dearest = a;
    }
    program.bound(dearest, 0, 0);
    const dropped = dearest;
    kept = kept.filter((a) => a !== dropped);
  }
  return { found, timedOut: false };
}

/** Weights nearer to their gap than this, relative to it, are at it. */
const SAME = 1e-9;

/**
 * Decides on weights inside their gaps, `inside` (weakest first), as the theory does: below half the gap a weight is best
 * at 0, above it at the gap. The weakest are dropped, a share `fraction` of them at a time; when none is below half its
 * gap, the strongest is held at its gap or above.
 *
 * Returns the arm that is held from now on, if any.
 */
function decide(
  rows: Rows,
  program: Program,
  sizes: Float64Array,
  inside: readonly number[],
  fraction: number,
): number | undefined {
  const { arms } = rows.constraints;
  const gapOf = (a: number): number => arms[a].gap / rows.unit;
  const weak = inside.filter((a) => sizes[a] < gapOf(a) / 2);
  if (weak.length > 0) {
    const count = Math.max(1, Math.floor(fraction * inside.length));
    for (const a of weak.slice(0, count)) program.bound(a, 0, 0);
    return undefined;
  }
  const strongest = inside[inside.length - 1];
  const { input } = arms[strongest];
  arms.forEach((arm, a) => {
    if (arm.input === input) program.bound(a, 0, 0);
  });
  program.bound(strongest, gapOf(strongest), rows.budget);
  return strongest;
}

/**
 * Solves again and again until no weight lies inside its gap and at most the allowed number is left: decides on weights
 * inside their gaps, then drops the weakest of those that are too many.
 *
 * @param fraction share of the weights that is dropped at a time; 1 drops all that are too many at once
 */
export function eliminate(rows: Rows, fraction: number, clock: Clock): EliminationResult {
  const { arms, most } = rows.constraints;
  const program = openProgram(rows);
  const gaps = arms.some((arm) => arm.gap > 0);
  const held: number[] = [];
  let relaxed = Number.POSITIVE_INFINITY;
  try {
    for (;;) {
      const outcome = program.solve(clock);
      const iterations = program.iterations();
      if (outcome === 'infeasible' && held.length > 0) {
        // More weights are held at their gaps than the norm allows.
        const result = withGaps(rows, program, held, clock);
        return { ...result, relaxed, iterations: program.iterations() };
      }
      if (outcome !== 'optimal') {
        return { found: undefined, relaxed, iterations, timedOut: outcome === 'time limit' };
      }
      if (relaxed === Number.POSITIVE_INFINITY) relaxed = program.margin();
      const sizes = program.sizes();
      const used = byStrength(arms, sizes);
      const inside = used.filter((a) => sizes[a] < (arms[a].gap / rows.unit) * (1 - SAME));
      if (inside.length > 0) {
        const arm = decide(rows, program, sizes, inside, fraction);
        if (arm !== undefined) held.push(arm);
        continue;
      }
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
      if (gaps) {
        const result = withGaps(rows, program, used, clock);
        return { ...result, relaxed, iterations: program.iterations() };
      }
      if (arms.filter((_, a) => sizes[a] > SMALL).length === used.length)
        return { found: { margin: program.margin(), sizes }, relaxed, iterations, timedOut: false };
      const kept = new Set(used);
      arms.forEach((_, a) => {
        if (!kept.has(a)) program.bound(a, 0, 0);
      });
    }
  } finally {
    program.dispose();
  }
}
