/** From arrays to examples: which array holds inputs and which answers, by name or because it is called so. */

import { FrugalError, UsageError } from '../../errors.ts';
import type { Elements, Table, Tensor, Texts } from '../../formats/values.ts';
import { flagged } from './columns.ts';
import { type ArraysContent, type NamedArray, shapeText } from './content.ts';
import { joined } from './join.ts';
import { type Answers, type Material, NO_ANSWERS } from './material.ts';
import type { Preparation } from './options.ts';

const INPUTS = ['x', 'data', 'inputs', 'images', 'features', 'fea'];
const ANSWERS = ['y', 'label', 'labels', 'target', 'targets', 'classes', 'class', 'gnd'];

/** Names that arrays of a part have: `x`, or `x_train`, `train_x`. */
function isCalled(
  name: string,
  words: readonly string[],
  part: 'train' | 'test' | undefined,
): boolean {
  const low = name.toLowerCase();
  if (part === undefined) return words.includes(low);
  return words.some((word) =>
    [`${word}_${part}`, `${part}_${word}`, `${word}${part}`, `${part}${word}`].includes(low),
  );
}

/** Whether an array is called as inputs or answers usually are, of all examples or of a part. */
export const isUsual = (name: string): boolean =>
  ([undefined, 'train', 'test'] as const).some((part) =>
    isCalled(name, [...INPUTS, ...ANSWERS], part),
  );

/** Whether an array is called as inputs usually are, of all examples or of a part. */
export const namesInputs = (name: string): boolean =>
  ([undefined, 'train', 'test'] as const).some((part) => isCalled(name, INPUTS, part));

const listOf = (arrays: ArraysContent['arrays']): string => {
  const all = [...arrays].map(([name, array]) => `${name || 'unnamed'} (${shapeText(array)})`);
  return all.length > 8 ? `${all.slice(0, 8).join(', ')}, …` : all.join(', ');
};

/** The one array that is called like this. @throws UsageError for several */
function called(
  arrays: ArraysContent['arrays'],
  words: readonly string[],
  part: 'train' | 'test' | undefined,
  where: string,
): string | undefined {
  const found = [...arrays.keys()].filter((name) => isCalled(name, words, part));
  if (found.length > 1)
    throw new UsageError(
      `${where}: arrays ${found.join(' and ')} could each be meant; name one, as in ${words === INPUTS ? '--member' : '--label'} ${flagged(found[0])}`,
    );
  return found[0];
}

function named({ arrays, leftOut = [] }: ArraysContent, name: string, where: string): NamedArray {
  const found = arrays.get(name);
  if (found !== undefined) return found;
  const why = leftOut.find((note) => note.includes(`"${name}"`));
  if (why !== undefined) throw new FrugalError(`${where}: ${why}`);
  throw new UsageError(`${where} has no array "${name}"; it has ${listOf(arrays)}`);
}

/** Numbers of any width as doubles. @throws FrugalError for whole numbers beyond 2⁵³ */
function doubles(data: Elements, where: string): Float64Array {
  if (!(data instanceof BigInt64Array || data instanceof BigUint64Array))
    return data instanceof Float64Array ? data : Float64Array.from(data);
  return Float64Array.from(data, (value) => {
    const number = Number(value);
    if (Number.isSafeInteger(number)) return number;
    throw new FrugalError(`${where}: whole number ${value} is beyond 2⁵³ and would be rounded`);
  });
}

/** Answers of an array: one each, or a row of numbers each. */
export function answersOfArray(array: NamedArray, name: string, where: string): Answers {
  if ('starts' in array)
    throw new FrugalError(
      `${where}: answers "${name}" are a sparse matrix; expected one an example`,
    );
  const wide = array.shape.filter((size) => size !== 1);
  if (wide.length > 2)
    throw new FrugalError(
      `${where}: answers "${name}" of shape ${shapeText(array)}; expected one answer an example`,
    );
  if (array.type === 'text') {
    const words = [...new Set(array.data)];
    const place = new Map(words.map((word, code) => [word, code]));
    const codes = Int32Array.from(array.data, (word) => place.get(word) ?? -1);
    return { kind: 'words', codes, words };
  }
  const values = doubles(array.data, where);
  const outputs = wide.length === 2 ? array.shape[array.shape.length - 1] : 1;
  const names = Array.from({ length: outputs }, (_, k) =>
    outputs === 1 ? name || 'answer' : `${name} ${k + 1}`,
  );
  return { kind: 'numbers', values, outputs, names };
}

const countOf = (answers: Answers): number =>
  answers.kind === 'words' ? answers.codes.length : answers.values.length / answers.outputs;

type Inputs = Pick<Material, 'count' | 'features' | 'shape' | 'inputs' | 'scale'>;

