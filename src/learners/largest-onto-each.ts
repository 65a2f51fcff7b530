/**
 * Competition among the synapses onto the same unit, for a change of rank one: the largest of `scale · (input[i] · error[o])`
 * over i, for every o.
 *
 * Rounding keeps the order of the inputs' magnitudes, so that the same inputs win for every unit, but where products are
 * equal at the cut: there chance decides for each unit anew, in the order in which forming all of them would ask it.
 */

import { lottery, type Ties } from '../numerics/select.ts';

export interface RankOne {
  readonly inputs: Float32Array;
  /** Inputs that take part, ascending: those that are not 0. */
  readonly listed: Uint32Array;
  readonly errors: Float32Array;
  /** Outputs below this number, of as many as there are errors, take part. */
  readonly outputs: number;
  readonly scale: number;
}

/** Inputs from which all units take what they are sent, ascending, and further synapses at `input · width + output`. */
export interface Winners {
  readonly rows: Uint32Array;
  readonly places: Uint32Array;
}

/** Numbers below which codes hold a position beside a magnitude. */
const POSITIONS = 2 ** 20;

/** Inputs by falling magnitude, of equal ones the earlier first. */
function byMagnitude({ inputs, listed }: RankOne): Uint32Array {
  const bits = new Uint32Array(inputs.buffer, inputs.byteOffset, inputs.length);
  const codes = new Float64Array(listed.length);
  for (let k = 0; k < listed.length; k++)
    codes[k] = (bits[listed[k]] & 0x7fffffff) * POSITIONS + (POSITIONS - 1 - listed[k]);
  codes.sort();
  const order = new Uint32Array(codes.length);
  for (let k = 0; k < order.length; k++)
    order[k] = POSITIONS - 1 - (codes[order.length - 1 - k] % POSITIONS);
  return order;
}

/**
 * The `keep` largest changes onto each output, exactly as `keepExtreme` keeps them of all that are formed, output after
 * output; of changes of 0 some may be among them.
 *
 * @param keep at least 1
 */
export function largestOntoEach(change: RankOne, keep: number, ties: Ties): Winners {
  const { inputs, listed, errors, outputs, scale } = change;
  const none = new Uint32Array(0);
  if (listed.length <= keep) return { rows: listed, places: none };
  const order = byMagnitude(change);
  const size = (rank: number, output: number): number =>
    Math.abs(Math.fround(Math.fround(inputs[order[rank]] * errors[output]) * scale));
  const lower = new Uint32Array(outputs);
  const chosen: Uint32Array[] = [];
  // One stream for all outputs of the step.
  let stream: ReturnType<Ties> | undefined;
  const shared: Ties = () => {
    stream ??= ties();
    return stream;
  };
  let common = keep;
  for (let o = 0; o < outputs; o++) {
    const least = size(keep - 1, o);
    lower[o] = keep;
    if (!(least > 0) || size(keep, o) < least) continue;
    let [first, end] = [keep - 1, keep + 1];
    while (first > 0 && size(first - 1, o) === least) first--;
    while (end < order.length && size(end, o) === least) end++;
    const equal = order.slice(first, end).sort();
    const taken = lottery(equal.length, keep - first, shared);
    lower[o] = first;
    chosen[o] = equal.filter(() => taken());
    common = Math.min(common, first);
  }
  const rows = order.slice(0, common).sort();
  const places = new Uint32Array(outputs * (keep - common));
  let next = 0;
  for (let o = 0; o < outputs && common < keep; o++) {
    const rest = [order.subarray(common, lower[o]), chosen[o] ?? none];
    for (const part of rest) for (const i of part) places[next++] = i * errors.length + o;
  }
  return { rows, places };
}
