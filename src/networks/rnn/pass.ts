/**
 * A pass: the network over so many steps of so many sequences, to learn from them or to see what it answers.
 *
 * The caller writes inputs, rules and labels through `tracks`, which lie as the trial generators of tasks/cognitive write
 * them, makes a program of the strands, and runs it. All memory is taken when the pass is made.
 */

import type { Call, Strand } from '../../engine/index.ts';
import { UsageError } from '../../errors.ts';
import { type Geometry, tilesOf } from '../geometry.ts';
import {
  allocateTables,
  allocateTrajectory,
  geometryOf,
  type PassShape,
  type PassTables,
  SCORE_BYTES,
  stepBytes,
  type Trajectory,
} from './buffers.ts';
import { answerCalls, backwardCalls, forwardCalls, type TilePlan } from './calls.ts';
import { RNN_BLOCKS, type Rnn, type RnnBlockName } from './rnn.ts';

export interface PassOptions {
  /** Steps, T. */
  readonly steps: number;
  /** Whether gradients are made (with the network's own batch) or answers. */
  readonly learning: boolean;
  /** Sequences of a pass that does not learn; default the network's batch. */
  readonly batch?: number;
  /** Evaluation: keep the activity of all units in all steps, for `activity`. Default false. */
  readonly keepActivity?: boolean;
  /** Learning: keep the activities and errors of all steps and sequences, for `score`. Default false. */
  readonly keepErrors?: boolean;
  /** Whether there is recurrent noise. Default: while learning. */
  readonly noise?: boolean;
}

/** Where one sequence of a pass is written; as `Track` and `GradedTrack` of tasks/cognitive. Stale after an allocation. */
export interface RnnTrack {
  readonly observations: Float32Array;
  readonly start: number;
  readonly stepStride: number;
  readonly channelStride: number;
  readonly ruleChannels: number;
  readonly stepStart: number;
  readonly stepStep: number;
  readonly labels: Int32Array;
  readonly rules: Int32Array;
  readonly lossWeights: Float32Array;
}

export interface RnnPass {
  readonly network: Rnn;
  readonly steps: number;
  readonly geometry: Geometry;
  readonly learning: boolean;
  /** One strand a shard. They stay valid when connections change. */
  strands(): Strand[];
  /** @param ruleChannels rule inputs that are written out among the inputs (networks without a rule block) */
  tracks(ruleChannels?: number): RnnTrack[];
  /** Targets of squared errors and a weight for each, for sequence b: `view[start + step·stepStride + output·outputStride]`. */
  targets(b: number): {
    readonly targets: Float32Array;
    readonly weights: Float32Array;
    readonly start: number;
    readonly stepStride: number;
    readonly outputStride: number;
  };
  /** Number of the step of learning, which the noise depends on. */
  setStep(step: number): void;
  /** Sets the state before the first step of every sequence to the network's initial one. */
  begin(): void;
  /** Sets it to the state after the last step of the run before: truncated back-propagation through time. */
  carry(): void;
  /** Sum of weighted losses and number of right steps since the last call. */
  takeScore(): { readonly loss: number; readonly right: number };
  /** Class of the largest output: `answers[start + step·stride]` for sequence b. Stale after an allocation. */
  answers(b: number): {
    readonly answers: Int32Array;
    readonly start: number;
    readonly stride: number;
  };
  /** Outputs `[step][sequence][output]`, a copy. */
  outputs(): Float32Array;
  /** States `[step][sequence][unit]`, a copy. */
  activity(): Float32Array;
  /**
   * Gradient that connections of a block would have for the whole batch, also such as do not exist: Σ over steps and
   * sequences of x_t[input]·δ_t[unit], h_{t−1}[unit]·δ_t[unit] or h_t[unit]·ε_t[output].
   *
   * @param name `input.weight`, `recurrent.weight` or `output.weight`
   * @param list and `other`: the connections, as the lists of the block's topology name them
   */
  score(name: string, list: Uint32Array, other: Uint32Array): Float32Array;
}

/** Steps of the noise before it repeats: the last word of a counter is 1 … 2³¹ − 1 in all kernels that draw. */
const LAST_STEP = 2147483647;

function check(options: PassOptions, network: Rnn): void {
  const { steps, learning, batch } = options;
  if (!Number.isInteger(steps) || steps < 1)
    throw new UsageError(`steps ${steps} is not an integer ≥ 1`);
  if (learning && batch !== undefined && batch !== network.geometry.batch) {
    throw new UsageError(
      `batch ${batch} of a learning pass is not the network's ${network.geometry.batch}`,
    );
  }
}

