/**
 * The kernel calls of a restricted Boltzmann machine: a tile of examples up to the hidden units and down again, and the
 * gradient of contrastive divergence at the connections that exist.
 */

import type { Call } from '../engine/index.ts';
import {
  activate,
  backward,
  bernoulli,
  contrast,
  denseForward,
  fill,
  gather,
  logisticDraw,
  type Mode,
  move,
  pack,
  sample,
  softplusGain,
  type TileWidth,
  weigh,
} from '../kernels/index.ts';
import type { SparseMatrix } from '../sparse/matrix.ts';
import type { Network } from './bundle.ts';
import { type Geometry, NARROWEST_MIRRORED } from './geometry.ts';
import type { DenseSource } from './source.ts';

/** What the calls are made of. */
export interface RbmParts extends Network {
  /** From the visible to the hidden units, its lists by the visible ones. */
  readonly matrix: SparseMatrix;
  readonly visibleBias: number;
  readonly hiddenBias: number;
  /** k: how often a chain goes down and up. */
  readonly steps: number;
  readonly chains: 'data' | 'persistent';
  readonly statistics: 'states' | 'probabilities';
  readonly reconstruction: 'probabilities' | 'states';
  /** Addresses of {key, step} of learning and of evaluations, of {1, 0} and of a 0. */
  readonly cells: {
    readonly learning: number;
    readonly evaluation: number;
    readonly whole: number;
    readonly zero: number;
  };
}

/** A batch of examples in tiles: which rows, and for each slot 1/examples and its negative, 0 where there is no example. */
export interface RbmTable {
  readonly geometry: Geometry;
  readonly rows: number;
  readonly plus: number;
  readonly minus: number;
}

/** Where one tile at a time is worked on: byte addresses. */
export interface RbmBuffers {
  readonly data: number;
  readonly weighed: number;
  readonly model: number;
  /** Hidden units under the data: what enters the gradient, and the states that a chain starts from. */
  readonly hidden: number;
  readonly states: number;
  /** Hidden units at the end of the chain: what enters the gradient, and states. */
  readonly last: number;
  readonly ends: number;
  /** Room for sums that nobody reads: a single for every unit. */
  readonly unread: number;
}

export function allocateBuffers(
  { engine: { memory }, matrix, statistics }: RbmParts,
  width: TileWidth,
): RbmBuffers {
  const { inputs: visible, outputs: hidden } = matrix;
  const tile = (units: number): number => memory.allocate(4 * width * units);
  const apart = statistics === 'probabilities';
  const [data, weighed, model] = [tile(visible), tile(visible), tile(visible)];
  const [first, last] = [tile(hidden), tile(hidden)];
  return {
    ...{ data, weighed, model, hidden: first, last },
    states: apart ? tile(hidden) : first,
    ends: apart ? tile(hidden) : last,
    unread: memory.allocate(4 * Math.max(visible, hidden)),
  };
}

/** Sums of the hidden units: `output = bias + W·input`. */
export function up(
  { engine: { arithmetic }, matrix, hiddenBias }: RbmParts,
  width: TileWidth,
  input: number,
  output: number,
): readonly Call[] {
  const fillCall = { kernel: fill(width), values: [matrix.outputs, hiddenBias, output] };
  const mirror = width >= NARROWEST_MIRRORED;
  return matrix.forward({
    ...{ width, arithmetic, input, output, mirror },
    ...{ bias: hiddenBias, fill: fillCall },
  });
}

/** Sums of the visible units: `output = bias + Wᵀ·input`. */
export function down(
  { engine: { arithmetic }, matrix, visibleBias }: RbmParts,
  width: TileWidth,
  input: number,
  output: number,
): Call {
  const { home, startValue, indexWidth: index, inputs, outputs } = matrix;
  if (matrix.dense) {
    const kernel = denseForward({ width, order: 'by-output', arithmetic });
    const sizes = [0, inputs, outputs, inputs];
    return { kernel, values: [...sizes, home.weight, visibleBias, input, output] };
  }
  const lists = [0, inputs, startValue, home.index, home.weight];
  return {
    kernel: gather({ width, index, arithmetic }),
    values: [...lists, visibleBias, input, output],
  };
}

