/** The same connections listed from the other side, by counting. Their weights follow by mirror-weights.ts. */

import { type Expression, i32 } from '../wasm/index.ts';
import { type IndexWidth, type Kernel, kernel, words } from './kernel.ts';

type I32 = Expression<'i32'>;
type Listed = Exclude<IndexWidth, 'none'>;

/**
 * From `lists` lists of partners among `units` units, `units` lists of these lists' numbers. `newStart` has units + 1 words.
 *
 * @param index width of the old indices @param turned of the new ones
 */
export function mirrorLists(index: Listed, turned: Listed): Kernel {
  return kernel(
    `mirrorLists.${index}.${turned}`,
    ['lists', 'units', 'start', 'index', 'newStart', 'newIndex'],
    (body, lists, units, start, indices, newStart, newIndex) => {
      const bytes = index === 'u16' ? 2 : 4;
      const loaded = (at: I32): I32 => (index === 'u16' ? i32.load16(at) : i32.load(at));
      const at = body.local('i32', newStart);
      const end = body.local('i32', i32.add(newStart, words(i32.add(units, i32.const(1)))));
      body.while(i32.ltU(at, end), () => {
        body.storeI32(at, i32.const(0));
        body.advance(at, 4);
      });
      // Counted one place late: the sums then are where each list begins.
      const k = body.local('i32', i32.const(0));
      const count = body.local('i32', i32.load(i32.add(start, words(lists))));
      const cursor = body.local('i32', indices);
      const head = body.local('i32');
      body.while(i32.ltU(k, count), () => {
        body.set(head, i32.add(newStart, words(loaded(cursor))));
        body.storeI32(head, i32.add(i32.load(head, 4), i32.const(1)), 4);
        body.advance(cursor, bytes);
        body.advance(k, 1);
      });
      const sum = body.local('i32', i32.const(0));
      body.set(at, newStart);
      body.while(i32.ltU(at, end), () => {
        body.set(sum, i32.add(sum, i32.load(at)));
        body.storeI32(at, sum);
        body.advance(at, 4);
      });
      const list = body.local('i32', i32.const(0));
      const listEnd = body.local('i32');
      const place = body.local('i32');
      body.set(k, i32.const(0));
      body.set(cursor, indices);
      body.while(i32.ltU(list, lists), () => {
        body.set(listEnd, i32.load(i32.add(start, words(list)), 4));
        // Placing moves every beginning to the end of its list, which is where the next begins.
        body.while(i32.ltU(k, listEnd), () => {
          body.set(head, i32.add(newStart, words(loaded(cursor))));
          body.set(place, i32.load(head));
          body.storeI32(head, i32.add(place, i32.const(1)));
          if (turned === 'u16')
            body.storeI16(i32.add(newIndex, i32.shl(place, i32.const(1))), list);
          else body.storeI32(i32.add(newIndex, words(place)), list);
          body.advance(cursor, bytes);
          body.advance(k, 1);
        });
        body.advance(list, 1);
      });
      body.set(at, i32.sub(end, i32.const(4)));
      body.while(i32.gtU(at, newStart), () => {
        body.storeI32(at, i32.load(i32.sub(at, i32.const(4))));
        body.advance(at, -4);
      });
      body.storeI32(newStart, i32.const(0));
    },
    ({ u16, u32 }, lists, units, start, indices, newStart, newIndex) => {
      const [from, to] = [index, turned].map((width) => (width === 'u16' ? u16 : u32));
      const turnedLists: number[][] = Array.from({ length: units }, () => []);
      for (let list = 0; list < lists; list++)
        for (let k = u32[start / 4 + list]; k < u32[start / 4 + list + 1]; k++)
          turnedLists[from[indices / from.BYTES_PER_ELEMENT + k]].push(list);
      let place = 0;
      turnedLists.forEach((partners, unit) => {
        u32[newStart / 4 + unit] = place;
        for (const partner of partners) to[newIndex / to.BYTES_PER_ELEMENT + place++] = partner;
      });
      u32[newStart / 4 + units] = place;
    },
  );
}
