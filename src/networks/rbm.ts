/**
 * Restricted Boltzmann machine: binary hidden units and visible ones that are binary, or real in [0, 1], joined by the
 * connections that exist. It gives the gradient of contrastive divergence, ⟨vh⟩ of the model minus ⟨vh⟩ of the data, for every
 * existing connection and every bias; what may be done with it is plasticity's business.
 *
 * Sources: G. E. Hinton, "Training products of experts by minimizing contrastive divergence", Neural Comput. 14 (2002);
 * T. Tieleman, "Training restricted Boltzmann machines using approximations to the likelihood gradient", ICML 2008 (persistent
 * chains).
 */

import type { Engine, Strand } from '../engine/index.ts';
import { FrugalError } from '../errors.ts';
import { type Mode, NO_EXAMPLE, TINY } from '../kernels/index.ts';
import type { NewLayer } from '../sparse/layer.ts';
import { createMatrix, type MatrixOptions, type SparseMatrix } from '../sparse/matrix.ts';
import { type Bundle, finder, fixedBundle, matrixBundle, type Network } from './bundle.ts';
import { cut, type Geometry, NARROWEST_MIRRORED, tilesOf } from './geometry.ts';
import { SCORE_BYTES } from './mlp-read.ts';
import {
  allocateBuffers,
  evaluationCalls,
  learningCalls,
  type RbmBuffers,
  type RbmParts,
  type RbmStep,
  type RbmTable,
} from './rbm-calls.ts';
import type { DenseSource } from './source.ts';

/** How chains of contrastive divergence run. */
export interface RbmChains {
  /** k ≥ 1: how often a chain goes down to the visible units and up again. */
  readonly steps: number;
  /** Chains begin at the data (CD), or where those of the step before ended (persistent CD). */
  readonly chains: 'data' | 'persistent';
  /** What of the hidden units enters the gradient. */
  readonly statistics: 'states' | 'probabilities';
  /** What the visible units of a chain are. */
  readonly reconstruction: 'probabilities' | 'states';
}

export interface RbmSpec extends RbmChains {
  /** From the visible units to the hidden ones, lists by input. */
  readonly layer: NewLayer;
  /** First biases of the visible units; default 0. Those of the hidden ones begin at 0. */
  readonly visibleBias?: Float32Array;
  readonly batch: number;
  readonly shards?: number;
  /** Whether connections can be taken away though every one exists now, and how many there is room for. */
  readonly birth?: MatrixOptions;
  /** Key of the draws: two 32-bit words. */
  readonly key?: readonly [number, number];
}

/** What examples are like under the model. */
export interface RbmEvaluation {
  /** Σ over examples and visible units of (reconstruction − data)². */
  readonly squares: number;
  /** F(v) = −b·v − Σ_j log(1 + e^(c_j + w_j·v)) of each example: −log of its weight. */
  readonly freeEnergies: Float64Array;
}

export interface Rbm extends Network {
  readonly visible: number;
  readonly hidden: number;
  readonly matrix: SparseMatrix;
  /** Byte addresses of the biases. */
  readonly visibleBias: number;
  readonly hiddenBias: number;
  readonly batch: RbmTable;
  readonly evaluation: RbmTable;
  readonly settings: RbmChains;
  /** What calls are made of, for other programs beside the machine. */
  readonly parts: RbmParts;
  /** One strand a shard: the gradient of each of its tiles, model − data, so that its descent is ascent of the likelihood. */
  gradientStrands(source: DenseSource): Strand[];
  /** As `gradientStrands`, but the activities stay for `score` and persistent chains do not move on. */
  scoreStrands(source: DenseSource): Strand[];
  /** One strand a shard of the evaluation batch. Call `clearEvaluation` before each run. */
  evaluationStrands(source: DenseSource): Strand[];
  /** Sum of squared reconstruction errors of the gradient steps since the last call. */
  takeSquares(): number;
  clearEvaluation(): void;
  /** What the last run of `evaluationStrands` found of its first `count` examples. */
  takeEvaluation(count: number): RbmEvaluation;
  /** Reconstructions of these examples: probabilities, `[count][visible]`. */
  reconstructions(count: number): Float32Array;
  /** Number of a step of learning or of an evaluation, from 0: draws are made of it. */
  setStep(of: 'learning' | 'evaluation', step: number): void;
  /** Multiply-adds of one example: products of the chain, and of the gradient. */
  multiplyAdds(): { forward: number; backward: number };
  /** Gradient that connections would have for the batch of the last run of `scoreStrands`, also such as do not exist. */
  score(name: string, list: Uint32Array, other: Uint32Array): Float32Array;
  /** States of the persistent chains, one byte each: for a learner's state. Empty where there are none. */
  particles(): Uint8Array;
  /** @throws FrugalError for another number of states */
  restoreParticles(states: Uint8Array): void;
}

