/**
 * How a batch is cut: into tiles, the last of them as narrow as what is left, and tiles into shards that each have a
 * gradient of their own.
 *
 * A function of the batch alone, never of the threads: sums are added in the same order on every machine.
 */

import { FrugalError } from '../errors.ts';
import type { TileWidth } from '../kernels/index.ts';

export interface Geometry {
  readonly batch: number;
  /** Of the widest tile, which is the first. */
  readonly width: TileWidth;
  /** Of every tile, and the number in the batch of its first example. */
  readonly widths: readonly TileWidth[];
  readonly firsts: readonly number[];
  readonly tiles: number;
  /** Examples that the tiles have room for; those beyond the batch are padding. */
  readonly slots: number;
  readonly shards: number;
}

/** Shards unless the caller asks otherwise: enough for four threads, 16 bytes per connection. */
export const DEFAULT_SHARDS = 4;

/**
 * Narrow tiles for small batches; 32 examples as two tiles of 16, so that two threads have work, unless one shard says that one
 * has: then as one tile, whose connections are walked once.
 */
function widest(batch: number, alone: boolean): TileWidth {
  if (batch === 1) return 1;
  if (batch <= 4) return 4;
  if (batch <= 8) return 8;
  return batch <= (alone ? FEW : 32) ? 16 : 32;
}

/** Examples that two narrow tiles are cheaper for than one of 32. */
const FEW = 24;

/**
 * The next tile when so many examples are left. A tile of 4, 8 or 16 costs about 0.25, 0.3 and 0.5 of one of 32: two narrow
 * ones pay up to 24 examples.
 */
function narrowed(left: number, width: TileWidth): TileWidth {
  if (left > FEW || width < 16) return width;
  if (left > 8) return 16;
  return left > 4 ? 8 : 4;
}

/**
 * Tiles at least this wide may use a mirror. In narrower ones a gather has several sums in flight, and a layer with a
 * mirror, which is chosen by its time, would get other bits than one without.
 */
export const NARROWEST_MIRRORED: TileWidth = 16;

export interface CutOptions {
  /** Default 4. */
  readonly shards?: number;
  /** All tiles as wide as the first, for callers whose buffers run through all of them. */
  readonly even?: boolean;
  /** Examples of every tile, whatever the batch. */
  readonly tile?: TileWidth;
}

/** Cuts a batch of `batch` examples. Throws `FrugalError` when either number is no positive integer. */
export function cut(
  batch: number,
  { shards = DEFAULT_SHARDS, tile, even = tile !== undefined }: CutOptions = {},
): Geometry {
  if (!Number.isInteger(batch) || batch < 1)
    throw new FrugalError(`batch ${batch} is not an integer ≥ 1`);
  if (!Number.isInteger(shards) || shards < 1)
    throw new FrugalError(`shards ${shards} is not an integer ≥ 1`);
  const width = tile ?? widest(batch, shards === 1 && !even);
  const widths: TileWidth[] = [];
  const firsts: number[] = [];
  let slots = 0;
  while (slots < batch) {
    const next = even ? width : narrowed(batch - slots, width);
    widths.push(next);
    firsts.push(slots);
    slots += next;
  }
  const tiles = widths.length;
  return { batch, width, widths, firsts, tiles, slots, shards: Math.min(shards, tiles) };
}

/** The tiles of one shard: a contiguous block. */
export function tilesOf({ tiles, shards }: Geometry, shard: number): number[] {
  const first = Math.floor((tiles * shard) / shards);
  const last = Math.floor((tiles * (shard + 1)) / shards);
  return Array.from({ length: last - first }, (_, k) => first + k);
}
