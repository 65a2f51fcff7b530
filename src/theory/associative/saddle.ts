/**
 * The saddle point of the theory: the maximum over the standard deviation σ and the bias c of the input.
 *
 *     α = max over (σ, c) of A(σ)² / E[(κ̃ − Y c + σ t)₊²]      or, solved for κ̃, the largest κ̃ at given α
 *
 * The law with the largest overlap A is found for a given multiplier μ of σ²; by the envelope theorem dA/dσ² = μ/2, so at
 * the maximum
 *
 *     μ E[(·)₊²] = A P(· > 0),
 *
 * one equation for log μ that holds for both questions. Convex constraints have one maximum; with l0 or a gap there may
 * be several, and all are visited. The bias is free at N → ∞; with `inputs` it shifts the mean input, and its own
 * stationarity ν/(√N A) + E[Y(·)₊]/E[(·)₊²] = 0 is solved around that.
 */

import { FrugalError } from '../../errors.ts';
import { exp, log } from '../../numerics/portable.ts';
import { type Bracket, brent, expandBracket } from '../../numerics/roots.ts';
import { marginOfShortfall, type Shortfall, shortfall, shortfallAt } from './field.ts';
import type { NormalModel } from './model.ts';
import { type WeightSolver, weightSolver } from './multipliers.ts';
import { type Multipliers, type WeightMoments, weightMoments } from './weights.ts';

/** What is given besides the model: κ̃, or α. */
export type Given = { readonly margin: number } | { readonly load: number };

/** Where to search. */
export interface SearchStart {
  /** μ of a neighbouring solution. */
  readonly hint?: number;
  /** Take the maximum nearest to the hint for the largest. */
  readonly local?: boolean;
}

/** State of both sides at one μ. */
export interface Point {
  readonly multipliers: Multipliers;
  readonly moments: WeightMoments;
  readonly shortfall: Shortfall;
  /** κ̃, given or found. */
  readonly margin: number;
  /** Falls from 1 to −1 in the ratio of A P(·>0) to μ E(·)₊²; 0 at the maximum. */
  readonly imbalance: number;
}

function pointAt(
  model: NormalModel,
  solver: WeightSolver,
  given: Given,
  mu: number,
  mean: number,
  bias: number | undefined,
): Point {
  const multipliers = solver.solve(mu, mean);
  const moments = weightMoments(model, multipliers);
  const sigma = Math.sqrt(moments.power);
  const f = model.outputActivity;
  const scaledBias = bias === undefined ? undefined : bias / sigma;
  let found: Shortfall;
  let margin: number;
  if ('margin' in given) {
    margin = given.margin;
    found =
      scaledBias === undefined
        ? shortfall(f, margin / sigma)
        : shortfallAt(f, margin / sigma, scaledBias);
  } else {
    const target = log((moments.overlap * moments.overlap) / (given.load * moments.power));
    const at = marginOfShortfall(f, target, scaledBias);
    found = at.shortfall;
    margin = at.margin * sigma;
  }
  const ratio = (moments.overlap * found.tightRatio) / (mu * moments.power);
  return { multipliers, moments, shortfall: found, margin, imbalance: (1 - ratio) / (1 + ratio) };
}

/** Step in log μ of the walk through a problem that may have several maxima. */
const STRIDE = 0.3;
/** The walk ends where the imbalance stays beyond this for three steps: no maximum was ever seen further out. */
const FAR_OUT = 0.6;

/** All brackets of log μ in which the imbalance rises through 0, that is around local maxima over σ. */
function maxima(imbalance: (logMu: number) => number, start: number): Bracket[] {
  const walk = (direction: 1 | -1): [number, number][] => {
    const path: [number, number][] = [];
    let beyond = 0;
    for (let i = direction === 1 ? 0 : 1; i < 60 && beyond < 3; i++) {
      const x = start + direction * STRIDE * i;
      try {
        path.push([x, imbalance(x)]);
      } catch (error) {
        // Far from any maximum the law can be too extreme for doubles; nothing is to be found there.
        if (error instanceof FrugalError) break;
        throw error;
      }
      beyond = direction * path[path.length - 1][1] > FAR_OUT ? beyond + 1 : 0;
    }
    return path;
  };
  const path = [...walk(1).toReversed(), ...walk(-1)].toReversed();
  const found: Bracket[] = [];
  for (let i = 1; i < path.length; i++) {
    const [low, atLow] = path[i - 1];
    const [high, atHigh] = path[i];
    if (atLow < 0 && atHigh >= 0) found.push({ low, high, atLow, atHigh });
  }
  return found;
}

