/** From the parameters of `set-rbm` to examples, a machine, its plasticity and its rewiring. */

import type { Scarcity } from '../../connectivity/index.ts';
import type { Engine } from '../../engine/index.ts';
import { UsageError } from '../../errors.ts';
import {
  type Bundle,
  buildRbm,
  meansOf,
  type Rbm,
  type RbmDescription,
  rbm,
} from '../../networks/index.ts';
import type { Random } from '../../numerics/random.ts';
import { sgd, type Transform } from '../../plasticity/index.ts';
import { type AnyExamples, type DenseInputs, isSparse } from '../../tasks/examples.ts';
import { birthOf, type Method } from './methods.ts';
import type { Values } from './parameters.ts';

/** What machines learn. */
export interface Material {
  readonly train: DenseInputs;
  readonly test: DenseInputs;
  readonly shape: readonly number[];
  readonly means: Float64Array;
  /** Values of train and test that are neither 0 nor 1. */
  readonly graded: number;
}

const denseOf = (examples: AnyExamples['train'], name: string): DenseInputs => {
  if (!isSparse(examples)) return examples;
  throw new UsageError(
    `${name} is a sparse table, and a Boltzmann machine learns dense examples; store it densely`,
  );
};

/** Examples as bytes of 0 and 1, or as they are. */
function binaryOf(examples: DenseInputs, way: Values['binary'], random: Random): DenseInputs {
  const { inputs, scale, count, features } = examples;
  if (way === 'none' || gradedOf(examples) === 0) return { count, features, inputs, scale };
  const bits = new Uint8Array(inputs.length);
  for (let k = 0; k < bits.length; k++) {
    const value = inputs[k] * scale;
    bits[k] = value >= (way === 'threshold' ? 0.5 : 1 - random.uniform()) ? 1 : 0;
  }
  return { count, features, inputs: bits, scale: 1 };
}

const gradedOf = ({ inputs, scale }: DenseInputs): number =>
  (inputs as Float32Array).reduce(
    (sum, x) => sum + (x * scale !== 0 && x * scale !== 1 ? 1 : 0),
    0,
  );

/** A range is fitted on training examples; test values beyond it are its bounds, for a visible unit has no others. */
const clipped = ({ inputs, scale, count, features }: DenseInputs): DenseInputs => ({
  ...{ count, features, scale: 1 },
  inputs: Float32Array.from(inputs, (x) => Math.min(1, Math.max(0, x * scale))),
});

export function materialOf(task: AnyExamples, values: Values, random: Random): Material {
  const [train, test] = [task.train, task.test].map((examples, k) => {
    const dense = denseOf(examples, task.name);
    const fitted = values.scaling === 'range' && k === 1 ? clipped(dense) : dense;
    return binaryOf(fitted, values.binary, random.split('binary').split(k));
  });
  const shape = task.shape.length === 2 ? task.shape : [1, task.features];
  return {
    ...{ train, test, shape, means: meansOf(train) },
    graded: gradedOf(train) + gradedOf(test),
  };
}

const descriptionOf = (values: Values, scarcity: Scarcity): RbmDescription =>
  rbm(values.hidden, {
    ...scarcity,
    ...{ deviation: values.deviation, visibleBias: values.visibleBias, steps: values.steps },
    ...{ chains: values.chains, statistics: values.statistics },
    reconstruction: values.reconstruction,
  });

/** All sparse methods begin as the same. */
export const machineFor = (
  engine: Engine,
  method: Method,
  values: Values,
  { train, means }: Material,
  random: Random,
): Rbm => {
  const { scarcity, birth } = birthOf(method, values, train.features);
  return buildRbm(descriptionOf(values, scarcity), engine, random, {
    ...{ inputs: train.features, means, examples: train.count },
    ...{ batch: values.batch, shards: values.shards, birth },
  });
};

/** The optimiser of a bundle: decay for weights only. */
export function transforms(values: Values): (bundle: Bundle) => Transform {
  const { rate, momentum, decay, decayForm } = values;
  const decaying = decayForm === 'coupled' ? { coupledDecay: decay } : { decoupledDecay: decay };
  const [forWeights, forBiases] = [decaying, {}].map((extra) => sgd({ rate, momentum, ...extra }));
  return ({ kind }) => (kind === 'weight' ? forWeights : forBiases);
}
