/**
 * Snappy, the compression of Parquet pages: the format of google/snappy (format_description.txt), one block without framing.
 *
 * Looks for a repetition of four bytes by a table of where each was seen last, as the reference does, and writes copies of at
 * most 64 bytes that reach back at most 65,535.
 */

const TABLE_BITS = 14;
const MOST_BACK = 0xffff;
/** Matches are not begun in the last bytes: they are four bytes long at least. */
const TAIL = 4;
/** After so many bytes without a match steps grow: what cannot be compressed costs little. */
const PATIENCE_BITS = 5;
const MOST_COPY = 64;

const table = new Int32Array(1 << TABLE_BITS);

/** @returns the compressed block, with the length of `input` in front */
export function compressSnappy(input: Uint8Array): Uint8Array {
  const { length } = input;
  // All literals: a tag for each run, of which there are no more than one in 65 bytes with a copy between.
  const out = new Uint8Array(32 + length + Math.floor(length / 6));
  let end = writeLength(out, length);
  let literal = 0;
  let at = 0;
  let misses = 1 << PATIENCE_BITS;
  table.fill(-1);
  const last = length - TAIL;
  while (at <= last) {
    const word = input[at] | (input[at + 1] << 8) | (input[at + 2] << 16) | (input[at + 3] << 24);
    const slot = Math.imul(word, 0x1e35a7bd) >>> (32 - TABLE_BITS);
    const before = table[slot];
    table[slot] = at;
    if (before < 0 || at - before > MOST_BACK || !sameWord(input, before, word)) {
      at += misses++ >>> PATIENCE_BITS;
      continue;
    }
    misses = 1 << PATIENCE_BITS;
    if (at > literal) end = writeLiteral(out, end, input, literal, at);
    let same = at + 4;
    for (let other = before + 4; same < length && input[same] === input[other]; other++) same++;
    end = writeCopy(out, end, at - before, same - at);
    at = same;
    literal = same;
  }
  if (length > literal) end = writeLiteral(out, end, input, literal, length);
  return out.subarray(0, end);
}

const sameWord = (input: Uint8Array, at: number, word: number): boolean =>
  (input[at] | (input[at + 1] << 8) | (input[at + 2] << 16) | (input[at + 3] << 24)) === word;

/** Seven bits a byte, the least first. */
function writeLength(out: Uint8Array, length: number): number {
  let end = 0;
  let rest = length;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) out[end++] = (rest & 0x7f) | 0x80;
  out[end++] = rest;
  return end;
}

function writeLiteral(
  out: Uint8Array,
  to: number,
  input: Uint8Array,
  from: number,
  until: number,
): number {
  let end = to;
  const less = until - from - 1;
  if (less < 60) out[end++] = less << 2;
  else {
    const bytes = less < 0x100 ? 1 : less < 0x10000 ? 2 : less < 0x1000000 ? 3 : 4;
    out[end++] = (59 + bytes) << 2;
    for (let k = 0; k < bytes; k++) out[end++] = less >>> (8 * k);
  }
  // A call costs more than a few bytes.
  if (less < 32) for (let k = from; k < until; k++) out[end++] = input[k];
  else {
    out.set(input.subarray(from, until), end);
    end += less + 1;
  }
  return end;
}

function writeCopy(out: Uint8Array, to: number, back: number, length: number): number {
  let end = to;
  let rest = length;
  while (rest > 0) {
    // No rest of fewer than four bytes, which the short form could not tell.
    const now = rest <= MOST_COPY ? rest : rest < MOST_COPY + 4 ? rest - 4 : MOST_COPY;
    rest -= now;
    if (now >= 4 && now < 12 && back < 2048) {
      out[end++] = 1 | ((now - 4) << 2) | ((back >>> 8) << 5);
      out[end++] = back & 0xff;
    } else {
      out[end++] = 2 | ((now - 1) << 2);
      out[end++] = back & 0xff;
      out[end++] = back >>> 8;
    }
  }
  return end;
}
