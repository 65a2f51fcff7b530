/**
 * Capacity and largest robustness of a perceptron with constrained weights, for N → ∞: the saddle point over the
 * standard deviation σ and the bias c of its input.
 *
 *     α_c(κ̃) = max over (σ, c) of A(σ)² / E[(κ̃ − Y c + σ t)₊²],      A(σ) = max over laws of J̃ of E[s g J̃]
 *
 * (E. Gardner, J. Phys. A 21:257 (1988), in the variational form that follows from her computation, or for convex
 * constraints from Gordon's comparison theorem). How the maximum is found is in saddle.ts.
 */

import { FrugalError, UsageError } from '../../errors.ts';
import { exp, log } from '../../numerics/portable.ts';
import { lawOfSides, mixLaws, type WeightLaw } from './law.ts';
import {
  type AssociativeModel,
  checkFinite,
  type InputSign,
  type NormalModel,
  normalModel,
  shown,
} from './model.ts';
import { type Point, type SearchStart, saddlePoint } from './saddle.ts';
import { type Multipliers, sideLaw, sideMoments } from './weights.ts';

/** How far a value can be trusted. */
export interface Validity {
  /**
   * `exact` for N → ∞: the allowed weights form a convex set, replica symmetry holds. `upper-bound` for N → ∞: it cannot
   * hold (l0, gap), and the value bounds the true one from above. `approximate`: `inputs` was given, and of the effects
   * of finite N only the largest is included.
   */
  readonly kind: 'exact' | 'upper-bound' | 'approximate';
  readonly reason: string;
}

/** Weight statistics of one group of inputs; weights in units of w. */
export interface GroupSolution {
  readonly fraction: number;
  readonly activity: number;
  readonly sign: InputSign;
  /** P(J ≠ 0). */
  readonly connectionProbability: number;
  /** P(|J̃| = δ̃), the inputs that sit on the edge of the gap. */
  readonly atGapProbability: number;
  /** Mean |J̃| of the nonzero weights. */
  readonly meanWeight: number;
  /** Standard deviation over mean of |J̃| of the nonzero weights. */
  readonly coefficientOfVariation: number;
  /** Least |J̃| of a nonzero weight; 0 where the law reaches 0. */
  readonly smallestWeight: number;
  readonly law: WeightLaw;
}

/** The critical point: at this load, no larger margin; at this margin, no larger load. */
export interface AssociativeSolution {
  /** α = m/N, associations per input. */
  readonly load: number;
  /** κ̃ = κ/(w √N). */
  readonly margin: number;
  /** S = 1 − P(J ≠ 0). */
  readonly sparsity: number;
  /** σ, the standard deviation of Σ J̃ X/√N. */
  readonly deviation: number;
  /** c, the bias of Σ J̃ X/√N beyond the threshold. */
  readonly bias: number;
  /** A = E[s g J̃]. */
  readonly overlap: number;
  /** P_tight: fraction of the associations that are stored with exactly the margin. */
  readonly tight: number;
  /** E[(κ̃ − Y c + σ t)₊]. */
  readonly meanShortfall: number;
  readonly multipliers: Multipliers;
  /** Whether an l0 constraint was asked for and, if so, whether it changes anything. */
  readonly l0: 'absent' | 'inactive' | 'active';
  /** In the order of the model's groups. */
  readonly groups: readonly GroupSolution[];
  /** The law of the weight of an input drawn at random. */
  readonly law: WeightLaw;
  readonly validity: Validity;
}

function validityOf(model: NormalModel, multipliers: Multipliers, limited: boolean): Validity {
  if (model.inputs !== undefined) {
    return {
      kind: 'approximate',
      reason: 'of the effects of finite N only the bias of the mean input is included',
    };
  }
  if (limited || model.sides.some((side) => side.gap > 0)) {
    return {
      kind: 'upper-bound',
      reason:
        'with l0 or a gap the weights jump with the evidence and replica symmetry is broken; the value is an upper bound',
    };
  }
  const linear = model.norm === 'none' || (model.norm === 'l1' && model.signed);
  if (!linear && multipliers.norm < 0) {
    return {
      kind: 'upper-bound',
      reason:
        'the norm pushes the weights outward, so the allowed set is not convex; the value is an upper bound',
    };
  }
  return { kind: 'exact', reason: 'the allowed weights form a convex set: replica symmetry holds' };
}

function groupSolutions(model: NormalModel, multipliers: Multipliers): GroupSolution[] {
  return model.groups.map(({ fraction, activity, sign }, index) => {
    const sides = model.sides
      .filter((side) => side.group === index)
      .map((side) => {
        const law = sideLaw(side, model, multipliers);
        if (law === undefined) throw new FrugalError('weights without bound');
        return { law, moments: sideMoments(law) };
      });
    let connected = 0;
    let atGap = 0;
    let absolute = 0;
    let square = 0;
    let smallest = Number.POSITIVE_INFINITY;
    for (const { law, moments } of sides) {
      connected += moments.connected;
      atGap += moments.atGap;
      absolute += moments.absolute;
      square += moments.square;
      const onset = moments.atGap > 0 ? law.side.gap : law.onset * law.scale;
      if (moments.connected > 0) smallest = Math.min(smallest, onset);
    }
    const mean = absolute / connected;
    return {
      fraction,
      activity,
      sign,
      connectionProbability: Math.min(1, model.support * connected),
      atGapProbability: model.support * atGap,
      meanWeight: mean,
      coefficientOfVariation: Math.sqrt(Math.max(0, square / connected / (mean * mean) - 1)),
      smallestWeight: smallest,
      law: lawOfSides(sides, model.support),
    };
  });
}

