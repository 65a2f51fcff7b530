/**
 * Successive halving: every rung keeps the better half and trains it twice as long.
 *
 * Source: K. Jamieson, A. Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", AISTATS
 * (2016). Deviation: better is not one number but fronts of accuracy against cost, and within a front the accuracy.
 */

/** A rung: how many are trained, and for how long: epochs, updates or presentations. */
export interface Rung {
  readonly count: number;
  readonly length: number;
}

/** The rungs from all candidates to the last, which is trained for the whole length; survivors are the best of that. */
export function rungsOf(candidates: number, survivors: number, length: number): Rung[] {
  const counts = [candidates];
  for (let last = candidates; last > survivors; counts.push(last))
    last = Math.max(survivors, Math.ceil(last / 2));
  // The last halving only names the survivors.
  if (counts.length > 1) counts.pop();
  return counts.map((count, r) => ({
    count,
    length: Math.max(1, Math.round(length / 2 ** (counts.length - 1 - r))),
  }));
}

/** What is known of a candidate. */
export interface Tried {
  readonly candidate: number;
  readonly accuracy: number;
  readonly cost: number;
}

/** Whether one is nowhere worse than another and somewhere better. */
export const dominates = (a: Omit<Tried, 'candidate'>, b: Omit<Tried, 'candidate'>): boolean =>
  a.accuracy >= b.accuracy && a.cost <= b.cost && (a.accuracy > b.accuracy || a.cost < b.cost);

/** Those that nothing dominates. */
export const frontOf = <T extends Omit<Tried, 'candidate'>>(tried: readonly T[]): T[] =>
  tried.filter((one) => !tried.some((other) => dominates(other, one)));

/** Best first: front by front, the most accurate of a front first; of equals the earlier candidate. */
export function ranked(tried: readonly Tried[]): Tried[] {
  const order: Tried[] = [];
  let left = [...tried];
  while (left.length > 0) {
    const front = frontOf(left);
    order.push(...front.toSorted((a, b) => b.accuracy - a.accuracy || a.candidate - b.candidate));
    left = left.filter((one) => !front.includes(one));
  }
  return order;
}
