/** What `train` takes where nothing is said: streams, optimisers, and an engine that goes where preparing fails. */

import { createEngine, type Engine } from '../engine/engine.ts';
import type { Bundle } from '../networks/bundle.ts';
import { createRandom, type Random } from '../numerics/random.ts';
import { sgd } from '../plasticity/optimisers.ts';
import type { Transform } from '../plasticity/transform.ts';
import type { Learner } from './learner.ts';
import type { EngineTraining, Training } from './training-options.ts';

/** A learner and the end of its engine. */
export interface Prepared<R extends object> {
  readonly learner: Learner<R>;
  readonly dispose: () => void;
}

/** Gives the engine back where preparing fails. */
export async function withEngine<R extends object>(
  { threads, arithmetic }: EngineTraining,
  make: (engine: Engine) => Promise<Learner<R>>,
): Promise<Prepared<R>> {
  const engine = createEngine({ threads, arithmetic });
  const dispose = (): void => engine.dispose();
  try {
    return { learner: await make(engine), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

export const transformOf = (
  { optimiser }: Training,
  standard: (bundle: Bundle) => Transform,
): ((bundle: Bundle) => Transform) => {
  if (optimiser === undefined) return standard;
  return typeof optimiser === 'function' ? optimiser : () => optimiser;
};

export const streamOf = ({ seed = 1 }: Training): Random => createRandom(seed);

/** Momentum SGD as study `set-mlp` has it. */
export function momentumSgd(): (bundle: Bundle) => Transform {
  const [weights, biases] = [0.0002, 0].map((coupledDecay) =>
    sgd({ rate: 0.05, momentum: 0.9, coupledDecay }),
  );
  return ({ kind }) => (kind === 'weight' ? weights : biases);
}
