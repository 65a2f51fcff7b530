/**
 * Layers that are files of their own: matrices of SciPy and Matrix Market, and the JSON file beside them in which `frugal
 * export` says what matrices have no room for: biases, activations, scaling, names, origin.
 */

import * as z from 'zod/mini';
import { FrugalError, UsageError } from '../errors.ts';
import type { Read, SparseRows } from '../formats/values.ts';
import { ACTIVATIONS, type ActivationName } from '../kernels/index.ts';
import { checkNetwork, type StoredLayer, type StoredNetwork, sizesOf } from './network.ts';
import { layerOfRows } from './rows.ts';
import { factsFrom } from './statement.ts';

/** A file in memory. */
export interface NetworkFile {
  /** As it is called, without folders; its ending tells forms apart that their bytes do not. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const Numbers = z.array(z.number());
const Both = {
  layers: z
    .array(
      z.object({
        ...{ name: z.string(), file: z.string().check(z.regex(/^[^/\\]+$/)) },
        ...{ outputs: z.number(), inputs: z.number() },
        activation: z.enum(['linear', ...ACTIVATIONS] as ['linear', ...ActivationName[]]),
        bias: z.optional(Numbers),
      }),
    )
    .check(z.minLength(1)),
  scaling: z.optional(z.object({ shift: Numbers, scale: Numbers })),
};
const About = z.discriminatedUnion('kind', [
  z.object({
    ...{ kind: z.literal('mlp'), ...Both },
    loss: z.enum(['cross-entropy', 'mean-squared-error', 'squared-error']),
  }),
  z.object({
    ...{ kind: z.literal('rnn'), ...Both },
    loss: z.enum(['cross-entropy', 'squared-error']),
    ...{ alpha: z.string(), initial: z.optional(Numbers) },
  }),
  z.object({ ...{ kind: z.literal('rbm'), ...Both }, visibleBias: Numbers }),
]);

/** The JSON file, checked, and all texts in it by name. */
function aboutIn({ name, bytes }: NetworkFile) {
  let said: unknown;
  try {
    said = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new FrugalError(`${name} is not JSON`);
  }
  const { success, data, error } = About.safeParse(said);
  if (!success)
    throw new FrugalError(
      `${name}: "${error.issues[0]?.path.join('.').slice(0, 60) || 'kind'}" is missing or not as "frugal export --to scipy" writes it`,
    );
  const texts = Object.entries(said as object).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return { about: data, texts: Object.fromEntries(texts) };
}

/**
 * Names of the files of the layers, which lie beside the JSON file.
 *
 * @throws FrugalError for JSON that is not of a network
 */
export const matrixFilesOf = (json: NetworkFile): string[] =>
  aboutIn(json).about.layers.map(({ file }) => file);

/**
 * The network of a JSON file and the matrices that it names.
 *
 * @throws FrugalError for files that are not sound or do not fit, UsageError where one is missing
 */
export async function networkOfMatrices(
  json: NetworkFile,
  files: readonly NetworkFile[],
): Promise<Read<StoredNetwork>> {
  const { about, texts } = aboutIn(json);
  const notes: string[] = [];
  const layers: StoredLayer[] = [];
  for (const { name, file, outputs, inputs, activation, bias } of about.layers) {
    const found = files.find((one) => one.name === file);
    if (found === undefined)
      throw new UsageError(`${json.name} names ${file} for layer "${name}": give that file too`);
    const { value, notes: more } = await matrixIn(found);
    notes.push(...more);
    if (value.rows !== outputs || value.columns !== inputs)
      throw new FrugalError(
        `${file} is ${value.rows} × ${value.columns}, ${json.name} says ${outputs} × ${inputs}`,
      );
    layers.push({
      ...{ name, ...layerOfRows(value, file) },
      ...(bias && { bias: Float32Array.from(bias) }),
      ...(activation !== 'linear' && { activation }),
    });
  }
  const { scaling } = about;
  const rest = {
    layers,
    ...(scaling && {
      scaling: {
        shift: Float32Array.from(scaling.shift),
        scale: Float32Array.from(scaling.scale),
      },
    }),
  };
  const checked = checkNetwork(networkOf(about, rest));
  return { value: checkNetwork({ ...checked, ...factsFrom(texts, sizesOf(checked)) }), notes };
}

/** The network that a JSON file says, around its layers. */
function networkOf(
  about: z.infer<typeof About>,
  rest: Pick<StoredNetwork, 'layers' | 'scaling'>,
): StoredNetwork {
  if (about.kind === 'mlp') return { ...rest, kind: 'mlp', loss: about.loss };
  if (about.kind === 'rbm')
    return { ...rest, kind: 'rbm', visibleBias: Float32Array.from(about.visibleBias) };
  return {
    ...{ ...rest, kind: 'rnn', loss: about.loss, alpha: Number(about.alpha) },
    ...(about.initial && { initial: Float32Array.from(about.initial) }),
  };
}

export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

/** The one matrix in a file. */
export async function matrixIn({ name, bytes }: NetworkFile): Promise<Read<SparseRows>> {
  if (isZip(bytes)) {
    const { readSparseNpz } = await import('../formats/scipy.ts');
    return readSparseNpz(bytes, { name });
  }
  if (name.endsWith('.mtx')) {
    const { readMatrixMarket } = await import('../formats/graphs/matrix-market.ts');
    return readMatrixMarket(bytes, { name });
  }
  throw new FrugalError(
    `${name} is no network that can be read: expected weights.npz of a run, ONNX (.onnx), safetensors (.safetensors), SciPy (.npz) or Matrix Market (.mtx), or the .json beside these two`,
  );
}
