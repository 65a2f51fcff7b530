/**
 * Open HDF5 files, by the package h5wasm (the HDF5 library as WebAssembly), loaded on demand: what lies in them, and what a data
 * set holds. All of it at one go in the thread that asks; `read.ts` asks in a thread of its own.
 */

import type { Dataset, Entity, File, Metadata } from 'h5wasm';
import { FrugalError } from '../../errors.ts';
import { countOf, elementsOf } from '../elements.ts';
import { MAX_RATIO } from '../limits.ts';
import { optional } from '../optional.ts';
import type { ElementType, Read, Tensor, Texts } from '../values.ts';
import { quoted } from '../zip.ts';

/** What is known of a file beside its bytes. */
export interface Limits {
  /** How errors call the file. */
  readonly name: string;
  /** Most bytes that a data set may take. */
  readonly maxBytes: number;
}

type H5Wasm = typeof import('h5wasm');
type Library = H5Wasm & { readonly module: Awaited<H5Wasm['ready']> };

/** An open file, and what is allowed. */
export interface Source extends Limits {
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

/** A data set, or the only one. @throws FrugalError where it is not there or cannot be read, or is one of several */
export function datasetAmong(source: Source, dataset?: string): Read<Tensor | Texts> {
  const { file, name } = source;
  const known = datasetsOf(file);
  const wanted = dataset?.replace(/^\/+|\/+$/g, '');
  const path = wanted ?? known[0];
  if (path === undefined) throw new FrugalError(`${name} holds no data set`);
  if (wanted === undefined && known.length > 1)
    throw new FrugalError(`${name} holds ${known.length} data sets; name one of ${listed(known)}`);
  const entity = known.includes(path) ? file.get(path) : null;
  if (entity === null || !isDataset(entity))
    throw new FrugalError(`${name} has no data set ${quoted(path)}; it has ${listed(known)}`);
  const notes = wanted === undefined ? [`data set ${quoted(path)} was taken, the only one`] : [];
  return { value: contentOf(entity, source), notes };
}

const listed = (names: readonly string[]): string =>
  names.length === 0
    ? 'none'
    : names.slice(0, LISTED).map(quoted).join(', ').slice(0, 180) +
      (names.length > LISTED ? `, … (${names.length})` : '');

/** What becomes of memory that a file needs: how much the library holds, and how much it may. */
export const heapOf = async (): Promise<number> =>
  (await optional(load, 'h5wasm', 'HDF5 files')).module.HEAPU8.length;

/** Most bytes that a data set of a file may take: what deflate could have packed into it, and no more than is allowed. */
export const mostOf = (size: number, maxBytes: number): number =>
  Math.min(maxBytes, Math.max(FREE_BYTES, size * MAX_RATIO));

/**
 * Opens a file, gives it to `use`, and closes it.
 *
 * @throws FrugalError for a file that the library refuses, and as `use`; RuntimeError, RangeError where it was ended in the
 *   middle of its work, after which its memory is not to be trusted
 */
export async function withHdf5<V>(
  bytes: Uint8Array,
  { name, maxBytes }: Limits,
  use: (source: Source) => V,
): Promise<V> {
  const library = await optional(load, 'h5wasm', 'HDF5 files');
  const path = `/frugal-${opened++}.h5`;
  const { module } = library;
  silence(module);
  try {
    module.FS.writeFile(path, bytes);
    const file = new library.File(path, 'r');
    if (file.file_id <= 0n) throw unsound(name, 'it cannot be opened');
    try {
      return use({ file, library, name, maxBytes, size: bytes.length });
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof FrugalError || spoils(error)) throw error;
    throw unsound(name, error instanceof Error ? error.message : 'unknown');
  } finally {
    module.FS.unlink(path);
  }
}

/** What ends the library in the middle of its work: a trap, no stack any more. Its own errors it survives. */
const spoils = (error: unknown): boolean =>
  error instanceof WebAssembly.RuntimeError || error instanceof RangeError;

/** A damaged file. */
export const unsound = (name: string, reason: string): FrugalError =>
  new FrugalError(
    `${name} is no sound HDF5 file (${reason.replaceAll(/\s+/g, ' ').slice(0, 100)})`,
  );

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
  return { type, shape, data: elementsOf(bytesOf(dataset, what, source), type) };
}

function checkSize(
  { size, shape }: Metadata,
  { size: given, maxBytes }: Source,
  what: string,
): void {
  const bytes = size * countOf(shape ?? [0]);
  const most = mostOf(given, maxBytes);
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

/** Filters that the library brings have numbers below this one; others are plugins. */
const PLUGINS = 256;

/** @throws FrugalError for a filter by which a data set is packed and that the library does not have */
export function checkFilters({ filters }: Dataset, what: string): void {
  const foreign = filters.find(({ id }) => id >= PLUGINS);
  if (foreign !== undefined)
    throw new FrugalError(
      `${what} is packed by the filter ${quoted(foreign.name)}, which is not read; readable are gzip and shuffle`,
    );
}

/** A data set's numbers as little-endian bytes, whatever they are in the file, filters undone. */
function bytesOf(dataset: Dataset, what: string, { library, file, name }: Source): Uint8Array {
  const { module } = library;
  const { size, shape } = dataset.metadata;
  const length = size * countOf(shape ?? [0]);
  if (length === 0) return new Uint8Array(0);
  const at = module._malloc(length);
  if (at === 0) throw unsound(name, `no memory for ${length} bytes`);
  try {
    const status = module.get_dataset_data(
      file.file_id,
      dataset.path,
      null,
      null,
      null,
      BigInt(at),
    );
    if (status < 0) {
      checkFilters(dataset, what);
      throw unsound(name, `data set ${dataset.path} cannot be read`);
    }
    return module.HEAPU8.slice(at, at + length);
  } finally {
    module._free(at);
  }
}

function textsOf(dataset: Dataset, what: string): string[] {
  // `value` does not say that it could not read: it gives what lay in memory.
  checkFilters(dataset, what);
  const { value } = dataset;
  const texts = Array.isArray(value) ? (value as readonly unknown[]).flat(8) : [value];
  if (!texts.every((text): text is string => typeof text === 'string'))
    throw new FrugalError(`${what} holds strings that cannot be read`);
  return texts;
}
