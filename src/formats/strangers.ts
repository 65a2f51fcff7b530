/** Files that are often given and not read, by their marks: a sentence each on what they are and what to do instead. */

import { zipNames } from './zip.ts';

interface Stranger {
  readonly is: (bytes: Uint8Array, name: string) => boolean;
  /** What follows the name of the file. */
  readonly says: string;
}

const begins = (bytes: Uint8Array, ...mark: readonly number[]): boolean =>
  bytes.length >= mark.length && mark.every((byte, i) => bytes[i] === byte);

/** A zip file in which no array lies; a damaged one is left to its reader. */
function hasNoArrays(bytes: Uint8Array): boolean {
  if (!begins(bytes, 0x50, 0x4b, 3, 4) && !begins(bytes, 0x50, 0x4b, 5, 6)) return false;
  try {
    return !zipNames(bytes, 'zip').some((name) => name.endsWith('.npy'));
  } catch {
    return false;
  }
}

/** Five numbers of 32 bits (type, rows, columns, imaginary, length of the name), then a name that ends in NUL. */
function isMatlab4(bytes: Uint8Array, name: string): boolean {
  if (bytes.length < 22 || !name.toLowerCase().endsWith('.mat')) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return [true, false].some((little) => {
    const [type, , , imaginary, length] = [0, 4, 8, 12, 16].map((at) => view.getUint32(at, little));
    return type < 5000 && imaginary <= 1 && length >= 2 && bytes[20 + length - 1] === 0;
  });
}

const STRANGERS: readonly Stranger[] = [
  {
    is: (bytes) => begins(bytes, 0x89, 0x50, 0x4e, 0x47) || begins(bytes, 0xff, 0xd8, 0xff),
    says: 'is a picture (PNG or JPEG); give all pictures as one array, as in NumPy numpy.savez(file, x=pictures, y=labels)',
  },
  {
    is: hasNoArrays,
    says: 'is a zip file without arrays; unpack it and give the file that is in it',
  },
  {
    is: (bytes) =>
      begins(bytes, 0x50, 0x41, 0x52, 0x31) && !begins(bytes.subarray(-4), 0x50, 0x41, 0x52, 0x31),
    says: 'begins as Parquet and does not end so: it is cut short; copy it anew',
  },
  {
    is: (bytes) => begins(bytes, 0xff, 0xfe) || begins(bytes, 0xfe, 0xff),
    says: 'is text in UTF-16; save it in UTF-8',
  },
  {
    is: (bytes) => bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5,
    says: 'is a Python pickle, which could run any code; save its arrays with numpy.savez(file, x=x, y=y)',
  },
  {
    is: isMatlab4,
    says: 'is a MATLAB file of version 4; save it anew with save(file, "-v7")',
  },
  {
    is: (bytes) =>
      /^\s*(?:\{\s*["}]|\[\s*[[{"\]\d-])/.test(new TextDecoder().decode(bytes.subarray(0, 256))),
    says: 'is JSON; write a table as CSV, with a line of names and a line an example',
  },
];

/** What a file is that is known and not read, as the rest of a sentence on it; `undefined` for all others. */
export const strangerOf = (bytes: Uint8Array, name: string): string | undefined =>
  STRANGERS.find(({ is }) => is(bytes, name))?.says;
