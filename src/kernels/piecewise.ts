/**
 * Rectifiers of three straight pieces, each unit with its own: S-shaped rectifiers, whose four numbers are learned, and
 * all-ReLU, whose numbers stand fixed.
 *
 *     f(x) = t_l + a_l (x − t_l)   x ≤ t_l
 *            x                     t_l < x < t_r
 *            t_r + a_r (x − t_r)   x ≥ t_r,   t_r = t_l + |r|
 *
 * The numbers t_l, a_l, r, a_r of a layer lie in four arrays, `stride` bytes from one to the next. Unlike those of
 * activation.ts, errors need the sums x: the activity does not tell which piece it is of.
 *
 * Source: X. Jin et al., "Deep learning with S-shaped rectified linear activation units", AAAI 2016; |r| as in keras-contrib,
 * which the code of Mocanu et al. (2018) uses.
 */

import { type Body, f32, f32x4, i32, v128 } from '../wasm/index.ts';
import {
  type Address,
  flusher,
  flushTwin,
  type Kernel,
  kernel,
  type Mode,
  strideOf,
  sumLanes,
  sumLanesTwin,
  type TileWidth,
  type V,
  vectorsOf,
} from './kernel.ts';

const round = Math.fround;

/** The numbers of a unit: each in all lanes while emitting. */
interface Unit<T> {
  readonly left: T;
  readonly leftSlope: T;
  readonly right: T;
  readonly rightSlope: T;
}

/** Emits the loop over units: their numbers, and where their rows in tiles begin. */
function emitUnits(
  body: Body,
  { units, stride, numbers }: { units: Address; stride: Address; numbers: Address },
  width: TileWidth,
  tiles: readonly Address[],
  visit: (unit: Unit<V>, rows: readonly Address[], own: Address, r: V) => void,
): void {
  const own = body.local('i32', i32.const(0));
  const end = body.local('i32', i32.shl(units, i32.const(2)));
  const rows = tiles.map((tile) => body.local('i32', tile));
  const [left, leftSlope, r, right, rightSlope] = Array.from({ length: 5 }, () =>
    body.local('v128'),
  );
  const at = body.local('i32');
  body.while(i32.ltU(own, end), () => {
    body.set(at, i32.add(numbers, own));
    for (const [k, number] of [left, leftSlope, r, rightSlope].entries()) {
      if (k > 0) body.set(at, i32.add(at, stride));
      body.set(number, v128.load32Splat(at));
    }
    body.set(right, f32x4.add(left, f32x4.abs(r)));
    visit({ left, leftSlope, right, rightSlope }, rows, own, r);
    for (const row of rows) body.advance(row, strideOf(width));
    body.advance(own, 4);
  });
}

/** The numbers of a unit, for the twins. */
function unitTwin(
  m: Float32Array,
  numbers: number,
  stride: number,
  unit: number,
): Unit<number> & { readonly r: number } {
  const [left, leftSlope, r, rightSlope] = [0, 1, 2, 3].map(
    (k) => m[(numbers + k * stride) / 4 + unit],
  );
  return { left, leftSlope, r, right: round(left + Math.abs(r)), rightSlope };
}

/** `t + a (x − t)`. */
const piece = (x: V, threshold: V, slope: V): V =>
  f32x4.add(threshold, f32x4.mul(slope, f32x4.sub(x, threshold)));

/** The value of one unit at a sum, also for those who answer without an engine. */
export function pieceTwin(x: number, { left, leftSlope, right, rightSlope }: Unit<number>): number {
  if (x <= left) return round(left + round(leftSlope * round(x - left)));
  if (x >= right) return round(right + round(rightSlope * round(x - right)));
  return x;
}

const loaded = (width: TileWidth, row: Address, q: number): V =>
  width === 1 ? v128.load32Zero(row) : v128.load(row, 16 * q);

/** Stores the vectors of a row, two at a time and the last first: V8 then makes one store of a pair. */
function storeRow(body: Body, width: TileWidth, row: Address, value: (q: number) => V): void {
  if (width === 1) {
    body.storeLane0(row, value(0));
    return;
  }
  for (let q = 0; q < vectorsOf(width); q += 2) {
    const pair = [q, q + 1].filter((k) => k < vectorsOf(width));
    const values = pair.map((k) => body.local('v128', value(k)));
    for (const k of [...pair.keys()].reverse()) body.storeV128(row, values[k], 16 * pair[k]);
  }
}

/** `activity = f(sum)`; both may be the same tile. */
export function pieces(width: TileWidth): Kernel {
  return kernel(
    `pieces.${width}`,
    ['units', 'stride', 'numbers', 'sum', 'activity'],
    (body, units, stride, numbers, sum, activity) => {
      const flush = flusher(body);
      const layer = { units, stride, numbers };
      const x = body.local('v128');
      emitUnits(body, layer, width, [sum, activity], (unit, [from, to]) => {
        storeRow(body, width, to, (q) => {
          body.set(x, loaded(width, from, q));
          const right = v128.select(
            piece(x, unit.right, unit.rightSlope),
            x,
            f32x4.ge(x, unit.right),
          );
          // NaN is in no piece and stays.
          return flush(
            v128.select(piece(x, unit.left, unit.leftSlope), right, f32x4.ge(unit.left, x)),
          );
        });
      });
    },
    ({ f32: m }, units, stride, numbers, sum, activity) => {
      for (let unit = 0; unit < units; unit++) {
        const own = unitTwin(m, numbers, stride, unit);
        for (let k = unit * width; k < (unit + 1) * width; k++)
          m[activity / 4 + k] = flushTwin(pieceTwin(m[sum / 4 + k], own));
      }
    },
  );
}