/** Inputs of an array, examples along its first axis. Pictures of bytes are read as 0 … 1. */
function inputsOfArray(array: NamedArray, name: string, where: string, notes: string[]): Inputs {
  if ('starts' in array)
    return {
      ...{ count: array.rows, features: array.columns, shape: [array.columns] },
      ...{ inputs: array, scale: 1 },
    };
  if (array.type === 'text' || array.shape.length < 2)
    throw new FrugalError(
      `${where}: inputs "${name}" ${array.type === 'text' ? 'are words' : `have shape ${shapeText(array)}`}; expected numbers, an example a row`,
    );
  const [count, ...shape] = array.shape;
  const features = shape.reduce((product, size) => product * size, 1);
  if (count < 1 || features < 1)
    throw new FrugalError(`${where}: inputs "${name}" of shape ${shapeText(array)} are empty`);
  const { data } = array;
  if (data instanceof Uint8Array && array.type === 'uint8' && shape.length > 1) {
    notes.push('Pictures of bytes: 255 is read as 1.');
    return { count, features, shape, inputs: data, scale: 1 / 255 };
  }
  const kept = data instanceof Uint8Array || data instanceof Float32Array;
  return { count, features, shape, inputs: kept ? data : doubles(data, where), scale: 1 };
}

/** Inputs and answers of one part. */
interface Pair {
  readonly inputs: NamedArray;
  readonly inputsName: string;
  readonly answers?: NamedArray;
  readonly answersName: string;
}

/** The arrays of a part, by the names that were given or that are usual. */
function pairOf(
  content: ArraysContent,
  { member, label = [], answers: wanted }: Preparation,
  part: 'train' | 'test' | undefined,
  where: string,
): Pair | undefined {
  const { arrays } = content;
  const guessed = wanted === 'none' ? undefined : called(arrays, ANSWERS, part, where);
  const answersName = label[0] ?? guessed;
  const only = arrays.size === 1 ? [...arrays.keys()][0] : undefined;
  const spare = part || only === answersName ? undefined : only;
  const inputsName = member ?? called(arrays, INPUTS, part, where) ?? spare;
  if (inputsName === undefined) return undefined;
  if (label.length > 1)
    throw new UsageError(`${where}: answers are one array; ${label.length} were named`);
  return {
    ...{ inputs: named(content, inputsName, where), inputsName },
    ...(answersName !== undefined && { answers: named(content, answersName, where) }),
    answersName: answersName ?? '',
  };
}

/** A part whose answers may come from elsewhere. */
function partOf(
  pair: Pair,
  elsewhere: Answers | undefined,
  { answers: wanted }: Preparation,
  where: string,
  notes: string[],
): Inputs & { readonly answers: Answers } {
  const inputs = inputsOfArray(pair.inputs, pair.inputsName, where, notes);
  if (wanted === 'none') return { ...inputs, answers: NO_ANSWERS };
  const answers =
    elsewhere ?? (pair.answers && answersOfArray(pair.answers, pair.answersName, where));
  if (answers === undefined)
    throw new UsageError(
      `${where}: no array says that it holds the answers; name it with --label, or a file of its own with --label-file`,
    );
  if (countOf(answers) !== inputs.count)
    throw new FrugalError(
      `${where}: ${inputs.count} inputs but ${countOf(answers)} answers; expected equal numbers`,
    );
  return { ...inputs, answers };
}

/** A matrix without names as a table, for files in which answers are a column. */
export function tableOfMatrix(array: Tensor | Texts, where: string): Table {
  const [rows, width] = array.shape;
  const column = (k: number) =>
    Float64Array.from({ length: rows }, (_, r) => values[r * width + k]);
  if (array.type === 'text')
    throw new FrugalError(`${where}: an array of words is no table of numbers`);
  const values = doubles(array.data, where);
  return {
    rows,
    columns: Array.from({ length: width }, (_, k) => {
      const own = column(k);
      const missing = own.reduce((sum, v) => sum + Number(Number.isNaN(v)), 0);
      return { kind: 'number', name: `column ${k + 1}`, values: own, missing } as const;
    }),
  };
}

/** Contents of arrays and the answers that lie in files of their own. */
export interface ArrayParts {
  readonly train: ArraysContent;
  readonly test?: ArraysContent;
  readonly labels?: Answers;
  readonly testLabels?: Answers;
}

/**
 * Examples of arrays.
 *
 * @throws UsageError where no array, or more than one, could be the inputs or the answers
 * @throws FrugalError for shapes that do not fit together
 */
export function materialOfArrays(
  { train, test, labels, testLabels }: ArrayParts,
  options: Preparation,
  where: string,
  notes: string[],
): Material {
  const within = test === undefined && options.member === undefined;
  const split = within ? pairOf(train, options, 'train', where) : undefined;
  const first = split ?? pairOf(train, options, undefined, where);
  if (first === undefined)
    throw new UsageError(
      `${where}: no array says that it holds the inputs; ${train.leftOut?.[0] ?? (train.arrays.size > 0 ? `name it with --member (${listOf(train.arrays)})` : 'there is no array in it')}`,
    );
  if (first.answersName !== '' && (options.label ?? []).length === 0)
    notes.push(
      `Inputs are array "${first.inputsName}", answers "${first.answersName}": they are called so.`,
    );
  const second = split
    ? pairOf(train, options, 'test', where)
    : test && pairOf(test, options, undefined, where);
  const learned = partOf(first, labels, options, where, notes);
  if (second === undefined) return learned;
  return joined(learned, partOf(second, testLabels, options, where, []), where, notes);
}
