/**
 * What a visit to a pattern does to the messages of belief propagation on two-level synapses, in doubles: takes the pattern's
 * messages out of the fields (`beliefLook`), makes new ones (`beliefAnswer`, `beliefRenew`), and puts these into the fields
 * (`beliefJoin`), or does this and takes out the next pattern's in a single walk (`beliefTurn`).
 *
 * Fields are kept with their hyperbolic tangents, which the addition theorem carries along: three divisions a synapse and
 * no exponential, unless a field decides its synapse or a message is large. Sums run in the order of the synapses.
 *
 * Doubles at `cell` say what the pattern asks and receive what it finds: see `CELL`.
 */

import { type Body, f64x2, i16x8, i32, i32x4, shuffle32, v128 } from '../wasm/index.ts';
import { doubleOf, from, largestAt, splatOf, walk } from './double-walk.ts';
import { type Doubles, numberDoubles, tanhOf } from './doubles.ts';
import { type Address, type Kernel, kernel, type V, type Views } from './kernel.ts';

/** Squares of tangents nearer to 1 lose digits in the addition theorem. */
const SAFE = 0.998;
/** Squares of tangents of messages that are small enough for it. */
const SMALL = 0.25;
/** Messages that the continued fraction is good for, to a unit in the last place. */
const NEAR = 0.25;
/** Where messages are cut. */
const MOST = 30;

/**
 * Places in a cell, in doubles. For `look`: `scale`, what an input is multiplied with; `mean` and `variance`, where the sums
 * of input · tangent and input² (1 − tangent²) begin and what they come to. For `renew`: `damping`, the share of the old
 * message that stays; `moved`, how far the message went that went furthest. For `answer` also `slope` and `curvature` of the
 * linear answer share · slope + share² · curvature · tangent.
 */
export const CELL = {
  scale: 0,
  mean: 1,
  variance: 2,
  damping: 3,
  moved: 4,
  slope: 5,
  curvature: 6,
} as const;

/** Bytes of a cell. */
export const CELL_BYTES = 64;

/** Whether the addition theorem keeps its digits, of the tangents of a field and of a message. */
export const easily = <T, M>(
  { constant, mul, less, both }: Doubles<T, M>,
  whole: T,
  tangent: T,
): M => both(less(mul(whole, whole), constant(SAFE)), less(mul(tangent, tangent), constant(SMALL)));

/** tanh of the field without a message: of tangents `whole` and `t` of the two, and the `rest` itself. */
function without<T, M>(algebra: Doubles<T, M>, whole: T, t: T, rest: T): T {
  const { constant, sub, mul, div, usually } = algebra;
  const easy = easily(algebra, whole, t);
  const quotient = div(sub(whole, t), sub(constant(1), mul(whole, t)));
  return usually(easy, quotient, () => tanhOf(algebra, rest));
}

/** tanh of the sum of a field and a message, likewise. */
function together<T, M>(algebra: Doubles<T, M>, own: T, t: T, sum: T): T {
  const { constant, add, mul, div, usually } = algebra;
  const easy = easily(algebra, own, t);
  const quotient = div(add(own, t), add(constant(1), mul(own, t)));
  return usually(easy, quotient, () => tanhOf(algebra, sum));
}

/** Fields whose squared tangent is above `SAFE` for certain. */
const DECIDED = 3.81;

/**
 * `together` for `without` alone, which works a decided field out afresh: there it need not be exact, but above `SAFE` too, as it is
 * if the message is small.
 */
function nearly<T, M>(algebra: Doubles<T, M>, own: T, t: T, sum: T): T {
  const { constant, add, mul, div, abs, less, usually, both, either } = algebra;
  const quotient = div(add(own, t), add(constant(1), mul(own, t)));
  const open = less(mul(own, own), constant(SAFE));
  const decided = less(constant(DECIDED), abs(sum));
  const enough = both(less(mul(t, t), constant(SMALL)), either(open, decided));
  return usually(enough, quotient, () => tanhOf(algebra, sum));
}

