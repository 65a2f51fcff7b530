/**
 * A sparse (or dense) weight matrix in the engine's memory: who is connected to whom, and how strongly.
 *
 * Weights live once, in *home* order; a hidden layer may keep a *mirror* in the order the forward pass walks.
 * Only existing connections take memory: 6 bytes each with 16-bit indices, 6 more with a mirror.
 */

import type { Call, Engine, Memory } from '../engine/index.ts';
import { FrugalError } from '../errors.ts';
import type { IndexWidth } from '../kernels/index.ts';
import { blocksFor, placeBlocks } from './blocks.ts';
import { checkLayer, countOf, type Layer, type NewLayer } from './layer.ts';
import { type Mirror, placeMirror } from './mirror.ts';
import {
  type BackwardTile,
  backwardCalls,
  type ForwardTile,
  forwardCalls,
  type Lists,
  sampleCalls,
} from './products.ts';
import {
  checkTopology,
  fullTopology,
  indexArray,
  others as othersOf,
  type Topology,
} from './topology.ts';

export interface SparseMatrix {
  readonly inputs: number;
  readonly outputs: number;
  readonly order: Topology['order'];
  /** Every position exists: no index arrays, never rewired. */
  readonly dense: boolean;
  /** Existing connections now. */
  readonly connections: number;
  /** Most connections that fit without allocating. */
  readonly capacity: number;
  readonly home: Lists;
  readonly indexWidth: IndexWidth;
  readonly mirrored: boolean;
  /** Views of the present topology; stale after the next allocation. A dense matrix makes them anew (O(inputs × outputs)). */
  topology(): Topology;
  /** View of the weights in home order; stale after the next allocation. Call `refresh` after writing. */
  weights(): Float32Array;
  /** Takes another layer of the same shape and order. Throws `FrugalError` when the capacity does not suffice. */
  replace(layer: Layer): void;
  /** Keeps a copy of the weights in the other order from now on. */
  addMirror(): void;
  /** Forgets the mirror and its addresses; whoever added it may release the memory. */
  dropMirror(): void;
  /** Brings the mirror's weights up to date outside a program. */
  refresh(): void;
  /** `output = bias + W·input` for one tile; outputs `from … to − 1` where the order allows a part (`scatter` needs all). */
  forward(tile: ForwardTile): readonly Call[];
  /**
   * The calls that bring the mirrored weights up to date, in any order or at once; none without a mirror. They hold for whatever
   * is connected when they run.
   */
  refreshCalls(): readonly Call[];
  /** Both gradients of a layer whose lists belong to its inputs, or in general to `own`: of weights and of `own`. */
  backward(tile: BackwardTile & { readonly ownGradient: number }): readonly Call[];
  /** The gradient of the weights alone. */
  sample(tile: BackwardTile): readonly Call[];
  /** Start argument of the list kernels: an address, or the number of units of the other side when dense. */
  readonly startValue: number;
}

const bytesOfIndex = (units: number): number => indexArray(units, 0).BYTES_PER_ELEMENT;

function viewIndex(
  memory: Memory,
  units: number,
  address: number,
  count: number,
): Topology['index'] {
  const { u16, u32 } = memory.views();
  return bytesOfIndex(units) === 2
    ? u16.subarray(address / 2, address / 2 + count)
    : u32.subarray(address / 4, address / 4 + count);
}

/** Refuses what cannot take the place of a sparse matrix's connections. */
function checkSuccessor({ inputs, outputs, order, dense, capacity }: SparseMatrix, next: Topology) {
  if (dense) throw new Error('a dense matrix has no connections to change');
  if (next.inputs !== inputs || next.outputs !== outputs || next.order !== order) {
    throw new Error(
      `a ${next.inputs}→${next.outputs} ${next.order} topology does not fit a ${inputs}→${outputs} ${order} matrix`,
    );
  }
  if (next.index.length > capacity)
    throw new FrugalError(
      `${next.index.length} connections exceed the ${capacity} that the layer was made for; give more \`room\`, a multiple of the connections at birth`,
    );
  checkTopology(next);
}