/** Examples per evaluation step: four shards of two full tiles. */
const EVALUATION_BATCH = 256;

/** Tiles of one example would need a scalar path: they are of four. */
function geometryOf(batch: number, shards?: number): Geometry {
  return { ...cut(Math.max(2, batch), { shards }), batch };
}

function allocateTable({ memory }: Engine, geometry: Geometry): RbmTable {
  const [rows, plus, minus] = [0, 1, 2].map(() => memory.allocate(4 * geometry.slots));
  return { geometry, rows, plus, minus };
}

/** Writes rows `order[from … to − 1]` to the table; the rest of the tiles is padding. */
export function writeRbmBatch(
  engine: Engine,
  { geometry, rows, plus, minus }: RbmTable,
  order: Uint32Array,
  from: number,
  to: number,
): void {
  const { u32, f32 } = engine.memory.views();
  const share = 1 / (to - from);
  for (let slot = 0; slot < geometry.slots; slot++) {
    const present = from + slot < to;
    u32[rows / 4 + slot] = present ? order[from + slot] : NO_EXAMPLE;
    f32[plus / 4 + slot] = present ? share : 0;
    f32[minus / 4 + slot] = present ? -share : 0;
  }
}

function partsOf(engine: Engine, spec: RbmSpec, shards: number): RbmParts {
  const { memory } = engine;
  const { layer, key = [0, 0] } = spec;
  if (layer.topology.order !== 'by-input')
    throw new FrugalError(`the connections must be by-input, are ${layer.topology.order}`);
  if (!Number.isInteger(spec.steps) || spec.steps < 1)
    throw new FrugalError(`steps ${spec.steps} is not an integer ≥ 1`);
  const matrix = createMatrix(engine, layer, spec.birth);
  const [visibleBias, hiddenBias] = [matrix.inputs, matrix.outputs].map((units) =>
    memory.allocate(4 * units),
  );
  if (spec.visibleBias !== undefined) memory.views().f32.set(spec.visibleBias, visibleBias / 4);
  const naming = (name: string) => ({ layer: 0, shards, name });
  const bias = (name: string, weight: number, capacity: number): Bundle =>
    fixedBundle(engine, naming(name), { kind: 'bias', weight, capacity });
  const bundles = [
    matrixBundle(engine, { ...naming('hidden.weight'), between: ['visible', 'hidden'] }, matrix),
    bias('hidden.bias', hiddenBias, matrix.outputs),
    bias('visible.bias', visibleBias, matrix.inputs),
  ];
  const [learning, evaluation, whole, zero] = [12, 12, 8, 4].map((bytes) => memory.allocate(bytes));
  const { u32, f32 } = memory.views();
  for (const cell of [learning, evaluation]) u32.set(key, cell / 4);
  f32[whole / 4] = 1;
  const { steps, chains, statistics, reconstruction } = spec;
  return {
    ...{ engine, matrix, visibleBias, hiddenBias, bundles, bundle: finder(bundles) },
    ...{ steps, chains, statistics, reconstruction },
    cells: { learning, evaluation, whole, zero },
  };
}

/** One strand a shard, of the calls of its tiles in their order. */
const strandsOf = (
  geometry: Geometry,
  each: (shard: number, tile: number, rank: number) => Strand,
): Strand[] =>
  Array.from({ length: geometry.shards }, (_, shard) =>
    tilesOf(geometry, shard).flatMap((tile, rank) => each(shard, tile, rank)),
  );

