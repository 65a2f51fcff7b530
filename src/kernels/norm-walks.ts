/** Walks over the units of tiles, and sums over tiles, that the kernels of batch normalisation share. */

import {
  type Body,
  type Expression,
  f64,
  f64x2,
  i32,
  i32x4,
  type Local,
  shuffle32,
  v128,
} from '../wasm/index.ts';
import { type Address, strideOf, type TileWidth, type V, vectorsOf, words } from './kernel.ts';
import { NO_EXAMPLE } from './pack.ts';
import { emitPixels, innerOf, keyOf, type Plane, planeOf, walkPixels } from './planes.ts';

/** ε, as in the frameworks of today. */
export const NORM_EPSILON = 1e-5;

/** Bytes of the partial sums of a tile: the number of its examples, then two doubles a unit. */
export const normPartial = (units: number): number => 16 * (units + 1);

/** How the numbers of one unit of a tile lie: its examples in a row, or, of a channel, those of all pixels. */
export type Spread = TileWidth | Plane;

export const widthOf = (spread: Spread): TileWidth =>
  typeof spread === 'number' ? spread : spread.width;

/** Numbers of a unit for every example. */
export const pixelsOf = (spread: Spread): number =>
  typeof spread === 'number' ? 1 : spread.rows * spread.columns;

/** Key of a spread in kernels' names. */
export const spreadKey = (spread: Spread): string =>
  typeof spread === 'number' ? `${spread}` : keyOf(spread);

/** Bytes from one unit to the next. */
const unitBytes = (spread: Spread): number =>
  typeof spread === 'number' ? strideOf(spread) : 4 * planeOf(spread);

/** For each vector of examples, all ones where there is one. */
export function presence(body: Body, rows: Address, spread: Spread): V[] {
  const width = widthOf(spread);
  const none = body.constant(i32x4.splat(i32.const(NO_EXAMPLE | 0)));
  return Array.from({ length: vectorsOf(width) }, (_, q) => {
    const loaded = width === 1 ? v128.load32Zero(rows) : v128.load(rows, 16 * q);
    return body.local('v128', v128.not(i32x4.eq(loaded, none)));
  });
}

export const loader = (spread: Spread) => (row: Address, offset: number) =>
  spread === 1 ? v128.load32Zero(row) : v128.load(row, offset);

export const storer = (body: Body, spread: Spread) => (row: Address, offset: number, value: V) =>
  spread === 1 ? body.storeLane0(row, value) : body.storeV128(row, value, offset);

/**
 * Walks over the vectors of a unit whose numbers begin at `units`: addresses and how many bytes behind them the vector is, and
 * which of the vectors of examples it holds.
 */
export function eachVector(
  body: Body,
  spread: Spread,
  units: readonly Address[],
  visit: (units: readonly Address[], offset: number, q: number) => void,
): void {
  if (typeof spread === 'number') {
    for (let q = 0; q < vectorsOf(spread); q++) visit(units, 16 * q, q);
    return;
  }
  const places = units.map(() => body.local('i32'));
  emitPixels(body, spread, AT_ONCE, (at, vectors) => {
    for (const [k, place] of places.entries()) body.set(place, i32.add(units[k], at));
    for (let q = 0; q < vectors; q++)
      visit(places, 4 * innerOf(spread) + 16 * q, q % vectorsOf(spread.width));
  });
}

/** Vectors of a run of pixels: whole pixels, as rows have a whole number of them. */
const AT_ONCE = 8;

/** The twins' walk over the numbers of a unit in the same order: how many singles behind its first, and which example's. */
export function walkNumbers(spread: Spread, visit: (at: number, example: number) => void): void {
  if (typeof spread === 'number') for (let b = 0; b < spread; b++) visit(b, b);
  else walkPixels(spread, (at) => visit(innerOf(spread) + at, at % spread.width));
}

/** Singles from one unit to the next. */
export const unitSingles = (spread: Spread): number => unitBytes(spread) / 4;

