/**
 * `train`: build a network, let it learn, and give back what it took, in one line.
 *
 * What it does with defaults, the rooms below do by name: `build` of networks, a learner of this room, its `learn`. Each kind
 * of network is loaded when it is asked for, so that whoever imports this file has not yet paid for any.
 */

import {
  type CnnDescription,
  type Description,
  describe,
  type MlpDescription,
  type PerceptronDescription,
  type RbmDescription,
  type RnnDescription,
} from '../networks/describe.ts';
import type { Battery } from '../tasks/cognitive/battery.ts';
import type { AnyClassification, AnyRegression } from '../tasks/examples.ts';
import type { LabelledPatterns } from '../tasks/patterns.ts';
import type { EpochRecord } from './classifier.ts';
import type { PerceptronRecord } from './perceptron.ts';
import type { AnyTask, Unlabelled } from './prepare.ts';
import type { RbmRecord } from './rbm.ts';
import type { RecurrentRecord } from './recurrent.ts';
import type { RegressionRecord } from './regressor.ts';
import type {
  AnyTraining,
  MlpTraining,
  PerceptronTraining,
  RbmTraining,
  RnnTraining,
} from './training-options.ts';

/** Longest time without a turn for others (timers, clicks, signals), in ms. */
const TURN = 50;

/**
 * Trains a network on a task; yields a record an epoch (`mlp`, `rbm`), an evaluation (`rnn`) or an interval (`perceptron`). To stop
 * it, leave the loop. The engine's threads end with it.
 *
 * Defaults are those of study `set-mlp` (momentum SGD, rate 0.05, decay 0.0002, 20 epochs, batch 128), of the studies of
 * cognitive tasks (Adam, rate 0.001, norm clipped at 1, 3000 updates) and of the sparse learning rule.
 *
 * @example
 * for await (const epoch of train(digits(), mlp([300, 300], { epsilon: 10 }), { rewiring: set(), epochs: 5, seed: 1 }))
 *   console.log(epoch.testAccuracy, epoch.cost.energy);
 * @throws UsageError, FrugalError for a description, a task or an option that is not allowed or does not fit
 */
export function train(
  task: AnyClassification,
  description: MlpDescription | CnnDescription,
  options?: MlpTraining,
): AsyncGenerator<EpochRecord, void>;
export function train(
  task: AnyRegression,
  description: MlpDescription | CnnDescription,
  options?: MlpTraining,
): AsyncGenerator<RegressionRecord, void>;
export function train(
  battery: Battery,
  description: RnnDescription,
  options?: RnnTraining,
): AsyncGenerator<RecurrentRecord, void>;
export function train(
  associations: LabelledPatterns,
  description: PerceptronDescription,
  options?: PerceptronTraining,
): AsyncGenerator<PerceptronRecord, void>;
export function train(
  examples: Unlabelled,
  description: RbmDescription,
  options?: RbmTraining,
): AsyncGenerator<RbmRecord, void>;
export async function* train(
  task: AnyTask,
  description: Description,
  options: AnyTraining = {},
): AsyncGenerator<object, void> {
  const described = describe(description);
  const { checkTraining } = await import('./training-options.ts');
  checkTraining(described.kind, options);
  const { isTick } = await import('../numerics/pace.ts');
  const { prepare } = await import('./prepare.ts');
  const { learner, dispose } = await prepare(task, described, options);
  try {
    let turned = performance.now();
    for (const told of learner.learn()) {
      if (performance.now() - turned > TURN) {
        await new Promise((turn) => setTimeout(turn));
        turned = performance.now();
      }
      if (!isTick(told)) yield told;
    }
  } finally {
    dispose();
  }
}
