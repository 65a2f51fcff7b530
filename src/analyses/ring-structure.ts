/**
 * Ring structure: whether the states in which a network remembers a position on a circle themselves lie on a circle, and
 * whether the network brings a state back that was pushed off it.
 *
 * The article on Mod-Cog (M. Khona et al., Neural Computation 35, 1850, 2023) reports continuous attractors; these measures
 * are ours.
 */

import { UsageError } from '../errors.ts';
import { cos, sin } from '../numerics/portable.ts';
import { type Components, meanState, principalComponents, type States } from './components.ts';

const FULL_TURN = 6.283185307179586;

export interface RingStructure {
  /** Principal components of the mean states of the positions. */
  readonly components: Components;
  /** Mean coordinates of every position in the plane of the first two, `[positions][2]`. */
  readonly centres: Float64Array;
  /** Share of the variance between positions that lies in that plane. */
  readonly planarity: number;
  /** Share of the variance between all states that is variance between positions. */
  readonly explained: number;
  /** Turns that the positions in their order make about their middle: ±1 on a ring. */
  readonly winding: number;
  /** Least distance of a position from the middle as a share of the mean one: 1 on a circle, 0 where the ring is pinched. */
  readonly roundness: number;
  /** R² of (cos θ, sin θ) of the positions by a linear function of their coordinates in the plane. */
  readonly decoding: number;
}

/**
 * Ring structure of the states at one moment of many trials, e.g. the last step of the delay.
 *
 * @param positions remembered position of each state, 0 … ring − 1; each must occur
 * @param ring number of positions, at least 4
 * @throws UsageError for positions that do not fit or are missing
 */
export function ringStructure(
  states: States,
  positions: ArrayLike<number>,
  ring: number,
): RingStructure {
  const { count, units, values } = states;
  if (!Number.isInteger(ring) || ring < 4)
    throw new UsageError(`ring ${ring} is not an integer ≥ 4`);
  if (positions.length !== count)
    throw new UsageError(`${positions.length} positions for ${count} states`);
  const sizes = new Float64Array(ring);
  for (let n = 0; n < count; n++) {
    if (!(Number.isInteger(positions[n]) && positions[n] >= 0 && positions[n] < ring))
      throw new UsageError(`position ${positions[n]} is not an integer in 0 … ${ring - 1}`);
    sizes[positions[n]]++;
  }
  const missing = sizes.indexOf(0);
  if (missing >= 0)
    throw new UsageError(`no state has position ${missing}; give more trials, or one of each`);
  const means = new Float64Array(ring * units);
  for (let n = 0; n < count; n++)
    for (let i = 0; i < units; i++)
      means[positions[n] * units + i] += values[n * units + i] / sizes[positions[n]];
  const between: States = { count: ring, units, values: means };
  const components = principalComponents(between, Math.min(3, ring, units));
  const kept = components.variances.length;
  const centres = new Float64Array(2 * ring);
  for (let p = 0; p < ring; p++)
    for (let k = 0; k < Math.min(2, kept); k++)
      centres[2 * p + k] = components.scores[p * kept + k];
  const inPlane = components.variances[0] + (components.variances[1] ?? 0);
  return {
    components,
    centres,
    planarity: components.total > 0 ? inPlane / components.total : 0,
    explained: explainedShare(states, means, positions),
    winding: windingOf(centres),
    roundness: roundnessOf(centres),
    decoding: decodingOf(centres),
  };
}

function explainedShare(states: States, means: Float64Array, positions: ArrayLike<number>): number {
  const { count, units, values } = states;
  const middle = meanState(states);
  let [all, between] = [0, 0];
  for (let n = 0; n < count; n++)
    for (let i = 0; i < units; i++) {
      const apart = values[n * units + i] - middle[i];
      const shared = means[positions[n] * units + i] - middle[i];
      all += apart * apart;
      between += shared * shared;
    }
  return all > 0 ? between / all : 0;
}

/**
 * Times that a closed polygon of points [n][2] goes around the origin, counterclockwise positive: signed crossings of the
 * ray to the right.
 */