/** tanh of a message: Lambert's continued fraction while it is small. */
function ofMessage<T, M>(algebra: Doubles<T, M>, x: T): T {
  const { constant, add, mul, div, abs, less, usually } = algebra;
  const z = mul(x, x);
  const above = add(constant(10395), mul(z, add(constant(1260), mul(constant(21), z))));
  const below = add(constant(4725), mul(z, add(constant(210), z)));
  const quotient = div(mul(x, above), add(constant(10395), mul(z, below)));
  return usually(less(abs(x), constant(NEAR)), quotient, () => tanhOf(algebra, x));
}

/** How new messages are taken in: the share of the old one that stays, and that of the new one. */
interface Damping<T> {
  readonly damping: T;
  readonly fresh: T;
}

/** A message after an answer: cut, damped; and its tangent. */
function renewed<T, M>(
  algebra: Doubles<T, M>,
  answer: T,
  old: T,
  { damping, fresh }: Damping<T>,
): { readonly message: T; readonly tangent: T; readonly moved: T } {
  const { constant, add, sub, mul, abs, least, most } = algebra;
  const value = most(least(answer, constant(MOST)), constant(-MOST));
  const message = add(mul(damping, old), mul(fresh, value));
  return { message, tangent: ofMessage(algebra, message), moved: abs(sub(message, old)) };
}

/** The answer to second order in the synapse's own share x. */
const linearly = <T, M>({ add, mul }: Doubles<T, M>, x: T, own: T, slope: T, curvature: T): T =>
  add(mul(x, slope), mul(mul(mul(x, x), curvature), own));

/** What a synapse adds to the mean and the variance of its unit's field. */
const added = <T, M>(
  { constant, sub, mul }: Doubles<T, M>,
  x: T,
  own: T,
): { readonly mean: T; readonly variance: T } => ({
  mean: mul(x, own),
  variance: mul(mul(x, x), sub(constant(1), mul(own, own))),
});

/** What a pattern leaves of a synapse: its field without the pattern, the tangent of that, and its share of the pattern's sum. */
interface Onward<T> {
  readonly rest: T;
  readonly own: T;
  readonly share: { readonly mean: T; readonly variance: T };
}

/** Walks from a pattern to the next: fields and tangents to their arrays, means and variances summed into the cell. */
function handOver(
  body: Body,
  count: Address,
  cell: Address,
  [rests, owns]: readonly [Address, Address],
  of: <T, M>(algebra: Doubles<T, M>, load: (array: Address) => T) => Onward<T>,
): void {
  const mean = doubleOf(body, cell, CELL.mean);
  const variance = doubleOf(body, cell, CELL.variance);
  walk(body, count, (algebra, load) => {
    const { rest, own, share } = of(algebra, load);
    return {
      stores: [
        [rests, rest],
        [owns, own],
      ],
      sums: [
        [mean, share.mean],
        [variance, share.variance],
      ],
      largest: [],
    };
  });
  body.storeF64(cell, mean, 8 * CELL.mean);
  body.storeF64(cell, variance, 8 * CELL.variance);
}

const emitDamping = (body: Body, cell: Address): Damping<V> => {
  const damping = splatOf(body, cell, CELL.damping);
  return { damping, fresh: body.local('v128', f64x2.sub(f64x2.const(1), damping)) };
};

const damped = <T>({ damping, fresh }: Damping<V>, splat: (value: V) => T): Damping<T> => ({
  damping: splat(damping),
  fresh: splat(fresh),
});

const dampingAt = (cell: Float64Array): Damping<number> => ({
  damping: cell[CELL.damping],
  fresh: 1 - cell[CELL.damping],
});

const signedByte = ({ u8 }: Views, at: number): number => (u8[at] << 24) >> 24;

