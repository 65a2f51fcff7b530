/**
 * `frugal evaluate <network> --task <name>` and `frugal predict <network> <table>`: what a trained network says, wherever it
 * was trained.
 */

import type { Command } from 'commander';
import {
  classificationMetrics,
  expectedCalibrationError,
  regressionMetrics,
} from '../analyses/metrics.ts';
import { FrugalError, UsageError } from '../errors.ts';
import { percent } from '../evidence/words.ts';
import type { StoredInputs } from '../interchange/answers.ts';
import { csvOf } from '../interchange/csv.ts';
import {
  answersOf,
  type StoredClassifier,
  type StoredNetwork,
  sizesOf,
} from '../interchange/index.ts';
import {
  type AnyClassification,
  type AnyRegression,
  type DenseInputs,
  isClassification,
  isSparse,
  type Scaled,
  type SparseInputs,
} from '../tasks/examples.ts';
import { remaining } from '../tasks/standardise.ts';
import { EXAMPLES, taskToEvaluate } from './evaluate-task.ts';
import { addNetworkOptions, type NetworkFlags, networkAt } from './networks.ts';
import { inputsAt } from './predict-inputs.ts';
import { addTableOptions } from './table-options.ts';
import { paint, type World } from './world.ts';

interface EvaluateFlags extends NetworkFlags {
  readonly task?: string;
  readonly json?: boolean;
}

export function registerEvaluate(program: Command, world: World): void {
  const command = program
    .command('evaluate')
    .description('how well a trained network answers the test examples of a task')
    .argument('<network...>', 'a run, its weights.npz, or a file of another program')
    .option('--task <name>', 'a task or a file; default the task the network was trained on');
  addTableOptions(command, EXAMPLES);
  addNetworkOptions(command)
    .option('--json', 'a JSON object with all metrics')
    .action(async (paths: string[], flags: EvaluateFlags) => {
      const { value: stored, notes } = await networkAt(paths, flags);
      tell(world, notes);
      const network = answering(stored);
      const asked = { paths, task: flags.task, command, world };
      const { value: task, notes: more } = await taskToEvaluate(network, asked);
      tell(world, more);
      if (!isClassification(task)) {
        world.out.write(numbersText(network, task, flags.json ?? false));
        return;
      }
      const metrics = evaluate(network, task);
      if (flags.json) {
        const about = { task: task.name, data: task.digest, classes: task.classNames };
        world.out.write(`${JSON.stringify({ ...about, ...metrics })}\n`);
        return;
      }
      const { accuracy, balancedAccuracy, macroF1, calibrationError, loss, examples } = metrics;
      world.out.write(
        `${percent(accuracy)} right of ${examples} test examples of ${task.title}; loss ${loss.toFixed(4)}, balanced accuracy ${percent(balancedAccuracy)}, macro F1 ${macroF1.toFixed(3)}${calibrationError === undefined ? '' : `, calibration error ${calibrationError.toFixed(3)}`}\n`,
      );
    });
}

/** What a network says to the examples of a task, to which has been done what `scaled` says. */
function answersTo(
  network: StoredClassifier,
  examples: DenseInputs | SparseInputs,
  scaled?: Scaled,
) {
  const sparse = isSparse(examples);
  // A network that says nothing of scaling is given the task's real values, not stored ones.
  const unit = {
    shift: Float32Array.of(0),
    scale: Float32Array.of(sparse ? 1 : examples.scale),
  };
  const said = network.scaling;
  // One that does wants numbers as the data store them: what the task has done to them is not done again.
  const scaling = said && scaled ? remaining(scaled, said) : (said ?? unit);
  return answersOf({ ...network, scaling }, sparse ? examples.rows : examples.inputs);
}

/** Squared error and R² of a network on the test set of a task whose answers are numbers, in one line. */
function numbersText(network: StoredClassifier, task: AnyRegression, json: boolean): string {
  const { name, title, features, outputs, outputNames, digest, test } = task;
  const sizes = sizesOf(network);
  if (sizes.inputs !== features || sizes.outputs !== outputs)
    throw new FrugalError(
      `task "${name}" has ${features} features and ${outputs} numbers as answers, the network ${sizes.inputs} inputs and ${sizes.outputs} outputs`,
    );
  const known = outputNames.every((output) => network.classes?.includes(output));
  const order = outputsOf(known ? network.classes : undefined, outputNames, name);
  const { values } = answersTo(network, test, task.scaled);
  const ordered = values.map((_, k) => values[k - (k % outputs) + order[k % outputs]]);
  const { meanSquaredError, r2 } = regressionMetrics(test.targets, ordered, outputs);
  const { count: examples } = test;
  if (json)
    return `${JSON.stringify({ task: name, data: digest, outputs: outputNames, meanSquaredError, r2, examples })}\n`;
  const explained = r2 === null ? 'R² is not defined: answers do not vary' : `R² ${r2.toFixed(4)}`;
  return `mean squared error ${meanSquaredError.toPrecision(5)} over ${examples} test examples of ${title}; ${explained}\n`;
}

