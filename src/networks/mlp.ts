/**
 * Multilayer perceptron with sparse and dense layers: one tile of examples at a time through the whole network.
 *
 * Gives a gradient for every existing connection and every bias; what may be done with it is plasticity's business.
 * Leaves out convolution and recurrence.
 */

import type { Call, Engine, Phases, Strand } from '../engine/index.ts';
import { FrugalError, unknownName } from '../errors.ts';
import {
  ACTIVATIONS,
  type Kernel,
  LOSSES,
  type LossName,
  type TileWidth,
} from '../kernels/index.ts';
import type { NewLayer } from '../sparse/layer.ts';
import type { Topology } from '../sparse/topology.ts';
import { layerNames, type Network } from './bundle.ts';
import { FRONT_TILE, type Front } from './front.ts';
import { cut, type Geometry, tilesOf } from './geometry.ts';
import {
  allocateBuffers,
  type Buffers,
  backwardPhases,
  evaluationKernels,
  forwardCalls,
  forwardPhases,
  lossCalls,
  type MlpLayer,
  type MlpParts,
} from './mlp-calls.ts';
import { allocateInput, checkSource } from './mlp-inputs.ts';
import { partsOf } from './mlp-parts.ts';
import { answersOf, SCORE_BYTES, scoresOf, strengthsOf, takeScores } from './mlp-read.ts';
import { strongestOf } from './mlp-strongest.ts';
import { errorStrands, type Norm, statisticStrands } from './norms.ts';
import { isPieced, type LayerActivation, type Pieces } from './pieces.ts';
import { allocateBatch, type BatchTable, type Source } from './source.ts';

export type { MlpLayer } from './mlp-calls.ts';

/** In which order a layer's lists are kept, `homeOrder` says. */
export interface LayerSpec extends NewLayer {
  /** Absent: linear. */
  readonly activation?: LayerActivation;
  /** The numbers of `srelu`, or of `all-relu` (see `slopedPieces`). */
  readonly pieces?: Pieces;
  /** Numbers with which sums are normalised over the batch before the activation; absent: they are not. */
  readonly norm?: Norm;
  /** Share of the activities set to 0 while learning, [0, 1). */
  readonly dropout?: number;
  /** Whether connections can be taken away though every one exists now. Default false: such a layer stays dense. */
  readonly listed?: boolean;
  /** Connections that are to fit, as a multiple of those that there are; default 1. */
  readonly room?: number;
  /** Blocks that its lists are walked in; default by its shape. No bit depends on them. */
  readonly blocks?: number;
}

export interface MlpSpec {
  readonly layers: readonly LayerSpec[];
  readonly loss: LossName;
  readonly batch: number;
  readonly shards?: number;
  /** Whether sparse examples are to be learned: the first layer's lists then belong to its inputs. Default false. */
  readonly sparseInputs?: boolean;
  /** Key of the dropout stream: two 32-bit words. */
  readonly dropoutKey?: readonly [number, number];
}

