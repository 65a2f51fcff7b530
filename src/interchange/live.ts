/** Networks of the engine's memory as stored ones, and back: the way in and out of learning. */

import type { Engine } from '../engine/index.ts';
import { bundleWeights, layerOf, type Network, statisticOf } from '../networks/bundle.ts';
import type { CnnDescription, MlpDescription } from '../networks/describe.ts';
import { createMlp, homeOrder, type LayerSpec, type Mlp } from '../networks/mlp.ts';
import { normNamed } from '../networks/norms.ts';
import {
  ALL_RELU,
  alternatingSlope,
  isPieced,
  piecesNamed,
  slopedPieces,
} from '../networks/pieces.ts';
import type { Rnn } from '../networks/rnn/rnn.ts';
import type { NewLayer } from '../sparse/layer.ts';
import type { NetworkOutline } from './arrays.ts';
import {
  byOutput,
  checkNetwork,
  inOrder,
  type NetworkFacts,
  type StoredCnn,
  type StoredImage,
  type StoredLayer,
  type StoredMlp,
  type StoredNetwork,
  type StoredRnn,
} from './network.ts';

/** What is said of a multilayer perceptron beside its arrays. */
export const outlineOfMlp = (
  { engine, layers }: Mlp,
  loss: StoredMlp['loss'],
  facts: NetworkFacts = {},
): NetworkOutline => ({
  ...{ kind: 'mlp', loss, ...facts },
  layers: layers.map(({ name, activation, pieces, norm }) => ({
    ...{ name, ...(activation && { activation }), ...(norm && { norm: 'batch' as const }) },
    ...(activation === 'all-relu' &&
      pieces && { slope: engine.memory.views().f32[(pieces.numbers + pieces.stride) / 4] }),
  })),
});

/** What is said of a recurrent network beside its arrays. */
export const outlineOfRnn = (network: Rnn, facts: NetworkFacts = {}): NetworkOutline => {
  const { activation, alpha, loss, rules } = network;
  const last = loss === 'squared-error' ? { activation: 'sigmoid' as const } : {};
  return {
    ...{ kind: 'rnn', loss, alpha, ...facts },
    layers: [
      { name: 'input' },
      ...(rules > 0 ? [{ name: 'rule' }] : []),
      { name: 'recurrent', activation },
      { name: 'output', ...last },
    ],
  };
};

/**
 * What is said of a convolutional network beside its arrays: of its description, and of the images that it was built for.
 *
 * @example outlineOfCnn(cnn([[8], [16]], [100]), { channels: 1, rows: 28, columns: 28 }).pooled // [true, true]
 */
export function outlineOfCnn(
  { blocks, hidden, activation, slope = ALL_RELU, loss, norm }: CnnDescription,
  image: StoredImage,
  facts: NetworkFacts = {},
): NetworkOutline {
  const pooled = blocks.flatMap((block) => block.map((_, k) => k === block.length - 1));
  const last = loss === 'mean-squared-error' ? { activation: 'sigmoid' as const } : {};
  const normed = norm === 'batch' ? { norm } : {};
  return {
    ...{ kind: 'cnn', loss, image, pooled, ...facts },
    layers: [
      ...pooled.map((_, k) => ({
        ...{ name: `convolution${k + 1}`, activation: 'relu' as const, ...normed },
      })),
      ...hidden.map((_, k) => ({
        ...{ name: `hidden${k + 1}`, activation, ...normed },
        ...(activation === 'all-relu' && { slope: alternatingSlope(k, slope) }),
      })),
      { name: 'output', ...last },
    ],
  };
}

/** A network as it is now, copied out of the engine's memory. */
export function storedOf(network: Network, outline: NetworkOutline): StoredNetwork {
  const { engine, bundles, running = [] } = network;
  const vector = (name: string): Float32Array | undefined => {
    const bundle = bundles.find((one) => one.name === name);
    if (bundle !== undefined) return bundleWeights(engine, bundle).slice();
    const own = running.find((one) => one.name === name);
    return own && statisticOf(engine, own).slice();
  };
  const layers = outline.layers.map(({ name, activation, slope = 0, norm }): StoredLayer => {
    const bundle = network.bundle(`${name}.weight`);
    const bias = vector(`${name}.bias`);
    const units = bundle.matrix?.outputs ?? bias?.length ?? 0;
    const pieces =
      activation === 'all-relu' ? slopedPieces(units, slope) : piecesNamed(name, vector);
    const normed = norm && normNamed(name, vector);
    return {
      ...byOutput(unlisted(layerOf(engine, bundle))),
      ...{ name, ...(bias && { bias }), ...(activation && { activation }) },
      ...(isPieced(activation) && pieces && { pieces }),
      ...(normed && { norm: normed }),
    };
  });
  const { layers: _, ...facts } = outline;
  const initial = vector('initial');
  if (facts.kind === 'rbm') {
    const visibleBias = vector('visible.bias') ?? new Float32Array(0);
    return checkNetwork({ ...facts, layers, visibleBias });
  }
  if (facts.kind === 'cnn') return checkNetwork({ ...facts, layers } satisfies StoredCnn);
  return checkNetwork(
    facts.kind === 'mlp'
      ? ({ ...facts, layers } satisfies StoredMlp)
      : ({ ...facts, layers, ...(initial && { initial }) } satisfies StoredRnn),
  );
}

/** The layers of a network as they are now, also where no file of a network could hold them: kernels of convolution, a unit. */
export const storedLayers = ({ engine, bundles }: Network): StoredLayer[] =>
  bundles.flatMap((bundle) => {
    if (bundle.kind !== 'weight') return [];
    const name = bundle.name.replace(/\.weight$/, '');
    return [{ ...byOutput(unlisted(layerOf(engine, bundle))), name }];
  });

/** The layer without its lists where every connection exists. */
function unlisted(layer: NewLayer): NewLayer {
  const { inputs, outputs, order, index } = layer.topology;
  if (index === undefined || index.length < inputs * outputs) return layer;
  return { topology: { inputs, outputs, order }, arrays: layer.arrays };
}

/** What a perceptron is to be made with that no file says. */
export interface MlpFitting {
  readonly batch: number;
  readonly shards?: number;
  /** Of the hidden units, while learning; default none. */
  readonly dropout?: MlpDescription['dropout'];
  readonly dropoutKey?: readonly [number, number];
  /** Examples come sparse. */
  readonly sparseInputs?: boolean;
  /** Connections that are to fit into each layer, as a multiple of those that there are; default 1. */
  readonly room?: number;
}

/** A stored multilayer perceptron in the engine's memory, to be taught further. */
export function mlpFrom(engine: Engine, network: StoredMlp, fitting: MlpFitting): Mlp {
  const { dropout = 0, room, ...rest } = fitting;
  const last = network.layers.length - 1;
  const layers = network.layers.map(
    ({ topology, arrays: { weights }, activation, pieces, norm }, k): LayerSpec => ({
      ...inOrder<NewLayer>({ topology, arrays: { weights } }, homeOrder(k)),
      ...{ activation, ...(pieces && { pieces }), ...(norm && { norm }) },
      ...{ dropout: k === last ? 0 : dropout, room },
    }),
  );
  const made = createMlp(engine, { layers, loss: network.loss, ...rest });
  for (const { name, bias } of network.layers)
    if (bias !== undefined) bundleWeights(engine, made.bundle(`${name}.bias`)).set(bias);
  return made;
}
