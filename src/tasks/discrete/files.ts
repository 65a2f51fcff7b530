/**
 * Discrete problems as files: JSON for people and other programs, and packed bits for large ones.
 *
 * JSON: an object with `"format": "frugal discrete problem"`, `"version": 1`, `inputs`, `units`, `wiring`, `levels`, `code`,
 * `threshold`, `labels` (a list of 1 and −1) and `patterns` (a list of strings of 1 and 0, or + and −), and where there is one
 * `teacher` (a list of K·N levels). `units`, `wiring`, `levels`, `code` and `threshold` may be left out: they default to a
 * perceptron of ±1 synapses.
 *
 * Packed: little-endian 32-bit words. A header of 16: "FRGD", version 1, N, K, wiring (0 full, 1 tree), code (0 sign, 1
 * zero-one), lowest level, step between levels, number of levels, P, words of a pattern, 1 if there is a teacher, the
 * threshold as a double (two words), the FNV-1a hash of all other words, 0. Then the patterns, each a row of
 * whole 128-bit vectors, input i being bit i mod 32 of word ⌊i/32⌋; the labels, one bit a pattern, 1 for +1; the teacher's
 * weights, one signed byte each; each part filled up with zeros to whole words.
 */

import { FrugalError, UsageError } from '../../errors.ts';
import { listAt, numberAt, numbersAt, oneOf, parseFields, shown } from '../json.ts';
import { packRows } from './bits.ts';
import {
  checkProblem,
  checkShape,
  type DiscreteProblem,
  patternLength,
  synapsesOf,
  wordsOf,
} from './problem.ts';

const FORMAT = 'frugal discrete problem';
const VERSION = 1;

