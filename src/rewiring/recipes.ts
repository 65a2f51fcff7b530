/**
 * Named ways to rewire: every rule there is by its name.
 */

import { unknownName } from '../errors.ts';
import {
  deepr,
  dsr,
  type ExploringOptions,
  gmp,
  setItop,
  setItopFresh,
  topKast,
} from './exploring-rules.ts';
import {
  emS,
  type GradientOptions,
  granet,
  mest,
  riglItop,
  snfs,
  srigl,
} from './gradient-rules.ts';
import { publishedRigl } from './rigl.ts';
import type { Begins, Rewiring } from './rule.ts';
import {
  type SetOptions,
  setAmong,
  setKeras,
  setMagnitude,
  setPublicCode,
  staticSparse,
} from './set.ts';
import { cht, chts, chtss, type TopologyOptions } from './topology-rules.ts';

/** What any named rule lets one choose; what a rule has no use for it leaves alone. */
export interface RuleOptions
  extends SetOptions,
    GradientOptions,
    ExploringOptions,
    TopologyOptions {}

const withoutCandidates = ({ candidates: _, ...rest }: RuleOptions): RuleOptions => rest;

const RECIPES: Readonly<Record<string, (options: RuleOptions) => Rewiring>> = {
  set: setAmong,
  'set-public-code': setPublicCode,
  'set-keras': setKeras,
  'set-magnitude': setMagnitude,
  static: staticSparse,
  'set-itop': setItop,
  'set-itop-fresh': setItopFresh,
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
  chtss,
  gmp,
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

/**
 * What a rule wants of the network that it begins with; `undefined` where any will do, and for names that are no rules.
 *
 * @param density share of all positions that it is to end with: a ramp down begins no lower
 * @example beginsNamed('granet', 0.7) // { density: 0.7 }
 * @throws UsageError when the density is outside [0, 1]
 */
export const beginsNamed = (name: string, density?: number): Begins | undefined =>
  Object.hasOwn(RECIPES, name) ? rewiringNamed(name, { density }).begins : undefined;