export interface Mlp extends Network {
  readonly inputs: number;
  readonly classes: number;
  readonly loss: LossName;
  readonly layers: readonly MlpLayer[];
  readonly batch: BatchTable;
  readonly evaluation: BatchTable;
  /**
   * One strand a shard: pack, forward, loss, backward for each of its tiles. Rebuild after a mirror comes or goes. Where sums are
   * normalised over the batch, phases between which the tiles meet.
   */
  gradientStrands(source: Source): Strand[] | Phases;
  /**
   * One strand a shard of the evaluation batch: pack, forward, loss.
   *
   * @param examples most that a step is given; default as many as the batch takes
   */
  evaluationStrands(source: Source, examples?: number): Strand[];
  /** Kernels of evaluations and answers, of dense and of sparse examples: for an engine to `expect`. */
  evaluationKernels(): Kernel[];
  /**
   * One strand a shard of the evaluation batch: pack and forward. The activities of all its examples stay until the next
   * run, for `answers`; the memory for it, units · batch numbers, is taken at the first call.
   */
  answerStrands(source: Source): Strand[];
  /** Activities of a layer that the last run of `answerStrands` left, of its first `count` examples: `[count][units]`. */
  answers(layer: number, count: number): Float32Array;
  /**
   * As `gradientStrands`, but all activities and errors stay until the next run, for `score`; losses are not counted. The
   * memory for it, (inputs + 2 · units) · batch numbers, is taken at the first call.
   */
  scoreStrands(source: Source): Strand[] | Phases;
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
  /**
   * Of the same run: some of the connections of a bundle that do not exist, or are among `removed`, that hold the `count` of
   * largest |score|, sorted, and their scores; nothing where it can tell no sooner than `score`.
   */
  strongest(
    name: string,
    count: number,
    removed: Uint32Array,
  ): { list: Uint32Array; other: Uint32Array; scores: Float32Array } | undefined;
  /** Of the same run: Σ over examples of |activity| of each unit before a weight bundle and of |error| of each behind it. */
  strengths(name: string): { senders: Float32Array; receivers: Float32Array };
}

/**
 * The order in which layer `number` (0 is first) keeps its lists: by input, so that errors and gradients are one pass; the
 * first layer's by output, as it passes no errors on, unless inputs are sparse and only the lists of some are walked.
 */
export const homeOrder = (number: number, sparseInputs = false): Topology['order'] =>
  number === 0 && !sparseInputs ? 'by-output' : 'by-input';

/** Examples per evaluation step: eight full tiles. */
const EVALUATION_BATCH = 256;

function checkSpec({ layers, loss, sparseInputs }: MlpSpec, front: Front | undefined): void {
  if (!LOSSES.includes(loss)) throw unknownName('loss', loss, LOSSES);
  if (layers.length === 0) throw new FrugalError('a network needs at least one layer');
  const names = layerNames(layers.length);
  layers.forEach(({ topology, activation, pieces, norm, dropout: rate = 0 }, k) => {
    const name = names[k];
    if (!(rate >= 0 && rate < 1))
      throw new FrugalError(`dropout ${rate} is outside [0, 1) (layer "${name}")`);
    if (activation !== undefined && !isPieced(activation) && !ACTIVATIONS.includes(activation))
      throw unknownName('activation', activation, [...ACTIVATIONS, 'srelu', 'all-relu']);
    if (isPieced(activation) !== (pieces !== undefined))
      throw new FrugalError(`layer "${name}" needs the numbers of its pieces just if it has such`);
    if (norm !== undefined && k === layers.length - 1)
      throw new FrugalError('outputs are not normalised: give the hidden layers norms only');
    const order = homeOrder(k, sparseInputs || front !== undefined);
    if (topology.order !== order)
      throw new FrugalError(`layer "${name}" must be ${order}, is ${topology.order}`);
    const before = layers[k - 1]?.topology.outputs ?? front?.features ?? topology.inputs;
    if (topology.inputs !== before) {
      throw new FrugalError(
        `layer "${name}" takes ${topology.inputs} inputs, ${k === 0 ? 'the front' : `"${names[k - 1]}"`} gives ${before}`,
      );
    }
  });
}

/**
 * Builds the network in the engine's memory.
 *
 * @param frontOf places what stands before the first layer, if anything does, for so many gradient shards and tiles of a batch
 * @throws FrugalError for layers that do not fit together
 */
