/**
 * Networks as NIR graphs (neuromorphic intermediate representation, nir 1.0, an HDF5 file): what NIR has words for.
 *
 * Those are affine layers between an input and an output. Weights are dense there; which connections exist stands beside them
 * as `mask` in each node's metadata. NIR has no rectifier, sigmoid or tanh, and no rate units with a state: networks that
 * need these are refused, because a reader would take them for linear.
 */

import { FrugalError } from '../errors.ts';
import { optional } from '../formats/optional.ts';
import {
  checkNetwork,
  type InputScaling,
  type StoredLayer,
  type StoredNetwork,
  sizesOf,
} from './network.ts';
import { denseOf, maskOf, rowsOf } from './rows.ts';
import { statementOf } from './statement.ts';

const VERSION = '1.0.8';
/** Dense weights of a layer beyond this are not written. */
const MOST_WEIGHTS = 2 ** 27;
let written = 0;

/**
 * The bytes of a NIR file.
 *
 * @throws FrugalError for a network that NIR cannot say, or when the package h5wasm is missing
 */
export async function writeNir(network: StoredNetwork): Promise<Uint8Array> {
  checkNetwork(network);
  refuseUnsaid(network);
  const library = await optional(() => import('h5wasm'), 'h5wasm', 'NIR files');
  const { FS } = await library.ready;
  const path = `frugal-${written++}.nir`;
  const file = new library.File(path, 'w');
  const text = (group: Group, name: string, data: string): void => {
    group.create_dataset({ name, data, dtype: 'S' });
  };
  const sizes = (group: Group, name: string, size: number): void => {
    group.create_dataset({ name, data: BigInt64Array.of(BigInt(size)), shape: [1] });
  };
  try {
    text(file, 'version', VERSION);
    const graph = file.create_group('node');
    text(graph, 'type', 'NIRGraph');
    const nodes = graph.create_group('nodes');
    const { inputs, outputs } = sizesOf(network);
    const { scaling } = network;
    const scaled = scaling === undefined ? [] : ['scale'];
    const names = ['input', ...scaled, ...network.layers.map(({ name }) => name), 'end'];
    if (scaling !== undefined) {
      const node = nodes.create_group('scale');
      text(node, 'type', 'Scale');
      const data = each(scaling.scale, inputs);
      node.create_dataset({ name: 'scale', data, shape: [inputs] });
    }
    for (const [name, type, size] of [
      ['input', 'Input', inputs],
      ['end', 'Output', outputs],
    ] as const) {
      const node = nodes.create_group(name);
      text(node, 'type', type);
      sizes(node, 'shape', size);
    }
    for (const [k, layer] of network.layers.entries()) {
      const node = nodes.create_group(layer.name);
      const shape = [layer.topology.outputs, layer.topology.inputs];
      text(node, 'type', 'Affine');
      node.create_dataset({ name: 'weight', data: denseOf(layer), shape });
      const own = layer.bias ?? new Float32Array(shape[0]);
      const bias = k === 0 && scaling ? shifted(layer, own, scaling) : own;
      node.create_dataset({ name: 'bias', data: bias, shape: [shape[0]] });
      const metadata = node.create_group('metadata');
      const mask = Uint8Array.from(maskOf(layer));
      metadata.create_dataset({ name: 'mask', data: mask, shape });
    }
    const about = graph.create_group('metadata');
    for (const [name, said] of Object.entries(statementOf(network))) text(about, name, said);
    const edges = names.slice(1).flatMap((name, k) => [names[k], name]);
    graph.create_dataset({ name: 'edges', data: edges, shape: [names.length - 1, 2], dtype: 'S' });
  } finally {
    file.close();
  }
  const bytes = FS.readFile(path);
  FS.unlink(path);
  return bytes;
}

const each = (table: Float32Array, size: number): Float32Array =>
  table.length === size ? table : new Float32Array(size).fill(table[0]);

/** NIR scales and does not shift: W·((x − s)∘c) + b = W·(x∘c) + (b − W·(s∘c)). */
function shifted(layer: StoredLayer, bias: Float32Array, scaling: InputScaling): Float32Array {
  const { rows, columns, starts, indices, values } = rowsOf(layer);
  const [shift, scale] = [each(scaling.shift, columns), each(scaling.scale, columns)];
  const out = Float64Array.from(bias);
  for (let row = 0; row < rows; row++)
    for (let k = starts[row]; k < starts[row + 1]; k++)
      out[row] -= values[k] * shift[indices[k]] * scale[indices[k]];
  return Float32Array.from(out);
}

type Group = InstanceType<typeof import('h5wasm').Group>;

function refuseUnsaid(network: StoredNetwork): void {
  if (network.kind === 'rnn')
    throw new FrugalError(
      'NIR has no units whose state is a rate: a recurrent network can be taken as npz or ONNX',
    );
  if (network.kind === 'cnn')
    throw new FrugalError(
      'NIR has neither rectifiers nor the largest of pixels: a convolutional network can be taken as npz or ONNX',
    );
  for (const { name, activation, topology } of network.layers) {
    if (activation !== undefined)
      throw new FrugalError(
        `NIR has no ${activation} (layer "${name}"): a reader would take the layer for linear; ONNX says it`,
      );
    if (topology.inputs * topology.outputs > MOST_WEIGHTS)
      throw new FrugalError(
        `NIR keeps all ${topology.inputs} × ${topology.outputs} weights of layer "${name}", absent ones too; at most ${MOST_WEIGHTS} are written`,
      );
  }
}
