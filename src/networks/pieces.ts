/**
 * Hidden units with rectifiers of three pieces: their numbers as they are born and where they lie. Those of S-shaped
 * rectifiers are bundles, learned as biases are; those of all-ReLU stand fixed.
 */

import type { Engine } from '../engine/index.ts';
import { FrugalError } from '../errors.ts';
import type { ActivationName } from '../kernels/index.ts';
import type { Random } from '../numerics/random.ts';
import type { Bundle } from './bundle.ts';

/** Activations whose rectifiers have pieces. */
export type PieceName = 'srelu' | 'all-relu';

/** Of a layer of a multilayer perceptron. */
export type LayerActivation = ActivationName | PieceName;

/** Four numbers of every unit, each `[units]`, in the order of the kernels. */
export const PIECES = ['left-threshold', 'left-slope', 'right-threshold', 'right-slope'] as const;
export type Pieces = Readonly<Record<(typeof PIECES)[number], Float32Array>>;

export const isPieced = (activation: LayerActivation | undefined): activation is PieceName =>
  activation === 'srelu' || activation === 'all-relu';

/**
 * Numbers that S-shaped rectifiers begin with, as in the code that the article used: t_l = 0, a_l uniform in [0, 1), r uniform
 * in [0, 5), a_r = 1.
 */
export function firstPieces(units: number, random: Random): Pieces {
  const uniform = (name: string, above: number): Float32Array => {
    const values = new Float32Array(units);
    random.split(name).fillUniform(values, 0, above);
    return values;
  };
  return {
    'left-threshold': new Float32Array(units),
    'left-slope': uniform('left-slope', 1),
    'right-threshold': uniform('right-threshold', 5),
    'right-slope': new Float32Array(units).fill(1),
  };
}

/** The numbers of leaky rectifiers, with `slope` below 0. */
export const slopedPieces = (units: number, slope: number): Pieces => ({
  'left-threshold': new Float32Array(units),
  'left-slope': new Float32Array(units).fill(slope),
  'right-threshold': new Float32Array(units),
  'right-slope': new Float32Array(units).fill(1),
});

/**
 * Slope below 0 of hidden layer `number` (0 is first) under all-ReLU: −α, α, −α, … so that neighbours lean to opposite sides.
 *
 * Source: S. Curci, D. C. Mocanu, M. Pechenizkiy, "Truly sparse neural networks at scale", arXiv 2102.01732.
 */
export const alternatingSlope = (number: number, alpha: number): number =>
  number % 2 === 0 ? -alpha : alpha;

/** α of all-ReLU where none is given: that of the article on digits and clothes. */
export const ALL_RELU = 0.6;

/** The numbers of S-shaped rectifiers among arrays by name, if they are there. */
export function piecesNamed(
  layer: string,
  vector: (name: string) => Float32Array | undefined,
): Pieces | undefined {
  const found = PIECES.map((piece) => [piece, vector(`${layer}.${piece}`)] as const);
  if (found.some(([, numbers]) => numbers === undefined)) return undefined;
  return Object.fromEntries(found) as Pieces;
}

/** The numbers of a layer in the engine's memory: byte addresses. */
export interface PlacedPieces {
  readonly numbers: number;
  /** From one array to the next, of numbers and of gradients. */
  readonly stride: number;
  /** Of the first shard's gradients, and from shard to shard; absent where nothing is learned. */
  readonly gradient?: number;
  readonly shardBytes: number;
}

/** Places the numbers of a layer of so many units. Throws `FrugalError` where an array has another length. */
export function placePieces(
  engine: Engine,
  name: string,
  units: number,
  pieces: Pieces,
  shards: number | undefined,
): PlacedPieces {
  const stride = Math.ceil(units / 32) * 128;
  const shardBytes = PIECES.length * stride;
  const numbers = engine.memory.allocate(shardBytes);
  const gradient = shards === undefined ? undefined : engine.memory.allocate(shards * shardBytes);
  const { f32 } = engine.memory.views();
  for (const [k, piece] of PIECES.entries()) {
    if (pieces[piece].length !== units)
      throw new FrugalError(
        `"${name}.${piece}" has ${pieces[piece].length} numbers for ${units} units`,
      );
    f32.set(pieces[piece], (numbers + k * stride) / 4);
  }
  return { numbers, stride, shardBytes, ...(gradient !== undefined && { gradient }) };
}

/** The bundles of numbers that are learned. */
export function pieceBundles(
  placed: PlacedPieces | undefined,
  units: number,
  naming: (what: string) => Pick<Bundle, 'name' | 'layer' | 'shards'>,
): Bundle[] {
  if (placed?.gradient === undefined) return [];
  const { numbers, stride, gradient, shardBytes } = placed;
  return PIECES.map((piece, k) => ({
    ...naming(piece),
    ...{ kind: 'bias', weight: numbers + k * stride, gradient: gradient + k * stride },
    ...{ shardBytes, capacity: units },
    count: () => units,
  }));
}
