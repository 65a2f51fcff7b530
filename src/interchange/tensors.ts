/**
 * Networks as named tensors: what safetensors files hold, our own and PyTorch's `state_dict`.
 *
 * Out: of a sparse layer `hidden1.crow_indices`, `.col_indices` (columns ascending in each row: PyTorch gives the gradients of
 * unsorted ones to the wrong connections) and `.values`; of a full one `hidden1.weight` [outputs, inputs]; `hidden1.bias`.
 * In: the same; `weight_orig` × `weight_mask` of torch.nn.utils.prune; a `weight` without a mask is fully connected. The
 * orientation is that of `nn.Linear` and never asked for.
 */

import { FrugalError } from '../errors.ts';
import { plainNumbers, tensorOf } from '../formats/elements.ts';
import type { Safetensors } from '../formats/safetensors.ts';
import { rowsOfEntries, rowsOf as rowsOfStarts } from '../formats/sparse-rows.ts';
import type { Read, Tensor } from '../formats/values.ts';
import type { NewLayer } from '../sparse/layer.ts';
import type { InputScaling, StoredLayer, StoredNetwork } from './network.ts';
import { layerOfRows, rowsOf } from './rows.ts';
import { statementOf } from './statement.ts';

/** The network as tensors. Indices are of 32 bits: no layer has more connections than these can count. */
export function tensorsOf(network: StoredNetwork): Safetensors {
  const tensors = new Map<string, Tensor>();
  for (const layer of network.layers) {
    const { name, topology, arrays, bias } = layer;
    if (topology.index === undefined) {
      const shape = [topology.outputs, topology.inputs];
      tensors.set(`${name}.weight`, tensorOf(arrays.weights, shape));
    } else {
      const { starts, indices, values } = rowsOf(layer);
      tensors.set(`${name}.crow_indices`, tensorOf(Int32Array.from(starts)));
      tensors.set(`${name}.col_indices`, tensorOf(Int32Array.from(indices)));
      tensors.set(`${name}.values`, tensorOf(values));
    }
    if (bias !== undefined) tensors.set(`${name}.bias`, tensorOf(bias));
  }
  if (network.scaling !== undefined) {
    tensors.set('input.shift', tensorOf(network.scaling.shift));
    tensors.set('input.scale', tensorOf(network.scaling.scale));
  }
  if (network.kind === 'rbm') tensors.set('visible.bias', tensorOf(network.visibleBias));
  if (network.kind === 'rnn' && network.initial) tensors.set('initial', tensorOf(network.initial));
  const shapes = network.layers.map(({ name, topology }) => [
    `${name}.shape`,
    `${topology.outputs} ${topology.inputs}`,
  ]);
  return { tensors, metadata: { ...statementOf(network), ...Object.fromEntries(shapes) } };
}

/** A layer as it stands in a file, in the file's own name. */
export type NamedLayer = NewLayer & Pick<StoredLayer, 'name' | 'bias'>;

const PARTS = [
  'weight',
  'weight_orig',
  'weight_mask',
  'crow_indices',
  'col_indices',
  'values',
  'bias',
];

/**
 * The layers among tensors, in the natural order of their names (`fc2` before `fc10`).
 *
 * @throws FrugalError for tensors that are no weights, masks or biases of layers, or do not fit each other
 */
