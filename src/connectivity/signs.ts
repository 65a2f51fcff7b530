/**
 * Excitatory and inhibitory units: which unit is which, and first weights that obey it (Dale's principle).
 *
 * That they go on obeying it while they learn is the affair of a constraint, `dale` of the room plasticity.
 */

import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import { checkUnits, ofLayer, type Topology } from '../sparse/topology.ts';

export interface UnitSignsOptions {
  readonly units: number;
  /** Share of excitatory units, in [0, 1], rounded to whole units; default 0.8, the share in cortex. */
  readonly excitatory?: number;
  /** Draws which units are inhibitory; without it the last ones are. In a local mask these would be neighbours. */
  readonly random?: Random;
}

/**
 * A sign for each unit: 1 excitatory, −1 inhibitory.
 *
 * @throws UsageError for a share outside [0, 1] or units that are no positive integer
 */
export function unitSigns({ units, excitatory = 0.8, random }: UnitSignsOptions): Int8Array {
  checkUnits('units', units);
  if (!(excitatory >= 0 && excitatory <= 1))
    throw new UsageError(`share of excitatory units ${excitatory} is outside [0, 1]`);
  const count = Math.round(excitatory * units);
  const signs = new Int8Array(units).fill(1, 0, count).fill(-1, count);
  if (random === undefined) return signs;
  const order = random.permutation(units);
  return signs.map((_, unit) => signs[order[unit]]);
}

export interface ImposeSignsOptions {
  /**
   * Whether the inhibitory weights into each unit are scaled so that they cancel its excitatory ones on the whole;
   * default false. Units that hear one kind alone are left as they are.
   */
  readonly balance?: boolean;
  /**
   * Whether all weights are scaled afterwards so that their mean square is that of the magnitudes given; default false. Balance
   * alone makes the fewer inhibitory weights larger, and so the sums of the next layer.
   */
  readonly keepSize?: boolean;
  /** Name for error messages. */
  readonly layer?: string;
}

/**
 * Weights whose magnitudes are kept (but for what `balance` does) and whose signs are those of the units that they come from; sign 0 leaves them free.
 *
 * @param signs g: 1, −1 or 0 for each unit that connections come from
 * @returns new weights, in the order of the topology
 * @throws UsageError when there are not as many signs as inputs
 */
export function imposeSigns(
  topology: Topology,
  weights: ArrayLike<number>,
  signs: ArrayLike<number>,
  { balance = false, keepSize = false, layer }: ImposeSignsOptions = {},
): Float32Array {
  const { inputs, outputs, order, start, index } = topology;
  if (signs.length !== inputs) {
    throw new UsageError(`${signs.length} signs for ${inputs} inputs${ofLayer(layer)}`);
  }
  const signed = new Float32Array(index.length);
  const excitation = new Float64Array(outputs);
  const inhibition = new Float64Array(outputs);
  const each = (visit: (k: number, from: number, to: number) => void): void => {
    for (let list = 0; list + 1 < start.length; list++) {
      for (let k = start[list]; k < start[list + 1]; k++) {
        if (order === 'by-output') visit(k, index[k], list);
        else visit(k, list, index[k]);
      }
    }
  };
  each((k, from, to) => {
    const magnitude = Math.abs(weights[k]);
    // Adding 0 turns a −0 into 0.
    signed[k] = signs[from] === 0 ? weights[k] : signs[from] * magnitude + 0;
    if (signed[k] > 0) excitation[to] += signed[k];
    else inhibition[to] -= signed[k];
  });
  if (balance) {
    each((k, _from, to) => {
      if (signed[k] < 0 && excitation[to] > 0) signed[k] *= excitation[to] / inhibition[to];
    });
  }
  if (keepSize) scaleToSize(signed, weights);
  return signed;
}

/** Scales weights so that their mean square is that of others. */
function scaleToSize(weights: Float32Array, others: ArrayLike<number>): void {
  let [now, wanted] = [0, 0];
  for (let k = 0; k < weights.length; k++) {
    now += weights[k] * weights[k];
    wanted += others[k] * others[k];
  }
  const factor = now > 0 ? Math.sqrt(wanted / now) : 1;
  for (let k = 0; k < weights.length; k++) weights[k] *= factor;
}
