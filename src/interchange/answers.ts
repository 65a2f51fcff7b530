/**
 * What a stored network answers, in plain TypeScript: each layer a sum over the connections that exist.
 *
 * Sums are of doubles, activities are rounded to singles. What learns, and what has to be fast, runs in the engine.
 */

import { FrugalError } from '../errors.ts';
import type { SparseRows } from '../formats/values.ts';
import { activationOf } from '../kernels/activation.ts';
import { pieceTwin } from '../kernels/piecewise.ts';
import { isPieced } from '../networks/pieces.ts';
import { exp } from '../numerics/portable.ts';
import { convolved, pooledPixels } from './convolved.ts';
import {
  imagesOf,
  layerNamed,
  type StoredClassifier,
  type StoredCnn,
  type StoredLayer,
  type StoredMlp,
  type StoredRnn,
  sizesOf,
} from './network.ts';
import { denseOf } from './rows.ts';
import { firstSum, lastSum } from './sums.ts';

/** Inputs of a set of examples, `[count][inputs]` row by row, or sparse with a row an example. */
export type StoredInputs = Uint8Array | Float32Array | Float64Array | SparseRows;

/** Numbers that a network gives: `[count][outputs]`. */
export interface Answers {
  readonly count: number;
  readonly outputs: number;
  /** Of the last layer, before any softmax. */
  readonly values: Float32Array;
  /** Of the softmax, where the network was trained with one. */
  readonly probabilities?: Float32Array;
  /** The class of the largest output, the first of equal ones. */
  readonly classes: Uint32Array;
}

/**
 * The answers of a perceptron or a convolutional network to numbers as its data store them: its own scaling is applied.
 *
 * @param inputs as many numbers an example as the network has inputs
 * @throws FrugalError for another number of them
 */
export function answersOf(network: StoredClassifier, inputs: StoredInputs): Answers {
  const { loss } = network;
  const { inputs: features, outputs } = sizesOf(network);
  const row = rowReader(network, inputs);
  const seen = network.kind === 'cnn' ? featuresOf(network) : (example: Float32Array) => example;
  const layers =
    network.kind === 'cnn' ? network.layers.slice(network.pooled.length) : network.layers;
  const count = rowsIn(inputs, features);
  const values = new Float32Array(count * outputs);
  for (let e = 0; e < count; e++) {
    let activity = seen(row(e));
    for (const layer of layers) activity = activated(layer, summed(layer, activity));
    values.set(activity, e * outputs);
  }
  const all: Answers = { count, outputs, values, classes: largestOf(values, count, outputs) };
  return loss === 'cross-entropy' ? { ...all, probabilities: softmax(values, outputs) } : all;
}

/** What the convolutions make of an example. */
function featuresOf(network: StoredCnn): (example: Float32Array) => Float32Array {
  const { layers, pooled } = network;
  const images = imagesOf(network);
  return (example) => {
    let activity = example;
    for (const [k, pools] of pooled.entries()) {
      const { channels: _, ...plane } = images[k];
      activity = activated(layers[k], convolved(layers[k], activity, images[k]));
      const made = { channels: layers[k].topology.outputs, ...plane };
      if (pools) activity = pooledPixels(activity, made);
    }
    return activity;
  };
}

/** What one example does in every layer of a multilayer perceptron. */
export interface Trace {
  /** Inputs as the first layer takes them: scaled. */
  readonly input: Float32Array;
  /** W·x + b of each layer, or what is normalised of it, and its activity. */
  readonly layers: readonly { readonly sums: Float64Array; readonly activity: Float32Array }[];
}

/**
 * One example through a multilayer perceptron, layer by layer.
 *
 * @param inputs of one example, as the network's data store them
 */
export function traceOf(network: StoredMlp, inputs: StoredInputs): Trace {
  const input = rowReader(network, inputs)(0).slice();
  let activity: Float32Array = input;
  const layers = network.layers.map((layer) => {
    const sums = summed(layer, activity);
    activity = activated(layer, sums);
    return { sums, activity };
  });
  return { input, layers };
}

/** What a recurrent network does over time. */
export interface RecurrentAnswers {
  /** `[steps][units]`. */
  readonly states: Float32Array;
  /** `[steps][outputs]`, before any softmax; of networks under a squared error, behind their sigmoid. */
  readonly values: Float32Array;
}

/**
 * One sequence through a recurrent network, without noise.
 *
 * @param inputs `[steps][inputs]`
 * @param rule the rule input that is on in each step, or none
 */
