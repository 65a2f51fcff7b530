/**
 * Networks as arrays by name: what `weights.npz` of a run holds, and what `--to npz` writes.
 *
 * A text `network` (JSON) says what the arrays beside it mean: kind, layers in their order, activations, loss, orientation,
 * names, origin. A layer's weights are SciPy's parts of a matrix (`hidden1.weight.format`, `.shape`, `.data`, …; `layerArrays`
 * of `frugal/sparse`), biases are `hidden1.bias`. Several networks lie in one archive under prefixes (`set.`, `dense.`).
 */

import * as z from 'zod/mini';
import { FrugalError } from '../errors.ts';
import { ACTIVATIONS } from '../kernels/index.ts';
import { normNamed } from '../networks/norms.ts';
import { isPieced, type LayerActivation, piecesNamed, slopedPieces } from '../networks/pieces.ts';
import { layerArrays, layerFrom } from '../sparse/csr.ts';
import {
  byOutput,
  checkNetwork,
  type InputScaling,
  type NetworkFacts,
  ORIENTATION,
  type StoredLayer,
  type StoredNetwork,
} from './network.ts';

/** Arrays and texts by name. */
export type Arrays = Readonly<Record<string, unknown>>;
type Kept = Float32Array | Int32Array | string;

const NETWORK = 'network';
const FORM = 'frugal-network/1';

const Texts = z.array(z.string());
const Loss = z.enum(['cross-entropy', 'mean-squared-error', 'squared-error']);
const Size = z.int().check(z.positive());
const Activation = z.enum([
  ...ACTIVATIONS,
  'srelu',
  'all-relu',
] as readonly LayerActivation[] as readonly [LayerActivation, ...LayerActivation[]]);
const Both = {
  form: z.literal(FORM),
  orientation: z.literal(ORIENTATION),
  layers: z.array(
    z.object({
      ...{ name: z.string(), activation: z.optional(Activation), slope: z.optional(z.number()) },
      norm: z.optional(z.literal('batch')),
    }),
  ),
  classes: z.optional(Texts),
  features: z.optional(Texts),
  origin: z.optional(z.record(z.string(), z.string())),
};
const Description = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('mlp'),
    loss: Loss,
    ...Both,
  }),
  z.object({
    kind: z.literal('rnn'),
    loss: z.enum(['cross-entropy', 'squared-error']),
    alpha: z.number(),
    ...Both,
  }),
  z.object({ kind: z.literal('rbm'), ...Both }),
  z.object({
    kind: z.literal('cnn'),
    loss: Loss,
    image: z.object({ channels: Size, rows: Size, columns: Size }),
    pooled: z.array(z.boolean()),
    ...Both,
  }),
]);

/** Biases of the visible units of a Boltzmann machine. */
const VISIBLE = 'visible.bias';
/** What is meant where arrays of a Boltzmann machine have no text beside them, as in runs of `set-rbm`. */
const MACHINE: Said = {
  ...{ kind: 'rbm', form: FORM, orientation: ORIENTATION },
  layers: [{ name: 'hidden', activation: 'sigmoid' }],
};

/** What the text says of a network: all but its numbers. */
type Said = z.infer<typeof Description>;

/** A network without its weights and biases: what is to be written beside arrays that hold those. */
export type NetworkOutline = NetworkFacts & {
  readonly layers: readonly (Pick<StoredLayer, 'name' | 'activation'> & {
    /** Below 0, of `all-relu`. */
    readonly slope?: number;
    /** Whether its sums are normalised. */
    readonly norm?: 'batch' | StoredLayer['norm'];
  })[];
} & (
    | Pick<Extract<StoredNetwork, { kind: 'mlp' }>, 'kind' | 'loss'>
    | Pick<Extract<StoredNetwork, { kind: 'rnn' }>, 'kind' | 'loss' | 'alpha'>
    | Pick<Extract<StoredNetwork, { kind: 'rbm' }>, 'kind'>
    | Pick<Extract<StoredNetwork, { kind: 'cnn' }>, 'kind' | 'loss' | 'image' | 'pooled'>
  );

/**
 * The text `network`, and the tables that go with it: beside the arrays of `networkArrays` they make an archive that says
 * what it is.
 */
export function outlineArrays(outline: NetworkOutline): Readonly<Record<string, Kept>> {
  const { layers, scaling, classes, features, origin } = outline;
  const said: Said = {
    ...saidOf(outline),
    form: FORM,
    orientation: ORIENTATION,
    layers: layers.map(({ name, activation, slope, norm }) => ({
      ...{ name, ...(activation && { activation }), ...(slope !== undefined && { slope }) },
      ...(norm && { norm: 'batch' as const }),
    })),
    ...(classes && { classes: [...classes] }),
    ...(features && { features: [...features] }),
    ...(origin && { origin: { ...origin } }),
  };
  return {
    [NETWORK]: JSON.stringify(said),
    ...(scaling && {
      'input.shift': scaling.shift.slice(),
      'input.scale': scaling.scale.slice(),
    }),
  };
}

/** What only networks of a kind have. */
function saidOf(outline: NetworkOutline) {
  const { kind } = outline;
  if (kind === 'rbm') return { kind };
  if (kind === 'mlp') return { kind, loss: outline.loss };
  if (kind === 'rnn') return { kind, loss: outline.loss, alpha: outline.alpha };
  const { channels, rows, columns } = outline.image;
  const image = { channels, rows, columns };
  return { kind, loss: outline.loss, image, pooled: [...outline.pooled] };
}