/** The point nearest to `start`, in steps of 1, at which the weights can be solved for at all. */
function solvableStart(imbalance: (logMu: number) => number, start: number): number {
  for (let i = 0; ; i++) {
    const x = start + (i % 2 === 0 ? -i / 2 : (i + 1) / 2);
    try {
      imbalance(x);
      return x;
    } catch (error) {
      if (!(error instanceof FrugalError) || i === 16) throw error;
    }
  }
}

const NOTHING_FOUND =
  'no weights were found that obey these constraints: they leave next to none; relax density, gap or threshold';

/** Maximum over σ for a given mean input. */
function bestPoint(
  model: NormalModel,
  solver: WeightSolver,
  given: Given,
  start: number,
  mean: number,
  bias: number | undefined,
  local: boolean,
): Point {
  const at = (logMu: number) => pointAt(model, solver, given, exp(logMu), mean, bias);
  const imbalance = (logMu: number) => at(logMu).imbalance;
  const from = solvableStart(imbalance, log(start));
  const convex = model.density === undefined && model.sides.every((side) => side.gap === 0);
  const nearest = convex || local ? expandBracket(imbalance, from, 0.3, -1, 12) : undefined;
  const brackets = nearest === undefined ? maxima(imbalance, from) : [nearest];
  let best: Point | undefined;
  for (const bracket of brackets) {
    const point = at(brent(imbalance, bracket));
    if (best === undefined || merit(point, given) > merit(best, given)) best = point;
  }
  if (best === undefined) throw new FrugalError(NOTHING_FOUND);
  return best;
}

/** What is to be maximised: κ̃, or log α. */
function merit(point: Point, given: Given): number {
  if ('load' in given) return point.margin;
  return 2 * log(point.moments.overlap) - log(point.moments.power) - point.shortfall.logSecond;
}

/** About where the search for μ should start: where weights of density 1, or what l0 and gap leave of it, obey the norm. */
function startMu(model: NormalModel): number {
  let sum = 0;
  let gap = 0;
  for (const { fraction, spread, gap: own } of model.sides) {
    gap += (own * fraction) / model.support;
    sum += model.norm === 'l2' ? (0.5 * fraction) / (spread * spread) : (0.4 * fraction) / spread;
  }
  const size = model.norm === 'none' ? Math.abs(model.threshold) / model.sides[0].activity : 1;
  const thinned = Math.min(1, 2.5 * Math.min(model.density ?? 1, size / gap));
  return model.norm === 'l2' ? Math.sqrt(sum * thinned) : (sum * thinned) / size;
}

/** Maximum over σ and, at finite N, over the bias. */
export function saddlePoint(
  model: NormalModel,
  given: Given,
  search: SearchStart,
): Point & { bias: number } {
  const solver = weightSolver(model);
  let start = search.hint ?? startMu(model);
  const best = (mean: number, bias: number | undefined) => {
    const point = bestPoint(model, solver, given, start, mean, bias, search.local ?? false);
    start = point.multipliers.secondMoment;
    return { ...point, bias: point.shortfall.bias * Math.sqrt(point.moments.power) };
  };
  const { threshold, inputs } = model;
  if (model.pinned) {
    const mean = model.sides[0].sign * model.sides[0].activity;
    return best(mean, inputs === undefined ? 0 : (mean - threshold) * Math.sqrt(inputs));
  }
  const unbiased = best(threshold, undefined);
  if (inputs === undefined) return unbiased;
  const root = Math.sqrt(inputs);
  const [least, most] = model.meanRange;
  const width = Math.min(most - least, 1);
  const slope = (bias: number): number => {
    const mean = threshold + bias / root;
    // The multiplier ν runs off to infinity at the ends of the reachable means; only its sign matters there.
    if (mean <= least + 1e-4 * width) return 1;
    if (mean >= most - 1e-4 * width) return -1;
    const point = best(mean, bias);
    return (
      point.multipliers.threshold / (root * point.moments.overlap) +
      point.shortfall.biasSlope / Math.sqrt(point.moments.power)
    );
  };
  const bracket = expandBracket(slope, unbiased.bias, 0.05, 1);
  if (bracket === undefined) throw new FrugalError(NOTHING_FOUND);
  const bias = brent(slope, bracket, 1e-14);
  return best(threshold + bias / root, bias);
}
