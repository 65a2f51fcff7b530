/**
 * `Layer`: who is connected to whom, and the numbers of each connection, as one plain value.
 *
 * It is what is born, rewired, compared, saved, hashed and posted. `arrays.weights` are the weights; whatever else is of one
 * number a connection (velocities, moments, signs) lies beside them by name. As bytes it is the buffer of serialise.ts and
 * nothing else; at work it lies in the engine's memory as a `SparseMatrix`.
 */

import { UsageError } from '../errors.ts';
import type { Topology } from './topology.ts';

/** An array of one value a connection. */
export type ConnectionArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** Every input connected to every output, said without listing it. */
export type FullyConnected = Pick<Topology, 'inputs' | 'outputs' | 'order'> & {
  readonly index?: undefined;
};

/** Connections, and for each of them one number of every array, in the order of the topology. */
export interface Layer<
  Numbers extends ConnectionArray = Float32Array,
  Shape extends Topology | FullyConnected = Topology,
> {
  readonly topology: Shape;
  readonly arrays: Readonly<Record<string, Numbers>>;
}

/** A layer that a network is made of: one in which every connection exists need not list them. */
export type NewLayer = Layer<Float32Array, Topology | FullyConnected>;

/** Layers by the names of their bundles, e.g. `hidden1.weight`. */
export type Layers = Readonly<Record<string, Layer>>;

/** Number of connections. */
export const countOf = ({ inputs, outputs, index }: Topology | FullyConnected): number =>
  index === undefined ? inputs * outputs : index.length;

/** @throws UsageError unless there are weights and every array has one number a connection */
export function checkLayer({ topology, arrays }: NewLayer, name?: string): void {
  const count = countOf(topology);
  const where = name === undefined ? '' : ` (layer "${name}")`;
  if (arrays.weights === undefined) throw new UsageError(`a layer has no weights${where}`);
  for (const [array, values] of Object.entries(arrays)) {
    if (values.length === count) continue;
    const what = array === 'weights' ? '' : `"${array}" has `;
    throw new UsageError(
      `${what}${values.length} ${array === 'weights' ? 'weights' : 'values'} for ${count} connections${where}`,
    );
  }
}

/** A copy that owns all its arrays. */
export function copyLayer({ topology, arrays }: Layer): Layer {
  const { start, index } = topology;
  return {
    topology: { ...topology, start: start.slice(), index: index.slice() },
    arrays: Object.fromEntries(
      Object.entries(arrays).map(([name, values]) => [name, values.slice()]),
    ),
  };
}
