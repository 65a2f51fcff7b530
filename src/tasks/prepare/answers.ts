/** From the answers that a file holds to classes counted from 0, or to numbers. */

import { FrugalError, UsageError } from '../../errors.ts';
import { type Answers, pickRows } from './material.ts';
import type { Preparation } from './options.ts';

/** More different whole numbers than this are taken for quantities unless they are said to be classes. */
const MOST_GUESSED = 100;
/** A label is kept in 16 bits. */
const MOST_CLASSES = 65_536;

export interface Classes {
  readonly labels: Uint8Array | Uint16Array;
  readonly classNames: readonly string[];
}

/** Answers of several columns with a single 1 in each row, the rest 0, as classes: the columns. Others as they are. */
export function withoutOneHot(
  answers: Answers,
  usable: Uint32Array,
  wanted: Preparation['answers'],
  notes: string[],
): Answers {
  if (answers.kind === 'words' || answers.outputs < 2 || wanted === 'numbers') return answers;
  const { values, outputs, names } = answers;
  const numbers = new Float64Array(values.length / outputs).fill(Number.NaN);
  for (const row of usable) {
    const own = values.subarray(row * outputs, (row + 1) * outputs);
    numbers[row] = own.indexOf(1);
    if (numbers[row] < 0 || own.some((value, k) => value !== Number(k === numbers[row])))
      return answers;
  }
  notes.push(
    `The ${outputs} columns of answers have a single 1 in each row: they are taken for classes, counted from 0 (--answers numbers learns them as numbers).`,
  );
  return { kind: 'numbers', values: numbers, outputs: 1, names: names.slice(0, 1) };
}

/** Whether answers are classes. */
export function areClasses(
  answers: Answers,
  wanted: Preparation['answers'] = 'auto',
  notes: string[],
): boolean {
  if (answers.kind === 'words') {
    if (wanted !== 'numbers') return true;
    const [example] = answers.words;
    throw new UsageError(`answers are words such as ${JSON.stringify(example)}, not numbers`);
  }
  if (answers.outputs > 1) {
    if (wanted === 'classes')
      throw new UsageError(
        `classes stand in one column, or a row has a single 1 in the column of its class; these ${answers.outputs} columns hold other numbers, which --answers numbers learns`,
      );
    if (wanted === 'auto')
      notes.push(`The ${answers.outputs} answers an example are taken for numbers to learn.`);
    return false;
  }
  if (wanted !== 'auto') return wanted === 'classes';
  const { values } = answers;
  const different = new Set(values).size;
  const few = different <= MOST_GUESSED && 2 * different <= values.length;
  if (few && values.every(Number.isInteger)) return true;
  notes.push('The answers are taken for numbers to learn, not for classes.');
  return false;
}

/** Adds a sentence where labels that are written differently are one class, because they are the same number. */
export function tellSpellings(
  answers: Answers,
  written: readonly ((column: string) => readonly string[])[],
  wanted: Preparation['answers'],
  notes: string[],
): void {
  if (answers.kind === 'words' || answers.outputs > 1) return;
  const known = answers.values.filter((value) => !Number.isNaN(value));
  if (!areClasses({ ...answers, values: known }, wanted, [])) return;
  const spellings = new Map<number, string>();
  for (const word of new Set(written.flatMap((wordsOf) => wordsOf(answers.names[0])))) {
    const first = spellings.get(Number(word));
    if (first === undefined) spellings.set(Number(word), word);
    else if (!Number.isNaN(Number(word)))
      notes.push(
        `Labels ${JSON.stringify(first)} and ${JSON.stringify(word)} are one class: they are the same number.`,
      );
  }
}

/** The answers of some examples alone. */
export function answersOf(answers: Answers, rows: Uint32Array): Answers {
  if (answers.kind === 'words')
    return { ...answers, codes: Int32Array.from(rows, (row) => answers.codes[row]) };
  const { values, outputs } = answers;
  const picked = pickRows(values, outputs, rows, new Float64Array(rows.length * outputs));
  return { ...answers, values: picked };
}

/** Class names in order: as asked for, else ascending; only those that occur. */
function namesOf(answers: Answers, order: readonly string[] | undefined): readonly string[] {
  const occurring =
    answers.kind === 'numbers'
      ? [...new Set(answers.values)].sort((a, b) => a - b).map(String)
      : [...new Set(answers.codes)].map((code) => answers.words[code]).sort(byCodeUnits);
  if (order === undefined || order.length === 0) return occurring;
  if (new Set(order).size < order.length)
    throw new UsageError(`a class stands twice in the order ${order.join(', ')}`);
  const unnamed = occurring.find((word) => !order.includes(word));
  if (unnamed !== undefined)
    throw new UsageError(
      `the order ${shortList(order)} lacks class ${JSON.stringify(unnamed)}; expected all of ${shortList(occurring)}`,
    );
  return order;
}

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Classes, counted from 0.
 *
 * @param usable the examples that count; the label of another means nothing
 * @throws UsageError for an order that lacks a class, or names one twice
 * @throws FrugalError where there is one class only, or more than 65,536
 */
export function classesOf(
  answers: Answers,
  usable: Uint32Array,
  order: readonly string[] | undefined,
  notes: string[],
): Classes {
  const classNames = namesOf(answersOf(answers, usable), order);
  if (classNames.length < 2)
    throw new FrugalError(
      `all answers are ${JSON.stringify(classNames[0])}; there is nothing to tell apart`,
    );
  if (classNames.length > MOST_CLASSES)
    throw new FrugalError(
      `${classNames.length} different answers are too many for classes (at most ${MOST_CLASSES}); --answers numbers learns them as numbers`,
    );
  const number = new Map(classNames.map((word, c) => [word, c]));
  const count = answers.kind === 'words' ? answers.codes.length : answers.values.length;
  const labels = classNames.length <= 256 ? new Uint8Array(count) : new Uint16Array(count);
  for (let i = 0; i < count; i++) {
    const word =
      answers.kind === 'words' ? answers.words[answers.codes[i]] : String(answers.values[i]);
    labels[i] = number.get(word) ?? 0;
  }
  const plain = classNames.every((word, c) => word === String(c));
  if (!plain) notes.push(`Classes: ${shortList(classNames)}, numbered in this order from 0.`);
  return { labels, classNames };
}

/** Words in quotes; of many, the first and the last. */
export function shortList(words: readonly string[]): string {
  const shown = words.slice(0, 8).map((word) => JSON.stringify(word));
  return words.length > 8
    ? `${shown.slice(0, 7).join(', ')}, … ${JSON.stringify(words[words.length - 1])} (${words.length})`
    : shown.join(', ');
}
