/**
 * Layers in which every unit has a given number of connections: dense, or a fixed fan-in.
 */

import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import {
  checkUnits,
  fullTopology,
  indexArray,
  MAX_COUNT,
  type Order,
  ofLayer,
  reorder,
  type Topology,
} from '../sparse/topology.ts';

export interface DenseOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** Default `by-output`. */
  readonly order?: Order;
  /** Name for error messages. */
  readonly layer?: string;
}

/**
 * Every possible connection.
 *
 * @throws UsageError when the units are no positive integers or inputs · outputs exceeds 2^32 − 1
 */
export function dense({ inputs, outputs, order = 'by-output', layer }: DenseOptions): Topology {
  checkUnits('inputs', inputs, layer);
  checkUnits('outputs', outputs, layer);
  const count = inputs * outputs;
  if (count > MAX_COUNT) {
    throw new UsageError(
      `${inputs}×${outputs} dense connections are more than ${MAX_COUNT}${ofLayer(layer)}`,
    );
  }
  return fullTopology(inputs, outputs, order);
}

export interface FixedFanInOptions extends DenseOptions {
  /** Connections into every output, 1 … inputs. */
  readonly fanIn: number;
  readonly random: Random;
}

/**
 * Every output gets `fanIn` distinct inputs, uniform and independent of the other outputs'; O(K).
 *
 * @throws UsageError when `fanIn` is not an integer in 1..inputs, or the units are no positive integers
 */
export function fixedFanIn(options: FixedFanInOptions): Topology {
  const { inputs, outputs, fanIn, random, order = 'by-output', layer } = options;
  checkUnits('inputs', inputs, layer);
  checkUnits('outputs', outputs, layer);
  if (!Number.isInteger(fanIn) || fanIn < 1 || fanIn > inputs) {
    throw new UsageError(
      `fan-in ${fanIn} is not an integer in 1..${inputs}, the number of inputs${ofLayer(layer)}`,
    );
  }
  if (fanIn * outputs > MAX_COUNT) {
    throw new UsageError(
      `${fanIn * outputs} connections are more than ${MAX_COUNT}${ofLayer(layer)}; lower the fan-in`,
    );
  }
  const start = new Uint32Array(outputs + 1);
  const index = indexArray(inputs, fanIn * outputs);
  for (let output = 0; output < outputs; output++) {
    start[output + 1] = start[output] + fanIn;
    index.set(random.distinct(inputs, fanIn), start[output]);
  }
  const topology: Topology = { inputs, outputs, order: 'by-output', start, index };
  return order === 'by-output' ? topology : reorder(topology, order).topology;
}
