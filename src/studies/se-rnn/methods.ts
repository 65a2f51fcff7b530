/** The ways to make a recurrent network local that `se-rnn` compares: prices on wire, swaps of places, hard masks. */

import type { Placed } from '../../analyses/spatial-structure.ts';
import { connectionLengths, type Space } from '../../connectivity/index.ts';
import {
  type BundleTransform,
  communicabilityCost,
  communicabilityPenalty,
  wirePenalty,
} from '../../plasticity/index.ts';
import { listOfEach } from '../../sparse/topology.ts';

/**
 * `plain` all to all, no price · `l1` λ Σ|w| · `wire` λ Σ|w|d · `se-rnn` λ Σ|w|d·communicability · `bimt` λ Σ|w|(1 + d), and
 * units swap places · `bimt-still` without swaps · `local` a mask, no price · `random` as many connections as `local`.
 */
export const METHODS = [
  'plain',
  'l1',
  'wire',
  'se-rnn',
  'bimt-still',
  'bimt',
  'local',
  'random',
] as const;
export type Method = (typeof METHODS)[number];

/** Methods that have a price; the others are trained once. */
export const PRICED: readonly Method[] = ['l1', 'wire', 'se-rnn', 'bimt-still', 'bimt'];
export const isPriced = (method: Method): boolean => PRICED.includes(method);

/** Methods whose connections are given by a mask. */
export const isMasked = (method: Method): boolean => method === 'local' || method === 'random';

/** Price at distance 0 of methods that have one, in units of λ. */
const baseOf = (method: Method): number => (method === 'wire' ? 0 : 1);

/** The penalty in units of its strength, R. */
export function penaltyOf(method: Method, { topology, weights, space }: Placed): number {
  const lengths = connectionLengths(topology, space);
  if (method === 'se-rnn') {
    const list = listOfEach(topology);
    const [pre, post] =
      topology.order === 'by-input' ? [list, topology.index] : [topology.index, list];
    const wires = { units: space.units, pre, post, weights, lengths };
    return communicabilityCost(wires, { gradient: 'constant' }).penalty;
  }
  const base = baseOf(method);
  let sum = 0;
  for (let k = 0; k < lengths.length; k++)
    sum += Math.abs(weights[k]) * (base + (method === 'l1' ? 0 : lengths[k]));
  return sum;
}

/** The first link of the recurrent weights' chain. @param space where the units lie now */
export function priceOf(
  method: Method,
  strength: number,
  space: () => Space,
): BundleTransform | undefined {
  if (!isPriced(method)) return undefined;
  if (method === 'l1') return wirePenalty({ strength });
  if (method === 'se-rnn') return communicabilityPenalty({ strength, space });
  return wirePenalty({ strength, space, base: baseOf(method) });
}
