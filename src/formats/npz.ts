/**
 * NumPy's `.npz`: a zip archive of `.npy` arrays by name, read and written.
 *
 * Two ways in and out. `readNpz` and `writeNpz` give and take tensors and texts of every type. `decodeNpz` and `encodeNpz`
 * are for what runs keep: flat arrays of the few types they are made of, single texts, and a JSON document (`meta.json`).
 */

import { FrugalError } from '../errors.ts';
import { tensorOf, typeOf } from './elements.ts';
import { readNpy, writeNpy } from './npy.ts';
import type { Read, Tensor, Texts } from './values.ts';
import { joined, quoted, type ReadZipOptions, readZip, writeZip } from './zip.ts';

/** Arrays by name, flat; a text says what others mean (`hidden1.format`: `csr`). */
export type FlatArrays = Readonly<
  Record<
    string,
    Float32Array | Float64Array | Uint8Array | Uint16Array | Uint32Array | Int32Array | string
  >
>;
type FlatArray = Exclude<FlatArrays[string], string>;

/** What an archive of a run holds; arrays are flat and row-major, `shapes` has their sizes. */
export interface Npz {
  readonly arrays: FlatArrays;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly meta: unknown;
}

const META = 'meta.json';
const SUFFIX = '.npy';

/**
 * The arrays of an archive by name, as NumPy's `savez` and `savez_compressed` write them.
 *
 * @throws FrugalError with one line for anything that is not a sound archive of readable arrays
 * @example readNpz(bytes, { name: 'train.npz' }).value.get('x')?.shape // [60000, 784]
 */
export function readNpz(
  bytes: Uint8Array,
  options: ReadZipOptions,
): Read<ReadonlyMap<string, Tensor | Texts>> {
  const arrays = new Map<string, Tensor | Texts>();
  const notes: string[] = [];
  for (const [file, content] of readZip(bytes, options)) {
    if (file.endsWith(SUFFIX)) {
      const { value } = readNpy(content, { name: `${options.name}: ${quoted(file)}` });
      arrays.set(file.slice(0, -SUFFIX.length), value);
    } else notes.push(`${quoted(file)} is no array and was left out`);
  }
  return { value: arrays, notes };
}

/**
 * Arrays by name as an archive that `numpy.load` reads.
 *
 * @throws FrugalError when the archive would pass 4 GiB, or a shape does not fit its array
 */
export function writeNpz(
  arrays: Iterable<readonly [name: string, value: Tensor | Texts]>,
  options: { readonly deflate?: boolean } = {},
): Uint8Array {
  return joined(
    writeZip(
      Array.from(arrays, ([name, value]) => ({
        name: `${name}${SUFFIX}`,
        parts: writeNpy(value, name),
        deflate: options.deflate,
      })),
    ),
  );
}

/**
 * The bytes of an `.npz` in the order in which they are to be written; array contents are views, not copies.
 *
 * @param shapes sizes of those arrays that are not flat lists
 * @throws FrugalError when the archive would pass 4 GiB, or a shape does not fit its array
 */
export function encodeNpz(
  arrays: FlatArrays,
  options: {
    readonly meta?: unknown;
    readonly shapes?: Readonly<Record<string, readonly number[]>>;
  } = {},
): Uint8Array[] {
  const entries = Object.entries(arrays).map(([name, data]) => ({
    name: `${name}${SUFFIX}`,
    parts: writeNpy(
      typeof data === 'string'
        ? { type: 'text', shape: [], data: [data] }
        : tensorOf(data, options.shapes?.[name]),
      name,
    ),
  }));
  if (options.meta !== undefined)
    entries.push({
      name: META,
      parts: [new TextEncoder().encode(JSON.stringify(options.meta))],
    });
  return writeZip(entries);
}

/**
 * Reads an `.npz` of a run. Every length is checked against what is there, every entry against its CRC-32.
 *
 * @param what names the bytes in messages, e.g. the file's path
 * @throws FrugalError with one line for anything that is not a sound archive of supported arrays
 */
export function decodeNpz(bytes: Uint8Array, what = 'npz'): Npz {
  const arrays: Record<string, FlatArrays[string]> = {};
  const shapes: Record<string, readonly number[]> = {};
  let meta: unknown;
  // What a run has written is stored, and as large as the run.
  for (const [file, content] of readZip(bytes, { name: what })) {
    if (file === META) {
      meta = parseMeta(content, what);
    } else if (file.endsWith(SUFFIX)) {
      const key = file.slice(0, -SUFFIX.length);
      const name = `${what}: ${quoted(file)}`;
      const { value } = readNpy(content, { name });
      put(arrays, key, flat(value, name));
      put(shapes, key, value.shape);
    }
  }
  return { arrays, shapes, meta };
}

function flat(value: Tensor | Texts, what: string): FlatArrays[string] {
  if (value.type === 'text' && value.shape.length === 0) return value.data[0];
  if (value.type === 'text' || !isFlat(value))
    throw new FrugalError(
      `${what} holds type ${value.type}; an archive of a run has float32, float64, uint8, uint16, uint32, int32 and single texts`,
    );
  const { data } = value;
  // Their own memory: whoever gets an array may give it away to a thread.
  return data.byteLength === data.buffer.byteLength ? data : data.slice();
}

const isFlat = (value: Tensor): value is Tensor & { readonly data: FlatArray } =>
  ['float32', 'float64', 'uint8', 'uint16', 'uint32', 'int32'].includes(value.type) &&
  typeOf(value.data) === value.type;

function parseMeta(content: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(content));
  } catch {
    throw new FrugalError(`${what}: ${META} is not JSON`);
  }
}

/** Sets a member even where its name is that of a built-in such as `__proto__`. */
function put<V>(object: Record<string, V>, key: string, value: V): void {
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
