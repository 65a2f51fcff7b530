/**
 * Data sets of HDF5 files as tensors and texts, by the package h5wasm (the HDF5 library as WebAssembly), loaded on demand.
 *
 * Read: integers, floats of 16 to 64 bits in both byte orders, truths (enumerations), strings; contiguous, chunked, gzip,
 * shuffle. Refused: compound and other types, data sets that would take more than the file can hold or the bound allows.
 */

import type { Dataset, Entity, File, Metadata } from 'h5wasm';
import { FrugalError } from '../errors.ts';
import { countOf, elementsOf } from './elements.ts';
import { MAX_UNPACKED } from './inflate.ts';
import { optional } from './optional.ts';
import type { ElementType, Read, Tensor, Texts } from './values.ts';
import { quoted } from './zip.ts';

export interface ReadHdf5Options {
  /** How errors call the file. */
  readonly name: string;
  /** Path of the data set within the file; may be left out where there is one only. */
  readonly dataset?: string;
  /** Most bytes that a data set may take; default 2 GiB. */
  readonly maxBytes?: number;
}

type H5Wasm = typeof import('h5wasm');
type Library = H5Wasm & { readonly module: Awaited<H5Wasm['ready']> };

/** An open file, and what is allowed. */
export interface Source extends Required<Pick<ReadHdf5Options, 'name' | 'maxBytes'>> {
  readonly file: File;
  readonly library: Library;
  /** Bytes of the file. */
  readonly size: number;
}

const INTEGER = 0;
const FLOAT = 1;
const STRING = 3;
const BITFIELD = 4;
const ENUM = 8;
const KINDS = [
  '',
  '',
  'times',
  '',
  '',
  'opaque bytes',
  'records (compound)',
  'references',
  '',
  'lists of varying length',
  'arrays',
];
/** Bytes that are believed of any file; more only where deflate could have packed them into it. */
const FREE_BYTES = 2 ** 26;
const MAX_RATIO = 1032;
/** Names that a message lists. */
const LISTED = 8;

let opened = 0;
let silent = false;

async function load(): Promise<Library> {
  const library = await import('h5wasm');
  const module = await library.ready;
  return { ...library, module };
}

/** What the library has to say of a damaged file is for its programmers; it goes nowhere instead of to standard error. */
function silence({ FS }: Library['module']): void {
  if (silent) return;
  silent = true;
  // Emscripten has it, its types leave it out.
  const files = FS as typeof FS & { getStream(descriptor: number): Parameters<typeof FS.close>[0] };
  files.close(files.getStream(2));
  // The lowest number that is free: that of standard error.
  FS.open('/dev/null', 'w');
}

/**
 * A data set of a file.
 *
 * @throws FrugalError with one line for a damaged file, a data set that is not there or cannot be read, several of them and
 *   none named, or when the package h5wasm is missing
 * @example await readHdf5(bytes, { name: 'train.h5', dataset: 'x' })
 */
export async function readHdf5(
  bytes: Uint8Array,
  { name, dataset, maxBytes = MAX_UNPACKED }: ReadHdf5Options,
): Promise<Read<Tensor | Texts>> {
  return withHdf5(bytes, { name, maxBytes }, (source) => {
    const known = datasetsOf(source.file);
    const wanted = dataset?.replace(/^\/+|\/+$/g, '');
    const path = wanted ?? known[0];
    if (path === undefined) throw new FrugalError(`${name} holds no data set`);
    if (wanted === undefined && known.length > 1)
      throw new FrugalError(
        `${name} holds ${known.length} data sets; name one of ${listed(known)}`,
      );
    const entity = known.includes(path) ? source.file.get(path) : null;
    if (entity === null || !isDataset(entity))
      throw new FrugalError(`${name} has no data set ${quoted(path)}; it has ${listed(known)}`);
    const notes = wanted === undefined ? [`data set ${quoted(path)} was taken, the only one`] : [];
    return { value: contentOf(entity, source), notes };
  });
}

/** Paths of all data sets of a file, in the library's order. @throws FrugalError as `readHdf5` */
export const hdf5Datasets = (bytes: Uint8Array, name: string): Promise<readonly string[]> =>
  withHdf5(bytes, { name, maxBytes: MAX_UNPACKED }, ({ file }) => datasetsOf(file));

