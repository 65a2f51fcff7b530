/**
 * Blocks of a very wide layer: ranges of the units that its lists lead to, so few at a time that a cache holds much of their rows.
 * Products are walked block by block, the parts of all lists in one before those in the next. Where each part begins is kept
 * beside the lists, 4 bytes a list and inner boundary, and found anew when connections change; nothing else of the layer knows.
 *
 * No bit depends on the blocks: what a list adds up is carried from block to block in the order of its connections. So how many
 * there are is a matter of speed alone, and a rule of thumb.
 */

import type { Engine } from '../engine/index.ts';
import { BLOCKED_WIDTH, listBounds, type TileWidth } from '../kernels/index.ts';

/** Bytes of the rows that one block reaches into where lists are long, and of all rows up to which there is one block only. */
const EACH = 2 ** 22;
const WHOLE = 2 ** 24;
/**
 * Fewest connections of a list in a block, on average. Each visit to a list costs what it has of its own row, read and written,
 * and two branches that nobody can foretell: as much as some connections.
 */
const FEWEST = 10;

/**
 * Blocks that the lists of a layer are walked in, by its shape alone.
 *
 * @param others units that the lists lead to
 * @example blocksFor(300_000, 300_000, 12_000_000) // 4
 */
export function blocksFor(lists: number, others: number, connections: number): number {
  const rows = 4 * BLOCKED_WIDTH * others;
  if (rows <= WHOLE) return 1;
  const most = Math.floor(connections / (FEWEST * lists));
  return Math.max(1, Math.min(Math.ceil(rows / EACH), most));
}

/** The boundaries of the blocks of some lists. */
export interface ListBlocks {
  /** Finds them in these lists. */
  update(start: number, index: number): void;
  /** The `start` argument of the kernels for each block in turn; none where tiles of this width are walked as a whole. */
  of(width: TileWidth): readonly number[];
}

/** Reserves the boundaries of `blocks` blocks of `lists` lists; `undefined` for one. */
export function placeBlocks(
  engine: Engine,
  shape: {
    readonly blocks: number;
    readonly lists: number;
    readonly others: number;
    readonly index: 'u16' | 'u32';
  },
): ListBlocks | undefined {
  const { blocks, lists, others, index } = shape;
  if (blocks === 1) return undefined;
  const { memory } = engine;
  const each = Math.ceil(others / blocks);
  const bounds = memory.allocate(4 * lists * (blocks - 1));
  // For each block, where the beginnings of its parts lie and where their ends do.
  const pairs = memory.allocate(8 * blocks);
  const starts = Array.from({ length: blocks }, (_, b) => pairs + 8 * b);
  return {
    update(start, indices) {
      engine.call(listBounds(index), lists, start, indices, each, blocks, bounds);
      const { u32 } = memory.views();
      const inner = Array.from({ length: blocks - 1 }, (_, b) => bounds + 4 * lists * b);
      const all = [start, ...inner, start + 4];
      starts.forEach((pair, b) => {
        u32.set(all.slice(b, b + 2), pair / 4);
      });
    },
    of: (width) => (width === BLOCKED_WIDTH ? starts : []),
  };
}
