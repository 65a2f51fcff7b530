/**
 * Multilayer perceptron with sparse and dense layers: one tile of examples at a time through the whole network.
 *
 * Gives a gradient for every existing connection and every bias; what may be done with it is plasticity's business.
 * Leaves out convolution and recurrence.
 */

import type { Call, Engine, Strand } from '../engine/index.ts';
import { FrugalError, UsageError, unknownName } from '../errors.ts';
import {
  ACTIVATIONS,
  type ActivationName,
  activate,
  backward,
  derive,
  dropout,
  dropoutCell,
  fill,
  LOSSES,
  type LossName,
  loss,
  multiply,
  pack,
  rowSum,
  sample,
  type TileWidth,
} from '../kernels/index.ts';
import type { NewLayer } from '../sparse/layer.ts';
import { createMatrix, type SparseMatrix } from '../sparse/matrix.ts';
import type { Topology } from '../sparse/topology.ts';
import {
  type Bundle,
  finder,
  fixedBundle,
  layerNames,
  matrixBundle,
  type Network,
} from './bundle.ts';
import { cut, type Geometry, NARROWEST_MIRRORED, tilesOf } from './geometry.ts';
import { allocateBatch, type BatchTable, type Source } from './source.ts';

/** The first layer's lists belong to its outputs, all others' to their inputs: see `homeOrder`. */
export interface LayerSpec extends NewLayer {
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
  /** `hidden1`, …, `output`. */
  readonly name: string;
  readonly matrix: SparseMatrix;
  readonly bias: number;
  readonly activation?: ActivationName;
  readonly dropout: number;
}

