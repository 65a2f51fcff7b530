/**
 * Where a pass keeps its data: the tables that the caller fills, and the activity of one tile over all steps.
 *
 * Every step of a tile is padded to whole cache lines, so that vector passes may run over its end.
 */

import type { Engine } from '../../engine/index.ts';
import { cut, type Geometry } from '../geometry.ts';
import type { Rnn } from './rnn.ts';

/** Bytes of `rows` rows of `width` singles, padded. */
export const stepBytes = (rows: number, width: number): number =>
  128 * Math.ceil((rows * width) / 32);

/** Rule of no step: nothing equals it, so that the first step is always a change. */
const NEVER = -2;
export const SCORE_BYTES = 64;

/** What the caller writes. Addresses of tile 0, step 0. */
export interface PassTables {
  /** `[tile][step][input][lane]`. */
  readonly inputs: number;
  readonly inputStep: number;
  /** `[tile][step][lane]`: class of every step, −1 where there is none; number of the rule input that is on; weight. */
  readonly labels: number;
  readonly rules: number;
  readonly weights: number;
  /** `[tile][step][output][lane]`, for squared errors: targets, and a weight for each. */
  readonly targets: number;
  readonly targetWeights: number;
  readonly outputStep: number;
  /** One row of lanes with a rule that does not exist. */
  readonly noRule: number;
  /** `[tile][unit][lane]`: state before the first step, and (learning) after the last. */
  readonly initial: number;
  readonly last: number;
  /** `[tile]`: f64 loss, i32 right answers. */
  readonly scores: number;
  /** Evaluation only: outputs `[tile][step][output][lane]`, class of the largest `[tile][step][lane]`. */
  readonly outputs: number;
  readonly answers: number;
}

export interface PassShape {
  readonly steps: number;
  readonly geometry: Geometry;
  readonly learning: boolean;
  /** Whether the activity of all steps stays (evaluation). Learning needs it and keeps one tile's per shard. */
  readonly keepActivity: boolean;
}

export function allocateTables(network: Rnn, shape: PassShape): PassTables {
  const { engine, inputs, outputs, units } = network;
  const { steps, learning } = shape;
  const { tiles, width, batch } = shape.geometry;
  const { memory } = engine;
  const inputStep = stepBytes(inputs, width);
  const outputStep = stepBytes(outputs, width);
  const perStep = 4 * width * steps * tiles;
  const graded = network.loss === 'squared-error';
  const state = stepBytes(units, width) * tiles;
  const tables: PassTables = {
    inputs: memory.allocate(inputStep * steps * tiles),
    inputStep,
    labels: memory.allocate(perStep),
    rules: memory.allocate(perStep),
    weights: memory.allocate(perStep),
    targets: graded ? memory.allocate(outputStep * steps * tiles) : 0,
    targetWeights: graded ? memory.allocate(outputStep * steps * tiles) : 0,
    outputStep,
    noRule: memory.allocate(4 * width),
    initial: memory.allocate(state),
    last: learning ? memory.allocate(state) : 0,
    scores: memory.allocate(SCORE_BYTES * tiles),
    outputs: learning ? 0 : memory.allocate(outputStep * steps * tiles),
    answers: learning ? 0 : memory.allocate(perStep),
  };
  const { f32, i32 } = memory.views();
  i32.fill(NEVER, tables.noRule / 4, tables.noRule / 4 + width);
  // Lanes beyond the batch: no label, no rule, no weight.
  const fill = (view: Int32Array | Float32Array, base: number, present: number, absent: number) => {
    for (let row = 0; row < tiles * steps; row++) {
      const first = width * Math.floor(row / steps);
      for (let lane = 0; lane < width; lane++)
        view[base / 4 + row * width + lane] = first + lane < batch ? present : absent;
    }
  };
  fill(i32, tables.labels, 0, -1);
  fill(i32, tables.rules, network.rules > 0 ? 0 : -1, -1);
  fill(f32, tables.weights, 1 / (steps * batch), 0);
  return tables;
}

/** Activity of the tile that a strand works on. Steps count from 1; the state before the first is the tile's own. */
export interface Trajectory {
  /** f(z) of a step, and the state h; the same where α = 1. */
  activity(step: number): number;
  state(step: number): number;
  readonly drive: number;
  /** Learning only: error of the state, of the pre-activations, its sum over steps, and of the outputs. */
  readonly error: number;
  delta(step: number): number;
  readonly sum: number;
  readonly output: number;
  outputError(step: number): number;
}

export interface TrajectoryOptions {
  readonly shape: PassShape;
  /** Whether the errors of all steps stay. */
  readonly keepErrors: boolean;
}

/** Buffers of one trajectory. */
export function allocateTrajectory(network: Rnn, options: TrajectoryOptions): Trajectory {
  const { engine, units, outputs, alpha, loss } = network;
  const { shape, keepErrors } = options;
  const { learning, steps } = shape;
  const { width } = shape.geometry;
  const memory: Engine['memory'] = engine.memory;
  const stride = stepBytes(units, width);
  const kept = learning || shape.keepActivity;
  // Without need of the past two states take turns.
  const places = kept ? steps : 2;
  const at = (base: number, step: number): number =>
    base + stride * (kept ? step - 1 : (step - 1) % 2);
  const activities = memory.allocate(stride * places);
  const states = alpha === 1 ? activities : memory.allocate(stride * places);
  const deltas = learning ? memory.allocate(stride * (keepErrors ? steps : 1)) : 0;
  const row = stepBytes(outputs, width);
  const output = learning ? memory.allocate(row) : 0;
  // The softmax error may take the outputs' place; a derivative of sigmoids needs them, and so does who asks for it later.
  const apart = learning && (keepErrors || loss === 'squared-error');
  const errors = apart ? memory.allocate(row * (keepErrors ? steps : 1)) : output;
  return {
    activity: (step) => at(activities, step),
    state: (step) => at(states, step),
    drive: memory.allocate(stride),
    error: learning ? memory.allocate(stride) : 0,
    delta: (step) => deltas + (keepErrors ? stride * (step - 1) : 0),
    sum: learning ? memory.allocate(stride) : 0,
    output,
    outputError: (step) => errors + (keepErrors ? row * (step - 1) : 0),
  };
}

/** Cuts a pass's batch; a learning pass has the network's own geometry. */
export function geometryOf(network: Rnn, learning: boolean, batch: number | undefined): Geometry {
  if (learning || batch === undefined) return network.geometry;
  return cut(batch, { even: true });
}
