/** A network that learns by a method: what a run asks of it, whatever it is made of. */

import type { EngineOptions } from '../../engine/index.ts';
import { type Account, bitsStored } from '../../ledger/index.ts';
import { magnitudeOf, unitLevels } from '../../plasticity/index.ts';
import type { Look } from '../../protocol/view.ts';
import type { Layers } from '../../sparse/layer.ts';
import type { Topology } from '../../sparse/topology.ts';
import type { Worker } from '../worker.ts';
import type { Values } from './parameters.ts';
import type { Method } from './vocabulary.ts';

/** Where a network stands after a pass. */
export interface Standing {
  /** Epochs, updates or presentations so far. */
  readonly step: number;
  /** Right answers on what it was not shown (of a perceptron: stored associations). */
  readonly accuracy: number;
  /** Mean loss while learning since the last standing; absent where there is none. */
  readonly loss?: number;
}

export interface Trainee extends Worker<Standing> {
  /** Steps that learning takes in all. */
  readonly total: number;
  /** The weights that the method is about: all, or those of the recurrent block. */
  held(): Layers;
  /** The account of one bundle. */
  account(bundle: string): Account;
  /** A look at the network under way, where there is one. */
  readonly look?: (name: string) => Look;
  /** Length of all connections between units that have places; absent where none has. */
  wire(): number | undefined;
}

export interface TraineeOptions extends Pick<EngineOptions, 'threads' | 'arithmetic'> {
  readonly method: Method;
  readonly values: Values;
}

/** Bits of one weight as it is kept. */
export const bitsOf = (
  { discretisation }: Pick<Method, 'discretisation'>,
  { levels }: Pick<Values, 'levels'>,
): number => (discretisation === 'levels' ? 32 - Math.clz32(levels - 1) : 32);

/** The layers of weights alone, without biases. */
export const weightsOf = (layers: Layers): Layers =>
  Object.fromEntries(Object.entries(layers).filter(([name]) => name.endsWith('.weight')));

/** First weights at the levels that they will have: being born is no change. */
export function nearestLevels(
  weights: Float32Array,
  { outputs }: Pick<Topology, 'outputs'>,
  { levels }: Pick<Values, 'levels'>,
): Float32Array {
  const size = magnitudeOf({ levels }, { count: weights.length, outputs });
  const seen = unitLevels(levels).map((level) => Math.fround(level * size));
  return weights.map((w) => {
    const level = Math.round(((w / size + 1) / 2) * (levels - 1));
    return seen[Math.max(0, Math.min(levels - 1, level))];
  });
}

/** What is left of a network: its connections, what keeps them, and what they could be. */
export function holdings(layers: Layers, bits: number) {
  let [connections, positions, silent, memory] = [0, 0, 0, 0];
  for (const layer of Object.values(layers)) {
    const { weights } = layer.arrays;
    connections += weights.length;
    positions += layer.topology.inputs * layer.topology.outputs;
    for (let k = 0; k < weights.length; k++) if (weights[k] === 0) silent++;
    memory += bitsStored(layer, bits);
  }
  return { connections, density: connections / positions, silent, memory };
}
