/**
 * Lists that lose some connections and gain others: one walk that merges what stays with what is born, and one that finds
 * empty places by their number. Both work on some lists at a time.
 */

import { type Body, type Expression, i32 } from '../wasm/index.ts';
import { type Address, type IndexWidth, type Kernel, kernel, words } from './kernel.ts';

type I32 = Expression<'i32'>;
type Listed = Exclude<IndexWidth, 'none'>;

const bytesOf = (index: Listed): number => (index === 'u16' ? 2 : 4);

/** Emits 1 for each of `count` connections from `stays` on that is not among `gone` positions, of which `base` is the first. */
function emitStaying(
  body: Body,
  {
    stays,
    count,
    removed,
    gone,
    base,
  }: Record<'stays' | 'count' | 'removed' | 'gone' | 'base', I32>,
): void {
  const at = body.local('i32', stays);
  const end = body.local('i32', i32.add(stays, count));
  body.while(i32.ltU(at, end), () => {
    body.storeI32(at, i32.const(0x01010101));
    body.advance(at, 4);
  });
  const next = body.local('i32', removed);
  const last = body.local('i32', i32.add(removed, words(gone)));
  const zero = body.local('i32');
  body.while(i32.ltU(next, last), () => {
    body.set(zero, i32.add(stays, i32.sub(i32.load(next), base)));
    body.storeI8(zero, i32.const(0));
    body.advance(next, 4);
  });
}

/** The same for the twins. */
function stayingTwin(
  u8: Uint8Array,
  u32: Uint32Array,
  {
    stays,
    count,
    removed,
    gone,
    base,
  }: Record<'stays' | 'count' | 'removed' | 'gone' | 'base', number>,
): void {
  u8.fill(1, stays, stays + 4 * Math.ceil(count / 4));
  for (let r = 0; r < gone; r++) u8[stays + u32[removed / 4 + r] - base] = 0;
}

const MERGE = [
  ...['lists', 'first', 'start', 'index', 'removed', 'gone', 'bornList', 'bornOther', 'births'],
  ...['stays', 'newBase', 'newStart', 'newIndex', 'source', 'bornAt', 'returned', 'result'],
] as const;

/**
 * Merges `lists` lists, of which `first` is the number of the first, with `births` connections. `start`, `removed`, `newStart`,
 * `bornAt` and `returned` count connections of all lists: `start[0]` is the first of these, `newBase` of the new ones. To
 * `source` goes how far behind the first of the old ones each of the new comes from; births count on behind the last of these.
 * `stays` is room for a byte a connection, of whole words; `newIndex` and `source` have room for one more.
 *
 * To `result` go the number of new connections, of those that are born where one is removed, and of births that meet one that
 * stays, with list and partner of the first of these.
 */
