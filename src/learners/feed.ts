/**
 * Brings a task's examples into the engine's memory and tells how their stored values become inputs.
 */

import type { Engine } from '../engine/index.ts';
import { FrugalError, UsageError, unknownName } from '../errors.ts';
import { type DenseSource, placeRows, type Scaled, type Source } from '../networks/index.ts';
import type { DenseInputs, Examples, SparseInputs } from '../tasks/examples.ts';

/** `unit`: stored value × scale. `z-score`: per feature, mean 0 and variance 1 over the training set; constant ones are 0. */
export type Scaling = 'unit' | 'z-score';
const SCALINGS: readonly Scaling[] = ['unit', 'z-score'];

/** Shift and scale of every feature, as a network was taught with them: input = (stored − shift) × scale. */
export interface ScalingTables {
  readonly shift: Float32Array;
  readonly scale: Float32Array;
}

/**
 * A feature whose deviation is no more than this share of its own mean is constant but for the rounding of singles, and is
 * set to 0: the shift could not be told from the values. How wide other features are says nothing about it.
 */
const ROUNDING = 2 ** -23;

/** Places shift and scale tables for a training set; the test set uses the same. */
export function placeScaling(
  engine: Engine,
  examples: DenseInputs | SparseInputs,
  scaling: Scaling | ScalingTables,
): Scaled {
  const tables = typeof scaling === 'string' ? scalingOf(examples, scaling) : scaling;
  if (tables.shift.length !== examples.features || tables.scale.length !== examples.features)
    throw new FrugalError(
      `a scaling of ${tables.shift.length} features for examples of ${examples.features}`,
    );
  const centred = tables.shift.some((shift) => shift !== 0);
  if (centred && 'rows' in examples)
    throw new FrugalError(
      'the network takes inputs with a shift, which leaves no input of sparse examples at 0; give dense examples',
    );
  const place = (table: Float32Array): number => {
    const address = engine.memory.allocate(4 * table.length);
    engine.memory.views().f32.set(table, address / 4);
    return address;
  };
  const [shift, scale] = [place(tables.shift), place(tables.scale)];
  const unit = 'rows' in examples ? 1 : examples.scale;
  return { shift, scale, unit, centred: scaling === 'z-score' || centred };
}

/**
 * Shift and scale of every feature over a training set: an input is (stored − shift) × scale.
 *
 * @throws UsageError for an unknown scaling, or for z-scores of sparse examples
 */
export function scalingOf(examples: DenseInputs | SparseInputs, scaling: Scaling): ScalingTables {
  if (!SCALINGS.includes(scaling)) throw unknownName('scaling', scaling, SCALINGS);
  const { features, count } = examples;
  const shift = new Float32Array(features);
  const scale = new Float32Array(features).fill('rows' in examples ? 1 : examples.scale);
  if (scaling === 'unit') return { shift, scale };
  if ('rows' in examples)
    throw new UsageError(
      'scaling "z-score" leaves no input of sparse examples at 0; use "unit", or give dense examples',
    );
  const { inputs } = examples;
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
    shift[f] = mean[f];
    scale[f] = deviation > ROUNDING * Math.abs(mean[f]) ? 1 / deviation : 0;
  }
  return { shift, scale };
}

/** @throws UsageError for labels of another type; FrugalError for such as name no class */
export function checkLabels(labels: Examples['labels'], classes: number): void {
  if (!(labels instanceof Uint8Array || labels instanceof Uint16Array))
    throw new UsageError('labels are no Uint8Array or Uint16Array, one class number an example');
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0)
    throw new FrugalError(
      `label ${labels[wrong]} of example ${wrong} is outside 0 … ${classes - 1}`,
    );
}

/** Places the inputs of a set of examples, which are checked. */
export function placeInputs(
  engine: Engine,
  examples: DenseInputs | SparseInputs,
  { shift, scale }: Pick<DenseSource, 'shift' | 'scale'>,
): Source {
  if ('rows' in examples) return placeRows(engine, examples.rows);
  const data = engine.memory.allocate(examples.inputs.byteLength);
  const { u8, f32 } = engine.memory.views();
  if (examples.inputs instanceof Uint8Array) u8.set(examples.inputs, data);
  else f32.set(examples.inputs, data / 4);
  const storage = examples.inputs instanceof Uint8Array ? 'u8' : 'f32';
  return { data, storage, features: examples.features, shift, scale };
}
