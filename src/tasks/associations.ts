/**
 * Random binary associations: the task of the perceptron whose capacity is known exactly. Each of m patterns of N binary
 * inputs has a binary label; all entries are independent. Also a deterministic generator and a JSON form, by which
 * instances are shared between programs. Storing them is up to the solvers and learners.
 *
 * Source: E. Gardner, J. Phys. A 21:257 (1988); with activities per input as in M. Baig, A. Stepanyants,
 * arXiv 2409.04946 (2024).
 */

import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import { listAt, numberAt, numbersAt, parseFields, shown } from './json.ts';
import { checkPatterns, type LabelledPatterns } from './patterns.ts';

/** An instance: patterns, labels and the probabilities they were drawn with. */
export interface Associations extends LabelledPatterns {
  /** f_in, P(X = 1): one number for all inputs, or one per input. */
  readonly inputActivity: number | Float64Array;
  /** f_out, P(Y = +1). */
  readonly outputActivity: number;
}

/** What to draw. */
export interface AssociationSpec {
  /** N. */
  readonly inputs: number;
  /** m. */
  readonly associations: number;
  /** f_in in (0, 1), one number for all inputs, or one per input. */
  readonly inputActivity: number | ArrayLike<number>;
  /** f_out in (0, 1). */
  readonly outputActivity: number;
  /** Prescribed signs of the weights: +1, −1, or 0 where free; absent: all free. */
  readonly signs?: ArrayLike<number>;
}

/** Most entries N·m of an instance: above, the matrix no longer fits one typed array of bytes. */
const LARGEST = 2147483647;

function checkActivity(field: string, value: number): void {
  if (!(value > 0 && value < 1)) throw new UsageError(`${field} ${value} is outside (0, 1)`);
}

function checkSize(field: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1)) {
    throw new UsageError(`${field} ${value} is not an integer >= 1`);
  }
}

function checkedActivity(given: number | ArrayLike<number>, inputs: number): number | Float64Array {
  if (typeof given === 'number') {
    checkActivity('inputActivity', given);
    return given;
  }
  if (given.length !== inputs) {
    throw new UsageError(`inputActivity has ${given.length} entries for ${inputs} inputs`);
  }
  const activity = Float64Array.from(given);
  activity.forEach((f, i) => {
    checkActivity(`inputActivity[${i}]`, f);
  });
  return activity;
}

function checkedSigns(given: ArrayLike<number>, inputs: number): Int8Array {
  if (given.length !== inputs) {
    throw new UsageError(`signs has ${given.length} entries for ${inputs} inputs`);
  }
  return Int8Array.from({ length: inputs }, (_, i) => {
    const sign = given[i];
    if (sign !== 1 && sign !== -1 && sign !== 0) {
      throw new UsageError(`signs[${i}] ${sign} is none of -1, 0 (free), 1`);
    }
    return sign;
  });
}

/** Draws in the order pattern 0, label 0, pattern 1, …: fewer associations are the beginning of more. */
function draw(spec: AssociationSpec, uniform: () => number): Associations {
  const { inputs, associations, outputActivity, signs } = spec;
  checkSize('inputs', inputs);
  checkSize('associations', associations);
  if (inputs * associations > LARGEST) {
    throw new UsageError(
      `inputs ${inputs} times associations ${associations} is more than ${LARGEST} entries; reduce one of them`,
    );
  }
  const inputActivity = checkedActivity(spec.inputActivity, inputs);
  checkActivity('outputActivity', outputActivity);
  const checked = signs === undefined ? {} : { signs: checkedSigns(signs, inputs) };
  const patterns = new Uint8Array(inputs * associations);
  const labels = new Int8Array(associations);
  for (let k = 0; k < associations; k++) {
    const row = k * inputs;
    for (let i = 0; i < inputs; i++) {
      const f = typeof inputActivity === 'number' ? inputActivity : inputActivity[i];
      if (uniform() < f) patterns[row + i] = 1;
    }
    labels[k] = uniform() < outputActivity ? 1 : -1;
  }
  return { inputs, associations, patterns, labels, inputActivity, outputActivity, ...checked };
}

/**
 * Random associations.
 *
 * @throws UsageError for sizes or probabilities outside their range
 */
export function randomAssociations(spec: AssociationSpec, random: Random): Associations {
  return draw(spec, () => random.uniform());
}