export function mergeLists(index: Listed): Kernel {
  const bytes = bytesOf(index);
  return kernel(
    `mergeLists.${index}`,
    MERGE,
    (body, ...given) => {
      const p = Object.fromEntries(MERGE.map((name, k) => [name, given[k]])) as Record<
        (typeof MERGE)[number],
        Address
      >;
      const base = body.local('i32', i32.load(p.start));
      const start = body.local('i32', p.start);
      const lastStart = body.local('i32', i32.add(p.start, words(p.lists)));
      emitStaying(body, {
        ...{ stays: p.stays, removed: p.removed, gone: p.gone, base },
        count: i32.sub(i32.load(lastStart), base),
      });
      const list = body.local('i32', p.first);
      const k = body.local('i32', i32.const(0));
      const end = body.local('i32');
      const at = body.local('i32', i32.const(0));
      const birth = body.local('i32', i32.const(0));
      const newStart = body.local('i32', p.newStart);
      const returned = body.local('i32', p.returned);
      const met = body.local('i32', i32.const(0));
      const count = body.local('i32', i32.sub(i32.load(lastStart), base));
      const born = body.local('i32');
      const partner = body.local('i32');
      const indexed = (base: I32, place: I32): I32 =>
        i32.add(base, bytes === 2 ? i32.shl(place, i32.const(1)) : words(place));
      const load = (): void => {
        const next = indexed(p.index, k);
        body.set(partner, bytes === 2 ? i32.load16(next) : i32.load(next));
      };
      const store = (value: I32): void => {
        const address = indexed(p.newIndex, at);
        if (bytes === 2) body.storeI16(address, value);
        else body.storeI32(address, value);
      };
      const stays = (): I32 => i32.load8(i32.add(p.stays, k));
      // Written always: what does not stay is written over by the next.
      const pass = (): void => {
        store(partner);
        body.storeI32(i32.add(p.source, words(at)), k);
        body.advance(at, stays());
        body.advance(k, 1);
        load();
      };
      load();
      body.while(i32.ltU(start, lastStart), () => {
        body.set(end, i32.sub(i32.load(start, 4), base));
        body.while(
          i32.and(
            i32.ltU(birth, p.births),
            i32.eq(i32.load(i32.add(p.bornList, words(birth))), list),
          ),
          () => {
            body.set(born, i32.load(i32.add(p.bornOther, words(birth))));
            body.while(i32.and(i32.ltU(k, end), i32.ltU(partner, born)), pass);
            body.if(i32.and(i32.ltU(k, end), i32.eq(partner, born)), () => {
              body.if(
                stays(),
                () => {
                  body.if(i32.eqz(met), () => {
                    body.storeI32(p.result, list, 12);
                    body.storeI32(p.result, born, 16);
                  });
                  body.advance(met, 1);
                },
                () => {
                  body.storeI32(returned, i32.add(p.newBase, at));
                  body.advance(returned, 4);
                },
              );
            });
            store(born);
            body.storeI32(i32.add(p.source, words(at)), i32.add(count, birth));
            body.storeI32(i32.add(p.bornAt, words(birth)), i32.add(p.newBase, at));
            body.advance(at, 1);
            body.advance(birth, 1);
          },
        );
        body.while(i32.ltU(k, end), pass);
        body.storeI32(newStart, i32.add(p.newBase, at));
        body.advance(newStart, 4);
        body.advance(start, 4);
        body.advance(list, 1);
      });
      body.storeI32(p.result, at);
      body.storeI32(p.result, i32.shrU(i32.sub(returned, p.returned), i32.const(2)), 4);
      body.storeI32(p.result, met, 8);
    },
    ({ u8, u16, u32 }, ...given) => {
      const p = Object.fromEntries(MERGE.map((name, k) => [name, given[k]])) as Record<
        (typeof MERGE)[number],
        number
      >;
      const partners = index === 'u16' ? u16 : u32;
      const from = p.index / bytes;
      const base = u32[p.start / 4];
      const count = u32[p.start / 4 + p.lists] - base;
      stayingTwin(u8, u32, { ...p, count, base });
      let [at, birth, returned, met] = [0, 0, 0, 0];
      const put = (partner: number, source: number): void => {
        partners[p.newIndex / bytes + at] = partner;
        u32[p.source / 4 + at] = source;
      };
      for (let list = 0, k = 0; list < p.lists; list++) {
        const end = u32[p.start / 4 + list + 1] - base;
        const pass = (below: number): void => {
          for (; k < end && partners[from + k] < below; k++) {
            put(partners[from + k], k);
            at += u8[p.stays + k];
          }
        };
        for (; birth < p.births && u32[p.bornList / 4 + birth] === p.first + list; birth++) {
          const born = u32[p.bornOther / 4 + birth];
          pass(born);
          if (k < end && partners[from + k] === born) {
            if (u8[p.stays + k] === 1) {
              if (met++ === 0) u32.set([p.first + list, born], p.result / 4 + 3);
            } else u32[p.returned / 4 + returned++] = p.newBase + at;
          }
          put(born, count + birth);
          u32[p.bornAt / 4 + birth] = p.newBase + at++;
        }
        pass(Number.POSITIVE_INFINITY);
        u32[p.newStart / 4 + list] = p.newBase + at;
      }
      u32.set([at, returned, met], p.result / 4);
    },
  );
}

const EMPTY = [
  ...['lists', 'first', 'units', 'start', 'index', 'removed', 'gone', 'stays'],
  ...['ranks', 'count', 'listOf', 'otherOf'],
] as const;

