/** A machine and its learner with the defaults of `train`: the rates of the article on SET. */

import type { Engine } from '../engine/index.ts';
import type { RbmDescription } from '../networks/describe.ts';
import { type Bundle, buildRbm, meansOf } from '../networks/index.ts';
import { sgd, type Transform } from '../plasticity/index.ts';
import { type Rewiring, roomOf } from '../rewiring/index.ts';
import { createRbmLearner, type RbmLearner, type RbmLearnerOptions } from './rbm.ts';

/** Rate 0.01, momentum 0.9, decay 0.0002 of weights alone. */
export function articleSgd(): (bundle: Bundle) => Transform {
  const [weights, biases] = [0.0002, 0].map((coupledDecay) =>
    sgd({ rate: 0.01, momentum: 0.9, coupledDecay }),
  );
  return ({ kind }) => (kind === 'weight' ? weights : biases);
}

export interface RbmStart extends Omit<RbmLearnerOptions, 'network' | 'rewiringFor' | 'epochs'> {
  readonly rewiring?: Rewiring;
  readonly batch?: number;
  readonly epochs?: number;
}

/** Builds the machine that is described for these examples, and its learner. */
export function startRbm(
  engine: Engine,
  description: RbmDescription,
  { rewiring, batch, epochs = 20, ...options }: RbmStart,
): Promise<RbmLearner> {
  const { train, random } = options;
  const fit = {
    inputs: train.features,
    means: meansOf(train),
    examples: train.count,
    batch,
    birth: { room: roomOf(rewiring) },
  };
  return createRbmLearner({
    network: buildRbm(description, engine, random, fit),
    ...{ ...options, epochs, random: random.split('learning') },
    rewiringFor: () => rewiring,
  });
}