/** What judges examples that are not learned from. */
type Evaluating = Pick<
  Rbm,
  'evaluation' | 'evaluationStrands' | 'clearEvaluation' | 'takeEvaluation' | 'reconstructions'
>;

function createEvaluating(parts: RbmParts, geometry: Geometry): Evaluating {
  const { engine, matrix } = parts;
  const { memory } = engine;
  const { inputs: visible, outputs: hidden } = matrix;
  const table = allocateTable(engine, geometry);
  const found = {
    gains: memory.allocate(8 * geometry.slots),
    fields: memory.allocate(4 * geometry.slots),
    books: memory.allocate(SCORE_BYTES * geometry.tiles),
  };
  // Of each tile, where all that a batch has shown must stay.
  let judged: RbmBuffers[] = [];
  return {
    evaluation: table,
    evaluationStrands(source) {
      if (judged.length === 0)
        judged = geometry.widths.map((width) => allocateBuffers(parts, width));
      return strandsOf(geometry, (_, tile) =>
        evaluationCalls(parts, { table, own: judged[tile], tile }, source, {
          ...found,
          book: found.books + SCORE_BYTES * tile,
        }),
      );
    },
    clearEvaluation() {
      const { f64 } = memory.views();
      f64.fill(0, found.gains / 8, found.gains / 8 + geometry.slots);
      takeBooks(engine, found.books, geometry.tiles);
    },
    takeEvaluation(count) {
      const { f64, f32 } = memory.views();
      const freeEnergies = Float64Array.from(
        { length: count },
        (_, e) => -f32[found.fields / 4 + e] - f64[found.gains / 8 + e] - hidden * Math.LN2,
      );
      return { squares: takeBooks(engine, found.books, geometry.tiles), freeEnergies };
    },
    reconstructions(count) {
      const { f32 } = memory.views();
      const { width } = geometry;
      const values = new Float32Array(count * visible);
      for (let e = 0; e < count; e++) {
        const from = judged[Math.floor(e / width)].model / 4 + (e % width);
        for (let i = 0; i < visible; i++) values[e * visible + i] = f32[from + i * width];
      }
      return values;
    },
  };
}

/** States of persistent chains, a tile after the other, and their addresses; 0 where chains begin at the data. */
function createParticles({ engine, matrix, chains }: RbmParts, { widths }: Geometry) {
  const { memory } = engine;
  const sizes = widths.map((width) => (chains === 'persistent' ? width * matrix.outputs : 0));
  const addresses = sizes.map((size) => (size > 0 ? memory.allocate(4 * size) : 0));
  return {
    addresses,
    particles(): Uint8Array {
      const { f32 } = memory.views();
      const all = addresses.flatMap((at, tile) => [...f32.subarray(at / 4, at / 4 + sizes[tile])]);
      return Uint8Array.from(all);
    },
    restoreParticles(states: Uint8Array): void {
      const all = sizes.reduce((sum, size) => sum + size, 0);
      if (states.length !== all)
        throw new FrugalError(`the checkpoint has ${states.length} chain states, not ${all}`);
      const { f32 } = memory.views();
      let from = 0;
      for (const [tile, size] of sizes.entries()) {
        f32.set(states.subarray(from, from + size), addresses[tile] / 4);
        from += size;
      }
    },
  };
}

/** What learns from a batch, or looks at it. */
type Stepping = Pick<Rbm, 'batch' | 'gradientStrands' | 'scoreStrands' | 'takeSquares' | 'score'>;

