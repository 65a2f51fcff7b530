/**
 * What the degrees of a topology say: spread, inequality, silent units.
 *
 * A random (Erdős–Rényi) layer has binomial degrees, with variance / mean just below 1; wiring that adapts to its input
 * spreads them. Whether a distribution is a power law needs a test of its own and is not decided here.
 */

import { inDegrees, outDegrees, type Topology } from './topology.ts';

/** A distribution of degrees in a few numbers. */
export interface DegreeSummary {
  readonly units: number;
  readonly mean: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Mean squared distance from the mean (divided by the number of units). */
  readonly variance: number;
  /** Variance / mean: 1 − p for a binomial, 1 for a Poisson distribution, more when over-dispersed; 0 without connections. */
  readonly dispersion: number;
  /** Gini coefficient: 0 when all units have the same degree, towards 1 when few have all. */
  readonly gini: number;
  /** Units without any connection. */
  readonly zero: number;
}

/** `histogram[d]` units have degree d; length largest degree + 1 (1 when there are no units). */
export function degreeHistogram(degrees: Uint32Array): Uint32Array {
  let largest = 0;
  for (const degree of degrees) if (degree > largest) largest = degree;
  const histogram = new Uint32Array(largest + 1);
  for (const degree of degrees) histogram[degree]++;
  return histogram;
}

/** Complementary cumulative distribution: `ccdf[d]` is the share of units with degree ≥ d. */
export function degreeCcdf(degrees: Uint32Array): Float64Array {
  const histogram = degreeHistogram(degrees);
  const ccdf = new Float64Array(histogram.length);
  let above = 0;
  for (let degree = histogram.length - 1; degree >= 0; degree--) {
    above += histogram[degree];
    ccdf[degree] = degrees.length === 0 ? 0 : above / degrees.length;
  }
  return ccdf;
}

/**
 * Gini coefficient Σᵢ (2i − n − 1) dᵢ / (n Σ dᵢ) over ascending degrees, i from 1; 0 when there is nothing to share.
 *
 * Sorted through the histogram: O(units + largest degree).
 */
export function gini(degrees: Uint32Array): number {
  const histogram = degreeHistogram(degrees);
  const n = degrees.length;
  let total = 0;
  let weighted = 0;
  let below = 0;
  for (let degree = 0; degree < histogram.length; degree++) {
    const units = histogram[degree];
    // Ranks below + 1 … below + units: their sum of (2i − n − 1) is units · (2 below + units − n).
    weighted += degree * units * (2 * below + units - n);
    total += degree * units;
    below += units;
  }
  return total === 0 ? 0 : weighted / (n * total);
}

/** @param degrees connections of every unit, from `inDegrees` or `outDegrees` */
export function summariseDegrees(degrees: Uint32Array): DegreeSummary {
  const units = degrees.length;
  let total = 0;
  let minimum = units === 0 ? 0 : degrees[0];
  let maximum = 0;
  let zero = 0;
  for (const degree of degrees) {
    total += degree;
    if (degree < minimum) minimum = degree;
    if (degree > maximum) maximum = degree;
    if (degree === 0) zero++;
  }
  const mean = units === 0 ? 0 : total / units;
  let squares = 0;
  for (const degree of degrees) squares += (degree - mean) * (degree - mean);
  const variance = units === 0 ? 0 : squares / units;
  const dispersion = mean === 0 ? 0 : variance / mean;
  return { units, mean, minimum, maximum, variance, dispersion, gini: gini(degrees), zero };
}

/**
 * Units that cannot take part: without any input, or without any output.
 *
 * @param incoming topology whose outputs are the units; absent for the first layer of a network
 * @param outgoing topology whose inputs are the units; absent for the last
 * @returns the units' numbers, ascending
 */
export function deadUnits(
  incoming: Topology | undefined,
  outgoing: Topology | undefined,
): Uint32Array {
  const fanIn = incoming && inDegrees(incoming);
  const fanOut = outgoing && outDegrees(outgoing);
  const units = (fanIn ?? fanOut)?.length ?? 0;
  const dead: number[] = [];
  for (let unit = 0; unit < units; unit++) {
    if (fanIn?.[unit] === 0 || fanOut?.[unit] === 0) dead.push(unit);
  }
  return Uint32Array.from(dead);
}
