/**
 * Multilayer perceptron with sparse and dense layers: one tile of examples at a time through the whole network.
 *
 * Gives a gradient for every existing connection and every bias; what may be done with it is plasticity's business.
 * Leaves out convolution and recurrence.
 */

import type { Call, Engine, Strand } from '../engine/index.ts';
import { FrugalError } from '../errors.ts';
import {
  type ActivationName,
  activate,
  backward,
  derive,
  dropout,
  dropoutCell,
  fill,
  type LossName,
  loss,
  multiply,
  pack,
  rowSum,
  sample,
  type TileWidth,
} from '../kernels/index.ts';
import { createMatrix, type FullyConnected, type SparseMatrix } from '../sparse/matrix.ts';
import type { Topology } from '../sparse/topology.ts';
import { allocateGradient, type Bundle } from './bundle.ts';
import { cut, type Geometry, NARROWEST_MIRRORED, tilesOf } from './geometry.ts';
import { allocateBatch, type BatchTable, type Source } from './source.ts';

export interface LayerSpec {
  /** The first layer's lists belong to its outputs, all others' to their inputs: see `homeOrder`. */
  readonly shape: Topology | FullyConnected;
  readonly weights: Float32Array;
  /** Absent: linear. */
  readonly activation?: ActivationName;
  /** Share of the activities set to 0 while learning, [0, 1). */
  readonly dropout?: number;
}

export interface MlpSpec {
  readonly layers: readonly LayerSpec[];
  readonly loss: LossName;
  readonly batch: number;
  readonly shards?: number;
  /** Key of the dropout stream: two 32-bit words. */
  readonly dropoutKey?: readonly [number, number];
}

export interface MlpLayer {
  readonly matrix: SparseMatrix;
  readonly bias: number;
  readonly activation?: ActivationName;
  readonly dropout: number;
}

export interface Mlp {
  readonly engine: Engine;
  readonly inputs: number;
  readonly classes: number;
  readonly layers: readonly MlpLayer[];
  readonly bundles: readonly Bundle[];
  readonly batch: BatchTable;
  readonly evaluation: BatchTable;
  /** One strand a shard: pack, forward, loss, backward for each of its tiles. Rebuild after a mirror comes or goes. */
  gradientStrands(source: Source): Strand[];
  /** One strand a shard of the evaluation batch: pack, forward, loss. */
  evaluationStrands(source: Source): Strand[];
  /** Sum of losses and number of right answers since the last call, of the gradient or of the evaluation steps. */
  takeScore(of: 'gradient' | 'evaluation'): { loss: number; right: number };
  /** Right answers of the gradient steps since the last `takeScore`, without taking them. */
  rightSoFar(): number;
  /** Step number of the dropout masks. */
  setStep(step: number): void;
  /** Multiply-adds of one example: forward, and backward for both gradients. */
  multiplyAdds(): { forward: number; backward: number };
  /**
   * Gradient that connections of a layer (0 is the first) would have in the last gradient step, also such as do not exist:
   * Σ over examples of activity[input]·error[output]. Of the last tile of each shard only: where shards hold several, an
   * estimate from a part.
   */
  score(layer: number, inputs: Uint32Array, outputs: Uint32Array): Float32Array;
}

/** The order in which layer `number` (0 is first) keeps its lists: see the engine's notes on orientation. */
export const homeOrder = (number: number): Topology['order'] =>
  number === 0 ? 'by-output' : 'by-input';

/** Examples per evaluation step: four shards of two full tiles. */
const EVALUATION_BATCH = 256;
/** One booking slot a tile: f64 loss, i32 right answers, on a cache line of its own. */
const SCORE_BYTES = 64;

const padded = (count: number): number => Math.ceil(count / 4) * 4;

function checkSpec({ layers }: MlpSpec): void {
  if (layers.length === 0) throw new FrugalError('a network needs at least one layer');
  layers.forEach(({ shape, dropout: rate = 0 }, k) => {
    if (!(rate >= 0 && rate < 1))
      throw new FrugalError(`dropout ${rate} is outside [0, 1) (layer ${k + 1})`);
    if (shape.order !== homeOrder(k))
      throw new FrugalError(`layer ${k + 1} must be ${homeOrder(k)}, is ${shape.order}`);
    const before = layers[k - 1]?.shape.outputs ?? shape.inputs;
    if (shape.inputs !== before) {
      throw new FrugalError(
        `layer ${k + 1} takes ${shape.inputs} inputs, layer ${k} gives ${before}`,
      );
    }
  });
}

/** Buffers of one shard for one tile at a time. */
interface Buffers {
  readonly input: number;
  readonly layers: readonly {
    /** Activities f(z), the error with respect to z, and with dropout the mask and the masked activities. */
    readonly activity: number;
    readonly delta: number;
    readonly mask: number;
    readonly output: number;
  }[];
}

