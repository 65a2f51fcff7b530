/** What every file says of the network in it, as texts by name: formats with room for metadata carry it, and give it back. */

import { type NetworkFacts, ORIENTATION, type StoredNetwork } from './network.ts';

const LISTS = ['classes', 'features'] as const;

/** Names and texts; lists are JSON. */
export function statementOf(network: StoredNetwork): Readonly<Record<string, string>> {
  const { kind, layers, classes, features, origin, scaling } = network;
  return {
    ...origin,
    ...{ generator: 'frugal', kind, orientation: ORIENTATION },
    ...(network.kind === 'rbm' ? { model: MODEL } : { loss: network.loss }),
    activations: JSON.stringify(
      Object.fromEntries(layers.map(({ name, activation = 'linear' }) => [name, activation])),
    ),
    ...(network.kind === 'rnn' && { alpha: String(network.alpha) }),
    ...(network.kind === 'cnn' && {
      image: JSON.stringify(network.image),
      pooled: JSON.stringify(network.pooled),
      convolution: CONVOLUTION,
    }),
    ...(scaling && { scaling: 'input = (stored - shift) * scale' }),
    ...(classes && { classes: JSON.stringify(classes) }),
    ...(features && { features: JSON.stringify(features) }),
  };
}

/** How units of a Boltzmann machine are drawn. */
const MODEL =
  'p(hidden = 1) = sigmoid(weight · visible + hidden bias); p(visible = 1) = sigmoid(weightᵀ · hidden + visible bias)';

/** What the columns of a convolution's weights are. */
const CONVOLUTION =
  'weight[channel, 9·channel before + 3·row + column]: 3 × 3 taps with a border of zeros; then the largest of 2 × 2 pixels where pooled';

/** Names that say how the network is made, and nothing of where it comes from. */
const OWN = [
  'generator',
  'kind',
  'loss',
  'model',
  'visibleBias',
  'orientation',
  'activations',
  'alpha',
  'scaling',
  'image',
  'pooled',
  'convolution',
];

/**
 * Names and origin out of metadata; what is not ours is kept as origin. Lists of another length than the network has inputs
 * and outputs are left out.
 */
export function factsFrom(
  metadata: Readonly<Record<string, string>>,
  sizes: { readonly inputs: number; readonly outputs: number },
): Pick<NetworkFacts, 'classes' | 'features' | 'origin'> {
  const [classes, features] = LISTS.map((name) => textsIn(metadata[name]));
  const origin = Object.fromEntries(
    Object.entries(metadata).filter(
      ([name]) =>
        !OWN.includes(name) &&
        !(LISTS as readonly string[]).includes(name) &&
        !name.endsWith('.shape'),
    ),
  );
  return {
    ...(classes?.length === sizes.outputs && { classes }),
    ...(features?.length === sizes.inputs && { features }),
    ...(Object.keys(origin).length > 0 && { origin }),
  };
}

function textsIn(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}
