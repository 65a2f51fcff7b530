/**
 * Networks out of files of other systems. The form is recognised by what the bytes are and what the file is called; what the
 * form leaves open (which side the rows are, the activation of hidden layers) is asked for, never guessed.
 */

import { FrugalError, UsageError } from '../errors.ts';
import type { Read } from '../formats/values.ts';
import type { ActivationName } from '../kernels/index.ts';
import type { NewLayer } from '../sparse/layer.ts';
import { networkFrom, networksIn } from './arrays.ts';
import { isZip, matrixIn, type NetworkFile, networkOfMatrices } from './matrices.ts';
import {
  checkNetwork,
  inOrder,
  type StoredLayer,
  type StoredMlp,
  type StoredNetwork,
  sizesOf,
} from './network.ts';
import { layerOfRows } from './rows.ts';
import { factsFrom } from './statement.ts';
import type { NamedLayer } from './tensors.ts';

export interface ImportOptions {
  /** Which network of an archive that holds several, e.g. `set`. */
  readonly network?: string;
  /** What the rows of a matrix are, in SciPy's npz and Matrix Market. Other forms fix it. */
  readonly rows?: 'outputs' | 'inputs';
  /** Activation of the hidden layers, where the file does not say it. */
  readonly activation?: ActivationName | 'linear';
  /** Layers in their order, by their names in the file, where these do not tell it. */
  readonly layers?: readonly string[];
}

/**
 * The network in a file, or in several that hold a matrix each, from the inputs to the outputs; or, where a JSON file of
 * `exportNetwork` is among them, as that says.
 *
 * @example (await importNetwork([{ name: 'net.onnx', bytes }])).value.layers[0].topology.outputs
 * @throws FrugalError for files that are not sound or no network, UsageError where something has to be said that was not
 */
export async function importNetwork(
  files: readonly NetworkFile[],
  options: ImportOptions = {},
): Promise<Read<StoredNetwork>> {
  const [first] = files;
  if (first === undefined) throw new UsageError('no file of a network was given');
  const json = files.find(({ name }) => name.endsWith('.json'));
  if (json !== undefined) return networkOfMatrices(json, files);
  if (files.length > 1) return fromMatrices(files, options);
  const { name, bytes } = first;
  if (name.endsWith('.onnx')) {
    const { readOnnx } = await import('./onnx/read.ts');
    return readOnnx(bytes, { name });
  }
  if (name.endsWith('.safetensors')) return fromTensors(first, options);
  if (isZip(bytes)) {
    const { zipNames } = await import('../formats/zip.ts');
    if (zipNames(bytes, name).some((entry) => /(^|\/)data\.pkl$/.test(entry)))
      throw new FrugalError(
        `${name} was written by torch.save and can only be read by Python: save it as safetensors there (safetensors.torch.save_file(model.state_dict(), "net.safetensors"))`,
      );
    const own = await fromArchive(first, options);
    if (own !== undefined) return own;
  }
  return fromMatrices(files, options);
}

/** A network that was written here; `undefined` for other archives. */
async function fromArchive(
  { name, bytes }: NetworkFile,
  { network }: ImportOptions,
): Promise<Read<StoredNetwork> | undefined> {
  const { readNpz } = await import('../formats/npz.ts');
  const { isSparse } = await import('../formats/scipy.ts');
  const { value, notes } = readNpz(bytes, { name });
  if (isSparse(value)) return undefined;
  const arrays = Object.fromEntries(
    Array.from(value, ([key, { type, data }]) => [
      key,
      type === 'text' && data.length === 1 ? data[0] : data,
    ]),
  );
  const found = networksIn(arrays);
  return { value: networkFrom(arrays, name, prefixOf(found, network, name)), notes };
}

/**
 * Which of an archive's networks is meant.
 *
 * @throws UsageError for one that is not there, or where several are and none was named
 */
export function prefixOf(
  found: readonly string[],
  wanted: string | undefined,
  what: string,
): string {
  const names = found.map((prefix) => prefix.slice(0, -1));
  if (wanted === undefined && found.length <= 1) return found[0] ?? '';
  if (wanted !== undefined && names.includes(wanted)) return `${wanted}.`;
  const which = wanted === undefined ? 'several networks' : `no network "${wanted}"`;
  throw new UsageError(`${what} holds ${which}; name one of ${names.join(', ')} (--network)`);
}

