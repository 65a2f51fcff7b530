/** Sparse evolutionary training in its three forms, and no rewiring at all, its control. */

import type { Region } from '../connectivity/region.ts';
import { normal, type WeightLaw, zero } from '../connectivity/weights.ts';
import { checkNames } from '../errors.ts';
import {
  type CountOptions,
  dropNone,
  publicCode,
  smallestMagnitude,
  smallestPerSign,
} from './drop.ts';
import type { Fraction } from './fraction.ts';
import { type UniformEmptyOptions, uniformEmpty } from './grow.ts';
import type { FinalStep, Rewiring, When } from './rule.ts';

/** What the SET family lets one choose. */
export interface SetOptions {
  /** ζ, the fraction that dies at each step, in [0, 1]; default 0.3. */
  readonly zeta?: Fraction;
  /** First weight of a new connection; default N(0, 0.1²). */
  readonly value?: WeightLaw;
  /** Whether a connection that dies may not be born in the same step; default false. */
  readonly excludeJustRemoved?: boolean;
  /** Where connections may be born: a mask, a radius, a graph, all but autapses. Default anywhere. */
  readonly within?: Region;
  /** How ζK becomes a whole number; default `down`. The public code has its own arithmetic. */
  readonly rounding?: CountOptions['rounding'];
  /** Whether as many are born as die, or as many on average; default `exact`. */
  readonly growth?: UniformEmptyOptions['growth'];
  /** Default `none`. */
  readonly finalStep?: FinalStep;
  /** Default before every epoch. */
  readonly when?: When;
  /** What the optimiser has gathered of connections that stay; default `kept`. */
  readonly survivors?: Rewiring['survivors'];
}

const SET_OPTIONS: readonly (keyof SetOptions)[] = [
  ...(['zeta', 'value', 'excludeJustRemoved', 'within', 'rounding'] as const),
  ...(['growth', 'finalStep', 'when', 'survivors'] as const),
];

/**
 * Sparse evolutionary training: ⌊ζK₋⌋ negative and ⌊ζK₊⌋ positive weights nearest to zero die; as many connections are born,
 * uniform over the empty positions, with a random weight and without velocity.
 *
 * D. C. Mocanu et al., Nature Communications 9:2383 (2018): ζ = 0.3, after every epoch, every sparse layer by itself.
 *
 * *Deviations.* The article ends with a removal (`finalStep: 'prune'`); the default here is that of its public perceptron
 * code, no step after the last epoch. The article does not state the law of new weights; the default is that of the
 * public SciPy code. For weights of exactly 0 see `smallestPerSign`.
 *
 * @throws UsageError when ζ is outside [0, 1], or for an option that it does not have
 * @example set({ zeta: 0.3 }).name // 'set'
 */
export function set(options: SetOptions = {}): Rewiring {
  checkNames('set()', options, SET_OPTIONS);
  return setAmong(options);
}

/** The same among options of other rules, which it leaves alone. */
export function setAmong(options: SetOptions = {}): Rewiring {
  const {
    zeta = 0.3,
    value = normal(0.1),
    excludeJustRemoved = false,
    finalStep = 'none',
    within,
    when,
    rounding,
    growth,
    survivors,
  } = options;
  const grow = uniformEmpty({ excludeJustRemoved, growth });
  return {
    name: 'set',
    drop: smallestPerSign(zeta, { rounding }),
    grow,
    within,
    value,
    when,
    ...(survivors && { survivors }),
    finalStep,
  };
}

/**
 * SET with the removal of the public code, which takes about two connections more than ζK; see `publicCode`.
 *
 * @example setPublicCode({ zeta: 0.3 }).name // 'set-public-code'
 */
export function setPublicCode(options: SetOptions = {}): Rewiring {
  return { ...setAmong(options), name: 'set-public-code', drop: publicCode(options.zeta ?? 0.3) };
}

/**
 * SET as its public Keras program has it: the removal of `setPublicCode`, new weights of 0, and, since that makes the optimiser
 * anew after every epoch, no momentum of connections that stay.
 *
 * *Deviation.* It forgets the momentum of biases and of dense layers too, which a rule of rewiring does not see.
 *
 * @example setKeras().survivors // 'forgotten'
 */
export const setKeras = (options: SetOptions = {}): Rewiring => ({
  ...setPublicCode({ value: zero, survivors: 'forgotten', ...options }),
  name: 'set-keras',
});

/**
 * SET with removal by |weight| regardless of sign, the rule that later libraries call SET.
 *
 * @example setMagnitude({ zeta: 0.3 }).name // 'set-magnitude'
 */
export function setMagnitude(options: SetOptions = {}): Rewiring {
  return {
    ...setAmong(options),
    name: 'set-magnitude',
    drop: smallestMagnitude(options.zeta ?? 0.3, options),
  };
}

/**
 * No rewiring at all: the control to every other rule ("FixProb" in the article).
 *
 * @example staticSparse().name // 'static'
 */
export function staticSparse(): Rewiring {
  return {
    name: 'static',
    drop: dropNone,
    grow: uniformEmpty(),
    value: zero,
    finalStep: 'none',
  };
}
