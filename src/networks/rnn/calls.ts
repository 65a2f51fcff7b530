/**
 * The kernel calls of a recurrent network: one tile forward through all steps, and back through all of them.
 *
 * Backwards one error tile e = ∂L/∂h does for all steps: the output block of step t adds to it, the units turn it into the
 * errors δ of their pre-activations and leave (1 − α)·e, and the recurrent block adds Wᵀδ for step t − 1.
 */

import type { Call } from '../../engine/index.ts';
import {
  activate,
  addNoise,
  backward,
  clear,
  derive,
  fill,
  gradedLoss,
  largestClass,
  leak,
  leakBackward,
  loss,
  type Mode,
  move,
  oneHotDrive,
  oneHotGradient,
  rowSum,
  sample,
  type TileWidth,
} from '../../kernels/index.ts';
import type { SparseMatrix } from '../../sparse/matrix.ts';
import type { Bundle } from '../bundle.ts';
import {
  type PassShape,
  type PassTables,
  SCORE_BYTES,
  stepBytes,
  type Trajectory,
} from './buffers.ts';
import type { Rnn, RnnBundleName } from './rnn.ts';

/** One tile of a pass. */
export interface TilePlan {
  readonly network: Rnn;
  readonly shape: PassShape;
  readonly tables: PassTables;
  readonly path: Trajectory;
  readonly tile: number;
  /** Address of the noise's {key, step, deviation}; absent: no noise. */
  readonly noise?: number;
}

const fours = (count: number): number => 4 * Math.ceil(count / 4);

/** Address of row `step` (from 1) of a table with `bytes` a step. */
const rowOf = ({ shape, tile }: TilePlan, base: number, bytes: number, step: number): number =>
  base + bytes * (tile * shape.steps + step - 1);

const lanesOf = (plan: TilePlan, base: number, step: number): number =>
  rowOf(plan, base, 4 * plan.shape.geometry.width, step);

/** `output = bias + W·input`, or with `onto` on what lies at `bias`. */
function product(
  { network: { engine }, shape }: TilePlan,
  matrix: SparseMatrix,
  { input, output, bias, onto }: { input: number; output: number; bias: number; onto: boolean },
): readonly Call[] {
  const { width } = shape.geometry;
  const filled = { kernel: fill(width), values: [matrix.outputs, bias, output] };
  const { arithmetic } = engine;
  return matrix.forward({ width, arithmetic, input, output, bias, fill: filled, onto });
}

/** Rules of this step and of the one before. */
const ruleRows = (plan: TilePlan, step: number): [number, number] => [
  lanesOf(plan, plan.tables.rules, step),
  step === 1 ? plan.tables.noRule : lanesOf(plan, plan.tables.rules, step - 1),
];

/** Activity of all steps, from the inputs of the tile. */
export function forwardCalls(plan: TilePlan): Call[] {
  const { network, shape, tables, path, tile } = plan;
  const { units, rules, matrices, biases, alpha, activation } = network;
  const { width } = shape.geometry;
  const count = fours(units * width);
  const calls: Call[] = [];
  if (rules === 0) calls.push({ kernel: fill(width), values: [units, biases, path.drive] });
  for (let step = 1; step <= shape.steps; step++) {
    const z = path.activity(step);
    const before = path.state(step - 1);
    if (rules > 0) {
      const values = [units, ...ruleRows(plan, step), network.ruleWeights, biases, path.drive];
      calls.push({ kernel: oneHotDrive(width), values });
    }
    const input = rowOf(plan, tables.inputs, tables.inputStep, step);
    calls.push(
      ...product(plan, matrices.input, { input, output: z, bias: path.drive, onto: true }),
      ...product(plan, matrices.recurrent, { input: before, output: z, bias: z, onto: true }),
    );
    if (plan.noise !== undefined)
      calls.push({ kernel: addNoise, values: [units * width, plan.noise, step, tile, z] });
    if (alpha === 1) calls.push({ kernel: activate(activation), values: [count, z] });
    else {
      const values = [count, z, before, path.state(step), network.rates];
      calls.push({ kernel: leak(activation), values });
    }
  }
  return calls;
}

/** Outputs of one step at `output`. */
function outputCalls(plan: TilePlan, step: number, output: number): Call[] {
  const { network, shape, path } = plan;
  const { matrices, outputBiases, outputs, loss: name } = network;
  const bias = outputBiases;
  const calls = [
    ...product(plan, matrices.output, { input: path.state(step), output, bias, onto: false }),
  ];
  if (name === 'squared-error') {
    const count = fours(outputs * shape.geometry.width);
    calls.push({ kernel: activate('sigmoid'), values: [count, output] });
  }
  return calls;
}

/** Outputs and answers of all steps, after `forwardCalls` or, where activity is not kept, in turn with it. */
export function answerCalls(plan: TilePlan, step: number): Call[] {
  const { network, shape, tables } = plan;
  const output = rowOf(plan, tables.outputs, tables.outputStep, step);
  const answers = lanesOf(plan, tables.answers, step);
  return [
    ...outputCalls(plan, step, output),
    {
      kernel: largestClass(shape.geometry.width),
      values: [network.outputs, output, answers],
    },
  ];
}