/** Layers that only know their numbers, as a network. */
function stacked(
  layers: readonly NamedLayer[],
  activations: Readonly<Record<string, string>>,
  { activation }: ImportOptions,
  what: string,
): StoredMlp {
  const said = layers.slice(0, -1).every(({ name }) => activations[name] !== undefined);
  if (layers.length > 1 && activation === undefined && !said)
    throw new UsageError(
      `${what} does not say what its hidden units do: name their activation (--activation relu, or linear)`,
    );
  const last = layers.length - 1;
  return {
    ...{ kind: 'mlp', loss: 'cross-entropy' },
    layers: layers.map((layer, k): StoredLayer => {
      const own = k === last ? undefined : (activation ?? activations[layer.name]);
      const name = k === last ? 'output' : `hidden${k + 1}`;
      const known =
        own === undefined || own === 'linear' ? {} : { activation: own as ActivationName };
      return { ...layer, name, ...known };
    }),
  };
}

async function fromTensors(
  { name, bytes }: NetworkFile,
  options: ImportOptions,
): Promise<Read<StoredNetwork>> {
  const { readSafetensors } = await import('../formats/safetensors.ts');
  const { layersAmong, scalingAmong } = await import('./tensors.ts');
  const { value, notes } = readSafetensors(bytes, { name });
  const { metadata } = value;
  if (metadata.kind === 'rnn')
    throw new FrugalError(`${name} holds a recurrent network; take its npz file instead`);
  if (metadata.kind === 'rbm')
    throw new FrugalError(`${name} holds a Boltzmann machine; take its npz file instead`);
  const found = layersAmong(value, name);
  const layers = ordered(found.value, options.layers, name);
  const mlp = stacked(layers, activationsIn(metadata), options, name);
  const scaling = scalingAmong(value);
  const squared = metadata.loss === 'mean-squared-error';
  const network: StoredMlp = {
    ...(squared ? withSigmoid(mlp) : mlp),
    ...(metadata.loss === 'squared-error' && { loss: 'squared-error' }),
    ...(scaling && { scaling }),
  };
  return {
    value: checkNetwork({ ...network, ...factsFrom(metadata, sizesOf(network)) }),
    notes: [...notes, ...found.notes],
  };
}

const withSigmoid = (network: StoredMlp): StoredMlp => ({
  ...network,
  loss: 'mean-squared-error',
  layers: network.layers.map((layer, k) =>
    k === network.layers.length - 1 ? { ...layer, activation: 'sigmoid' } : layer,
  ),
});

function activationsIn({ activations }: Readonly<Record<string, string>>): Record<string, string> {
  if (activations === undefined) return {};
  try {
    return JSON.parse(activations) as Record<string, string>;
  } catch {
    return {};
  }
}

/** Layers in the order in which they feed each other: as said, else as their names and sizes go. */
function ordered(
  layers: readonly NamedLayer[],
  said: readonly string[] | undefined,
  what: string,
): readonly NamedLayer[] {
  const names = layers.map(({ name }) => name);
  if (layers.length === 0) throw new FrugalError(`${what} holds no layers`);
  if (said !== undefined)
    return said.map((name) => {
      const found = layers.find((layer) => layer.name === name);
      if (found !== undefined) return found;
      throw new UsageError(`${what} has no layer "${name}"; it has ${names.join(', ')}`);
    });
  const fits = layers.every(
    ({ topology }, k) => k === 0 || layers[k - 1].topology.outputs === topology.inputs,
  );
  if (fits) return layers;
  throw new UsageError(
    `${what} has layers that do not feed each other in the order of their names (${names.join(', ')}): say which order (--layers ${names.join(',')})`,
  );
}

/** Matrices of single files, one a layer. */
async function fromMatrices(
  files: readonly NetworkFile[],
  options: ImportOptions,
): Promise<Read<StoredNetwork>> {
  const read = await Promise.all(files.map(matrixIn));
  const what = files.map(({ name }) => name).join(', ');
  if (options.rows === undefined)
    throw new UsageError(
      `${what}: a matrix does not say which side its rows are; say --rows outputs (activities are W·x) or --rows inputs (x·W)`,
    );
  const layers = read.map(({ value }, k): NamedLayer => {
    const layer = layerOfRows(value, files[k].name);
    return { name: files[k].name, ...(options.rows === 'outputs' ? layer : transposed(layer)) };
  });
  const notes = read.flatMap((one) => one.notes);
  notes.push(`${what}: the network has no biases`);
  return { value: checkNetwork(stacked(layers, {}, options, what)), notes };
}

/** The layer of the transposed matrix. */
function transposed(layer: NewLayer): NewLayer {
  const { topology, arrays } = inOrder(layer, 'by-input');
  const { inputs, outputs } = topology;
  const size = { inputs: outputs, outputs: inputs, order: 'by-output' } as const;
  return { topology: topology.index === undefined ? size : { ...topology, ...size }, arrays };
}
