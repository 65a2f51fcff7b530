/**
 * Erdős–Rényi birth: every possible connection exists with the same probability, in O(K) time and memory.
 *
 * Source: D. C. Mocanu et al., "Scalable training of artificial neural networks with adaptive sparse connectivity
 * inspired by network science", Nature Communications 9:2383 (2018), eq. 1: p = ε (n_in + n_out) / (n_in · n_out).
 * How many connections each layer of a network gets is decided in allocate.ts.
 */

import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import {
  checkUnits,
  fromPositions,
  MAX_COUNT,
  type Order,
  ofLayer,
  type Topology,
} from '../sparse/topology.ts';
import { dense } from './fixed.ts';

/** How the number of connections is decided. */
export type Scheme = 'exact' | 'bernoulli' | 'with-replacement';

/** Positions are exact doubles. */
const MAX_POSITIONS = 9007199254740992;

const SCHEMES: readonly string[] = ['exact', 'bernoulli', 'with-replacement'] satisfies Scheme[];

/** How scarce the connections are: by ε or by density, not both. */
export interface Scarcity {
  /** ε > 0: expected connections per unit, ε (inputs + outputs) in all. */
  readonly epsilon?: number;
  /** Share of all possible connections, in (0, 1]. */
  readonly density?: number;
}

export interface ErdosRenyiOptions extends Scarcity {
  readonly inputs: number;
  readonly outputs: number;
  readonly random: Random;
  /**
   * `exact` (default): the rounded expected number of connections, uniform over all such sets.
   * `bernoulli`: each connection on its own, so that the number varies with standard deviation √(N p (1 − p)).
   * `with-replacement`: ε (n_in + n_out) draws of which duplicates count once, as in the public SciPy code of SET: fewer
   * connections than asked for, N (1 − e^(−draws/N)) on average, and a layer that never is quite dense.
   */
  readonly scheme?: Scheme;
  /** Default `by-output`. */
  readonly order?: Order;
  /** Name for error messages. */
  readonly layer?: string;
}

/** @throws UsageError unless exactly one of ε and density is given, in its range */
function checkScarcity({ epsilon, density }: Scarcity, layer?: string): void {
  if ((epsilon === undefined) === (density === undefined)) {
    throw new UsageError(
      `give either epsilon or density, not ${epsilon === undefined ? 'neither' : 'both'}${ofLayer(layer)}`,
    );
  }
  if (density !== undefined && !(density > 0 && density <= 1)) {
    throw new UsageError(`density ${density} is outside (0, 1]${ofLayer(layer)}`);
  }
  if (epsilon !== undefined && !(epsilon > 0 && epsilon < Number.POSITIVE_INFINITY)) {
    throw new UsageError(`epsilon ${epsilon} is outside (0, Infinity)${ofLayer(layer)}`);
  }
}

/**
 * Expected number of connections, not clamped to the number of possible ones: ε (inputs + outputs) or density · N.
 *
 * @example expectedConnections(784, 1000, { epsilon: 20 }) // 35680
 */
export function expectedConnections(
  inputs: number,
  outputs: number,
  { epsilon, density }: Scarcity,
): number {
  return epsilon === undefined ? density! * (inputs * outputs) : epsilon * (inputs + outputs);
}

/** Number of different values among `draws` uniform draws out of `positions`: each draw is new with its true odds. */
function countDistinct(draws: number, positions: number, random: Random): number {
  let distinct = 0;
  for (let draw = 0; draw < draws; draw++) {
    if (distinct < positions && random.integer(positions) >= distinct) distinct++;
  }
  return distinct;
}

/**
 * A random layer. Where p ≥ 1 it is dense, except for `with-replacement`.
 *
 * Costs 2 or 4 bytes a connection and 4 a list for the result, and up to 8 a connection while drawing.
 *
 * @throws UsageError for a density outside (0, 1], ε ≤ 0, an unknown scheme, units that are no positive integers, more
 *   than 2^53 positions, or when the expected number rounds to no connection at all
 */
export function erdosRenyi(options: ErdosRenyiOptions): Topology {
  const { inputs, outputs, random, scheme = 'exact', order = 'by-output', layer } = options;
  checkUnits('inputs', inputs, layer);
  checkUnits('outputs', outputs, layer);
  checkScarcity(options, layer);
  if (!SCHEMES.includes(scheme)) {
    throw new UsageError(
      `unknown scheme "${scheme}"${ofLayer(layer)}; known: ${SCHEMES.join(', ')}`,
    );
  }
  const positions = inputs * outputs;
  const expected = expectedConnections(inputs, outputs, options);
  if (scheme !== 'with-replacement' && expected >= positions)
    return dense({ inputs, outputs, order, layer });
  if (Math.round(expected) < 1) {
    const least =
      options.epsilon === undefined
        ? `density ${0.5 / positions}`
        : `epsilon ${0.5 / (inputs + outputs)}`;
    throw new UsageError(
      `${inputs}×${outputs} units would get no connection; use at least ${least}${ofLayer(layer)}`,
    );
  }
  if (positions > MAX_POSITIONS || expected > MAX_COUNT) {
    throw new UsageError(
      `${inputs}×${outputs} units with ${Math.round(expected)} connections are too many${ofLayer(layer)}; ` +
        `at most 2^53 positions and ${MAX_COUNT} connections`,
    );
  }
  let count = Math.round(expected);
  if (scheme === 'bernoulli') count = random.binomial(positions, expected / positions);
  if (scheme === 'with-replacement') count = countDistinct(count, positions, random);
  return fromPositions({ inputs, outputs, order }, random.distinct(positions, count));
}
