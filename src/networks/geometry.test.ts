/** How a batch is cut, against a count of what it costs. */

import { describe, expect, it } from 'vitest';
import { cut, tilesOf } from './geometry.ts';

/** About what a tile costs beside one of 32: see the table of the kernels. */
const COST: Record<number, number> = { 1: 0.23, 4: 0.25, 8: 0.3, 16: 0.51, 32: 1 };
const costOf = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + COST[width], 0);

describe('cut', () => {
  it.each([
    [1, [1]],
    [3, [4]],
    [8, [8]],
    [10, [16]],
    [20, [16, 4]],
    [32, [16, 16]],
    [33, [32, 4]],
    [40, [32, 8]],
    [41, [32, 16]],
    [50, [32, 16, 4]],
    [56, [32, 16, 8]],
    [57, [32, 32]],
    [64, [32, 32]],
    [100, [32, 32, 32, 4]],
    [128, [32, 32, 32, 32]],
  ])('%i examples into tiles of %j', (batch, widths) => {
    expect(cut(batch).widths).toEqual(widths);
  });

  it('makes one tile of 25 to 32 examples where one shard is asked for', () => {
    for (const batch of [25, 32]) expect(cut(batch, { shards: 1 }).widths).toEqual([32]);
    expect(cut(24, { shards: 1 }).widths).toEqual([16, 8]);
    expect(cut(32, { shards: 1, even: true }).widths).toEqual([16, 16]);
    expect(cut(32, { shards: 2 }).widths).toEqual([16, 16]);
    expect(cut(64, { shards: 1 }).widths).toEqual(cut(64).widths);
  });

  it('has room for every example, one after the other, and never costs more than even tiles', () => {
    for (let batch = 1; batch <= 300; batch++) {
      const { widths, firsts, slots, tiles, width } = cut(batch);
      expect(firsts).toEqual(widths.map((_, k) => widths.slice(0, k).reduce((a, b) => a + b, 0)));
      expect(slots).toBe(widths.reduce((sum, each) => sum + each, 0));
      expect(slots).toBeGreaterThanOrEqual(batch);
      expect(slots - (widths.at(-1) ?? 0)).toBeLessThan(batch);
      expect(tiles).toBe(widths.length);
      expect(Math.max(...widths)).toBe(width);
      const even = cut(batch, { even: true });
      expect(new Set(even.widths)).toEqual(new Set([width]));
      expect(costOf(widths)).toBeLessThanOrEqual(costOf(even.widths));
    }
  });

  it('gives every tile to one shard', () => {
    const geometry = cut(250, { shards: 3 });
    const shards = [0, 1, 2].map((shard) => tilesOf(geometry, shard));
    expect(shards.flat()).toEqual(geometry.widths.map((_, tile) => tile));
    expect(cut(40).shards).toBe(2);
  });
});
