/** One unit with a threshold that stores random associations by a method. */

import { createPerceptronLearner, type PerceptronRecord } from '../../learners/index.ts';
import { initialWeights } from '../../networks/index.ts';
import type { Random } from '../../numerics/random.ts';
import { chain, hiddenStates, sparseRule, type Transform } from '../../plasticity/index.ts';
import {
  type Associations,
  inhibitoryFirst,
  randomAssociations,
} from '../../tasks/associations.ts';
import { workerOn } from '../worker.ts';
import { budgetOf, rateOf } from './chain.ts';
import type { Values } from './parameters.ts';
import type { Trainee, TraineeOptions } from './trainee.ts';
import type { Method } from './vocabulary.ts';

/** Records of a whole training. */
const STANDINGS = 20;

/** Associations of a repetition; those of a larger load begin with them. */
export function associationsOf(
  { inputs, load, excitatory }: Values,
  signed: boolean,
  random: Random,
): Associations {
  const associations = Math.max(1, Math.round(load * inputs));
  const signs = signed ? { signs: inhibitoryFirst(inputs, 1 - excitatory) } : {};
  const spec = { inputs, associations, inputActivity: 0.5, outputActivity: 0.5, ...signs };
  return randomAssociations(spec, random);
}

/** The parts of the sparse learning rule that a constraint names, behind whatever makes the change. */
function constraintsOf(
  { constraint }: Method,
  { gap }: Values,
  signs: ArrayLike<number> | undefined,
): readonly Transform[] {
  if (constraint === 'none') return [];
  return sparseRule({ signs, ...(constraint === 'gap' && { gap }) }).links.slice(1);
}

/** Prepares a perceptron; whoever has it disposes of it. It computes in one thread and in strict arithmetic. */
export async function perceptronTrainee(
  { method, values }: TraineeOptions,
  random: Random,
): Promise<Trainee> {
  const { inputs, presentations, levels, states } = values;
  const data = associationsOf(values, method.constraint === 'dale', random.split('associations'));
  const gap = method.constraint === 'gap' ? values.gap : 0;
  const discrete = method.discretisation === 'levels';
  const [rate] = sparseRule({ rate: rateOf(method, values) }).links;
  const first = initialWeights(inputs, { ...data, gap }, random.split('weights'));
  const learner = await createPerceptronLearner({
    ...{ data, gap, random: random.split('learning'), maxSteps: presentations },
    weights: discrete ? first.map((w) => (w < 0 ? -1 : 1)) : first,
    interval: Math.max(1, Math.ceil(presentations / STANDINGS)),
    rule: chain(
      ...[rate, ...budgetOf(method, values), ...constraintsOf(method, values, data.signs)],
      ...(discrete ? [hiddenStates({ levels, states, magnitude: 1 })] : []),
    ),
    // Levels give the weights a size of their own.
    ...(discrete && { tolerance: Number.POSITIVE_INFINITY }),
  });
  const worker = workerOn(learner, {
    task: `${data.associations} associations`,
    standing: ({ step, errors }: PerceptronRecord) => ({ step, accuracy: 1 - errors }),
    dispose: () => learner.dispose(),
  });
  return {
    ...{ ...worker, total: presentations },
    account: (bundle) => learner.account(bundle),
    held: worker.now,
    wire: () => undefined,
  };
}
