/** Ends of a logarithmic axis at round numbers, so that what is drawn stands inside and ticks fall on 1, 2 and 5. */

import { log } from '../../numerics/portable.ts';

const STEPS = [1, 2, 5, 10];

/** The nearest of 1, 2, 5 times a power of ten at or below the least value, and at or above the greatest. */
export function logDomain(values: readonly number[]): readonly [number, number] | undefined {
  const positive = values.filter((x) => x > 0 && Number.isFinite(x));
  if (positive.length === 0) return undefined;
  const [least, greatest] = [Math.min(...positive), Math.max(...positive)];
  const below = decade(least);
  const above = decade(greatest);
  const low = [...STEPS].reverse().find((step) => step * below <= least) ?? 1;
  const high = STEPS.find((step) => step * above >= greatest) ?? 10;
  const [from, to] = [low * below, high * above];
  return from < to ? [from, to] : [from / 2, to * 2];
}

/** The power of ten at or below x. */
function decade(x: number): number {
  const exponent = Math.floor(log(x) / Math.LN10 + 1e-9);
  return exponent >= 0 ? 10 ** exponent : 1 / 10 ** -exponent;
}
