/**
 * What the degrees of a topology say: spread, inequality.
 *
 * A random (Erdős–Rényi) layer has binomial degrees, with variance / mean just below 1; wiring that adapts to its input
 * spreads them. Whether a distribution is a power law needs a test of its own and is not decided here.
 */

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
