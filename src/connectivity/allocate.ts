/**
 * How the connections of a network are shared out over its layers.
 *
 * Sources: ER, D. C. Mocanu et al., Nature Communications 9:2383 (2018), eq. 1; ERK and the common factor, U. Evci et al.,
 * "Rigging the lottery: making all tickets winners", ICML 2020, §3.
 */

import { UsageError } from '../errors.ts';
import { checkUnits } from '../sparse/topology.ts';
import { checkScarcity, expectedConnections, type Scarcity } from './erdos-renyi.ts';

/** One layer: `inputs` × `outputs` units, or channels of a convolution with this kernel. */
export interface LayerSize {
  readonly inputs: number;
  readonly outputs: number;
  /** Height and width of the kernel of a convolution. */
  readonly kernel?: readonly [number, number];
}

/**
 * `uniform`: the same density everywhere. `er`: density ∝ (n_in + n_out) / (n_in n_out).
 * `erk`: density ∝ (n_in + n_out + k_h + k_w) / (n_in n_out k_h k_w), for convolutions.
 */
export type AllocationRule = 'uniform' | 'er' | 'erk';

export interface AllocateOptions extends Scarcity {
  readonly sizes: readonly LayerSize[];
  readonly rule: AllocationRule;
  /** Layers that stay dense whatever the rule, by number from 0: usually the first or the last. */
  readonly dense?: readonly number[];
}

/** What one layer gets. */
export interface AllocatedLayer {
  /** Number of connections, an integer. */
  readonly connections: number;
  /** That number over the number of possible connections. */
  readonly density: number;
}

const RULES: readonly string[] = ['uniform', 'er', 'erk'] satisfies AllocationRule[];

function area({ kernel }: LayerSize): number {
  return kernel === undefined ? 1 : kernel[0] * kernel[1];
}

/** Possible connections of a layer, N. */
function possible(size: LayerSize): number {
  return size.inputs * size.outputs * area(size);
}

/** Density of a layer up to the factor common to all layers. */
function rawDensity(size: LayerSize, rule: AllocationRule): number {
  if (rule === 'uniform') return 1;
  const kernel = rule === 'erk' && size.kernel !== undefined ? size.kernel[0] + size.kernel[1] : 0;
  return (
    (size.inputs + size.outputs + kernel) /
    (size.inputs * size.outputs * (rule === 'erk' ? area(size) : 1))
  );
}

/**
 * The densities min(1, c · raw) of which Σ density · N is `total`: where the factor c would push a layer over 1, the layer
 * with the largest raw density becomes dense and c is solved anew.
 */
function solveFactor(
  raw: readonly number[],
  sizes: readonly number[],
  total: number,
  pinned: ReadonlySet<number>,
): number[] {
  const isDense = raw.map((_, l) => pinned.has(l));
  for (;;) {
    let rest = total;
    let weight = 0;
    let largest = -1;
    for (let l = 0; l < raw.length; l++) {
      if (isDense[l]) rest -= sizes[l];
      else {
        weight += raw[l] * sizes[l];
        if (largest < 0 || raw[l] > raw[largest]) largest = l;
      }
    }
    const factor = largest < 0 ? 0 : rest / weight;
    if (largest < 0 || factor * raw[largest] <= 1) {
      return raw.map((value, l) => (isDense[l] ? 1 : factor * value));
    }
    isDense[largest] = true;
  }
}

/** Integers near the shares that sum to the rounded sum: what is left over goes to the largest remainders. */
function roundShares(shares: readonly number[]): number[] {
  const counts = shares.map(Math.floor);
  let rest = Math.round(shares.reduce((a, b) => a + b, 0)) - counts.reduce((a, b) => a + b, 0);
  const byRemainder = shares
    .map((_, l) => l)
    .sort((a, b) => shares[b] - counts[b] - (shares[a] - counts[a]) || a - b);
  for (const l of byRemainder) {
    if (rest-- <= 0) break;
    counts[l]++;
  }
  return counts;
}

/**
 * Number of connections of every layer.
 *
 * - `density` with `er` or `erk` is that of the whole network, dense layers included; with `uniform` it is that of every
 *   layer that is not in `dense`.
 * - `epsilon` with `er` or `erk` gives each layer ε (n_in + n_out [+ k_h + k_w]) connections, at most all; with `uniform`
 *   the same total as `er`, at one density.
 *
 * @example allocate({ sizes: [{ inputs: 784, outputs: 1000 }, { inputs: 1000, outputs: 10 }], rule: 'er', epsilon: 20 })
 * // [{ connections: 35680, density: 0.0455… }, { connections: 10000, density: 1 }]
 * @throws UsageError for a density outside (0, 1], ε ≤ 0, an unknown rule, a layer number out of range, dense layers that
 *   alone exceed the density asked for, or a layer that would get no connection
 */
export function allocate(options: AllocateOptions): AllocatedLayer[] {
  const { sizes, rule, epsilon, density, dense = [] } = options;
  checkScarcity(options);
  if (!RULES.includes(rule))
    throw new UsageError(`unknown allocation rule "${rule}"; known: ${RULES.join(', ')}`);
  for (const { inputs, outputs, kernel = [1, 1] } of sizes) {
    checkUnits('inputs', inputs);
    checkUnits('outputs', outputs);
    for (const side of kernel) checkUnits('kernel side', side);
  }
  for (const l of dense) {
    if (!Number.isInteger(l) || l < 0 || l >= sizes.length) {
      throw new UsageError(`dense layer ${l} is not an integer in 0..${sizes.length - 1}`);
    }
  }
  const pinned = new Set(dense);
  const n = sizes.map(possible);
  const raw = sizes.map((size) => rawDensity(size, rule));
  const sum = (of: (l: number) => number) => sizes.reduce((total, _, l) => total + of(l), 0);

  let densities: number[];
  if (rule === 'uniform') {
    const free = sum((l) => (pinned.has(l) ? 0 : n[l]));
    const wanted = sum((l) =>
      pinned.has(l)
        ? 0
        : Math.min(n[l], expectedConnections(sizes[l].inputs, sizes[l].outputs, options)),
    );
    const same = density ?? wanted / free;
    densities = n.map((_, l) => (pinned.has(l) ? 1 : same));
  } else if (epsilon !== undefined) {
    densities = raw.map((value, l) => (pinned.has(l) ? 1 : Math.min(1, epsilon * value)));
  } else {
    const total = density! * sum((l) => n[l]);
    const least = sum((l) => (pinned.has(l) ? n[l] : 0));
    if (least > total) {
      throw new UsageError(
        `density ${density} of the whole network is less than its dense layers alone need, ${least / sum((l) => n[l])}`,
      );
    }
    densities = solveFactor(raw, n, total, pinned);
  }
  const counts = roundShares(densities.map((value, l) => value * n[l]));
  return counts.map((count, l) => {
    const connections = pinned.has(l) ? n[l] : Math.min(count, n[l]);
    if (connections < 1) {
      throw new UsageError(
        `layer ${l} of ${sizes[l].inputs}×${sizes[l].outputs} units would get no connection; raise the density`,
      );
    }
    return { connections, density: connections / n[l] };
  });
}
