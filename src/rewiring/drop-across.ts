/** Which connections die when one look at all layers decides. */

import { UsageError } from '../errors.ts';
import { magnitudeKeys, smallest } from '../numerics/select.ts';
import type { Drop, DropLayer } from './drop.ts';
import { asFraction, type Fraction, shareOf } from './fraction.ts';

/**
 * The `count` smallest of all layers together: positions of each, ascending. Ties are drawn from a child, of that name, of the
 * first layer's stream.
 *
 * @param scoresOf by whose magnitude connections are weak; default their weights
 */
export function smallestOfAll(
  layers: readonly DropLayer[],
  count: number,
  ties = 'ties',
  scoresOf: (layer: DropLayer['layer']) => Float32Array = ({ arrays }) => arrays.weights,
): Uint32Array[] {
  const total = layers.reduce((sum, { layer }) => sum + layer.topology.index.length, 0);
  const keys = new Uint32Array(total);
  const starts = layers.map(() => 0);
  let from = 0;
  layers.forEach(({ layer }, l) => {
    starts[l] = from;
    keys.set(magnitudeKeys(scoresOf(layer)), from);
    from += layer.topology.index.length;
  });
  const chosen = smallest(keys, count, () => layers[0].random.split(ties));
  let at = 0;
  return starts.map((start, l) => {
    const end = l + 1 < starts.length ? starts[l + 1] : total;
    const first = at;
    while (at < chosen.length && chosen[at] < end) at++;
    return chosen.slice(first, at).map((k) => k - start);
  });
}

/**
 * The ⌊ζK⌋ connections of smallest |weight| of all layers together: one threshold for the network.
 *
 * @throws UsageError when ζ is outside [0, 1]
 */
export function weakestOfNetwork(zeta: Fraction): Drop {
  const fraction = asFraction('zeta', zeta);
  const across: Drop['across'] = (layers, { step, done }) => {
    const total = layers.reduce((sum, { layer }) => sum + layer.topology.index.length, 0);
    return smallestOfAll(layers, shareOf(fraction(step, done), total));
  };
  return {
    name: 'weakest-of-network',
    across,
    select: (layer, random, at) => across([{ layer, random }], at)[0],
  };
}

export interface ThresholdOptions {
  /** Connections that are to die at each pass; default 600. */
  readonly count?: number;
  /** Or the share of all that are to. */
  readonly share?: Fraction;
  /** Share of `count` by which it may be missed before the threshold moves; default 0.1. */
  readonly tolerance?: number;
  /** First threshold on |weight|; default 0.001. */
  readonly start?: number;
}

/**
 * Every connection whose |weight| is below one threshold for all layers, which is doubled after a pass that took too few and
 * halved after one that took too many: the removal of dynamic sparse reparameterisation. Its memory is `threshold`.
 *
 * H. Mostafa, X. Wang, ICML 2019, algorithm 1; the numbers are those of their public code.
 *
 * @throws UsageError when a number is out of range
 */
export function underThreshold(options: ThresholdOptions = {}): Drop {
  const { count = 600, tolerance = 0.1, start = 1e-3 } = options;
  if (!(count >= 1 && tolerance >= 0 && start > 0))
    throw new UsageError(
      `count ${count}, tolerance ${tolerance}, start ${start} of a threshold: they are ≥ 1, ≥ 0 and > 0`,
    );
  const fraction = options.share === undefined ? undefined : asFraction('zeta', options.share);
  const across: Drop['across'] = (layers, { memory, step, done }) => {
    const all = layers.reduce((sum, { layer }) => sum + layer.topology.index.length, 0);
    const wanted = fraction === undefined ? count : shareOf(fraction(step, done), all);
    memory.threshold ??= Float64Array.of(start);
    const [threshold] = memory.threshold;
    const dead = layers.map(({ layer: { arrays } }) => {
      // For its check: what is not a number is below nothing.
      magnitudeKeys(arrays.weights);
      const below: number[] = [];
      arrays.weights.forEach((weight, k) => {
        if (Math.abs(weight) < threshold) below.push(k);
      });
      return Uint32Array.from(below);
    });
    const took = dead.reduce((sum, each) => sum + each.length, 0);
    if (took < (1 - tolerance) * wanted) memory.threshold[0] = 2 * threshold;
    else if (took > (1 + tolerance) * wanted) memory.threshold[0] = threshold / 2;
    return dead;
  };
  return {
    name: 'under-threshold',
    across,
    select: (layer, random, at) => across([{ layer, random }], at)[0],
  };
}
