/**
 * Where the units of a multilayer perceptron lie, so that wire has a length and a wiring can be local: pixels and hidden units
 * in the unit square, the units of a layer on the lattice that is nearest to a square. Classes have no place.
 */

import { type Region, regionOf } from '../../connectivity/index.ts';
import { wireLength } from '../../ledger/index.ts';
import type { LayerSpec } from '../../networks/index.ts';
import type { Random } from '../../numerics/random.ts';
import { indexArray, reorder, type Topology } from '../../sparse/topology.ts';

/** x and y of every unit of a layer, in sides of the picture. */
export interface Places {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** A lattice of so many rows and columns over the unit square, units row by row; the last row may be short. */
function latticePlaces(units: number, rows: number, columns: number): Places {
  const x = Float64Array.from({ length: units }, (_, i) => ((i % columns) + 0.5) / columns);
  const y = Float64Array.from({ length: units }, (_, i) => (Math.floor(i / columns) + 0.5) / rows);
  return { x, y };
}

/** Places of so many hidden units. */
export function hiddenPlaces(units: number): Places {
  const columns = Math.ceil(Math.sqrt(units));
  return latticePlaces(units, Math.ceil(units / columns), columns);
}

/**
 * Places of the features of pictures `[height, width]` or `[colours, height, width]`, all colours of a pixel at one place;
 * `undefined` where features are no pixels.
 */
export function pixelPlaces(shape: readonly number[]): Places | undefined {
  if (shape.length < 2 || shape.length > 3) return undefined;
  const [height, width] = shape.slice(-2);
  const colours = shape.length === 3 ? shape[0] : 1;
  const one = latticePlaces(height * width, height, width);
  const all = (axis: Float64Array): Float64Array =>
    Float64Array.from({ length: colours * axis.length }, (_, i) => axis[i % axis.length]);
  return { x: all(one.x), y: all(one.y) };
}

/** Places of all layers that have any: the pixels, and each hidden layer. `undefined` for features that are no pixels. */
export function placesOf(
  shape: readonly number[],
  hidden: readonly number[],
): readonly Places[] | undefined {
  const pixels = pixelPlaces(shape);
  return pixels && [pixels, ...hidden.map(hiddenPlaces)];
}

const between = (from: Places, to: Places, a: number, b: number): number => {
  const [dx, dy] = [from.x[a] - to.x[b], from.y[a] - to.y[b]];
  return Math.sqrt(dx * dx + dy * dy);
};

/** For every unit of `to` its `count` nearest units of `from`, ascending; of two as near the one of lower number. */
function nearestOf(from: Places, to: Places, count: number): Topology {
  const [inputs, outputs] = [from.x.length, to.x.length];
  const start = Uint32Array.from({ length: outputs + 1 }, (_, b) => b * count);
  const index = indexArray(inputs, outputs * count);
  const order = Uint32Array.from({ length: inputs }, (_, a) => a);
  const apart = new Float64Array(inputs);
  for (let b = 0; b < outputs; b++) {
    for (let a = 0; a < inputs; a++) apart[a] = between(from, to, a, b);
    const sorted = order.slice().sort((a, c) => apart[a] - apart[c] || a - c);
    index.set(sorted.subarray(0, count).sort(), start[b]);
  }
  return { inputs, outputs, order: 'by-output', start, index };
}

/** A local layer: the same layer with other connections, and where more of them may grow. */
export interface Localised {
  readonly layer: LayerSpec;
  readonly within: Region;
}

/**
 * A sparse layer made local: every unit hears as many others as on the whole before, drawn among `reach` times as many that
 * are nearest. Weights stay as they are: they were drawn alike for all connections.
 */
export function localise(
  layer: LayerSpec,
  [from, to]: readonly [Places, Places],
  { reach, random }: { readonly reach: number; readonly random: Random },
): Localised {
  const { topology, arrays } = layer;
  const { inputs, outputs, order } = topology;
  const fanIn = Math.round(arrays.weights.length / outputs);
  const near = nearestOf(from, to, Math.min(inputs, Math.round(reach * fanIn)));
  const start = Uint32Array.from({ length: outputs + 1 }, (_, b) => b * fanIn);
  const index = indexArray(inputs, outputs * fanIn);
  const size = near.start[1];
  for (let b = 0; b < outputs; b++)
    index.set(
      Array.from(random.distinct(size, fanIn), (k) => near.index[b * size + k]),
      b * fanIn,
    );
  const drawn: Topology = { inputs, outputs, order: 'by-output', start, index };
  return {
    layer: { ...layer, topology: order === 'by-output' ? drawn : reorder(drawn, order).topology },
    within: regionOf(near, { name: 'local' }),
  };
}

/** Wire of all layers between units that have places, in sides of the picture. */
export function wireOf(layers: readonly Topology[], places: readonly Places[]): number {
  let sum = 0;
  for (let l = 0; l + 1 < places.length; l++)
    sum += wireLength(layers[l], (a, b) => between(places[l], places[l + 1], a, b));
  return sum;
}
