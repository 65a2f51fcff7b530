/**
 * The pages of one column of a Parquet file, decoded into typed arrays: flat columns, versions 1 and 2.
 *
 * Every count is held against the rows that the column still lacks, every length against the bytes that are there, before
 * anything is reserved; a run of a billion equal values is cut at the page's end. Format: parquet-format 2.11, Encodings.md.
 */

import type { PageHeader, ParquetType } from 'hyparquet/src/types.js';
import { FrugalError } from '../errors.ts';

/** Plain values: numbers, or the bytes of each text. */
export type PlainValues =
  | Float64Array
  | Float32Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | readonly Uint8Array[];

export interface Page {
  /** Rows, missing ones included. */
  readonly rows: number;
  /** 1 where a row has a value; absent where all have. */
  readonly present?: Uint8Array;
  /** One for each row that has a value; with `codes`, the dictionary. */
  readonly values: PlainValues;
  /** Place of each value in the dictionary. */
  readonly codes?: Uint32Array;
}

export interface Chunk {
  readonly bytes: Uint8Array;
  readonly type: ParquetType;
  /** Bytes of a value of fixed length. */
  readonly length: number;
  readonly rows: number;
  /** Rows may lack a value. */
  readonly optional: boolean;
  /** Unpacks to so many bytes, within the file's bound. */
  readonly unpack: (bytes: Uint8Array, size: number) => Uint8Array;
  /** How errors call the column. */
  readonly what: string;
}

/** What the package decodes. */
export interface Decoders {
  readonly parquetHeader: (reader: Reader) => PageHeader;
  readonly deltaBinaryUnpack: (
    reader: Reader,
    count: number,
    out: Int32Array | BigInt64Array,
  ) => void;
}
export interface Reader {
  view: DataView;
  offset: number;
}

const ARRAYS = {
  DOUBLE: Float64Array,
  FLOAT: Float32Array,
  INT32: Int32Array,
  INT64: BigInt64Array,
};
const SHORT = 48;

const viewOf = (bytes: Uint8Array) =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * The pages of a column chunk, in order, until all rows are there.
 *
 * @throws FrugalError for a damaged page, or an encoding that is not read
 */
export function* pagesOf(chunk: Chunk, decoders: Decoders): Generator<Page> {
  const { bytes, what } = chunk;
  const reader: Reader = { view: viewOf(bytes), offset: 0 };
  let dictionary: PlainValues | undefined;
  for (let left = chunk.rows; left > 0; ) {
    if (reader.offset >= bytes.length) throw new FrugalError(`${what} ends ${left} rows too early`);
    const header = decoders.parquetHeader(reader);
    const packed = sliceOf(bytes, reader.offset, header.compressed_page_size, what);
    reader.offset += packed.length;
    if (header.type === 'DICTIONARY_PAGE') {
      const count = header.dictionary_page_header?.num_values ?? -1;
      dictionary = plain(chunk, chunk.unpack(packed, header.uncompressed_page_size), count);
    } else if (header.type === 'DATA_PAGE' || header.type === 'DATA_PAGE_V2') {
      const page = dataPage(chunk, header, packed, left, { dictionary, decoders });
      left -= page.rows;
      yield page;
    }
  }
}

interface Aids {
  readonly dictionary: PlainValues | undefined;
  readonly decoders: Decoders;
}

function dataPage(
  chunk: Chunk,
  header: PageHeader,
  packed: Uint8Array,
  left: number,
  aids: Aids,
): Page {
  const { what } = chunk;
  const second = header.data_page_header_v2;
  const fields = second ?? header.data_page_header;
  const rows = fields?.num_values ?? 0;
  if (fields === undefined || !(rows > 0 && rows <= left))
    throw new FrugalError(`${what} has a page of ${rows} rows where ${left} are left`);
  let body: Uint8Array;
  let present: Uint8Array | undefined;
  if (second !== undefined) {
    // Levels stand before the packed part, and their length in the header.
    const levels = second.definition_levels_byte_length ?? 0;
    const skipped = levels + (second.repetition_levels_byte_length ?? 0);
    const defined = sliceOf(packed, skipped - levels, levels, what);
    const rest = sliceOf(packed, skipped, packed.length - skipped, what);
    if (chunk.optional) present = presence(defined, rows, what);
    const size = header.uncompressed_page_size - skipped;
    body = second.is_compressed === false || size === 0 ? rest : chunk.unpack(rest, size);
  } else {
    body = chunk.unpack(packed, header.uncompressed_page_size);
    if (chunk.optional) {
      if (body.length < 4) throw new FrugalError(`${what} has a page without levels`);
      const levels = viewOf(body).getUint32(0, true);
      present = presence(sliceOf(body, 4, levels, what), rows, what);
      body = body.subarray(4 + levels);
    }
  }
  let count = rows;
  if (present !== undefined) for (let i = 0; i < rows; i++) count -= 1 - present[i];
  return { rows, present, ...valuesOf(chunk, body, count, fields.encoding, aids) };
}

