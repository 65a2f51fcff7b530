/** The products of a matrix as kernel calls: forward, both gradients of a hidden layer, and the gradient of its weights alone. */

import type { Call, Engine } from '../engine/index.ts';
import {
  backward,
  denseForward,
  gather,
  type IndexWidth,
  type Mode,
  sample,
  scatter,
  type TileWidth,
} from '../kernels/index.ts';
import type { ListBlocks } from './blocks.ts';
import type { Topology } from './topology.ts';

/** Arrays of one order, as byte addresses, and how they are walked. */
export interface Lists {
  readonly start: number;
  readonly index: number;
  readonly weight: number;
  readonly indexWidth: IndexWidth;
  readonly blocks?: ListBlocks;
}

/** A matrix as its products see it. */
export interface Factors {
  readonly inputs: number;
  readonly outputs: number;
  readonly order: Topology['order'];
  readonly dense: boolean;
  readonly home: Lists;
}

export interface ForwardTile {
  readonly width: TileWidth;
  readonly arithmetic: Engine['arithmetic'];
  readonly input: number;
  readonly output: number;
  readonly bias: number;
  /** Kernel that fills the outputs with their biases before a scatter. */
  readonly fill: Call;
  /** `bias` is a tile, one number an output and example, and may be the output itself; a scatter needs it to be. */
  readonly onto?: boolean;
  /** Default true; false: the home order is walked even where there is a mirror. */
  readonly mirror?: boolean;
}

/** Where the gradients of a tile lie: `own` is the side of the lists, `other` the one that they lead to. */
export interface BackwardTile {
  readonly width: TileWidth;
  readonly arithmetic: Engine['arithmetic'];
  readonly mode: Mode;
  readonly gradient: number;
  readonly own: number;
  readonly other: number;
}

/** The calls of one kernel on all lists: block by block, or on the whole at once. */
function walked(
  lists: Lists,
  width: TileWidth,
  call: (start: number, block: 'first' | 'later' | undefined) => Call,
): Call[] {
  const starts = lists.blocks?.of(width) ?? [];
  if (starts.length === 0) return [call(lists.start, undefined)];
  return starts.map((start, b) => call(start, b === 0 ? 'first' : 'later'));
}

/** The calls of a product: along the lists of the outputs where there are such, else along those of the inputs. */
export function forwardCalls(
  { inputs, outputs, order, dense, home }: Factors,
  mirror: Lists | undefined,
  tile: ForwardTile,
): readonly Call[] {
  const { width, arithmetic, input, output, bias, fill, onto = false } = tile;
  if (dense) {
    const kernel = denseForward({ width, order, arithmetic, onto });
    return [{ kernel, values: [0, outputs, inputs, outputs, home.weight, bias, input, output] }];
  }
  const lists = order === 'by-output' ? home : (tile.mirror ?? true) ? mirror : undefined;
  if (lists !== undefined) {
    const { indexWidth: index, weight } = lists;
    return walked(lists, width, (start, block) => ({
      kernel: gather({ width, index, arithmetic, onto: onto && block !== 'later', block }),
      values: [
        ...[0, outputs, start, lists.index, weight, block === 'later' ? output : bias],
        ...[input, output],
      ],
    }));
  }
  if (onto && bias !== output)
    throw new Error('a product without a mirror adds to its own output only');
  const { indexWidth: index, weight } = home;
  const scattered = walked(home, width, (start, block) => ({
    kernel: scatter({ width, index, arithmetic, block: block !== undefined }),
    values: [0, inputs, start, home.index, weight, input, output],
  }));
  return onto ? scattered : [fill, ...scattered];
}

/** Lists of a matrix in its home order. */
const listsOf = ({ order, inputs, outputs }: Factors): number =>
  order === 'by-output' ? outputs : inputs;

/** Both gradients of a layer in one pass: of its weights at `gradient`, of its inputs at `ownGradient`. */
export function backwardCalls(
  factors: Factors,
  tile: BackwardTile & { readonly ownGradient: number },
): readonly Call[] {
  const { home } = factors;
  const { width, arithmetic, mode, gradient, own, ownGradient, other } = tile;
  return walked(home, width, (start, block) => ({
    kernel: backward({ width, index: home.indexWidth, arithmetic, mode, block }),
    values: [
      ...[0, listsOf(factors), start, home.index, home.weight, gradient],
      ...[own, ownGradient, other],
    ],
  }));
}

/** The gradient of the weights alone. */
export function sampleCalls(factors: Factors, tile: BackwardTile): readonly Call[] {
  const { home } = factors;
  const { width, arithmetic, mode, gradient, own, other } = tile;
  return walked(home, width, (start, block) => ({
    kernel: sample({
      ...{ width, index: home.indexWidth, arithmetic, mode },
      block: block !== undefined,
    }),
    values: [0, listsOf(factors), start, home.index, gradient, own, other],
  }));
}
