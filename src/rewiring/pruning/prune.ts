/**
 * Pruning of a whole network outside of learning: who stays is decided over all layers together, and the layers that are left
 * list exactly those connections. Before it learns (`pruneAtBirth`), or between two trainings (`rewind`).
 */

import { FrugalError, UsageError } from '../../errors.ts';
import { pow } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';
import { largest, valueKeys } from '../../numerics/select.ts';
import type { Layer } from '../../sparse/layer.ts';
import { indexArray, listOfEach, others, type Topology } from '../../sparse/topology.ts';
import { type ActiveLayer, listed, wiresOf } from './plain-network.ts';
import type { Saliency } from './saliency.ts';

const sum = (values: readonly number[]): number => values.reduce((all, x) => all + x, 0);

/**
 * Ascending positions of those that stay in every layer: the `count` largest scores of all layers together, exactly so many;
 * among equal ones at the end chance decides.
 *
 * @throws UsageError for a count that is not one of connections; FrugalError for a score that is not a number
 */
export function strongest(
  scores: readonly ArrayLike<number>[],
  count: number,
  random: Random,
): Uint32Array[] {
  const total = sum(scores.map(({ length }) => length));
  if (!(Number.isInteger(count) && count >= 0 && count <= total))
    throw new UsageError(`${count} of ${total} connections cannot stay`);
  let most = 0;
  for (const own of scores)
    for (let k = 0; k < own.length; k++) most = Math.max(most, Math.abs(own[k]));
  if (!Number.isFinite(most) && total > 0)
    throw new FrugalError(
      'a score is not a finite number: first weights are too large for this rule',
    );
  // In single precision, relative to the largest: keys are of that.
  const all = new Float32Array(total);
  let at = 0;
  for (const own of scores) {
    for (let k = 0; k < own.length; k++) all[at + k] = most > 0 ? own[k] / most : 0;
    at += own.length;
  }
  const kept = largest(valueKeys(all), count, () => random.split('ties'));
  let [from, first] = [0, 0];
  return scores.map(({ length }) => {
    let end = first;
    while (end < kept.length && kept[end] < from + length) end++;
    const own = kept.slice(first, end).map((k) => k - from);
    from += length;
    first = end;
    return own;
  });
}

/** A layer with only the connections at ascending positions. */
export function subset<L extends ActiveLayer>(
  layer: L,
  kept: Uint32Array,
): L & { readonly topology: Topology } {
  const topology = listed(layer.topology);
  const { start, index } = topology;
  const thin = new Uint32Array(start.length);
  for (let list = 0, k = 0; list + 1 < start.length; list++) {
    while (k < kept.length && kept[k] < start[list + 1]) k++;
    thin[list + 1] = k;
  }
  const chosen = indexArray(others(topology), kept.length);
  for (let k = 0; k < kept.length; k++) chosen[k] = index[kept[k]];
  const arrays = Object.fromEntries(
    Object.entries(layer.arrays).map(([name, values]) => [
      name,
      Float32Array.from(kept, (k) => values[k]),
    ]),
  );
  return { ...layer, topology: { ...topology, start: thin, index: chosen }, arrays };
}

/** What pruning at birth came to. */
export interface Pruned<L> {
  readonly layers: readonly L[];
  /** Multiply-adds that the scores took. */
  readonly work: number;
}

/**
 * Prunes a network before it learns, down to a share of its connections: round k of n leaves density^(k / n), by scores of
 * the network that the round before has left.
 *
 * @param density share of all positions that stays, in (0, 1]
 * @throws UsageError for a density outside (0, 1] or layers that are normalised; FrugalError where a layer would lose its last
 *   connection
 * @example pruneAtBirth(layers, synflow(), { density: 0.02, random: createRandom(1) }).layers
 */
export function pruneAtBirth<L extends ActiveLayer>(
  layers: readonly L[],
  saliency: Saliency,
  { density, random }: { readonly density: number; readonly random: Random },
): Pruned<L> {
  if (!(density > 0 && density <= 1)) throw new UsageError(`density ${density} is outside (0, 1]`);
  if (layers.some(({ norm }) => norm !== undefined))
    throw new UsageError(
      `${saliency.name} scores a network without batch normalisation; describe it without norm`,
    );
  const all = sum(layers.map(({ topology: { inputs, outputs } }) => inputs * outputs));
  let [left, work] = [layers, 0];
  for (let round = 1; round <= saliency.rounds; round++) {
    const exist = sum(left.map(({ arrays: { weights } }) => weights.length));
    const share = round === saliency.rounds ? density : pow(density, round / saliency.rounds);
    const count = Math.min(exist, Math.round(share * all));
    work += saliency.work(exist);
    const kept = strongest(saliency.scores(wiresOf(left)), count, random.split(round));
    left = left.map((layer, l) => subset(layer, kept[l]));
  }
  left.forEach(({ arrays: { weights } }, l) => {
    if (weights.length === 0)
      throw new FrugalError(
        `${saliency.name} leaves layer ${l + 1} no connection at density ${density}; raise the density`,
      );
  });
  return { layers: left, work };
}

/**
 * Iterative magnitude pruning: the strongest of the trained connections stay, and begin again with the weights that they
 * were born with.
 *
 * J. Frankle, M. Carbin, "The lottery ticket hypothesis", ICLR 2019: 20 % of what is left go after each training.
 * *Deviation:* the output layer is pruned as all others, where the article takes half of the share from it and its public
 * code none, so that networks of equal density compare.
 *
 * @param trained of the same connections as `born`
 * @param count connections that stay, of all layers together
 * @throws UsageError where the layers are not of the same connections
 */
export function rewind<L extends ActiveLayer>(
  born: readonly L[],
  trained: readonly Pick<Layer, 'arrays'>[],
  { count, random }: { readonly count: number; readonly random: Random },
): L[] {
  born.forEach(({ arrays: { weights } }, l) => {
    const now = trained[l]?.arrays.weights.length;
    if (now !== weights.length)
      throw new UsageError(
        `layer ${l + 1} was born with ${weights.length} connections, not ${now}`,
      );
  });
  const magnitudes = trained.map(({ arrays: { weights } }) => weights.map(Math.abs));
  const kept = strongest(magnitudes, count, random);
  return born.map((layer, l) => subset(layer, kept[l]));
}

/**
 * A layer that has all its connections, with only those of a topology: the weights that these were born with.
 *
 * @throws UsageError where the topology is of other units or another order, or the layer lacks connections
 */
export function restrict<L extends ActiveLayer>(layer: L, to: Topology): L {
  const { inputs, outputs, order } = layer.topology;
  const fits = to.inputs === inputs && to.outputs === outputs && to.order === order;
  if (!fits || layer.arrays.weights.length !== inputs * outputs)
    throw new UsageError(
      `a ${to.inputs}×${to.outputs} ${to.order} topology is no part of a full ${inputs}×${outputs} ${order} layer`,
    );
  const width = others(to);
  const list = listOfEach(to);
  return subset(
    layer,
    list.map((row, k) => row * width + to.index[k]),
  );
}
