/**
 * Named ways to rewire: each a choice of parts.
 */

import type { Region } from '../connectivity/region.ts';
import { normal, type WeightLaw, zero } from '../connectivity/weights.ts';
import { unknownName } from '../errors.ts';
import { dropNone, publicCode, smallestMagnitude, smallestPerSign } from './drop.ts';
import { deepr, dsr, type ExploringOptions, setItop, topKast } from './exploring-rules.ts';
import type { Fraction } from './fraction.ts';
import {
  emS,
  type GradientOptions,
  granet,
  mest,
  riglItop,
  snfs,
  srigl,
} from './gradient-rules.ts';
import { uniformEmpty } from './grow.ts';
import { publishedRigl } from './rigl.ts';
import type { FinalStep, Rewiring, When } from './rule.ts';
import { cht, chts, type TopologyOptions } from './topology-rules.ts';

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
  /** Default `none`. */
  readonly finalStep?: FinalStep;
  /** Default before every epoch. */
  readonly when?: When;
}

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
 * @example set({ zeta: 0.3 }).name // 'set'
 */
export function set(options: SetOptions = {}): Rewiring {
  const {
    zeta = 0.3,
    value = normal(0.1),
    excludeJustRemoved = false,
    finalStep = 'none',
    within,
    when,
  } = options;
  const grow = uniformEmpty({ excludeJustRemoved });
  return { name: 'set', drop: smallestPerSign(zeta), grow, within, value, when, finalStep };
}

/**
 * SET with the removal of the public code, which takes about two connections more than ζK; see `publicCode`.
 *
 * @example setPublicCode({ zeta: 0.3 }).name // 'set-public-code'
 */
export function setPublicCode(options: SetOptions = {}): Rewiring {
  return { ...set(options), name: 'set-public-code', drop: publicCode(options.zeta ?? 0.3) };
}

/**
 * SET with removal by |weight| regardless of sign, the rule that later libraries call SET.
 *
 * @example setMagnitude({ zeta: 0.3 }).name // 'set-magnitude'
 */
export function setMagnitude(options: SetOptions = {}): Rewiring {
  return { ...set(options), name: 'set-magnitude', drop: smallestMagnitude(options.zeta ?? 0.3) };
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

/** What any named rule lets one choose; what a rule has no use for it leaves alone. */
export interface RuleOptions
  extends SetOptions,
    GradientOptions,
    ExploringOptions,
    TopologyOptions {}

const withoutCandidates = ({ candidates: _, ...rest }: RuleOptions): RuleOptions => rest;

const RECIPES: Readonly<Record<string, (options: RuleOptions) => Rewiring>> = {
  set,
  'set-public-code': setPublicCode,
  'set-magnitude': setMagnitude,
  static: staticSparse,
  'set-itop': setItop,
  deepr,
  dsr,
  snfs,
  'snfs-sampled': (options) => snfs({ candidates: 1, ...options }),
  rigl: (options) => publishedRigl(withoutCandidates(options)),
  'rigl-sampled': (options) => publishedRigl({ candidates: 1, ...options }),
  'rigl-grabo': (options) => publishedRigl({ candidates: 1, sample: 'strength', ...options }),
  'rigl-itop': riglItop,
  granet,
  srigl,
  mest,
  'em-s': emS,
  'top-kast': topKast,
  'top-kast-sampled': (options) => topKast({ ...options, reservoir: 'none' }),
  cht,
  chts,
};

/** Names that `rewiringNamed` knows. */
export const REWIRINGS: readonly string[] = Object.keys(RECIPES);

/**
 * A way to rewire by its name; what a rule has no use for of the options it leaves alone.
 *
 * @example rewiringNamed('sett')
 * // UsageError: unknown rule "sett"; did you mean "set"? Known: set, set-public-code, …
 * @throws UsageError when there is no such rule or an option is out of range
 */
export function rewiringNamed(name: string, options: RuleOptions = {}): Rewiring {
  if (!Object.hasOwn(RECIPES, name)) throw unknownName('rule', name, REWIRINGS);
  return RECIPES[name](options);
}
