/**
 * Ties of a competition: among equal ones every set is as likely, drawn as `numerics/select.ts` draws it, word for word.
 *
 * The words are those of the stream with the given key, split by the number of the step (`random.split(step)`): a chain of
 * plasticity that forms the change and sorts it then chooses the same synapses.
 */

import { type Body, i32, i32x4, i64x2, v128 } from '../wasm/index.ts';
import type { Counter, I32 } from './compete-sides.ts';
import { emitPhilox, multiplyHigh, philox4x32 } from './philox.ts';

/** Third word of the counters that derive the key of a stream named by a number; see `numerics/random.ts`. */
const NUMBER_NAME = 0x804e554d;

/** Words of four counters. */
const WORDS = 16;

/**
 * Emits what decides of one of `left` equal ones whether it is among the `room` that stay, and lowers both. Called inside a
 * loop, once for each in their order.
 *
 * @param terms address of three words: the key and the step
 * @param table room for 64 bytes
 */
export function emitLottery(
  body: Body,
  terms: I32,
  table: I32,
  { left, room }: { readonly left: Counter; readonly room: Counter },
): (chosen: () => void) => void {
  const next = body.local('i32', i32.const(WORDS));
  const blocks = body.local('v128', i32x4.const(-4, -3, -2, -1));
  const key = [body.local('v128'), body.local('v128')] as const;
  const word = body.local('v128');
  const opened = body.local('i32', i32.const(0));
  return (chosen) => {
    body.if(i32.eq(next, i32.const(WORDS)), () => {
      body.if(i32.eqz(opened), () => {
        const name = i32x4.splat(i32.const(NUMBER_NAME | 0));
        const parent = [v128.load32Splat(terms), v128.load32Splat(terms, 4)] as const;
        const step = v128.load32Splat(terms, 8);
        const child = emitPhilox(body, [step, v128.zero, v128.zero, name], parent);
        body.set(key[0], child[0]);
        body.set(key[1], child[1]);
        body.set(opened, i32.const(1));
      });
      body.set(blocks, i32x4.add(blocks, i32x4.splat(i32.const(4))));
      emitPhilox(body, [blocks, v128.zero, v128.zero, v128.zero], key).forEach((words, w) => {
        body.storeV128(table, words, 16 * w);
      });
      body.set(next, i32.const(0));
    });
    // Word w of block b lies in lane b of vector w.
    const lane = i32.and(next, i32.const(-4));
    const vector = i32.shl(i32.and(next, i32.const(3)), i32.const(4));
    body.set(word, v128.load32Zero(i32.add(table, i32.add(vector, lane))));
    body.advance(next, 1);
    const product = i64x2.extmulLowU(word, i32x4.splat(left));
    const taken = body.local('i32');
    body.set(taken, i32.ltU(i32x4.extract(product, 1), room));
    body.advance(left, -1);
    body.if(taken, () => {
      body.advance(room, -1);
      chosen();
    });
  };
}

/** The same: tells of `left` equal ones, one after the other, whether they are among the `room` that stay. */
export function lotteryTwin(
  left: number,
  room: number,
  parent: readonly [number, number],
  step: number,
): () => boolean {
  const words = new Uint32Array(4);
  philox4x32(step, 0, 0, NUMBER_NAME, parent[0], parent[1], words);
  const [key0, key1] = words;
  let drawn = 0;
  return () => {
    philox4x32(Math.floor(drawn / 4), 0, 0, 0, key0, key1, words);
    const taken = multiplyHigh(words[drawn % 4], left) < room;
    drawn++;
    left--;
    if (taken) room--;
    return taken;
  };
}
