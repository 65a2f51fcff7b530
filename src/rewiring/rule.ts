/**
 * `Rewiring`: a rule is one value made of slots, each filled with a small part; and what a pass of it has done.
 *
 * | slot | what it says | parts |
 * | --- | --- | --- |
 * | `begins` | what it wants of the network at birth | numbers |
 * | `when` | every so many steps or epochs, until a share of the training | numbers |
 * | `density` | how many connections there are to be, over the training | density.ts |
 * | `drop` | how many die (fraction.ts) and which, in one layer or over all | drop.ts, salience.ts, drop-across.ts, chain-removal.ts |
 * | `births` | how many are born in a layer | a function |
 * | `spread` | how births are shared among layers | spread.ts |
 * | `grow` | which are born | grow.ts, by-score.ts, topological.ts, fan-in.ts |
 * | `within` | where they may be born | regions of `connectivity` |
 * | `value`, `states`, `returning`, `survivors` | what they start with, and others go on with | laws of `connectivity` |
 * | `watch` | what is gathered of absent connections before a pass | numbers |
 * | `plasticity` | what it adds to the optimiser between passes | transforms of `plasticity` |
 * | `settles` | when a layer is left as it is | a number |
 * | `finalStep` | what happens after the last epoch | a word |
 */

import type { Region } from '../connectivity/region.ts';
import type { WeightLaw } from '../connectivity/weights.ts';
import type { Transform } from '../plasticity/transform.ts';
import type { Layer } from '../sparse/layer.ts';
import type { Density } from './density.ts';
import type { Drop } from './drop.ts';
import type { Grow } from './grow.ts';
import type { Moment, RewirableLayer } from './layer.ts';
import type { Spread } from './spread.ts';

/**
 * What happens at the last step of a training: nothing, so that the network is the one that was trained and evaluated;
 * removal alone, as in the article, so that every connection left is one that matters; or removal and growth.
 */
export type FinalStep = 'none' | 'prune' | 'prune-and-grow';

/** When passes happen. */
export interface When {
  /** Steps of learning from one pass to the next. */
  readonly steps?: number;
  /** Or epochs; default 1. */
  readonly epochs?: number;
  /** Share of the training after which there are none; default 1. */
  readonly until?: number;
}

/** What is gathered of absent connections before a pass: v ← decay · v + gradient of the batch, over the last `steps` steps. */
export interface Watch {
  readonly steps: number;
  readonly decay: number;
  /** So many for each existing connection, drawn when the watch begins; `all` takes memory of inputs · outputs. */
  readonly candidates: number | 'all';
}

/** What a rule wants of the network that it begins with. */
export interface Begins {
  /** Share of all positions that exist at birth, where it is not the share that the rule is to end with. */
  readonly density?: number;
  /** Whether layers can lose connections though they begin with all. */
  readonly listed?: boolean;
  /** Whether every unit has as many inputs as any other. */
  readonly fixedFanIn?: boolean;
  /** Connections that there is room for, as a multiple of those at birth, where a layer may gain some; default see `roomOf`. */
  readonly room?: number;
}

/** A way to rewire. */
export interface Rewiring {
  readonly name: string;
  /** Default any network. */
  readonly begins?: Begins;
  /** Default before every epoch. A learner's own `rewireEvery` comes first. */
  readonly when?: When;
  /** How many connections there are to be; default as many as there were. */
  readonly density?: Density;
  /** How many die, and which. */
  readonly drop: Drop;
  /** Which are born. */
  readonly grow: Grow;
  /**
   * Where connections may be born: within a mask, a radius, a graph, or anywhere but on the unit itself. Default anywhere.
   * Connections that lie outside at birth stay until they die, and are not born again.
   */
  readonly within?: Region;
  /** How many are born; by default as many as die, which keeps K. More than there are empty positions fills the layer. */
  readonly births?: (removed: number, layer: RewirableLayer, at: Moment) => number;
  /** How births are shared among the layers; by default each layer replaces its own. */
  readonly spread?: Spread;
  /** First weight of a new connection. */
  readonly value: WeightLaw;
  /** First value of a new connection in a state, by the state's name; 0 where not given. */
  readonly states?: Readonly<Record<string, WeightLaw>>;
  /**
   * A connection that dies and is born in the same step is `new` (default: first weight, states reset) or `untouched`
   * (it keeps all its values, as in RigL).
   */
  readonly returning?: 'new' | 'untouched';
  /**
   * What the optimiser has gathered of connections that stay is `kept` (default), or `forgotten` in every pass that changes
   * their layer, as by programs that make a new optimiser.
   */
  readonly survivors?: 'kept' | 'forgotten';
  /**
   * A layer is left as it is from the pass on in which more than this share of its births had just died: its wiring has
   * settled. Default never.
   */
  readonly settles?: number;
  readonly watch?: Watch;
  /** Around the optimiser of the weights that it rewires: noise, fixed signs, weights that are there without acting. */
  readonly plasticity?: (optimiser: Transform) => Transform;
  readonly finalStep: FinalStep;
}

/** Whether a pass needs to look at a batch: a dense gradient, or that of a sample. */
export const isScored = ({ drop, grow }: Pick<Rewiring, 'drop' | 'grow'>): boolean =>
  drop.scored === true || grow.scored === true;

/** Room where a layer may gain connections and the rule does not say how many: a tenth. */
const SOME_ROOM = 1.1;

/**
 * Connections that a layer needs room for under a rule, as a multiple of those at birth: 1 where each layer replaces what it
 * loses, which takes no memory that is not used. What does not fit is not born.
 *
 * @param rule absent: no rewiring
 * @example roomOf(dsr()) // 4
 */
export function roomOf(rule: Rewiring | undefined): number {
  if (rule === undefined) return 1;
  const { begins, births, spread, grow } = rule;
  const gains = births !== undefined || spread !== undefined || grow.varies === true;
  return begins?.room ?? (gains ? SOME_ROOM : 1);
}

/** Whether a choice in one layer is made with a look at others, or at a batch. */
export const isWide = (rule: Rewiring): boolean =>
  isScored(rule) ||
  rule.density !== undefined ||
  rule.spread !== undefined ||
  rule.drop.across !== undefined;

/** What a step has done. */
export interface Rewired {
  /** The layer afterwards, with all its arrays; the very same topology and arrays where there was nothing to do. */
  readonly layer: Layer;
  /** Connections that died: positions in the old topology, ascending. */
  readonly removed: Uint32Array;
  /** Connections that were born: positions in the new topology, ascending. */
  readonly born: Uint32Array;
  /**
   * Connections that were chosen both to die and to be born in this step: positions in the new topology, ascending. They are
   * among the born, but under a rule that leaves them untouched (`returning`).
   */
  readonly returned: Uint32Array;
  /** Multiply-adds that the choice took beside the batch that was looked at: for each of its examples, and once. */
  readonly work: { readonly perExample: number; readonly once: number };
}
