/**
 * What `train` makes of a task and a description: an engine, a network on it and its learner. Loaded when it is asked for, and
 * each kind of network after it.
 */

import type { Engine } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import type { Fit } from '../networks/builders.ts';
import type {
  CnnDescription,
  Description,
  MlpDescription,
  PerceptronDescription,
  RbmDescription,
  RnnDescription,
} from '../networks/describe.ts';
import { adam } from '../plasticity/optimisers.ts';
import { roomOf } from '../rewiring/rule.ts';
import type { Battery } from '../tasks/cognitive/battery.ts';
import type {
  AnyClassification,
  AnyRegression,
  DenseInputs,
  ExampleTask,
} from '../tasks/examples.ts';
import type { LabelledPatterns } from '../tasks/patterns.ts';
import type { EpochRecord } from './classifier.ts';
import type { EpochOptions } from './epochs.ts';
import type { PerceptronRecord } from './perceptron.ts';
import type { RbmRecord } from './rbm.ts';
import type { RecurrentRecord } from './recurrent.ts';
import type { RegressionRecord } from './regressor.ts';
import { momentumSgd, type Prepared, streamOf, transformOf, withEngine } from './train-defaults.ts';
import type {
  AnyTraining,
  MlpTraining,
  PerceptronTraining,
  RbmTraining,
  RnnTraining,
} from './training-options.ts';

/** Examples without answers, for what learns none. */
export interface Unlabelled {
  readonly train: DenseInputs;
  readonly test: DenseInputs;
}

export type AnyTask = ExampleTask | Battery | LabelledPatterns | Unlabelled;

/** @throws UsageError, FrugalError as `train` */
export async function prepare(
  task: AnyTask,
  description: Description,
  options: AnyTraining,
): Promise<Prepared<object>> {
  if (typeof task !== 'object' || task === null)
    throw new UsageError(
      `task ${JSON.stringify(task)} is none; give e.g. digits(), or await loadTask(name) of frugal/tasks/node`,
    );
  if (description.kind === 'rbm' && 'train' in task && 'inputs' in task.train)
    return prepareRbm(task as Unlabelled, description, options as RbmTraining);
  if (
    (description.kind === 'mlp' || description.kind === 'cnn') &&
    'train' in task &&
    'digest' in task
  ) {
    const { isClassification } = await import('../tasks/examples.ts');
    return isClassification(task)
      ? prepareClassifier(task, description, options as MlpTraining)
      : prepareRegressor(task, description, options as MlpTraining);
  }
  if (description.kind === 'rnn' && 'tasks' in task)
    return prepareRnn(task, description, options as RnnTraining);
  if (description.kind === 'perceptron' && 'associations' in task)
    return preparePerceptron(task, description, options as PerceptronTraining);
  const needs = {
    cnn: 'images of classes or numbers, e.g. digits()',
    mlp: 'examples of classes or numbers, e.g. digits()',
    rnn: 'a battery of cognitive tasks, e.g. createBattery("cog20")',
    perceptron: 'associations, e.g. randomAssociations(…)',
    rbm: 'dense examples, e.g. digits()',
  };
  throw new UsageError(
    `a network of kind "${description.kind}" learns ${needs[description.kind]}; another kind of task was given`,
  );
}

/** What both learners of examples are made of, beside the task. */
async function prepareExamples(
  task: ExampleTask,
  outputs: number,
  description: MlpDescription | CnnDescription,
  options: MlpTraining,
  prune?: Fit['prune'],
): Promise<(engine: Engine) => EpochOptions> {
  const { buildMlp } = await import('../networks/builders.ts');
  const { buildCnn } = await import('../networks/cnn-builder.ts');
  const { rewiring, batch, epochs = 20, scaling, mirror, booked, rewireEvery } = options;
  if (description.norm === 'batch' && batch === 1)
    throw new UsageError(
      "one example has no variance that batch normalisation could take: give batches of 2 or more, or norm 'none'",
    );
  const random = streamOf(options);
  return (engine) => {
    const fit = {
      inputs: task.features,
      outputs,
      batch,
      prune,
      sparseInputs: 'rows' in task.train,
      room: roomOf(rewiring),
    };
    return {
      network:
        description.kind === 'cnn'
          ? buildCnn(description, engine, random, { ...fit, shape: task.shape })
          : buildMlp(description, engine, random, fit),
      ...{ epochs, scaling, mirror, booked, rewireEvery, random: random.split('learning') },
      transformFor: transformOf(options, momentumSgd()),
      rewiringFor: () => rewiring,
    };
  };
}

async function prunerOf(
  task: AnyClassification,
  { pruning, scaling, seed }: MlpTraining,
): Promise<Fit['prune']> {
  if (pruning === undefined) return undefined;
  const { pruneFor } = await import('./birth.ts');
  const prune = pruneFor(pruning, { task, scaling, random: streamOf({ seed }).split('pruning') });
  return (layers) => prune(layers).layers;
}

