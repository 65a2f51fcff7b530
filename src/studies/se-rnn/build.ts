/** One network of `se-rnn` as it is born: all methods begin alike in a replicate, but for their masks. */

import {
  fromDegrees,
  glorotUniform,
  lattice,
  latticeSpace,
  radiusForDensity,
  recurrentStart,
  type Space,
} from '../../connectivity/index.ts';
import type { Engine } from '../../engine/index.ts';
import { createRnn, type Rnn } from '../../networks/index.ts';
import type { Random } from '../../numerics/random.ts';
import { fullTopology, inDegrees, type Order, type Topology } from '../../sparse/topology.ts';
import type { OneChoice } from '../../tasks/index.ts';
import { isMasked, type Method } from './methods.ts';
import { unitsOf, type Values } from './parameters.ts';

/** The local mask: all that lies within the radius whose density comes nearest to the one asked for. */
export function localMask({ sides, density }: Pick<Values, 'sides' | 'density'>): {
  readonly topology: Topology;
  readonly radius: number;
} {
  const shape = { sides, periodic: false };
  const radius = radiusForDensity(shape, density);
  return { topology: lattice({ ...shape, radius, order: 'by-input' }).topology, radius };
}

function topologyOf(method: Method, values: Values, random: Random): Topology {
  const units = unitsOf(values);
  if (!isMasked(method)) return fullTopology(units, units, 'by-input');
  const { topology } = localMask(values);
  if (method === 'local') return topology;
  // The same number into every unit, from anywhere.
  const degrees = inDegrees(topology);
  return fromDegrees({ inDegrees: degrees, inputs: units, order: 'by-input', random });
}

export interface Built {
  readonly network: Rnn;
  readonly topology: Topology;
  /** First recurrent weights. */
  readonly weights: Float32Array;
  readonly space: Space;
}

/** Input and output weights by Glorot's law, recurrent ones by `start`, biases 0, as in the demonstration. */
export function build(
  engine: Engine,
  method: Method,
  values: Values,
  task: OneChoice,
  random: Random,
): Built {
  const units = unitsOf(values);
  const topology = topologyOf(method, values, random.split('mask'));
  const weights = recurrentStart(values.start).weights(topology, random.split('start'), method);
  const glorot = (name: string, inputs: number, outputs: number): Float32Array => {
    const first = new Float32Array(inputs * outputs);
    glorotUniform.fill(first, { inputs, outputs, density: 1 }, random.split(name));
    return first;
  };
  const fully = (inputs: number, outputs: number, order: Order) => ({ inputs, outputs, order });
  const network = createRnn(engine, {
    input: {
      topology: fully(task.channels, units, 'by-output'),
      arrays: { weights: glorot('input', task.channels, units) },
    },
    recurrent: {
      topology: isMasked(method) ? topology : fully(units, units, 'by-input'),
      arrays: { weights },
    },
    output: {
      topology: fully(units, task.classes, 'by-input'),
      arrays: { weights: glorot('output', units, task.classes) },
    },
    activation: 'relu',
    loss: 'cross-entropy',
    batch: values.batch,
  });
  const space = latticeSpace({ sides: values.sides, periodic: false });
  return { network, topology, weights, space };
}