/**
 * The instance of a seed that any language can draw in a few lines: x ← (1664525 x + 1013904223) mod 2³², u = x/2³², the
 * first u after one step from the seed; X = 1 where u < f_in, one more u for the label, Y = +1 where u < f_out. For
 * sharing instances, not for statistics: the low bits of such a generator are poor.
 *
 * @param seed an integer in 0..2³²−1
 * @throws UsageError for a seed, sizes or probabilities outside their range
 */
export function referenceAssociations(spec: AssociationSpec, seed: number): Associations {
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 4294967296)) {
    throw new UsageError(`seed ${seed} is not an integer in 0..4294967295`);
  }
  let x = seed;
  return draw(spec, () => {
    x = (Math.imul(1664525, x) + 1013904223) >>> 0;
    return x / 4294967296;
  });
}

/**
 * Signs with the first round(fraction · N) inputs inhibitory (−1) and all others excitatory (+1).
 *
 * @throws UsageError for a fraction outside [0, 1]
 */
export function inhibitoryFirst(inputs: number, fraction: number): Int8Array {
  checkSize('inputs', inputs);
  if (!(fraction >= 0 && fraction <= 1)) {
    throw new UsageError(`inhibitory fraction ${fraction} is outside [0, 1]`);
  }
  const inhibitory = Math.round(fraction * inputs);
  return Int8Array.from({ length: inputs }, (_, i) => (i < inhibitory ? -1 : 1));
}

const FORMAT = 'frugal associations';
const VERSION = 1;

/** The instance as JSON text: patterns as strings of 0 and 1, one per line; everything else as plain numbers. */
export function writeAssociations(data: Associations): string {
  checkPatterns(data);
  const { inputs, associations, patterns, labels, inputActivity, outputActivity, signs } = data;
  const head = {
    format: FORMAT,
    version: VERSION,
    inputs,
    associations,
    inputActivity: typeof inputActivity === 'number' ? inputActivity : [...inputActivity],
    outputActivity,
    ...(signs === undefined ? {} : { signs: [...signs] }),
    labels: [...labels],
  };
  const lines = Array.from(
    { length: associations },
    (_, k) => `    "${patterns.subarray(k * inputs, (k + 1) * inputs).join('')}"`,
  );
  const fields = Object.entries(head).map(
    ([key, value]) => `  "${key}": ${JSON.stringify(value)},`,
  );
  return `{\n${fields.join('\n')}\n  "patterns": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

/**
 * Reads what `writeAssociations` wrote, or what another program wrote in its form.
 *
 * @throws UsageError naming the field, the value and what it has to be
 */
export function readAssociations(text: string): Associations {
  const value = parseFields(text, 'associations are');
  if (value.format !== FORMAT) {
    throw new UsageError(`format ${shown(value.format)} is not "${FORMAT}"`);
  }
  if (value.version !== VERSION) {
    throw new UsageError(`version ${shown(value.version)} of associations is not ${VERSION}`);
  }
  const inputs = numberAt('inputs', value.inputs);
  const associations = numberAt('associations', value.associations);
  checkSize('inputs', inputs);
  checkSize('associations', associations);
  const rows = listAt('patterns', value.patterns, associations);
  const inputActivity = checkedActivity(
    typeof value.inputActivity === 'number'
      ? value.inputActivity
      : numbersAt('inputActivity', value.inputActivity, inputs),
    inputs,
  );
  const outputActivity = numberAt('outputActivity', value.outputActivity);
  checkActivity('outputActivity', outputActivity);
  const signs =
    value.signs === undefined
      ? {}
      : { signs: checkedSigns(numbersAt('signs', value.signs, inputs), inputs) };
  const labels = new Int8Array(associations);
  numbersAt('labels', value.labels, associations).forEach((label, k) => {
    if (label !== 1 && label !== -1) throw new UsageError(`labels[${k}] ${label} is not 1 or -1`);
    labels[k] = label;
  });
  const digits = rows.map((row, k) => {
    if (typeof row === 'string' && row.length === inputs && /^[01]*$/.test(row)) return row;
    throw new UsageError(`patterns[${k}] ${shown(row)} is not a string of ${inputs} digits 0 or 1`);
  });
  const patterns = new Uint8Array(inputs * associations);
  digits.forEach((row, k) => {
    for (let i = 0; i < inputs; i++) patterns[k * inputs + i] = row.charCodeAt(i) - 48;
  });
  return { inputs, associations, patterns, labels, inputActivity, outputActivity, ...signs };
}