/**
 * List and partner of `count` empty places of `lists` lists with `units` partners each, given by their ascending numbers among
 * the empty places of these lists; removed connections count as empty. Arguments as those of `mergeLists`.
 */
export function emptyPlaces(index: Listed): Kernel {
  const bytes = bytesOf(index);
  return kernel(
    `emptyPlaces.${index}`,
    EMPTY,
    (body, ...given) => {
      const p = Object.fromEntries(EMPTY.map((name, k) => [name, given[k]])) as Record<
        (typeof EMPTY)[number],
        Address
      >;
      const base = body.local('i32', i32.load(p.start));
      const start = body.local('i32', p.start);
      const lastStart = body.local('i32', i32.add(p.start, words(p.lists)));
      emitStaying(body, {
        ...{ stays: p.stays, removed: p.removed, gone: p.gone, base },
        count: i32.sub(i32.load(lastStart), base),
      });
      const removed = body.local('i32', p.removed);
      const lastRemoved = body.local('i32', i32.add(p.removed, words(p.gone)));
      const list = body.local('i32', p.first);
      const rank = body.local('i32', p.ranks);
      const lastRank = body.local('i32', i32.add(p.ranks, words(p.count)));
      const out = body.local('i32', i32.const(0));
      /** Empty places of the lists before, and with this one. */
      const before = body.local('i32', i32.const(0));
      const room = body.local('i32');
      const k = body.local('i32', i32.const(0));
      const end = body.local('i32');
      /** A rank among the empty places of this list lies so much further right: connections that stay and were passed. */
      const passed = body.local('i32');
      const own = body.local('i32');
      const placed = (): I32 => i32.add(p.index, bytes === 2 ? i32.shl(k, i32.const(1)) : words(k));
      const partner = (): I32 => (bytes === 2 ? i32.load16(placed()) : i32.load(placed()));
      body.while(i32.ltU(start, lastStart), () => {
        body.set(end, i32.sub(i32.load(start, 4), base));
        body.set(room, i32.add(before, i32.sub(p.units, i32.sub(end, k))));
        body.while(
          i32.and(i32.ltU(removed, lastRemoved), i32.ltU(i32.sub(i32.load(removed), base), end)),
          () => {
            body.advance(room, 1);
            body.advance(removed, 4);
          },
        );
        body.set(passed, i32.const(0));
        body.while(i32.and(i32.ltU(rank, lastRank), i32.ltU(i32.load(rank), room)), () => {
          body.set(own, i32.sub(i32.load(rank), before));
          body.while(i32.and(i32.ltU(k, end), i32.leU(partner(), i32.add(own, passed))), () => {
            body.advance(passed, i32.load8(i32.add(p.stays, k)));
            body.advance(k, 1);
          });
          body.storeI32(i32.add(p.listOf, out), list);
          body.storeI32(i32.add(p.otherOf, out), i32.add(own, passed));
          body.advance(out, 4);
          body.advance(rank, 4);
        });
        body.set(k, end);
        body.set(before, room);
        body.advance(start, 4);
        body.advance(list, 1);
      });
    },
    ({ u8, u16, u32 }, ...given) => {
      const p = Object.fromEntries(EMPTY.map((name, k) => [name, given[k]])) as Record<
        (typeof EMPTY)[number],
        number
      >;
      const partners = index === 'u16' ? u16 : u32;
      const base = u32[p.start / 4];
      stayingTwin(u8, u32, { ...p, count: u32[p.start / 4 + p.lists] - base, base });
      let [found, before] = [0, 0];
      for (let list = 0; list < p.lists; list++) {
        const [begin, end] = [0, 1].map((k) => u32[p.start / 4 + list + k] - base);
        const taken = new Set<number>();
        for (let k = begin; k < end; k++)
          if (u8[p.stays + k] === 1) taken.add(partners[p.index / bytes + k]);
        const free = Array.from({ length: p.units }, (_, other) => other).filter(
          (other) => !taken.has(other),
        );
        for (; found < p.count && u32[p.ranks / 4 + found] < before + free.length; found++) {
          u32[p.listOf / 4 + found] = p.first + list;
          u32[p.otherOf / 4 + found] = free[u32[p.ranks / 4 + found] - before];
        }
        before += free.length;
      }
    },
  );
}
