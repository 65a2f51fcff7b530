/**
 * Inverted dropout: a mask of 0 and 1/(1 − rate), drawn from counter-based random numbers.
 *
 * The step must be at least 1: streams of numerics draw from blocks whose last counter word is 0.
 * Half-word h of word w of the counter (4·group + lane, site, tile, step) decides example element
 * 32·group + 8·w + 4·h + lane. The rate is therefore a multiple of 1/65,536.
 */

import { f32x4, i32, i32x4, v128 } from '../wasm/index.ts';
import { type Kernel, kernel } from './kernel.ts';
import { emitGroups, philox4x32 } from './philox.ts';

/** Elements that one group of four counters decides; `count` is rounded up to it, and masks are padded to it. */
const DROPOUT_GROUP = 32;

/**
 * Draws a mask and applies it: `target = mask · source`, which may be one. Arguments: `count` elements; `cell`, the address of
 * five words {key 0, key 1, step, threshold, scale}: a half-word below `threshold` drops the element, the others become `scale`
 * (an f32); `site` and `tile` numbers; `mask`, `source` and `target`.
 */
export const dropout: Kernel = kernel(
  'dropout',
  ['count', 'cell', 'site', 'tile', 'mask', 'source', 'target'],
  (body, count, cell, site, tile, mask, source, target) => {
    const at = body.local('i32', mask);
    const end = body.local('i32', i32.add(mask, i32.shl(count, i32.const(2))));
    const from = body.local('i32', source);
    const to = body.local('i32', target);
    const counter = body.local('v128', i32x4.const(0, 1, 2, 3));
    // A half-word is below the threshold where it is with whatever follows it, once both stand at the top of their words.
    const sixteen = i32.const(16);
    const threshold = body.local('v128', i32x4.shl(v128.load32Splat(cell, 12), sixteen));
    const scale = body.local('v128', v128.load32Splat(cell, 16));
    const fixed = [i32x4.splat(site), i32x4.splat(tile), v128.load32Splat(cell, 8)].map((v) =>
      body.local('v128', v),
    );
    const key = [0, 4].map((offset) => body.local('v128', v128.load32Splat(cell, offset)));
    const kept = [0, 1].map(() => body.local('v128'));
    const products = [0, 1].map(() => body.local('v128'));
    const bytes = 4 * DROPOUT_GROUP;
    emitGroups(body, {
      ...{ counter, others: [fixed[0], fixed[1], fixed[2]], key: [key[0], key[1]] },
      more: (groups) => i32.ltU(i32.add(at, i32.const(bytes * (groups - 1))), end),
      each: (words, g) =>
        words.forEach((word, w) => {
          const offset = (h: number): number => bytes * g + 32 * w + 16 * h;
          [i32x4.shl(word, sixteen), word].forEach((half, h) => {
            body.set(kept[h], v128.and(scale, i32x4.geU(half, threshold)));
            body.set(products[h], f32x4.mul(v128.load(from, offset(h)), kept[h]));
          });
          for (const h of [1, 0]) body.storeV128(at, kept[h], offset(h));
          for (const h of [1, 0]) body.storeV128(to, products[h], offset(h));
        }),
      advance(groups) {
        for (const cursor of [at, from, to]) body.advance(cursor, bytes * groups);
      },
    });
  },
  ({ u32, f32: m }, count, cell, site, tile, mask, source, target) => {
    const words = new Uint32Array(4);
    const [key0, key1, step, threshold] = u32.subarray(cell / 4, cell / 4 + 4);
    const scale = m[cell / 4 + 4];
    for (let group = 0; 32 * group < count; group++) {
      for (let lane = 0; lane < 4; lane++) {
        philox4x32(4 * group + lane, site, tile, step, key0, key1, words);
        for (let part = 0; part < 8; part++) {
          const half = part % 2 === 0 ? words[part >> 1] & 0xffff : words[part >> 1] >>> 16;
          const element = 32 * group + 4 * part + lane;
          m[mask / 4 + element] = half < threshold ? 0 : scale;
          m[target / 4 + element] = m[source / 4 + element] * m[mask / 4 + element];
        }
      }
    }
  },
);

/** The cell's threshold and scale for a dropout rate in [0, 1), in units of 1/65,536. */
export function dropoutCell(rate: number): { threshold: number; scale: number } {
  const threshold = Math.round(rate * 65536);
  return { threshold, scale: Math.fround(65536 / (65536 - threshold)) };
}
