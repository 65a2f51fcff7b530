/**
 * What may stand between the examples and the first layer of a multilayer perceptron: it makes the features that this layer
 * sees of the examples, and takes the errors of these back. `convolutions.ts` is one.
 */

import type { Call } from '../engine/index.ts';
import type { Kernel, Mode, TileWidth } from '../kernels/index.ts';
import type { Bundle } from './bundle.ts';
import type { NormedLayer } from './norms.ts';
import type { BatchTable, DenseSource } from './source.ts';

/** Examples of a tile: few, so that what the taps of some pixels see of all channels stays in the first level of cache. */
export const FRONT_TILE: TileWidth = 8;

/** Where a front works on one tile: byte addresses. */
export interface FrontBuffers {
  /** Features, `[feature][example]`, and the errors with respect to them. */
  readonly output: number;
  readonly delta: number;
}

/** A tile of a batch. */
interface FrontStep<B extends FrontBuffers> {
  readonly table: BatchTable;
  readonly own: B;
  readonly tile: number;
}

export interface Front<B extends FrontBuffers = FrontBuffers> {
  /** Numbers of an example, and of features. */
  readonly inputs: number;
  readonly features: number;
  /** Layers of its own, whose bundles come before those of the perceptron. */
  readonly layers: number;
  readonly bundles: readonly Bundle[];
  /** Of these layers those that are normalised, in their order. */
  readonly normed: readonly NormedLayer[];
  allocate(learning: boolean): B;
  /** One phase; where it learns, one more behind the sums of every layer that is normalised. */
  forward(step: FrontStep<B>, source: DenseSource, learning: boolean): Call[][];
  /**
   * All gradients of a tile, stored or added to those of its shard; one phase, and one more behind the errors of every layer that
   * is normalised.
   */
  backward(step: FrontStep<B>, shard: number, mode: Mode): Call[][];
  /** Kernels of evaluations. */
  kernels(): Kernel[];
  /** Step number of the dropout masks. */
  setStep(step: number): void;
  /** Multiply-adds of one example. */
  multiplyAdds(): { readonly forward: number; readonly backward: number };
  /** Gradients that connections would have, of the tiles whose buffers are given: see `Mlp.score`. */
  score(tiles: readonly B[], layer: number, list: Uint32Array, other: Uint32Array): Float32Array;
  /** Sums of magnitudes before and behind a layer: see `Mlp.strengths`. */
  strengths(
    tiles: readonly B[],
    layer: number,
  ): { readonly senders: Float32Array; readonly receivers: Float32Array };
}