function describe(model: NormalModel, point: Point & { bias: number }): AssociativeSolution {
  const { moments, multipliers, margin, bias } = point;
  const sigma = Math.sqrt(moments.power);
  const second = moments.power * exp(point.shortfall.logSecond);
  const active = multipliers.connection > 0;
  const groups = groupSolutions(model, multipliers);
  return {
    load: (moments.overlap * moments.overlap) / second,
    margin,
    // The shares of both signs may add up to a little more than 1.
    sparsity: Math.max(0, 1 - moments.connected),
    deviation: sigma,
    bias,
    overlap: moments.overlap,
    tight: point.shortfall.tight,
    meanShortfall: (point.shortfall.firstRatio * second) / sigma,
    multipliers,
    l0: model.density === undefined ? 'absent' : active ? 'active' : 'inactive',
    groups,
    law: mixLaws(
      groups.map((group) => group.law),
      groups.map((group) => group.fraction),
    ),
    validity: validityOf(model, multipliers, active),
  };
}

/** A margin this little below 0 is 0: a load at the very capacity. */
const ROUNDING = 1e-12;

function checkMargin(model: NormalModel, margin: number): void {
  checkFinite('margin', margin);
  if (margin < 0 && !model.signed) {
    throw new UsageError(
      `margin ${margin} is outside [0, Infinity): with free signs smaller weights would always help; ` +
        `prescribe all signs to study negative margins`,
    );
  }
}

/** A model and the margin κ̃ asked of it. */
export interface CapacityQuestion extends AssociativeModel {
  /** κ̃ ≥ 0; may be negative where all signs are prescribed. */
  readonly margin: number;
}

/** A model and the load α it has to bear. */
export interface RobustnessQuestion extends AssociativeModel {
  /** α > 0. */
  readonly load: number;
}

/**
 * The critical point of either question, for the searches of frontier.ts: with free signs it may lie at a negative
 * margin, where it is only the continuation of the formula.
 *
 * @param start `hint`: μ of a neighbouring solution; `local`: stay at its maximum, even if l0 or a gap make others
 * @throws UsageError for values outside their range or constraints that contradict each other
 */
export function criticalPoint(
  question: CapacityQuestion | RobustnessQuestion,
  start: SearchStart = {},
): AssociativeSolution {
  const model = normalModel(question);
  if ('margin' in question) {
    checkMargin(model, question.margin);
    return describe(model, saddlePoint(model, { margin: question.margin }, start));
  }
  checkLoad(question.load);
  return describe(model, saddlePoint(model, { load: question.load }, start));
}

/**
 * The critical load α_c at margin κ̃.
 *
 * Precision is that of double arithmetic, about 1e-14 (1e-10 with a finite number of inputs).
 *
 * @throws UsageError for values outside their range or constraints that contradict each other
 * @example
 * capacity({ groups: [{ fraction: 1, activity: 0.5 }], outputActivity: 0.5, margin: 1 }).load // 0.4089130458…
 */
export function capacity(question: CapacityQuestion): AssociativeSolution {
  return criticalPoint(question);
}

/**
 * The largest margin κ̃ at load α, and the weights that reach it.
 *
 * @throws UsageError for values outside their range, and where free signs leave no solution with a margin ≥ 0
 */
export function maxRobustness(question: RobustnessQuestion): AssociativeSolution {
  const solution = criticalPoint(question);
  if (solution.margin >= 0 || solution.groups.every((group) => group.sign !== 'free')) {
    return solution;
  }
  if (solution.margin < -ROUNDING) {
    const { load, ...model } = question;
    const most = capacity({ ...model, margin: 0 }).load;
    throw new UsageError(
      `load ${load} is outside (0, ${shown(most)}]: with free signs nothing is stored beyond the capacity at margin 0`,
    );
  }
  return { ...solution, margin: 0 };
}

/** @throws UsageError unless the load is positive and finite */
export function checkLoad(load: number): void {
  if (!(load > 0 && load < Number.POSITIVE_INFINITY)) {
    throw new UsageError(`load ${load} is outside (0, Infinity)`);
  }
}

/**
 * Stored information in bits per input: α H₂(f_out).
 *
 * @throws UsageError for f_out outside (0, 1)
 */
export function storedBits(load: number, outputActivity: number): number {
  if (!(outputActivity > 0 && outputActivity < 1)) {
    throw new UsageError(`outputActivity ${outputActivity} is outside (0, 1)`);
  }
  const q = 1 - outputActivity;
  return (-load * (outputActivity * log(outputActivity) + q * log(q))) / Math.LN2;
}
