/**
 * What a visit of max-sum to a pattern does, in doubles, two synapses at a time: which synapses stand against it and how firmly
 * (`maxSumLook`), and the messages that follow from two prices (`maxSumAnswer`).
 */

import { type Body, f64, f64x2, i16x8, i32, i32x4, i64x2, v128 } from '../wasm/index.ts';
import { from, splatOf } from './double-walk.ts';
import { type Address, type Kernel, kernel, type V, type Views } from './kernel.ts';

/**
 * Doubles at `cell`. `look` reads the label and writes how many synapses stand right, have a part at all, and stand wrong;
 * `answer` reads the label and the messages along the label: to those that stand right, to those that stand wrong by at most
 * `bound`, and to the others.
 */
export const MAX_SUM_CELL = {
  label: 0,
  right: 1,
  active: 2,
  wrong: 3,
  toRight: 4,
  bound: 5,
  toNear: 6,
  toFar: 7,
} as const;
export const MAX_SUM_CELL_BYTES = 64;

/** A pair of inputs, one byte each, times the label. */
function emitShares(body: Body, at: Address, label: V): V {
  const wide = i32x4.extendLowS(i16x8.extendLowS(v128.load16Splat(at)));
  return body.local('v128', f64x2.mul(label, f64x2.fromLowI32(wide)));
}

const shareTwin = ({ u8 }: Views, at: number, label: number): number =>
  label * ((u8[at] << 24) >> 24);

const counted = (count: ReturnType<typeof i32.popcnt>) => f64.fromI32(count);

/**
 * `along[j] = label · input · (before − message)` of `count` synapses, and −along of those that stand wrong, one after another, to
 * `wrong`, which has room for two more.
 */
export const maxSumLook: Kernel = kernel(
  'maxSumLook',
  ['count', 'inputs', 'messages', 'before', 'along', 'wrong', 'cell'],
  (body, count, inputs, messages, before, along, wrong, cell) => {
    const label = splatOf(body, cell, MAX_SUM_CELL.label);
    const at = body.local('i32', i32.const(0));
    const end = body.local('i32', i32.shl(count, i32.const(3)));
    const byte = body.local('i32', inputs);
    const to = body.local('i32', wrong);
    const [right, active] = [0, 0].map(() => body.local('i32'));
    const [value, minus] = [0, 0].map(() => body.local('v128'));
    const [good, there, bad] = [0, 0, 0].map(() => body.local('i32'));
    body.while(i32.ltU(at, end), () => {
      const share = emitShares(body, byte, label);
      const rest = f64x2.sub(v128.load(i32.add(before, at)), v128.load(i32.add(messages, at)));
      body.set(value, f64x2.mul(share, rest));
      // Of the last two, where their number is odd, the second is nobody's; `along` has room for it.
      body.storeV128(i32.add(along, at), value);
      const lanes = i32.sub(
        i32.const(3),
        i32.shl(i32.geU(i32.or(at, i32.const(8)), end), i32.const(1)),
      );
      body.set(there, i32.and(i64x2.bitmask(f64x2.ne(share, v128.zero)), lanes));
      body.set(good, i32.and(i64x2.bitmask(f64x2.gt(value, v128.zero)), there));
      body.set(bad, i32.xor(good, there));
      body.set(right, i32.add(right, i32.popcnt(good)));
      body.set(active, i32.add(active, i32.popcnt(there)));
      body.set(minus, f64x2.neg(value));
      body.storeF64(to, f64x2.extract(minus, 0));
      body.set(to, i32.add(to, i32.shl(i32.and(bad, i32.const(1)), i32.const(3))));
      body.storeF64(to, f64x2.extract(minus, 1));
      body.set(to, i32.add(to, i32.shl(i32.shrU(bad, i32.const(1)), i32.const(3))));
      body.advance(at, 16);
      body.advance(byte, 2);
    });
    body.storeF64(cell, counted(right), 8 * MAX_SUM_CELL.right);
    body.storeF64(cell, counted(active), 8 * MAX_SUM_CELL.active);
    const stored = i32.shrU(i32.sub(to, wrong), i32.const(3));
    body.storeF64(cell, counted(stored), 8 * MAX_SUM_CELL.wrong);
  },
  (memory, count, inputs, messages, before, along, wrong, cell) => {
    const [u, h, a] = [messages, before, along].map((at) => from(memory, at));
    const [list, values] = [wrong, cell].map((at) => from(memory, at));
    let [right, active, stored] = [0, 0, 0];
    for (let j = 0; j < count; j++) {
      const share = shareTwin(memory, inputs + j, values[MAX_SUM_CELL.label]);
      a[j] = share * (h[j] - u[j]);
      if (share === 0) continue;
      active += 1;
      if (a[j] > 0) right += 1;
      else list[stored++] = -a[j];
    }
    values[MAX_SUM_CELL.right] = right;
    values[MAX_SUM_CELL.active] = active;
    values[MAX_SUM_CELL.wrong] = stored;
  },
);

/** New messages of a pattern out of what `maxSumLook` wrote to `along`, and `fields += messages`. */
export const maxSumAnswer: Kernel = kernel(
  'maxSumAnswer',
  ['count', 'inputs', 'along', 'messages', 'fields', 'cell'],
  (body, count, inputs, along, messages, fields, cell) => {
    const splat = (name: keyof typeof MAX_SUM_CELL): V => splatOf(body, cell, MAX_SUM_CELL[name]);
    const [label, toRight, bound] = [splat('label'), splat('toRight'), splat('bound')];
    const [toNear, toFar] = [splat('toNear'), splat('toFar')];
    const at = body.local('i32', i32.const(0));
    const end = body.local('i32', i32.shl(count, i32.const(3)));
    const byte = body.local('i32', inputs);
    const [own, field, message] = [0, 0, 0].map(() => body.local('v128'));
    body.while(i32.ltU(at, end), () => {
      const share = emitShares(body, byte, label);
      body.set(own, v128.load(i32.add(along, at)));
      const against = v128.select(toNear, toFar, f64x2.le(f64x2.abs(own), bound));
      const answer = v128.select(toRight, against, f64x2.gt(own, v128.zero));
      const active = f64x2.ne(share, v128.zero);
      body.set(message, v128.and(f64x2.mul(share, answer), active));
      body.set(field, f64x2.add(v128.load(i32.add(fields, at)), message));
      body.if(
        i32.ltU(i32.or(at, i32.const(8)), end),
        () => {
          body.storeV128(i32.add(messages, at), message);
          body.storeV128(i32.add(fields, at), field);
        },
        () => {
          body.storeF64(i32.add(messages, at), f64x2.extract(message, 0));
          body.storeF64(i32.add(fields, at), f64x2.extract(field, 0));
        },
      );
      body.advance(at, 16);
      body.advance(byte, 2);
    });
  },
  (memory, count, inputs, along, messages, fields, cell) => {
    const [a, u, h, values] = [along, messages, fields, cell].map((at) => from(memory, at));
    for (let j = 0; j < count; j++) {
      const share = shareTwin(memory, inputs + j, values[MAX_SUM_CELL.label]);
      const near = Math.abs(a[j]) <= values[MAX_SUM_CELL.bound];
      const against = values[near ? MAX_SUM_CELL.toNear : MAX_SUM_CELL.toFar];
      u[j] = share === 0 ? 0 : share * (a[j] > 0 ? values[MAX_SUM_CELL.toRight] : against);
      h[j] += u[j];
    }
  },
);
