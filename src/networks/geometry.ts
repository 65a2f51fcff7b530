/**
 * How a batch is cut: into tiles of equal width, and tiles into shards that each have a gradient of their own.
 *
 * A function of the batch alone, never of the threads: sums are added in the same order on every machine.
 */

import { FrugalError } from '../errors.ts';
import type { TileWidth } from '../kernels/index.ts';

export interface Geometry {
  readonly batch: number;
  readonly width: TileWidth;
  readonly tiles: number;
  readonly shards: number;
}

/** Shards unless the caller asks otherwise: enough for four threads, 16 bytes per connection. */
export const DEFAULT_SHARDS = 4;

/** Narrow tiles for small batches; 32 examples as two tiles of 16, so that two threads have work. */
function widthFor(batch: number): TileWidth {
  if (batch === 1) return 1;
  if (batch <= 4) return 4;
  if (batch <= 8) return 8;
  return batch <= 32 ? 16 : 32;
}

/** Cuts a batch of `batch` examples. Throws `FrugalError` when either number is no positive integer. */
export function cut(batch: number, shards: number = DEFAULT_SHARDS): Geometry {
  if (!Number.isInteger(batch) || batch < 1)
    throw new FrugalError(`batch ${batch} is not an integer ≥ 1`);
  if (!Number.isInteger(shards) || shards < 1)
    throw new FrugalError(`shards ${shards} is not an integer ≥ 1`);
  const width = widthFor(batch);
  const tiles = Math.ceil(batch / width);
  return { batch, width, tiles, shards: Math.min(shards, tiles) };
}

/** The tiles of one shard: a contiguous block. */
export function tilesOf({ tiles, shards }: Geometry, shard: number): number[] {
  const first = Math.floor((tiles * shard) / shards);
  const last = Math.floor((tiles * (shard + 1)) / shards);
  return Array.from({ length: last - first }, (_, k) => first + k);
}
