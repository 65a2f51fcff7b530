/** A first layer by what the examples show: inputs that vary together hear of each other in the same hidden units. */

import { UsageError } from '../errors.ts';
import { createPace, tick, type Work } from '../numerics/pace.ts';
import type { Random } from '../numerics/random.ts';
import { largest, valueKeys } from '../numerics/select.ts';
import { checkUnits, fromPositions, ofLayer, type Topology } from '../sparse/topology.ts';

export interface CorrelatedOptions {
  /** Numbers of the examples, `[count][features]`; their scale does not matter. */
  readonly examples: ArrayLike<number>;
  readonly features: number;
  /** Hidden units. */
  readonly outputs: number;
  /** How many connections there are to be. */
  readonly connections: number;
  /** Ties, and which features are left for the last units, are drawn from it. */
  readonly random: Random;
  /** Name for error messages. */
  readonly layer?: string;
}

/** Most correlations, and most positions of a layer, that are held at a time: 512 MB of doubles. */
const MOST = 2 ** 26;
/** Examples that are centred and multiplied at a time. */
const BLOCK = 256;

/**
 * Sums of squares and products of centred features, `[features][features]`, of which the half with j ≥ i is filled.
 * Time features² · examples / 2.
 */
function* covariances(examples: ArrayLike<number>, features: number): Work<Float64Array> {
  const count = examples.length / features;
  const pace = createPace();
  const means = new Float64Array(features);
  for (let e = 0, k = 0; e < count; e++)
    for (let f = 0; f < features; f++, k++) means[f] += examples[k] / count;
  const sums = new Float64Array(features * features);
  const centred = new Float64Array(features * BLOCK);
  for (let from = 0; from < count; from += BLOCK) {
    const size = Math.min(BLOCK, count - from);
    for (let e = 0; e < size; e++)
      for (let f = 0; f < features; f++)
        centred[f * BLOCK + e] = examples[(from + e) * features + f] - means[f];
    for (let i = 0; i < features; i++) {
      const own = centred.subarray(i * BLOCK, i * BLOCK + size);
      // What is constant in all examples of a block, as the border of a picture is, costs nothing.
      if (own.every((x) => x === 0)) continue;
      for (let j = i; j < features; j++) {
        let sum = 0;
        for (let e = 0, k = j * BLOCK; e < size; e++, k++) sum += own[e] * centred[k];
        sums[i * features + j] += sum;
      }
      if (pace.due()) yield tick((from + (size * i) / features) / count);
    }
  }
  return sums;
}

/** Which feature each hidden unit stands for: one after the other, and of what is left at the end any, none twice. */
function featuresOf(features: number, outputs: number, random: Random): Uint32Array {
  const whole = outputs - (outputs % features);
  const rest = Uint32Array.from(random.split('units').distinct(features, outputs - whole));
  return Uint32Array.from({ length: outputs }, (_, unit) =>
    unit < whole ? unit % features : rest[unit - whole],
  );
}

/**
 * Correlated sparse topological initialisation: each hidden unit stands for an input, and the connections that exist are those
 * of largest |Pearson correlation| between the input that they come from and the one that their unit stands for. An input and
 * the unit that stands for it are not connected for that; inputs that never vary correlate with nothing.
 *
 * Y. Zhang, J. Zhao, W. Wu, A. Muscoloni, C. V. Cannistraci, ICLR 2024. With as many hidden units as inputs, or a multiple, it is
 * theirs. *Deviations.* Exactly so many connections exist, and among equal correlations chance decides, where the public code
 * takes all that reach the threshold; of other numbers of hidden units the last ones stand for inputs that are drawn.
 *
 * @returns lists by output
 * @throws UsageError for examples that are not whole, more connections than positions, or more than 2^26 correlations or positions
 * @example finish(correlated({ examples: Float32Array.of(0, 0, 1, 1), features: 2, outputs: 2, connections: 2, random: createRandom(1) })).index // Uint16Array [1, 0]
 */
export function* correlated(options: CorrelatedOptions): Work<Topology> {
  const { examples, features, outputs, connections, random, layer } = options;
  checkUnits('inputs', features, layer);
  checkUnits('outputs', outputs, layer);
  const positions = features * outputs;
  if (examples.length === 0 || examples.length % features !== 0)
    throw new UsageError(
      `${examples.length} numbers are no examples of ${features} features${ofLayer(layer)}`,
    );
  if (!(Number.isInteger(connections) && connections >= 1 && connections <= positions))
    throw new UsageError(
      `${connections} connections do not fit into ${features}×${outputs} positions${ofLayer(layer)}`,
    );
  if (features * features > MOST || positions > MOST)
    throw new UsageError(
      `${features} inputs and ${outputs} hidden units are too many to be correlated; at most ${MOST} pairs of inputs, and positions`,
    );
  const sums = yield* covariances(examples, features);
  const deviations = Float64Array.from({ length: features }, (_, f) =>
    Math.sqrt(sums[f * features + f]),
  );
  const scores = new Float32Array(positions);
  featuresOf(features, outputs, random).forEach((own, unit) => {
    for (let f = 0; f < features; f++) {
      const [low, high] = f < own ? [f, own] : [own, f];
      const product = deviations[own] * deviations[f];
      if (f !== own && product > 0)
        scores[unit * features + f] = Math.abs(sums[low * features + high]) / product;
    }
  });
  const chosen = largest(valueKeys(scores), connections, () => random.split('ties'));
  return fromPositions({ inputs: features, outputs, order: 'by-output' }, chosen);
}
