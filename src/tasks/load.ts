/**
 * A task by the word that asks for it: the embedded digits, a data set by name, or a file. Where files lie is the host's
 * business: a folder (load.node.ts), or what a page was given.
 */

import { UsageError } from '../errors.ts';
import { type DigitsOptions, digits, digitsDigest } from './digits/digits.ts';
import type { AnyExamples, ClassificationTask, UnlabelledTask } from './examples.ts';
import { EITHER, exampleNames, looksLikePath, refusalOf } from './names.ts';
import { refuseSplit } from './parts.ts';
import type { TaskOptions } from './prepare/options.ts';
import { scaledDigest, withScaling } from './standardise.ts';

/** Where a host has its data. */
export interface DataPlaces {
  /** What `mnist-or-digits` stands for here. */
  readonly either: () => Promise<string>;
  /** A data set by name. @throws FrugalError where its files are missing */
  readonly named: (
    name: string,
    options: TaskOptions,
  ) => Promise<ClassificationTask | UnlabelledTask>;
  /** What a file holds. */
  readonly file: (path: string, options: TaskOptions) => Promise<AnyExamples>;
}

/** What has no meaning where data are known by name. */
const ONLY_FILES = [
  ...['label', 'leaveOut', 'member', 'testFile', 'labelFile', 'testLabelFile', 'classOrder'],
  ...['answers', 'missing', 'indexBase'],
] as const satisfies readonly (keyof TaskOptions)[];

function refuseFileOptions(name: string, options: TaskOptions): void {
  const given: TaskOptions = options;
  const idle = ONLY_FILES.find((option) => given[option] !== undefined);
  if (idle !== undefined)
    throw new UsageError(
      `option --${idle.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} is for files; the columns and answers of "${name}" are known`,
    );
}

/**
 * The examples that a word asks for.
 *
 * @throws UsageError for an unknown name or options that do not fit, FrugalError for data that are missing or damaged
 */
export async function examplesAt(
  word: string,
  options: TaskOptions,
  places: DataPlaces,
): Promise<AnyExamples> {
  if (looksLikePath(word)) return places.file(word, options);
  if (!exampleNames.includes(word)) throw new UsageError(refusalOf(word));
  refuseFileOptions(word, options);
  const name = word === EITHER ? await places.either() : word;
  if (name !== 'digits') return withScaling(await places.named(name, options), options.scaling);
  return withScaling(digits(digitsOf(options)), options.scaling);
}

/** @throws UsageError for a split, which drawn digits have already */
function digitsOf(options: TaskOptions): DigitsOptions {
  refuseSplit('digits', options);
  const { trainLimit, testLimit, seed } = options;
  return { seed, train: trainLimit, test: testLimit };
}

/** What tells examples from others. A study hands on its whole request, with the name among the options. */
export const examplesKey = (word: string, options: TaskOptions): string =>
  JSON.stringify([word, { ...options, name: undefined }]);

/**
 * The digest of the examples that a word asks for, where it is known without them.
 *
 * @throws UsageError as `examplesAt`
 */
export function digestBefore(word: string, options: TaskOptions): string | undefined {
  if (word !== 'digits') return undefined;
  refuseFileOptions(word, options);
  return scaledDigest(digitsDigest(digitsOf(options)), options.scaling);
}
