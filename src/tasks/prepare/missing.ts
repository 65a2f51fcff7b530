/** Numbers that a file lacks: refused, or the example left out, or the training mean in their place. */

import { FrugalError } from '../../errors.ts';
import { featureName, type Material } from './material.ts';
import type { Preparation } from './options.ts';

/** Numbers that are stored, sparse or dense. */
const storedIn = ({ inputs }: Material): Uint8Array | Float32Array | Float64Array =>
  'rows' in inputs ? inputs.values : inputs;

/** Where entry `at` of the stored numbers stands: row and feature, from 0. */
function placeOf({ inputs, features }: Material, at: number): readonly [row: number, f: number] {
  if (!('rows' in inputs)) return [Math.floor(at / features), at % features];
  let row = 0;
  while (inputs.starts[row + 1] <= at) row++;
  return [row, inputs.indices[at]];
}

/** Whether the answer of an example is missing. */
function lacksAnswer({ answers }: Material, row: number): boolean {
  if (answers.kind === 'words') return answers.codes[row] < 0;
  const { values, outputs } = answers;
  for (let k = row * outputs; k < (row + 1) * outputs; k++)
    if (Number.isNaN(values[k])) return true;
  return false;
}

/** What is learned has 32 bits. */
const tooLarge = (value: number): boolean => Math.abs(Math.fround(value)) === Infinity;

const sizeText = (value: number): string =>
  Number.isFinite(value)
    ? `${value}, and numbers beyond 3.4e38 cannot be learned; give it in another unit`
    : `${value}; expected a finite number`;

/** @throws FrugalError for a number that is infinite, or would be in 32 bits */
function refuseInfinite(material: Material, name: string): void {
  const stored = storedIn(material);
  const at = stored.findIndex(tooLarge);
  if (at >= 0) {
    const [row, f] = placeOf(material, at);
    throw new FrugalError(
      `${name}: ${featureName(material, f)} of example ${row + 1} is ${sizeText(stored[at])}`,
    );
  }
  const { answers } = material;
  if (answers.kind === 'words') return;
  const answer = answers.values.findIndex(tooLarge);
  if (answer < 0) return;
  const row = Math.floor(answer / answers.outputs) + 1;
  throw new FrugalError(
    `${name}: the answer of example ${row} is ${sizeText(answers.values[answer])}`,
  );
}

/**
 * Rows that can be used, ascending; under `mean`, rows that lack a feature are among them.
 *
 * @param name how errors call the data
 * @throws FrugalError for a missing number where nothing was said about it, and for an infinite one
 */
export function usableRows(
  material: Material,
  policy: NonNullable<Preparation['missing']>,
  name: string,
  notes: string[],
): Uint32Array {
  refuseInfinite(material, name);
  const stored = storedIn(material);
  const incomplete = new Set<number>();
  let first: string | undefined;
  let missing = 0;
  for (let at = 0; at < stored.length; at++) {
    if (!Number.isNaN(stored[at])) continue;
    const [row, f] = placeOf(material, at);
    first ??= `${featureName(material, f)} of example ${row + 1}`;
    incomplete.add(row);
    missing++;
  }
  if (missing > 0 && policy === 'refuse')
    throw new FrugalError(
      `${name}: ${first} is missing or not a number (${missing} in all); say what to do: --missing mean (of the training examples), or --missing drop, which leaves ${incomplete.size} example${incomplete.size === 1 ? '' : 's'} out`,
    );
  if (missing > 0 && policy === 'mean')
    notes.push(`${missing} missing numbers were set to their training means.`);
  const rows: number[] = [];
  let unanswered = 0;
  for (let row = 0; row < material.count; row++) {
    if (lacksAnswer(material, row)) {
      if (policy !== 'drop')
        throw new FrugalError(
          `${name}: example ${row + 1} has no answer; complete it, or leave such examples out with --missing drop`,
        );
      unanswered++;
    } else if (policy !== 'drop' || !incomplete.has(row)) rows.push(row);
  }
  const left = material.count - rows.length;
  if (left > 0)
    notes.push(
      `${left} of ${material.count} examples were left out: they lack numbers or an answer${unanswered > 0 ? ` (${unanswered})` : ''}.`,
    );
  if (rows.length < 2)
    throw new FrugalError(`${name}: ${rows.length} usable examples; at least 2 are needed`);
  return Uint32Array.from(rows);
}

/**
 * Puts the mean over the training rows where a number is missing, in place.
 *
 * @throws FrugalError for a feature that no training example has
 */
export function fillMissing(
  material: Material & { readonly inputs: Float32Array | Float64Array },
  training: Uint32Array,
  name: string,
): void {
  const { inputs, features, count } = material;
  for (let f = 0; f < features; f++) {
    let lacking = false;
    for (let row = 0; row < count && !lacking; row++)
      lacking = Number.isNaN(inputs[row * features + f]);
    if (!lacking) continue;
    let sum = 0;
    let known = 0;
    for (const row of training) {
      const value = inputs[row * features + f];
      if (Number.isNaN(value)) continue;
      sum += value;
      known++;
    }
    if (known === 0)
      throw new FrugalError(
        `${name}: ${featureName(material, f)} is missing in every training example and has no mean; leave it out with --leave-out`,
      );
    for (let row = 0; row < count; row++)
      if (Number.isNaN(inputs[row * features + f])) inputs[row * features + f] = sum / known;
  }
}
