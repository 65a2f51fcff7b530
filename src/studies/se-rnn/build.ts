/** One network of `se-rnn` as it is born: all methods begin alike in a replicate, but for their masks. */

import {
  fromDegrees,
  lattice,
  latticeSpace,
  radiusForDensity,
  type Space,
} from '../../connectivity/index.ts';
import type { Engine } from '../../engine/index.ts';
import { buildRnn, type Rnn, rnn } from '../../networks/index.ts';
import type { Random } from '../../numerics/random.ts';
import { fullTopology, inDegrees, type Topology } from '../../sparse/topology.ts';
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

/** The box, unit by unit. */
export const spaceOf = ({ sides }: Pick<Values, 'sides'>): Space =>
  latticeSpace({ sides, periodic: false });

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
  const description = rnn({ units, start: values.start, initial: 'glorot-uniform' });
  const network = buildRnn(description, engine, random, {
    ...{ inputs: task.channels, outputs: task.classes, batch: values.batch, recurrent: topology },
  });
  const weights = network.matrices.recurrent.weights().slice();
  return { network, topology, weights, space: spaceOf(values) };
}
