/** Rules that need no gradient of absent connections, as choices of parts: SET-ITOP, DeepR, DSR, Top-KAST, gradual pruning. */

import type { Region } from '../connectivity/region.ts';
import { normal, randomSign, type WeightLaw, zero } from '../connectivity/weights.ts';
import { deepRewiring } from '../plasticity/deep-rewiring.ts';
import { forwardSet } from '../plasticity/forward-set.ts';
import { chain } from '../plasticity/transform.ts';
import { magnitudeRamp } from './density.ts';
import { type CountOptions, dropNone, signFlipped, smallestMagnitude } from './drop.ts';
import { underThreshold } from './drop-across.ts';
import { cosine, cubicRamp, type Fraction } from './fraction.ts';
import { type UniformEmptyOptions, uniformEmpty } from './grow.ts';
import { neverUsed } from './never-used.ts';
import { STORED, strongestOfReservoir, weakestIdle } from './reservoir.ts';
import type { FinalStep, Rewiring, When } from './rule.ts';
import { bySurvivors } from './spread.ts';

/** What these rules let one choose. */
export interface ExploringOptions {
  /** ζ, the fraction that dies at each pass, for rules that have one; default as published. */
  readonly zeta?: Fraction;
  /** When passes happen; default as published. DeepR rewires at every step. */
  readonly when?: When;
  /** First weight of a new connection; default 0. Of Top-KAST that of the stored weights, default N(0, 0.1²). */
  readonly value?: WeightLaw;
  /** Where connections may be born; default anywhere. */
  readonly within?: Region;
  /** Whether a connection that dies may not be born in the same step; default as published. */
  readonly excludeJustRemoved?: boolean;
  /** Whether as many are born as die, or as many on average (the public code of ITOP); default `exact`. */
  readonly growth?: UniformEmptyOptions['growth'];
  /** How ζK becomes a whole number; default `down`. */
  readonly rounding?: CountOptions['rounding'];
  /** Default `none`. */
  readonly finalStep?: FinalStep;
  /** Learning rate of the optimiser, which DeepR and Top-KAST scale their own terms by; default 0.05. */
  readonly rate?: number;
  /** Temperature and pull towards 0 of DeepR; default as its public code. */
  readonly temperature?: number;
  readonly l1?: number;
  /** Share of all positions that gradual pruning ends with (default 0.1); of Top-KAST that of what acts, for its penalty. */
  readonly density?: number;
  /** Share of the existing connections that act in Top-KAST; default ½. */
  readonly share?: number;
  /** Weights of absent connections are stored (`dense`, default) or forgotten (`none`), in Top-KAST. */
  readonly reservoir?: 'dense' | 'none';
}

/**
 * SET by magnitude with long intervals and a large, falling fraction ("in-time over-parameterisation"): every 1,500 steps, from
 * 0.5 to 0.005 by a cosine to the very end; new weights are 0.
 *
 * S. Liu, L. Yin, D. Mocanu, M. Pechenizkiy, ICML 2021. *Deviation.* As many are born as die; the public code draws each
 * empty position by itself, so that the number fluctuates: `growth: 'expected'`.
 *
 * @throws UsageError when ζ is outside [0, 1]
 * @example setItop().when // { steps: 1500 }
 */
export function setItop(options: ExploringOptions = {}): Rewiring {
  const { zeta = cosine({ from: 0.5, to: 0.005 }), value = zero, within } = options;
  const { when = { steps: 1500 }, finalStep = 'none' } = options;
  return {
    name: 'set-itop',
    drop: smallestMagnitude(zeta, options),
    grow: uniformEmpty(options),
    ...{ value, within, when, finalStep },
  };
}

/**
 * Its extension that explores fastest: births only where there has never been a connection, as long as there are such positions.
 *
 * S. Liu et al., ICML 2021. Memory of a bit for every position, time O(N) a pass.
 *
 * @throws UsageError when ζ is outside [0, 1]
 * @example setItopFresh().grow.name // 'never-used'
 */
export const setItopFresh = (options: ExploringOptions = {}): Rewiring => ({
  ...setItop(options),
  name: 'set-itop-fresh',
  grow: neverUsed,
});

