/**
 * A stored network as an ONNX model, opset 17, that takes numbers as the data store them: the scaling of the inputs is part
 * of it.
 *
 * Layers with absent connections have sparse initialisers (row-major positions), so that the file is as small as the
 * network. ONNX Runtime reads them (as dense matrices, on every platform); `onnx.checker` in its full check does not.
 *
 *     perceptrons   inputs [batch, features] → scores [batch, outputs], and probabilities under a softmax
 *     convolutions  the same: inputs are the pixels of [channel][row][column] in a row
 *     recurrent     inputs [steps, batch, channels], rules [steps, batch, rules] → scores, states; no noise
 */

import { isPieced, type Pieces } from '../../networks/pieces.ts';
import {
  checkNetwork,
  type InputScaling,
  imagesOf,
  layerNamed,
  refuseRbm,
  type StoredClassifier,
  type StoredCnn,
  type StoredLayer,
  type StoredNetwork,
  type StoredRnn,
  sizesOf,
} from '../network.ts';
import { denseOf, rowsOf } from '../rows.ts';
import { statementOf } from '../statement.ts';
import {
  encodeModel,
  type Graph,
  type Node,
  type OnnxSparse,
  type OnnxTensor,
  TYPES,
} from './proto.ts';

/** Sparse initialisers are of opset 11, the axis of Softmax as here of 13; 17 is read by every runtime of today. */
export const OPSET = 17;

export interface OnnxOptions {
  /** Write absent connections as zeros, for readers without sparse initialisers. */
  readonly dense?: boolean;
}

/** What a graph is made of, while it is. */
class Parts {
  readonly nodes: Node[] = [];
  readonly tensors: OnnxTensor[] = [];
  readonly sparse: OnnxSparse[] = [];

  readonly dense: boolean;

  constructor(dense: boolean) {
    this.dense = dense;
  }

  /** Adds a node with one result and gives the result's name. */
  add(op: string, inputs: readonly string[], output: string, attributes: Node['attributes'] = {}) {
    this.nodes.push({ op, name: `${output}/${op}`, inputs, outputs: [output], attributes });
    return output;
  }

  numbers(name: string, values: Float32Array, shape: readonly number[] = [values.length]): string {
    this.tensors.push({ name, shape, type: TYPES.float, raw: bytesOf(values) });
    return name;
  }

  integers(name: string, values: readonly number[]): string {
    const raw = bytesOf(BigInt64Array.from(values, BigInt));
    this.tensors.push({ name, shape: [values.length], type: TYPES.int64, raw });
    return name;
  }

  /** The weights of a layer, and the names of a Gemm's operands. */
  layer({ name, bias, ...layer }: StoredLayer): readonly string[] {
    const weight = `${name}.weight`;
    const { inputs, outputs, index } = layer.topology;
    const shape = [outputs, inputs];
    // ONNX Runtime refuses sparse initialisers without a value.
    if (index === undefined || this.dense) this.numbers(weight, denseOf(layer), shape);
    else this.sparse.push(sparseOf(weight, layer));
    return bias === undefined ? [weight] : [weight, this.numbers(`${name}.bias`, bias)];
  }

  /**
   * A layer's sums, normalised where they are. ε is that of the operator where nothing is said.
   *
   * @param product adds the node of weights and, where there is one, bias, and gives its result's name
   * @param end name of the result
   */
  sums(
    layer: StoredLayer,
    end: string,
    product: (operands: readonly string[], to: string) => string,
  ): string {
    const { name, norm, bias, ...rest } = layer;
    if (norm === undefined) return product(this.layer(layer), end);
    const sum = product(this.layer({ name, ...rest }), `${name}.product`);
    const shift = bias ?? new Float32Array(norm.gain.length);
    const numbers = [
      ...[this.numbers(`${name}.gain`, norm.gain), this.numbers(`${name}.bias`, shift)],
      ...[this.numbers(`${name}.mean`, norm.mean), this.numbers(`${name}.variance`, norm.variance)],
    ];
    return this.add('BatchNormalization', [sum, ...numbers], end);
  }

  gemm(from: string, operands: readonly string[], to: string): string {
    return this.add('Gemm', [from, ...operands], to, { transB: 1 });
  }
}

function sparseOf(name: string, layer: Parameters<typeof rowsOf>[0]): OnnxSparse {
  const { rows, columns, starts, indices, values } = rowsOf(layer);
  const places = new BigInt64Array(indices.length);
  for (let row = 0; row < rows; row++)
    for (let k = starts[row]; k < starts[row + 1]; k++)
      places[k] = BigInt(row * columns + indices[k]);
  const numbers = Float32Array.from(values);
  const shape = [numbers.length];
  return {
    values: { name, shape, type: TYPES.float, raw: bytesOf(numbers) },
    indices: { name: `${name}.positions`, shape, type: TYPES.int64, raw: bytesOf(places) },
    shape: [rows, columns],
  };
}

