/**
 * Archives that carry their own SHA-256, as the comment at their end: for files that decide how a run goes on.
 *
 * The checksums of zip find accidents within an entry; the seal covers every byte of the file, and whatever was changed
 * with care as well as by chance.
 */

import { createHash } from 'node:crypto';
import { FrugalError } from '../errors.ts';

/** A hexadecimal SHA-256. */
const LENGTH = 64;
/** Place of the comment's length, from the end of an archive without one. */
const COMMENT_LENGTH = 2;

/** An archive of `writeZip`, sealed. */
export function seal(archive: readonly Uint8Array[]): Uint8Array[] {
  const end = archive[archive.length - 1].slice();
  new DataView(end.buffer).setUint16(end.length - COMMENT_LENGTH, LENGTH, true);
  const chunks = [...archive.slice(0, -1), end];
  return [...chunks, new TextEncoder().encode(digestOf(chunks))];
}

/**
 * Makes sure that a sealed archive is as it was written.
 *
 * @throws FrugalError when it is not
 */
export function checkSeal(bytes: Uint8Array, what: string): void {
  const at = bytes.length - LENGTH;
  const written = new TextDecoder('latin1').decode(bytes.subarray(at));
  if (at < 0 || written !== digestOf([bytes.subarray(0, at)]))
    throw new FrugalError(`${what} is damaged (not as it was written)`);
}

/** SHA-256 (hex) of bytes in pieces. */
export function digestOf(chunks: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}
