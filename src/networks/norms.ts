/**
 * Batch normalisation of the sums of hidden units, or of the channels of convolutions over all pixels: the numbers of a layer as
 * they are born, where they lie, and the calls of a step. Gains are a bundle, learned as biases are; the shift is the layer's own bias; running means and variances follow what is
 * learned and are kept with the network (`Network.running`).
 *
 * Means and variances are of the whole batch: all tiles meet behind the sums of such a layer, and once more on the way back.
 */

import type { Call, Engine, Strand } from '../engine/index.ts';
import { FrugalError } from '../errors.ts';
import {
  denormalise,
  normalise,
  normErrorSums,
  normErrors,
  normPartial,
  normStatistics,
  normSums,
  type Spread,
} from '../kernels/index.ts';
import { type Bundle, fixedBundle, type Statistic } from './bundle.ts';

/** Numbers of every unit, each `[units]`: γ, and the running mean and variance of its sums. */
export const NORM_NUMBERS = ['gain', 'mean', 'variance'] as const;
export type Norm = Readonly<Record<(typeof NORM_NUMBERS)[number], Float32Array>>;

/** Numbers that a layer begins with: what comes out is what the batch has of mean 0 and variance 1. */
export const firstNorm = (units: number): Norm => ({
  gain: new Float32Array(units).fill(1),
  mean: new Float32Array(units),
  variance: new Float32Array(units).fill(1),
});

/** The numbers of a layer among arrays by name, if they are there. */
export function normNamed(
  layer: string,
  vector: (name: string) => Float32Array | undefined,
): Norm | undefined {
  const found = NORM_NUMBERS.map((number) => [number, vector(`${layer}.${number}`)] as const);
  if (found.some(([, numbers]) => numbers === undefined)) return undefined;
  return Object.fromEntries(found) as Norm;
}

/** Share by which running numbers are drawn towards those of a batch: that of PyTorch. */
const MOMENTUM = 0.1;
const bitsOf = (value: number): number => new Uint32Array(Float32Array.of(value).buffer)[0];

/** A layer's numbers in the engine's memory: byte addresses. */
export interface PlacedNorm {
  readonly units: number;
  readonly gain: number;
  /** A 0 for each unit: the sums have no bias, it is the shift. */
  readonly zeros: number;
  /** Four arrays, `stride` bytes from one to the next: of the batch mean and 1/deviation, then running mean and variance. */
  readonly numbers: number;
  readonly stride: number;
  /** Two arrays: mean errors, and mean products with what was normalised. */
  readonly errors: number;
  /** Partial sums of each tile, `bytes` from one to the next. */
  readonly partials: number;
  readonly bytes: number;
  readonly tiles: number;
}

/** Places the numbers of a layer. Throws `FrugalError` where an array has another length. */
export function placeNorm(
  engine: Engine,
  name: string,
  units: number,
  norm: Norm,
  tiles: number,
): PlacedNorm {
  for (const number of NORM_NUMBERS)
    if (norm[number].length !== units)
      throw new FrugalError(
        `"${name}.${number}" has ${norm[number].length} numbers for ${units} units`,
      );
  const { memory } = engine;
  const stride = Math.ceil(units / 32) * 128;
  const bytes = normPartial(units);
  const [gain, zeros, numbers, errors, partials] = [1, 1, 4, 2]
    .map((arrays) => memory.allocate(arrays * stride))
    .concat(memory.allocate(tiles * bytes));
  const { f32 } = memory.views();
  f32.set(norm.gain, gain / 4);
  f32.set(norm.mean, (numbers + 2 * stride) / 4);
  f32.set(norm.variance, (numbers + 3 * stride) / 4);
  return { units, gain, zeros, numbers, stride, errors, partials, bytes, tiles };
}

