/**
 * The model of the associative theory: a perceptron that stores random associations with constraints on its weights,
 * as the person states it, and the same in the normal form that the solver reads. No mathematics beyond the conditions
 * for a solution to exist.
 *
 * Source: M. Baig, A. Stepanyants, "Sparse learning enabled by constraints on connectivity and function",
 * arXiv 2409.04946 (2024).
 */

import { UsageError, unknownName } from '../../errors.ts';

/** What the sign of a weight may be: any, positive, or negative. */
export type InputSign = 'free' | 'excitatory' | 'inhibitory';

/** What fixes the unit w of the weights: mean |J| = w, mean J² = w², or nothing but the threshold. */
export type WeightNorm = 'l1' | 'l2' | 'none';

/** Inputs that are alike. */
export interface InputGroup {
  /** Share of all inputs; the shares of a model sum to 1. */
  readonly fraction: number;
  /** f_in, the probability that an input is active, in (0, 1). */
  readonly activity: number;
  /** Default `free`. */
  readonly sign?: InputSign;
  /** δ̃ of this group, instead of the model's. */
  readonly gap?: number;
}

/**
 * A perceptron and its constraints; all are optional and combine freely.
 *
 * Dimensionless, in units of the weight w: J̃ = J/w, h̃ = h/(N w), κ̃ = κ/(w √N), δ̃ = δ/w. An association with input
 * pattern X and label Y = ±1 is stored with margin κ̃ when Y (Σ J̃ X/N − h̃) ≥ κ̃/√N.
 */
export interface AssociativeModel {
  readonly groups: readonly InputGroup[];
  /** f_out, the probability of the label +1, in (0, 1). */
  readonly outputActivity: number;
  /** h̃, default 0. */
  readonly threshold?: number;
  /** Default `l1`. */
  readonly norm?: WeightNorm;
  /** p, the largest fraction of nonzero weights (l0 constraint), in (0, 1]; absent: no l0 constraint. */
  readonly density?: number;
  /** δ̃: a weight is 0 or at least δ̃ in absolute value; 0 or absent: no gap. */
  readonly gap?: number;
  /** Fraction of inputs, chosen at random beforehand, that may have a weight at all, in (0, 1]; default 1. */
  readonly support?: number;
  /**
   * N: include the O(1/√N) bias of the mean input, the dominant correction at finite size; absent: N → ∞.
   * The mean weight then obeys E[f J̃] = h̃ + c/√N, and c is chosen with the rest.
   */
  readonly inputs?: number;
}

/** One allowed sign of one group. */
export interface Side {
  readonly group: number;
  /** Fraction of all inputs, those outside the random support not counted. */
  readonly fraction: number;
  readonly activity: number;
  /** s = √(f(1−f)), the standard deviation of the input. */
  readonly spread: number;
  readonly sign: 1 | -1;
  /** True when the group has the other side as well. */
  readonly free: boolean;
  readonly gap: number;
}

/** The normal form of an `AssociativeModel`: checked, defaults filled in. */
export interface NormalModel {
  readonly sides: readonly Side[];
  readonly groups: readonly Required<InputGroup>[];
  readonly outputActivity: number;
  readonly threshold: number;
  readonly norm: WeightNorm;
  /** Undefined without an l0 constraint. */
  readonly density: number | undefined;
  readonly support: number;
  readonly inputs: number | undefined;
  /** E[f J̃] lies strictly between these for every allowed law of the weights. */
  readonly meanRange: readonly [number, number];
  /** The mean E[f J̃] is the same for all allowed laws: one activity, one sign, l1 norm. */
  readonly pinned: boolean;
  /** All signs are prescribed: the set of allowed weights is convex apart from l0 and gap. */
  readonly signed: boolean;
}

const SIGNS: readonly InputSign[] = ['free', 'excitatory', 'inhibitory'];
const NORMS: readonly WeightNorm[] = ['l1', 'l2', 'none'];

function checkOpenUnit(field: string, value: number): void {
  if (!(value > 0 && value < 1)) throw new UsageError(`${field} ${value} is outside (0, 1)`);
}

function checkHalfOpenUnit(field: string, value: number | undefined): void {
  if (value !== undefined && !(value > 0 && value <= 1)) {
    throw new UsageError(`${field} ${value} is outside (0, 1]`);
  }
}