export function createMlp(
  engine: Engine,
  spec: MlpSpec,
  frontOf?: (geometry: Pick<Geometry, 'shards' | 'tiles'>) => Front,
): Mlp {
  const { memory } = engine;
  const tile = frontOf === undefined ? undefined : FRONT_TILE;
  const geometry = cut(spec.batch, { shards: spec.shards, tile });
  const front = frontOf?.(geometry);
  checkSpec(spec, front);
  // Nothing is added up over the shards of an evaluation: their number decides its memory and its threads, and no bit.
  const evaluationGeometry = cut(EVALUATION_BATCH, { shards: spec.shards, tile });
  const parts = partsOf(engine, spec, geometry, front);
  const { layers, bundles, running, bundle, dropoutCells } = parts;
  const meets = parts.normed.length > 0;
  // Where tiles meet, each keeps what it has; else shards that one thread works on one after another share a place, which stays
  // in its cache.
  const placeOf = (shard: number): number => (engine.threads === 1 ? 0 : shard);
  const each = ({ shards, width }: Geometry) =>
    Array.from({ length: placeOf(shards - 1) + 1 }, () => width);
  const learning = workplaces(parts, meets ? geometry.widths : each(geometry), true);
  const judging = workplaces(parts, each(evaluationGeometry), false);
  // Of each tile, where all that a batch has shown must stay.
  let kept: Buffers[] = [];
  let answering: Buffers[] = [];
  const batch = allocateBatch(engine, geometry);
  const evaluation = allocateBatch(engine, evaluationGeometry);
  const scores = memory.allocate(SCORE_BYTES * geometry.tiles);
  const unbooked = memory.allocate(SCORE_BYTES * geometry.shards);
  const evaluationScores = memory.allocate(SCORE_BYTES * evaluationGeometry.tiles);

  return {
    engine,
    inputs: front?.inputs ?? layers[0].matrix.inputs,
    classes: layers[layers.length - 1].matrix.outputs,
    loss: spec.loss,
    layers,
    bundles,
    running,
    bundle,
    batch,
    evaluation,
    gradientStrands(source) {
      const own = learning(source);
      return learningStrands(parts, batch, source, true, (shard, tile) => ({
        own: own[meets ? tile : placeOf(shard)],
        book: scores + SCORE_BYTES * tile,
      }));
    },
    scoreStrands(source) {
      if (kept.length === 0) {
        checkInputs(parts, source);
        kept = geometry.widths.map((width) => ({
          ...allocateBuffers(parts, width, true),
          ...inputsFor(parts, width, source, true),
        }));
      }
      return learningStrands(parts, batch, source, false, (shard, tile) => ({
        own: kept[tile],
        book: unbooked + SCORE_BYTES * shard,
      }));
    },
    evaluationStrands(source, examples = EVALUATION_BATCH) {
      // Tiles that would be padding and nothing else are left out.
      const { width, shards, tiles } = evaluationGeometry;
      const used = Math.max(1, Math.min(tiles, Math.ceil(examples / width)));
      const part = { ...evaluationGeometry, tiles: used, shards: Math.min(shards, used) };
      const own = judging(source);
      return strandsOf(part, (shard, tile) => {
        const at = { table: evaluation, own: own[placeOf(shard)], tile };
        const book = evaluationScores + SCORE_BYTES * tile;
        return [...forwardCalls(parts, at, source), ...lossCalls(parts, at, source, book)];
      });
    },
    evaluationKernels: () => evaluationKernels(parts, evaluationGeometry.width),
    answerStrands(source) {
      const { width } = evaluationGeometry;
      const shared = judging(source);
      const before = answering;
      answering = Array.from({ length: evaluationGeometry.shards }, (_, shard) => {
        const { input, front: ahead } = shared[placeOf(shard)];
        return tilesOf(evaluationGeometry, shard).map((tile) => ({
          ...(before[tile] ?? allocateBuffers(parts, width, false)),
          ...{ input, front: ahead },
        }));
      }).flat();
      return strandsOf(evaluationGeometry, (_, tile) =>
        forwardCalls(parts, { table: evaluation, own: answering[tile], tile }, source),
      );
    },
    answers: (layer, count) => answersOf(parts, evaluationGeometry.width, answering, layer, count),
    takeScore(of) {
      if (of === 'gradient') return takeScores(memory, scores, geometry.tiles);
      return takeScores(memory, evaluationScores, evaluationGeometry.tiles);
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
      front?.setStep(step);
    },
    multiplyAdds() {
      const each = layers.map(({ matrix }) => matrix.connections);
      const forward = each.reduce((sum, k) => sum + k, 0);
      // Weight gradients everywhere, input gradients everywhere but in the first layer.
      if (front === undefined) return { forward, backward: 2 * forward - each[0] };
      const ahead = front.multiplyAdds();
      return { forward: forward + ahead.forward, backward: 2 * forward + ahead.backward };
    },
    score: (name, list, other) => scoresOf(parts, geometry, kept, { name, list, other }),
    strongest: (name, count, removed) =>
      strongestOf(parts, geometry, kept, { name, count, removed }),
    strengths: (name) => strengthsOf(parts, geometry, kept, name),
  };
}