/** Outputs, loss and the error of the pre-activated outputs. */
function lossCalls(plan: TilePlan, step: number): Call[] {
  const { network, shape, tables, path, tile } = plan;
  const { width } = shape.geometry;
  const { output } = path;
  const outputError = path.outputError(step);
  const book = tables.scores + SCORE_BYTES * tile;
  const calls = outputCalls(plan, step, output);
  if (network.loss === 'cross-entropy') {
    const [labels, weights] = [tables.labels, tables.weights].map((table) =>
      lanesOf(plan, table, step),
    );
    calls.push({
      kernel: loss('cross-entropy', width, 'example'),
      values: [network.outputs, output, labels, weights, outputError, book],
    });
    return calls;
  }
  const count = fours(network.outputs * width);
  const [targets, weights] = [tables.targets, tables.targetWeights].map((table) =>
    rowOf(plan, table, tables.outputStep, step),
  );
  calls.push(
    { kernel: gradedLoss, values: [count, output, targets, weights, outputError, book] },
    { kernel: derive('sigmoid'), values: [count, output, 0, outputError] },
  );
  return calls;
}

/** Where a shard's part of a bundle's gradient lies. */
const gradientOf = ({ gradient, shardBytes }: Bundle, shard: number): number =>
  gradient + shard * shardBytes;

/** Both gradients of a block with lists by input: `error` from `receivers`, and the weights' gradient. */
function blockBackward(
  plan: TilePlan,
  matrix: SparseMatrix,
  at: {
    own: number;
    error: number;
    receivers: number;
    gradient: number;
    mode: Mode;
    onto: boolean;
  },
): Call {
  const { own, error, receivers, gradient, mode, onto } = at;
  const { arithmetic } = plan.network.engine;
  const { width } = plan.shape.geometry;
  const { start, index, weight } = { ...matrix.home, start: matrix.startValue };
  return {
    kernel: backward({ width, index: matrix.indexWidth, arithmetic, mode, onto }),
    values: [0, matrix.inputs, start, index, weight, gradient, own, error, receivers],
  };
}

/** All gradients of a tile, added to those of its shard unless it is the shard's `first`. Runs after `forwardCalls`. */
export function backwardCalls(plan: TilePlan, shard: number, first: boolean): Call[] {
  const { network, shape, tables, path } = plan;
  const { units, rules, matrices, alpha, activation, outputs } = network;
  const { width } = shape.geometry;
  const { arithmetic } = network.engine;
  const count = fours(units * width);
  const leaky = alpha !== 1;
  const to = (name: RnnBundleName): number => gradientOf(network.bundle(name), shard);
  const calls: Call[] = [];
  if (first && rules > 0) {
    for (const name of ['rule.weight', 'recurrent.bias'] as const) {
      const { capacity } = network.bundle(name);
      calls.push({ kernel: clear, values: [fours(capacity), to(name)] });
    }
  }
  for (let step = shape.steps; step >= 1; step--) {
    const last = step === shape.steps;
    const mode: Mode = last && first ? 'store' : 'accumulate';
    const delta = path.delta(step);
    calls.push(
      ...lossCalls(plan, step),
      {
        kernel: rowSum(width, mode),
        values: [outputs, path.outputError(step), to('output.bias')],
      },
      blockBackward(plan, matrices.output, {
        ...{ own: path.state(step), error: path.error, receivers: path.outputError(step) },
        ...{ gradient: to('output.weight'), mode, onto: !last },
      }),
      {
        kernel: leakBackward(activation, leaky, last ? 'store' : 'accumulate'),
        values: [count, path.activity(step), path.error, delta, path.sum, network.rates],
      },
      blockBackward(plan, matrices.recurrent, {
        ...{ own: path.state(step - 1), error: path.error, receivers: delta },
        ...{ gradient: to('recurrent.weight'), mode, onto: leaky },
      }),
      inputGradient(plan, step, mode, to('input.weight'), arithmetic, width),
    );
    if (rules > 0) {
      const values = [units, ...ruleRows(plan, step), to('rule.weight'), to('recurrent.bias')];
      calls.push({ kernel: oneHotGradient(width), values: [...values, path.sum] });
    }
  }
  const mode: Mode = first ? 'store' : 'accumulate';
  if (rules === 0)
    calls.push({ kernel: rowSum(width, mode), values: [units, path.sum, to('recurrent.bias')] });
  if (network.has('initial'))
    calls.push({ kernel: rowSum(width, mode), values: [units, path.error, to('initial')] });
  const state = tables.last + stepBytes(units, width) * plan.tile;
  calls.push({ kernel: move, values: [count, path.state(shape.steps), state] });
  return calls;
}

function inputGradient(
  plan: TilePlan,
  step: number,
  mode: Mode,
  gradient: number,
  arithmetic: Rnn['engine']['arithmetic'],
  width: TileWidth,
): Call {
  const { input } = plan.network.matrices;
  const { index } = input.home;
  const observed = rowOf(plan, plan.tables.inputs, plan.tables.inputStep, step);
  return {
    kernel: sample({ width, index: input.indexWidth, arithmetic, mode }),
    values: [0, input.outputs, input.startValue, index, gradient, plan.path.delta(step), observed],
  };
}
