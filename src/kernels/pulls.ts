/**
 * External fields of synapses out of their total fields, between two sweeps of message passing: reinforcement and focusing.
 * All arrays hold doubles; `next` may be `external`.
 */

import { from, splatOf, walk, walkInPairs } from './double-walk.ts';
import { bondOf, type Doubles, numberDoubles } from './doubles.ts';
import { type Kernel, kernel } from './kernel.ts';

/** Where fields are cut. */
const MOST = 30;

const cut = <T, M>({ constant, least, most }: Doubles<T, M>, field: T): T =>
  most(least(field, constant(MOST)), constant(-MOST));

/** `next = strength · fields`, cut; `cell` holds the strength. */
export const reinforceFields: Kernel = kernel(
  'reinforceFields',
  ['count', 'fields', 'next', 'cell'],
  (body, count, fields, next, cell) => {
    const strength = splatOf(body, cell, 0);
    walk(body, count, (algebra, load, splat) => ({
      stores: [[next, cut(algebra, algebra.mul(splat(strength), load(fields)))]],
      sums: [],
      largest: [],
    }));
  },
  (memory, count, fields, next, cell) => {
    const [h, to, [strength]] = [fields, next, cell].map((at) => from(memory, at));
    for (let j = 0; j < count; j++) to[j] = cut(numberDoubles, strength * h[j]);
  },
);

/** Bond γ and its tangent, y − 1, and the share of the old field that stays. */
interface Focus<T> {
  readonly bond: T;
  readonly tangent: T;
  readonly others: T;
  readonly damping: T;
}

/** What y − 1 replicas that share a centre put on a synapse, through its bond and theirs. */
function focused<T, M>(
  algebra: Doubles<T, M>,
  field: T,
  external: T,
  { bond, tangent, others, damping }: Focus<T>,
): T {
  const { constant, add, sub, mul } = algebra;
  const through = (x: T): T => bondOf(algebra, x, bond, tangent);
  const fresh = cut(algebra, through(mul(others, through(sub(field, external)))));
  return add(mul(damping, external), mul(sub(constant(1), damping), fresh));
}

/** `next = damping · external + (1 − damping) ·` the field of focusing; `cell` holds the numbers of `Focus`, in that order. */
export const focusFields: Kernel = kernel(
  'focusFields',
  ['count', 'fields', 'external', 'next', 'cell'],
  (body, count, fields, external, next, cell) => {
    const [bond, tangent, others, damping] = [0, 1, 2, 3].map((k) => splatOf(body, cell, k));
    walkInPairs(body, count, (algebra, load, splat) => {
      const focus = {
        ...{ bond: splat(bond), tangent: splat(tangent) },
        ...{ others: splat(others), damping: splat(damping) },
      };
      const value = focused(algebra, load(fields), load(external), focus);
      return { stores: [[next, value]], sums: [], largest: [] };
    });
  },
  (memory, count, fields, external, next, cell) => {
    const [h, before, to, values] = [fields, external, next, cell].map((at) => from(memory, at));
    const [bond, tangent, others, damping] = values;
    const focus = { bond, tangent, others, damping };
    for (let j = 0; j < count; j++) to[j] = focused(numberDoubles, h[j], before[j], focus);
  },
);

/** `fields += next − external`, then `external = next`. */
export const exposeFields: Kernel = kernel(
  'exposeFields',
  ['count', 'next', 'external', 'fields'],
  (body, count, next, external, fields) => {
    walk(body, count, ({ add, sub }, load) => {
      const fresh = load(next);
      return {
        stores: [
          [fields, add(load(fields), sub(fresh, load(external)))],
          [external, fresh],
        ],
        sums: [],
        largest: [],
      };
    });
  },
  (memory, count, next, external, fields) => {
    const [fresh, before, h] = [next, external, fields].map((at) => from(memory, at));
    for (let j = 0; j < count; j++) {
      h[j] += fresh[j] - before[j];
      before[j] = fresh[j];
    }
  },
);
