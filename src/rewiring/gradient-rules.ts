/** Rules that look at the gradient of a batch, as choices of parts: SNFS, RigL-ITOP, GraNet, SRigL, MEST, EM&S. */

import type { Region } from '../connectivity/region.ts';
import { type WeightLaw, zero } from '../connectivity/weights.ts';
import { UsageError } from '../errors.ts';
import { type ByScoreOptions, byScore, byWatched } from './by-score.ts';
import { magnitudeRamp } from './density.ts';
import { smallestMagnitude, smallestUnlessFull } from './drop.ts';
import { constantFanIn } from './fan-in.ts';
import { cosine, cubicRamp, type Fraction, stairs } from './fraction.ts';
import { uniformEmpty } from './grow.ts';
import { riglAmong } from './rigl.ts';
import type { FinalStep, Rewiring, When } from './rule.ts';
import { backToBase, smallestSalience } from './salience.ts';
import { byMomentum } from './spread.ts';

/** What these rules let one choose. */
export interface GradientOptions {
  /** ζ, the fraction that dies at each pass; default as published. */
  readonly zeta?: Fraction;
  /** When passes happen; default as published. */
  readonly when?: When;
  /** Candidates for each existing connection, or `all`; default as published. */
  readonly candidates?: ByScoreOptions['candidates'];
  /** First weight of a new connection; default 0. */
  readonly value?: WeightLaw;
  /** Where connections may be born; default anywhere. */
  readonly within?: Region;
  /** Default `none`. */
  readonly finalStep?: FinalStep;
  /** Share of all positions that GraNet ends with; default 0.1. */
  readonly density?: number;
  /** Weight of the gradient in the removal of MEST and EM&S; default 0.01. */
  readonly lambda?: number;
  /** Share of a unit's inputs that must be salient in SRigL; default 0.3, 0 switches no unit off. */
  readonly salient?: number;
}

/** A cosine from `from` to the floor of the public codes, over the whole training. */
const toFloor = (from: number): Fraction => cosine({ from, to: 0.005 });

/**
 * Sparse networks from scratch, by sparse momentum: half of each layer's weakest connections die, falling by a cosine to 0.5 %;
 * layers are given back connections in proportion to the mean |momentum| of those that survive; of the absent ones those of
 * largest |momentum| are born, with weight 0.
 *
 * Needs an optimiser with momentum. The momentum of absent connections, `candidates: 'all'`, takes a dense gradient at each
 * of the last 64 steps before a pass (what lies before counts for less than 0.9⁶⁴ = 0.1 %) and memory of inputs · outputs;
 * a number of candidates for each connection takes memory and time of these.
 *
 * T. Dettmers, L. Zettlemoyer, "Sparse networks from scratch" (2019).
 *
 * @throws UsageError when ζ is outside [0, 1], or in use when the optimiser has no momentum
 * @example snfs().spread?.name // 'by-momentum'
 */
export function snfs(options: GradientOptions = {}): Rewiring {
  const { zeta = toFloor(0.5), candidates = 'all', value = zero, finalStep = 'none' } = options;
  const { within, when } = options;
  return {
    name: candidates === 'all' ? 'snfs' : 'snfs-sampled',
    begins: { room: 4 },
    drop: smallestUnlessFull(zeta),
    spread: byMomentum,
    grow: byWatched,
    watch: { steps: 64, decay: 0.9, candidates },
    ...{ value, within, when, finalStep },
  };
}

/**
 * RigL with long intervals, so that weights become reliable before they are judged and many positions are explored over the
 * training ("in-time over-parameterisation"): every 4,000 steps, the fraction falling from 0.5 to 0.005 to the very end.
 *
 * S. Liu, L. Yin, D. Mocanu, M. Pechenizkiy, ICML 2021.
 *
 * @throws UsageError as `rigl`
 * @example riglItop().when // { steps: 4000 }
 */
export function riglItop(options: GradientOptions = {}): Rewiring {
  const { zeta = toFloor(0.5), candidates = 'all', when = { steps: 4000 } } = options;
  return {
    ...riglAmong({ ...options, zeta, candidates, when }),
    name: 'rigl-itop',
    returning: 'new',
  };
}

/**
 * Gradual pruning with regrowth: from half of all positions a cubic ramp leads to `density`, the weakest of the whole network
 * dying; then each layer replaces a share of its weakest by those of largest |gradient|.
 *
 * S. Liu et al., "Sparse training via boosting pruning plasticity with neuroregeneration", NeurIPS 2021: every 1,000 steps,
 * the share falling from 0.5 to 0.005 by a cosine.
 *
 * @throws UsageError when a share is outside [0, 1]
 * @example granet({ density: 0.05 }).begins // { density: 0.5 }
 */
