/** A classifier that learns: labelled examples, dense or sparse, by the loop of epochs.ts. */

import { FrugalError, UsageError } from '../errors.ts';
import type { LedgerTotals } from '../ledger/index.ts';
import { checkShown, type Mlp, type Told } from '../networks/index.ts';
import type { AnyClassification, Examples, SparseExamples } from '../tasks/examples.ts';
import { type ClassWeights, classWeightsOf } from './class-weights.ts';
import { checkOptions, createEpochLearner, type EpochOptions } from './epochs.ts';
import { checkLabels, placeInputs } from './feed.ts';
import type { RewiringEvents } from './pass-words.ts';
import type { EpochProgress, ExampleLearner } from './subject.ts';

export interface ClassifierOptions extends EpochOptions {
  /** Sparse where the network was made for that. */
  readonly task: AnyClassification;
  /** How much each class counts in losses, of training and of evaluations. Default all the same. */
  readonly classWeights?: ClassWeights;
}

/**
 * What an epoch has shown. Losses are means per example; accuracies are shares in [0, 1]. Events and cost are those of the
 * rewiring before the epoch and of the epoch; the last one's, of the final step too.
 */
export interface EpochRecord extends RewiringEvents {
  readonly epoch: number;
  /** Over the epoch, while learning (with dropout, before the step that each example caused). */
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  /** After the epoch's last step. */
  readonly testLoss: number;
  readonly testAccuracy: number;
  readonly connections: number;
  /** Changes of synapses, sums of |Δw|, multiply-adds. */
  readonly cost: LedgerTotals;
}

export interface EpochTick extends EpochProgress {
  /** What the epoch under way has shown so far. */
  readonly trainAccuracy: number;
}

export interface Evaluation {
  readonly loss: number;
  readonly accuracy: number;
}

export interface Classifier
  extends ExampleLearner<EpochRecord, EpochTick, Evaluation, Examples | SparseExamples> {}

/**
 * Prepares a classifier; compiles kernels and starts threads.
 *
 * @throws FrugalError where task and network do not fit; UsageError for a number of epochs that is not an integer ≥ 0, or
 *   class weights that are not
 */
export async function createClassifier(options: ClassifierOptions): Promise<Classifier> {
  const { network, task, classWeights } = options;
  const { engine } = network;
  checkOptions(options);
  checkFit(network, task);
  const { train, test } = task;
  return createEpochLearner(options, train as Examples | SparseExamples, (scaled) => {
    const weights = classWeightsOf(classWeights, train.labels, task.classes);
    const told: Told =
      weights === undefined ? {} : { classWeights: engine.memory.allocate(4 * weights.length) };
    if (weights !== undefined && told.classWeights !== undefined)
      engine.memory.views().f32.set(weights, told.classWeights / 4);
    const lesson = (examples: Examples | SparseExamples) => ({
      ...{ count: examples.count, labels: examples.labels },
      source: { ...placeInputs(engine, examples, scaled), ...told },
    });
    return {
      sets: { train, test },
      train: lesson(train),
      test: lesson(test),
      told: (learning, after) => ({
        trainLoss: learning.loss / train.count,
        trainAccuracy: learning.right / train.count,
        testLoss: after.loss / test.count,
        testAccuracy: after.right / test.count,
      }),
      soFar: (seen) => ({ trainAccuracy: network.rightSoFar() / seen }),
      evaluation: ({ loss, right }, { count }) => ({ loss: loss / count, accuracy: right / count }),
      judged: (examples) => {
        checkExamples('these examples', examples, task);
        return { labels: examples.labels };
      },
    };
  });
}

function checkFit(network: Mlp, task: AnyClassification): void {
  if (network.loss === 'squared-error')
    throw new UsageError(
      `task "${task.name}" has classes, loss "squared-error" is of numbers; use "cross-entropy"`,
    );
  if (task.features !== network.inputs) {
    throw new FrugalError(
      `task "${task.name}" needs ${task.features} inputs, network has ${network.inputs}`,
    );
  }
  if (task.classes !== network.classes) {
    throw new FrugalError(
      `task "${task.name}" has ${task.classes} classes, network has ${network.classes} outputs`,
    );
  }
  for (const [name, examples] of Object.entries({
    train: task.train,
    test: task.test,
  } satisfies Record<string, Examples | SparseExamples>)) {
    checkExamples(`task "${task.name}", ${name} examples`, examples, task);
  }
}

/** @throws FrugalError where counts, lengths, features and labels contradict each other or an input is not a number */
function checkExamples(
  what: string,
  examples: Examples | SparseExamples,
  { features, classes }: AnyClassification,
): void {
  checkShown(what, examples, features);
  const { count, labels } = examples;
  if (labels.length !== count)
    throw new FrugalError(`${what}: ${labels.length} labels for ${count} examples`);
  checkLabels(labels, classes);
}