const listed = (names: readonly string[]): string =>
  names.length === 0
    ? 'none'
    : names.slice(0, LISTED).map(quoted).join(', ').slice(0, 180) +
      (names.length > LISTED ? `, … (${names.length})` : '');

/** Opens a file, gives it to `use`, and closes it; what the library trips over is told as damage. */
export async function withHdf5<V>(
  bytes: Uint8Array,
  { name, maxBytes }: { readonly name: string; readonly maxBytes: number },
  use: (source: Source) => V,
): Promise<V> {
  const library = await optional(load, 'h5wasm', 'HDF5 files');
  const path = `/frugal-${opened++}.h5`;
  const { module } = library;
  silence(module);
  try {
    module.FS.writeFile(path, bytes);
    const file = new library.File(path, 'r');
    if (file.file_id <= 0n) throw new Error('it cannot be opened');
    try {
      return use({ file, library, name, maxBytes, size: bytes.length });
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof FrugalError) throw error;
    const reason = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : 'unknown';
    throw new FrugalError(`${name} is no sound HDF5 file (${reason.slice(0, 100)})`);
  } finally {
    module.FS.unlink(path);
  }
}

export const isDataset = (entity: Entity): entity is Dataset => 'shape' in entity;

/** Paths of all data sets, in the library's order. */
export function datasetsOf(file: File): string[] {
  return file.paths().filter((path) => {
    const entity = file.get(path);
    return entity !== null && isDataset(entity);
  });
}

/** What a data set holds. */
export function contentOf(dataset: Dataset, source: Source): Tensor | Texts {
  const { metadata } = dataset;
  const what = `${source.name}: ${quoted(dataset.path.replace(/^\//, ''))}`;
  const shape = metadata.shape ?? [0];
  checkSize(metadata, source, what);
  if (metadata.type === STRING) return { type: 'text', shape, data: textsOf(dataset, what) };
  const type = typeOf(metadata);
  if (type === undefined)
    throw new FrugalError(
      `${what} holds ${KINDS[metadata.type] || `numbers of ${8 * metadata.size} bits`}; readable are integers, floats of 16 to 64 bits, truths and strings`,
    );
  return { type, shape, data: elementsOf(bytesOf(dataset, source), type) };
}

function checkSize(
  { size, shape }: Metadata,
  { size: given, maxBytes }: Source,
  what: string,
): void {
  const bytes = size * countOf(shape ?? [0]);
  const most = Math.min(maxBytes, Math.max(FREE_BYTES, given * MAX_RATIO));
  if (!(bytes <= most))
    throw new FrugalError(`${what} takes ${bytes} bytes, allowed of this file are ${most}`);
}

function typeOf({ type, size, signed, enum_type: names }: Metadata): ElementType | undefined {
  const bits = 8 * size;
  if (type === FLOAT)
    return size === 2 || size === 4 || size === 8 ? `float${bits as 16}` : undefined;
  if (![1, 2, 4, 8].includes(size)) return undefined;
  if (type === ENUM && size === 1) {
    const known = Object.keys(names?.members ?? {}).map((name) => name.toLowerCase());
    if (known.length === 2 && known.includes('true') && known.includes('false')) return 'bool';
  }
  if (type !== INTEGER && type !== BITFIELD && type !== ENUM) return undefined;
  return `${signed && type !== BITFIELD ? 'int' : 'uint'}${bits as 8}`;
}

/** A data set's numbers as little-endian bytes, whatever they are in the file, filters undone. */
function bytesOf(dataset: Dataset, { library, file }: Source): Uint8Array {
  const { module } = library;
  const { size, shape } = dataset.metadata;
  const length = size * countOf(shape ?? [0]);
  if (length === 0) return new Uint8Array(0);
  const at = module._malloc(length);
  if (at === 0) throw new Error(`no memory for ${length} bytes`);
  try {
    const status = module.get_dataset_data(
      file.file_id,
      dataset.path,
      null,
      null,
      null,
      BigInt(at),
    );
    if (status < 0) throw new Error(`data set ${dataset.path} cannot be read`);
    return module.HEAPU8.slice(at, at + length);
  } finally {
    module._free(at);
  }
}

function textsOf(dataset: Dataset, what: string): string[] {
  const { value } = dataset;
  const texts = Array.isArray(value) ? (value as readonly unknown[]).flat(8) : [value];
  if (!texts.every((text): text is string => typeof text === 'string'))
    throw new FrugalError(`${what} holds strings that cannot be read`);
  return texts;
}