export function sequenceOf(
  network: StoredRnn,
  inputs: Float32Array,
  rule?: ArrayLike<number>,
): RecurrentAnswers {
  const [input, recurrent, output] = ['input', 'recurrent', 'output'].map((name) =>
    layerNamed(network, name),
  );
  const units = recurrent.topology.outputs;
  const channels = input.topology.inputs;
  const steps = rowsIn(inputs, channels);
  const rules = rule && denseOf(layerNamed(network, 'rule'));
  const ruleCount = rules === undefined ? 0 : rules.length / units;
  const outputs = output.topology.outputs;
  const states = new Float32Array(steps * units);
  const values = new Float32Array(steps * outputs);
  let state = network.initial ?? new Float32Array(units);
  for (let t = 0; t < steps; t++) {
    const drive = summed(recurrent, state);
    const fromInput = summed(input, inputs.subarray(t * channels, (t + 1) * channels));
    for (let u = 0; u < units; u++) {
      drive[u] += fromInput[u];
      if (rules && rule) drive[u] += rules[u * ruleCount + rule[t]];
    }
    const next = activated(recurrent, drive);
    const before = state;
    state = next.map((f, u) => (1 - network.alpha) * before[u] + network.alpha * f);
    states.set(state, t * units);
    values.set(activated(output, summed(output, state)), t * outputs);
  }
  return { states, values };
}

function rowsIn(inputs: StoredInputs, features: number): number {
  if ('starts' in inputs) {
    if (inputs.columns <= features) return inputs.rows;
    throw new FrugalError(`examples of ${inputs.columns} features, the network takes ${features}`);
  }
  if (inputs.length % features === 0) return inputs.length / features;
  throw new FrugalError(`${inputs.length} numbers are no whole examples of ${features} inputs`);
}

/** Gives an example's inputs, scaled, in a buffer that the next call overwrites. */
function rowReader(network: StoredClassifier, inputs: StoredInputs) {
  const { scaling } = network;
  const features = sizesOf(network).inputs;
  const buffer = new Float32Array(features);
  const at = (table: Float32Array | undefined, f: number, standard: number): number =>
    table === undefined ? standard : table[table.length === 1 ? 0 : f];
  return (example: number): Float32Array => {
    if ('starts' in inputs) {
      buffer.fill(0);
      for (let k = inputs.starts[example]; k < inputs.starts[example + 1]; k++)
        buffer[inputs.indices[k]] = inputs.values[k];
    } else {
      buffer.set(inputs.subarray(example * features, (example + 1) * features));
    }
    if (scaling !== undefined)
      for (let f = 0; f < features; f++)
        buffer[f] = (buffer[f] - at(scaling.shift, f, 0)) * at(scaling.scale, f, 1);
    return buffer;
  };
}

/** W·x + b in doubles, or what is normalised of W·x. */
function summed({ topology, arrays, ...layer }: StoredLayer, activity: Float32Array): Float64Array {
  const { inputs, outputs } = topology;
  const { weights } = arrays;
  const sums = new Float64Array(outputs);
  for (let o = 0; o < outputs; o++) {
    let sum = firstSum(layer, o);
    if (topology.index === undefined)
      for (let i = 0, k = o * inputs; i < inputs; i++, k++) sum += weights[k] * activity[i];
    else
      for (let k = topology.start[o]; k < topology.start[o + 1]; k++)
        sum += weights[k] * activity[topology.index[k]];
    sums[o] = lastSum(layer, o, sum);
  }
  return sums;
}

function activated({ activation, pieces }: StoredLayer, sums: Float64Array): Float32Array {
  const activity = new Float32Array(sums.length);
  if (pieces !== undefined) {
    for (let u = 0; u < sums.length; u++) {
      const left = pieces['left-threshold'][u];
      const right = Math.fround(left + Math.abs(pieces['right-threshold'][u]));
      const [leftSlope, rightSlope] = [pieces['left-slope'][u], pieces['right-slope'][u]];
      const own = { left, leftSlope, right, rightSlope };
      activity[u] = pieceTwin(Math.fround(sums[u]), own);
    }
    return activity;
  }
  if (isPieced(activation)) throw new Error(`${activation} without its numbers`);
  const valueTwin = activation === undefined ? undefined : activationOf(activation).valueTwin;
  for (let u = 0; u < sums.length; u++)
    activity[u] = valueTwin === undefined ? sums[u] : valueTwin(Math.fround(sums[u]));
  return activity;
}

function largestOf(values: Float32Array, count: number, outputs: number): Uint32Array {
  const classes = new Uint32Array(count);
  for (let e = 0; e < count; e++)
    for (let o = 1; o < outputs; o++)
      if (values[e * outputs + o] > values[e * outputs + classes[e]]) classes[e] = o;
  return classes;
}

/** Rows of `outputs` numbers each. */
export function softmax(values: Float32Array, outputs: number): Float32Array {
  const shares = new Float32Array(values.length);
  for (let from = 0; from < values.length; from += outputs) {
    const row = values.subarray(from, from + outputs);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const raised = Float64Array.from(row, (value) => exp(value - largest));
    const sum = raised.reduce((a, b) => a + b, 0);
    for (let o = 0; o < outputs; o++) shares[from + o] = raised[o] / sum;
  }
  return shares;
}