export interface PieceErrors {
  /** With one the gradients of the numbers are made. */
  readonly mode?: Mode;
  /** Whether a mask of dropout lies between the activities and the errors. */
  readonly masked?: boolean;
}

/**
 * `δ ← δ·f′(sum)`, of `masked` errors δ·mask, and with a `mode` the gradients of the four numbers, `stride` bytes apart as these
 * are: (1 − a_l) Σδ_l + (1 − a_r) Σδ_r, Σδ_l (x − t_l), ±(1 − a_r) Σδ_r, Σδ_r (x − t_r), where δ_l and δ_r are the errors of sums
 * in the left and in the right piece.
 */
export function derivePieces(width: TileWidth, { mode, masked = false }: PieceErrors = {}): Kernel {
  return kernel(
    `derivePieces.${width}.${mode ?? 'fixed'}${masked ? '.masked' : ''}`,
    ['units', 'stride', 'numbers', 'sum', 'mask', 'delta', 'gradient'],
    (body, units, stride, numbers, sum, mask, delta, gradient) => {
      const flush = flusher(body);
      const one = body.local('v128', f32x4.const(1));
      const sums = Array.from({ length: 4 }, () => body.local('v128'));
      const [x, d, inLeft, inRight, part] = Array.from({ length: 5 }, () => body.local('v128'));
      // What turns the bits of 1 into those of a slope.
      const [turnLeft, turnRight] = [0, 1].map(() => body.local('v128'));
      const layer = { units, stride, numbers };
      const totals = Array.from({ length: 4 }, () => body.local('f32'));
      const at = body.local('i32');
      emitUnits(body, layer, width, [sum, delta, mask], (unit, [from, to, masks], own, r) => {
        if (mode !== undefined) for (const total of sums) body.set(total, v128.zero);
        body.set(turnLeft, v128.xor(one, unit.leftSlope));
        body.set(turnRight, v128.xor(one, unit.rightSlope));
        storeRow(body, width, to, (q) => {
          const error = loaded(width, to, q);
          body.set(x, loaded(width, from, q));
          body.set(d, masked ? f32x4.mul(error, loaded(width, masks, q)) : error);
          body.set(inLeft, f32x4.ge(unit.left, x));
          body.set(inRight, v128.andNot(f32x4.ge(x, unit.right), inLeft));
          if (mode !== undefined) {
            for (const [k, [side, threshold]] of [
              [inLeft, unit.left] as const,
              [inRight, unit.right] as const,
            ].entries()) {
              body.set(part, v128.and(d, side));
              body.set(sums[k], f32x4.add(sums[k], part));
              const shifted = f32x4.mul(part, f32x4.sub(x, threshold));
              body.set(sums[2 + k], f32x4.add(sums[2 + k], shifted));
            }
          }
          const turned = v128.xor(one, v128.and(turnRight, inRight));
          return flush(f32x4.mul(d, v128.xor(turned, v128.and(turnLeft, inLeft))));
        });
        if (mode === undefined) return;
        for (const [k, total] of totals.entries()) {
          const lanes = width === 1 ? sums[k] : sumLanes(body, sums[k]);
          body.set(total, f32x4.extract(lanes, 0));
        }
        const rest = (slope: V) => f32.sub(f32.const(1), f32x4.extract(slope, 0));
        const ofRight = body.local('f32', f32.mul(rest(unit.rightSlope), totals[1]));
        const ofLeft = f32.add(f32.mul(rest(unit.leftSlope), totals[0]), ofRight);
        body.set(totals[0], ofLeft);
        body.if(f32.lt(f32x4.extract(r, 0), f32.const(0)), () =>
          body.set(ofRight, f32.sub(f32.const(0), ofRight)),
        );
        body.set(at, i32.add(gradient, own));
        for (const [k, value] of [totals[0], totals[2], ofRight, totals[3]].entries()) {
          if (k > 0) body.set(at, i32.add(at, stride));
          body.storeF32(at, mode === 'store' ? value : f32.add(f32.load(at), value));
        }
      });
    },
    ({ f32: m }, units, stride, numbers, sum, mask, delta, gradient) => {
      const sums = Array.from({ length: 4 }, () => new Float32Array(4));
      for (let unit = 0; unit < units; unit++) {
        const own = unitTwin(m, numbers, stride, unit);
        for (const total of sums) total.fill(0);
        for (let b = 0; b < width; b++) {
          const place = unit * width + b;
          const [at, x] = [delta / 4 + place, m[sum / 4 + place]];
          const d = masked ? round(m[at] * m[mask / 4 + place]) : m[at];
          const side = x <= own.left ? 0 : x >= own.right ? 1 : undefined;
          if (side !== undefined) {
            const threshold = side === 0 ? own.left : own.right;
            sums[side][b % 4] += d;
            sums[2 + side][b % 4] += round(d * round(x - threshold));
          }
          const slope = side === undefined ? 1 : side === 0 ? own.leftSlope : own.rightSlope;
          m[at] = flushTwin(round(d * slope));
        }
        if (mode === undefined) continue;
        const [left, right, leftShifted, rightShifted] = sums.map((lanes) =>
          width === 1 ? lanes[0] : sumLanesTwin(lanes),
        );
        const ofRight = round(round(1 - own.rightSlope) * right);
        const ofLeft = round(round(round(1 - own.leftSlope) * left) + ofRight);
        const found = [ofLeft, leftShifted, own.r < 0 ? 0 - ofRight : ofRight, rightShifted];
        for (const [k, value] of found.entries()) {
          const at = (gradient + k * stride) / 4 + unit;
          m[at] = mode === 'store' ? value : m[at] + value;
        }
      }
    },
  );
}
