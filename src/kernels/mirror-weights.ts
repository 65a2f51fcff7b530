/**
 * Brings a mirror's weights up to date after an update, without a word of where each comes from.
 *
 * The lists of either side ascend. So whoever walks the mirror's lists in their order meets the connections of every home list
 * from its first to its last: a cursor for each home list tells the place of the next, and a mirror keeps nothing more.
 */

import { f32, i32, i32x4, v128 } from '../wasm/index.ts';
import { type IndexWidth, type Kernel, kernel, words } from './kernel.ts';

/** Bytes of weights from which on they do not stay in a core's own cache from one step to the next. */
const TOUCHED = 2 ** 19;
/**
 * Bytes that every cursor looks ahead, less than a line of any cache, before all of them have gone on by as much, on average. The
 * lines that the cursors come to next are then fetched side by side, not each when it is needed: a layer of 4000 × 4000 units
 * at 5 % is copied in three fifths of the time.
 */
const AHEAD = 48;

/**
 * `target[k]` becomes the home weight of connection k of the mirror, in its lists `first … last − 1`, which `start` and `index`
 * describe. `begins[i]` is the position of the first connection of home list i, of `lists`, whose partner is `first` or more;
 * `cursors` is room for a word a home list, and holds addresses of weights afterwards: of the first ones that were not met.
 *
 * @param index width of the mirror's indices
 */
export function mirrorWeights(index: Exclude<IndexWidth, 'none'>): Kernel {
  const bytes = index === 'u16' ? 2 : 4;
  return kernel(
    `mirrorWeights.${index}`,
    ['first', 'last', 'start', 'index', 'target', 'lists', 'begins', 'cursors', 'weight'],
    (body, first, last, start, indices, target, lists, begins, cursors, weight) => {
      const cursor = body.local('i32', cursors);
      const begin = body.local('i32', begins);
      const fours = body.local('i32', i32.add(cursors, words(i32.and(lists, i32.const(-4)))));
      const end = body.local('i32', i32.add(cursors, words(lists)));
      const base = body.local('v128', i32x4.splat(weight));
      body.while(i32.ltU(cursor, fours), () => {
        body.storeV128(cursor, i32x4.add(base, i32x4.shl(v128.load(begin), i32.const(2))));
        body.advance(cursor, 16);
        body.advance(begin, 16);
      });
      body.while(i32.ltU(cursor, end), () => {
        body.storeI32(cursor, i32.add(weight, words(i32.load(begin))));
        body.advance(cursor, 4);
        body.advance(begin, 4);
      });
      const k = body.local('i32', i32.load(i32.add(start, words(first))));
      const to = body.local('i32', i32.add(target, words(k)));
      const from = body.local('i32', i32.add(indices, i32.mul(k, i32.const(bytes))));
      const whole = body.local(
        'i32',
        i32.add(target, words(i32.load(i32.add(start, words(last))))),
      );
      const head = body.local('i32');
      const at = body.local('i32');
      const copies = (n: number) => (): void => {
        for (let each = 0; each < n; each++) {
          const list = index === 'u16' ? i32.load16(from, 2 * each) : i32.load(from, 4 * each);
          body.set(head, i32.add(cursors, words(list)));
          body.set(at, i32.load(head));
          body.storeF32(to, f32.load(at), 4 * each);
          body.storeI32(head, i32.add(at, i32.const(4)));
        }
        body.advance(from, bytes * n);
        body.advance(to, 4 * n);
      };
      const large = body.local('i32', i32.gtU(i32.sub(whole, to), i32.const(TOUCHED)));
      body.while(i32.ltU(to, whole), () => {
        body.set(end, whole);
        body.if(large, () => {
          // Nothing is done with what is loaded: it comes while nothing waits for it.
          body.set(cursor, cursors);
          body.while(i32.ltU(cursor, fours), () => {
            for (let each = 0; each < 4; each++)
              body.set(at, i32.load(i32.load(cursor, 4 * each), AHEAD));
            body.advance(cursor, 16);
          });
          body.set(end, i32.add(to, i32.mul(lists, i32.const(AHEAD))));
          body.if(i32.gtU(end, whole), () => body.set(end, whole));
        });
        body.set(k, i32.add(to, i32.and(i32.sub(end, to), i32.const(-16))));
        body.while(i32.ltU(to, k), copies(4));
        body.while(i32.ltU(to, end), copies(1));
      });
    },
    (
      { f32: m, u16, u32 },
      ...[first, last, start, indices, target, lists, begins, cursors, weight]
    ) => {
      const partners = index === 'u16' ? u16 : u32;
      const next = u32.slice(begins / 4, begins / 4 + lists);
      for (let k = u32[start / 4 + first]; k < u32[start / 4 + last]; k++)
        m[target / 4 + k] = m[weight / 4 + next[partners[indices / bytes + k]]++];
      for (let list = 0; list < lists; list++) u32[cursors / 4 + list] = weight + 4 * next[list];
    },
  );
}
