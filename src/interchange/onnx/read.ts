/**
 * Multilayer perceptrons out of ONNX models: MatMul or Gemm, Add, an activation, and so on from the input to the output.
 *
 * Weights may be initialisers, sparse initialisers in both forms, or Constant nodes, also behind a Transpose. Sub, Add, Mul
 * and Div by constants before the first layer are the scaling of the inputs. What has another operator is refused with its
 * name. Orientation is fixed by the format: it is never asked for.
 */

import { FrugalError } from '../../errors.ts';
import type { Read, SparseRows } from '../../formats/values.ts';
import { NORM_EPSILON } from '../../kernels/norm-walks.ts';
import { checkNetwork, type StoredLayer, type StoredMlp, sizesOf } from '../network.ts';
import { layerOfRows } from '../rows.ts';
import { factsFrom } from '../statement.ts';
import { type Matrix, type Values, valuesOf } from './constants.ts';
import { decodeModel, type Graph, type Node } from './proto.ts';

const ACTIVATIONS: Readonly<Record<string, StoredLayer['activation']>> = {
  ...{ Relu: 'relu', Sigmoid: 'sigmoid', Tanh: 'tanh', Softplus: 'softplus' },
};
/** What changes nothing once a network has learned. */
const PASSED = ['Identity', 'Dropout', 'Flatten', 'Cast'];
const ALLOWED =
  'MatMul, Gemm, Add, Sub, Mul, Div, BatchNormalization, Relu, Sigmoid, Tanh, Softplus, Softmax';

/** What has been read of the network so far. */
interface Chain {
  readonly layers: Open[];
  scaling: { shift: Float32Array; scale: Float32Array } | undefined;
  softmax: boolean;
}

type Refusal = (why: string) => FrugalError;

interface Open {
  readonly matrix: SparseRows;
  bias?: Float32Array;
  norm?: StoredLayer['norm'];
  activation?: StoredLayer['activation'];
}

/**
 * The network in an ONNX file.
 *
 * @throws FrugalError for bytes that are no ONNX model, and for one that is no chain of such layers: with the operator
 */
export function readOnnx(
  bytes: Uint8Array,
  { name: what }: { readonly name: string },
): Read<StoredMlp> {
  const { graph, metadata } = decodeModel(bytes, what);
  const constants = valuesOf(graph, what);
  const chain: Chain = { layers: [], scaling: undefined, softmax: false };
  for (const node of chainOf(graph, constants, what)) takeNode(chain, node, constants, what);
  if (chain.layers.length === 0)
    throw new FrugalError(`${what} has no MatMul or Gemm between its input and its output`);
  const notes: string[] = [];
  const last = chain.layers.length - 1;
  const squared = !chain.softmax && chain.layers[last].activation === 'sigmoid';
  // Nothing in a graph tells numbers from scores of classes; files of ours say it.
  const numbers =
    !chain.softmax &&
    chain.layers[last].activation === undefined &&
    metadata.loss === 'squared-error';
  const layers = chain.layers.map(({ matrix, bias, norm, activation }, k): StoredLayer => {
    const name = k === last ? 'output' : `hidden${k + 1}`;
    const layer = layerOfRows(matrix, `${what}, layer ${k + 1}`);
    const own = { ...(bias && { bias }), ...(norm && { norm }), ...(activation && { activation }) };
    return { name, ...layer, ...own };
  });
  const network: StoredMlp = {
    ...{ kind: 'mlp', layers, loss: lossOf(squared, numbers) },
    ...(chain.scaling && { scaling: chain.scaling }),
  };
  if (!squared && !numbers && !chain.softmax)
    notes.push('the model ends without a softmax; its outputs are taken as scores of classes');
  return { value: checkNetwork({ ...network, ...factsFrom(metadata, sizesOf(network)) }), notes };
}

const lossOf = (squared: boolean, numbers: boolean): StoredMlp['loss'] =>
  numbers ? 'squared-error' : squared ? 'mean-squared-error' : 'cross-entropy';

