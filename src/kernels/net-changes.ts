/** What a removal and a growth come to together, place by place: the account of a step of rewiring. */

import { type Expression, f32, f64, f64x2, i32, i32x4, v128 } from '../wasm/index.ts';
import { type Kernel, kernel, words } from './kernel.ts';

/** Bytes of a book: Σ max(Δw, 0) and Σ max(−Δw, 0) as doubles, then numbers of changes, of created and of deleted ones. */
export const NET_BYTES = 32;

/**
 * Adds to a book what `gone` weights at ascending places, and `come` others at theirs, change: one that goes falls to 0, one
 * that comes rises from it, and where both are at a place there is but the difference. Sums are taken in the order of the
 * places. Behind either places a word of all ones has to stand.
 */
export const netChanges: Kernel = kernel(
  'netChanges',
  ['gone', 'gonePlaces', 'goneWeights', 'come', 'comePlaces', 'comeWeights', 'book'],
  (body, gone, gonePlaces, goneWeights, come, comePlaces, comeWeights, book) => {
    const [r, q] = [body.local('i32', i32.const(0)), body.local('i32', i32.const(0))];
    const [old, born, isOld, isBorn] = Array.from({ length: 4 }, () => body.local('i32'));
    const [from, to] = [body.local('i32'), body.local('i32')];
    const change = body.local('f64');
    const sums = body.local('v128', v128.load(book));
    const zero = body.constant(f64x2.const(0));
    /** The sign of the second of two doubles. */
    const second = body.constant(i32x4.const(0, 0, 0, 0x80000000 | 0));
    const [changes, created, deleted] = [16, 20, 24].map((at) =>
      body.local('i32', i32.load(book, at)),
    );
    const loaded = (base: Expression<'i32'>, k: Expression<'i32'>) =>
      i32.load(i32.add(base, words(k)));
    const single = (bits: Expression<'i32'>) => f64.promote(f32.fromBits(bits));
    body.while(i32.or(i32.ltU(r, gone), i32.ltU(q, come)), () => {
      body.set(old, loaded(gonePlaces, r));
      body.set(born, loaded(comePlaces, q));
      // Which comes first is chance: a branch on it would cost more than all else here.
      body.set(isOld, i32.leU(old, born));
      body.set(isBorn, i32.leU(born, old));
      body.set(from, i32.and(loaded(goneWeights, r), i32.sub(i32.const(0), isOld)));
      body.set(to, i32.and(loaded(comeWeights, q), i32.sub(i32.const(0), isBorn)));
      body.set(change, f64.sub(single(to), single(from)));
      const either = f64x2.pmax(zero, v128.xor(f64x2.splat(change), second));
      body.set(sums, f64x2.add(sums, either));
      const same = i32.and(i32.and(isOld, isBorn), f64.eq(change, f64.const(0)));
      body.advance(changes, i32.eqz(same));
      body.advance(created, i32.eqz(isOld));
      body.advance(deleted, i32.eqz(isBorn));
      body.advance(r, isOld);
      body.advance(q, isBorn);
    });
    body.storeV128(book, sums);
    body.storeI32(book, changes, 16);
    body.storeI32(book, created, 20);
    body.storeI32(book, deleted, 24);
  },
  ({ u32, f32: m, f64: d }, gone, gonePlaces, goneWeights, come, comePlaces, comeWeights, book) => {
    for (let r = 0, q = 0; r < gone || q < come; ) {
      const [old, born] = [u32[gonePlaces / 4 + r], u32[comePlaces / 4 + q]];
      const [isOld, isBorn] = [r < gone && old <= born, q < come && born <= old];
      const from = isOld ? m[goneWeights / 4 + r++] : 0;
      const to = isBorn ? m[comeWeights / 4 + q++] : 0;
      if (to > from) d[book / 8] += to - from;
      else d[book / 8 + 1] += from - to;
      if (!(isOld && isBorn) || from !== to) u32[book / 4 + 4]++;
      if (!isOld) u32[book / 4 + 5]++;
      if (!isBorn) u32[book / 4 + 6]++;
    }
  },
);
