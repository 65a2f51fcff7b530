/**
 * Scaling of features: a shift and a divisor each, found on the training examples and used on both parts.
 *
 * Statistics are taken in double precision in a fixed order. What would fill a sparse table with numbers is refused.
 */

import { UsageError } from '../../errors.ts';
import type { SparseRows } from '../../formats/values.ts';
import type { DenseInputs, Scaled, SparseInputs } from '../examples.ts';
import type { Preparation } from './options.ts';

/** A scaling that changes numbers. */
export type Scaling = Exclude<NonNullable<Preparation['scaling']>, 'unit'>;

/** `(value − shift) / divisor`; a feature with divisor 0 becomes 0. */
interface Fit {
  readonly shift: Float64Array;
  readonly divisor: Float64Array;
}

/** Calls back for every number of the examples, feature by feature in each. */
function each(examples: DenseInputs, visit: (value: number, feature: number) => void): void {
  const { count, features, inputs, scale } = examples;
  for (let i = 0, at = 0; i < count; i++)
    for (let f = 0; f < features; f++, at++) visit(inputs[at] * scale, f);
}

/** Mean and (population) standard deviation. */
function fitStandard(train: DenseInputs): Fit {
  const { features, count } = train;
  const shift = new Float64Array(features);
  const divisor = new Float64Array(features);
  each(train, (value, f) => {
    shift[f] += value;
  });
  for (let f = 0; f < features; f++) shift[f] /= count;
  each(train, (value, f) => {
    divisor[f] += (value - shift[f]) * (value - shift[f]);
  });
  for (let f = 0; f < features; f++) {
    const deviation = Math.sqrt(divisor[f] / count);
    // Rounding leaves a constant feature with a deviation near 1e-16 of its value: that is no spread.
    divisor[f] = deviation <= 1e-12 * Math.abs(shift[f]) ? 0 : deviation;
  }
  return { shift, divisor };
}

/** Smallest value, and the width of the range. */
function fitRange(train: DenseInputs): Fit {
  const shift = new Float64Array(train.features).fill(Number.POSITIVE_INFINITY);
  const largest = new Float64Array(train.features).fill(Number.NEGATIVE_INFINITY);
  each(train, (value, f) => {
    shift[f] = Math.min(shift[f], value);
    largest[f] = Math.max(largest[f], value);
  });
  return { shift, divisor: largest.map((most, f) => most - shift[f]) };
}

function fitMagnitude(train: DenseInputs): Fit {
  const divisor = new Float64Array(train.features);
  each(train, (value, f) => {
    divisor[f] = Math.max(divisor[f], Math.abs(value));
  });
  return { shift: new Float64Array(train.features), divisor };
}

const FITS: Readonly<Record<Scaling, (train: DenseInputs) => Fit>> = {
  'z-score': fitStandard,
  range: fitRange,
  'max-abs': fitMagnitude,
};

/** A scaling that was found, applied to further examples and told to others. */
interface Found<I> {
  readonly apply: <E extends I>(examples: E) => E;
  readonly scaled: Scaled;
}

/** Finds the scaling of a dense training set; it is applied as float32 with scale 1. */
export function denseScaling(train: DenseInputs, scaling: Scaling): Found<DenseInputs> {
  const { shift, divisor } = FITS[scaling](train);
  const scaled = {
    shift: Float32Array.from(shift, (value) => value / train.scale),
    scale: Float32Array.from(divisor, (value) => (value === 0 ? 0 : train.scale / value)),
  };
  const apply = <E extends DenseInputs>(examples: E): E => {
    const inputs = new Float32Array(examples.inputs.length);
    for (let at = 0; at < inputs.length; at++) {
      const f = at % examples.features;
      inputs[at] =
        divisor[f] === 0 ? 0 : (examples.inputs[at] * examples.scale - shift[f]) / divisor[f];
    }
    return { ...examples, inputs, scale: 1 };
  };
  return { apply, scaled };
}

/** The largest magnitude of each column among stored entries. */
function largestOf({ columns, indices, values }: SparseRows): Float64Array {
  const largest = new Float64Array(columns);
  for (let k = 0; k < values.length; k++)
    largest[indices[k]] = Math.max(largest[indices[k]], Math.abs(values[k]));
  return largest;
}

/**
 * Finds the scaling of sparse training rows.
 *
 * @throws UsageError for a scaling that shifts: zeros would become numbers
 */
export function sparseScaling(train: SparseInputs, scaling: Scaling): Found<SparseInputs> {
  if (scaling !== 'max-abs')
    throw new UsageError(
      `scaling "${scaling}" shifts every number, and a sparse table would be full; use --scaling max-abs, which keeps zeros`,
    );
  const largest = largestOf(train.rows);
  const scaled = {
    shift: Float32Array.of(0),
    scale: Float32Array.from(largest, (most) => 1 / (most || 1)),
  };
  const apply = <E extends SparseInputs>(examples: E): E => {
    const { indices } = examples.rows;
    // A feature that no training example has is left as it is.
    const values = Float32Array.from(
      examples.rows.values,
      (v, k) => v / (largest[indices[k]] || 1),
    );
    return { ...examples, rows: { ...examples.rows, values } };
  };
  return { apply, scaled };
}
