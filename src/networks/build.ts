/**
 * `build`: the network of a description, whatever its kind. What that needs is loaded when it is asked for.
 */

import type { Engine } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import type { Fit, PerceptronFit, RnnFit } from './builders.ts';
import type { CnnFit } from './cnn-builder.ts';
import {
  type CnnDescription,
  type Description,
  describe,
  type MlpDescription,
  type PerceptronDescription,
  type RbmDescription,
  type RnnDescription,
} from './describe.ts';
import type { Mlp } from './mlp.ts';
import type { Perceptron } from './perceptron.ts';
import type { Rbm } from './rbm.ts';
import type { RbmFit } from './rbm-builder.ts';
import type { Rnn } from './rnn/rnn.ts';

/**
 * Builds the network of a description, which may come as plain JSON, in the engine's memory.
 *
 * @param random wiring and first weights follow from it alone
 * @param fit what the task decides: numbers of inputs and outputs, examples of a step
 * @example await build(mlp([300]), createEngine(), createRandom(1), { inputs: 784, outputs: 10 })
 * @throws UsageError for a description that is not one, or that does not fit
 */
export function build(
  description: MlpDescription,
  engine: Engine,
  random: Random,
  fit: Fit,
): Promise<Mlp>;
export function build(
  description: CnnDescription,
  engine: Engine,
  random: Random,
  fit: CnnFit,
): Promise<Mlp>;
export function build(
  description: RnnDescription,
  engine: Engine,
  random: Random,
  fit: RnnFit,
): Promise<Rnn>;
export function build(
  description: PerceptronDescription,
  engine: Engine,
  random: Random,
  fit: PerceptronFit,
): Promise<Perceptron>;
export function build(
  description: RbmDescription,
  engine: Engine,
  random: Random,
  fit: RbmFit,
): Promise<Rbm>;
export async function build(
  description: Description,
  engine: Engine,
  random: Random,
  fit: RnnFit | PerceptronFit | RbmFit | CnnFit,
): Promise<Mlp | Rnn | Perceptron | Rbm> {
  const checked = describe(description);
  if (typeof random?.split !== 'function')
    throw new UsageError(
      `random ${JSON.stringify(random)} is no stream of random numbers; give e.g. createRandom(1)`,
    );
  if (checked.kind === 'rbm')
    return (await import('./rbm-builder.ts')).buildRbm(checked, engine, random, fit);
  const { buildMlp, buildPerceptron, buildRnn } = await import('./builders.ts');
  if (checked.kind === 'perceptron') return buildPerceptron(checked, engine, random, fit);
  if (!('outputs' in fit))
    throw new UsageError(`a network of kind "${checked.kind}" needs its number of outputs`);
  if (checked.kind === 'rnn') return buildRnn(checked, engine, random, fit);
  if (checked.kind === 'cnn') {
    if (!('shape' in fit))
      throw new UsageError('a network of kind "cnn" needs the shape of images');
    return (await import('./cnn-builder.ts')).buildCnn(checked, engine, random, fit);
  }
  return buildMlp(checked, engine, random, fit);
}
