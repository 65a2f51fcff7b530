/**
 * Archives that carry their own SHA-256, as the comment at their end: for files that decide how a run goes on.
 *
 * The checksums of zip find accidents within an entry; the seal covers every byte of the file, and whatever was changed
 * with care as well as by chance.
 */

import { createHash } from 'node:crypto';
import { FrugalError } from '../errors.ts';
import { sealOf, unsealed } from './seal-form.ts';

/** An archive of `writeZip`, sealed. */
export function seal(archive: readonly Uint8Array[]): Uint8Array[] {
  const chunks = unsealed(archive);
  return [...chunks, new TextEncoder().encode(digestOf(chunks))];
}

/**
 * Makes sure that a sealed archive is as it was written.
 *
 * @throws FrugalError when it is not
 */
export function checkSeal(bytes: Uint8Array, what: string): void {
  const found = sealOf(bytes);
  if (found === undefined || found.seal !== digestOf([found.body]))
    throw new FrugalError(`${what} is damaged (not as it was written)`);
}

/** SHA-256 (hex) of bytes in pieces. */
export function digestOf(chunks: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}
