/**
 * Brings a task's examples into the engine's memory and tells how their stored values become inputs.
 */

import type { Engine } from '../engine/index.ts';
import { FrugalError, unknownName } from '../errors.ts';
import type { DenseSource, Scaled } from '../networks/index.ts';
import type { Examples } from '../tasks/examples.ts';

/** `unit`: stored value × scale. `z-score`: per feature, mean 0 and variance 1 over the training set; constant ones are 0. */
export type Scaling = 'unit' | 'z-score';
const SCALINGS: readonly Scaling[] = ['unit', 'z-score'];

/**
 * A feature whose deviation is no more than this share of its own mean is constant but for the rounding of singles, and is
 * set to 0: the shift could not be told from the values. How wide other features are says nothing about it.
 */
const ROUNDING = 2 ** -23;

/** Places shift and scale tables for a training set; the test set uses the same. */
export function placeScaling(engine: Engine, examples: Examples, scaling: Scaling): Scaled {
  if (!SCALINGS.includes(scaling)) throw unknownName('scaling', scaling, SCALINGS);
  const { features, count, inputs } = examples;
  const shift = engine.memory.allocate(4 * features);
  const scale = engine.memory.allocate(4 * features);
  const { f32 } = engine.memory.views();
  f32.fill(examples.scale, scale / 4, scale / 4 + features);
  const tables = { shift, scale, unit: examples.scale };
  if (scaling === 'unit') return tables;
  const mean = new Float64Array(features);
  const square = new Float64Array(features);
  for (let e = 0; e < count; e++) {
    for (let f = 0; f < features; f++) mean[f] += inputs[e * features + f];
  }
  for (let f = 0; f < features; f++) mean[f] /= count;
  for (let e = 0; e < count; e++) {
    for (let f = 0; f < features; f++) {
      const centred = inputs[e * features + f] - mean[f];
      square[f] += centred * centred;
    }
  }
  for (let f = 0; f < features; f++) {
    const deviation = Math.sqrt(square[f] / count);
    f32[shift / 4 + f] = mean[f];
    f32[scale / 4 + f] = deviation > ROUNDING * Math.abs(mean[f]) ? 1 / deviation : 0;
  }
  return tables;
}

/** @throws FrugalError for labels that name no class */
export function checkLabels(labels: Examples['labels'], classes: number): void {
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0)
    throw new FrugalError(
      `label ${labels[wrong]} of example ${wrong} is outside 0 … ${classes - 1}`,
    );
}

/** Places the inputs of a set of examples. Throws `FrugalError` for labels that name no class. */
export function placeExamples(
  engine: Engine,
  examples: Examples,
  classes: number,
  { shift, scale }: Pick<DenseSource, 'shift' | 'scale'>,
): DenseSource {
  checkLabels(examples.labels, classes);
  const data = engine.memory.allocate(examples.inputs.byteLength);
  const { u8, f32 } = engine.memory.views();
  if (examples.inputs instanceof Uint8Array) u8.set(examples.inputs, data);
  else f32.set(examples.inputs, data / 4);
  const storage = examples.inputs instanceof Uint8Array ? 'u8' : 'f32';
  return { data, storage, features: examples.features, shift, scale };
}