/** Walks over units: where each begins, of tiles at `tiles`, and how far its own numbers are from the first one's. */
export function eachUnit(
  body: Body,
  units: Address,
  spread: Spread,
  tiles: readonly Address[],
  visit: (rows: readonly Address[], own: Address) => void,
): void {
  const own = body.local('i32', i32.const(0));
  const end = body.local('i32', words(units));
  const rows = tiles.map((tile) => body.local('i32', tile));
  body.while(i32.ltU(own, end), () => {
    visit(rows, own);
    for (const row of rows) body.advance(row, unitBytes(spread));
    body.advance(own, 4);
  });
}

/** Adds the four singles of a vector to two doubles: those at even and those at odd places. */
export function addUp(body: Body, sum: Local<'v128'>, x: V): void {
  const four = body.local('v128', x);
  body.set(sum, f64x2.add(sum, f64x2.promoteLow(four)));
  body.set(sum, f64x2.add(sum, f64x2.promoteLow(shuffle32(four, four, [2, 3, 2, 3]))));
}

/** Adds products likewise. */
export function addProducts(body: Body, sum: Local<'v128'>, a: V, b: V): void {
  const [x, y] = [body.local('v128', a), body.local('v128', b)];
  const product = (lanes: readonly [number, number, number, number] | undefined): V => {
    const part = (value: V): V =>
      f64x2.promoteLow(lanes === undefined ? value : shuffle32(value, value, lanes));
    return f64x2.mul(part(x), part(y));
  };
  body.set(sum, f64x2.add(sum, product(undefined)));
  body.set(sum, f64x2.add(sum, product([2, 3, 2, 3])));
}

export const both = (sums: V) => f64.add(f64x2.extract(sums, 0), f64x2.extract(sums, 1));

/** The twins' sum of a unit's values, in the same order. */
export function sumTwin(spread: Spread, value: (at: number, example: number) => number): number {
  const sums = [0, 0];
  walkNumbers(spread, (at, example) => {
    sums[example % 2] += value(at, example);
  });
  return sums[0] + sums[1];
}

/** Emits Σ over tiles of their numbers of examples, and a loop over units with the sums of their two doubles. */
export function eachCombined(
  body: Body,
  {
    from,
    to,
    tiles,
    partials,
    bytes,
  }: Record<'from' | 'to' | 'tiles' | 'partials' | 'bytes', Address>,
  visit: (
    own: Address,
    count: Expression<'f64'>,
    first: Expression<'f64'>,
    second: Expression<'f64'>,
  ) => void,
): void {
  const end = body.local('i32', i32.add(partials, i32.mul(tiles, bytes)));
  const at = body.local('i32', partials);
  const examples = body.local('i32', i32.const(0));
  body.while(i32.ltU(at, end), () => {
    body.advance(examples, i32.load(at));
    body.advance(at, bytes);
  });
  const count = body.local('f64', f64.fromI32(examples));
  const unit = body.local('i32', from);
  const own = body.local('i32');
  const [first, second] = [body.local('f64'), body.local('f64')];
  body.while(i32.ltU(unit, to), () => {
    body.set(own, words(unit));
    body.set(first, f64.const(0));
    body.set(second, f64.const(0));
    body.set(at, i32.add(partials, i32.shl(unit, i32.const(4))));
    body.while(i32.ltU(at, end), () => {
      body.set(first, f64.add(first, f64.load(at, 16)));
      body.set(second, f64.add(second, f64.load(at, 24)));
      body.advance(at, bytes);
    });
    visit(own, count, first, second);
    body.advance(unit, 1);
  });
}

/** The same for the twins. */
export function combinedTwin(
  d: Float64Array,
  u32: Uint32Array,
  { tiles, partials, bytes }: Record<'tiles' | 'partials' | 'bytes', number>,
  unit: number,
): { count: number; first: number; second: number } {
  const all = { count: 0, first: 0, second: 0 };
  for (let at = partials; at < partials + tiles * bytes; at += bytes) {
    all.count += u32[at / 4];
    all.first += d[at / 8 + 2 * unit + 2];
    all.second += d[at / 8 + 2 * unit + 3];
  }
  return all;
}
