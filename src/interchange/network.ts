/**
 * `StoredNetwork`: a trained network as one plain value, between this program and the files of all others.
 *
 * It says everything that a file has to say: layers with their shapes, connections, weights, biases and activations; how
 * stored numbers become inputs; what the outputs mean; and where it all comes from. Weights are matrices W with a row for
 * each output and a column for each input, lists by output, so that a layer computes f(W·x + b).
 */

import { FrugalError } from '../errors.ts';
import type { LossName } from '../kernels/index.ts';
import { NORM_NUMBERS, type Norm } from '../networks/norms.ts';
import { isPieced, type LayerActivation, PIECES, type Pieces } from '../networks/pieces.ts';
import { checkLayer, countOf, type FullyConnected, type NewLayer } from '../sparse/layer.ts';
import { checkTopology, type Order, reorder } from '../sparse/topology.ts';

/** One layer. Its lists belong to its outputs; one in which every connection exists does not list them. */
export interface StoredLayer extends NewLayer {
  /** `hidden1`, …, `output`; of recurrent networks `input`, `rule`, `recurrent`, `output`. */
  readonly name: string;
  /** One an output; absent: none. */
  readonly bias?: Float32Array;
  /** Absent: linear. */
  readonly activation?: LayerActivation;
  /** Four numbers of each unit, of `srelu` and `all-relu`. */
  readonly pieces?: Pieces;
  /** Of batch normalisation: the layer computes f(gain · (W·x − mean) / √(variance + 10⁻⁵) + b). */
  readonly norm?: Norm;
}

/** How stored numbers become inputs: (stored − shift) × scale. One number for all inputs, or one for each. */
export interface InputScaling {
  readonly shift: Float32Array;
  readonly scale: Float32Array;
}

/** What is said of a network beside its numbers. */
export interface NetworkFacts {
  readonly scaling?: InputScaling;
  /** Names of the outputs. */
  readonly classes?: readonly string[];
  /** Names of the inputs. */
  readonly features?: readonly string[];
  /** Where the network comes from, in words by name: study, run, task, licence of the data, … */
  readonly origin?: Readonly<Record<string, string>>;
}

/**
 * Layer upon layer. Under `cross-entropy` the outputs are linear, and a softmax makes probabilities of them; under
 * `squared-error` they are linear and numbers.
 */
export interface StoredMlp extends NetworkFacts {
  readonly kind: 'mlp';
  readonly layers: readonly StoredLayer[];
  readonly loss: LossName;
}

/**
 * h ← (1 − α)·h + α·f(W h + W_in x + r + b), y = W_out h + b_out; f and b are those of the layer `recurrent`, r is the column
 * of the layer `rule` whose input is on.
 */
export interface StoredRnn extends NetworkFacts {
  readonly kind: 'rnn';
  /** `input`, `rule` where there is one, `recurrent`, `output`. */
  readonly layers: readonly StoredLayer[];
  readonly loss: 'cross-entropy' | 'squared-error';
  /** α = dt/τ in (0, 1]. */
  readonly alpha: number;
  /** State before the first step, one number a unit; absent: 0. */
  readonly initial?: Float32Array;
}

/**
 * Restricted Boltzmann machine: the one layer `hidden`, a row for each hidden unit and a column for each visible one. p(h = 1) is
 * sigmoid(W·v + c), p(v = 1) sigmoid(Wᵀ·h + b); c is the layer's bias.
 */
export interface StoredRbm extends NetworkFacts {
  readonly kind: 'rbm';
  readonly layers: readonly StoredLayer[];
  /** b, one a visible unit. */
  readonly visibleBias: Float32Array;
}

