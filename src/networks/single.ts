/**
 * A dense multilayer perceptron that sees one example at a time: inputs that are 0 are skipped, and the gradient of a
 * layer stays the product of two vectors unless a rule must see it formed.
 *
 * Biases are weights of units that are always on, or numbers of their own. Leaves out batches, sparse layers and dropout: see `mlp.ts`.
 */

import type { Call, Engine, Program } from '../engine/index.ts';
import { FrugalError, unknownName } from '../errors.ts';
import { type Mode, singleBackward, singleForward, singleGradient } from '../kernels/index.ts';
import type { Work } from '../numerics/pace.ts';
import { exp, tanh } from '../numerics/portable.ts';
import { fullTopology } from '../sparse/topology.ts';
import { type Bundle, finder, fixedBundle, layerNames, type Network } from './bundle.ts';
import { ANSWER_TILE, createAnswers, type WriteInputs } from './single-answers.ts';

const ACTIVATIONS = ['relu', 'leaky-relu', 'logistic', 'tanh'] as const;
export type SingleActivation = (typeof ACTIVATIONS)[number];

const OUTPUTS = ['linear', 'softmax', 'logistic'] as const;

/**
 * Outputs and loss. `linear` and `logistic`: half the squared error; `softmax`: cross-entropy. With logistic outputs the
 * hidden error is made from y − t without the derivative of the outputs, as in the code of Li & van Rossum (2020).
 */
export type SingleOutput = (typeof OUTPUTS)[number];

export interface SingleSpec {
  /** Units of each layer, input first; a unit that is always on counts. */
  readonly units: readonly number[];
  /** One array a layer, `[input][output]`. */
  readonly weights: readonly Float32Array[];
  readonly activation: SingleActivation;
  /** Slope of the leaky rectifier below 0. Default 0.1. */
  readonly slope?: number;
  readonly output: SingleOutput;
  /** Targets of the other classes and of the right one. Default 0 and 1. */
  readonly targets?: readonly [number, number];
  /** Biases, one array a layer, `[output]`: numbers of their own, `hidden1.bias` and so on. Absent: none. */
  readonly biases?: readonly Float32Array[];
  /**
   * Unit 0 of each hidden layer is set to 1, and so gives the next layer its biases. Its slope is that of a unit whose
   * activity is 1, whatever it was before, as in the published program, which takes slopes from activities.
   */
  readonly clamped: boolean;
}

/** A bundle by what its change is made of, the product of inputs and errors. */
export interface SingleLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** Byte addresses: activities of the inputs, which of them are not 0, errors of the outputs. */
  readonly input: number;
  readonly list: number;
  readonly error: number;
  readonly bundle: Bundle;
}

/** What the outputs say of an example. */
export interface Score {
  /** The greatest output; of several the lowest class. */
  readonly answer: number;
  /** By how much it leads the next. */
  readonly lead: number;
}

export interface SingleNetwork extends Network {
  readonly layers: readonly SingleLayer[];
  /** One a bundle, in their order: layers, and biases as the synapses from one input that is always on. */
  readonly products: readonly SingleLayer[];
  /** Views of a layer's activities and errors: `activities(0)` are the inputs, to be written before `forward`. */
  activities(layer: number): Float32Array;
  errors(layer: number): Float32Array;
  /** How many activities of a layer are not 0, after `forward`. */
  active(layer: number): number;
  forward(): Score;
  /** Errors ∂loss/∂z of all layers for the example that `forward` has seen. */
  backward(label: number): void;
  /**
   * Places examples in memory; what comes back gives their greatest outputs whenever it is called, faster than one by one.
   * Call `engine.ready()` in between.
   */
  answering(count: number, write: WriteInputs): () => Work<Uint32Array>;
  /** The call that forms the gradient of a product in its bundle, or adds it to what is there. */
  gradientCall(product: SingleLayer, mode: Mode): Call;
}

