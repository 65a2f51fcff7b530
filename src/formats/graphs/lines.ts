/**
 * Text files of graphs line by line: numbered, so that every message can say where, and their numbers read strictly.
 */

import { FrugalError } from '../../errors.ts';

/** What a reader is told beside the bytes. */
export interface ReadOptions {
  /** How messages call the file. */
  readonly name: string;
}

/** A line and its number, counted from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

const SHOWN = 40;

/** Text of a file inside a message: short, and on one line. */
export const shown = (text: string): string => {
  const flat = text.replace(/[\s\p{C}]+/gu, ' ').trim();
  return `"${flat.length > SHOWN ? `${flat.slice(0, SHOWN)}…` : flat}"`;
};

/** `edges.txt, line 3: expected …, found "…"; e.g. …`. */
export function badLine(
  name: string,
  { number, text }: Line,
  expected: string,
  example?: string,
): FrugalError {
  const like = example === undefined ? '' : `; a good line: ${example}`;
  return new FrugalError(
    `${name}, line ${number}: expected ${expected}, found ${shown(text)}${like}`,
  );
}

/**
 * Bytes as text: UTF-8, or the Latin letters of Windows where they are not that, which is then said.
 *
 * @throws FrugalError for bytes that are no text
 */
export function textOf(bytes: Uint8Array, name: string, notes: string[]): string {
  const zero = bytes.subarray(0, 4096).indexOf(0);
  if (zero >= 0)
    throw new FrugalError(
      `${name}, byte ${zero}: a zero byte; expected text, this is a binary file or UTF-16`,
    );
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    notes.push('is not UTF-8; read as Windows-1252');
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** The lines of a text, without their ends (\n, \r\n or \r). */
export function* linesOf(text: string): Generator<Line, void> {
  const end = /\r\n|\n|\r/g;
  let number = 1;
  for (let at = 0; at < text.length; number++) {
    const found = end.exec(text);
    const until = found === null ? text.length : found.index;
    yield { number, text: text.slice(at, until) };
    at = found === null ? text.length : end.lastIndex;
  }
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?$/;

/** A decimal number, Fortran’s exponent letter D included; NaN for anything else, also for what overflows. */
export function numberOf(token: string): number {
  if (!NUMBER.test(token)) return Number.NaN;
  const value = Number(/[dD]/.test(token) ? token.replace(/[dD]/, 'e') : token);
  return Number.isFinite(value) ? value : Number.NaN;
}

/** A whole number ≥ 0 without sign, below 2^53; −1 for anything else. */
export function wholeOf(token: string | undefined): number {
  if (token === undefined || !/^\d{1,16}$/.test(token)) return -1;
  const value = Number(token);
  return Number.isSafeInteger(value) ? value : -1;
}

/** Fields between blanks. */
export const fieldsOf = (text: string): string[] => {
  const trimmed = text.trim();
  return trimmed === '' ? [] : trimmed.split(/\s+/);
};
