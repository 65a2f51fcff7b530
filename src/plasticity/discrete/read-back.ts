/**
 * Weights of discrete synapses read back as what they are: numbers of levels, packed into bits. For models that are stored or
 * sent; a packed model of ±1 synapses has one bit a synapse and one magnitude.
 */

import { FrugalError } from '../../errors.ts';
import { unitLevels } from './hidden-states.ts';

/** Weights as packed numbers of levels, least significant bits first. */
export interface PackedWeights {
  readonly count: number;
  readonly levels: number;
  /** Weight of the greatest level. */
  readonly magnitude: number;
  /** Bits of one weight. */
  readonly width: number;
  readonly bytes: Uint8Array;
}

/**
 * Packs weights that are at levels.
 *
 * @throws FrugalError naming the first weight that is more than 2⁻¹⁸ of the magnitude away from every level
 * @example packLevels([0.3, -0.3, -0.3, 0.3], { levels: 2, magnitude: 0.3 }).bytes // [9]
 */
export function packLevels(
  weights: ArrayLike<number>,
  { levels = 2, magnitude }: { readonly levels?: number; readonly magnitude: number },
): PackedWeights {
  const width = 32 - Math.clz32(levels - 1);
  const bytes = new Uint8Array(Math.ceil((weights.length * width) / 8));
  for (let k = 0; k < weights.length; k++) {
    const level = Math.round(((weights[k] / magnitude + 1) / 2) * (levels - 1));
    const away = Math.abs(weights[k] / magnitude - ((2 * level) / (levels - 1) - 1));
    if (!(level >= 0 && level < levels && away <= 2 ** -18))
      throw new FrugalError(
        `weights[${k}] ${weights[k]} is at none of the ${levels} levels up to ${magnitude}`,
      );
    for (let b = 0, at = k * width; b < width; b++, at++)
      if ((level >>> b) & 1) bytes[at >>> 3] |= 1 << (at & 7);
  }
  return { count: weights.length, levels, magnitude, width, bytes };
}

/** The weights again, in single precision. */
export function unpackLevels({
  count,
  levels,
  magnitude,
  width,
  bytes,
}: PackedWeights): Float32Array {
  const seen = Float32Array.from(unitLevels(levels), (level) => level * magnitude);
  return Float32Array.from({ length: count }, (_, k) => {
    let level = 0;
    for (let b = 0, at = k * width; b < width; b++, at++)
      level |= ((bytes[at >>> 3] >>> (at & 7)) & 1) << b;
    return seen[level];
  });
}