/** Builds the network in the engine's memory. Throws `FrugalError` for layers that do not fit together. */
export function createMlp(engine: Engine, spec: MlpSpec): Mlp {
  checkSpec(spec);
  const { memory, arithmetic } = engine;
  // Closures take what they need of the spec: one that held it whole would keep the first weights and wiring.
  const { loss: lossName, dropoutKey = [0, 0] } = spec;
  const geometry = cut(spec.batch, { shards: spec.shards });
  const evaluationGeometry = cut(EVALUATION_BATCH);
  const layers: MlpLayer[] = spec.layers.map((layer) => ({
    matrix: createMatrix(engine, layer.shape, layer.weights),
    bias: memory.allocate(4 * layer.shape.outputs),
    activation: layer.activation,
    dropout: layer.dropout ?? 0,
  }));
  const inputs = layers[0].matrix.inputs;
  const classes = layers[layers.length - 1].matrix.outputs;
  const bundles = layers.flatMap(({ matrix, bias }, k): Bundle[] => {
    const common = { layer: k, shards: geometry.shards };
    return [
      {
        ...common,
        ...allocateGradient(engine, matrix.capacity, geometry.shards),
        name: `layer${k + 1}.weight`,
        kind: 'weight',
        weight: matrix.home.weight,
        capacity: matrix.capacity,
        count: () => matrix.connections,
        topology: () => matrix.topology(),
      },
      {
        ...common,
        ...allocateGradient(engine, matrix.outputs, geometry.shards),
        name: `layer${k + 1}.bias`,
        kind: 'bias',
        weight: bias,
        capacity: matrix.outputs,
        count: () => matrix.outputs,
      },
    ];
  });

  const allocateBuffers = (width: TileWidth, learning: boolean): Buffers => ({
    input: memory.allocate(4 * width * inputs),
    layers: layers.map(({ matrix, dropout: rate }, k) => {
      const bytes = 4 * width * matrix.outputs;
      const activity = memory.allocate(bytes);
      const masked = learning && rate > 0;
      // An evaluation step needs an error buffer only where the loss writes one.
      const delta = learning || k === layers.length - 1 ? memory.allocate(bytes) : 0;
      return {
        activity,
        delta,
        mask: masked ? memory.allocate(bytes) : 0,
        output: masked ? memory.allocate(bytes) : activity,
      };
    }),
  });
  const buffers = Array.from({ length: geometry.shards }, () =>
    allocateBuffers(geometry.width, true),
  );
  const evaluationBuffers = Array.from({ length: evaluationGeometry.shards }, () =>
    allocateBuffers(evaluationGeometry.width, false),
  );
  const batch = allocateBatch(engine, geometry);
  const evaluation = allocateBatch(engine, evaluationGeometry);
  const scores = memory.allocate(SCORE_BYTES * geometry.tiles);
  const evaluationScores = memory.allocate(SCORE_BYTES * evaluationGeometry.tiles);
  const dropoutCells = layers.map(({ dropout: rate }) => {
    const cell = memory.allocate(20);
    const { threshold, scale } = dropoutCell(rate);
    const { u32, f32 } = memory.views();
    u32.set([...dropoutKey, 0, threshold], cell / 4);
    f32[cell / 4 + 4] = scale;
    return cell;
  });

  const forwardCalls = (
    table: BatchTable,
    own: Buffers,
    tile: number,
    source: Source,
    learning: boolean,
  ): Call[] => {
    const width = table.geometry.widths[tile];
    const rows = table.rows + 4 * table.geometry.firsts[tile];
    const calls: Call[] = [
      {
        kernel: pack(width, source.storage),
        values: [rows, source.data, source.features, source.shift, source.scale, own.input],
      },
    ];
    layers.forEach(({ matrix, bias, activation, dropout: rate }, k) => {
      const { activity, mask, output } = own.layers[k];
      const input = k === 0 ? own.input : own.layers[k - 1].output;
      const count = padded(matrix.outputs * width);
      const fillCall = { kernel: fill(width), values: [matrix.outputs, bias, activity] };
      const mirror = width >= NARROWEST_MIRRORED;
      const tileOf = { width, arithmetic, input, output: activity, bias, fill: fillCall, mirror };
      calls.push(...matrix.forward(tileOf));
      if (activation !== undefined)
        calls.push({ kernel: activate(activation), values: [count, activity] });
      if (learning && rate > 0) {
        calls.push({ kernel: dropout, values: [count, dropoutCells[k], k, tile, mask] });
        calls.push({ kernel: multiply, values: [count, activity, mask, output] });
      }
    });
    return calls;
  };

  const lossCall = (table: BatchTable, own: Buffers, tile: number, book: number): Call => {
    const width = table.geometry.widths[tile];
    const { output, delta } = own.layers[layers.length - 1];
    const labels = table.labels + 4 * table.geometry.firsts[tile];
    return {
      kernel: loss(lossName, width),
      values: [classes, output, labels, table.scale, delta, book],
    };
  };

  const backwardCalls = (own: Buffers, tile: number, shard: number, first: boolean): Call[] => {
    const width = geometry.widths[tile];
    const mode = first ? 'store' : 'accumulate';
    const calls: Call[] = [];
    for (let k = layers.length - 1; k >= 0; k--) {
      const { matrix, activation, dropout: rate } = layers[k];
      const { activity, delta, mask } = own.layers[k];
      const count = padded(matrix.outputs * width);
      if (rate > 0) calls.push({ kernel: multiply, values: [count, delta, mask, delta] });
      if (activation !== undefined)
        calls.push({ kernel: derive(activation), values: [count, activity, delta] });
      const [weights, biases] = [bundles[2 * k], bundles[2 * k + 1]];
      const gradient = weights.gradient + shard * weights.shardBytes;
      const { start, index, weight } = { ...matrix.home, start: matrix.startValue };
      const choice = { width, index: matrix.indexWidth, arithmetic, mode } as const;
      calls.push({
        kernel: rowSum(width, mode),
        values: [matrix.outputs, delta, biases.gradient + shard * biases.shardBytes],
      });
      if (k === 0) {
        calls.push({
          kernel: sample(choice),
          values: [0, matrix.outputs, start, index, gradient, delta, own.input],
        });
      } else {
        const before = own.layers[k - 1];
        const values = [
          0,
          matrix.inputs,
          start,
          index,
          weight,
          gradient,
          before.output,
          before.delta,
          delta,
        ];
        calls.push({ kernel: backward(choice), values });
      }
    }
    return calls;
  };

  const strandsOf = (of: Geometry, each: (shard: number) => Strand): Strand[] =>
    Array.from({ length: of.shards }, (_, shard) => each(shard));

  return {
    engine,
    inputs,
    classes,
    layers,
    bundles,
    batch,
    evaluation,
    gradientStrands: (source) =>
      strandsOf(geometry, (shard) =>
        tilesOf(geometry, shard).flatMap((tile, rank) => [
          ...forwardCalls(batch, buffers[shard], tile, source, true),
          lossCall(batch, buffers[shard], tile, scores + SCORE_BYTES * tile),
          ...backwardCalls(buffers[shard], tile, shard, rank === 0),
        ]),
      ),
    evaluationStrands: (source) =>
      strandsOf(evaluationGeometry, (shard) =>
        tilesOf(evaluationGeometry, shard).flatMap((tile) => [
          ...forwardCalls(evaluation, evaluationBuffers[shard], tile, source, false),
          lossCall(
            evaluation,
            evaluationBuffers[shard],
            tile,
            evaluationScores + SCORE_BYTES * tile,
          ),
        ]),
      ),
    takeScore(of) {
      const { f64, i32 } = memory.views();
      const [base, tiles] =
        of === 'gradient' ? [scores, geometry.tiles] : [evaluationScores, evaluationGeometry.tiles];
      const score = { loss: 0, right: 0 };
      for (let tile = 0; tile < tiles; tile++) {
        const at = base + SCORE_BYTES * tile;
        score.loss += f64[at / 8];
        score.right += i32[at / 4 + 2];
        f64[at / 8] = 0;
        i32[at / 4 + 2] = 0;
      }
      return score;
    },
    rightSoFar() {
      const { i32 } = memory.views();
      let right = 0;
      for (let tile = 0; tile < geometry.tiles; tile++)
        right += i32[(scores + SCORE_BYTES * tile) / 4 + 2];
      return right;
    },
    setStep(step) {
      const { u32 } = memory.views();
      // Counters whose last word is 0 belong to the plain random streams.
      for (const cell of dropoutCells) u32[cell / 4 + 2] = step + 1;
    },
    multiplyAdds() {
      const each = layers.map(({ matrix }) => matrix.connections);
      const forward = each.reduce((sum, k) => sum + k, 0);
      // Weight gradients everywhere, input gradients everywhere but in the first layer.
      return { forward, backward: 2 * forward - each[0] };
    },
    score(layer, from, to) {
      const { f32 } = memory.views();
      const sums = new Float64Array(from.length);
      for (const [shard, own] of buffers.entries()) {
        const width = geometry.widths[tilesOf(geometry, shard).at(-1) ?? 0];
        const input = (layer === 0 ? own.input : own.layers[layer - 1].output) / 4;
        const delta = own.layers[layer].delta / 4;
        for (let k = 0; k < sums.length; k++) {
          const [a, d] = [input + from[k] * width, delta + to[k] * width];
          for (let lane = 0; lane < width; lane++) sums[k] += f32[a + lane] * f32[d + lane];
        }
      }
      return Float32Array.from(sums);
    },
  };
}