interface Kept {
  readonly base: Float32Array;
  readonly activities: readonly Float32Array[];
  readonly lists: readonly Uint32Array[];
  readonly slopeLists: readonly Uint32Array[];
  readonly errors: readonly Float32Array[];
  readonly outputError: Float32Array;
}

/** Activities in place of the sums, and their derivatives. */
function activate(
  activation: SingleActivation,
  slope: number,
  values: Float32Array,
  derivative: Float32Array,
): void {
  for (let k = 0; k < values.length; k++) {
    const z = values[k];
    switch (activation) {
      case 'relu':
        if (z <= 0) values[k] = 0;
        derivative[k] = z > 0 ? 1 : 0;
        break;
      case 'leaky-relu':
        if (z <= 0) values[k] = slope * z;
        derivative[k] = z > 0 ? 1 : slope;
        break;
      case 'logistic':
        values[k] = 1 / (1 + exp(-z));
        derivative[k] = values[k] * (1 - values[k]);
        break;
      case 'tanh':
        values[k] = tanh(z);
        derivative[k] = 1 - values[k] * values[k];
        break;
    }
  }
}

/** Which values are not 0: their number, then they, ascending. */
function listActive(values: Float32Array, list: Uint32Array): void {
  let count = 0;
  for (let k = 0; k < values.length; k++) if (values[k] !== 0) list[++count] = k;
  list[0] = count;
}

/** Outputs in place of the sums. */
function finish(output: SingleOutput, values: Float32Array): void {
  if (output === 'logistic')
    for (let k = 0; k < values.length; k++) values[k] = 1 / (1 + exp(-values[k]));
  if (output !== 'softmax') return;
  let [largest, sum] = [-Infinity, 0];
  for (const z of values) largest = Math.max(largest, z);
  for (let k = 0; k < values.length; k++) {
    values[k] = exp(values[k] - largest);
    sum += values[k];
  }
  for (let k = 0; k < values.length; k++) values[k] /= sum;
}

/** The greatest output, and by how much it leads. */
function scoreOf(outputs: Float32Array): Score {
  let [answer, second] = [0, -Infinity];
  for (let k = 1; k < outputs.length; k++) {
    if (outputs[k] > outputs[answer]) {
      second = outputs[answer];
      answer = k;
    } else if (outputs[k] > second) second = outputs[k];
  }
  return { answer, lead: outputs[answer] - second };
}

/** Where the activities of one layer of units lie, by address. */
interface Units {
  readonly activity: number;
  /** Which activities are not 0. */
  readonly list: number;
  /** Which slopes are not 0. */
  readonly slopes: number;
  readonly error: number;
}

/** `sloping`: a silent unit may have a slope, so that slopes have a list of their own. */
function placeUnits(memory: Engine['memory'], units: readonly number[], sloping: boolean): Units[] {
  return units.map((n) => {
    const list = memory.allocate(4 * (n + 1));
    return {
      activity: memory.allocate(4 * n),
      list,
      slopes: sloping ? memory.allocate(4 * (n + 1)) : list,
      error: memory.allocate(4 * n),
    };
  });
}

function placeLayers(engine: Engine, spec: SingleSpec, buffers: readonly Units[]): SingleLayer[] {
  const { units } = spec;
  const { memory } = engine;
  const names = layerNames(units.length - 1);
  return units.slice(1).map((outputs, k) => {
    const inputs = units[k];
    const count = inputs * outputs;
    const given = spec.weights[k];
    if (given?.length !== count)
      throw new FrugalError(
        `layer "${names[k]}" needs ${count} weights, ${given?.length ?? 0} were given`,
      );
    const weight = memory.allocate(4 * count);
    memory.views().f32.set(given, weight / 4);
    const naming = { name: `${names[k]}.weight`, layer: k, shards: 1 };
    const bundle = fixedBundle(engine, naming, {
      ...{ kind: 'weight', weight, capacity: count },
      topology: () => fullTopology(inputs, outputs, 'by-input'),
    });
    const { activity: input, list } = buffers[k];
    return { inputs, outputs, input, list, error: buffers[k + 1].error, bundle };
  });
}