/** @throws UsageError for sparse examples before a network that takes dense ones */
function checkInputs({ layers, front }: MlpParts, source: Source): void {
  checkSource(front === undefined ? layers[0].matrix : { order: 'by-output' }, source);
}

/** Where the inputs of a tile lie, or the front works. */
function inputsFor(
  { engine, layers, front }: MlpParts,
  width: TileWidth,
  source: Source,
  learning: boolean,
): Pick<Buffers, 'input' | 'front'> {
  if (front !== undefined) return { input: { values: 0 }, front: front.allocate(learning) };
  return { input: allocateInput(engine, layers[0].matrix, width, source) };
}

/**
 * Where each shard works on its tiles, or each tile, by their widths: inputs are placed when a source is first heard of, once for all that are dense and once
 * for each set of sparse rows; all else at once.
 */
function workplaces(
  parts: MlpParts,
  widths: readonly TileWidth[],
  learning: boolean,
): (source: Source) => readonly Buffers[] {
  const each = widths.map((width) => allocateBuffers(parts, width, learning));
  const known = new Map<Source | 'dense', readonly Buffers[]>();
  return (source) => {
    checkInputs(parts, source);
    const key = source.storage === 'rows' ? source : 'dense';
    const made =
      known.get(key) ??
      each.map((own, k) => ({ ...own, ...inputsFor(parts, widths[k], source, learning) }));
    known.set(key, made);
    return made;
  };
}

/**
 * A learning step: forward, loss and backward of each tile, in the buffers and with the book that it is given.
 *
 * @param learning whether running numbers follow
 */
function learningStrands(
  parts: MlpParts,
  table: BatchTable,
  source: Source,
  learning: boolean,
  place: (shard: number, tile: number) => { readonly own: Buffers; readonly book: number },
): Strand[] | Phases {
  const { normed, bundle } = parts;
  const tiles: Call[][][] = [];
  strandsOf(table.geometry, (shard, tile, rank) => {
    const { own, book } = place(shard, tile);
    const at = { table, own, tile };
    const forward = forwardPhases(parts, at, source, true);
    const [first, ...rest] = backwardPhases(parts, at, shard, rank === 0);
    const middle = [
      ...forward[forward.length - 1],
      ...lossCalls(parts, at, source, book),
      ...first,
    ];
    tiles[tile] = [...forward.slice(0, -1), middle, ...rest];
    return [];
  });
  const phase = (k: number): Strand[] => strandsOf(table.geometry, (_, tile) => tiles[tile][k]);
  const back = normed
    .map(({ name, norm }) => {
      const [gain, shift] = ['gain', 'bias'].map((what) => bundle(`${name}.${what}`).gradient);
      return errorStrands(norm, gain, shift);
    })
    .reverse();
  const meetings = [...normed.map(({ norm }) => statisticStrands(norm, learning)), ...back];
  if (meetings.length === 0) return phase(0);
  return [phase(0), ...meetings.flatMap((meeting, k) => [meeting, phase(k + 1)])];
}

/** One strand a shard, of the calls of its tiles in their order. */
function strandsOf(
  geometry: Geometry,
  each: (shard: number, tile: number, rank: number) => Call[],
): Strand[] {
  return Array.from({ length: geometry.shards }, (_, shard) =>
    tilesOf(geometry, shard).flatMap((tile, rank) => each(shard, tile, rank)),
  );
}
