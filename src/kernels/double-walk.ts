/**
 * Walks over arrays of doubles, as many at a time as vectors hold: one formula over an algebra (doubles.ts) becomes a loop that
 * takes the usual course, and a way round for the few places where something has to be worked out the long way.
 */

import { type Body, f32x4, f64, f64x2, i32, type Local, shuffle32, v128 } from '../wasm/index.ts';
import { type Doubles, easyDoubles, vectorDoubles } from './doubles.ts';
import type { Address, V, Views } from './kernel.ts';

/** What a step of a walk leaves behind. */
interface Left<T> {
  /** Values for arrays, and for arrays of singles. */
  readonly stores: readonly (readonly [Address, T])[];
  readonly singles?: readonly (readonly [Address, T])[];
  /** Values that are added to a double, in the order of the synapses. */
  readonly sums: readonly (readonly [Local<'f64'>, T])[];
  /** Values of which the largest is wanted. */
  readonly largest: readonly (readonly [Local<'v128'>, T])[];
}

/** A step of a walk, for as many synapses as the algebra takes at a time. */
type Step = <T, M>(
  algebra: Doubles<T, M>,
  load: (array: Address) => T,
  splat: (value: V) => T,
  /** The same place in an array of singles. */
  single: (array: Address) => T,
) => Left<T>;

const addLanes = (body: Body, total: Local<'f64'>, value: V): void => {
  for (const lane of [0, 1]) body.set(total, f64.add(total, f64x2.extract(value, lane)));
};

/** Where singles lie that belong to doubles `at` bytes from the start; two of them as doubles. */
const half = (array: Address, at: Address) => i32.add(array, i32.shrU(at, i32.const(1)));
const promoted = (place: ReturnType<typeof half>, offset: number): V =>
  f64x2.promoteLow(v128.load64Zero(place, offset));

/**
 * A body whose vectors can be forgotten after a loop: V8 carries what is assigned in a loop to its next turn and to that of the
 * loop around it, wanted or not, and then finds no pairs.
 */
function forgetful(body: Body): { readonly inner: Body; readonly forget: () => void } {
  const made: Local<'v128'>[] = [];
  const inner: Body = {
    ...body,
    local(type, initial) {
      const local = body.local(type, initial);
      if (type === 'v128') made.push(local as Local<'v128'>);
      return local;
    },
  };
  const forget = (): void => {
    for (const local of made) body.set(local, v128.zero);
  };
  return { inner, forget };
}

/**
 * Walks over `count` synapses: two or four at a time as long as nothing has to be worked out the long way, else two.
 */
export function walk(body: Body, count: Address, step: Step): void {
  const at = body.local('i32', i32.const(0));
  const end = body.local('i32', i32.shl(count, i32.const(3)));
  const whole = body.local('i32');
  const go = body.local('i32');
  // Two vectors side by side are for engines that make one of them.
  const vectors = body.packed ? 2 : 1;
  const bytes = 16 * vectors;
  body.while(i32.ltU(at, end), () => {
    body.set(whole, i32.sub(end, i32.and(i32.sub(end, at), i32.const(bytes - 1))));
    body.set(go, i32.ltU(at, whole));
    const { inner, forget } = forgetful(body);
    body.while(go, () => {
      const { algebra, easy } = easyDoubles(inner, vectors);
      const addressed = (array: Address) => inner.local('i32', i32.add(array, at));
      const { stores, singles, sums, largest } = step(
        algebra,
        (array) => {
          const place = addressed(array);
          return each(vectors, (k) => inner.local('v128', v128.load(place, 16 * k)));
        },
        (value) => each(vectors, () => value),
        (array) => {
          const place = inner.local('i32', half(array, at));
          return each(vectors, (k) => inner.local('v128', promoted(place, 8 * k)));
        },
      );
      body.set(go, easy());
      body.if(go, () => {
        for (const [total, values] of sums)
          for (const value of values) addLanes(body, total, value);
        for (const [most, values] of largest)
          for (const value of values) body.set(most, f64x2.pmax(most, value));
        for (const [array, values] of stores) {
          const place = addressed(array);
          for (const [k, value] of values.entries()) body.storeV128(place, value, 16 * k);
        }
        for (const [array, values] of singles ?? [])
          for (const [k, value] of values.entries())
            body.storeF64(half(array, at), f64x2.extract(f32x4.demote(value), 0), 8 * k);
        body.advance(at, bytes);
        body.set(go, i32.ltU(at, whole));
      });
      if (body.packed) forget();
    });
    // All that was looked at in vain, so that it is not looked at again.
    body.set(whole, i32.add(at, i32.const(bytes)));
    body.if(i32.ltU(end, whole), () => body.set(whole, end));
    body.while(i32.ltU(at, whole), () => emitPair(body, at, end, step));
  });
}

const each = <T>(count: number, make: (k: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, k) => make(k));

/** Walks over `count` synapses, two at a time. */
export function walkInPairs(body: Body, count: Address, step: Step): void {
  const at = body.local('i32', i32.const(0));
  const end = body.local('i32', i32.shl(count, i32.const(3)));
  body.while(i32.ltU(at, end), () => emitPair(body, at, end, step));
}

/**
 * Two synapses. Where there is but one left the second lane is nobody's: it is worked out with the other and not kept.
 */
function emitPair(body: Body, at: Local<'i32'>, end: Address, step: Step): void {
  const address = (array: Address) => i32.add(array, at);
  const { stores, singles, sums, largest } = step(
    vectorDoubles(body),
    (array) => body.local('v128', v128.load(address(array))),
    (value) => value,
    (array) => body.local('v128', promoted(half(array, at), 0)),
  );
  body.if(
    i32.ltU(i32.or(at, i32.const(8)), end),
    () => {
      for (const [total, value] of sums) addLanes(body, total, value);
      for (const [most, value] of largest) body.set(most, f64x2.pmax(most, value));
      for (const [array, value] of stores) body.storeV128(address(array), value);
      for (const [array, value] of singles ?? [])
        body.storeF64(half(array, at), f64x2.extract(f32x4.demote(value), 0));
    },
    () => {
      for (const [total, value] of sums) body.set(total, f64.add(total, f64x2.extract(value, 0)));
      for (const [most, value] of largest)
        body.set(most, f64x2.pmax(most, f64x2.replace(value, 1, f64.const(0))));
      for (const [array, value] of stores) body.storeF64(address(array), f64x2.extract(value, 0));
      for (const [array, value] of singles ?? [])
        body.storeF32(half(array, at), f32x4.extract(f32x4.demote(value), 0));
    },
  );
  body.advance(at, 16);
}

/** A double of a cell, in both lanes and alone. */
export const splatOf = (body: Body, cell: Address, place: number): V =>
  body.local('v128', v128.load64Splat(cell, 8 * place));
export const doubleOf = (body: Body, cell: Address, place: number): Local<'f64'> =>
  body.local('f64', f64.load(cell, 8 * place));

/** A double of a cell that grows to the largest of what a walk comes to. */
export function largestAt(
  body: Body,
  cell: Address,
  place: number,
): { readonly most: Local<'v128'>; readonly store: () => void } {
  const most = body.local('v128', splatOf(body, cell, place));
  return {
    most,
    store() {
      const swapped = shuffle32(most, most, [2, 3, 0, 1]);
      body.storeF64(cell, f64x2.extract(f64x2.pmax(most, swapped), 0), 8 * place);
    },
  };
}

/** Doubles of the twins' memory from an address on. */
export const from = ({ f64: m }: Views, address: number): Float64Array => m.subarray(address / 8);