/** Biases as layers with one input, which is always on. */
function placeBiases(
  engine: Engine,
  { biases }: SingleSpec,
  layers: readonly SingleLayer[],
): SingleLayer[] {
  if (biases === undefined) return [];
  const { memory } = engine;
  const [input, list] = [memory.allocate(4), memory.allocate(8)];
  memory.views().f32[input / 4] = 1;
  memory.views().u32.set([1, 0], list / 4);
  const names = layerNames(layers.length);
  return layers.map(({ outputs, error }, k) => {
    const given = biases[k];
    if (given?.length !== outputs)
      throw new FrugalError(
        `layer "${names[k]}" needs ${outputs} biases, ${given?.length ?? 0} were given`,
      );
    const weight = memory.allocate(4 * outputs);
    memory.views().f32.set(given, weight / 4);
    const naming = { name: `${names[k]}.bias`, layer: k, shards: 1 };
    const bundle = fixedBundle(engine, naming, { kind: 'bias', weight, capacity: outputs });
    return { inputs: 1, outputs, input, list, error, bundle };
  });
}

/** Views of what lies in memory, made anew when it has grown. */
function viewer(
  memory: Engine['memory'],
  units: readonly number[],
  buffers: readonly Units[],
  outputError: number,
): () => Kept {
  let kept: Kept | undefined;
  return () => {
    const { f32, u32 } = memory.views();
    if (kept?.base === f32) return kept;
    const singles = (address: number, count: number): Float32Array =>
      f32.subarray(address / 4, address / 4 + count);
    kept = {
      base: f32,
      activities: buffers.map(({ activity }, k) => singles(activity, units[k])),
      lists: buffers.map(({ list }, k) => u32.subarray(list / 4, list / 4 + units[k] + 1)),
      slopeLists: buffers.map(({ slopes: at }, k) => u32.subarray(at / 4, at / 4 + units[k] + 1)),
      errors: buffers.map(({ error }, k) => singles(error, units[k])),
      outputError: singles(outputError, units[units.length - 1]),
    };
    return kept;
  };
}

/**
 * Places the network in the engine's memory.
 *
 * @throws FrugalError for weights or biases that do not fit the units, biases beside clamped units, or unknown names
 * @example
 * const spec = { activation: 'relu', output: 'linear', clamped: false };
 * const weights = [Float32Array.of(1, 2)];
 * createSingleNetwork(createEngine(), { ...spec, units: [2, 1], weights, biases: [Float32Array.of(3)] }).bundles.length // 2
 */
