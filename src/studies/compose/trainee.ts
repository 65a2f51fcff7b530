/** A network that learns by a method: what a run asks of it, whatever it is made of. */

import type { EngineOptions } from '../../engine/index.ts';
import { bitsStored } from '../../ledger/index.ts';
import type { Layers } from '../../sparse/layer.ts';
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

/** What is left of a network: its connections, what keeps them, and what they could be. */
export function holdings(layers: Layers, bits: number) {
  let [connections, positions, silent, memory] = [0, 0, 0, 0];
  for (const [name, layer] of Object.entries(layers)) {
    if (!name.endsWith('.weight')) continue;
    const { weights } = layer.arrays;
    connections += weights.length;
    positions += layer.topology.inputs * layer.topology.outputs;
    for (let k = 0; k < weights.length; k++) if (weights[k] === 0) silent++;
    memory += bitsStored(layer, bits);
  }
  return { connections, density: connections / positions, silent, memory };
}
