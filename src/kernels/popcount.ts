/**
 * Population counts of packed rows: how many bits a plane shares with (`and`) or differs in from (`xor`) each of many rows.
 *
 * Rows and planes are whole 128-bit vectors whose bits past the end are 0. Bytes are counted for up to 31 vectors (31 · 8 <
 * 256) before they are widened. What a count means, N − 2c or another sum, is the caller's.
 */

import { type Body, type Expression, i8x16, i16x8, i32, i32x4, v128 } from '../wasm/index.ts';
import { type Address, type Kernel, kernel, type V } from './kernel.ts';

/** How a row meets a plane before bits are counted. */
export type BitMeeting = 'xor' | 'and';

const VECTOR = 16;
/** Vectors whose counts fit bytes. */
const BLOCK = 31;
/** Rows that are counted together: a vector of the plane is loaded once for all of them. */
const TOGETHER = 4;

type I = Expression<'i32'>;

/** `a ∧ b` or `a ⊕ b`. */
const meet = (meeting: BitMeeting): ((a: V, b: V) => V) =>
  meeting === 'xor' ? v128.xor : v128.and;

/** Emits the counts of several rows with one plane of `bytes` bytes. */
export function emitCounts(
  body: Body,
  rows: readonly Address[],
  plane: Address,
  bytes: Address,
  meeting: BitMeeting,
): I[] {
  const together = meet(meeting);
  const narrow = rows.map(() => body.local('v128'));
  const wide = rows.map(() => body.local('v128', v128.zero));
  const bits = body.local('v128');
  const at = body.local('i32', i32.const(0));
  const limit = body.local('i32');
  body.while(i32.ltU(at, bytes), () => {
    body.set(limit, i32.add(at, i32.const(BLOCK * VECTOR)));
    body.if(i32.gtU(limit, bytes), () => body.set(limit, bytes));
    for (const sum of narrow) body.set(sum, v128.zero);
    body.doWhile(
      () => {
        body.set(bits, v128.load(i32.add(plane, at)));
        rows.forEach((row, r) => {
          const found = i8x16.popcnt(together(v128.load(i32.add(row, at)), bits));
          body.set(narrow[r], i8x16.add(narrow[r], found));
        });
        body.advance(at, VECTOR);
      },
      () => i32.ltU(at, limit),
    );
    narrow.forEach((sum, r) => {
      const sums = i32x4.extaddPairwiseU(i16x8.extaddPairwiseU(sum));
      body.set(wide[r], i32x4.add(wide[r], sums));
    });
  });
  return wide.map((sum) => {
    const [a, b, c, d] = [0, 1, 2, 3].map((lane) => i32x4.extract(sum, lane));
    return i32.add(i32.add(a, b), i32.add(c, d));
  });
}

/** Bits that are set in a word. */
export function popcountTwin(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** The twin of `emitCounts`, for one row. */
export function countTwin(
  u32: Uint32Array,
  row: number,
  plane: number,
  bytes: number,
  meeting: BitMeeting,
): number {
  let count = 0;
  for (let at = 0; at < bytes; at += 4) {
    const [a, b] = [u32[(row + at) / 4], u32[(plane + at) / 4]];
    count += popcountTwin(meeting === 'xor' ? a ^ b : a & b);
  }
  return count;
}

/**
 * `output[r · step] = c(row_r, plane)` for `count` rows of `bytes` bytes each, `stride` bytes apart; output is u32, `step` in
 * words. With `add` it is added to what is there.
 */
export function popcountRows(meeting: BitMeeting, ending: 'store' | 'add'): Kernel {
  return kernel(
    `popcountRows.${meeting}.${ending}`,
    ['rows', 'stride', 'bytes', 'count', 'plane', 'output', 'step'],
    (body, rows, stride, bytes, count, plane, output, step) => {
      const row = Array.from({ length: TOGETHER }, () => body.local('i32'));
      const left = body.local('i32', count);
      const target = body.local('i32', output);
      const next = body.local('i32', rows);
      const pace = body.local('i32', i32.shl(step, i32.const(2)));
      for (const together of [TOGETHER, 1]) {
        body.while(i32.geU(left, i32.const(together)), () => {
          for (let r = 0; r < together; r++) {
            body.set(row[r], next);
            body.advance(next, stride);
          }
          for (const found of emitCounts(body, row.slice(0, together), plane, bytes, meeting)) {
            const value = ending === 'store' ? found : i32.add(i32.load(target), found);
            body.storeI32(target, value);
            body.advance(target, pace);
          }
          body.advance(left, -together);
        });
      }
    },
    ({ u32 }, rows, stride, bytes, count, plane, output, step) => {
      for (let r = 0; r < count; r++) {
        const found = countTwin(u32, rows + r * stride, plane, bytes, meeting);
        const target = output / 4 + r * step;
        u32[target] = ending === 'store' ? found : u32[target] + found;
      }
    },
  );
}