/** The gains, which are learned. */
export const normBundles = (
  engine: Engine,
  placed: PlacedNorm | undefined,
  naming: (what: string) => Pick<Bundle, 'name' | 'layer' | 'shards'>,
): Bundle[] =>
  placed === undefined
    ? []
    : [
        fixedBundle(engine, naming('gain'), {
          ...{ kind: 'bias', weight: placed.gain, capacity: placed.units },
        }),
      ];

/** The running numbers, which are kept. */
export const normStatisticsOf = ({ name, norm }: NormedLayer): Statistic[] =>
  (['mean', 'variance'] as const).map((number, k) => ({
    name: `${name}.${number}`,
    address: norm.numbers + (2 + k) * norm.stride,
    count: norm.units,
  }));

/** Those of some layers that are normalised, in their order. */
export const normedOf = (
  layers: readonly { readonly name: string; readonly norm?: PlacedNorm }[],
): NormedLayer[] =>
  layers.flatMap(({ name, norm }) => (norm === undefined ? [] : [{ name, norm }]));

/** A layer that is normalised, by name. */
export interface NormedLayer {
  readonly name: string;
  readonly norm: PlacedNorm;
}

/** A tile of a layer that is normalised: byte addresses of its sums, and of which examples it holds. */
interface NormTile {
  readonly spread: Spread;
  readonly tile: number;
  readonly rows: number;
  readonly raw: number;
}

/** Partial sums of a tile, for the batch's mean and variance. */
export const sumCalls = (norm: PlacedNorm, { spread, tile, rows, raw }: NormTile): Call[] => [
  { kernel: normSums(spread), values: [norm.units, rows, raw, norm.partials + tile * norm.bytes] },
];

/** Normalised sums, by the batch or by the running numbers. */
export const normaliseCalls = (
  norm: PlacedNorm,
  at: { readonly spread: Spread; readonly raw: number; readonly sum: number },
  shift: number,
  running: boolean,
): Call[] => [
  {
    kernel: normalise(at.spread, running),
    values: [norm.units, at.raw, norm.numbers, norm.stride, norm.gain, shift, at.sum],
  },
];

/** Partial sums of a tile's errors. */
export const errorCalls = (
  norm: PlacedNorm,
  { spread, tile, raw }: NormTile,
  delta: number,
): Call[] => [
  {
    kernel: normErrorSums(spread),
    values: [norm.units, raw, norm.numbers, norm.stride, delta, norm.partials + tile * norm.bytes],
  },
];

/** Errors of the sums before they were normalised, in the place of those behind. */
export const denormaliseCalls = (
  norm: PlacedNorm,
  { spread, rows, raw }: NormTile,
  delta: number,
): Call[] => [
  {
    kernel: denormalise(spread),
    values: [norm.units, rows, raw, norm.numbers, norm.stride, norm.gain, norm.errors, delta],
  },
];

/** Units of a strand in which tiles meet. */
const UNITS = 256;

function byUnits(units: number, call: (from: number, to: number) => Call): Strand[] {
  return Array.from({ length: Math.ceil(units / UNITS) }, (_, k) => [
    call(k * UNITS, Math.min(units, (k + 1) * UNITS)),
  ]);
}

/** Mean and variance of the batch, of all tiles; running numbers follow where it learns. */
export const statisticStrands = (norm: PlacedNorm, learning: boolean): Strand[] =>
  byUnits(norm.units, (from, to) => ({
    kernel: normStatistics,
    values: [
      ...[from, to, norm.tiles, norm.partials, norm.bytes, norm.numbers, norm.stride],
      learning ? bitsOf(MOMENTUM) : 0,
    ],
  }));

/** Gradients of gains and shifts, at the addresses of their first shards, and what errors of sums need; of all tiles. */
export const errorStrands = (norm: PlacedNorm, gain: number, shift: number): Strand[] =>
  byUnits(norm.units, (from, to) => ({
    kernel: normErrors,
    values: [
      ...[from, to, norm.tiles, norm.partials, norm.bytes, norm.errors, norm.stride],
      ...[gain, shift],
    ],
  }));