/**
 * The bytes of an ONNX file.
 *
 * @example await writeFile('network.onnx', writeOnnx(network))
 * @throws FrugalError for a network whose parts do not fit
 */
export function writeOnnx(network: StoredNetwork, options: OnnxOptions = {}): Uint8Array {
  refuseRbm(network, 'onnx');
  checkNetwork(network);
  const parts = new Parts(options.dense ?? false);
  const graph = network.kind === 'rnn' ? rnnGraph(network, parts) : stackGraph(network, parts);
  return encodeModel({
    ...{ opset: OPSET, producer: 'frugal', graph },
    metadata: statementOf(network),
  });
}

/** Layer upon layer, behind convolutions where there are some. */
function stackGraph(network: StoredClassifier, parts: Parts): Graph {
  const { scaling, loss } = network;
  const { inputs: features, outputs } = sizesOf(network);
  let at = scaled(parts, 'inputs', scaling);
  if (network.kind === 'cnn') at = convolutions(parts, network, at);
  const layers =
    network.kind === 'cnn' ? network.layers.slice(network.pooled.length) : network.layers;
  for (const [k, layer] of layers.entries()) {
    const last = k === layers.length - 1;
    const end = last ? 'scores' : `${layer.name}.activity`;
    const sum = layer.activation === undefined ? end : `${layer.name}.sum`;
    const from = at;
    at = parts.sums(layer, sum, (operands, to) => parts.gemm(from, operands, to));
    if (layer.pieces !== undefined) at = pieced(parts, layer.pieces, layer.name, at, end);
    else if (layer.activation !== undefined) at = activated(parts, layer.activation, at, end);
  }
  const results = [{ name: 'scores', shape: ['batch', outputs] }];
  if (loss === 'cross-entropy') {
    parts.add('Softmax', ['scores'], 'probabilities', { axis: -1 });
    results.push({ name: 'probabilities', shape: ['batch', outputs] });
  }
  const { nodes, tensors, sparse } = parts;
  const inputs = [{ name: 'inputs', shape: ['batch', features] }];
  return { name: 'network', nodes, tensors, sparse, inputs, outputs: results };
}

/** Pixels in a row to features in a row. */
function convolutions(parts: Parts, network: StoredCnn, from: string): string {
  const { layers, pooled, image } = network;
  const { channels, rows, columns } = image;
  const shape = parts.integers('image', [-1, channels, rows, columns]);
  let at = parts.add('Reshape', [from, shape], 'images');
  const images = imagesOf(network);
  for (const [k, pools] of pooled.entries()) {
    const { name, activation } = layers[k];
    const end = `${name}.activity`;
    const seen = at;
    at = parts.sums(
      layers[k],
      activation === undefined ? end : `${name}.sum`,
      ([weight, ...bias], to) => {
        // The weights stay a matrix, so that absent taps are not stored; the kernel is a view of it.
        const kernel = parts.integers(`${name}.shape`, [-1, images[k].channels, 3, 3]);
        const taps = parts.add('Reshape', [weight, kernel], `${name}.kernel`);
        const square = { kernel_shape: [3, 3], pads: [1, 1, 1, 1] };
        return parts.add('Conv', [seen, taps, ...bias], to, square);
      },
    );
    if (activation !== undefined) at = activated(parts, activation, at, end);
    if (pools) {
      const two = { kernel_shape: [2, 2], strides: [2, 2] };
      at = parts.add('MaxPool', [at], `${name}.pooled`, two);
    }
  }
  return parts.add('Flatten', [at], 'features', { axis: 1 });
}

function scaled(parts: Parts, from: string, scaling: InputScaling | undefined): string {
  let at = from;
  if (scaling?.shift.some((shift) => shift !== 0))
    at = parts.add('Sub', [at, parts.numbers('input.shift', scaling.shift)], 'inputs.shifted');
  if (scaling?.scale.some((scale) => scale !== 1))
    at = parts.add('Mul', [at, parts.numbers('input.scale', scaling.scale)], 'inputs.scaled');
  return at;
}