/**
 * Deep rewiring: every connection has a sign; when a step takes its weight across 0 it dies, and another one is born at random
 * in the same layer, with weight 0 and a random sign. A pull towards 0 and noise keep connections moving. At every step.
 *
 * G. Bellec, D. Kappel, W. Maass, R. Legenstein, ICLR 2018; numbers of the public code. *Deviations.* The step that DeepR adds
 * to is the optimiser's own, momentum and decay included, where the article has plain gradients. A crossing is seen before
 * the next step: an evaluation in between sees the weight beyond 0. `when` is always every step.
 *
 * @throws FrugalError for a rate, pull or temperature that is negative
 * @example deepr({ rate: 0.5 }).when // { steps: 1 }
 */
export function deepr(options: ExploringOptions = {}): Rewiring {
  const { rate = 0.05, temperature, l1, within, excludeJustRemoved } = options;
  const own = deepRewiring({ rate, temperature, l1 });
  return {
    name: 'deepr',
    when: { steps: 1 },
    drop: signFlipped('deepRewiring.sign'),
    grow: uniformEmpty({ excludeJustRemoved }),
    value: zero,
    states: { 'deepRewiring.sign': randomSign },
    within,
    plasticity: (optimiser) => chain(optimiser, own),
    finalStep: 'none',
  };
}

/**
 * Dynamic sparse reparameterisation: whatever is below one threshold dies in all layers, the threshold moving so that about 600
 * do (or the share ζ); as many are born, not where one has just died, and layers get them in proportion to what they have kept.
 *
 * H. Mostafa, X. Wang, ICML 2019. *Choice.* A pass before every epoch; the article gives a list of epochs for each task.
 *
 * @throws UsageError when ζ is outside [0, 1]
 * @example dsr().spread?.name // 'by-survivors'
 */
export function dsr(options: ExploringOptions = {}): Rewiring {
  const { zeta, value = zero, within, when, excludeJustRemoved = true } = options;
  return {
    name: 'dsr',
    begins: { room: 4 },
    drop: underThreshold({ share: zeta }),
    spread: bySurvivors,
    grow: uniformEmpty({ excludeJustRemoved }),
    ...{ value, within, when, finalStep: options.finalStep ?? 'none' },
  };
}

/**
 * Top-KAST: connections are the strongest of weights stored for every position; the stronger part of them acts, the rest gets
 * a gradient while it is 0 forward. A penalty draws acting weights down, and idle ones the more.
 *
 * With `reservoir: 'none'` nothing is stored of absent connections: instead of what is stronger elsewhere, the share ζ (default
 * 0.1) of the weakest idle ones gives way to random ones, in O(K) memory.
 *
 * S. Jayakumar et al., NeurIPS 2020. *Choices.* The backward set is chosen every 100 steps, which the article finds to be as
 * good as every step; the forward set at every step.
 *
 * @throws UsageError, FrugalError for numbers out of range
 * @example topKast({ rate: 0.1, share: 0.5 }).drop.name // 'below-reservoir'
 */
export function topKast(options: ExploringOptions = {}): Rewiring {
  const { rate = 0.05, share = 0.5, reservoir = 'dense', zeta = 0.1, density } = options;
  const { value = normal(0.1), within, when = { steps: 100 }, excludeJustRemoved } = options;
  const own = forwardSet({ rate, share, density });
  const dense = reservoir === 'dense';
  const parts = dense
    ? strongestOfReservoir(value)
    : { drop: weakestIdle(zeta), grow: uniformEmpty({ excludeJustRemoved }) };
  return {
    name: dense ? 'top-kast' : 'top-kast-sampled',
    ...parts,
    value: zero,
    ...(dense ? {} : { states: { [STORED]: value } }),
    ...{ within, when, finalStep: 'none' },
    plasticity: (optimiser) => chain(optimiser, own),
  };
}

/**
 * Gradual magnitude pruning: from all connections a cubic ramp leads to `density`, the weakest of the whole network dying.
 *
 * M. Zhu, S. Gupta, "To prune, or not to prune" (2017): every 100 steps. *Choice.* The ramp ends at 70 % of the training.
 *
 * @throws UsageError when the density is outside [0, 1]
 * @example gmp({ density: 0.05 }).begins // { density: 1, listed: true }
 */
export function gmp(options: ExploringOptions = {}): Rewiring {
  const { density = 0.1, when = { steps: 100 }, finalStep = 'none' } = options;
  return {
    name: 'gmp',
    begins: { density: 1, listed: true },
    density: magnitudeRamp({ target: cubicRamp({ from: 1, to: density, end: 0.7 }) }),
    drop: dropNone,
    grow: uniformEmpty(),
    value: zero,
    ...{ when, finalStep },
  };
}
