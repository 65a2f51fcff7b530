/** The hash of a result, over the same bytes as the command line's. */

import type { NamedArrays, StudyRecord } from '../../../src/protocol/study.ts';
import { resultParts } from '../../../src/runs/result-parts.ts';
import { sha256 } from './tasks.ts';

/** SHA-256 in hexadecimal. */
export function hashOf(records: readonly StudyRecord[], arrays: NamedArrays): Promise<string> {
  const encoder = new TextEncoder();
  const parts = [...resultParts(records, arrays)].map((part) =>
    typeof part === 'string' ? encoder.encode(part) : part,
  );
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return sha256(whole);
}
