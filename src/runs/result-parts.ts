/**
 * What a result's hash is taken over, part by part. Free of Node: the command line and the page hash the same bytes, each
 * with its host's own SHA-256.
 */

import type { NamedArrays, StudyRecord } from '../protocol/study.ts';
import { canonicalJson } from './canonical.ts';

/**
 * Every record's canonical JSON, a line each, then every array by ascending name with its type and length. Clock times are
 * no part of records, so interruptions, threads and machines leave no trace in it.
 */
export function* resultParts(
  records: readonly StudyRecord[],
  arrays: NamedArrays,
): Generator<string | Uint8Array<ArrayBufferLike>> {
  for (const record of records) yield recordPart(record);
  yield* arrayParts(arrays);
}

/** The part of a record. @throws FrugalError for what JSON cannot hold */
export const recordPart = (record: StudyRecord): string => `${canonicalJson(record)}\n`;

/** The parts of the arrays, which come after those of all records. */
export function* arrayParts(arrays: NamedArrays): Generator<string | Uint8Array<ArrayBufferLike>> {
  for (const name of Object.keys(arrays).sort()) {
    const array = arrays[name];
    yield `${canonicalJson({ name, type: typeOf(array), length: array.length })}\n`;
    yield typeof array === 'string'
      ? array
      : new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  }
}

function typeOf(array: NamedArrays[string]): string {
  return array.constructor.name.replace('Array', '').toLowerCase();
}