export function layersAmong({ tensors, metadata }: Safetensors, what: string): Read<NamedLayer[]> {
  const groups = new Map<string, Map<string, Tensor>>();
  const left: string[] = [];
  for (const [key, tensor] of tensors) {
    const dot = key.lastIndexOf('.');
    const [name, part] = [key.slice(0, Math.max(0, dot)), key.slice(dot + 1)];
    if (key === 'input.shift' || key === 'input.scale') continue;
    if (!PARTS.includes(part)) left.push(key);
    else groups.set(name, (groups.get(name) ?? new Map<string, Tensor>()).set(part, tensor));
  }
  const notes = left.length > 0 ? [`left aside: ${left.slice(0, 5).join(', ')}`] : [];
  const names = [...groups.keys()].sort((a, b) => NATURAL.compare(a, b));
  const layers = names.map((name): NamedLayer => {
    const parts = groups.get(name) ?? new Map<string, Tensor>();
    const own = `${what}: layer "${name}"`;
    const layer = parts.has('values')
      ? sparseLayer(parts, metadata[`${name}.shape`], own)
      : denseLayer(parts, own, notes);
    const bias = parts.get('bias');
    return { ...layer, name, ...(bias && { bias: floats(bias, `${own}, bias`) }) };
  });
  return { value: layers, notes };
}

const NATURAL = new Intl.Collator('en', { numeric: true });

function denseLayer(parts: ReadonlyMap<string, Tensor>, what: string, notes: string[]): NewLayer {
  const weight = parts.get('weight') ?? parts.get('weight_orig');
  const mask = parts.get('weight_mask');
  if (weight === undefined || weight.shape.length !== 2)
    throw new FrugalError(
      `${what} has no weight of two dimensions (${weight === undefined ? [...parts.keys()].join(', ') : `[${weight.shape.join(', ')}]`}); only layers like nn.Linear can be read`,
    );
  const [rows, columns] = weight.shape;
  const values = floats(weight, what);
  if (mask === undefined) {
    const full = { inputs: columns, outputs: rows, order: 'by-output' } as const;
    const zeros = values.reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0);
    if (zeros > 0)
      notes.push(`${what} has no mask: its ${zeros} weights of zero are connections as all others`);
    return { topology: full, arrays: { weights: values } };
  }
  const kept = floats(mask, `${what}, weight_mask`);
  if (kept.length !== values.length)
    throw new FrugalError(`${what} has ${values.length} weights and a mask of ${kept.length}`);
  if (kept.some((value) => value !== 0 && value !== 1))
    throw new FrugalError(`${what} has a mask that is not of zeros and ones`);
  const places = Uint32Array.from(kept.keys()).filter((k) => kept[k] === 1);
  const row = places.map((k) => Math.floor(k / columns));
  const column = places.map((k) => k % columns);
  const weights = Float32Array.from(places, (k) => values[k]);
  const shape = { rows, columns, what };
  return layerOfRows(rowsOfEntries(shape, row, column, weights, values.length).value, what);
}

function sparseLayer(
  parts: ReadonlyMap<string, Tensor>,
  said: string | undefined,
  what: string,
): NewLayer {
  const list = (part: string): Uint32Array => {
    const tensor = parts.get(part);
    if (tensor === undefined) throw new FrugalError(`${what} has no ${part}`);
    return Uint32Array.from(plainNumbers(tensor.data, `${what}, ${part}`));
  };
  const [starts, indices] = [list('crow_indices'), list('col_indices')];
  const values = parts.get('values');
  if (values === undefined) throw new FrugalError(`${what} has no values`);
  const [rows, columns] = (said ?? '').split(' ').map(Number);
  if (!Number.isInteger(rows) || !Number.isInteger(columns))
    throw new FrugalError(
      `${what} does not say how many inputs it has: expected metadata "…shape" such as "300 784"`,
    );
  const shape = { rows, columns, what };
  return layerOfRows(rowsOfStarts(shape, starts, indices, floats(values, what)).value, what);
}

function floats({ data }: Tensor, what: string): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(plainNumbers(data, what));
}

/** The scaling of the inputs that `tensorsOf` wrote. */
export function scalingAmong({ tensors }: Safetensors): InputScaling | undefined {
  const [shift, scale] = ['shift', 'scale'].map((part) => tensors.get(`input.${part}`)?.data);
  if (!(shift instanceof Float32Array && scale instanceof Float32Array)) return undefined;
  return { shift, scale };
}