function createStepping(
  parts: RbmParts,
  geometry: Geometry,
  particles: readonly number[],
): Stepping {
  const { engine } = parts;
  const { memory } = engine;
  const batch = allocateTable(engine, geometry);
  // Shards that one thread works on one after another share a place, which stays in its cache.
  const placeOf = (shard: number): number => (engine.threads === 1 ? 0 : shard);
  const own = Array.from({ length: placeOf(geometry.shards - 1) + 1 }, () =>
    allocateBuffers(parts, geometry.width),
  );
  const [books, unbooked] = [geometry.tiles, geometry.shards].map((n) =>
    memory.allocate(SCORE_BYTES * n),
  );
  // Of each tile, where all that a batch has shown must stay.
  let kept: RbmBuffers[] = [];
  const mode = (rank: number): Mode => (rank === 0 ? 'store' : 'accumulate');
  const step = (tile: number, buffers: RbmBuffers): RbmStep => ({
    ...{ table: batch, own: buffers, tile, particles: particles[tile] },
  });
  return {
    batch,
    gradientStrands: (source) =>
      strandsOf(geometry, (shard, tile, rank) =>
        learningCalls(parts, step(tile, own[placeOf(shard)]), source, {
          ...{ shard, mode: mode(rank), keep: true, book: books + SCORE_BYTES * tile },
        }),
      ),
    scoreStrands(source) {
      if (kept.length === 0) kept = geometry.widths.map((width) => allocateBuffers(parts, width));
      return strandsOf(geometry, (shard, tile, rank) =>
        learningCalls(parts, step(tile, kept[tile]), source, {
          ...{ shard, mode: mode(rank), keep: false, book: unbooked + SCORE_BYTES * shard },
        }),
      );
    },
    takeSquares: () => takeBooks(engine, books, geometry.tiles),
    score: (_name, list, other) => scoresOf(parts, batch, kept, list, other),
  };
}

/**
 * Builds the machine in the engine's memory. A sparse one keeps a mirror where tiles are wide enough for it.
 *
 * @throws FrugalError for connections by output, or a number of steps that is not an integer ≥ 1
 */
export function createRbm(engine: Engine, spec: RbmSpec): Rbm {
  const geometry = geometryOf(spec.batch, spec.shards);
  const parts = partsOf(engine, spec, geometry.shards);
  const { matrix, cells, bundles, bundle, visibleBias, hiddenBias } = parts;
  const { inputs: visible, outputs: hidden } = matrix;
  const judging = cut(EVALUATION_BATCH);
  if (Math.max(geometry.width, judging.width) >= NARROWEST_MIRRORED) matrix.addMirror();
  const { addresses, particles, restoreParticles } = createParticles(parts, geometry);
  const { steps, chains, statistics, reconstruction } = spec;
  return {
    ...{ engine, visible, hidden, matrix, parts, visibleBias, hiddenBias, bundles, bundle },
    settings: { steps, chains, statistics, reconstruction },
    ...createStepping(parts, geometry, addresses),
    ...createEvaluating(parts, judging),
    setStep(of, step) {
      // Counters whose last word is 0 belong to the plain random streams.
      engine.memory.views().u32[cells[of] / 4 + 2] = step + 1;
    },
    multiplyAdds: () => ({
      forward: (1 + 2 * steps) * matrix.connections,
      backward: 2 * matrix.connections,
    }),
    ...{ particles, restoreParticles },
  };
}

/** Sums of the books of tiles; takes them. */
function takeBooks({ memory }: Engine, base: number, tiles: number): number {
  const { f64 } = memory.views();
  let sum = 0;
  for (let tile = 0; tile < tiles; tile++) {
    const at = (base + SCORE_BYTES * tile) / 8;
    sum += f64[at];
    f64.fill(0, at, at + 2);
  }
  return sum;
}

/** Σ over tiles and examples of f·(v h of the model − v h of the data), for every pair. */
function scoresOf(
  { engine }: RbmParts,
  { geometry, plus }: RbmTable,
  kept: readonly RbmBuffers[],
  list: Uint32Array,
  other: Uint32Array,
): Float32Array {
  if (kept.length === 0) throw new Error('score before a run of scoreStrands');
  const { f32 } = engine.memory.views();
  const sums = new Float64Array(list.length);
  for (const [tile, own] of kept.entries()) {
    const width = geometry.widths[tile];
    const factors = plus / 4 + geometry.firsts[tile];
    for (let k = 0; k < sums.length; k++) {
      const [v, h] = [list[k] * width, other[k] * width];
      for (let b = 0; b < width; b++) {
        const model = f32[own.model / 4 + v + b] * f32[own.last / 4 + h + b];
        const data = f32[own.data / 4 + v + b] * f32[own.hidden / 4 + h + b];
        sums[k] += f32[factors + b] * (model - data);
      }
    }
  }
  return Float32Array.from(sums, (x) => (Math.abs(x) < TINY ? 0 : x));
}
