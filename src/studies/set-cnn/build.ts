/** From the parameters of `set-cnn` to a network, its plasticity and its rewiring. */

import { weightLaw } from '../../connectivity/index.ts';
import type { Engine } from '../../engine/index.ts';
import { type Bundle, buildCnn, type CnnDescription, cnn, type Mlp } from '../../networks/index.ts';
import type { Random } from '../../numerics/random.ts';
import { sgd, type Transform } from '../../plasticity/index.ts';
import { type Rewiring, rewiringNamed } from '../../rewiring/index.ts';
import type { ClassificationTask } from '../../tasks/examples.ts';
import type { Method, Values } from './parameters.ts';

/** A method's network in plain words: all begin with the same kernels, all sparse heads as the same. */
export const descriptionOf = (method: Method, values: Values): CnnDescription =>
  cnn(
    values.channels.map((channels) => new Array<number>(values.depth).fill(channels)),
    values.hidden,
    {
      ...(method === 'dense' ? { density: 1 } : { epsilon: values.epsilon }),
      ...(method === 'set-all' && { kernelDensity: values.kernelDensity }),
      ...(values.norm === 'batch' && { norm: values.norm }),
      ...{ dropout: values.dropout, initial: values.initial, deviation: values.deviation },
    },
  );

/** Wiring and weights follow from `random` alone. */
export const buildNetwork = (
  engine: Engine,
  method: Method,
  values: Values,
  { features, classes, shape }: Pick<ClassificationTask, 'features' | 'classes' | 'shape'>,
  random: Random,
): Mlp =>
  buildCnn(descriptionOf(method, values), engine, random, {
    ...{ inputs: features, outputs: classes, shape, batch: values.batch, shards: values.shards },
  });

/** Gradient descent with momentum: decay for weights only. */
export function transforms({
  rate,
  momentum,
  decay,
}: Values): (bundle: Pick<Bundle, 'kind'>) => Transform {
  const forWeights = sgd({ rate, momentum, coupledDecay: decay });
  const forBiases = sgd({ rate, momentum });
  return ({ kind }) => (kind === 'weight' ? forWeights : forBiases);
}

/** How a method's sparse layers evolve after each epoch; `undefined` for the controls. */
export function rewiringOf(method: Method, values: Values): Rewiring | undefined {
  if (method === 'static' || method === 'dense') return undefined;
  const { zeta, finalStep, newWeights, deviation } = values;
  return rewiringNamed('set', { zeta, finalStep, value: weightLaw(newWeights, deviation) });
}
