/**
 * What makes a run *this* run, and what makes a result *this* result: two SHA-256 sums.
 *
 * The identity is known before the run and names everything that decides its numbers. The number of threads, the
 * machine, the folder and the clock are left out on purpose: they do not change a bit of the records.
 */

import { createHash, hash as digestAtOnce } from 'node:crypto';
import type { NamedArrays, StudyRecord } from '../protocol/study.ts';
import { resultParts } from './result-parts.ts';
import { hashedText, type SpecDocument } from './spec-document.ts';

export { firstDifference, type RunSpec, type SpecDocument, specDocument } from './spec-document.ts';

/** SHA-256 (hex) of the document's canonical JSON. */
export function identityOf(document: SpecDocument): string {
  return sha256(hashedText(document));
}

/** SHA-256 (hex) of what came out, over `resultParts`. */
export function resultHash(records: readonly StudyRecord[], arrays: NamedArrays): string {
  const hash = createHash('sha256');
  for (const part of resultParts(records, arrays)) hash.update(part);
  return hash.digest('hex');
}

/** SHA-256 in lower-case hexadecimal. */
export function sha256(data: string | Uint8Array): string {
  return digestAtOnce('sha256', data);
}
