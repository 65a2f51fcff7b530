/** Lists that change: emitted against plain walks, and those against what is meant. */

import { describe, expect, it } from 'vitest';
import { both, generator } from './fixtures/twins.ts';
import type { Views } from './kernel.ts';
import { emptyPlaces, mergeLists } from './merge.ts';

/** Byte addresses. */
const [START, INDEX, REMOVED, FIRST, SECOND, STAYS, NEW_START, NEW_INDEX, SOURCE, MADE, ALSO, END] =
  Array.from({ length: 12 }, (_, k) => 65536 + 32768 * k);

interface Lists {
  readonly first: number;
  readonly base: number;
  readonly units: number;
  readonly lists: readonly (readonly number[])[];
  readonly removed: readonly number[];
}

/** Lists of every third, tenth, … partner, some empty and one full, of which a third is removed. */
function listsOf(seed: number, share: number): Lists {
  const random = generator(seed);
  const units = 40;
  const [first, base] = [1000 * (seed % 3), 300 * (seed % 2)];
  const lists = Array.from({ length: 25 }, (_, list) =>
    Array.from({ length: units }, (_, other) => other).filter(
      () => list === 3 || (list % 7 !== 1 && random() < 0.3),
    ),
  );
  const count = lists.flat().length;
  const removed = Array.from({ length: count }, (_, k) => base + k).filter(() => random() < share);
  return { first, base, units, lists, removed };
}

function placed({ u16, u32 }: Views, { base, lists, removed }: Lists, bytes: number): void {
  let at = base;
  u32[START / 4] = base;
  lists.forEach((list, k) => {
    at += list.length;
    u32[START / 4 + k + 1] = at;
  });
  (bytes === 2 ? u16 : u32).set(lists.flat(), INDEX / bytes);
  u32.set(removed, REMOVED / 4);
}

/** Who stays of each list, and its empty places. */
function after({ base, units, lists, removed }: Lists): { stays: number[][]; free: number[][] } {
  const gone = new Set(removed);
  let at = base;
  const stays = lists.map((list) => list.filter(() => !gone.has(at++)));
  const free = stays.map((list) =>
    Array.from({ length: units }, (_, other) => other).filter((other) => !list.includes(other)),
  );
  return { stays, free };
}

const CASES = [0, 1, 2, 3, 4, 5].flatMap((seed) =>
  [0, 0.3, 1].flatMap((share) =>
    (['u16', 'u32'] as const).map((index) => ({ seed, share, index })),
  ),
);

describe('mergeLists', () => {
  it.each(CASES)('merges %o', ({ seed, share, index }) => {
    const given = listsOf(seed, share);
    const { stays, free } = after(given);
    const random = generator(seed + 9);
    const born = free.flatMap((places, list) =>
      places.filter(() => random() < 0.2).map((other) => [given.first + list, other] as const),
    );
    const bytes = index === 'u16' ? 2 : 4;
    const { emitted, twin } = both(mergeLists(index), (memory) => {
      placed(memory, given, bytes);
      memory.u32.set(
        born.map(([list]) => list),
        FIRST / 4,
      );
      memory.u32.set(
        born.map(([, other]) => other),
        SECOND / 4,
      );
      return [
        ...[given.lists.length, given.first, START, INDEX, REMOVED, given.removed.length],
        ...[FIRST, SECOND, born.length, STAYS, 5000, NEW_START, NEW_INDEX, SOURCE],
        ...[MADE, ALSO, END],
      ];
    });
    const [made, returned, met] = twin.u32.subarray(END / 4, END / 4 + 3);
    expect(met).toBe(0);
    for (const { u16, u32 } of [emitted, twin]) {
      const partners = [...(bytes === 2 ? u16 : u32).subarray(NEW_INDEX / bytes)].slice(0, made);
      const merged = stays.map((list, k) =>
        [...list, ...born.filter(([l]) => l === given.first + k).map(([, other]) => other)].sort(
          (a, b) => a - b,
        ),
      );
      expect(partners).toEqual(merged.flat());
    }
    const words = (from: number, count: number) => [
      [...emitted.u32.subarray(from / 4, from / 4 + count)],
      [...twin.u32.subarray(from / 4, from / 4 + count)],
    ];
    for (const [from, count] of [
      [NEW_START, given.lists.length],
      [SOURCE, made],
      [MADE, born.length],
      [ALSO, returned],
      [END, 3],
    ]) {
      const [own, other] = words(from, count);
      expect(own).toEqual(other);
    }
  });

  it('tells the first birth that meets a connection that stays', () => {
    const given: Lists = {
      first: 7,
      base: 0,
      units: 9,
      lists: [
        [1, 4],
        [2, 5],
      ],
      removed: [0],
    };
    const { emitted, twin } = both(mergeLists('u16'), (memory) => {
      placed(memory, given, 2);
      memory.u32.set([7, 7, 8], FIRST / 4);
      memory.u32.set([1, 4, 5], SECOND / 4);
      return [
        ...[2, 7, START, INDEX, REMOVED, 1, FIRST, SECOND, 3, STAYS, 0],
        ...[NEW_START, NEW_INDEX, SOURCE, MADE, ALSO, END],
      ];
    });
    for (const { u32 } of [emitted, twin])
      expect([...u32.subarray(END / 4 + 1, END / 4 + 5)]).toEqual([1, 2, 7, 4]);
  });
});

describe('emptyPlaces', () => {
  it.each(CASES)('finds places by their number: %o', ({ seed, share, index }) => {
    const given = listsOf(seed, share);
    const { free } = after(given);
    const random = generator(seed + 5);
    const places = free.flatMap((others, list) => others.map((other) => [list, other] as const));
    const ranks = places.map((_, rank) => rank).filter(() => random() < 0.4);
    const bytes = index === 'u16' ? 2 : 4;
    const { emitted, twin } = both(emptyPlaces(index), (memory) => {
      placed(memory, given, bytes);
      memory.u32.set(ranks, FIRST / 4);
      return [
        ...[given.lists.length, given.first, given.units, START, INDEX, REMOVED],
        ...[given.removed.length, STAYS, FIRST, ranks.length, MADE, ALSO],
      ];
    });
    for (const { u32 } of [emitted, twin]) {
      const found = ranks.map((_, k) => [u32[MADE / 4 + k], u32[ALSO / 4 + k]]);
      expect(found).toEqual(ranks.map((rank) => [given.first + places[rank][0], places[rank][1]]));
    }
  });
});
