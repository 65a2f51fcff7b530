/** Examples that train and examples that test, as one: whatever follows then sees them alike. */

import { FrugalError } from '../../errors.ts';
import type { SparseRows } from '../../formats/values.ts';
import type { Answers, Material } from './material.ts';

/**
 * The examples of both, those that train first.
 *
 * @throws FrugalError where they are not of one form
 */
export function joined(train: Material, test: Material, where: string, notes: string[]): Material {
  const inputs = joinInputs(train, test, where, notes);
  const answers = joinAnswers(train.answers, test.answers, where);
  return { ...train, count: train.count + test.count, inputs, answers, given: train.count };
}

function joinInputs(a: Material, b: Material, where: string, notes: string[]): Material['inputs'] {
  if ('rows' in a.inputs && 'rows' in b.inputs) return joinSparse(a.inputs, b.inputs, notes);
  if ('rows' in a.inputs || 'rows' in b.inputs)
    throw new FrugalError(`${where}: one part is sparse and the other is not`);
  if (a.features !== b.features || a.scale !== b.scale)
    throw new FrugalError(
      `${where}: ${b.features} features to test with, ${a.features} to train with`,
    );
  const same = a.inputs instanceof Uint8Array && b.inputs instanceof Uint8Array;
  const length = a.inputs.length + b.inputs.length;
  const both = same ? new Uint8Array(length) : new Float64Array(length);
  both.set(a.inputs);
  both.set(b.inputs, a.inputs.length);
  return both;
}

/** Rows below rows, as wide as the first; what lies beyond was never learned and is left out. */
function joinSparse(a: SparseRows, b: SparseRows, notes: string[]): SparseRows {
  const kept = b.indices.reduce((sum, column) => sum + Number(column < a.columns), 0);
  const entries = a.indices.length + kept;
  const starts = new Uint32Array(a.rows + b.rows + 1);
  const indices = new Uint32Array(entries);
  const values =
    a.values instanceof Float32Array ? new Float32Array(entries) : new Float64Array(entries);
  starts.set(a.starts);
  indices.set(a.indices);
  values.set(a.values);
  let at = a.indices.length;
  for (let row = 0; row < b.rows; row++) {
    for (let k = b.starts[row]; k < b.starts[row + 1]; k++) {
      if (b.indices[k] >= a.columns) continue;
      indices[at] = b.indices[k];
      values[at++] = b.values[k];
    }
    starts[a.rows + row + 1] = at;
  }
  const lost = b.indices.length - kept;
  if (lost > 0)
    notes.push(
      `${lost} entries to test with lie beyond feature ${a.columns}, the last one to train with, and were left out.`,
    );
  return { rows: a.rows + b.rows, columns: a.columns, starts, indices, values };
}

function joinAnswers(a: Answers, b: Answers, where: string): Answers {
  if (a.kind === 'words' && b.kind === 'words') {
    const words = [...new Set([...a.words, ...b.words])];
    const codes = new Int32Array(a.codes.length + b.codes.length);
    codes.set(a.codes);
    codes.set(
      b.codes.map((code) => (code < 0 ? -1 : words.indexOf(b.words[code]))),
      a.codes.length,
    );
    return { kind: 'words', codes, words };
  }
  if (a.kind !== 'numbers' || b.kind !== 'numbers' || a.outputs !== b.outputs)
    throw new FrugalError(`${where}: answers to test with are of another kind than those to learn`);
  const values = new Float64Array(a.values.length + b.values.length);
  values.set(a.values);
  values.set(b.values, a.values.length);
  return { ...a, values };
}