export function windingOf(points: ArrayLike<number>): number {
  const n = points.length / 2;
  let turns = 0;
  for (let p = 0; p < n; p++) {
    const q = (p + 1) % n;
    const [x, y, u, v] = [points[2 * p], points[2 * p + 1], points[2 * q], points[2 * q + 1]];
    const side = x * v - u * y;
    if (y <= 0 && v > 0 && side > 0) turns++;
    else if (y > 0 && v <= 0 && side < 0) turns--;
  }
  return turns;
}

function roundnessOf(points: Float64Array): number {
  const n = points.length / 2;
  let [least, sum] = [Number.POSITIVE_INFINITY, 0];
  for (let p = 0; p < n; p++) {
    const [x, y] = [points[2 * p], points[2 * p + 1]];
    const radius = Math.sqrt(x * x + y * y);
    least = Math.min(least, radius);
    sum += radius / n;
  }
  return sum > 0 ? least / sum : 0;
}

/** The coordinates are uncorrelated and of mean 0, so the regression falls apart into single correlations. */
function decodingOf(points: Float64Array): number {
  const ring = points.length / 2;
  let explained = 0;
  for (let k = 0; k < 2; k++) {
    let [square, withCos, withSin] = [0, 0, 0];
    for (let p = 0; p < ring; p++) {
      const x = points[2 * p + k];
      const angle = (FULL_TURN * p) / ring;
      square += x * x;
      withCos += x * cos(angle);
      withSin += x * sin(angle);
    }
    // Each of cos θ and sin θ has the square sum ring/2.
    if (square > 0) explained += (withCos * withCos + withSin * withSin) / (square * ring);
  }
  return explained;
}

export interface Perturbation {
  /** Length of the push as a share of the mean radius; default 0.1. */
  readonly size?: number;
  /** Steps that the network runs before it is looked at; default 1. */
  readonly steps?: number;
}

export interface Recovery {
  /** Share of a push along the ring that is left, averaged over positions: near 1 on a continuous attractor. */
  readonly along: number;
  /** Share of a push away from the middle of the ring that is left: near 0 on an attractor. */
  readonly outward: number;
  /** Share of a push in a direction out of the plane. */
  readonly across: number;
}

/**
 * Pushes the mean state of every position along the ring, outward and out of the plane, lets the network run, and compares
 * with the unpushed run: what is left of the push, along the push, as a share of its length.
 *
 * @param states mean state of every position, `[ring][units]`, in the order of positions
 * @param advance the network without input: state after so many steps
 * @throws UsageError for fewer than four positions or units
 */
export function ringRecovery(
  states: States,
  advance: (state: Float64Array, steps: number) => ArrayLike<number>,
  { size = 0.1, steps = 1 }: Perturbation = {},
): Recovery {
  const { count, units, values } = states;
  if (count < 4 || units < 3)
    throw new UsageError(`${count} positions of ${units} units are no ring; 4 and 3 are needed`);
  const { mean, directions } = principalComponents(states, 3);
  const state = (p: number) =>
    Float64Array.from({ length: units }, (_, i) => values[p * units + i]);
  const ring = Array.from({ length: count }, (_, p) => state(p));
  const minus = (a: Float64Array, b: Float64Array) => a.map((x, i) => x - b[i]);
  const radius = ring.reduce((sum, one) => sum + lengthOf(minus(one, mean)), 0) / count;
  const left = { along: 0, outward: 0, across: 0 };
  for (let p = 0; p < count; p++) {
    const rest = Float64Array.from(advance(ring[p].slice(), steps));
    const pushes = {
      along: minus(ring[(p + 1) % count], ring[(p + count - 1) % count]),
      outward: minus(ring[p], mean),
      across: directions.slice(2 * units, 3 * units),
    };
    for (const [name, push] of Object.entries(pushes) as [keyof Recovery, Float64Array][]) {
      const long = lengthOf(push);
      if (long === 0) continue;
      const unit = push.map((x) => x / long);
      const pushed = ring[p].map((x, i) => x + size * radius * unit[i]);
      const after = minus(Float64Array.from(advance(pushed, steps)), rest);
      const remains = after.reduce((sum, x, i) => sum + x * unit[i], 0);
      left[name] += remains / (size * radius) / count;
    }
  }
  return left;
}

const lengthOf = (x: Float64Array): number =>
  Math.sqrt(x.reduce((sum, each) => sum + each * each, 0));