/** x + (1 − a_l) relu(t_l − x) + (a_r − 1) relu(x − t_r): a rectifier of three pieces by operators that all have. */
function pieced(parts: Parts, pieces: Pieces, name: string, from: string, to: string): string {
  const number = (what: string, of: (unit: number) => number): string =>
    parts.numbers(
      `${name}.${what}`,
      Float32Array.from(pieces['left-slope'], (_, u) => of(u)),
    );
  const left = pieces['left-threshold'];
  const lower = parts.add('Sub', [number('lower', (u) => left[u]), from], `${name}.below`);
  const above = (u: number): number => left[u] + Math.abs(pieces['right-threshold'][u]);
  const upper = parts.add('Sub', [from, number('upper', above)], `${name}.above`);
  const sides = [
    [lower, number('lower.slope', (u) => 1 - pieces['left-slope'][u])],
    [upper, number('upper.slope', (u) => pieces['right-slope'][u] - 1)],
  ].map(([side, slope]) => {
    const bent = parts.add('Relu', [side], `${side}.bent`);
    return parts.add('Mul', [bent, slope], `${side}.added`);
  });
  const first = parts.add('Add', [from, sides[0]], `${name}.first`);
  return parts.add('Add', [first, sides[1]], to);
}

const OPERATORS = { relu: 'Relu', sigmoid: 'Sigmoid', tanh: 'Tanh', softplus: 'Softplus' } as const;

function activated(
  parts: Parts,
  activation: NonNullable<StoredLayer['activation']>,
  from: string,
  to: string,
): string {
  if (isPieced(activation)) throw new Error(`${activation} needs the numbers of its pieces`);
  if (activation !== 'rectified-tanh') return parts.add(OPERATORS[activation], [from], to);
  return parts.add('Relu', [parts.add('Tanh', [from], `${to}.tanh`)], to);
}

/** A Scan over the steps. Its body takes the weights from the graph around it. */
function rnnGraph(network: StoredRnn, parts: Parts): Graph {
  const [input, recurrent, output] = ['input', 'recurrent', 'output'].map((name) =>
    layerNamed(network, name),
  );
  const rule = network.layers.find(({ name }) => name === 'rule');
  const units = recurrent.topology.outputs;
  const { initial = new Float32Array(units), scaling } = network;
  const channels = scaled(parts, 'inputs', scaling);
  // The state before the first step, once for each sequence of the batch.
  parts.add('Shape', ['inputs'], 'sizes');
  parts.add('Gather', ['sizes', parts.integers('second', [1])], 'sequences');
  parts.add('Concat', ['sequences', parts.integers('units', [units])], 'state.sizes', { axis: 0 });
  parts.add('Expand', [parts.numbers('initial', initial), 'state.sizes'], 'state.first');
  const inside = new Parts(parts.dense);
  const sums = [inside.gemm('before', parts.layer(recurrent), 'from.units')];
  sums.push(inside.gemm('input', parts.layer(input), 'from.inputs'));
  if (rule !== undefined) sums.push(inside.gemm('rule', parts.layer(rule), 'from.rule'));
  const sum = sums.reduce((a, b, k) => inside.add('Add', [a, b], `sum.${k}`));
  const { activation } = recurrent;
  const risen = activation === undefined ? sum : activated(inside, activation, sum, 'risen');
  const alpha = parts.numbers('alpha', Float32Array.of(network.alpha), []);
  const rest = parts.numbers('rest', Float32Array.of(1 - network.alpha), []);
  const kept = inside.add('Mul', ['before', rest], 'kept');
  inside.add('Add', [kept, inside.add('Mul', [risen, alpha], 'gained')], 'after');
  inside.add('Identity', ['after'], 'state');
  const end = output.activation === undefined ? 'score' : 'score.sum';
  inside.gemm('after', parts.layer(output), end);
  if (output.activation !== undefined) activated(inside, output.activation, end, 'score');

  const sizes: Readonly<Record<string, number>> = {
    ...{ before: units, after: units, state: units },
    ...{ input: input.topology.inputs, score: output.topology.outputs },
    ...(rule && { rule: rule.topology.inputs }),
  };
  const ports = (names: readonly string[]) =>
    names.map((name) => ({ name, shape: ['batch', sizes[name]] }));
  const scanned = rule === undefined ? ['input'] : ['input', 'rule'];
  const body: Graph = {
    ...{ name: 'step', nodes: inside.nodes, tensors: [], sparse: [] },
    inputs: ports(['before', ...scanned]),
    outputs: ports(['after', 'score', 'state']),
  };
  parts.nodes.push({
    ...{ op: 'Scan', name: 'steps' },
    inputs: ['state.first', channels, ...(rule ? ['rules'] : [])],
    outputs: ['state.last', 'scores', 'states'],
    attributes: { body, num_scan_inputs: scanned.length },
  });
  const over = (name: string, size: number) => ({ name, shape: ['steps', 'batch', size] });
  const { nodes, tensors, sparse } = parts;
  return {
    ...{ name: 'network', nodes, tensors, sparse },
    inputs: [over('inputs', sizes.input), ...(rule ? [over('rules', sizes.rule)] : [])],
    outputs: [over('scores', sizes.score), over('states', units)],
  };
}

const bytesOf = (array: Float32Array | BigInt64Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
