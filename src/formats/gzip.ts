/**
 * gzip by `DecompressionStream`: the same code in Node and in the browser.
 *
 * Stricter than the streams behind it (which differ): one member, no bytes after it, and a bound on what it may
 * decompress to. Nothing here compresses.
 */

import { FrugalError } from '../errors.ts';

export interface GunzipOptions {
  /** How errors call the data. */
  readonly name?: string;
  /** Largest accepted size in bytes after decompression; default 1 GiB. */
  readonly maxBytes?: number;
}

/** Deflate cannot shrink by more: 258 bytes cost at least two bits. A size that promises more is a lie. */
const MAX_RATIO = 1032;
/** Header 10 bytes, an empty deflate block 2, checksum and length 8. */
const SMALLEST_MEMBER = 18;

/** Whether `bytes` start as gzip does (RFC 1952). */
export const isGzip = (bytes: Uint8Array): boolean =>
  bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The message of the innermost cause: some hosts put zlib's reason there and leave the outer message empty. */
function reasonOf(error: unknown): string {
  let current: unknown = error;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  return current instanceof Error && current.message !== ''
    ? current.message
    : 'broken deflate stream';
}

/**
 * Decompresses one gzip member.
 *
 * The length field at its end (RFC 1952, ISIZE) is checked first and is the size that is allocated: never more than
 * `maxBytes` and never more than deflate could have made of these bytes. Then the stream must yield exactly that many.
 *
 * @throws FrugalError for data that are no gzip, truncated, corrupted, too large, or followed by other bytes
 */
export async function gunzip(bytes: Uint8Array, options: GunzipOptions = {}): Promise<Uint8Array> {
  const { name = 'gzip data', maxBytes = 2 ** 30 } = options;
  if (!isGzip(bytes)) {
    const start = [...bytes.subarray(0, 2)]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join(' ');
    throw new FrugalError(`${name}: not gzip: starts with ${start || 'nothing'}, expected 1f 8b`);
  }
  if (bytes.length < SMALLEST_MEMBER) {
    throw new FrugalError(
      `${name}: truncated gzip: ${bytes.length} bytes, expected at least ${SMALLEST_MEMBER}; fetch the file again`,
    );
  }
  const promised = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(
    bytes.length - 4,
    true,
  );
  if (promised > bytes.length * MAX_RATIO) {
    throw new FrugalError(
      `${name}: corrupted or truncated gzip: its end promises ${promised} bytes, more than ${bytes.length} compressed bytes can hold; fetch the file again`,
    );
  }
  if (promised > maxBytes) {
    throw new FrugalError(`${name}: decompresses to ${promised} bytes, allowed are ${maxBytes}`);
  }
  const out = new Uint8Array(promised);
  let length = 0;
  const source = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  const reader = source.pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (length + part.value.length > promised) {
        // The cancelled stream may report the abandoned input as its own failure; the message below is the true one.
        await reader.cancel().catch(() => undefined);
        length = Number.POSITIVE_INFINITY;
        break;
      }
      out.set(part.value, length);
      length += part.value.length;
    }
  } catch (error) {
    throw new FrugalError(
      `${name}: corrupted or truncated gzip after ${length} of ${promised} bytes (${reasonOf(error)}); fetch the file again`,
    );
  }
  if (length !== promised) {
    throw new FrugalError(
      `${name}: corrupted gzip: its end promises ${promised} bytes and its content differs, or other bytes follow; fetch the file again`,
    );
  }
  return out;
}
