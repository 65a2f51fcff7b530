/** From a method to what stands between a gradient and a weight: one chain for weights, one for biases. */

import type { Bundle } from '../../networks/index.ts';
import {
  adam,
  caching,
  chain,
  competitive,
  dale,
  fixedSynapses,
  gapElimination,
  hiddenStates,
  l1Homeostasis,
  randomSynapses,
  residual,
  residualCompetitive,
  sgd,
  type Transform,
  wirePenalty,
} from '../../plasticity/index.ts';
import type { Values } from './parameters.ts';
import type { Method } from './vocabulary.ts';

/** What only the network knows. */
export interface BundleFacts {
  /** Mean |w| of a bundle of weights at birth. */
  readonly mean: number;
  /** Signs of the units that it comes from, where they obey Dale’s principle. */
  readonly signs?: ArrayLike<number>;
  /** A price on wire, where the units have places. */
  readonly price?: Transform;
}

/** Momentum of the rules that have one. */
const MOMENTUM = 0.9;

/** Learning rates of rules where none is said. */
const RATES = { sgd: 0.1, momentum: 0.05, nesterov: 0.05, adam: 0.001 } as const;

export const rateOf = ({ rule }: Pick<Method, 'rule'>, { rate }: Pick<Values, 'rate'>): number =>
  rate > 0 ? rate : RATES[rule];

function optimiserOf(method: Method, values: Values, decay: number): Transform {
  const rate = rateOf(method, values);
  const coupledDecay = decay;
  switch (method.rule) {
    case 'sgd':
      return sgd({ rate, coupledDecay });
    case 'momentum':
      return sgd({ rate, coupledDecay, momentum: MOMENTUM });
    case 'nesterov':
      return sgd({ rate, coupledDecay, momentum: MOMENTUM, nesterov: true });
    case 'adam':
      // Connections that are born have moments of their own age.
      return adam({
        ...{ rate, coupledDecay },
        correctedSince: method.rewiring === 'none' ? 'start' : 'birth',
      });
  }
}

/** The budget, if there is one. */
export function budgetOf(
  { budget }: Pick<Method, 'budget'>,
  { fraction, threshold }: Values,
): readonly Transform[] {
  switch (budget) {
    case 'none':
      return [];
    case 'competitive':
      return [competitive({ fraction })];
    case 'random-synapses':
      return [randomSynapses(fraction)];
    case 'fixed-synapses':
      return [fixedSynapses(fraction)];
    case 'residual':
      return [residual(threshold)];
    case 'residual-competitive':
      return [residualCompetitive(fraction)];
    case 'caching':
      return [caching({ threshold, timeConstant: 1000 })];
  }
}

function constraintsOf(
  { constraint }: Pick<Method, 'constraint'>,
  { gap: size, gapEvery: every }: Values,
  { mean, signs }: BundleFacts,
): readonly Transform[] {
  switch (constraint) {
    case 'none':
      return [];
    case 'dale':
      return signs === undefined ? [] : [dale(signs)];
    case 'l1':
      return [l1Homeostasis({ mean })];
    case 'gap': {
      const gap = size * mean;
      return [l1Homeostasis({ mean, gap }), gapElimination({ gap, every })];
    }
  }
}

/** Prices without places; those with places are the network's to give. */
function priceOf({ penalty }: Pick<Method, 'penalty'>, { price }: Values): readonly Transform[] {
  return penalty === 'l1' ? [wirePenalty({ strength: price })] : [];
}

/**
 * The chain of each bundle: price, rule, budget, constraint, levels. Biases have no price, constraint or levels: they are few,
 * and their place is a threshold's.
 *
 * @param factsOf asked once for each bundle of weights; undefined for those that only rule and budget are about
 */
export function transformsOf(
  method: Method,
  values: Values,
  factsOf: (bundle: Bundle) => BundleFacts | undefined,
): (bundle: Bundle) => Transform {
  const { penalty, discretisation } = method;
  const budget = budgetOf(method, values);
  const plain = chain(optimiserOf(method, values, 0), ...budget);
  const optimiser = optimiserOf(method, values, penalty === 'l2' ? values.price : 0);
  const { levels, states } = values;
  return (bundle) => {
    const facts = bundle.kind === 'bias' ? undefined : factsOf(bundle);
    if (facts === undefined) return plain;
    return chain(
      ...priceOf(method, values),
      ...(facts.price === undefined ? [] : [facts.price]),
      ...[optimiser, ...budget],
      ...constraintsOf(method, values, facts),
      ...(discretisation === 'levels' ? [hiddenStates({ levels, states })] : []),
    );
  };
}
