/** Principal components: the directions along which states differ most. */

import { UsageError } from '../errors.ts';
import { symmetricEigen } from '../numerics/symmetric-eigen.ts';

/** States as rows. */
export interface States {
  readonly count: number;
  readonly units: number;
  /** `[count][units]`. */
  readonly values: Float32Array | Float64Array;
}

export interface Components {
  readonly mean: Float64Array;
  /** Variance (divisor: count) along each component that is kept, descending. */
  readonly variances: Float64Array;
  /** Sum of the variances of all units. */
  readonly total: number;
  /** `[components][units]`, unit vectors. */
  readonly directions: Float64Array;
  /** Coordinates of the states, `[count][components]`. */
  readonly scores: Float64Array;
}

/** Mean of the rows. */
export function meanState({ count, units, values }: States): Float64Array {
  const mean = new Float64Array(units);
  for (let n = 0; n < count; n++)
    for (let i = 0; i < units; i++) mean[i] += values[n * units + i] / count;
  return mean;
}

/**
 * The first `components` principal components, from the smaller one of the two matrices of products (units × units or
 * states × states).
 *
 * @param components default 2; at most the number of units and of states
 * @throws UsageError for sizes that do not fit
 */
export function principalComponents(states: States, components = 2): Components {
  const { count, units, values } = states;
  if (values.length !== count * units)
    throw new UsageError(`${values.length} values are not ${count} states of ${units} units`);
  const most = Math.min(count, units);
  if (!Number.isInteger(components) || components < 1 || components > most)
    throw new UsageError(
      `${components} components is not an integer in 1 … ${most} (${count} states of ${units} units)`,
    );
  const mean = meanState(states);
  const centred = Float64Array.from(values, (x, n) => x - mean[n % units]);
  const total = centred.reduce((sum, x) => sum + x * x, 0) / count;
  const directions =
    units <= count
      ? ofUnits(centred, count, units, components)
      : ofStates(centred, count, units, components);
  const scores = new Float64Array(count * components);
  const variances = new Float64Array(components);
  for (let n = 0; n < count; n++)
    for (let k = 0; k < components; k++) {
      let score = 0;
      for (let i = 0; i < units; i++) score += centred[n * units + i] * directions[k * units + i];
      scores[n * components + k] = score;
      variances[k] += (score * score) / count;
    }
  return { mean, variances, total, directions, scores };
}

function ofUnits(centred: Float64Array, count: number, units: number, components: number) {
  const products = new Float64Array(units * units);
  for (let n = 0; n < count; n++)
    for (let i = 0; i < units; i++) {
      const x = centred[n * units + i];
      if (x === 0) continue;
      for (let j = 0; j <= i; j++) products[i * units + j] += x * centred[n * units + j];
    }
  return symmetricEigen(products, units).vectors.slice(0, components * units);
}

/** A direction is the sum of the states, each times its entry of the eigenvector; zero where nothing varies any more. */
function ofStates(centred: Float64Array, count: number, units: number, components: number) {
  const products = new Float64Array(count * count);
  for (let n = 0; n < count; n++)
    for (let m = 0; m <= n; m++) {
      let product = 0;
      for (let i = 0; i < units; i++) product += centred[n * units + i] * centred[m * units + i];
      products[n * count + m] = product;
    }
  const { vectors } = symmetricEigen(products, count);
  const directions = new Float64Array(components * units);
  for (let k = 0; k < components; k++) {
    const direction = directions.subarray(k * units, (k + 1) * units);
    for (let n = 0; n < count; n++)
      for (let i = 0; i < units; i++)
        direction[i] += vectors[k * count + n] * centred[n * units + i];
    const length = Math.sqrt(direction.reduce((sum, x) => sum + x * x, 0));
    if (length > 0) for (let i = 0; i < units; i++) direction[i] /= length;
  }
  return directions;
}
