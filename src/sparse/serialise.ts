/**
 * A layer as one self-describing buffer, and back: to be saved, hashed, or posted to a worker.
 *
 * Layout, little-endian: a fixed header of 64 bytes, a table of array names, then, each at a multiple of 64 bytes, the
 * starts, the indices and every named array. Where every connection exists there are neither starts nor indices.
 *
 * | byte | type   | what                                                  |
 * | ---- | ------ | ----------------------------------------------------- |
 * | 0    | 8 × u8 | magic, `FRUGALSP`                                     |
 * | 8    | u16    | version of this layout                                |
 * | 10   | u8     | bytes of an index, 2 or 4; 0: every connection exists |
 * | 11   | u8     | order: 0 by output, 1 by input                        |
 * | 12   | u32    | inputs                                                |
 * | 16   | u32    | outputs                                               |
 * | 20   | u32    | connections                                           |
 * | 24   | u32    | number of named arrays                                |
 * | 28   | u32    | bytes of the name table                               |
 * | 32   | f64    | bytes of the whole buffer                             |
 * | 44   | u32    | CRC-32 of the whole buffer with this field zero       |
 *
 * An entry of the name table is: element type u8 (see `ELEMENTS`), 0 u8, length of the name u16, the name in UTF-8.
 * Biases and whatever else is not one value a connection stay outside.
 */

import { FrugalError, UsageError } from '../errors.ts';
import { crc32 } from '../numerics/crc32.ts';
import type { ConnectionArray, Layer } from './layer.ts';
import { checkTopology, fullTopology, isDense, MAX_COUNT, type Topology } from './topology.ts';

/** Element types of named arrays, by their code in the name table. */
const ELEMENTS = [
  Float32Array,
  Float64Array,
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
];

const MAGIC = 'FRUGALSP';
const VERSION = 2;
const HEADER = 64;
/** Sections begin at multiples of a cache line, so that typed arrays and SIMD loads are aligned in a mapped buffer. */
const ALIGNMENT = 64;
const CHECKSUM = 44;

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

const NOTHING = new Uint8Array(4);

/** CRC-32 with the four bytes at `CHECKSUM` taken as zero. */
function checksum(bytes: Uint8Array): number {
  const before = crc32(NOTHING, crc32(bytes.subarray(0, CHECKSUM)));
  return crc32(bytes.subarray(CHECKSUM + NOTHING.length), before);
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}

