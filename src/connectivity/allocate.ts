/**
 * How a budget of connections is shared out among the layers of a network: equally, or by how small a layer is.
 *
 * Erdős–Rényi(-kernel): a layer's density is proportional to (Σ dims / Π dims)^exponent, dims being its inputs and outputs
 * and, of a convolution, the sides of its kernel. A layer that would get more than all its positions is dense, and what it
 * cannot take goes to the others.
 *
 * Source: D. C. Mocanu et al., Nature Communications 9:2383 (2018), eq. 1; U. Evci et al., "Rigging the lottery", ICML 2020,
 * §3 (1); the exponent is `erk_power_scale` of their code.
 */

import { UsageError, unknownName } from '../errors.ts';
import { pow } from '../numerics/portable.ts';

/** `uniform`: the same density everywhere. `er`: by inputs and outputs. `erk`: by the sides of kernels as well. */
export const ALLOCATIONS = ['uniform', 'er', 'erk'] as const;
export type Allocation = (typeof ALLOCATIONS)[number];

export interface AllocationOptions {
  /** Share of all positions of all layers together that exist, in (0, 1]. */
  readonly density: number;
  readonly allocation: Allocation;
  /** 1 by default; 0 makes all densities equal. ≥ 0. */
  readonly exponent?: number;
}

/** Inputs and outputs of a layer, and of a convolution the sides of its kernel. */
export type LayerDims = readonly [inputs: number, outputs: number, ...kernel: number[]];

const product = (dims: readonly number[]): number => dims.reduce((all, side) => all * side, 1);
const sum = (values: readonly number[]): number => values.reduce((all, x) => all + x, 0);

function check(layers: readonly LayerDims[], options: AllocationOptions): void {
  const { density, allocation, exponent = 1 } = options;
  if (!ALLOCATIONS.includes(allocation)) throw unknownName('allocation', allocation, ALLOCATIONS);
  if (!(density > 0 && density <= 1)) throw new UsageError(`density ${density} is outside (0, 1]`);
  if (!(exponent >= 0 && exponent < Number.POSITIVE_INFINITY))
    throw new UsageError(`exponent ${exponent} of the allocation is outside [0, ∞)`);
  for (const dims of layers)
    if (dims.length < 2 || !dims.every((side) => Number.isInteger(side) && side >= 1))
      throw new UsageError(
        `a layer of ${dims.join('×')} is not one of inputs × outputs, integers ≥ 1`,
      );
}

/** How much of it each layer gets, up to a common factor. */
const raw = (dims: LayerDims, { allocation, exponent = 1 }: AllocationOptions): number => {
  if (allocation === 'uniform') return 1;
  const counted = allocation === 'er' ? dims.slice(0, 2) : dims;
  const share = sum(counted) / product(counted);
  return exponent === 1 ? share : pow(share, exponent);
};

/**
 * The density of every layer, in (0, 1]: min(1, c · raw), with the one c for which all layers together have
 * density · Σ positions. Found exactly, by declaring layers dense in the order of their raw values until the rest fits.
 *
 * @throws UsageError for a density outside (0, 1], a negative exponent, an unknown allocation or a layer without units
 * @example layerDensities([[784, 300], [300, 100], [100, 10]], { density: 0.02, allocation: 'er' })
 * // [0.0153…, 0.0445…, 0.3674…]
 */
export function layerDensities(layers: readonly LayerDims[], options: AllocationOptions): number[] {
  check(layers, options);
  const places = layers.map(product);
  const shares = layers.map((dims) => raw(dims, options));
  const order = layers.map((_, k) => k).sort((a, b) => shares[b] - shares[a] || a - b);
  const budget = options.density * sum(places);
  let [left, weight] = [budget, sum(places.map((count, k) => count * shares[k]))];
  const densities = new Array<number>(layers.length).fill(1);
  for (const [rank, k] of order.entries()) {
    if (weight > 0 && (left / weight) * shares[k] < 1) {
      for (const other of order.slice(rank)) densities[other] = (left / weight) * shares[other];
      break;
    }
    left -= places[k];
    weight -= places[k] * shares[k];
  }
  return densities;
}

/**
 * The number of connections of every layer: `layerDensities` in whole numbers, whose sum is density · Σ positions, rounded.
 * What is left over after rounding down goes to the largest remainders. A layer gets one connection at least.
 *
 * @throws UsageError as `layerDensities`, and where there are fewer connections than layers
 * @example layerConnections([[784, 300], [300, 100], [100, 10]], { density: 0.02, allocation: 'uniform' })
 * // [4704, 600, 20]
 */
export function layerConnections(
  layers: readonly LayerDims[],
  options: AllocationOptions,
): number[] {
  const densities = layerDensities(layers, options);
  const places = layers.map(product);
  const total = Math.round(options.density * sum(places));
  if (total < layers.length)
    throw new UsageError(
      `density ${options.density} is ${total} connections for ${layers.length} layers; raise it`,
    );
  const exact = places.map((count, k) => count * densities[k]);
  const counts = exact.map((x, k) => Math.min(places[k], Math.max(1, Math.floor(x + 1e-9))));
  const byRemainder = layers
    .map((_, k) => k)
    .sort((a, b) => exact[b] - counts[b] - (exact[a] - counts[a]) || a - b);
  let open = total - sum(counts);
  for (let turn = 0; open > 0; turn++) {
    const k = byRemainder[turn % byRemainder.length];
    if (counts[k] === places[k]) continue;
    counts[k]++;
    open--;
  }
  // Layers that were lifted to one connection have taken it from the largest.
  while (open < 0) {
    counts[counts.indexOf(Math.max(...counts))]--;
    open++;
  }
  return counts;
}
