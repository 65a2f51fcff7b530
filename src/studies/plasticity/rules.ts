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

/**
 * Share of a layer's synapses: in the output layer the one that is given, or as many as in the first, as the published program
 * balances them (the bias input left out).
 */
function balanced(
  { outputFraction }: Values,
  { fraction, hidden, features, classes }: Setting,
  layer: number,
): number {
  if (layer === 1 && outputFraction > 0) return outputFraction;
  return balancedFractions(fraction, [features * hidden, hidden * classes])[layer];
}

/** Share of a layer's units: in the output layer the one that is given, or all. */
const shareOfUnits = ({ outputFraction }: Values, { fraction }: Setting, layer: number): number =>
  layer === 0 ? fraction : outputFraction > 0 ? outputFraction : 1;

/** The published rule takes its fraction of the whole layer; this is the share of the path. */
function competitiveOnPath(values: Values, setting: Setting, layer: number): Transform {
  const { hidden, fraction } = setting;
  const ofPath = (share: number): number => (share * pathUnitsOf(values, hidden)) / hidden;
  const own = { ...setting, fraction: ofPath(fraction) };
  const given = { ...values, outputFraction: ofPath(values.outputFraction) };
  return chain(pathOf(values, setting), competitive({ fraction: balanced(given, own, layer) }));
}

/** Units of the path: at most three quarters of the hidden ones, since a path of all of them would be no path. */
const pathUnitsOf = (values: Values, hidden: number): number =>
  Math.max(1, Math.min(values.pathUnits, Math.round(0.75 * hidden)));

const pathOf = (values: Values, { hidden }: Setting) => path(pathUnitsOf(values, hidden));

const step = ({ rate: eta }: Setting) => rate(eta);
const after =
  (make: Make): Make =>
  (...own) =>
    chain(step(own[1]), make(...own));

export const RULES = [
  'plain',
  'competitive',
  'competitive-equal',
  'competitive-neuron',
  'path',
  'path-competitive',
  'lazy',
  'lazy-competitive',
  'lazy-path-competitive',
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
  competitive: after((...own) => competitive({ fraction: balanced(...own) })),
  'competitive-equal': after((_, { fraction }) => competitive({ fraction })),
  'competitive-neuron': after((...own) =>
    competitive({ fraction: balanced(...own), within: 'neuron' }),
  ),
  path: after(pathOf),
  'path-competitive': after(competitiveOnPath),
  lazy: after(({ lead }) => lazy(lead)),
  'lazy-competitive': (...own) =>
    chain(step(own[1]), lazy(own[0].lead), competitive({ fraction: balanced(...own) })),
  'lazy-path-competitive': (...own) =>
    chain(step(own[1]), lazy(own[0].lead), competitiveOnPath(...own)),
  'frozen-hidden': (_, setting, layer) =>
    layer === 0 ? chain(step(setting), frozen()) : step(setting),
  residual: after(({ residualThreshold }) => residual(residualThreshold)),
  'residual-lazy': ({ composedThreshold, composedLead }, setting) =>
    chain(step(setting), lazy(composedLead), residual(composedThreshold)),
  'residual-path': (values, setting) =>
    chain(step(setting), pathOf(values, setting), residual(values.residualThreshold)),
  'residual-competitive': after((...own) => residualCompetitive(balanced(...own))),
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
  'fixed-synapses': after((...own) => fixedSynapses(balanced(...own))),
  'random-synapses': after((...own) => randomSynapses(balanced(...own))),
  'random-synapses-equal': after((_, { fraction }) => randomSynapses(fraction)),
  'largest-weight': after((...own) => competitive({ fraction: balanced(...own), by: 'weight' })),
  'smallest-weight': after((...own) =>
    competitive({ fraction: balanced(...own), by: 'weight', which: 'smallest' }),
  ),
  'smallest-change': after((...own) =>
    competitive({ fraction: balanced(...own), which: 'smallest' }),
  ),
  'random-neurons': after((values, setting, layer) =>
    // The published rule keeps as many of both layers.
    randomNeurons(
      values.outputFraction > 0 ? shareOfUnits(values, setting, layer) : setting.fraction,
    ),
  ),
  'fixed-neurons': after((...own) => fixedNeurons(shareOfUnits(...own))),
  'neurons-per-class': after((...own) => neuronsPerClass(shareOfUnits(...own))),
  'neurons-in-rotation': after((...own) => neuronsInRotation(shareOfUnits(...own), own[0].masks)),
  'largest-error': after((...own) => neuronsByError(shareOfUnits(...own))),
  'largest-activity': after((...own) => neuronsByActivity(shareOfUnits(...own))),
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