/** Units become their probabilities. */
export const probabilities = (units: number, width: TileWidth, values: number): Call => ({
  kernel: activate('sigmoid'),
  values: [units * width, values],
});

/** Where draws of a tile come from. */
export interface Drawing {
  readonly cell: number;
  readonly site: number;
  readonly tile: number;
}

/** States are drawn of probabilities. */
export const draw = (
  units: number,
  width: TileWidth,
  { cell, site, tile }: Drawing,
  [from, to]: readonly [number, number],
): Call => ({ kernel: bernoulli, values: [units * width, cell, site, tile, from, to] });

/** States are drawn of sums, where nobody asks for the probabilities. */
export const drawSums = (
  units: number,
  width: TileWidth,
  { cell, site, tile }: Drawing,
  [from, to]: readonly [number, number],
): Call => ({ kernel: logisticDraw, values: [units * width, cell, site, tile, from, to] });

/** A tile of a batch, its buffers, and the persistent states of its hidden units. */
export interface RbmStep {
  readonly table: RbmTable;
  readonly own: RbmBuffers;
  readonly tile: number;
  readonly particles: number;
}

/** Sites of the draws: hidden states under the data, then visible and hidden ones of each step of the chain. */
const DATA_SITE = 0;
const visibleSite = (step: number): number => 2 * step + 1;
const hiddenSite = (step: number): number => 2 * step + 2;

/** Brings examples before the visible units. */
const packed = (source: DenseSource, width: TileWidth, rows: number, to: number): Call => ({
  kernel: pack(width, source.storage),
  values: [rows, source.data, source.features, source.shift, source.scale, to],
});

/** Where gradients of one shard go, and whether they are stored or added. */
interface Target {
  readonly shard: number;
  readonly mode: Mode;
  /** Address where squared errors of the reconstruction are added. */
  readonly book: number;
  /** Whether the chains of the particles go on from where these end. */
  readonly keep: boolean;
}

/** Positive phase: the gradient's share of the data, and the sums of the first visible units of the chain. */
function dataCalls(parts: RbmParts, { table, own, tile, particles }: RbmStep, target: Target) {
  const { engine, matrix, visibleBias, statistics, chains, cells } = parts;
  const { arithmetic } = engine;
  const { inputs: visible, outputs: hidden, home, startValue, indexWidth: index } = matrix;
  const width = table.geometry.widths[tile];
  const factors = 4 * table.geometry.firsts[tile];
  const gradient = gradientOf(parts, 'hidden.weight', target.shard);
  const choice = { width, index, arithmetic, mode: target.mode } as const;
  const site = { cell: cells.learning, site: DATA_SITE, tile };
  const drawn =
    statistics === 'states'
      ? [drawSums(hidden, width, site, [own.hidden, own.states])]
      : [
          probabilities(hidden, width, own.hidden),
          draw(hidden, width, site, [own.hidden, own.states]),
        ];
  const calls: Call[] = [
    ...up(parts, width, own.data, own.hidden),
    ...drawn,
    { kernel: weigh(width), values: [visible, own.data, table.minus + factors, own.weighed] },
  ];
  if (statistics === 'states' && chains === 'data') {
    // The states that count are those that go down: both in one pass over the connections.
    const lists = [0, visible, startValue, home.index, home.weight];
    calls.push(
      { kernel: fill(width), values: [visible, visibleBias, own.model] },
      {
        kernel: backward({ ...choice, onto: true }),
        values: [...lists, gradient, own.weighed, own.model, own.states],
      },
    );
    return calls;
  }
  const lists = [0, visible, startValue, home.index];
  calls.push(
    { kernel: sample(choice), values: [...lists, gradient, own.weighed, own.hidden] },
    down(parts, width, chains === 'persistent' ? particles : own.states, own.model),
  );
  return calls;
}

