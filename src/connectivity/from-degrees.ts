/**
 * A random layer with given degrees: of its outputs alone, or of both sides.
 *
 * With both sides given, one layer that has these degrees is built (every output takes what is wanted most), then shuffled by *trades*: two
 * outputs pool the inputs that only one of them has and deal them out again at random. Every trade keeps all degrees, and
 * the chain's stationary distribution is uniform over all layers with these degrees; unlike a matching of stubs it
 * never meets a duplicate, so dense sequences cost no more than sparse ones.
 *
 * Sources: D. Gale, Pacific J. Math. 7 (1957) and H. J. Ryser, Canad. J. Math. 9 (1957) for existence and construction;
 * G. Strona et al., "A fast and unbiased procedure to randomize ecological binary matrices with fixed row and column
 * totals", Nature Communications 5:4114 (2014) for the trades; C. J. Carstens, Phys. Rev. E 91:042812 (2015) for the proof
 * of uniformity.
 */

import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import {
  indexArray,
  MAX_COUNT,
  type Order,
  ofLayer,
  reorder,
  type Topology,
} from '../sparse/topology.ts';

export interface FromDegreesOptions {
  /** Fan-in of every output. */
  readonly inDegrees: ArrayLike<number>;
  /** Number of inputs, where only their number is given … */
  readonly inputs?: number;
  /** … or the fan-out of every input. */
  readonly outDegrees?: ArrayLike<number>;
  readonly random: Random;
  /**
   * Trades for each output where both sides are given; default 10. The start is far from random, and the number of trades
   * that forgets it is known by experience only: a few for each output.
   */
  readonly trades?: number;
  /** Default `by-output`. */
  readonly order?: Order;
  /** Name for error messages. */
  readonly layer?: string;
}

/** @throws UsageError unless every degree is an integer in 0..most; returns their sum */
function sumDegrees(
  what: string,
  degrees: ArrayLike<number>,
  most: number,
  layer: string | undefined,
): number {
  let sum = 0;
  for (let unit = 0; unit < degrees.length; unit++) {
    const degree = degrees[unit];
    if (!Number.isInteger(degree) || degree < 0 || degree > most) {
      throw new UsageError(
        `${what} ${degree} of unit ${unit} is not an integer in 0..${most}${ofLayer(layer)}`,
      );
    }
    sum += degree;
  }
  if (sum > MAX_COUNT)
    throw new UsageError(`${sum} connections are more than ${MAX_COUNT}${ofLayer(layer)}`);
  return sum;
}

/** Units sorted by degree, largest first, equal ones by number; counting sort. */
function byDegree(degrees: ArrayLike<number>, most: number): Uint32Array {
  const begin = new Uint32Array(most + 2);
  for (let unit = 0; unit < degrees.length; unit++) begin[most - degrees[unit] + 1]++;
  for (let d = 1; d < begin.length; d++) begin[d] += begin[d - 1];
  const units = new Uint32Array(degrees.length);
  for (let unit = 0; unit < degrees.length; unit++) units[begin[most - degrees[unit]]++] = unit;
  return units;
}

/**
 * Fills `index` (by output) with some layer of these degrees: each output takes the inputs that still want most.
 *
 * The inputs are kept sorted by what they still want. Of the last run of equal wants that an output reaches into, it
 * takes the far end, so that taking one from each keeps the order.
 *
 * @returns false when no layer has these degrees
 */
function buildGreedily(
  start: Uint32Array,
  index: Uint16Array | Uint32Array,
  inDegrees: ArrayLike<number>,
  outDegrees: ArrayLike<number>,
): boolean {
  const inputs = byDegree(outDegrees, inDegrees.length);
  const wants = Uint32Array.from(inputs, (input) => outDegrees[input]);
  /** One past the last place with the same want or more, for every want. */
  const endOf = new Uint32Array(inDegrees.length + 1);
  for (let want = 0, place = inputs.length; want < endOf.length; want++) {
    while (place > 0 && wants[place - 1] < want) place--;
    endOf[want] = place;
  }
  for (let output = 0; output < inDegrees.length; output++) {
    const degree = inDegrees[output];
    if (degree === 0) continue;
    const lowest = wants[degree - 1];
    if (lowest === 0) return false;
    const at = start[output];
    let taken = 0;
    const take = (place: number) => {
      index[at + taken++] = inputs[place];
      // Place is the last of its run when it is taken, or all of its run is taken before another run is read.
      endOf[wants[place]]--;
      wants[place]--;
    };
    const runEnd = endOf[lowest];
    const runBegin = lowest + 1 < endOf.length ? endOf[lowest + 1] : 0;
    for (let place = runEnd - 1; place >= runEnd - (degree - runBegin); place--) take(place);
    for (let place = runBegin - 1; place >= 0; place--) take(place);
    index.subarray(at, at + degree).sort();
  }
  return true;
}

