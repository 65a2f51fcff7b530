/**
 * Adds normal noise to a tile, from counter-based random numbers: σ·ξ with ξ by the method of Box and Muller.
 *
 * Four counters give sixteen numbers. Number 16·g + 4·k + l of a tile is made of the words of counter
 * (4·g + l, site, tile, step): k = 0, 1 of words 0 and 1, k = 2, 3 of words 2 and 3. 24 random bits set the radius, 26 the
 * angle, so |ξ| never exceeds √(−2 ln 2⁻²⁴) = 5.8.
 *
 * Source: G. E. P. Box, M. E. Muller, "A note on the generation of random normal deviates", Ann. Math. Stat. 29 (1958).
 */

import { f32x4, i32, i32x4, v128 } from '../wasm/index.ts';
import { type Kernel, kernel, type V } from './kernel.ts';
import { emitGroups, philox4x32 } from './philox.ts';
import { emitLog, emitSinCos, logTwin, sinCosTwin } from './transcendental.ts';

const round = Math.fround;

/** Numbers that four counters give; `count` is rounded up to it, and tiles are padded to it. */
const NOISE_GROUP = 16;

const UNIT = 2 ** -24;
/** Quarter turns are 26 bits: whole ones by the two highest, the rest as an angle about 0. */
const ANGLE = round((Math.PI / 2) * UNIT);
const HALF = round(Math.PI / 4);

/** Arguments: `count` numbers, `cell` with four words {key 0, key 1, step, σ as a single}, `site` and `tile` numbers, `target`. */
export const addNoise: Kernel = kernel(
  'addNoise',
  ['count', 'cell', 'site', 'tile', 'target'],
  (body, count, cell, site, tile, target) => {
    const words = (value: number): V => body.constant(i32x4.const(value, value, value, value));
    const single = (value: number): V => body.constant(f32x4.const(value));
    const at = body.local('i32', target);
    const end = body.local('i32', i32.add(target, i32.shl(count, i32.const(2))));
    const counter = body.local('v128', i32x4.const(0, 1, 2, 3));
    const fixed = [i32x4.splat(site), i32x4.splat(tile), v128.load32Splat(cell, 8)].map((v) =>
      body.local('v128', v),
    );
    const key = [0, 4].map((offset) => body.local('v128', v128.load32Splat(cell, offset)));
    const sigma = body.local('v128', v128.load32Splat(cell, 12));
    const bytes = 4 * NOISE_GROUP;
    emitGroups(body, {
      ...{ counter, others: [fixed[0], fixed[1], fixed[2]], key: [key[0], key[1]] },
      more: (groups) => i32.ltU(i32.add(at, i32.const(bytes * (groups - 1))), end),
      each: (random, g) => {
        for (const pair of [0, 1]) {
          const [first, second] = [random[2 * pair], random[2 * pair + 1]];
          // Both have 25 bits at most, so that the conversion from signed integers, which is cheaper, does.
          const count24 = i32x4.add(i32x4.shrU(first, i32.const(8)), words(1));
          const log = emitLog(body, f32x4.mul(f32x4.fromI32(count24), single(UNIT)));
          const square = f32x4.pmax(v128.zero, f32x4.mul(log, single(-2)));
          const radius = body.local('v128', f32x4.mul(sigma, f32x4.sqrt(square)));
          const quarter = body.local('v128', i32x4.shrU(second, i32.const(30)));
          const part = v128.and(i32x4.shrU(second, i32.const(6)), words(0xffffff));
          const turn = f32x4.mul(f32x4.fromI32(part), single(ANGLE));
          const { sin, cos } = emitSinCos(body, f32x4.sub(turn, single(HALF)));
          const odd = body.local('v128', i32x4.eq(v128.and(quarter, words(1)), words(1)));
          const signs = [i32x4.add(quarter, words(1)), quarter].map((q) =>
            i32x4.shl(v128.and(q, words(2)), i32.const(30)),
          );
          [v128.select(sin, cos, odd), v128.select(cos, sin, odd)].forEach((value, k) => {
            const offset = bytes * g + 32 * pair + 16 * k;
            const noise = f32x4.mul(radius, v128.xor(value, signs[k]));
            body.storeV128(at, f32x4.add(v128.load(at, offset), noise), offset);
          });
        }
      },
      advance: (groups) => body.advance(at, bytes * groups),
    });
  },
  ({ u32, f32: m }, count, cell, site, tile, target) => {
    const words = new Uint32Array(4);
    const [key0, key1, step] = u32.subarray(cell / 4, cell / 4 + 3);
    const sigma = m[cell / 4 + 3];
    for (let group = 0; NOISE_GROUP * group < count; group++) {
      for (let lane = 0; lane < 4; lane++) {
        philox4x32(4 * group + lane, site, tile, step, key0, key1, words);
        for (const pair of [0, 1]) {
          const [first, second] = [words[2 * pair], words[2 * pair + 1]];
          const log = logTwin(round(((first >>> 8) + 1) * UNIT));
          const radius = round(sigma * round(Math.sqrt(Math.max(round(log * -2), 0))));
          const turn = round(((second >>> 6) & 0xffffff) * ANGLE);
          const { sin, cos } = sinCosTwin(round(turn - HALF));
          const quarter = second >>> 30;
          const x = quarter % 2 === 1 ? sin : cos;
          const y = quarter % 2 === 1 ? cos : sin;
          const at = target / 4 + NOISE_GROUP * group + 8 * pair + lane;
          m[at] += round(radius * (quarter === 1 || quarter === 2 ? -x : x));
          m[at + 4] += round(radius * (quarter >= 2 ? -y : y));
        }
      }
    }
  },
);