export interface Mlp extends Network {
  readonly inputs: number;
  readonly classes: number;
  readonly layers: readonly MlpLayer[];
  readonly batch: BatchTable;
  readonly evaluation: BatchTable;
  /** One strand a shard: pack, forward, loss, backward for each of its tiles. Rebuild after a mirror comes or goes. */
  gradientStrands(source: Source): Strand[];
  /**
   * One strand a shard of the evaluation batch: pack, forward, loss.
   *
   * @param examples most that a step is given; default as many as the batch takes
   */
  evaluationStrands(source: Source, examples?: number): Strand[];
  /**
   * As `gradientStrands`, but all activities and errors stay until the next run, for `score`; losses are not counted. The
   * memory for it, (inputs + 2 · units) · batch numbers, is taken at the first call.
   */
  scoreStrands(source: Source): Strand[];
  /** Sum of losses and number of right answers since the last call, of the gradient or of the evaluation steps. */
  takeScore(of: 'gradient' | 'evaluation'): { loss: number; right: number };
  /** Right answers of the gradient steps since the last `takeScore`, without taking them. */
  rightSoFar(): number;
  /** Step number of the dropout masks. */
  setStep(step: number): void;
  /** Multiply-adds of one example: forward, and backward for both gradients. */
  multiplyAdds(): { forward: number; backward: number };
  /**
   * Gradient that connections of a weight bundle would have for the whole batch of the last run of `scoreStrands`, also such
   * as do not exist: Σ over examples of activity[input]·error[output].
   *
   * @param list and `other`: the connections, as the lists of the bundle's topology name them
   */
  score(name: string, list: Uint32Array, other: Uint32Array): Float32Array;
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
  const names = layerNames(layers.length);
  layers.forEach(({ topology, activation, dropout: rate = 0 }, k) => {
    const name = names[k];
    if (!(rate >= 0 && rate < 1))
      throw new FrugalError(`dropout ${rate} is outside [0, 1) (layer "${name}")`);
    if (activation !== undefined && !ACTIVATIONS.includes(activation))
      throw unknownName('activation', activation, ACTIVATIONS);
    if (topology.order !== homeOrder(k))
      throw new FrugalError(`layer "${name}" must be ${homeOrder(k)}, is ${topology.order}`);
    const before = layers[k - 1]?.topology.outputs ?? topology.inputs;
    if (topology.inputs !== before) {
      throw new FrugalError(
        `layer "${name}" takes ${topology.inputs} inputs, "${names[k - 1]}" gives ${before}`,
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
  if (!LOSSES.includes(spec.loss)) throw unknownName('loss', spec.loss, LOSSES);
  const { memory, arithmetic } = engine;
  // Closures take what they need of the spec: one that held it whole would keep the first weights and wiring.
  const { loss: lossName, dropoutKey = [0, 0] } = spec;
  const geometry = cut(spec.batch, { shards: spec.shards });
  const evaluationGeometry = cut(EVALUATION_BATCH);
  const names = layerNames(spec.layers.length);
  const layers: MlpLayer[] = spec.layers.map((layer, k) => ({
    name: names[k],
    matrix: createMatrix(engine, layer),
    bias: memory.allocate(4 * layer.topology.outputs),
    activation: layer.activation,
    dropout: layer.dropout ?? 0,
  }));
  const inputs = layers[0].matrix.inputs;
  const classes = layers[layers.length - 1].matrix.outputs;
  const bundles = layers.flatMap(({ name, matrix, bias }, k): Bundle[] => {
    const naming = { layer: k, shards: geometry.shards };
    return [
      matrixBundle(engine, { ...naming, name: `${name}.weight` }, matrix),
      fixedBundle(
        engine,
        { ...naming, name: `${name}.bias` },
        { kind: 'bias', weight: bias, capacity: matrix.outputs },
      ),
    ];
  });
  const bundle = finder(bundles);

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
  // Of each tile, where all that a batch has shown must stay.
  let kept: Buffers[] = [];
  const evaluationBuffers = Array.from({ length: evaluationGeometry.shards }, () =>
    allocateBuffers(evaluationGeometry.width, false),
  );
  const batch = allocateBatch(engine, geometry);
  const evaluation = allocateBatch(engine, evaluationGeometry);
  const scores = memory.allocate(SCORE_BYTES * geometry.tiles);
  const unbooked = memory.allocate(SCORE_BYTES * geometry.shards);
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
      const { name, matrix, activation, dropout: rate } = layers[k];
      const { activity, delta, mask } = own.layers[k];
      const count = padded(matrix.outputs * width);
      if (rate > 0) calls.push({ kernel: multiply, values: [count, delta, mask, delta] });
      if (activation !== undefined)
        calls.push({ kernel: derive(activation), values: [count, activity, delta] });
      const [weights, biases] = [bundle(`${name}.weight`), bundle(`${name}.bias`)];
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

  const stepStrands = (
    source: Source,
    at: (shard: number, tile: number) => { readonly own: Buffers; readonly book: number },
  ): Strand[] =>
    strandsOf(geometry, (shard) =>
      tilesOf(geometry, shard).flatMap((tile, rank) => {
        const { own, book } = at(shard, tile);
        return [
          ...forwardCalls(batch, own, tile, source, true),
          lossCall(batch, own, tile, book),
          ...backwardCalls(own, tile, shard, rank === 0),
        ];
      }),
    );

  return {
    engine,
    inputs,
    classes,
    layers,
    bundles,
    bundle,
    batch,
    evaluation,
    gradientStrands: (source) =>
      stepStrands(source, (shard, tile) => ({
        own: buffers[shard],
        book: scores + SCORE_BYTES * tile,
      })),
    scoreStrands(source) {
      if (kept.length === 0) kept = geometry.widths.map((width) => allocateBuffers(width, true));
      return stepStrands(source, (shard, tile) => ({
        own: kept[tile],
        book: unbooked + SCORE_BYTES * shard,
      }));
    },
    evaluationStrands(source, examples = EVALUATION_BATCH) {
      // Tiles that would be padding and nothing else are left out.
      const { width, shards, tiles } = evaluationGeometry;
      const used = Math.max(1, Math.min(tiles, Math.ceil(examples / width)));
      const part = { ...evaluationGeometry, tiles: used, shards: Math.min(shards, used) };
      return strandsOf(part, (shard) =>
        tilesOf(part, shard).flatMap((tile) => [
          ...forwardCalls(evaluation, evaluationBuffers[shard], tile, source, false),
          lossCall(
            evaluation,
            evaluationBuffers[shard],
            tile,
            evaluationScores + SCORE_BYTES * tile,
          ),
        ]),
      );
    },
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
    score(name, list, other) {
      const { layer, kind } = bundle(name);
      if (kind !== 'weight') throw new UsageError(`"${name}" has no connections to score`);
      if (kept.length === 0) throw new Error('score before a run of scoreStrands');
      const { f32 } = memory.views();
      const byOutput = layers[layer].matrix.order === 'by-output';
      const [from, to] = byOutput ? [other, list] : [list, other];
      const sums = new Float64Array(from.length);
      for (const [tile, own] of kept.entries()) {
        const width = geometry.widths[tile];
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
