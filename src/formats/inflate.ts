/**
 * Deflate (RFC 1951) and its zlib wrapping (RFC 1950), packed and unpacked at once, in Node and in the browser.
 *
 * Node's own zlib where there is one, since it is several times faster, else fflate. Neither is believed: the size that is to
 * come out is given, and more than that is never made.
 */

import { FrugalError } from '../errors.ts';
import { crc32 } from '../numerics/crc32.ts';
import { MAX_RATIO } from './limits.ts';

/** Packed bytes that are unpacked at a time where the size is not known. */
const PIECE = 1 << 14;

type Form = 'raw' | 'zlib';

/** What both packers are asked for. */
interface Packer {
  inflate(packed: Uint8Array, size: number, form: Form): Uint8Array;
  /** For what does not say its size: at most `most` bytes of a zlib stream. */
  inflateUpTo(packed: Uint8Array, most: number): Uint8Array;
  deflate(bytes: Uint8Array): Uint8Array;
  crc32(bytes: Uint8Array, before: number): number;
}

function nodePacker(zlib: typeof import('node:zlib')): Packer {
  return {
    inflate(packed, size, form) {
      const unpack = form === 'raw' ? zlib.inflateRawSync : zlib.inflateSync;
      // In pieces as large as what comes out, so that they need not be put together.
      const chunkSize = Math.min(Math.max(1024, size), 64 * packed.length + 1024);
      return unpack(packed, { maxOutputLength: Math.max(1, size), chunkSize });
    },
    inflateUpTo: (packed, most) => zlib.inflateSync(packed, { maxOutputLength: most }),
    deflate: (bytes) => new Uint8Array(zlib.deflateRawSync(bytes)),
    // Node 20 and 22 forget the sum so far for an empty view.
    crc32: (bytes, before) => (bytes.length === 0 ? before : zlib.crc32(bytes, before)),
  };
}

async function portablePacker(): Promise<Packer> {
  const { deflateSync, inflateSync, Unzlib, unzlibSync } = await import('fflate');
  return {
    inflate(packed, size, form) {
      // A byte to spare shows what is too long: the rest is dropped where room is given.
      const out = new Uint8Array(size + 1);
      return form === 'raw' ? inflateSync(packed, { out }) : unzlibSync(packed, { out });
    },
    inflateUpTo(packed, most) {
      const parts: Uint8Array[] = [];
      let length = 0;
      const stream = new Unzlib((part) => {
        length += part.length;
        if (length > most) throw new RangeError('too long');
        parts.push(part);
      });
      for (let at = 0; at < packed.length; at += PIECE)
        stream.push(packed.subarray(at, at + PIECE), at + PIECE >= packed.length);
      const whole = new Uint8Array(length);
      let at = 0;
      for (const part of parts) {
        whole.set(part, at);
        at += part.length;
      }
      return whole;
    },
    deflate: (bytes) => deflateSync(bytes),
    crc32,
  };
}

/** Node's in Node 20.19 and later, fflate's elsewhere; both are here for the tests that hold one against the other. */
export const packers = { node: nodePacker, portable: portablePacker };

const zlib = globalThis.process?.getBuiltinModule?.('node:zlib');
const packer = zlib === undefined ? await portablePacker() : nodePacker(zlib);

export interface InflateOptions {
  /** Bytes that must come out. */
  readonly size: number;
  /** How errors call the data. */
  readonly what: string;
  /** `raw` has nothing around the blocks (zip), `zlib` a header and a sum (MATLAB). */
  readonly form?: Form;
}

/**
 * Unpacks to exactly `size` bytes.
 *
 * @throws FrugalError when the bytes are no deflate stream, or come to another size
 */
export function inflate(packed: Uint8Array, options: InflateOptions): Uint8Array {
  const { size, what, form = 'raw' } = options;
  if (size > (packed.length + 1) * MAX_RATIO)
    throw new FrugalError(`${what} is damaged (impossible size)`);
  let content: Uint8Array;
  try {
    content = packer.inflate(packed, size, form);
  } catch {
    throw new FrugalError(`${what} is damaged (cannot be inflated)`);
  }
  if (content.length !== size) throw new FrugalError(`${what} is damaged (its size differs)`);
  return content;
}

/**
 * Unpacks a zlib stream that does not say what it comes to.
 *
 * @param most bytes that are allowed
 * @throws FrugalError when the bytes are no such stream, or come to more
 */
export function inflateUpTo(packed: Uint8Array, most: number, what: string): Uint8Array {
  const possible = Math.max(1, Math.min(most, (packed.length + 1) * MAX_RATIO));
  try {
    return packer.inflateUpTo(packed, possible);
  } catch {
    throw new FrugalError(`${what} cannot be inflated, or comes to more than ${possible} bytes`);
  }
}

/** Packed by deflate without a header. How small that gets depends on the packer, what comes out of it does not. */
export const deflate = (bytes: Uint8Array): Uint8Array => packer.deflate(bytes);

/** CRC-32 as in `numerics/crc32.ts`, by the machine's own code where it can be reached. */
export const fastCrc32 = (bytes: Uint8Array, before = 0): number => packer.crc32(bytes, before);
