/** How births are shared among the layers of a rule. */

import { momentumOf, type RewirableLayer } from './layer.ts';

/** A layer in a pass, after its connections have been chosen to die. */
export interface Bereaved {
  readonly layer: RewirableLayer;
  readonly removed: Uint32Array;
}

/** How births are shared. */
export interface Spread {
  readonly name: string;
  /** One weight a layer, ≥ 0: births are shared in proportion. */
  weights(layers: readonly Bereaved[]): number[];
}

/**
 * In proportion to the connections that survive: dynamic sparse reparameterisation.
 *
 * H. Mostafa, X. Wang, ICML 2019, algorithm 1.
 */
export const bySurvivors: Spread = {
  name: 'by-survivors',
  weights: (layers) =>
    layers.map(({ layer, removed }) => layer.topology.index.length - removed.length),
};

/**
 * In proportion to the mean |momentum| of the connections that survive: sparse momentum.
 *
 * T. Dettmers, L. Zettlemoyer (2019), §3.
 *
 * @throws UsageError in use when the optimiser has no momentum
 */
export const byMomentum: Spread = {
  name: 'by-momentum',
  weights: (layers) =>
    layers.map(({ layer, removed }) => {
      const momentum = momentumOf(layer);
      let [sum, r] = [0, 0];
      for (let k = 0; k < momentum.length; k++) {
        if (removed[r] === k) r++;
        else sum += Math.abs(momentum[k]);
      }
      return momentum.length > removed.length ? sum / (momentum.length - removed.length) : 0;
    }),
};

/**
 * Whole numbers of sum `total` (or as much as fits), in proportion to the weights and at most the rooms: what a full layer
 * cannot take goes to the others in proportion, remainders to the largest fractions, the first of equal ones.
 *
 * @example apportion(10, [1, 1, 2], [10, 10, 3]) // [4, 3, 3]
 */
export function apportion(
  total: number,
  weights: readonly number[],
  rooms: readonly number[],
): number[] {
  const given = weights.map(() => 0);
  let left = Math.min(
    total,
    rooms.reduce((sum, room) => sum + room, 0),
  );
  while (left > 0) {
    const open = rooms.flatMap((room, l) => (room > given[l] ? [l] : []));
    const sum = open.reduce((all, l) => all + weights[l], 0);
    // Where no open layer has a claim, all have the same.
    const quota = open.map(
      (l) => (left * (sum > 0 ? weights[l] : 1)) / (sum > 0 ? sum : open.length),
    );
    const whole = quota.map((q, i) => Math.min(Math.floor(q), rooms[open[i]] - given[open[i]]));
    const taken = whole.reduce((all, n) => all + n, 0);
    whole.forEach((n, i) => {
      given[open[i]] += n;
    });
    left -= taken;
    const full = whole.some((n, i) => n < Math.floor(quota[i]));
    if (full) continue;
    const order = open
      .map((l, i) => ({ l, rest: quota[i] - whole[i] }))
      .filter(({ l }) => rooms[l] > given[l])
      .sort((a, b) => b.rest - a.rest || a.l - b.l);
    for (const { l } of order.slice(0, left)) {
      given[l]++;
      left--;
    }
  }
  return given;
}
