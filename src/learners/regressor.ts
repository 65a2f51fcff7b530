/** A network that learns numbers: targets in the place of labels, by the loop of epochs.ts. */

import { FrugalError, UsageError } from '../errors.ts';
import { checkShown, type Mlp } from '../networks/index.ts';
import type {
  AnyRegression,
  RegressionExamples,
  SparseRegressionExamples,
} from '../tasks/examples.ts';
import { checkOptions, createEpochLearner, type EpochOptions } from './epochs.ts';
import { placeInputs } from './feed.ts';
import type { EpochFacts, EpochProgress, ExampleLearner, Sums } from './subject.ts';

type Set = RegressionExamples | SparseRegressionExamples;

export interface RegressorOptions extends EpochOptions {
  /** Sparse where the network was made for that. */
  readonly task: AnyRegression;
}

/**
 * What an epoch has shown. Losses are mean squared errors per example and output; R² = 1 − Σ (y − t)² / Σ (t − t̄)², over all
 * examples of a set and all outputs, with each output's own mean t̄. Where targets do not vary it is 1 without any error,
 * else 0.
 */
export interface RegressionRecord extends EpochFacts {
  /** Over the epoch, while learning (with dropout, before the step that each example caused). */
  readonly trainLoss: number;
  readonly trainR2: number;
  /** After the epoch's last step. */
  readonly testLoss: number;
  readonly testR2: number;
}

export interface RegressionEvaluation {
  /** Mean squared error. */
  readonly loss: number;
  readonly r2: number;
}

export interface Regressor
  extends ExampleLearner<RegressionRecord, EpochProgress, RegressionEvaluation, Set> {}

/**
 * Prepares a regressor; compiles kernels and starts threads.
 *
 * @throws FrugalError where task and network do not fit; UsageError for another loss than `squared-error` or a number of
 *   epochs that is not an integer ≥ 0
 */
export async function createRegressor(options: RegressorOptions): Promise<Regressor> {
  const { network, task } = options;
  const { engine } = network;
  checkOptions(options);
  checkFit(network, task);
  const { outputs } = task;
  const { train, test } = task;
  const [learned, held] = [train, test].map(({ targets }) => variation(targets, outputs));
  const told = ({ loss }: Sums, count: number, varied: number) => ({
    loss: loss / count,
    r2: explained(loss * outputs, varied),
  });
  return createEpochLearner(options, train as Set, (scaled) => {
    const lesson = (examples: Set) => {
      const source = placeInputs(engine, examples, scaled);
      const targets = engine.memory.allocate(examples.targets.byteLength);
      engine.memory.views().f32.set(examples.targets, targets / 4);
      const labels = new Uint8Array(examples.count);
      return { count: examples.count, labels, source: { ...source, targets } };
    };
    return {
      sets: { train, test },
      train: lesson(train),
      test: lesson(test),
      told: (learning, after) => {
        const [first, second] = [
          told(learning, train.count, learned),
          told(after, test.count, held),
        ];
        return {
          ...{ trainLoss: first.loss, trainR2: first.r2 },
          ...{ testLoss: second.loss, testR2: second.r2 },
        };
      },
      soFar: () => ({}),
      evaluation: (sums, { count, targets }) => told(sums, count, variation(targets, outputs)),
      judged: (examples) => {
        checkExamples('these examples', examples, task);
        return { targets: examples.targets };
      },
    };
  });
}

/** Σ over outputs and examples of (t − t̄)². */
function variation(targets: Float32Array, outputs: number): number {
  let sum = 0;
  for (let output = 0; output < outputs; output++) {
    let mean = 0;
    for (let k = output; k < targets.length; k += outputs) mean += targets[k];
    mean /= targets.length / outputs;
    for (let k = output; k < targets.length; k += outputs) sum += (targets[k] - mean) ** 2;
  }
  return sum;
}

function explained(error: number, varied: number): number {
  if (varied > 0) return 1 - error / varied;
  return error === 0 ? 1 : 0;
}

function checkFit(network: Mlp, task: AnyRegression): void {
  if (network.loss !== 'squared-error')
    throw new UsageError(
      `task "${task.name}" asks for numbers, loss "${network.loss}" is of classes; use "squared-error"`,
    );
  if (task.features !== network.inputs || task.outputs !== network.classes)
    throw new FrugalError(
      `task "${task.name}" has ${task.features} features and ${task.outputs} outputs, the network ${network.inputs} and ${network.classes}`,
    );
  for (const [name, examples] of Object.entries({
    train: task.train,
    test: task.test,
  } satisfies Record<string, Set>))
    checkExamples(`task "${task.name}", ${name} examples`, examples, task);
}

/** @throws FrugalError where counts and lengths contradict each other, or an input or a target is not a number */
function checkExamples(what: string, examples: Set, { features, outputs }: AnyRegression): void {
  checkShown(what, examples, features);
  const { count, targets } = examples;
  if (!(targets instanceof Float32Array) || targets.length !== count * outputs)
    throw new FrugalError(
      `${what}: targets are to be a Float32Array of ${count * outputs} numbers, ${outputs} for each of ${count} examples`,
    );
  const wrong = targets.findIndex((t) => !Number.isFinite(t));
  if (wrong >= 0)
    throw new FrugalError(
      `${what}: target ${targets[wrong]} of example ${Math.floor(wrong / outputs)} is not a number`,
    );
}