async function prepareClassifier(
  task: AnyClassification,
  description: MlpDescription | CnnDescription,
  options: MlpTraining,
): Promise<Prepared<EpochRecord>> {
  const { createClassifier } = await import('./classifier.ts');
  const prune = await prunerOf(task, options);
  const prepared = await prepareExamples(task, task.classes, description, options, prune);
  const { classWeights } = options;
  return withEngine<EpochRecord>(options, (engine) =>
    createClassifier({ ...prepared(engine), task, classWeights }),
  );
}

async function prepareRegressor(
  task: AnyRegression,
  description: MlpDescription | CnnDescription,
  options: MlpTraining,
): Promise<Prepared<RegressionRecord>> {
  for (const [what, given] of Object.entries({
    'class weights': options.classWeights,
    pruning: options.pruning,
  }))
    if (given !== undefined)
      throw new UsageError(`task "${task.name}" asks for numbers: leave the ${what} out`);
  const { createRegressor } = await import('./regressor.ts');
  const prepared = await prepareExamples(task, task.outputs, description, options);
  return withEngine<RegressionRecord>(options, (engine) =>
    createRegressor({ ...prepared(engine), task }),
  );
}

async function prepareRnn(
  battery: Battery,
  description: RnnDescription,
  options: RnnTraining,
): Promise<Prepared<RecurrentRecord>> {
  const [{ buildRnn }, { createRecurrentLearner }, { streamFeed }, { createTrialScorer }] =
    await Promise.all([
      import('../networks/builders.ts'),
      import('./recurrent.ts'),
      import('./recurrent-feed.ts'),
      import('./trial-scores.ts'),
    ]);
  if (description.loss !== 'cross-entropy')
    throw new UsageError(
      `loss "${description.loss}" has no classes; streams of trials need "cross-entropy"`,
    );
  const { rewiring, batch, steps = 100, testTrials = 25, updates = 3000 } = options;
  const { evaluateEvery = 100, rewireEvery, clip = { norm: 1 }, booked } = options;
  const random = streamOf(options);
  const standard = adam({ rate: 0.001 });
  const evolving = adam({ rate: 0.001, correctedSince: 'birth' });
  return withEngine<RecurrentRecord>(options, async (engine) => {
    const { channels, classes, tasks } = battery;
    const fit = {
      ...{ inputs: channels, outputs: classes, rules: tasks.length, batch },
      ...{ recurrent: options.wiring, recurrentWeights: options.wiringWeights },
      room: roomOf(rewiring),
    };
    const network = buildRnn(description, engine, random.split('birth'), fit);
    const keepErrors = rewiring?.grow.scored === true;
    return createRecurrentLearner({
      ...{ network, updates, evaluateEvery, rewireEvery, clip, booked },
      feed: streamFeed({ network, battery, steps, keepErrors, random: random.split('trials') }),
      scorer: createTrialScorer({
        ...{ network, battery, trialsPerTask: testTrials, random: random.split('test') },
      }),
      transformFor: transformOf(options, ({ name }) =>
        rewiring !== undefined && name === 'recurrent.weight' ? evolving : standard,
      ),
      rewiringFor: ({ name }) => (name === 'recurrent.weight' ? rewiring : undefined),
      random: random.split('learning'),
    });
  });
}

async function prepareRbm(
  examples: Unlabelled,
  description: RbmDescription,
  { optimiser, rewiring, ...options }: RbmTraining,
): Promise<Prepared<RbmRecord>> {
  const { startRbm, articleSgd } = await import('./rbm-start.ts');
  const transformFor = transformOf({ optimiser }, articleSgd());
  const random = streamOf(options);
  return withEngine<RbmRecord>(options, (engine) =>
    startRbm(engine, description, { ...options, ...examples, transformFor, rewiring, random }),
  );
}

async function preparePerceptron(
  data: LabelledPatterns,
  { gap }: PerceptronDescription,
  { optimiser, seed, ...options }: PerceptronTraining,
): Promise<Prepared<PerceptronRecord>> {
  const [{ initialWeights }, { createPerceptronLearner }, { sparseRule }] = await Promise.all([
    import('../networks/perceptron.ts'),
    import('./perceptron.ts'),
    import('../plasticity/constraints/index.ts'),
  ]);
  if (typeof optimiser === 'function')
    throw new UsageError('a perceptron has one bundle; give its optimiser, not a function');
  const random = streamOf({ seed });
  const { signs } = data;
  const learner = await createPerceptronLearner({
    ...options,
    ...{ data, gap, rule: optimiser ?? sparseRule({ signs, gap }) },
    weights: initialWeights(data.inputs, { signs, gap }, random.split('weights')),
    random: random.split('learning'),
  });
  return { learner, dispose: () => learner.dispose() };
}
