/**
 * Budgets that are laid down once: a frozen layer, a path of some units, a random set of synapses; and, as a control, a
 * random set drawn anew at every step.
 *
 * Rules 7, 104, 105 and 106 of the published program of van Rossum & Pache (2024).
 */

import { FrugalError } from '../../errors.ts';
import type { Random } from '../../numerics/random.ts';
import type { BundleTransform, RankOneBudget } from '../transform.ts';
import { checkFraction, keptOf } from './kept.ts';

/**
 * Nothing changes (rule 7 for the first layer: random features).
 *
 * @example chain(rate(0.1), frozen())
 */
export const frozen = (): BundleTransform => ({
  kind: 'bundle',
  name: 'frozen',
  states: [],
  rankOne: { budget: 'frozen' },
  apply({ change }) {
    change.fill(0);
  },
});

/**
 * A path input → k hidden units → output: the first k units of every hidden layer have plastic incoming and outgoing
 * synapses, everything else stays as it was born (rules 105, 106). Chosen once; any k units are equivalent at birth.
 *
 * `chain(path(k), competitive({ fraction }))` is rule 2000: fractions are shares of the whole layer.
 *
 * @example chain(rate(0.1), path(100))
 */
export function path(units: number): BundleTransform {
  if (!Number.isInteger(units) || units < 1)
    throw new FrugalError(`path of ${units} units is not an integer ≥ 1: nothing could learn`);
  return {
    kind: 'bundle',
    name: 'path',
    states: [],
    rankOne: { budget: 'path', units },
    apply({ change }, _step, context) {
      const { layer, layers } = context;
      // A bias comes from unit 0, which is on every path.
      const { pre, post } = context.ends();
      const free = { pre: layer === 0, post: layer === layers - 1 };
      for (let k = 0; k < change.length; k++) {
        if ((!free.pre && pre[k] >= units) || (!free.post && post[k] >= units)) change[k] = 0;
      }
    },
  };
}

type Choose = Extract<RankOneBudget, { readonly budget: 'chosen' }>['choose'];

/** Only the chosen synapses change: nothing is multiplied by a mask. */
const chosen = (name: string, choose: Choose): BundleTransform => ({
  kind: 'bundle',
  name,
  states: [],
  rankOne: { budget: 'chosen', choose },
  apply({ change }, step, { random }) {
    const open = choose(random, change.length, step);
    let next = 0;
    for (let k = 0; k < change.length; k++) {
      if (k === open[next]) next += 1;
      else change[k] = 0;
    }
  },
});

/**
 * Only the synapses at these positions change: with weights of 0 elsewhere, a wiring that exists in part.
 *
 * @param positions ascending; throws `FrugalError` where they are not
 */
export function onlySynapses(positions: ArrayLike<number>): BundleTransform {
  for (let k = 1; k < positions.length; k++)
    if (positions[k] <= positions[k - 1])
      throw new FrugalError(
        `positions of synapses do not ascend: ${positions[k - 1]} before ${positions[k]}`,
      );
  return chosen('onlySynapses', () => positions);
}

/**
 * A random set of exactly `keptOf(n, p)` synapses may change, the same for the whole run (rule 104).
 *
 * @example chain(rate(0.1), fixedSynapses(0.1))
 */
export function fixedSynapses(fraction: number): BundleTransform {
  checkFraction(fraction, 'synapses');
  const known = new WeakMap<Random, ArrayLike<number>>();
  return chosen('fixedSynapses', (random, size) => {
    const found = known.get(random);
    // After a rewiring there may be more or fewer to choose from.
    if (found?.length === keptOf(size, fraction)) return found;
    const open = random.split('synapses').distinct(size, keptOf(size, fraction));
    known.set(random, open);
    return open;
  });
}

/**
 * A random set of exactly `keptOf(n, p)` synapses may change, drawn anew at every step: a control.
 *
 * @example chain(rate(0.1), randomSynapses(0.1))
 */
export function randomSynapses(fraction: number): BundleTransform {
  checkFraction(fraction, 'synapses');
  return chosen('randomSynapses', (random, size, step) =>
    random.split('synapses').split(step).distinct(size, keptOf(size, fraction)),
  );
}