/** `shares[j] = scale · inputs[j]`: the part of every synapse in the folded field of its unit. */
export const beliefShares: Kernel = kernel(
  'beliefShares',
  ['count', 'inputs', 'shares', 'cell'],
  (body, count, inputs, shares, cell) => {
    const scale = splatOf(body, cell, CELL.scale);
    const from = body.local('i32', inputs);
    const to = body.local('i32', shares);
    const end = body.local('i32', i32.add(shares, i32.shl(count, i32.const(3))));
    const wide = body.local('v128');
    // Past the end of a row there is the next, and past the shares there is room.
    body.while(i32.ltU(to, end), () => {
      body.set(wide, i32x4.extendLowS(i16x8.extendLowS(v128.load32Zero(from))));
      body.storeV128(to, f64x2.mul(scale, f64x2.fromLowI32(wide)));
      const upper = shuffle32(wide, wide, [2, 3, 2, 3]);
      body.storeV128(to, f64x2.mul(scale, f64x2.fromLowI32(upper)), 16);
      body.advance(from, 4);
      body.advance(to, 32);
    });
  },
  (memory, count, inputs, shares, cell) => {
    const scale = memory.f64[cell / 8 + CELL.scale];
    for (let j = 0; j < Math.ceil(count / 4) * 4; j++)
      memory.f64[shares / 8 + j] = scale * signedByte(memory, inputs + j);
  },
);

/**
 * Takes the messages of a pattern to one unit out of its `count` fields: writes the fields without them and their tangents,
 * and adds up mean and variance of the unit's field.
 */
export const beliefLook: Kernel = kernel(
  'beliefLook',
  ['count', 'shares', 'messages', 'tangents', 'fields', 'wholes', 'rests', 'owns', 'cell'],
  (body, count, shares, messages, tangents, fields, wholes, rests, owns, cell) => {
    handOver(body, count, cell, [rests, owns], (algebra, load) => {
      const rest = algebra.sub(load(fields), load(messages));
      const own = without(algebra, load(wholes), load(tangents), rest);
      const share = added(algebra, load(shares), own);
      return { rest, own, share };
    });
  },
  (memory, count, shares, messages, tangents, fields, wholes, rests, owns, cell) => {
    const [u, t, h, w] = [messages, tangents, fields, wholes].map((at) => from(memory, at));
    const [x, rest, own, values] = [shares, rests, owns, cell].map((at) => from(memory, at));
    for (let j = 0; j < count; j++) {
      rest[j] = h[j] - u[j];
      own[j] = without(numberDoubles, w[j], t[j], rest[j]);
      const share = added(numberDoubles, x[j], own[j]);
      values[CELL.mean] += share.mean;
      values[CELL.variance] += share.variance;
    }
  },
);

/** New messages of a pattern to one unit, out of its `answers`, and how far they went. */
export const beliefRenew: Kernel = kernel(
  'beliefRenew',
  ['count', 'answers', 'messages', 'tangents', 'cell'],
  (body, count, answers, messages, tangents, cell) => {
    const damping = emitDamping(body, cell);
    const { most, store } = largestAt(body, cell, CELL.moved);
    walk(body, count, (algebra, load, splat) => {
      const next = renewed(algebra, load(answers), load(messages), damped(damping, splat));
      return {
        stores: [
          [messages, next.message],
          [tangents, next.tangent],
        ],
        sums: [],
        largest: [[most, next.moved]],
      };
    });
    store();
  },
  (memory, count, answers, messages, tangents, cell) => {
    const [answer, u, t, values] = [answers, messages, tangents, cell].map((at) =>
      from(memory, at),
    );
    for (let j = 0; j < count; j++) renewTwin(answer[j], j, u, t, values);
  },
);

function renewTwin(
  answer: number,
  j: number,
  u: Float64Array,
  t: Float64Array,
  cell: Float64Array,
): void {
  const next = renewed(numberDoubles, answer, u[j], dampingAt(cell));
  u[j] = next.message;
  t[j] = next.tangent;
  cell[CELL.moved] = numberDoubles.most(cell[CELL.moved], next.moved);
}