/** All metrics of a network on the test set of a task; the loss is the mean over examples, of the network's own kind. */
export function evaluate(
  network: StoredClassifier,
  { name, test, features, classes, classNames, scaled }: AnyClassification,
) {
  const { inputs, outputs } = sizesOf(network);
  if (inputs !== features || outputs !== classes)
    throw new FrugalError(
      `task "${name}" has ${features} features and ${classes} classes, the network ${inputs} inputs and ${outputs} outputs`,
    );
  if (network.loss === 'squared-error')
    throw new UsageError(`the network answers numbers, and the answers of "${name}" are classes`);
  const answered = answersTo(network, test, scaled);
  const order = outputsOf(network.classes, classNames, name);
  const ordered = (scores: Float32Array): Float32Array =>
    scores.map((_, k) => scores[k - (k % classes) + order[k % classes]]);
  const values = ordered(answered.values);
  const probabilities = answered.probabilities && ordered(answered.probabilities);
  const answers = answered.classes.map((output) => order.indexOf(output));
  const { labels, count } = test;
  let loss = 0;
  for (let e = 0; e < count; e++)
    for (let c = 0; c < classes; c++) {
      const right = labels[e] === c;
      if (probabilities === undefined)
        loss += (values[e * classes + c] - Number(right)) ** 2 / classes;
      else if (right) loss -= Math.log(probabilities[e * classes + c]);
    }
  return {
    ...classificationMetrics(labels, answers, classes),
    ...{ loss: loss / count, examples: count },
    ...(probabilities && {
      calibrationError: expectedCalibrationError(probabilities, labels, classes),
    }),
  };
}

/**
 * Which output stands for each class of a task: by name, or by number where the network does not name its outputs.
 *
 * @throws FrugalError where the task has classes that the network does not know
 */
function outputsOf(
  outputs: readonly string[] | undefined,
  classes: readonly string[],
  what: string,
): readonly number[] {
  if (outputs === undefined) return classes.map((_, c) => c);
  const found = classes.map((name) => outputs.indexOf(name));
  if (!found.includes(-1)) return found;
  const shown = (names: readonly string[]): string =>
    `${names
      .slice(0, 4)
      .map((name) => name.slice(0, 20))
      .join(', ')}${names.length > 4 ? ', …' : ''}`;
  throw new FrugalError(
    `${what} has the classes ${shown(classes)}, the network ${shown(outputs)}: give the data the network's names, or name another task`,
  );
}

interface PredictFlags extends NetworkFlags {
  readonly header?: boolean;
  readonly member?: string;
  readonly json?: boolean;
}

export function registerPredict(program: Command, world: World): void {
  const command = program
    .command('predict')
    .description('class and probabilities, or the numbers, of every row of a table, as CSV')
    .argument('<network>', 'a run, its weights.npz, or a file of another program')
    .argument('<table>', 'rows of any form; columns as the network names its inputs, or in order')
    .option('--no-header', 'of a text: the first line is a row')
    .option('--member <name>', 'of an archive: the array of inputs');
  addNetworkOptions(command)
    .option('--json', 'a JSON object a line')
    .action(async (path: string, file: string, flags: PredictFlags) => {
      const { value: stored, notes } = await networkAt([path], flags);
      const network = answering(stored);
      const { value: inputs, notes: more } = await inputsAt(network, file, {
        ...(flags.header === false && { header: false }),
        ...(flags.member !== undefined && { member: flags.member }),
      });
      tell(world, [...notes, ...more]);
      world.out.write(answersText(network, inputs, flags.json ?? false));
    });
}

function answersText(network: StoredClassifier, inputs: StoredInputs, json: boolean): string {
  const { count, outputs, values, probabilities, classes } = answersOf(network, inputs);
  const names = network.classes ?? Array.from({ length: outputs }, (_, c) => String(c));
  const shares = probabilities ?? values;
  if (network.loss === 'squared-error') return rowsText(values, names, json);
  const called = probabilities ? 'p' : 'score';
  if (!json)
    return csvOf([
      { name: 'class', type: 'string', values: Array.from(classes, (c) => names[c]) },
      ...names.map((name, c) => ({
        ...{ name: `${called}(${name})`, type: 'double' as const },
        values: Float64Array.from({ length: count }, (_, e) => shares[e * outputs + c]),
      })),
    ]);
  const lines = Array.from({ length: count }, (_, e) =>
    JSON.stringify({
      class: names[classes[e]],
      [probabilities ? 'probabilities' : 'scores']: Object.fromEntries(
        names.map((name, c) => [name, shares[e * outputs + c]]),
      ),
    }),
  );
  return `${lines.join('\n')}\n`;
}

/** Answers that are numbers: a column an output. */
function rowsText(values: Float32Array, names: readonly string[], json: boolean): string {
  const of = (o: number) => Float64Array.from(values).filter((_, k) => k % names.length === o);
  const columns = names.map((name, o) => ({ name, type: 'double' as const, values: of(o) }));
  if (!json) return csvOf(columns);
  const count = values.length / names.length;
  const lines = Array.from({ length: count }, (_, e) =>
    JSON.stringify(Object.fromEntries(columns.map((one) => [one.name, one.values[e]]))),
  );
  return `${lines.join('\n')}\n`;
}

/** @throws UsageError for a network that answers no rows */
function answering(network: StoredNetwork): StoredClassifier {
  if (network.kind === 'mlp' || network.kind === 'cnn') return network;
  if (network.kind === 'rbm')
    throw new UsageError(
      'a Boltzmann machine gives no answers: its run tells how likely it finds examples',
    );
  throw new UsageError(
    'a recurrent network answers sequences, not rows; frugal task draws its answer to a trial (--answer)',
  );
}

export function tell(world: World, notes: readonly string[]): void {
  for (const note of notes) world.err.write(`${paint(world.err, 'yellow', 'note:')} ${note}\n`);
}
