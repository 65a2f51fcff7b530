/**
 * Where a sealed archive has its seal: as the comment at its end, a SHA-256 in hexadecimal over every byte before it. Free of
 * Node: a page seals with its own SHA-256.
 */

/** A hexadecimal SHA-256. */
const LENGTH = 64;
/** Place of the comment's length, from the end of an archive without one. */
const COMMENT_LENGTH = 2;

/** An archive of `writeZip` that says a seal follows. */
export function unsealed(archive: readonly Uint8Array[]): Uint8Array[] {
  const end = archive[archive.length - 1].slice();
  new DataView(end.buffer).setUint16(end.length - COMMENT_LENGTH, LENGTH, true);
  return [...archive.slice(0, -1), end];
}

/** What a sealed archive's seal is taken over, and the seal; `undefined` for bytes too few to have one. */
export function sealOf(
  bytes: Uint8Array,
): { readonly body: Uint8Array; readonly seal: string } | undefined {
  const at = bytes.length - LENGTH;
  if (at < 0) return undefined;
  return {
    body: bytes.subarray(0, at),
    seal: new TextDecoder('latin1').decode(bytes.subarray(at)),
  };
}