/** The nodes from the graph's input on, each fed by the one before. */
function chainOf(graph: Graph, constants: Values, what: string): Node[] {
  const open = graph.inputs.filter(({ name }) => !constants.has(name));
  if (open.length !== 1)
    throw new FrugalError(
      `${what} has ${open.length} inputs (${open.map(({ name }) => name).join(', ')}); a network of layers has one`,
    );
  const chain: Node[] = [];
  const used = new Set<Node>();
  let at = open[0].name;
  for (;;) {
    const next = graph.nodes.filter((node) => node.inputs.includes(at) && !used.has(node));
    // A Softmax or ArgMax beside the output is an end of its own.
    const onward = next.length > 1 ? next.filter(({ op }) => op !== 'ArgMax') : next;
    if (onward.length === 0) return chain;
    if (onward.length > 1 || chain.length > graph.nodes.length)
      throw new FrugalError(
        `${what}: "${at}" is used by ${onward.length} nodes (${onward.map(({ op }) => op).join(', ')}); only chains of layers can be read`,
      );
    const [node] = onward;
    if (node.op === 'ArgMax') return chain;
    used.add(node);
    chain.push(node);
    at = node.outputs[0];
  }
}

function takeNode(chain: Chain, node: Node, constants: Values, what: string): void {
  const { op, inputs } = node;
  const { layers } = chain;
  const last = layers.at(-1);
  const refusal: Refusal = (why) =>
    new FrugalError(`${what}: node "${node.name || op}" (${op}) ${why}`);
  if (chain.softmax) throw refusal('comes after the softmax');
  if (PASSED.includes(op)) return;
  if (op === 'Softmax') {
    chain.softmax = true;
    return;
  }
  if (op === 'MatMul' || op === 'Gemm') {
    layers.push(
      op === 'Gemm' ? gemmOf(node, constants, refusal) : matMulOf(node, constants, refusal),
    );
    return;
  }
  if (op === 'BatchNormalization') {
    if (last === undefined || last.activation !== undefined || last.norm !== undefined)
      throw refusal('is not right behind a product; only there it can be read');
    normaliseLayer(last, node, constants, refusal);
    return;
  }
  const activation = Object.hasOwn(ACTIVATIONS, op) ? ACTIVATIONS[op] : undefined;
  if (activation !== undefined) {
    if (last === undefined) throw refusal('comes before the first layer');
    if (last.activation === 'tanh' && activation === 'relu') last.activation = 'rectified-tanh';
    else if (last.activation !== undefined) throw refusal('is a second activation of one layer');
    else last.activation = activation;
    return;
  }
  const constant = inputs.map((name) => constants.get(name)).find((found) => found !== undefined);
  if (!['Add', 'Sub', 'Mul', 'Div'].includes(op))
    throw refusal(`cannot be read; known are ${ALLOWED}`);
  if (constant === undefined) throw refusal('has no constant operand');
  const numbers = constant.dense();
  if (last === undefined) {
    scale(chain, node, numbers, constants, refusal);
    return;
  }
  if (op !== 'Add' || last.activation !== undefined || last.norm !== undefined)
    throw refusal('is no bias: between layers only Add right after a product is known');
  const { rows } = last.matrix;
  if (numbers.length !== rows && numbers.length !== 1)
    throw refusal(`adds ${numbers.length} numbers to ${rows} outputs`);
  const bias = last.bias ?? new Float32Array(rows);
  last.bias = bias.map((b, o) => b + numbers[numbers.length === 1 ? 0 : o]);
}