/** The network as arrays; all are copies. */
export function arraysOf(network: StoredNetwork): Readonly<Record<string, Kept>> {
  checkNetwork(network);
  const outline = { ...network, layers: network.layers.map(sloped) };
  const arrays: Record<string, Kept> = { ...outlineArrays(outline) };
  for (const { name, topology, arrays: own, bias, activation, pieces, norm } of network.layers) {
    Object.assign(arrays, layerArrays(`${name}.weight`, topology, own.weights));
    if (bias !== undefined) arrays[`${name}.bias`] = bias.slice();
    if (activation === 'srelu' && pieces !== undefined)
      for (const [piece, numbers] of Object.entries(pieces))
        arrays[`${name}.${piece}`] = numbers.slice();
    for (const [number, numbers] of Object.entries(norm ?? {}))
      arrays[`${name}.${number}`] = numbers.slice();
  }
  if (network.kind === 'rbm') arrays[VISIBLE] = network.visibleBias.slice();
  if (network.kind === 'rnn' && network.initial) arrays.initial = network.initial.slice();
  return arrays;
}

/** Of a layer of all-ReLU one number says all. */
const sloped = ({ name, activation, pieces, norm }: StoredLayer) => ({
  ...{ name, ...(activation && { activation }), ...(norm && { norm }) },
  ...(activation === 'all-relu' && pieces && { slope: pieces['left-slope'][0] }),
});

/** Prefixes under which the arrays hold networks, in their order; `''` for one that stands alone. */
export const networksIn = (arrays: Arrays): string[] =>
  Object.keys(arrays).flatMap((name) => {
    if ((name === NETWORK || name.endsWith(`.${NETWORK}`)) && typeof arrays[name] === 'string')
      return [name.slice(0, -NETWORK.length)];
    const prefix = name.endsWith(VISIBLE) ? name.slice(0, -VISIBLE.length) : undefined;
    return prefix !== undefined && isMachine(arrays, prefix) ? [prefix] : [];
  });

/** Whether arrays under a prefix are those of a Boltzmann machine without a text. */
const isMachine = (arrays: Arrays, prefix: string): boolean =>
  arrays[prefix + NETWORK] === undefined &&
  arrays[prefix + VISIBLE] !== undefined &&
  arrays[`${prefix}hidden.weight.format`] !== undefined;

/**
 * The network under a prefix.
 *
 * @param what names the arrays in messages, e.g. the file's path
 * @throws FrugalError where the description is missing or not of this form, or arrays are missing or do not fit
 */
export function networkFrom(arrays: Arrays, what: string, prefix = ''): StoredNetwork {
  const said = isMachine(arrays, prefix) ? MACHINE : described(arrays[prefix + NETWORK], what);
  const { form: _, orientation: __, layers, ...rest } = said;
  const scaling = scalingIn(arrays, prefix);
  const initial = floats(arrays, `${prefix}initial`, what);
  const visibleBias = floats(arrays, prefix + VISIBLE, what) ?? new Float32Array(0);
  try {
    const own = {
      ...(scaling && { scaling }),
      layers: layers.map(({ name, activation, slope = 0, norm: normed }): StoredLayer => {
        const vector = (part: string) => floats(arrays, `${prefix}${part}`, what);
        const bias = vector(`${name}.bias`);
        const layer = byOutput(layerFrom(arrays, `${prefix}${name}.weight`));
        const pieces =
          activation === 'all-relu'
            ? slopedPieces(layer.topology.outputs, slope)
            : piecesNamed(name, vector);
        const norm = normed && normNamed(name, vector);
        if (normed && norm === undefined)
          throw new FrugalError(
            `layer "${name}" is normalised, and not all of its numbers are here`,
          );
        return {
          ...layer,
          ...{ name, ...(bias && { bias }), ...(activation && { activation }) },
          ...(isPieced(activation) && pieces && { pieces }),
          ...(norm && { norm }),
        };
      }),
    };
    return checkNetwork(
      rest.kind === 'rbm'
        ? { ...rest, ...own, visibleBias }
        : { ...rest, ...own, ...(rest.kind === 'rnn' && initial && { initial }) },
    );
  } catch (error) {
    if (error instanceof FrugalError) error.message = `${what}: ${error.message}`;
    throw error;
  }
}

function described(text: unknown, what: string): Said {
  if (typeof text !== 'string')
    throw new FrugalError(
      `${what} does not say which network it holds (no text "${NETWORK}"): name its run's folder, or run the study anew with --fresh`,
    );
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    throw new FrugalError(`${what}: the description of the network is not JSON`);
  }
  const result = Description.safeParse(said);
  if (result.success) return result.data;
  const place = result.error.issues[0]?.path.join('.').slice(0, 60) || 'form';
  throw new FrugalError(
    `${what}: "${place}" of the network's description is missing or not one of ${FORM}`,
  );
}

function scalingIn(arrays: Arrays, prefix: string): InputScaling | undefined {
  const [shift, scale] = ['shift', 'scale'].map((name) => arrays[`${prefix}input.${name}`]);
  if (!(shift instanceof Float32Array && scale instanceof Float32Array)) return undefined;
  return { shift, scale };
}

function floats(arrays: Arrays, name: string, what: string): Float32Array | undefined {
  const found = arrays[name];
  if (found === undefined || found instanceof Float32Array) return found;
  throw new FrugalError(`${what}: "${name}" is not an array of float32`);
}