/** One trade between the lists of outputs a and b; O(their lengths). */
function trade(
  start: Uint32Array,
  index: Uint16Array | Uint32Array,
  a: number,
  b: number,
  random: Random,
): void {
  const shared: number[] = [];
  const pool: number[] = [];
  let i = start[a];
  let j = start[b];
  while (i < start[a + 1] || j < start[b + 1]) {
    const left = i < start[a + 1] ? index[i] : Number.POSITIVE_INFINITY;
    const right = j < start[b + 1] ? index[j] : Number.POSITIVE_INFINITY;
    if (left === right) shared.push(left);
    else pool.push(Math.min(left, right));
    if (left <= right) i++;
    if (right <= left) j++;
  }
  const mine = start[a + 1] - start[a] - shared.length;
  if (mine === 0 || mine === pool.length) return;
  const chosen = random.distinct(pool.length, mine);
  let toA = start[a];
  let toB = start[b];
  let s = 0;
  let c = 0;
  for (let p = 0; p <= pool.length; p++) {
    for (; s < shared.length && (p === pool.length || shared[s] < pool[p]); s++) {
      index[toA++] = shared[s];
      index[toB++] = shared[s];
    }
    if (p === pool.length) break;
    if (chosen[c] === p) {
      index[toA++] = pool[p];
      c++;
    } else index[toB++] = pool[p];
  }
}

/**
 * A random layer with the given degrees: O(K) when only the fan-ins are given, O(trades · K) with both sides.
 *
 * @throws UsageError when a degree is out of range, the two sides' sums differ, or no layer has these degrees
 */
export function fromDegrees(options: FromDegreesOptions): Topology {
  const { inDegrees, outDegrees, random, order = 'by-output', trades = 10, layer } = options;
  const outputs = inDegrees.length;
  const inputs = outDegrees?.length ?? options.inputs ?? 0;
  if (outputs < 1 || inputs < 1) {
    throw new UsageError(
      `${inputs}×${outputs} units from degrees; each side needs at least one${ofLayer(layer)}`,
    );
  }
  if (options.inputs !== undefined && options.inputs !== inputs) {
    throw new UsageError(
      `${options.inputs} inputs but ${inputs} fan-outs${ofLayer(layer)}; give one of them`,
    );
  }
  if (!Number.isInteger(trades) || trades < 0) {
    throw new UsageError(`trades ${trades} is not an integer in 0..Infinity${ofLayer(layer)}`);
  }
  const count = sumDegrees('fan-in', inDegrees, inputs, layer);
  const start = new Uint32Array(outputs + 1);
  for (let output = 0; output < outputs; output++)
    start[output + 1] = start[output] + inDegrees[output];
  const index = indexArray(inputs, count);
  if (outDegrees === undefined) {
    for (let output = 0; output < outputs; output++) {
      index.set(random.distinct(inputs, inDegrees[output]), start[output]);
    }
  } else {
    const sum = sumDegrees('fan-out', outDegrees, outputs, layer);
    if (sum !== count) {
      throw new UsageError(
        `fan-ins sum to ${count}, fan-outs to ${sum}${ofLayer(layer)}; they must be equal`,
      );
    }
    if (!buildGreedily(start, index, inDegrees, outDegrees)) {
      throw new UsageError(
        `no layer has these fan-ins and fan-outs${ofLayer(layer)}; even them out`,
      );
    }
    for (let t = outputs > 1 ? trades * outputs : 0; t > 0; t--) {
      const a = random.integer(outputs);
      const b = random.integer(outputs - 1);
      trade(start, index, a, b < a ? b : b + 1, random);
    }
  }
  const topology: Topology = { inputs, outputs, order: 'by-output', start, index };
  return order === 'by-output' ? topology : reorder(topology, order).topology;
}
