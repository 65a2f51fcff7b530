/**
 * Safetensors: named tensors behind a JSON header, read and written.
 *
 * Read as strictly as the original: the parts of the tensors must lie one after the other, without overlap, gap or rest.
 * Written as by the original: widest types first, then by name, header padded by spaces so that every tensor is aligned.
 * bfloat16 is widened to float32 and told; types of eight bits and fewer are refused. Format: safetensors 0.8.
 */

import { FrugalError } from '../errors.ts';
import { bytesOf, countOf, elementsOf, widthOf } from './elements.ts';
import type { ElementType, Read, Tensor } from './values.ts';
import { joined, quoted } from './zip.ts';

const TYPES: Readonly<Record<string, ElementType>> = {
  BOOL: 'bool',
  U8: 'uint8',
  I8: 'int8',
  U16: 'uint16',
  I16: 'int16',
  U32: 'uint32',
  I32: 'int32',
  U64: 'uint64',
  I64: 'int64',
  F16: 'float16',
  F32: 'float32',
  F64: 'float64',
};
const HALF_BRAIN = 'BF16';
const METADATA = '__metadata__';
/** The original's own bound. */
const MAX_HEADER = 100_000_000;
const MAX_DIMENSIONS = 64;

/** What a file holds. */
export interface Safetensors {
  /** In the order in which they lie. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Texts by name; empty where the file has none. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Whether the bytes begin as safetensors do: a length that fits, then a JSON object. */
export function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 10 || bytes[8] !== 0x7b) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(4, true) === 0 && view.getUint32(0, true) <= bytes.length - 8;
}

/**
 * The tensors of a file; views of `bytes` where these are aligned.
 *
 * @throws FrugalError with one line for anything that is not sound
 * @example readSafetensors(bytes, { name: 'net.safetensors' }).value.tensors.get('fc1.weight')?.shape // [300, 784]
 */
export function readSafetensors(
  bytes: Uint8Array,
  { name }: { readonly name: string },
): Read<Safetensors> {
  if (!isSafetensors(bytes))
    throw new FrugalError(
      `${name} is no safetensors file: its first 8 bytes are not the length of a JSON header of ${bytes.length} bytes or less`,
    );
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getUint32(0, true);
  if (length > MAX_HEADER)
    throw new FrugalError(`${name} has a header of ${length} bytes; readable are ${MAX_HEADER}`);
  const content = bytes.subarray(8 + length);
  const header = parseHeader(bytes.subarray(8, 8 + length), name);
  const metadata = metadataOf(header.get(METADATA), name);
  header.delete(METADATA);
  const placed = [...header].map(([key, entry]) => ({ key, ...placeOf(key, entry, name) }));
  placed.sort((a, b) => a.begin - b.begin || a.end - b.end);
  const tensors = new Map<string, Tensor>();
  const notes: string[] = [];
  let at = 0;
  for (const { key, dtype, shape, begin, end } of placed) {
    const what = `${name}: ${quoted(key)}`;
    if (begin !== at || end > content.length)
      throw new FrugalError(
        `${what} lies at ${begin} to ${end}, expected from ${at} on within ${content.length} bytes`,
      );
    const brain = dtype === HALF_BRAIN;
    const type = brain ? 'uint16' : TYPES[dtype];
    const bytesNeeded = countOf(shape) * widthOf(type);
    if (end - begin !== bytesNeeded)
      throw new FrugalError(
        `${what} has ${end - begin} bytes for shape [${shape.join(', ')}] of ${dtype}, expected ${bytesNeeded}`,
      );
    const data = elementsOf(content.subarray(begin, end), type);
    tensors.set(
      key,
      brain
        ? { type: 'float32', shape, data: fromBrain(data as Uint16Array) }
        : { type, shape, data },
    );
    if (brain) notes.push(`${quoted(key)} has type bfloat16 and became float32`);
    at = end;
  }
  if (at !== content.length)
    throw new FrugalError(`${name} has ${content.length - at} bytes after its last tensor`);
  return { value: { tensors, metadata }, notes };
}

/**
 * The bytes of a safetensors file; equal tensors give equal bytes.
 *
 * @throws FrugalError when a shape does not fit, or a tensor is named as the metadata is
 * @example writeSafetensors([['w', tensorOf(Float32Array.of(1, 2))]], { metadata: { format: 'pt' } })
 */
export function writeSafetensors(
  tensors: Iterable<readonly [name: string, tensor: Tensor]>,
  { metadata = {} }: { readonly metadata?: Readonly<Record<string, string>> } = {},
): Uint8Array {
  const sorted = [...tensors].sort(
    ([a, left], [b, right]) =>
      widthOf(right.type) - widthOf(left.type) || (a < b ? -1 : a > b ? 1 : 0),
  );
  const header: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) header.push([METADATA, metadata]);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const [index, [name, tensor]] of sorted.entries()) {
    const { type, shape, data } = tensor;
    if (name === METADATA || sorted.some(([other], i) => i < index && other === name))
      throw new FrugalError(`a tensor cannot be named ${quoted(name)}: the name is taken`);
    if (countOf(shape) !== data.length)
      throw new FrugalError(
        `shape [${shape.join(', ')}] does not fit the ${data.length} items of ${quoted(name)}`,
      );
    const part = bytesOf(tensor);
    const dtype = Object.keys(TYPES).find((key) => TYPES[key] === type);
    header.push([name, { dtype, shape, data_offsets: [at, at + part.length] }]);
    parts.push(part);
    at += part.length;
  }
  // Object.fromEntries would put names that are numbers first, and JSON.stringify would lose none of them.
  const json = `{${header.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`;
  const text = new TextEncoder().encode(json);
  const padded = new Uint8Array(8 * Math.ceil(text.length / 8)).fill(0x20);
  padded.set(text);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setUint32(0, padded.length, true);
  return joined([length, padded, ...parts]);
}

function parseHeader(bytes: Uint8Array, name: string): Map<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new FrugalError(`${name} has a header that is not JSON`);
  }
  if (!isObject(header)) throw new FrugalError(`${name} has a header that is no JSON object`);
  return new Map(Object.entries(header));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function metadataOf(value: unknown, name: string): Record<string, string> {
  if (value === undefined) return {};
  if (!isObject(value)) throw new FrugalError(`${name} has metadata that are no JSON object`);
  const wrong = Object.entries(value).find(([, text]) => typeof text !== 'string');
  if (wrong !== undefined)
    throw new FrugalError(`${name}: metadata ${quoted(wrong[0])} is no text, as it must be`);
  return value as Record<string, string>;
}

function placeOf(
  key: string,
  entry: unknown,
  name: string,
): {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
} {
  const what = `${name}: ${quoted(key)}`;
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2)
    throw new FrugalError(`${what} lacks its dtype, shape or data_offsets`);
  if (shape.length > MAX_DIMENSIONS)
    throw new FrugalError(`${what} has ${shape.length} dimensions; readable are ${MAX_DIMENSIONS}`);
  if (dtype !== HALF_BRAIN && !Object.hasOwn(TYPES, dtype))
    throw new FrugalError(
      `${what} has type ${quoted(dtype.slice(0, 20))}; readable are ${Object.keys(TYPES).join(', ')}, ${HALF_BRAIN}`,
    );
  return { dtype, shape, begin: offsets[0], end: offsets[1] };
}

const isSizes = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);

/** The upper half of a number of single precision. */
function fromBrain(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (half) => half << 16).buffer);
}