export interface MatrixOptions {
  /** Whether connections can be taken away though every one exists now. Default false. */
  readonly listed?: boolean;
  /** Connections that are to fit, as a multiple of those that there are. Default 1: what rewires keeps their number. */
  readonly room?: number;
  /** Blocks that the lists are walked in; no bit depends on them. Default by the layer's shape (`blocksFor`). */
  readonly blocks?: number;
}

/**
 * Places the connections and weights of a layer in the engine's memory. A topology that holds every position becomes dense,
 * without index arrays, unless it is to be `listed`: then its connections can be taken away one by one.
 *
 * @throws UsageError where there is not one weight a connection, or the topology is not valid
 */
export function createMatrix(
  engine: Engine,
  layer: NewLayer,
  { listed = false, room = 1, blocks }: MatrixOptions = {},
): SparseMatrix {
  checkLayer(layer);
  const { inputs, outputs, order } = layer.topology;
  const shape =
    listed && layer.topology.index === undefined
      ? fullTopology(inputs, outputs, order)
      : layer.topology;
  const { weights } = layer.arrays;
  const { memory } = engine;
  const [lists, others] = order === 'by-output' ? [outputs, inputs] : [inputs, outputs];
  let count = countOf(shape);
  const dense = !listed && count === inputs * outputs;
  const capacity = dense ? count : Math.min(inputs * outputs, Math.ceil(count * room));
  const widthOf = (units: number) => (bytesOfIndex(units) === 2 ? 'u16' : 'u32');
  const indexWidth: IndexWidth = dense ? 'none' : widthOf(others);
  const place = (ofLists: number, ofOthers: number): Lists => {
    const index = widthOf(ofOthers);
    return {
      start: memory.allocate(4 * (ofLists + 1)),
      index: memory.allocate(bytesOfIndex(ofOthers) * capacity),
      weight: memory.allocate(4 * capacity),
      indexWidth: index,
      blocks: placeBlocks(engine, {
        ...{ lists: ofLists, others: ofOthers, index },
        blocks: blocks ?? blocksFor(ofLists, ofOthers, count),
      }),
    };
  };
  const home: Lists = dense
    ? { start: others, index: 0, weight: memory.allocate(4 * capacity), indexWidth }
    : place(lists, others);
  let mirror: Mirror | undefined;

  const write = (to: Lists, from: Topology): void => {
    memory.views().u32.set(from.start, to.start / 4);
    viewIndex(memory, othersOf(from), to.index, from.index.length).set(from.index);
  };

  const matrix: SparseMatrix = {
    inputs,
    outputs,
    order,
    dense,
    capacity,
    home,
    indexWidth,
    startValue: home.start,
    get connections() {
      return count;
    },
    get mirrored() {
      return mirror !== undefined;
    },
    topology() {
      if (dense) return fullTopology(inputs, outputs, order);
      const start = memory.views().u32.subarray(home.start / 4, home.start / 4 + lists + 1);
      return { inputs, outputs, order, start, index: viewIndex(memory, others, home.index, count) };
    },
    weights: () => memory.views().f32.subarray(home.weight / 4, home.weight / 4 + count),
    replace(other) {
      const { topology: next } = other;
      checkSuccessor(matrix, next);
      checkLayer(other);
      write(home, next);
      home.blocks?.update(home.start, home.index);
      count = next.index.length;
      const stored = memory.views().f32;
      stored.set(other.arrays.weights, home.weight / 4);
      // The update kernel works on groups of four: what lies behind the last connection must be zero.
      stored.fill(0, home.weight / 4 + count, home.weight / 4 + capacity);
      mirror?.write();
    },
    addMirror() {
      if (dense || mirror !== undefined) return;
      const side = { lists: place(others, lists), count: others };
      mirror = placeMirror(engine, { lists: home, count: lists }, side);
      mirror.write();
    },
    dropMirror() {
      mirror = undefined;
    },
    refresh() {
      for (const { kernel, values } of matrix.refreshCalls()) engine.call(kernel, ...values);
    },
    refreshCalls: () => mirror?.refreshCalls() ?? [],
    forward: (tile) => forwardCalls(matrix, mirror, tile),
    backward: (tile) => backwardCalls(matrix, tile),
    sample: (tile) => sampleCalls(matrix, tile),
  };
  if (shape.index !== undefined && !dense) matrix.replace({ topology: shape, arrays: { weights } });
  else matrix.weights().set(weights);
  return matrix;
}
