/** The weights of a layer as a histogram whose edges stand still while the weights move. */

export interface WeightBins {
  /** Bins reach from −`reach` to `reach`, all of one width. */
  readonly reach: number;
  readonly counts: Uint32Array;
  /** Weights that are exactly 0, which are in the middle bins too. */
  readonly zeros: number;
  readonly total: number;
}

const MANTISSAS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/** The smallest round number that is not below x > 0. */
export function roundUp(x: number): number {
  const power = 10 ** Math.floor(Math.log10(x));
  const mantissa = MANTISSAS.find((m) => m * power >= x * (1 - 1e-9)) ?? 10;
  return mantissa * power;
}

/** Counts weights between − and + the largest size, made round. */
export function weightBins(weights: Float32Array, bins = 60): WeightBins {
  let largest = 0;
  let zeros = 0;
  for (let k = 0; k < weights.length; k++) {
    const size = Math.abs(weights[k]);
    if (size === 0) zeros++;
    else if (size > largest) largest = size;
  }
  const reach = largest > 0 && Number.isFinite(largest) ? roundUp(largest) : 1;
  const counts = new Uint32Array(bins);
  for (let k = 0; k < weights.length; k++) {
    const bin = Math.floor(((weights[k] + reach) / (2 * reach)) * bins);
    counts[bin < 0 ? 0 : bin < bins ? bin : bins - 1]++;
  }
  return { reach, counts, zeros, total: weights.length };
}
