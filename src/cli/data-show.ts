/** `frugal data show`: what would be learned of a data set or a file, and everything that was found in it. */

import type { Command } from 'commander';
import { dataParameters, scalingParameter, taskRequest } from '../protocol/data-parameters.ts';
import { checkValues, resolveParameters, valueText } from '../protocol/parameters.ts';
import { type AnyExamples, isClassification } from '../tasks/examples.ts';
import { loadExamples } from '../tasks/load.node.ts';
import { flagsOf, optionsOf } from './run-options.ts';

const TABLE = { ...dataParameters, scaling: scalingParameter } as const;
/** Of more names only the first are shown. */
const MOST_NAMES = 12;

/** What is told of a task. */
export interface Shown {
  readonly name: string;
  readonly title: string;
  readonly features: number;
  readonly trainExamples: number;
  readonly testExamples: number;
  /** Share of the numbers that are stored; 1 where all are. */
  readonly stored: number;
  /** Classes with their training and test examples; absent where answers are numbers or there are none. */
  readonly classes?: readonly {
    readonly name: string;
    readonly train: number;
    readonly test: number;
  }[];
  /** Names of the numbers to learn. */
  readonly outputs?: readonly string[];
  readonly featureNames?: readonly string[];
  readonly digest: string;
  readonly notes: readonly string[];
}

const countsOf = (labels: ArrayLike<number>, classes: number): number[] => {
  const counts = new Array<number>(classes).fill(0);
  for (let i = 0; i < labels.length; i++) counts[labels[i]]++;
  return counts;
};

/** The facts of a task, counted. */
export function shownTask(task: AnyExamples): Shown {
  const { name, title, features, train, test, featureNames, digest, notes = [] } = task;
  const answers = isClassification(task)
    ? (() => {
        const counts = [task.train, task.test].map((part) => countsOf(part.labels, task.classes));
        return {
          classes: task.classNames.map((word, c) => ({
            ...{ name: word, train: counts[0][c], test: counts[1][c] },
          })),
        };
      })()
    : 'outputNames' in task
      ? { outputs: task.outputNames }
      : {};
  const stored = 'rows' in train ? train.rows.values.length / (train.count * features) : 1;
  return {
    ...{ name, title, features, trainExamples: train.count, testExamples: test.count, stored },
    ...answers,
    ...(featureNames && { featureNames }),
    ...{ digest, notes },
  };
}

const listed = (words: readonly string[], most = MOST_NAMES): string =>
  words.length > most
    ? `${words.slice(0, most).join(', ')}, … (${words.length})`
    : words.join(', ');

const count = (n: number): string => n.toLocaleString('en-US');

/** The facts as text. */
export function taskText(task: Shown): string {
  const rows: (readonly [string, string])[] = [
    ['task', task.title],
    ['examples', `${count(task.trainExamples)} to train, ${count(task.testExamples)} to test`],
    [
      'features',
      `${count(task.features)}${task.featureNames ? `: ${listed(task.featureNames)}` : ''}`,
    ],
  ];
  if (task.stored < 1)
    rows.push(['stored', `sparse, ${(100 * task.stored).toPrecision(2)} % of all numbers`]);
  if (task.outputs) rows.push(['answers', `numbers: ${listed(task.outputs)}`]);
  if (task.classes) {
    const each = task.classes.map(
      ({ name, train, test }) => `${name} (${count(train)} + ${count(test)})`,
    );
    rows.push(['classes', `${task.classes.length}: ${listed(each)}`]);
  }
  if (!task.outputs && !task.classes)
    rows.push(['answers', 'none: study set-rbm learns the examples']);
  rows.push(['digest', task.digest]);
  const lines = rows.map(([word, value]) => `${word.padEnd(9)} ${value}`);
  return `${[...lines, ...task.notes.map((note) => `note      ${note}`)].join('\n')}\n`;
}

/** Adds `show` to the commands of data. */
export function registerShow(data: Command): void {
  const command = data
    .command('show')
    .description(
      'what would be learned of a data set or a file: examples, features, classes, notes',
    )
    .argument('<name or file>', 'a data set, or the path of a file')
    .option('--json', 'one line of JSON');
  for (const [name, parameter] of Object.entries(TABLE))
    for (const option of optionsOf(name, parameter, valueText(parameter.default)))
      command.addOption(option);
  command.action(async (task: string, { json }: { json?: boolean }) => {
    const given = checkValues(TABLE, flagsOf(command, TABLE), { spelling: 'flags' });
    const values = resolveParameters(TABLE, given);
    const { name, ...options } = taskRequest({ ...values, task, trainLimit: 0, testLimit: 0 });
    const shown = shownTask(await loadExamples(name, options));
    process.stdout.write(json === true ? `${JSON.stringify(shown)}\n` : taskText(shown));
  });
}