/** The problem as JSON text: one pattern a line. */
export function writeDiscrete(problem: DiscreteProblem): string {
  checkProblem(problem);
  const { inputs, units, wiring, levels, code, threshold, teacher, labels } = problem;
  const { patterns, words, bits } = problem;
  const length = patternLength(problem);
  const head = {
    ...{ format: FORMAT, version: VERSION, inputs, units, wiring, levels, code, threshold },
    ...(teacher === undefined ? {} : { teacher: [...teacher] }),
    labels: [...labels],
  };
  const digit = (p: number, i: number) => (bits[p * words + (i >>> 5)] >>> (i & 31)) & 1;
  const lines = Array.from(
    { length: patterns },
    (_, p) => `    "${Array.from({ length }, (_, i) => digit(p, i)).join('')}"`,
  );
  const fields = Object.entries(head).map(
    ([key, value]) => `  "${key}": ${JSON.stringify(value)},`,
  );
  return `{\n${fields.join('\n')}\n  "patterns": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

/** Signed bytes, none of which is cut to a byte. */
function bytesAt(field: string, value: unknown): Int8Array {
  const numbers = numbersAt(field, value);
  numbers.forEach((entry, i) => {
    if (!Number.isInteger(entry) || Math.abs(entry) > 127)
      throw new UsageError(`${field}[${i}] ${entry} is not an integer in -127..127`);
  });
  return Int8Array.from(numbers);
}

/**
 * Reads what `writeDiscrete` wrote, or what another program wrote in its form.
 *
 * @throws UsageError naming the field, the value and what it has to be
 */
export function readDiscrete(text: string): DiscreteProblem {
  const value = parseFields(text, 'the problem is');
  if (value.format !== FORMAT)
    throw new UsageError(`format ${shown(value.format)} is not "${FORMAT}"`);
  if (value.version !== VERSION)
    throw new UsageError(`version ${shown(value.version)} of a discrete problem is not ${VERSION}`);
  const inputs = numberAt('inputs', value.inputs);
  const units = value.units === undefined ? 1 : numberAt('units', value.units);
  const wiring =
    value.wiring === undefined ? 'full' : oneOf('wiring', value.wiring, ['full', 'tree']);
  const levels = value.levels === undefined ? [-1, 1] : numbersAt('levels', value.levels);
  const code = value.code === undefined ? 'sign' : oneOf('code', value.code, ['sign', 'zero-one']);
  const threshold = value.threshold === undefined ? 0 : numberAt('threshold', value.threshold);
  const rows = listAt('patterns', value.patterns);
  const patterns = rows.length;
  const shape = { inputs, units, wiring, levels, code, threshold, patterns };
  checkShape(shape);
  const labels = bytesAt('labels', value.labels);
  const teacher = value.teacher === undefined ? {} : { teacher: bytesAt('teacher', value.teacher) };
  const length = patternLength(shape);
  const digits = rows.map((row, p) => {
    if (typeof row === 'string' && row.length === length && /^(?:[01]*|[+-]*)$/.test(row))
      return row;
    throw new UsageError(
      `patterns[${p}] ${shown(row)} is not a string of ${length} digits 0 or 1 (or signs + or -)`,
    );
  });
  // Only now is it known that the text holds as much as it says.
  const words = wordsOf(length);
  const bits = new Uint32Array(patterns * words);
  digits.forEach((row, p) => {
    for (let i = 0; i < length; i++)
      if (row[i] === '1' || row[i] === '+') bits[p * words + (i >>> 5)] |= 1 << (i & 31);
  });
  const problem = { ...shape, words, bits, labels, ...teacher };
  checkProblem(problem);
  return problem;
}

const MAGIC = 0x44475246;
const HEADER_WORDS = 16;
const HASH_WORD = 14;

/** FNV-1a over words, as G. Fowler, L. C. Noll and K.-P. Vo describe it over bytes: finds damage, not malice. */
function hashOf(words: Uint32Array): number {
  let hash = 0x811c9dc5;
  words.forEach((word, k) => {
    if (k !== HASH_WORD) hash = Math.imul(hash ^ word, 0x01000193);
  });
  return hash >>> 0;
}

/** The problem as packed bits. */
export function packDiscrete(problem: DiscreteProblem): Uint8Array {
  checkProblem(problem);
  const { inputs, units, wiring, levels, code, threshold, patterns, words, bits } = problem;
  const { labels, teacher } = problem;
  const labelWords = Math.ceil(patterns / 32);
  const teacherWords = teacher === undefined ? 0 : Math.ceil(teacher.length / 4);
  const all = new Uint32Array(HEADER_WORDS + bits.length + labelWords + teacherWords);
  const header = [
    ...[MAGIC, VERSION, inputs, units, wiring === 'tree' ? 1 : 0, code === 'sign' ? 0 : 1],
    ...[levels[0], levels[1] - levels[0], levels.length, patterns, words],
    teacher === undefined ? 0 : 1,
  ];
  all.set(header);
  all.set(new Uint32Array(Float64Array.of(threshold).buffer), header.length);
  all.set(bits, HEADER_WORDS);
  all.set(packRows(labels, 1, patterns).subarray(0, labelWords), HEADER_WORDS + bits.length);
  if (teacher !== undefined)
    new Int8Array(all.buffer, 4 * (HEADER_WORDS + bits.length + labelWords)).set(teacher);
  all[HASH_WORD] = hashOf(all);
  return new Uint8Array(all.buffer);
}

/** Whether bytes begin as `packDiscrete` writes them. */
export const isPackedDiscrete = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 &&
  bytes[0] === 0x46 &&
  bytes[1] === 0x52 &&
  bytes[2] === 0x47 &&
  bytes[3] === 0x44;

/** @throws FrugalError unless everything that only fills up is 0: the header's end, the last label word, the last bytes */
function checkPadding(
  all: Uint32Array,
  bytes: Uint8Array,
  { labels, used, end }: { readonly labels: number; readonly used: number; readonly end: number },
): void {
  const clean =
    all[HEADER_WORDS - 1] === 0 &&
    (used === 0 || all[labels] >>> used === 0) &&
    bytes.subarray(end).every((byte) => byte === 0);
  if (!clean)
    throw new FrugalError(
      'a packed discrete problem has ones where it is only filled up with zeros: another program wrote it, or it is damaged',
    );
}

/**
 * Reads what `packDiscrete` wrote. Its hash is always checked, its sizes are held against its length before anything is
 * reserved, and what fills it up has to be 0.
 *
 * @throws FrugalError saying what is wrong with the bytes
 */
export function unpackDiscrete(bytes: Uint8Array): DiscreteProblem {
  if (!isPackedDiscrete(bytes))
    throw new FrugalError('the file does not begin with FRGD, as a packed discrete problem does');
  if (bytes.length < 4 * HEADER_WORDS || bytes.length % 4 !== 0)
    throw new FrugalError(
      `a packed discrete problem of ${bytes.length} bytes is cut short; it has whole words and a header of ${4 * HEADER_WORDS} bytes`,
    );
  const all = new Uint32Array(bytes.slice().buffer);
  const [, version, inputs, units, wiring, code, lowest, step, count, patterns, words, taught] =
    all;
  if (version !== VERSION)
    throw new FrugalError(`version ${version} of a packed discrete problem is not ${VERSION}`);
  const hash = hashOf(all);
  if (hash !== all[HASH_WORD])
    throw new FrugalError(
      `a packed discrete problem has the hash ${hash.toString(16)}, not ${all[HASH_WORD].toString(16)} as its header says: the file is damaged or cut short`,
    );
  if (wiring > 1 || code > 1 || taught > 1)
    throw new FrugalError(
      `a packed discrete problem has wiring ${wiring}, code ${code}, teacher ${taught}; each is 0 or 1`,
    );
  if (count < 2 || count > 255)
    throw new FrugalError(`a packed discrete problem has ${count} levels, not 2..255`);
  const shape = {
    ...{ inputs, units, patterns },
    wiring: wiring === 1 ? ('tree' as const) : ('full' as const),
    levels: Array.from({ length: count }, (_, k) => (lowest | 0) + k * step),
    code: code === 0 ? ('sign' as const) : ('zero-one' as const),
    threshold: new Float64Array(all.slice(12, 14).buffer)[0],
  };
  checkShape(shape);
  const labelWords = Math.ceil(patterns / 32);
  const teacherWords = taught === 1 ? Math.ceil(synapsesOf(shape) / 4) : 0;
  const bitWords = patterns * wordsOf(patternLength(shape));
  const expected = HEADER_WORDS + bitWords + labelWords + teacherWords;
  if (all.length !== expected)
    throw new FrugalError(
      `a packed discrete problem of ${inputs} inputs, ${units} units and ${patterns} patterns has ${4 * expected} bytes, not ${bytes.length}`,
    );
  const labelAt = HEADER_WORDS + bitWords;
  const teacherAt = 4 * (labelAt + labelWords);
  checkPadding(all, bytes, {
    labels: labelAt + labelWords - 1,
    used: patterns % 32,
    end: teacherAt + (taught === 1 ? synapsesOf(shape) : 0),
  });
  const labels = Int8Array.from({ length: patterns }, (_, p) =>
    (all[labelAt + (p >>> 5)] >>> (p & 31)) & 1 ? 1 : -1,
  );
  const teacher =
    taught === 1
      ? {
          teacher: new Int8Array(all.buffer, teacherAt, synapsesOf(shape)).slice(),
        }
      : {};
  const bits = all.slice(HEADER_WORDS, labelAt);
  const problem = { ...shape, words, bits, labels, ...teacher };
  checkProblem(problem);
  return problem;
}

/** Reads a problem of either form. */
export const parseDiscrete = (bytes: Uint8Array): DiscreteProblem =>
  isPackedDiscrete(bytes) ? unpackDiscrete(bytes) : readDiscrete(new TextDecoder().decode(bytes));