/** The same with linear answers, which are worked out on the way. */
export const beliefAnswer: Kernel = kernel(
  'beliefAnswer',
  ['count', 'shares', 'owns', 'messages', 'tangents', 'cell'],
  (body, count, shares, owns, messages, tangents, cell) => {
    const damping = emitDamping(body, cell);
    const [slope, curvature] = [CELL.slope, CELL.curvature].map((k) => splatOf(body, cell, k));
    const { most, store } = largestAt(body, cell, CELL.moved);
    walk(body, count, (algebra, load, splat) => {
      const answer = linearly(algebra, load(shares), load(owns), splat(slope), splat(curvature));
      const next = renewed(algebra, answer, load(messages), damped(damping, splat));
      return {
        stores: [
          [messages, next.message],
          [tangents, next.tangent],
        ],
        sums: [],
        largest: [[most, next.moved]],
      };
    });
    store();
  },
  (memory, count, shares, owns, messages, tangents, cell) => {
    const [x, own, u, t, values] = [shares, owns, messages, tangents, cell].map((at) =>
      from(memory, at),
    );
    const [slope, curvature] = [values[CELL.slope], values[CELL.curvature]];
    for (let j = 0; j < count; j++)
      renewTwin(linearly(numberDoubles, x[j], own[j], slope, curvature), j, u, t, values);
  },
);

/** Fields of one unit with the messages of a pattern in them, out of those without. */
export const beliefJoin: Kernel = kernel(
  'beliefJoin',
  ['count', 'messages', 'tangents', 'rests', 'owns', 'fields', 'wholes'],
  (body, count, messages, tangents, rests, owns, fields, wholes) => {
    walk(body, count, (algebra, load) => {
      const field = algebra.add(load(rests), load(messages));
      const whole = together(algebra, load(owns), load(tangents), field);
      return {
        stores: [
          [fields, field],
          [wholes, whole],
        ],
        sums: [],
        largest: [],
      };
    });
  },
  (memory, count, messages, tangents, rests, owns, fields, wholes) => {
    const [u, t, rest] = [messages, tangents, rests].map((at) => from(memory, at));
    const [own, h, w] = [owns, fields, wholes].map((at) => from(memory, at));
    for (let j = 0; j < count; j++) {
      h[j] = rest[j] + u[j];
      w[j] = together(numberDoubles, own[j], t[j], h[j]);
    }
  },
);

/**
 * From one pattern to the next: `beliefJoin` with the messages of the one and `beliefLook` with those of the other in a single
 * walk, so that the fields between are never written.
 */
export const beliefTurn: Kernel = kernel(
  'beliefTurn',
  [
    ...['count', 'messages', 'tangents', 'nextShares', 'nextMessages', 'nextTangents'],
    ...['rests', 'owns', 'cell'],
  ],
  (body, ...places) => {
    const [count, messages, tangents, nextShares] = places;
    const [nextMessages, nextTangents, rests, owns, cell] = places.slice(4);
    handOver(body, count, cell, [rests, owns], (algebra, load) => {
      const field = algebra.add(load(rests), load(messages));
      const whole = nearly(algebra, load(owns), load(tangents), field);
      const rest = algebra.sub(field, load(nextMessages));
      const own = without(algebra, whole, load(nextTangents), rest);
      const share = added(algebra, load(nextShares), own);
      return { rest, own, share };
    });
  },
  (memory, ...places) => {
    const [count, messages, tangents, nextShares] = places;
    const [nextMessages, nextTangents, rests, owns, cell] = places.slice(4);
    const [u, t, x] = [messages, tangents, nextShares].map((at) => from(memory, at));
    const [v, s] = [nextMessages, nextTangents].map((at) => from(memory, at));
    const [rest, own, values] = [rests, owns, cell].map((at) => from(memory, at));
    for (let j = 0; j < count; j++) {
      const field = rest[j] + u[j];
      const whole = together(numberDoubles, own[j], t[j], field);
      rest[j] = field - v[j];
      own[j] = without(numberDoubles, whole, s[j], rest[j]);
      const share = added(numberDoubles, x[j], own[j]);
      values[CELL.mean] += share.mean;
      values[CELL.variance] += share.variance;
    }
  },
);