function valuesOf(
  chunk: Chunk,
  body: Uint8Array,
  count: number,
  encoding: string,
  { dictionary, decoders }: Aids,
): Pick<Page, 'values' | 'codes'> {
  const { type, what } = chunk;
  if (encoding === 'PLAIN') return { values: plain(chunk, body, count) };
  if (encoding === 'RLE_DICTIONARY' || encoding === 'PLAIN_DICTIONARY') {
    if (dictionary === undefined) throw new FrugalError(`${what} lacks its dictionary`);
    if (count === 0) return { values: dictionary, codes: new Uint32Array(0) };
    const codes = hybrid(body.subarray(1), body[0] ?? 33, count, what);
    let highest = 0;
    for (let i = 0; i < count; i++) if (codes[i] > highest) highest = codes[i];
    if (highest >= dictionary.length)
      throw new FrugalError(`${what} has word ${highest} of a dictionary of ${dictionary.length}`);
    return { values: dictionary, codes };
  }
  if (encoding === 'RLE' && type === 'BOOLEAN') {
    const runs = sliceOf(body, 4, body.length - 4, what);
    return { values: Uint8Array.from(hybrid(runs, 1, count, what)) };
  }
  if (encoding === 'DELTA_BINARY_PACKED' && (type === 'INT32' || type === 'INT64')) {
    // Every value takes a bit at least, or a byte for a block of them.
    checkCount(count, body.length * 4096, what);
    const values = type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count);
    decoders.deltaBinaryUnpack({ view: viewOf(body), offset: 0 }, count, values);
    return { values };
  }
  if (encoding === 'DELTA_LENGTH_BYTE_ARRAY') {
    const reader = { view: viewOf(body), offset: 0 };
    checkCount(count, body.length * 4096, what);
    const lengths = new Int32Array(count);
    if (count > 0) decoders.deltaBinaryUnpack(reader, count, lengths);
    let at = reader.offset;
    return {
      values: Array.from(lengths, (length) => {
        const text = sliceOf(body, at, length, what);
        at += length;
        return text;
      }),
    };
  }
  if (encoding === 'BYTE_STREAM_SPLIT') return { values: unsplit(chunk, body, count) };
  throw new FrugalError(
    `${what} is encoded as ${encoding}; readable are plain, dictionary, RLE, DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY, BYTE_STREAM_SPLIT`,
  );
}

/** Values one after the other as they are. */
function plain(chunk: Chunk, body: Uint8Array, count: number): PlainValues {
  const { type, length, what } = chunk;
  if (type === 'BOOLEAN') {
    checkCount(count, body.length * 8, what);
    return Uint8Array.from({ length: count }, (_, i) => (body[i >> 3] >> (i & 7)) & 1);
  }
  if (type === 'BYTE_ARRAY') return byteArrays(body, count, what);
  if (type === 'FIXED_LEN_BYTE_ARRAY' || type === 'INT96') {
    const width = type === 'INT96' ? 12 : length;
    if (!(width > 0)) throw new FrugalError(`${what} has values of ${width} bytes`);
    checkCount(count, body.length / width, what);
    return Array.from({ length: count }, (_, i) => body.subarray(i * width, (i + 1) * width));
  }
  const Type = ARRAYS[type];
  const width = Type.BYTES_PER_ELEMENT;
  checkCount(count, body.length / width, what);
  // Not `slice`, which of Node's buffers is no copy.
  const own =
    body.byteOffset % width === 0 ? body : new Uint8Array(body.subarray(0, count * width));
  return new Type(own.buffer as ArrayBuffer, own.byteOffset, count);
}

function byteArrays(body: Uint8Array, count: number, what: string): Uint8Array[] {
  checkCount(count, body.length / 4, what);
  const view = viewOf(body);
  const texts: Uint8Array[] = [];
  for (let at = 0; texts.length < count; ) {
    if (at + 4 > body.length) throw new FrugalError(`${what} has a page that ends in a text`);
    const length = view.getUint32(at, true);
    texts.push(sliceOf(body, at + 4, length, what));
    at += 4 + length;
  }
  return texts;
}

