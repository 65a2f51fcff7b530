/** Receptive fields: the weights that feed a unit, as a picture. */

import type { StoredLayer } from '../../../src/interchange/network.ts';
import { sizeOf } from './bins.ts';
import type { Fields } from './glance.ts';

/** Units that are shown at most. */
const SHOWN = 24;

/**
 * The units of a layer (lists by output) whose weights are largest together (Σ w²), by their number.
 *
 * @param picture what the inputs are; width · height of them
 */
export function fieldsOf(
  { name, topology, arrays: { weights } }: StoredLayer,
  { width, height }: { readonly width: number; readonly height: number },
): Fields {
  const { inputs, outputs, index } = topology;
  const bounds = (unit: number): readonly [number, number] =>
    index === undefined
      ? [unit * inputs, (unit + 1) * inputs]
      : [topology.start[unit], topology.start[unit + 1]];
  const strength = Float64Array.from({ length: outputs }, (_, unit) => {
    const [from, to] = bounds(unit);
    let sum = 0;
    for (let k = from; k < to; k++) sum += weights[k] * weights[k];
    return sum;
  });
  const units = Uint32Array.from({ length: outputs }, (_, unit) => unit)
    .sort((a, b) => strength[b] - strength[a] || a - b)
    .slice(0, SHOWN)
    .sort();
  const pictures = new Float32Array(units.length * inputs);
  units.forEach((unit, n) => {
    const [from, to] = bounds(unit);
    for (let k = from; k < to; k++)
      pictures[n * inputs + (index === undefined ? k - from : index[k])] = weights[k];
  });
  return { layer: name, units, width, height, weights: pictures, reach: sizeOf(pictures, 0.99) };
}