export function granet(options: GradientOptions = {}): Rewiring {
  const { zeta = toFloor(0.5), density = 0.1, candidates = 'all', value = zero } = options;
  const { within, finalStep = 'none', when = { steps: 1000 } } = options;
  const from = Math.max(0.5, density);
  return {
    name: 'granet',
    begins: { density: from },
    density: magnitudeRamp({ target: cubicRamp({ from, to: density, end: 0.7 }) }),
    drop: smallestMagnitude(zeta),
    grow: byScore({ candidates }),
    ...{ value, within, when, finalStep },
  };
}

/**
 * Structured RigL: as RigL, but every unit has as many inputs as any other, and units with too few that matter are switched
 * off; see `constantFanIn`.
 *
 * @throws UsageError when a share is outside [0, 1]
 * @example srigl().begins // { fixedFanIn: true, room: 1 }
 */
export function srigl(options: GradientOptions & { readonly ablate?: boolean } = {}): Rewiring {
  const { zeta = cosine({ from: 0.3, until: 0.75 }), value = zero, finalStep = 'none' } = options;
  const { within, when = { steps: 100, until: 0.75 }, salient = 0.3, ablate = true } = options;
  if (options.candidates !== undefined && options.candidates !== 'all')
    throw new UsageError('SRigL judges units by all candidates; leave "candidates" out');
  return {
    name: 'srigl',
    // K is shared out among the units, rounded down: never more of them.
    begins: { fixedFanIn: true, room: 1 },
    ...constantFanIn({ zeta, salient, ablate }),
    returning: 'untouched',
    ...{ value, within, when, finalStep },
  };
}

/** Shares of the training at which the public scripts of MEST go down a stair: epochs 90 and 120 of 160. */
const STAIRS = [90 / 160, 120 / 160, 1] as const;

/**
 * Memory-economic sparse training: those of smallest |weight| + λ·|gradient| die, as many are born at random; few at a time,
 * and fewer later ("elastic mutation").
 *
 * G. Yuan et al., NeurIPS 2021: every 5 epochs 2 %, then 1 %, then none, in O(K) memory and time.
 *
 * @throws UsageError when ζ is outside [0, 1] or λ is negative
 * @example mest().when // { epochs: 5 }
 */
export function mest(options: GradientOptions = {}): Rewiring {
  const [first, second, end] = STAIRS;
  const falling = stairs([
    [0.02, first],
    [0.01, second],
    [0, end],
  ]);
  const { zeta = falling, lambda, value = zero, within, when = { epochs: 5 } } = options;
  return {
    name: 'mest',
    drop: smallestSalience(zeta, { lambda }),
    grow: uniformEmpty(),
    ...{ value, within, when, finalStep: options.finalStep ?? 'none' },
  };
}

/**
 * Elastic mutation and sparsification: MEST in the other order. Connections are born first, up to a soft bound above the
 * number at birth, and those that matter least die a pass later: a mutation that was bad is undone. The closing pass removes
 * alone.
 *
 * G. Yuan et al., NeurIPS 2021. *Choice.* The bounds of the public scripts are +5 %, +2.5 %, then none, of all positions; here
 * they are shares ζ of the connections, so that they mean the same at any density.
 *
 * @throws UsageError when ζ is outside [0, 1] or λ is negative
 * @example emS({ zeta: 0.05 }).drop.name // 'back-to-base'
 */
export function emS(options: GradientOptions = {}): Rewiring {
  const [first, second, end] = STAIRS;
  const falling = stairs([
    [0.05, first],
    [0.025, second],
    [0, end],
  ]);
  const { zeta = falling, lambda, value = zero, within, when = { epochs: 5 } } = options;
  const extra = typeof zeta === 'number' ? () => zeta : zeta;
  return {
    name: 'em-s',
    begins: { room: 1.6 },
    drop: backToBase({ lambda }),
    grow: uniformEmpty(),
    // What is born last would not be judged any more.
    births: (_removed, { topology: { index } }, { step, done, closing, memory }) =>
      closing === true ? 0 : Math.floor(extra(step, done) * (memory.base?.[0] ?? index.length)),
    ...{ value, within, when, finalStep: options.finalStep ?? 'none' },
  };
}
