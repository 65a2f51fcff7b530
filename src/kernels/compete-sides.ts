/**
 * The two sides of a change of rank one as `compete` needs them: errors sorted by magnitude, and inputs counted into buckets
 * of nearly equal magnitude.
 */

import {
  type Body,
  type Expression,
  f32,
  f32x4,
  i32,
  i32x4,
  type Local,
  shuffle32,
  v128,
} from '../wasm/index.ts';
import { type Address, emitClear, type V, words } from './kernel.ts';
import { emitListed } from './single.ts';

export type I32 = Expression<'i32'>;
export type Counter = Local<'i32'>;

/** Buckets of magnitudes: so many, each of all singles that agree but for so many low bits. The last takes the rest. */
interface Buckets {
  readonly count: number;
  readonly low: number;
}
export const INPUT_BUCKETS: Buckets = { count: 1024, low: 16 };
const ERROR_BUCKETS: Buckets = { count: 128, low: 19 };

/** Below this rounding is no longer relative, and the table says nothing. */
export const TRUSTED = 2 ** -100;

export const MAGNITUDE = 0x7fffffff;

/** Bytes of `scratch`: the table, the magnitudes of the inputs, and per output error, address, reciprocal and range. */
export function competeScratch(inputs: number, touched: number): number {
  const outputs = touched + 4;
  return 4 * (INPUT_BUCKETS.count + 4) + 4 * inputs + 4 * 5 * outputs;
}

export const magnitude = (address: I32): I32 => i32.and(i32.load(address), i32.const(MAGNITUDE));

export function repeat(body: Body, from: I32, to: I32, visit: (k: Counter) => void): void {
  const k = body.local('i32', from);
  body.while(i32.ltU(k, to), () => {
    visit(k);
    body.advance(k, 1);
  });
}

/** Emits the largest magnitude of an array, as bits. */
function emitLargest(body: Body, from: I32, end: I32): Counter {
  const largest = body.local('v128', v128.zero);
  const at = body.local('i32', from);
  // Magnitudes order as their bits do; what is not a number is above all.
  const bits = (x: V): V => i32x4.shrU(i32x4.shl(x, i32.const(1)), i32.const(1));
  const whole = body.local('i32', i32.add(at, i32.and(i32.sub(end, at), i32.const(-16))));
  body.while(i32.ltU(at, whole), () => {
    body.set(largest, i32x4.maxS(largest, bits(v128.load(at))));
    body.advance(at, 16);
  });
  const stop = body.local('i32', end);
  body.while(i32.ltU(at, stop), () => {
    body.set(largest, i32x4.maxS(largest, bits(v128.load32Zero(at))));
    body.advance(at, 4);
  });
  body.set(largest, i32x4.maxS(largest, shuffle32(largest, largest, [2, 3, 0, 1])));
  body.set(largest, i32x4.maxS(largest, shuffle32(largest, largest, [1, 0, 3, 2])));
  return body.local('i32', i32x4.extract(largest, 0));
}

/**
 * Emits a sort into buckets, of larger magnitudes first, none above that of `largest`. Leaves in `table[b]` how many lie in
 * bucket b and before.
 */
function emitBuckets(
  body: Body,
  { count, low }: Buckets,
  table: Address,
  largest: Counter,
  each: (visit: (value: Address) => void) => void,
  place: (position: Counter, value: Address) => void,
): { readonly total: Counter; readonly top: Counter } {
  const top = body.local('i32', i32.shrU(largest, i32.const(low)));
  emitClear(body, table, count);
  const bucket = body.local('i32');
  const find = (value: Address): void => {
    body.set(bucket, i32.sub(top, i32.shrU(magnitude(value), i32.const(low))));
    body.if(i32.gtU(bucket, i32.const(count - 1)), () => body.set(bucket, i32.const(count - 1)));
    body.set(bucket, i32.add(table, words(bucket)));
  };
  each((value) => {
    find(value);
    body.storeI32(bucket, i32.add(i32.load(bucket), i32.const(1)));
  });
  const total = body.local('i32', i32.const(0));
  const own = body.local('i32');
  const at = body.local('i32', table);
  const end = body.local('i32', i32.add(table, i32.const(4 * count)));
  body.while(i32.ltU(at, end), () => {
    for (let k = 0; k < 4; k++) {
      body.set(own, i32.load(at, 4 * k));
      body.storeI32(at, total, 4 * k);
      body.set(total, i32.add(total, own));
    }
    body.advance(at, 16);
  });
  const position = body.local('i32');
  each((value) => {
    find(value);
    body.set(position, i32.load(bucket));
    body.storeI32(bucket, i32.add(position, i32.const(1)));
    place(position, value);
  });
  return { total, top };
}

/** What the search knows: the sorted errors and the bucketed inputs. */
interface Sides {
  readonly scale: Local<'f32'>;
  readonly sizes: Address;
  readonly inputs: Counter;
  readonly errors: Address;
  readonly addresses: Address;
  readonly outputs: Counter;
}