/** Prepares a pass. Throws `UsageError` for steps or a batch that are no integers ≥ 1 or do not fit the network. */
export function createPass(network: Rnn, options: PassOptions): RnnPass {
  check(options, network);
  const { learning, steps, keepActivity = false, keepErrors = false } = options;
  const { engine, units, outputs } = network;
  const { memory } = engine;
  const geometry = geometryOf(network, learning, options.batch);
  const { tiles, width, shards, batch } = geometry;
  const shape: PassShape = { steps, geometry, learning, keepActivity: !learning && keepActivity };
  const tables = allocateTables(network, shape);
  const state = stepBytes(units, width);
  const initialOf = (tile: number): number => tables.initial + state * tile;
  const perTile = shape.keepActivity || (learning && keepErrors);
  const paths: Trajectory[] = Array.from({ length: perTile ? tiles : shards }, () =>
    allocateTrajectory(network, { shape, keepErrors }),
  );
  const noisy = network.deviation > 0 && (options.noise ?? learning);
  const cell = memory.allocate(16);
  {
    const { u32, f32 } = memory.views();
    // Evaluations have noise of their own.
    u32.set([network.noiseKey[0], network.noiseKey[1] ^ (learning ? 0 : 1), 0], cell / 4);
    f32[cell / 4 + 3] = network.deviation;
  }

  const planOf = (tile: number, shard: number): TilePlan => {
    const path = paths[perTile ? tile : shard];
    return {
      network,
      shape,
      tables,
      tile,
      path: { ...path, state: (step) => (step === 0 ? initialOf(tile) : path.state(step)) },
      ...(noisy ? { noise: cell } : {}),
    };
  };

  const tileCalls = (tile: number, shard: number, first: boolean): Call[] => {
    const plan = planOf(tile, shard);
    const forward = forwardCalls(plan);
    if (learning) return [...forward, ...backwardCalls(plan, shard, first)];
    return interleave(plan, forward);
  };

  const lanes = (b: number): { tile: number; lane: number } => {
    if (!Number.isInteger(b) || b < 0 || b >= batch)
      throw new UsageError(`sequence ${b} is outside 0 … ${batch - 1}`);
    return { tile: Math.floor(b / width), lane: b % width };
  };
  const perStep = (b: number): { start: number; stride: number } => {
    const { tile, lane } = lanes(b);
    return { start: tile * steps * width + lane, stride: width };
  };
  const singles = (base: number, count: number): Float32Array =>
    memory.views().f32.subarray(base / 4, base / 4 + count);
  const words = (base: number): Int32Array =>
    memory.views().i32.subarray(base / 4, base / 4 + tiles * steps * width);

  /** `[step][sequence][row]` from rows of tiles. */
  const unpack = (rows: number, row: (tile: number, step: number) => number): Float32Array => {
    const out = new Float32Array(steps * batch * rows);
    const { f32 } = memory.views();
    for (let step = 0, to = 0; step < steps; step++) {
      for (let b = 0; b < batch; b++) {
        const { tile, lane } = lanes(b);
        const from = row(tile, step + 1) / 4 + lane;
        for (let r = 0; r < rows; r++) out[to++] = f32[from + r * width];
      }
    }
    return out;
  };
  const notLearning = (what: string): void => {
    if (learning)
      throw new UsageError(`a learning pass does not keep ${what}; make one that does not learn`);
  };

  const pass: RnnPass = {
    network,
    steps,
    geometry,
    learning,
    strands: () =>
      Array.from({ length: shards }, (_, shard) =>
        tilesOf(geometry, shard).flatMap((tile, rank) => tileCalls(tile, shard, rank === 0)),
      ),
    tracks(ruleChannels = 0) {
      const observations = singles(tables.inputs, (tables.inputStep / 4) * steps * tiles);
      const labels = words(tables.labels);
      const rules = words(tables.rules);
      const lossWeights = singles(tables.weights, tiles * steps * width);
      return Array.from({ length: batch }, (_, b) => {
        const { tile, lane } = lanes(b);
        const { start: stepStart, stride: stepStep } = perStep(b);
        return {
          ...{ observations, start: (tables.inputStep / 4) * steps * tile + lane },
          ...{ stepStride: tables.inputStep / 4, channelStride: width, ruleChannels },
          ...{ stepStart, stepStep, labels, rules, lossWeights },
        };
      });
    },
    targets(b) {
      if (network.loss !== 'squared-error')
        throw new UsageError('only networks with loss "squared-error" have targets');
      const { tile, lane } = lanes(b);
      const stepStride = tables.outputStep / 4;
      const view = (base: number) => singles(base, stepStride * steps * tiles);
      return {
        ...{ targets: view(tables.targets), weights: view(tables.targetWeights) },
        ...{ start: stepStride * steps * tile + lane, stepStride, outputStride: width },
      };
    },
    setStep(step) {
      memory.views().u32[cell / 4 + 2] = (step % LAST_STEP) + 1;
    },
    begin() {
      const { f32 } = memory.views();
      for (let tile = 0; tile < tiles; tile++) {
        for (let n = 0; n < units; n++) {
          const at = initialOf(tile) / 4 + n * width;
          f32.fill(f32[network.initial / 4 + n], at, at + width);
        }
      }
    },
    carry() {
      if (!learning) throw new UsageError('only a learning pass carries its state on');
      memory.views().u8.copyWithin(tables.initial, tables.last, tables.last + state * tiles);
    },
    takeScore() {
      const { f64, i32 } = memory.views();
      const score = { loss: 0, right: 0 };
      for (let tile = 0; tile < tiles; tile++) {
        const at = tables.scores + SCORE_BYTES * tile;
        score.loss += f64[at / 8];
        score.right += i32[at / 4 + 2];
        f64[at / 8] = 0;
        i32[at / 4 + 2] = 0;
      }
      return score;
    },
    answers(b) {
      notLearning('answers');
      return { answers: words(tables.answers), ...perStep(b) };
    },
    outputs() {
      notLearning('outputs');
      return unpack(
        outputs,
        (tile, step) => tables.outputs + tables.outputStep * (tile * steps + step - 1),
      );
    },
    activity() {
      if (!shape.keepActivity)
        throw new UsageError('the pass was made without keepActivity, so there is none');
      return unpack(units, (tile, step) => paths[tile].state(step));
    },
    score(name, list, other) {
      if (!keepErrors || !learning)
        throw new UsageError('the pass was made without keepErrors, so there is no score');
      return scoreOf({ network, shape, tables, initialOf, paths }, name, list, other);
    },
  };
  pass.begin();
  return pass;
}

