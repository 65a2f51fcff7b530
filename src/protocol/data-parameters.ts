/**
 * What is learned and how it is prepared: the parameters of every study that learns from examples, in one place.
 *
 * All but the task say nothing in a run's identity at their defaults; away from them they enter it, beside the digest of the
 * task that they lead to.
 */

import { EITHER, exampleNames, refusalOf, taskNames } from '../tasks/names.ts';
import { ANSWERS, MISSING, SCALINGS, SPLITS, type TaskOptions } from '../tasks/prepare/options.ts';
import { choice, integer, list, number, type Parameter, type ValuesOf } from './parameters.ts';
import { file, text } from './text-parameters.ts';

const SPLIT_TEXTS = {
  auto: 'what the file or the data set gives, else a part of each class, else a part of all',
  given: 'a test file, or arrays that say so',
  fraction: 'a share of all examples, drawn at random',
  stratified: 'the same share of each class',
  'k-fold': 'one of k equal parts, of each class where there are classes',
} as const;

export const SCALING_TEXTS = {
  unit: 'as they are stored; pictures in [0, 1]',
  'z-score': 'mean 0 and variance 1 over the training examples',
  range: 'from 0 to 1 over the training examples',
  'max-abs': 'divided by the largest magnitude: keeps zeros',
} as const;

/**
 * A data set by name, or a file; of what learns no answers also sets without labels.
 *
 * @param besides names of what is learned without data
 */
export const taskParameter = (
  standard: string,
  {
    unlabelled = false,
    besides = [],
  }: { readonly unlabelled?: boolean; readonly besides?: readonly string[] } = {},
): Parameter<string> =>
  file({
    names: [...(unlabelled ? exampleNames : taskNames), ...besides],
    called: 'a name of "frugal data list"',
    refusal: refusalOf,
    default: standard,
    description: `What is to be learned: drawn digits (\`digits\`), a data set, \`${EITHER}\` (whichever is there), ${besides.length > 0 ? `a file, or ${besides.map((name) => `\`${name}\``).join(', ')}` : 'or a file'}`,
  });

/** How many examples of a task are taken. */
export const limitParameters = {
  trainLimit: integer({
    ...{ min: 0, default: 0, unit: 'examples' },
    description: 'Training examples; 0 takes all (10,000 digits)',
  }),
  testLimit: integer({
    ...{ min: 0, default: 0, unit: 'examples' },
    description: 'Test examples; 0 takes all (2,000 digits)',
  }),
} as const;

/** Into how many parts a batch is cut: another number is another order of sums, and so other bits. */
export const shardsParameter = integer({
  ...{ min: 1, max: 64, default: 4 },
  description: 'Gradient buffers that threads can fill at once; 4 bytes a connection each',
});

const columns = (description: string): Parameter<readonly string[]> =>
  list(text({ default: 'x', allowed: 'name', description }), {
    ...{ quiet: true, default: [], minLength: 0, unique: true, description },
  });

const anotherFile = (description: string): Parameter<string> =>
  file({ quiet: true, default: '', description });

/** How the examples of a task are made of its files. */
export const dataParameters = {
  label: columns('Columns of the answers, by name or number from 1; of an archive, the array'),
  answers: choice(ANSWERS, {
    ...{ quiet: true, default: 'auto' },
    about: {
      auto: 'words and few repeated whole numbers are classes, else numbers',
      classes: 'classes, also where they are many numbers',
      numbers: 'numbers, learned as such',
      none: 'there are none: examples alone, for what learns no answers',
    },
    description: 'What the answers of a file are',
  }),
  leaveOut: columns('Columns that are no features, by name or number from 1'),
  indexBase: choice(['auto', '0', '1'], {
    ...{ quiet: true, default: 'auto' },
    description:
      'What feature numbers of svmlight files count from; `auto` recognises and tells it',
  }),
  member: text({
    ...{ quiet: true, default: '', allowed: 'name of an array' },
    description: 'The array of inputs in an archive with several',
  }),
  testFile: anotherFile('Examples to test on, of the same form as the task’s'),
  labelFile: anotherFile('Answers of the task, where they lie in a file of their own'),
  testLabelFile: anotherFile('Answers of the test file, where they lie in a file of their own'),
  split: choice(SPLITS, {
    ...{ quiet: true, default: 'auto', about: SPLIT_TEXTS },
    description:
      'Which examples test: given by a file or by the data set, a fraction of all, of each class, or one of k folds; `auto` takes what is given, else a part of each class',
  }),
  testShare: number({
    ...{ quiet: true, above: 0, below: 1, default: 0.25 },
    description: 'Share of the examples that test, where no split is given',
  }),
  folds: integer({ quiet: true, min: 2, default: 5, description: 'Parts of a k-fold split' }),
  fold: integer({ quiet: true, min: 1, default: 1, description: 'Which of the folds tests' }),
  splitSeed: integer({ quiet: true, min: 0, default: 0, description: 'Chooses the split' }),
  missing: choice(MISSING, {
    ...{ quiet: true, default: 'refuse' },
    description: 'Examples with missing numbers: refused, filled with training means, or left out',
  }),
  classOrder: columns('Classes in the order of their numbers; ascending where it is not said'),
} as const;

/** How features are scaled, for studies that have no scaling of their own. */
export const scalingParameter = choice(SCALINGS, {
  ...{ quiet: true, default: 'unit', about: SCALING_TEXTS },
  description:
    'Features as they are stored (pictures in [0, 1]), with mean 0 and variance 1, in [0, 1], or divided by their largest magnitude (keeps zeros); fitted on the training examples',
});

export type DataValues = ValuesOf<typeof dataParameters> & {
  readonly task: string;
  readonly trainLimit: number;
  readonly testLimit: number;
  readonly scaling?: TaskOptions['scaling'];
};

/** The task that parameters ask for. Only what differs from the defaults is said, so that equal requests read equally. */
export function taskRequest(values: DataValues): { readonly name: string } & TaskOptions {
  const { task, trainLimit, testLimit, scaling = 'unit', splitSeed } = values;
  const { label, leaveOut, classOrder, member, testFile, labelFile, testLabelFile, indexBase } =
    values;
  const { answers, split, testShare, folds, fold, missing } = values;
  return {
    name: task,
    ...(trainLimit > 0 && { trainLimit }),
    ...(testLimit > 0 && { testLimit }),
    ...(label.length > 0 && { label }),
    ...(answers !== 'auto' && { answers }),
    ...(leaveOut.length > 0 && { leaveOut }),
    ...(indexBase !== 'auto' && { indexBase: indexBase === '0' ? (0 as const) : (1 as const) }),
    ...(member !== '' && { member }),
    ...(testFile !== '' && { testFile }),
    ...(labelFile !== '' && { labelFile }),
    ...(testLabelFile !== '' && { testLabelFile }),
    ...(split !== 'auto' && { split }),
    ...(testShare !== dataParameters.testShare.default && { testShare }),
    ...(folds !== dataParameters.folds.default && { folds }),
    ...(fold !== dataParameters.fold.default && { fold }),
    ...(splitSeed !== 0 && { seed: splitSeed }),
    ...(missing !== 'refuse' && { missing }),
    ...(classOrder.length > 0 && { classOrder }),
    ...(scaling !== 'unit' && { scaling }),
  };
}
