/** The rules that `plasticity` compares: each name stands for a chain on every layer. */

import {
  adam,
  balancedFractions,
  caching,
  chain,
  competitive,
  fixedNeurons,
  fixedSynapses,
  frozen,
  imbalance,
  lazy,
  neuronsByActivity,
  neuronsByError,
  neuronsInRotation,
  neuronsPerClass,
  path,
  randomNeurons,
  randomSynapses,
  rate,
  reliability,
  residual,
  residualCompetitive,
  sgd,
  type Transform,
} from '../../plasticity/index.ts';
import type { Values } from './parameters.ts';

/** What a rule may depend on beside the parameters: a sweep changes some of them. */
export interface Setting {
  readonly hidden: number;
  readonly fraction: number;
  readonly rate: number;
  readonly features: number;
  readonly classes: number;
}

type Make = (values: Values, setting: Setting, layer: number) => Transform;

/** Number of synapses per layer as the published program balances them: the bias input left out. */
function balanced({ fraction, hidden, features, classes }: Setting, layer: number): number {
  return balancedFractions(fraction, [features * hidden, hidden * classes])[layer];
}

/** Units of the path: at most three quarters of the hidden ones, since a path of all of them would be no path. */
const pathUnitsOf = (values: Values, hidden: number): number =>
  Math.max(1, Math.min(values.pathUnits, Math.round(0.75 * hidden)));

const pathOf = (values: Values, { hidden }: Setting) => path(pathUnitsOf(values, hidden));

const step = ({ rate: eta }: Setting) => rate(eta);
const after = (make: (values: Values, setting: Setting, layer: number) => Transform): Make => {
  return (values, setting, layer) => chain(step(setting), make(values, setting, layer));
};

export const RULES = [
  'plain',
  'competitive',
  'competitive-equal',
  'competitive-neuron',
  'path',
  'path-competitive',
  'lazy',
  'lazy-competitive',
  'frozen-hidden',
  'residual',
  'residual-lazy',
  'residual-path',
  'residual-competitive',
  'caching',
  'caching-neuron',
  'caching-all',
  'imbalance',
  'fixed-synapses',
  'random-synapses',
  'random-synapses-equal',
  'largest-weight',
  'smallest-weight',
  'smallest-change',
  'random-neurons',
  'fixed-neurons',
  'neurons-per-class',
  'neurons-in-rotation',
  'largest-error',
  'largest-activity',
  'momentum',
  'adam',
  'reliability',
] as const;
export type RuleName = (typeof RULES)[number];

/** Restrictions that the papers show as controls: they should not save energy, or not learn. */
export const CONTROLS: readonly RuleName[] = [
  'fixed-synapses',
  'random-synapses',
  'random-synapses-equal',
  'largest-weight',
  'smallest-weight',
  'smallest-change',
];

const MAKE: Record<RuleName, Make> = {
  plain: (_, setting) => step(setting),
  competitive: after((_, setting, layer) => competitive({ fraction: balanced(setting, layer) })),
  'competitive-equal': after((_, { fraction }) => competitive({ fraction })),
  'competitive-neuron': after((_, setting, layer) =>
    competitive({ fraction: balanced(setting, layer), within: 'neuron' }),
  ),
  path: after(pathOf),
  'path-competitive': (values, setting, layer) => {
    // The published rule takes its fraction of the whole layer; this is the share p of the path.
    const fraction = (setting.fraction * pathUnitsOf(values, setting.hidden)) / setting.hidden;
    const share = balanced({ ...setting, fraction }, layer);
    return chain(step(setting), pathOf(values, setting), competitive({ fraction: share }));
  },
  lazy: after(({ lead }) => lazy(lead)),
  'lazy-competitive': ({ lead }, setting, layer) =>
    chain(step(setting), lazy(lead), competitive({ fraction: balanced(setting, layer) })),
  'frozen-hidden': (_, setting, layer) =>
    layer === 0 ? chain(step(setting), frozen()) : step(setting),
  residual: after(({ residualThreshold }) => residual(residualThreshold)),
  'residual-lazy': ({ composedThreshold, composedLead }, setting) =>
    chain(step(setting), lazy(composedLead), residual(composedThreshold)),
  'residual-path': (values, setting) =>
    chain(step(setting), pathOf(values, setting), residual(values.residualThreshold)),
  'residual-competitive': after((_, setting, layer) =>
    residualCompetitive(balanced(setting, layer)),
  ),
  caching: after(({ cachingThreshold: threshold, timeConstant }) =>
    caching({ threshold, timeConstant }),
  ),
  'caching-neuron': after(({ cachingThreshold: threshold, timeConstant }) =>
    caching({ threshold, timeConstant, criterion: 'neuron' }),
  ),
  'caching-all': after(({ totalThreshold: threshold, timeConstant }) =>
    caching({ threshold, timeConstant, criterion: 'all' }),
  ),
  imbalance: after(({ shrinkage }) => imbalance(shrinkage)),
  'fixed-synapses': after((_, setting, layer) => fixedSynapses(balanced(setting, layer))),
  'random-synapses': after((_, setting, layer) => randomSynapses(balanced(setting, layer))),
  'random-synapses-equal': after((_, { fraction }) => randomSynapses(fraction)),
  'largest-weight': after((_, setting, layer) =>
    competitive({ fraction: balanced(setting, layer), by: 'weight' }),
  ),
  'smallest-weight': after((_, setting, layer) =>
    competitive({ fraction: balanced(setting, layer), by: 'weight', which: 'smallest' }),
  ),
  'smallest-change': after((_, setting, layer) =>
    competitive({ fraction: balanced(setting, layer), which: 'smallest' }),
  ),
  'random-neurons': after((_, { fraction }) => randomNeurons(fraction)),
  'fixed-neurons': after((_, { fraction }, layer) => fixedNeurons(layer === 0 ? fraction : 1)),
  'neurons-per-class': after((_, { fraction }, layer) =>
    neuronsPerClass(layer === 0 ? fraction : 1),
  ),
  'neurons-in-rotation': after(({ masks }, { fraction }, layer) =>
    neuronsInRotation(layer === 0 ? fraction : 1, masks),
  ),
  'largest-error': after((_, { fraction }, layer) => neuronsByError(layer === 0 ? fraction : 1)),
  'largest-activity': after((_, { fraction }, layer) =>
    neuronsByActivity(layer === 0 ? fraction : 1),
  ),
  momentum: (_, { rate: eta }) => sgd({ rate: 0.1 * eta, momentum: 0.9 }),
  adam: ({ adamRate }) => adam({ rate: adamRate }),
  reliability: (values, { rate: eta }) =>
    reliability({
      ...{ rate: eta, spreadRate: values.spreadRate, price: values.reliabilityPrice },
      ...reliabilityOf(values),
    }),
};

/** Exponent, scale and first deviation of noisy synapses; scale and deviation as published. */
export const reliabilityOf = ({ reliabilityExponent }: Values) => ({
  ...{ exponent: reliabilityExponent, scale: 0.001, deviation: 1e-4 },
});

/** The transform of a rule on a layer; the same for all its bundles. */
export const transformOf = (
  rule: RuleName,
  values: Values,
  setting: Setting,
  layer: number,
): Transform => MAKE[rule](values, setting, layer);
