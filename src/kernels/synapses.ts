/**
 * The synapses' side of approximate message passing, around the products with the patterns: from the magnetisations (singles) to
 * means and variances, and from what the patterns exert to fields (doubles).
 */

import { from, largestAt, splatOf, walk } from './double-walk.ts';
import { type Doubles, numberDoubles } from './doubles.ts';
import { type Kernel, kernel } from './kernel.ts';

/** Doubles that the kernels of this file read at `cell`, and the last that they write. */
export const SYNAPSE_CELL = { middle: 0, half: 1, damping: 2, change: 3 } as const;
export const SYNAPSE_CELL_BYTES = 32;

/** Where fields are cut. */
const MOST = 30;

const varianceOf = <T, M>({ constant, sub, mul }: Doubles<T, M>, half: T, m: T): T =>
  mul(mul(half, half), sub(constant(1), mul(m, m)));

/** Keeps the magnetisations in `before`; mean and variance of every synapse. `means` holds singles too. */
export const presentSynapses: Kernel = kernel(
  'presentSynapses',
  ['count', 'activities', 'before', 'means', 'variances', 'cell'],
  (body, count, activities, before, means, variances, cell) => {
    const [middle, half] = [SYNAPSE_CELL.middle, SYNAPSE_CELL.half].map((k) =>
      splatOf(body, cell, k),
    );
    walk(body, count, (algebra, _, splat, single) => {
      const m = single(activities);
      return {
        stores: [[variances, varianceOf(algebra, splat(half), m)]],
        singles: [
          [before, m],
          [means, algebra.add(splat(middle), algebra.mul(splat(half), m))],
        ],
        sums: [],
        largest: [],
      };
    });
  },
  (memory, count, activities, before, means, variances, cell) => {
    const { f32: m } = memory;
    const [v, [middle, half]] = [variances, cell].map((at) => from(memory, at));
    for (let j = 0; j < count; j++) {
      const own = m[activities / 4 + j];
      m[before / 4 + j] = own;
      m[means / 4 + j] = middle + half * own;
      v[j] = varianceOf(numberDoubles, half, own);
    }
  },
);

/** Arrays of doubles that lie one after another, `stride` bytes apart. */
export const SYNAPSE_ARRAYS = ['lasting', 'external', 'messages', 'fields'] as const;

/** What the patterns make of a synapse: its message, damped, and its field. */
function renewed<T, M>(
  algebra: Doubles<T, M>,
  [exerted, curvature, m]: readonly [T, T, T],
  [lasting, external, message]: readonly [T, T, T],
  [half, damping]: readonly [T, T],
): { readonly message: T; readonly field: T } {
  const { constant, add, sub, mul, least, most } = algebra;
  const answer = add(mul(half, add(exerted, mul(mul(half, curvature), m))), lasting);
  const next = add(mul(damping, message), mul(sub(constant(1), damping), answer));
  const field = most(least(add(next, external), constant(MOST)), constant(-MOST));
  return { message: next, field };
}

/**
 * New messages and fields; the fields as singles to `activities`. `exerted` and `before` hold singles; from `arrays` on lie
 * those of `SYNAPSE_ARRAYS`.
 */
export const renewSynapses: Kernel = kernel(
  'renewSynapses',
  ['count', 'exerted', 'curvatures', 'before', 'activities', 'arrays', 'stride', 'cell'],
  (body, count, exerted, curvatures, before, activities, arrays, stride, cell) => {
    const [half, damping] = [SYNAPSE_CELL.half, SYNAPSE_CELL.damping].map((k) =>
      splatOf(body, cell, k),
    );
    const places = [body.local('i32', arrays)];
    for (let k = 1; k < SYNAPSE_ARRAYS.length; k++) {
      places.push(body.local('i32', places[k - 1]));
      body.advance(places[k], stride);
    }
    const [lasting, external, messages, fields] = places;
    walk(body, count, (algebra, load, splat, single) => {
      const { message, field } = renewed(
        algebra,
        [single(exerted), load(curvatures), single(before)],
        [load(lasting), load(external), load(messages)],
        [splat(half), splat(damping)],
      );
      return {
        stores: [
          [messages, message],
          [fields, field],
        ],
        singles: [[activities, field]],
        sums: [],
        largest: [],
      };
    });
  },
  (memory, count, exerted, curvatures, before, activities, arrays, stride, cell) => {
    const { f32: single } = memory;
    const [curvature, values] = [curvatures, cell].map((at) => from(memory, at));
    const [lasting, external, messages, fields] = SYNAPSE_ARRAYS.map((_, k) =>
      from(memory, arrays + k * stride),
    );
    const given = [values[SYNAPSE_CELL.half], values[SYNAPSE_CELL.damping]] as const;
    for (let j = 0; j < count; j++) {
      const { message, field } = renewed(
        numberDoubles,
        [single[exerted / 4 + j], curvature[j], single[before / 4 + j]],
        [lasting[j], external[j], messages[j]],
        given,
      );
      messages[j] = message;
      fields[j] = field;
      single[activities / 4 + j] = field;
    }
  },
);

/** `cell.change`, grown to the largest |activities − before|. */
export const largestChange: Kernel = kernel(
  'largestChange',
  ['count', 'activities', 'before', 'cell'],
  (body, count, activities, before, cell) => {
    const { most, store } = largestAt(body, cell, SYNAPSE_CELL.change);
    walk(body, count, ({ abs, sub }, _load, _splat, single) => ({
      stores: [],
      sums: [],
      largest: [[most, abs(sub(single(activities), single(before)))]],
    }));
    store();
  },
  (memory, count, activities, before, cell) => {
    const { f32: m } = memory;
    const values = from(memory, cell);
    for (let j = 0; j < count; j++) {
      const change = Math.abs(m[activities / 4 + j] - m[before / 4 + j]);
      values[SYNAPSE_CELL.change] = numberDoubles.most(values[SYNAPSE_CELL.change], change);
    }
  },
);