/** Negative phase: k times down and up from the sums of the visible units that `dataCalls` left. */
function chainCalls(parts: RbmParts, { table, own, tile, particles }: RbmStep, keep: boolean) {
  const { matrix, steps, statistics, chains, reconstruction, cells } = parts;
  const { inputs: visible, outputs: hidden } = matrix;
  const width = table.geometry.widths[tile];
  const at = (site: number): Drawing => ({ cell: cells.learning, site, tile });
  const calls: Call[] = [];
  for (let step = 0; step < steps; step++) {
    const final = step === steps - 1;
    if (step > 0) calls.push(down(parts, width, own.ends, own.model));
    calls.push(
      reconstruction === 'states'
        ? drawSums(visible, width, at(visibleSite(step)), [own.model, own.model])
        : probabilities(visible, width, own.model),
      ...up(parts, width, own.model, own.last),
    );
    const site = at(hiddenSite(step));
    if (statistics === 'states' || !final)
      calls.push(drawSums(hidden, width, site, [own.last, own.ends]));
    else calls.push(probabilities(hidden, width, own.last));
    if (statistics === 'probabilities' && final && chains === 'persistent')
      calls.push(draw(hidden, width, site, [own.last, own.ends]));
  }
  if (chains === 'persistent' && keep)
    calls.push({ kernel: move, values: [hidden * width, own.ends, particles] });
  return calls;
}

const gradientOf = ({ bundle }: RbmParts, name: string, shard: number): number => {
  const { gradient, shardBytes } = bundle(name);
  return gradient + shard * shardBytes;
};

/** A step of learning of one tile: all its gradients, `model − data`. */
export function learningCalls(
  parts: RbmParts,
  step: RbmStep,
  source: DenseSource,
  target: Target,
): Call[] {
  const { engine, matrix } = parts;
  const { table, own, tile } = step;
  const { shard, mode, book } = target;
  const { inputs: visible, outputs: hidden, home, startValue, indexWidth: index } = matrix;
  const width = table.geometry.widths[tile];
  const [rows, plus] = [table.rows, table.plus].map((at) => at + 4 * table.geometry.firsts[tile]);
  const choice = { width, index, arithmetic: engine.arithmetic, mode: 'accumulate' } as const;
  const apart = (name: string) => gradientOf(parts, name, shard);
  const lists = [0, visible, startValue, home.index];
  return [
    packed(source, width, rows, own.data),
    ...dataCalls(parts, step, target),
    ...chainCalls(parts, step, target.keep),
    {
      kernel: contrast(width, mode),
      values: [visible, own.data, own.model, plus, apart('visible.bias'), book],
    },
    {
      kernel: contrast(width, mode),
      values: [hidden, own.hidden, own.last, plus, apart('hidden.bias'), book + 8],
    },
    { kernel: weigh(width), values: [visible, own.model, plus, own.weighed] },
    {
      kernel: sample(choice),
      values: [...lists, apart('hidden.weight'), own.weighed, own.last],
    },
  ];
}

/** Sites of evaluations lie apart from those of learning. */
export const EVALUATION_SITE = 1 << 20;

/** Where an evaluation leaves what it finds. */
export interface Found {
  /** One f64 a slot: Σ_j log(1 + e^z_j) − log 2; one f32 a slot: Σ_i b_i v_i. */
  readonly gains: number;
  readonly fields: number;
  /** Address of the sum of squared errors. */
  readonly book: number;
}

/** What a tile is like under the model: its reconstruction by way of sampled hidden states, and its free energy's parts. */
export function evaluationCalls(
  parts: RbmParts,
  { table, own, tile }: Omit<RbmStep, 'particles'>,
  source: DenseSource,
  { gains, fields, book }: Found,
): Call[] {
  const { engine, matrix, visibleBias, cells } = parts;
  const { arithmetic } = engine;
  const { inputs: visible, outputs: hidden } = matrix;
  const width = table.geometry.widths[tile];
  const first = table.geometry.firsts[tile];
  const one = [0, 1, visible, 1, visibleBias, cells.zero, own.data, fields + 4 * first];
  const at = { cell: cells.evaluation, site: EVALUATION_SITE, tile };
  return [
    packed(source, width, table.rows + 4 * first, own.data),
    { kernel: denseForward({ width, order: 'by-output', arithmetic }), values: one },
    ...up(parts, width, own.data, own.hidden),
    {
      kernel: softplusGain(width),
      values: [hidden, own.hidden, cells.whole, gains + 8 * first],
    },
    drawSums(hidden, width, at, [own.hidden, own.states]),
    down(parts, width, own.states, own.model),
    probabilities(visible, width, own.model),
    {
      kernel: contrast(width, 'store'),
      values: [visible, own.data, own.model, table.plus + 4 * first, own.unread, book],
    },
  ];
}