/** γ (x − μ) / √(σ² + ε) + β: a bias of the product before it moves μ, another ε than ours σ². */
function normaliseLayer(last: Open, node: Node, constants: Values, refusal: Refusal): void {
  const { rows } = last.matrix;
  const [gain, shift, mean, variance] = [1, 2, 3, 4].map((k) => {
    const numbers = constants.get(node.inputs[k] ?? '')?.dense();
    if (numbers?.length === rows) return numbers;
    throw refusal(`has not ${rows} constant numbers for each of gain, shift, mean and variance`);
  });
  const said = node.attributes.epsilon;
  const epsilon = typeof said === 'object' && 'float' in said ? said.float : NORM_EPSILON;
  const bias = last.bias;
  last.norm = {
    gain,
    mean: bias === undefined ? mean : mean.map((value, o) => value - bias[o]),
    variance:
      Math.abs(epsilon - NORM_EPSILON) < 1e-10
        ? variance
        : variance.map((value) => value + epsilon - NORM_EPSILON),
  };
  last.bias = shift;
}

/** Sub, Add, Mul, Div before the first layer: (x − shift)·scale, composed. */
function scale(
  chain: Chain,
  { op, inputs }: Node,
  numbers: Float32Array,
  constants: Values,
  refusal: Refusal,
): void {
  if ((op === 'Sub' || op === 'Div') && constants.has(inputs[0]))
    throw refusal('has the input as its second operand');
  const size = Math.max(numbers.length, chain.scaling?.shift.length ?? 1);
  const old = chain.scaling ?? { shift: Float32Array.of(0), scale: Float32Array.of(1) };
  const at = (table: Float32Array, f: number): number => table[table.length === 1 ? 0 : f];
  const shift = new Float32Array(size);
  const factor = new Float32Array(size);
  for (let f = 0; f < size; f++) {
    const [s, c, x] = [at(old.shift, f), at(old.scale, f), at(numbers, f)];
    // (x − s)·c ± a = (x − (s ∓ a/c))·c
    shift[f] = op === 'Sub' ? s + x / c : op === 'Add' ? s - x / c : s;
    factor[f] = op === 'Mul' ? c * x : op === 'Div' ? c / x : c;
  }
  chain.scaling = { shift, scale: factor };
}

function gemmOf(node: Node, constants: Values, refusal: Refusal): Open {
  const { attributes } = node;
  const flag = (name: string): number => {
    const value = attributes[name] ?? 0;
    return typeof value === 'number' ? value : 0;
  };
  for (const name of ['alpha', 'beta']) {
    const value = attributes[name];
    if (typeof value === 'object' && 'float' in value && value.float !== 1)
      throw refusal(`has ${name} = ${value.float}; only 1 can be read`);
  }
  if (flag('transA') !== 0) throw refusal('has a transposed input');
  const found = constants.get(node.inputs[1] ?? '');
  if (found === undefined) throw refusal('has weights that are no constant');
  const bias = node.inputs[2] ? constants.get(node.inputs[2]) : undefined;
  if (node.inputs[2] && bias === undefined) throw refusal('has a bias that is no constant');
  const matrix = rowsOf(found, flag('transB') !== 0, refusal);
  const open: Open = { matrix };
  if (bias === undefined) return open;
  const numbers = bias.dense();
  if (numbers.length !== matrix.rows && numbers.length !== 1)
    throw refusal(`adds ${numbers.length} numbers to ${matrix.rows} outputs`);
  return {
    ...open,
    bias: numbers.length === 1 ? new Float32Array(matrix.rows).fill(numbers[0]) : numbers,
  };
}

/** x·B with B[input, output], or W·x as some write it, with W[output, input]. */
function matMulOf({ inputs }: Node, constants: Values, refusal: Refusal): Open {
  const [left, right] = [0, 1].map((k) => constants.get(inputs[k] ?? ''));
  if (left !== undefined) return { matrix: rowsOf(left, true, refusal) };
  if (right !== undefined) return { matrix: rowsOf(right, false, refusal) };
  throw refusal('has no constant weights');
}

/** @param upright a row for each output already */
function rowsOf(found: Matrix, upright: boolean, refusal: Refusal): SparseRows {
  if (found.shape.length !== 2) throw refusal(`has weights of ${found.shape.length} dimensions`);
  return found.rows(upright);
}