/** Answers follow their step at once: where activity is not kept it is gone two steps later. */
function interleave(plan: TilePlan, forward: readonly Call[]): Call[] {
  const { steps } = plan.shape;
  const head = plan.network.rules === 0 ? 1 : 0;
  const each = (forward.length - head) / steps;
  const calls = forward.slice(0, head);
  for (let step = 1; step <= steps; step++) {
    const from = head + each * (step - 1);
    calls.push(...forward.slice(from, from + each), ...answerCalls(plan, step));
  }
  return calls;
}

interface Kept {
  readonly network: Rnn;
  readonly shape: PassShape;
  readonly tables: PassTables;
  readonly initialOf: (tile: number) => number;
  readonly paths: readonly Trajectory[];
}

/** Addresses of what a block's connections send and receive at a step (from 1) of a tile: activities and errors. */
function endsOf(
  { shape, tables, initialOf, paths }: Kept,
  block: RnnBlockName,
): (tile: number, step: number) => readonly [number, number] {
  switch (block) {
    case 'input':
      return (tile, step) => [
        tables.inputs + tables.inputStep * (tile * shape.steps + step - 1),
        paths[tile].delta(step),
      ];
    case 'recurrent':
      return (tile, step) => [
        step === 1 ? initialOf(tile) : paths[tile].state(step - 1),
        paths[tile].delta(step),
      ];
    case 'output':
      return (tile, step) => [paths[tile].state(step), paths[tile].outputError(step)];
  }
}

/** Σ over tiles, steps and sequences of sent·received, for every pair. */
function scoreOf(kept: Kept, name: string, list: Uint32Array, other: Uint32Array): Float32Array {
  const { network, shape, paths } = kept;
  const block = RNN_BLOCKS.find((each) => name === `${each}.weight`);
  if (block === undefined) throw new UsageError(`"${name}" has no connections to score`);
  const byOutput = network.matrices[block].order === 'by-output';
  const [from, to] = byOutput ? [other, list] : [list, other];
  const { width } = shape.geometry;
  const { f32 } = network.engine.memory.views();
  const ends = endsOf(kept, block);
  const sums = new Float64Array(from.length);
  paths.forEach((_, tile) => {
    for (let step = 1; step <= shape.steps; step++) {
      const [sent, received] = ends(tile, step);
      for (let k = 0; k < sums.length; k++) {
        const [h, d] = [sent / 4 + from[k] * width, received / 4 + to[k] * width];
        for (let lane = 0; lane < width; lane++) sums[k] += f32[h + lane] * f32[d + lane];
      }
    }
  });
  return Float32Array.from(sums);
}