function checkGap(field: string, value: number | undefined): void {
  if (value !== undefined && !(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new UsageError(`${field} ${value} is outside [0, Infinity)`);
  }
}

/** @throws UsageError naming the field unless `value` is finite */
export function checkFinite(field: string, value: number): void {
  if (!Number.isFinite(value)) throw new UsageError(`${field} ${value} is not a finite number`);
}

/** A computed bound as messages show it: six digits. */
export function shown(bound: number): string {
  return String(Number(bound.toPrecision(6)));
}

/** The range of E[f J̃] over all allowed laws, by the norm; its ends are not reached. */
function meanRange(
  sides: readonly Side[],
  norm: WeightNorm,
  density: number | undefined,
): [number, number] {
  const reach = (sign: 1 | -1): number => {
    const own = sides.filter((side) => side.sign === sign);
    if (own.length === 0) return 0;
    if (norm === 'none') return Number.POSITIVE_INFINITY;
    if (norm === 'l1') return Math.max(...own.map((side) => side.activity));
    // l2: the weights go to the most active inputs, as many as the density and the gap allow (Cauchy and Schwarz).
    const gap = Math.min(...own.map((side) => side.gap));
    let left = Math.min(density ?? 1, gap > 0 ? 1 / (gap * gap) : 1);
    let sum = 0;
    for (const side of own.toSorted((a, b) => b.activity - a.activity)) {
      const share = Math.min(left, side.fraction);
      sum += share * side.activity ** 2;
      left -= share;
    }
    return Math.sqrt(sum);
  };
  const one = sides[0].sign;
  if (norm === 'l1' && sides.every((side) => side.sign === one)) {
    const least = Math.min(...sides.map((side) => side.activity));
    return one === 1 ? [least, reach(1)] : [-reach(-1), -least];
  }
  return [-reach(-1), reach(1)];
}

function normalGroups(model: AssociativeModel): Required<InputGroup>[] {
  checkGap('gap', model.gap);
  if (model.groups.length === 0) throw new UsageError('groups is empty; give at least one group');
  let total = 0;
  const groups = model.groups.map((group, i) => {
    const { fraction, activity, sign = 'free', gap } = group;
    if (!(fraction > 0 && fraction <= 1)) {
      throw new UsageError(`groups[${i}].fraction ${fraction} is outside (0, 1]`);
    }
    checkOpenUnit(`groups[${i}].activity`, activity);
    checkGap(`groups[${i}].gap`, gap);
    if (!SIGNS.includes(sign)) throw unknownName('sign', String(sign), SIGNS);
    total += fraction;
    return { fraction, activity, sign, gap: gap ?? model.gap ?? 0 };
  });
  if (Math.abs(total - 1) > 1e-9) {
    throw new UsageError(`fractions of the groups sum to ${shown(total)}, not to 1`);
  }
  return groups.map((group) => ({ ...group, fraction: group.fraction / total }));
}

/**
 * Checks a model and brings it to normal form.
 *
 * @throws UsageError for values outside their range and for constraints that contradict each other
 */
export function normalModel(model: AssociativeModel): NormalModel {
  const { threshold = 0, norm = 'l1', density, support = 1, inputs } = model;
  const groups = normalGroups(model);
  checkOpenUnit('outputActivity', model.outputActivity);
  checkFinite('threshold', threshold);
  if (!NORMS.includes(norm)) throw unknownName('norm', String(norm), NORMS);
  checkHalfOpenUnit('density', density);
  checkHalfOpenUnit('support', support);
  if (inputs !== undefined && !(Number.isInteger(inputs) && inputs >= 1)) {
    throw new UsageError(`inputs ${inputs} is not an integer >= 1`);
  }
  const sides = groups.flatMap(({ fraction, activity, sign, gap }, group): Side[] => {
    const spread = Math.sqrt(activity * (1 - activity));
    const free = sign === 'free';
    const side = { group, fraction: fraction * support, activity, spread, free, gap };
    return [
      ...(sign === 'inhibitory' ? [] : [{ ...side, sign: 1 as const }]),
      ...(sign === 'excitatory' ? [] : [{ ...side, sign: -1 as const }]),
    ];
  });
  const one = sides[0].sign;
  const oneSign = sides.every((side) => side.sign === one);
  const oneActivity = sides.every((side) => side.activity === sides[0].activity);
  const pinned = norm === 'l1' && oneSign && oneActivity;
  if (norm === 'none' && !(oneSign && one * threshold > 0)) {
    throw new UsageError(
      `norm "none" leaves the weights without a unit: it needs inputs of one sign only and a threshold of that sign, ` +
        `not threshold ${threshold}; use norm "l1" or "l2"`,
    );
  }
  if (norm === 'none' && inputs !== undefined) {
    throw new UsageError('inputs (the finite-size bias) needs norm "l1" or "l2", not "none"');
  }
  const range = meanRange(sides, norm, density);
  if (pinned) {
    const mean = one * sides[0].activity;
    if (inputs === undefined && Math.abs(threshold - mean) > 1e-12 * Math.abs(mean)) {
      throw new UsageError(
        `threshold ${threshold} is not ${shown(mean)}: with inputs of one sign and one activity the mean input is f w N, ` +
          `and any other threshold separates nothing`,
      );
    }
  } else if (!(threshold > range[0] && threshold < range[1])) {
    throw new UsageError(
      `threshold ${threshold} is outside (${shown(range[0])}, ${shown(range[1])}), the mean inputs that these signs, activities and ` +
        `norm can reach`,
    );
  }
  return {
    sides,
    groups,
    outputActivity: model.outputActivity,
    threshold,
    norm,
    density,
    support,
    inputs,
    meanRange: range,
    pinned,
    signed: sides.every((side) => !side.free),
  };
}
