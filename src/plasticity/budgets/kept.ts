/** How many a fraction keeps. */

import { FrugalError } from '../../errors.ts';

/** Throws `FrugalError` for a fraction outside (0, 1]. */
export function checkFraction(fraction: number, what: string): void {
  if (!(fraction > 0 && fraction <= 1))
    throw new FrugalError(`fraction ${fraction} of ${what} is outside (0, 1]`);
}

/** The integer nearest to x ≥ 0; of two equally near the even one. */
function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/**
 * How many of n a fraction p keeps: n − round((1 − p)(n − 1)), halves to even, at least 1. The count of the published
 * program of van Rossum & Pache (2024), which cuts at an order statistic; where several are equal it keeps more, we do not.
 *
 * @example keptOf(78_500, 0.1) // 7851
 */
export function keptOf(n: number, fraction: number): number {
  return n === 0 ? 0 : n - roundHalfEven((1 - fraction) * (n - 1));
}

/** How many of the n synapses onto a unit compete successfully: the published program drops at most n − 1. */
export const keptOnto = (n: number, fraction: number): number => Math.max(1, keptOf(n, fraction));