/** And what it needs beside: bits of the largest input's bucket, 1/(scale · error), room for ranges. */
export interface Searched extends Sides {
  readonly top: Counter;
  readonly reciprocals: Address;
  readonly ranges: Address;
  /** Errors, the largest first, whose reciprocal is exact up to rounding. */
  readonly sureOutputs: Counter;
}

/** Emits the placing of both sides in the scratch. */
export function emitSides(
  body: Body,
  given: {
    readonly list: Address;
    readonly input: Address;
    readonly error: Address;
    readonly touched: Address;
    readonly scale: Local<'f32'>;
    readonly table: Address;
  },
): Searched {
  const { list, input, error, touched, scale, table } = given;
  const room = words(i32.add(touched, i32.const(4)));
  const errors = body.local('i32', i32.add(table, i32.const(4 * INPUT_BUCKETS.count)));
  const addresses = body.local('i32', i32.add(errors, room));
  const ranges = body.local('i32', i32.add(addresses, room));
  const reciprocals = body.local('i32', i32.add(ranges, i32.shl(room, i32.const(1))));
  const sizes = body.local('i32', i32.add(reciprocals, room));

  const value = body.local('i32');
  const ends = body.local('i32', i32.add(error, words(touched)));
  const eachError = (visit: (value: Address) => void): void => {
    body.set(value, error);
    body.while(i32.ltU(value, ends), () => {
      body.if(i32.ne(magnitude(value), i32.const(0)), () => visit(value));
      body.advance(value, 4);
    });
  };
  const { total: outputs } = emitBuckets(
    body,
    ERROR_BUCKETS,
    table,
    emitLargest(body, error, ends),
    eachError,
    (position, from) => {
      body.storeF32(i32.add(errors, words(position)), f32.load(from));
      body.storeI32(i32.add(addresses, words(position)), i32.sub(from, error));
    },
  );
  // Within a bucket the order is that of the units; insertion makes it that of the magnitudes.
  const at = body.local('i32');
  const key = body.local('i32');
  const whose = body.local('i32');
  const signed = body.local('f32');
  repeat(body, i32.const(1), outputs, (k) => {
    body.set(at, words(k));
    body.set(key, magnitude(i32.add(errors, at)));
    body.set(signed, f32.load(i32.add(errors, at)));
    body.set(whose, i32.load(i32.add(addresses, at)));
    const before = (): I32 => i32.sub(i32.add(errors, at), i32.const(4));
    body.while(i32.and(i32.ne(at, i32.const(0)), i32.ltU(magnitude(before()), key)), () => {
      body.storeF32(i32.add(errors, at), f32.load(before()));
      const owner = i32.load(i32.sub(i32.add(addresses, at), i32.const(4)));
      body.storeI32(i32.add(addresses, at), owner);
      body.advance(at, -4);
    });
    body.storeF32(i32.add(errors, at), signed);
    body.storeI32(i32.add(addresses, at), whose);
  });
  body.storeV128(i32.add(errors, words(outputs)), v128.zero);
  // Of errors too small for it the reciprocal stays at its limit: t · reciprocal is then too small, and never sure.
  const sureOutputs = body.local('i32', i32.const(0));
  const product = body.local('f32');
  repeat(body, i32.const(0), outputs, (k) => {
    body.set(product, f32.abs(f32.mul(scale, f32.load(i32.add(errors, words(k))))));
    body.if(
      f32.lt(product, f32.const(TRUSTED)),
      () => body.set(product, f32.const(TRUSTED)),
      () => body.set(sureOutputs, i32.add(k, i32.const(1))),
    );
    body.storeF32(i32.add(reciprocals, words(k)), f32.div(f32.const(1), product));
  });
  // Thresholds are looked up for four errors at a time: a vector that is not all sure is left out, one that is not full
  // filled up with what no input reaches.
  body.if(i32.ne(sureOutputs, outputs), () =>
    body.set(sureOutputs, i32.and(sureOutputs, i32.const(-4))),
  );
  body.storeV128(i32.add(reciprocals, words(outputs)), f32x4.const(Infinity));

  // The list ascends: behind its last unit there is nothing to look for.
  const last = body.local('i32', i32.load(i32.add(list, words(i32.load(list)))));
  body.if(i32.eqz(i32.load(list)), () => body.set(last, i32.const(-1)));
  const source = body.local('i32');
  const eachInput = (visit: (value: Address) => void): void =>
    emitListed(body, list, (unit) => {
      body.set(source, i32.add(input, words(unit)));
      visit(source);
    });
  const { total: inputs, top } = emitBuckets(
    body,
    INPUT_BUCKETS,
    table,
    emitLargest(body, input, i32.add(words(last), i32.add(input, i32.const(4)))),
    eachInput,
    (position, from) => body.storeF32(i32.add(sizes, words(position)), f32.abs(f32.load(from))),
  );
  return {
    ...{ scale, sizes, inputs, errors, addresses, outputs },
    ...{ top, reciprocals, ranges, sureOutputs },
  };
}