/** Images as examples store them, `[channel][row][column]`. */
export interface StoredImage {
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Convolutions of 3 × 3 taps with a border of zeros, behind some of which the largest of 2 × 2 pixels goes on, then layer upon
 * layer. A convolution has a row for each channel that it gives and a column for each tap: 9·channel + 3·row + column.
 */
export interface StoredCnn extends NetworkFacts {
  readonly kind: 'cnn';
  /** `convolution1`, …, then `hidden1`, …, `output`, of which the first takes `[channel][row][column]`. */
  readonly layers: readonly StoredLayer[];
  readonly loss: LossName;
  readonly image: StoredImage;
  /** Of each convolution, whether pooling follows: so many layers are convolutions. */
  readonly pooled: readonly boolean[];
}

export type StoredNetwork = StoredMlp | StoredRnn | StoredRbm | StoredCnn;

/** What kinds of networks are called. */
export const KIND_WORDS: Readonly<Record<StoredNetwork['kind'], string>> = {
  ...{ mlp: 'perceptron', rnn: 'recurrent network', rbm: 'Boltzmann machine' },
  cnn: 'convolutional network',
};

/** Networks that answer examples, one by one. */
export type StoredClassifier = StoredMlp | StoredCnn;

/** @throws FrugalError where a form says layers of units, and the network uses its weights at every pixel */
export function refuseCnn(
  network: StoredNetwork,
  form: string,
): asserts network is Exclude<StoredNetwork, StoredCnn> {
  if (network.kind === 'cnn')
    throw new FrugalError(
      `${form} cannot say a convolution, whose weights act at every pixel; take npz or onnx`,
    );
}

/** @throws FrugalError where a form says layers that feed each other, and the network is a Boltzmann machine */
export function refuseRbm(
  network: StoredNetwork,
  form: string,
): asserts network is Exclude<StoredNetwork, StoredRbm> {
  if (network.kind === 'rbm')
    throw new FrugalError(
      `${form} cannot say a Boltzmann machine, whose units act both ways and are drawn; take npz, scipy, mtx, safetensors, graphml, csv or parquet`,
    );
}

/** The sentence that every file carries, in the words of the field. */
export const ORIENTATION =
  'weight[output, input]: row = receiving unit, column = sending unit; activity = f(weight · x + bias)';

/** A layer with its lists by output, whatever order they had; only what has another order is copied. */
export const byOutput = <L extends NewLayer>(layer: L): L => inOrder(layer, 'by-output');

/** A layer with its lists in an order. */
export function inOrder<L extends NewLayer>(layer: L, order: Order): L {
  const { topology, arrays } = layer;
  if (topology.order === order) return layer;
  const { inputs, outputs } = topology;
  if (topology.index === undefined) {
    const [lists, others] = order === 'by-output' ? [outputs, inputs] : [inputs, outputs];
    const turned = (values: Float32Array): Float32Array => {
      const out = new Float32Array(values.length);
      for (let l = 0, k = 0; l < lists; l++)
        for (let o = 0; o < others; o++, k++) out[k] = values[o * lists + l];
      return out;
    };
    const full: FullyConnected = { inputs, outputs, order };
    return { ...layer, topology: full, arrays: mapped(arrays, turned) };
  }
  const { topology: ordered, source } = reorder(topology, order);
  const moved = (values: Float32Array): Float32Array => {
    const out = new Float32Array(values.length);
    for (let k = 0; k < out.length; k++) out[k] = values[source[k]];
    return out;
  };
  return { ...layer, topology: ordered, arrays: mapped(arrays, moved) };
}

const mapped = (
  arrays: NewLayer['arrays'],
  change: (values: Float32Array) => Float32Array,
): Record<string, Float32Array> =>
  Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, change(values)]));

/** The layer of a name. @throws FrugalError where there is none */
export function layerNamed({ layers }: StoredNetwork, name: string): StoredLayer {
  const found = layers.find((layer) => layer.name === name);
  if (found !== undefined) return found;
  throw new FrugalError(
    `the network has no layer "${name}"; it has ${layers.map((layer) => layer.name).join(', ')}`,
  );
}

/** Numbers that the network takes, and numbers that it gives. */
export function sizesOf(network: StoredNetwork): { inputs: number; outputs: number } {
  const { layers } = network;
  const inputs = network.kind === 'cnn' ? sizeOf(network.image) : layers[0].topology.inputs;
  return { inputs, outputs: layers[layers.length - 1].topology.outputs };
}

/** Numbers of an image. */
export const sizeOf = ({ channels, rows, columns }: StoredImage): number =>
  channels * rows * columns;

/** Connections of all layers, those of weight zero included. */
export const connectionsIn = ({ layers }: StoredNetwork): number =>
  layers.reduce((sum, { topology }) => sum + countOf(topology), 0);

/**
 * The network, if its parts fit together.
 *
 * @throws FrugalError naming the first layer that does not fit, UsageError for lists that are no topology
 */
export function checkNetwork<N extends StoredNetwork>(network: N): N {
  const { layers, scaling, classes, features } = network;
  if (layers.length === 0) throw new FrugalError('a network needs at least one layer');
  for (const layer of layers) checkStoredLayer(layer);
  const normed = layers.find(({ norm }) => norm !== undefined);
  if (normed !== undefined && network.kind !== 'mlp' && network.kind !== 'cnn')
    throw new FrugalError(
      `layer "${normed.name}" is normalised over a batch; of networks only perceptrons and convolutional ones can be`,
    );
  if (network.kind === 'mlp') checkStack(layers);
  else if (network.kind === 'rbm') checkMachine(network);
  else if (network.kind === 'cnn') checkConvolutions(network);
  else checkBlocks(network);
  const { inputs, outputs } = sizesOf(network);
  for (const [what, table] of Object.entries(scaling ?? {}))
    if (table.length !== 1 && table.length !== inputs)
      throw new FrugalError(`${what} of ${table.length} numbers for ${inputs} inputs`);
  if (classes !== undefined && classes.length !== outputs)
    throw new FrugalError(`${classes.length} names for ${outputs} outputs`);
  if (features !== undefined && features.length !== inputs)
    throw new FrugalError(`${features.length} names for ${inputs} inputs`);
  return network;
}