/** All first bytes, then all second bytes, and so on. */
function unsplit(chunk: Chunk, body: Uint8Array, count: number): PlainValues {
  const { type, length, what } = chunk;
  const width = type in ARRAYS ? ARRAYS[type as keyof typeof ARRAYS].BYTES_PER_ELEMENT : length;
  if (!(width > 0)) throw new FrugalError(`${what} has values of ${width} bytes`);
  checkCount(count, body.length / width, what);
  const joined = new Uint8Array(count * width);
  for (let byte = 0; byte < width; byte++)
    for (let i = 0; i < count; i++) joined[i * width + byte] = body[byte * count + i];
  return plain(chunk, joined, count);
}

/** Which rows have a value; `undefined` where all have. */
function presence(levels: Uint8Array, rows: number, what: string): Uint8Array | undefined {
  if (allOnes(levels, rows)) return undefined;
  const runs = hybrid(levels, 1, rows, what);
  const present = new Uint8Array(rows);
  let all = true;
  for (let i = 0; i < rows; i++) {
    present[i] = runs[i];
    if (runs[i] === 0) all = false;
  }
  return all ? undefined : present;
}

/** Whether levels begin with a run of ones as long as the page, as they do where no value is missing. */
function allOnes(levels: Uint8Array, rows: number): boolean {
  let [header, shift, at] = [0, 1, 0];
  for (; at < Math.min(4, levels.length); shift *= 128) {
    const byte = levels[at++];
    header += (byte & 0x7f) * shift;
    if (byte < 0x80) return header % 2 === 0 && header / 2 >= rows && levels[at] === 1;
  }
  return false;
}

/**
 * Runs of equal numbers, and groups of eight numbers packed bit by bit, of `width` bits each.
 *
 * @throws FrugalError where the bytes end before the numbers
 */
export function hybrid(bytes: Uint8Array, width: number, count: number, what: string): Uint32Array {
  if (width > 32) throw new FrugalError(`${what} has a page of ${width} bits a number`);
  const out = new Uint32Array(count);
  let at = 0;
  for (let done = 0; done < count; ) {
    let [header, shift, byte] = [0, 1, 0x80];
    for (; byte & 0x80; shift *= 128) {
      if (at >= bytes.length || shift > 2 ** 28)
        throw new FrugalError(`${what} has a page that ends after ${done} of ${count} rows`);
      byte = bytes[at++];
      header += (byte & 0x7f) * shift;
    }
    if (header % 2 === 0) {
      let value = 0;
      for (let i = 0; 8 * i < width; i++) value += (bytes[at++] ?? 0) * 256 ** i;
      const end = Math.min(count, done + header / 2);
      out.fill(value, done, end);
      done = end;
    } else {
      const packed = Math.min(count - done, 8 * ((header - 1) / 2));
      if (at + (packed * width) / 8 > bytes.length)
        throw new FrugalError(`${what} has a page that ends after ${done} of ${count} rows`);
      unpackBits(bytes.subarray(at), width, out.subarray(done, done + packed));
      at += ((header - 1) / 2) * width;
      done += packed;
    }
  }
  return out;
}

function unpackBits(bytes: Uint8Array, width: number, out: Uint32Array): void {
  const mask = 2 ** width;
  if (width > 24) {
    // Too wide for integers of 32 bits with a byte before them.
    for (let i = 0, held = 0, bits = 0, at = 0; i < out.length; i++) {
      for (; bits < width; bits += 8) held += bytes[at++] * 2 ** bits;
      out[i] = held % mask;
      held = Math.floor(held / mask);
      bits -= width;
    }
    return;
  }
  for (let i = 0, held = 0, bits = 0, at = 0; i < out.length; i++) {
    for (; bits < width; bits += 8) held |= bytes[at++] << bits;
    out[i] = held & (mask - 1);
    held >>>= width;
    bits -= width;
  }
}

/** Text of UTF-8 bytes; short plain ones without the decoder, whose calls cost more than they do. */
export function textOf(bytes: Uint8Array, decoder: TextDecoder): string {
  if (bytes.length > SHORT) return decoder.decode(bytes);
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] > 0x7f) return decoder.decode(bytes);
    text += String.fromCharCode(bytes[i]);
  }
  return text;
}

function checkCount(count: number, most: number, what: string): void {
  if (!(count >= 0 && count <= most))
    throw new FrugalError(`${what} has a page of ${count} values in bytes for ${Math.floor(most)}`);
}

function sliceOf(bytes: Uint8Array, from: number, length: number, what: string): Uint8Array {
  if (!(length >= 0 && from >= 0 && from + length <= bytes.length))
    throw new FrugalError(
      `${what} has a part of ${length} bytes at ${from} of ${bytes.length}: cut off or damaged`,
    );
  return bytes.subarray(from, from + length);
}
