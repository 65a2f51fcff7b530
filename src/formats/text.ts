/** What readers of text share: where a line is, what stands in it, and whether the bytes are text at all. */

import { FrugalError } from '../errors.ts';

export const TAB = 9;
export const LF = 10;
export const CR = 13;
export const SPACE = 32;
export const QUOTE = 34;

/** Characters of a message that people still read. */
const LONGEST = 300;

/** Throws a message for the person: one line, not too long. */
export function refuse(name: string, message: string): never {
  const short = name.length > 80 ? `…${name.slice(-79)}` : name;
  // Words of a file may hold what breaks a line.
  const text = `${short}: ${message}`.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  throw new FrugalError(text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
}

/** Text as messages show it: in quotes, short as it is written, with visible control characters. */
export function shown(text: string, longest = 24): string {
  // Characters that are written in six go in where six have room.
  let cut = '';
  let whole = true;
  for (const character of text.slice(0, longest + 1)) {
    const next = cut + JSON.stringify(character).slice(1, -1);
    whole = next.length <= longest;
    if (!whole) break;
    cut = next;
  }
  // Control characters and ends of lines that JSON leaves as they are.
  return `"${cut}${whole ? '' : '…'}"`.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
}

/** Some bytes as messages show them. */
export function excerpt(bytes: Uint8Array, from: number, to: number, longest = 24): string {
  // Four bytes a character at most.
  const cut = bytes.subarray(from, Math.min(to, from + 4 * longest + 4));
  return shown(new TextDecoder().decode(cut), longest);
}

/** Number of the line, counted from 1, that the byte at `offset` is in. */
export const lineAt = (bytes: Uint8Array, offset: number): number =>
  countLines(bytes.subarray(0, offset), 0) + 1;

/** Index of the end of the line, its LF or the end of the bytes. */
export function lineEnd(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(LF, from);
  return at < 0 ? bytes.length : at;
}

/** The line that begins at `from`, as an example. */
export const lineText = (bytes: Uint8Array, from: number): string => {
  const end = lineEnd(bytes, from);
  return excerpt(bytes, from, bytes[end - 1] === CR ? end - 1 : end, 48);
};

/** How often `byte` occurs from index `from` on: four bytes at a time. */
export function countByte(bytes: Uint8Array, byte: number, from: number): number {
  let count = 0;
  let at = from;
  while (at < bytes.length && (bytes.byteOffset + at) % 4 !== 0) if (bytes[at++] === byte) count++;
  const whole = Math.max(bytes.length - at, 0) >> 2;
  // Of no words any place would do; an unaligned one would not.
  const words = new Int32Array(bytes.buffer, whole === 0 ? 0 : bytes.byteOffset + at, whole);
  const four = Math.imul(byte, 0x01010101);
  // A byte is 0 in the difference where the byte is; the highest bit of that byte is 1 then, and only then.
  const found = (word: number): number =>
    ~((((word ^ four) & 0x7f7f7f7f) + 0x7f7f7f7f) | (word ^ four) | 0x7f7f7f7f);
  let k = 0;
  for (; k + 4 <= whole; k += 4) {
    // Bits of four words side by side, one of them in each of the four highest bits of a byte.
    let bits =
      found(words[k]) |
      (found(words[k + 1]) >>> 1) |
      (found(words[k + 2]) >>> 2) |
      (found(words[k + 3]) >>> 3);
    for (; bits !== 0; bits &= bits - 1) count++;
  }
  for (; k < whole; k++) for (let bits = found(words[k]); bits !== 0; bits &= bits - 1) count++;
  for (at += 4 * whole; at < bytes.length; at++) if (bytes[at] === byte) count++;
  return count;
}

/** How many line feeds there are from index `from` on. */
export const countLines = (bytes: Uint8Array, from: number): number => countByte(bytes, LF, from);

/** The bytes from index `from` on, with a line feed behind them. */
export function terminated(bytes: Uint8Array, from: number): Uint8Array {
  const copy = new Uint8Array(bytes.length - from + 1);
  copy.set(bytes.subarray(from));
  copy[copy.length - 1] = LF;
  return copy;
}

const starts = (bytes: Uint8Array, ...first: readonly number[]): boolean =>
  first.every((byte, k) => bytes[k] === byte);

/**
 * Checks that the bytes can be text in an encoding that extends ASCII, and returns where it begins: behind a byte order mark.
 *
 * @throws FrugalError for no bytes, UTF-16 or -32, compressed or other binary data, and for lines that end in CR alone
 */
export function textStart(bytes: Uint8Array, name: string): number {
  if (bytes.length === 0) refuse(name, 'the file is empty');
  if (starts(bytes, 0xff, 0xfe) || starts(bytes, 0xfe, 0xff))
    refuse(name, 'text in UTF-16 (as "Unicode text" of a spreadsheet); save it as UTF-8');
  if (starts(bytes, 0x1f, 0x8b)) refuse(name, 'gzip where text was expected; decompress it first');
  if (starts(bytes, 0x50, 0x4b, 3, 4))
    refuse(name, 'a zip where text was expected (a spreadsheet or npz?); save it as CSV');
  const zero = bytes.subarray(0, 4096).indexOf(0);
  if (zero >= 0) refuse(name, `no text: the byte at offset ${zero} is 0`);
  const start = starts(bytes, 0xef, 0xbb, 0xbf) ? 3 : 0;
  const cr = bytes.subarray(0, 65536).indexOf(CR);
  if (cr >= 0 && cr < bytes.length - 1 && bytes.indexOf(LF) < 0)
    refuse(name, 'lines end in CR alone; save it with LF or CR LF');
  return start;
}

/** Decodes words of a text whose encoding nothing tells: UTF-8, or windows-1252 where that cannot be. */
export class Decoder {
  /** Words that were no UTF-8. */
  foreign = 0;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true });

  decode(bytes: Uint8Array): string {
    try {
      return this.#utf8.decode(bytes);
    } catch {
      this.foreign++;
      return new TextDecoder('windows-1252').decode(bytes);
    }
  }

  /** What to tell the person. */
  notes(): string[] {
    if (this.foreign === 0) return [];
    return [`${this.foreign} words are no UTF-8 and were read as windows-1252 (Latin-1).`];
  }
}

/** A count and its noun. */
export const many = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