function bytesOf(array: ConnectionArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function checkEndianness(): void {
  if (!LITTLE_ENDIAN)
    throw new FrugalError('sparse layers are stored little-endian; this machine is big-endian');
}

/**
 * The layer as one buffer.
 *
 * @throws UsageError when the topology is not valid, an array has another length than there are connections, or a name
 *   is longer than 65,535 bytes
 */
export function toBuffer({ topology, arrays }: Layer<ConnectionArray>): Uint8Array<ArrayBuffer> {
  checkEndianness();
  checkTopology(topology);
  const count = topology.index.length;
  const names = Object.keys(arrays);
  const listed = names.length === 0 || !isDense(topology);
  const encoded = names.map((name) => new TextEncoder().encode(name));
  const codes = names.map((name) =>
    ELEMENTS.findIndex((element) => arrays[name] instanceof element),
  );
  let tableBytes = 0;
  names.forEach((name, i) => {
    if (codes[i] < 0)
      throw new UsageError(`array "${name}" is not a typed array that a layer can hold`);
    if (arrays[name].length !== count) {
      throw new UsageError(
        `array "${name}" has ${arrays[name].length} values for ${count} connections`,
      );
    }
    if (encoded[i].length > 65535)
      throw new UsageError(`array name of ${encoded[i].length} bytes; at most 65535`);
    tableBytes += 4 + encoded[i].length;
  });

  const sections = [
    ...(listed ? [bytesOf(topology.start), bytesOf(topology.index)] : []),
    ...names.map((name) => bytesOf(arrays[name])),
  ];
  const offsets: number[] = [];
  let length = HEADER + tableBytes;
  for (const section of sections) {
    offsets.push(aligned(length));
    length = aligned(length) + section.length;
  }

  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint16(8, VERSION, true);
  view.setUint8(10, listed ? topology.index.BYTES_PER_ELEMENT : 0);
  view.setUint8(11, topology.order === 'by-output' ? 0 : 1);
  view.setUint32(12, topology.inputs, true);
  view.setUint32(16, topology.outputs, true);
  view.setUint32(20, count, true);
  view.setUint32(24, names.length, true);
  view.setUint32(28, tableBytes, true);
  view.setFloat64(32, length, true);
  let at = HEADER;
  encoded.forEach((name, i) => {
    view.setUint8(at, codes[i]);
    view.setUint16(at + 2, name.length, true);
    bytes.set(name, at + 4);
    at += 4 + name.length;
  });
  sections.forEach((section, i) => {
    bytes.set(section, offsets[i]);
  });
  view.setUint32(CHECKSUM, checksum(bytes), true);
  return bytes;
}

/** Printable form of the first bytes, for the message about a wrong magic. */
function printable(bytes: Uint8Array): string {
  return JSON.stringify(String.fromCharCode(...bytes.subarray(0, MAGIC.length)));
}

interface TableEntry {
  readonly name: string;
  readonly element: (typeof ELEMENTS)[number];
}

function readTable(
  bytes: Uint8Array,
  view: DataView,
  entries: number,
  tableBytes: number,
): TableEntry[] {
  const table: TableEntry[] = [];
  const seen = new Set<string>();
  const end = HEADER + tableBytes;
  let at = HEADER;
  for (let i = 0; i < entries; i++) {
    if (at + 4 > end)
      throw new FrugalError(`sparse layer names ${entries} arrays in a table that ends after ${i}`);
    const element = ELEMENTS[view.getUint8(at)];
    const nameEnd = at + 4 + view.getUint16(at + 2, true);
    if (element === undefined) {
      throw new FrugalError(
        `sparse layer holds element type ${view.getUint8(at)}, known are 0 to ${ELEMENTS.length - 1}`,
      );
    }
    if (nameEnd > end)
      throw new FrugalError(`name of array ${i} of the sparse layer runs out of its table`);
    const name = new TextDecoder().decode(bytes.slice(at + 4, nameEnd));
    if (seen.has(name))
      throw new FrugalError(`sparse layer holds two arrays named ${JSON.stringify(name)}`);
    seen.add(name);
    table.push({ name, element });
    at = nameEnd;
  }
  if (at !== end)
    throw new FrugalError(`name table of the sparse layer has ${end - at} bytes too many`);
  return table;
}

function readTopology(
  shape: Pick<Topology, 'inputs' | 'outputs' | 'order'>,
  count: number,
  lists: readonly [ArrayBuffer, ArrayBuffer] | undefined,
  indexBytes: number,
): Topology {
  const { inputs, outputs, order } = shape;
  if (lists === undefined) {
    // The arrays, one number a connection, bound what is listed here.
    if (inputs === 0 || outputs === 0 || inputs * outputs !== count || count > MAX_COUNT)
      throw new FrugalError(
        `sparse layer is damaged: ${count} connections do not fill ${inputs}×${outputs} units`,
      );
    return fullTopology(inputs, outputs, order);
  }
  const start = new Uint32Array(lists[0]);
  const index = indexBytes === 2 ? new Uint16Array(lists[1]) : new Uint32Array(lists[1]);
  const topology: Topology = { inputs, outputs, order, start, index };
  try {
    checkTopology(topology);
  } catch (error) {
    throw new FrugalError(
      `sparse layer is damaged: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return topology;
}

/**
 * The layer that `toBuffer` wrote. Its arrays are copies: the buffer can be reused.
 *
 * Memory taken is bounded by the length of the buffer, whatever its bytes claim.
 *
 * @throws FrugalError for a wrong magic or version (naming both), a truncated or overlong buffer, a wrong checksum, or
 *   contents that are not a layer
 */
export function fromBuffer(bytes: Uint8Array): Layer<ConnectionArray> {
  checkEndianness();
  if (bytes.length < HEADER) {
    throw new FrugalError(
      `sparse layer of ${bytes.length} bytes is shorter than its header of ${HEADER}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < MAGIC.length; i++) {
    if (bytes[i] !== MAGIC.charCodeAt(i)) {
      throw new FrugalError(
        `not a sparse layer: begins with ${printable(bytes)}, expected "${MAGIC}"`,
      );
    }
  }
  const version = view.getUint16(8, true);
  if (version !== VERSION) {
    throw new FrugalError(
      `sparse layer has version ${version}, this program reads version ${VERSION}`,
    );
  }
  const length = view.getFloat64(32, true);
  if (length !== bytes.length) {
    throw new FrugalError(
      `sparse layer of ${length} bytes came as ${bytes.length}: truncated or overlong`,
    );
  }
  const stored = view.getUint32(CHECKSUM, true);
  const computed = checksum(bytes);
  if (stored !== computed) {
    throw new FrugalError(
      `sparse layer has checksum ${computed.toString(16)}, its header says ${stored.toString(16)}`,
    );
  }

  const indexBytes = view.getUint8(10);
  const orderCode = view.getUint8(11);
  if (indexBytes !== 0 && indexBytes !== 2 && indexBytes !== 4) {
    throw new FrugalError(`sparse layer has indices of ${indexBytes} bytes, known are 0, 2 and 4`);
  }
  if (orderCode > 1)
    throw new FrugalError(`sparse layer has order ${orderCode}, known are 0 and 1`);
  const shape = {
    inputs: view.getUint32(12, true),
    outputs: view.getUint32(16, true),
    order: orderCode === 0 ? ('by-output' as const) : ('by-input' as const),
  };
  const count = view.getUint32(20, true);
  const tableBytes = view.getUint32(28, true);
  if (HEADER + tableBytes > length) {
    throw new FrugalError(
      `name table of ${tableBytes} bytes does not fit a sparse layer of ${length} bytes`,
    );
  }
  const table = readTable(bytes, view, view.getUint32(24, true), tableBytes);

  const listCount = shape.order === 'by-output' ? shape.outputs : shape.inputs;
  const listed = indexBytes > 0;
  const sections = [
    ...(listed ? [4 * (listCount + 1), indexBytes * count] : []),
    ...table.map(({ element }) => element.BYTES_PER_ELEMENT * count),
  ];
  let end = HEADER + tableBytes;
  const begins = sections.map((size) => {
    const begin = aligned(end);
    end = begin + size;
    return begin;
  });
  if (end !== length) {
    throw new FrugalError(
      `sparse layer of ${count} connections needs ${end} bytes, its header says ${length}`,
    );
  }
  const copy = (i: number) => bytes.slice(begins[i], begins[i] + sections[i]).buffer;
  if (!listed && table.length === 0)
    throw new FrugalError('sparse layer is damaged: it holds neither lists nor arrays');
  const topology = readTopology(shape, count, listed ? [copy(0), copy(1)] : undefined, indexBytes);
  const first = listed ? 2 : 0;
  return {
    topology,
    arrays: Object.fromEntries(
      table.map(({ name, element }, i) => [name, new element(copy(first + i))]),
    ),
  };
}