export function createSingleNetwork(engine: Engine, spec: SingleSpec): SingleNetwork {
  const { units, activation, output, clamped, slope = 0.1, targets = [0, 1] } = spec;
  const { memory, arithmetic } = engine;
  if (units.length < 2 || units.some((n) => !Number.isInteger(n) || n < 1))
    throw new FrugalError(`units ${units.join('-')} are not two or more integers ≥ 1`);
  if (!ACTIVATIONS.includes(activation)) throw unknownName('activation', activation, ACTIVATIONS);
  if (!OUTPUTS.includes(output)) throw unknownName('kind of output', output, OUTPUTS);
  // A rectified unit without activity has no slope either; others may be silent and have one.
  const sloping = activation !== 'relu';
  const buffers = placeUnits(memory, units, sloping);
  const last = units.length - 2;
  if (clamped && spec.biases !== undefined)
    throw new FrugalError('biases beside clamped units, which give biases too: leave one out');
  const layers = placeLayers(engine, spec, buffers);
  const biases = placeBiases(engine, spec, layers);
  const products = layers.flatMap((layer, k) => (k in biases ? [layer, biases[k]] : [layer]));
  // The error that is handed back from the outputs; differs from the one they learn from where they are logistic.
  const outputError =
    output === 'logistic' ? memory.allocate(4 * units[last + 1]) : layers[last].error;
  const slopes = units.map((n) => new Float32Array(n));
  const forwards = layers.map(({ list, bundle, outputs, input }, k): Program => {
    const values = [list, bundle.weight, outputs, input, buffers[k + 1].activity];
    return engine.program([[{ kernel: singleForward(arithmetic), values }]]);
  });
  const backwards = layers.map(({ bundle, outputs, error }, k): Program | undefined => {
    if (k === 0) return undefined;
    const from = k === last ? outputError : error;
    const values = [buffers[k].slopes, bundle.weight, outputs, from, layers[k - 1].error];
    return engine.program([[{ kernel: singleBackward(arithmetic), values }]]);
  });

  const views = viewer(memory, units, buffers, outputError);

  const slopeOfOne = activation === 'relu' || activation === 'leaky-relu' ? 1 : 0;
  // Slopes that nobody asks for, while many examples are answered.
  const ignored = new Float32Array(ANSWER_TILE * Math.max(...units));
  /** Adds a layer's biases to sums, `[unit][width]`. */
  const addBiases = (k: number, sums: Float32Array, width: number): void => {
    const bias = biases[k];
    if (bias === undefined) return;
    const { f32 } = memory.views();
    const from = bias.bundle.weight / 4;
    for (let at = 0; at < sums.length; at++) sums[at] += f32[from + Math.floor(at / width)];
  };
  const finishTile = (k: number, sums: Float32Array): void => {
    addBiases(k, sums, ANSWER_TILE);
    if (k === last) return;
    activate(activation, slope, sums, ignored);
    if (clamped) sums.fill(1, 0, ANSWER_TILE);
  };

  const bundles = products.map(({ bundle }) => bundle);
  return {
    engine,
    layers,
    products,
    bundles,
    bundle: finder(bundles),
    activities: (layer) => views().activities[layer],
    errors: (layer) => views().errors[layer + 1],
    active: (layer) => views().lists[layer][0],
    answering: (count, write) => createAnswers(engine, layers, finishTile, count, write),
    forward() {
      const { activities, lists, slopeLists } = views();
      for (let k = 0; k <= last; k++) {
        listActive(activities[k], lists[k]);
        engine.run(forwards[k]);
        addBiases(k, activities[k + 1], 1);
        if (k === last) break;
        activate(activation, slope, activities[k + 1], slopes[k + 1]);
        if (clamped) {
          activities[k + 1][0] = 1;
          slopes[k + 1][0] = slopeOfOne;
        }
        if (sloping) listActive(slopes[k + 1], slopeLists[k + 1]);
      }
      const outputs = activities[last + 1];
      finish(output, outputs);
      return scoreOf(outputs);
    },
    backward(label) {
      const { activities, errors, outputError: raw } = views();
      const outputs = activities[last + 1];
      for (let k = 0; k < outputs.length; k++)
        raw[k] = outputs[k] - (k === label ? targets[1] : targets[0]);
      const own = errors[last + 1];
      if (output === 'logistic')
        for (let k = 0; k < own.length; k++) own[k] = raw[k] * (outputs[k] * (1 - outputs[k]));
      for (let k = last; k > 0; k--) {
        const program = backwards[k];
        if (program === undefined) continue;
        engine.run(program);
        const error = errors[k];
        const derivative = slopes[k];
        // A unit that is off has no slope, and its error was not made.
        for (let j = 0; j < error.length; j++)
          error[j] = derivative[j] === 0 ? 0 : error[j] * derivative[j];
      }
    },
    gradientCall({ inputs, outputs, bundle, input, error }, mode) {
      const values = [inputs, outputs, bundle.gradient, input, error];
      return { kernel: singleGradient(mode), values };
    },
  };
}
