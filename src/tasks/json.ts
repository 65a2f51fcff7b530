/**
 * Reading problems as JSON from anywhere: what is nested too deeply or of the wrong kind is refused in one short line, and
 * nothing is reserved that the text itself does not hold.
 */

import { UsageError } from '../errors.ts';

/** Deeper than any problem is nested; far from what exhausts a stack. */
const DEEPEST = 8;

/** Fields of a JSON object by name. */
export type Fields = Readonly<Record<string, unknown>>;

/** Depth of the brackets in a JSON text, until it exceeds `most`. */
function depthOf(text: string, most: number): number {
  let [depth, deepest, quoted] = [0, 0, false];
  for (let i = 0; i < text.length && deepest <= most; i++) {
    const code = text.charCodeAt(i);
    // A backslash inside a string hides what follows it.
    if (quoted && code === 0x5c) i += 1;
    else if (code === 0x22) quoted = !quoted;
    else if (quoted) continue;
    else if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return deepest;
}

/**
 * The fields of a JSON object.
 *
 * @param what subject and verb of the messages: "the problem is", "associations are"
 * @throws UsageError in one line
 */
export function parseFields(text: string, what: string): Fields {
  if (depthOf(text, DEEPEST) > DEEPEST)
    throw new UsageError(`${what} nested more than ${DEEPEST} brackets deep, as none has to be`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${what} not valid JSON: ${shortened(reason, 150)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`${what} ${shown(value)}, not a JSON object`);
  return value as Fields;
}

/** One line of at most `most` characters. */
function shortened(text: string, most: number): string {
  const line = text.slice(0, 2 * most).replace(/\s+/g, ' ');
  return line.length > most ? `${line.slice(0, most - 3)}...` : line;
}

/** A value as it appears in a message: short, and telling a list from a number. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  // Of a long one only the beginning is made into text.
  const part =
    typeof value === 'string'
      ? value.slice(0, 60)
      : Array.isArray(value)
        ? value.slice(0, 20)
        : value;
  return shortened(JSON.stringify(part), 40);
}

/** Numbers in a message: all of a few, the ends of many. */
export const shownNumbers = (numbers: readonly number[]): string =>
  numbers.length <= 12
    ? numbers.join(', ')
    : `${numbers.slice(0, 4).join(', ')} ... ${numbers[numbers.length - 1]} (${numbers.length} of them)`;

export function numberAt(field: string, value: unknown): number {
  if (typeof value !== 'number') throw new UsageError(`${field} ${shown(value)} is not a number`);
  return value;
}

/** A list, of `length` entries where that is given. */
export function listAt(field: string, value: unknown, length?: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new UsageError(`${field} ${shown(value)} is not a list`);
  if (length !== undefined && value.length !== length)
    throw new UsageError(`${field} has ${value.length} entries, not ${length}`);
  return value;
}

export const numbersAt = (field: string, value: unknown, length?: number): number[] =>
  listAt(field, value, length).map((entry, i) => numberAt(`${field}[${i}]`, entry));

export function oneOf<T extends string>(field: string, value: unknown, known: readonly T[]): T {
  const found = known.find((each) => each === value);
  if (found === undefined)
    throw new UsageError(
      `${field} ${shown(value)} is neither ${known.map((each) => `"${each}"`).join(' nor ')}`,
    );
  return found;
}