function checkStoredLayer({ name, bias, activation, pieces, norm, ...layer }: StoredLayer): void {
  const { topology } = layer;
  if (topology.order !== 'by-output')
    throw new FrugalError(`layer "${name}" lists the outputs of its inputs; use byOutput`);
  if (topology.index !== undefined) checkTopology(topology, name);
  checkLayer(layer, name);
  if (isPieced(activation) !== (pieces !== undefined))
    throw new FrugalError(
      pieces === undefined
        ? `the file says ${activation} of layer "${name}" and not its numbers; take the network as npz`
        : `layer "${name}" has numbers of pieces and is ${activation ?? 'linear'}`,
    );
  for (const piece of pieces === undefined ? [] : PIECES)
    if (pieces?.[piece].length !== topology.outputs)
      throw new FrugalError(`"${name}.${piece}" is not of ${topology.outputs} numbers`);
  for (const number of norm === undefined ? [] : NORM_NUMBERS)
    if (norm?.[number].length !== topology.outputs)
      throw new FrugalError(`"${name}.${number}" is not of ${topology.outputs} numbers`);
  if (bias !== undefined && bias.length !== topology.outputs)
    throw new FrugalError(
      `layer "${name}" has ${bias.length} biases for ${topology.outputs} outputs`,
    );
}

function checkStack(layers: readonly StoredLayer[]): void {
  for (const [k, { name, topology }] of layers.entries()) {
    const before = layers[k - 1];
    if (before === undefined || before.topology.outputs === topology.inputs) continue;
    throw new FrugalError(
      `layer "${name}" takes ${topology.inputs} inputs, "${before.name}" gives ${before.topology.outputs}`,
    );
  }
}

/** Taps of a kernel. */
const TAPS = 9;

/**
 * What each convolution sees, and behind the last what the first layer of units sees.
 *
 * @throws FrugalError for a convolution that does not fit, or images that pooling leaves nothing of
 */
export function imagesOf({ layers, image, pooled }: StoredCnn): StoredImage[] {
  const seen = [image];
  for (const [k, pools] of pooled.entries()) {
    const { name, topology } = layers[k];
    const { channels, rows, columns } = seen[k];
    if (topology.inputs !== TAPS * channels)
      throw new FrugalError(
        `layer "${name}" takes ${topology.inputs} taps, ${channels} channels give ${TAPS * channels}`,
      );
    const side = (pixels: number): number => (pools ? Math.floor(pixels / 2) : pixels);
    const next = { channels: topology.outputs, rows: side(rows), columns: side(columns) };
    if (sizeOf(next) === 0)
      throw new FrugalError(
        `pooling behind "${name}" leaves nothing of ${rows} × ${columns} pixels`,
      );
    seen.push(next);
  }
  return seen;
}

function checkConvolutions(network: StoredCnn): void {
  const { layers, pooled } = network;
  if (!(pooled.length > 0 && pooled.length < layers.length))
    throw new FrugalError(
      `${pooled.length} of ${layers.length} layers are convolutions; there is one at least, and one layer behind them`,
    );
  for (const { name, pieces } of layers.slice(0, pooled.length))
    if (pieces !== undefined)
      throw new FrugalError(`convolution "${name}" has rectifiers of its own; that is not known`);
  const features = sizeOf(imagesOf(network)[pooled.length]);
  const head = layers.slice(pooled.length);
  if (head[0].topology.inputs !== features)
    throw new FrugalError(
      `layer "${head[0].name}" takes ${head[0].topology.inputs} inputs, the convolutions give ${features}`,
    );
  checkStack(head);
}

function checkMachine({ layers, visibleBias }: StoredRbm): void {
  const [{ name, activation, topology, bias }] = layers;
  if (layers.length !== 1 || name !== 'hidden' || activation !== 'sigmoid' || bias === undefined)
    throw new FrugalError(
      'a Boltzmann machine has the one layer hidden, of sigmoid units with biases',
    );
  if (visibleBias.length !== topology.inputs)
    throw new FrugalError(
      `the machine has ${visibleBias.length} visible biases for ${topology.inputs} visible units`,
    );
}

function checkBlocks(network: StoredRnn): void {
  const { layers, alpha, initial } = network;
  const names = layers.map(({ name }) => name).join(', ');
  if (names !== 'input, recurrent, output' && names !== 'input, rule, recurrent, output')
    throw new FrugalError(
      `a recurrent network has the layers input, rule (or none), recurrent, output, not ${names}`,
    );
  const { topology } = layerNamed(network, 'recurrent');
  const units = topology.outputs;
  const others = layers.map(({ name, topology: { inputs, outputs } }) =>
    name === 'output' ? inputs : name === 'recurrent' ? inputs : outputs,
  );
  if (others.some((count) => count !== units))
    throw new FrugalError(`the blocks of the recurrent network do not meet at ${units} units`);
  if (!(alpha > 0 && alpha <= 1))
    throw new FrugalError(`alpha ${alpha} is outside (0, 1]; it is dt/tau`);
  if (initial !== undefined && initial.length !== units)
    throw new FrugalError(`an initial state of ${initial.length} numbers for ${units} units`);
}
