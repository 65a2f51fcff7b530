/** Plain values (objects, lists, numbers, typed arrays) as snapshots: numbers by the million apart from the rest. */

import { FrugalError } from '../errors.ts';
import type { Json, NamedArrays, Snapshot } from './study.ts';

const TYPES = {
  ...{ Int8Array, Int16Array, Int32Array, Uint8Array, Uint16Array, Uint32Array },
  ...{ Float32Array, Float64Array },
};
type TypedArray = InstanceType<(typeof TYPES)[keyof typeof TYPES]>;

const isTyped = (value: object): value is TypedArray =>
  Object.values(TYPES).some((type) => value instanceof type);

/**
 * A plain value as a snapshot. A typed array is `{ $array, type }` in the JSON, its bytes are among the arrays; a number that
 * JSON does not know is `{ $number }`.
 *
 * @throws FrugalError for a function, a symbol, or another value that cannot be kept
 */
export function packed(value: unknown): Snapshot {
  const arrays: Record<string, NamedArrays[string]> = {};
  const pack = (part: unknown): Json => {
    if (part === null || typeof part === 'string' || typeof part === 'boolean') return part;
    if (typeof part === 'number') return Number.isFinite(part) ? part : { $number: `${part}` };
    if (Array.isArray(part)) return part.map(pack);
    if (typeof part !== 'object')
      throw new FrugalError(`a ${typeof part} cannot be kept in a checkpoint`);
    if (isTyped(part)) {
      const name = `${Object.keys(arrays).length}`;
      arrays[name] = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
      return { $array: name, type: part.constructor.name };
    }
    return Object.fromEntries(
      Object.entries(part).flatMap(([key, own]) => (own === undefined ? [] : [[key, pack(own)]])),
    );
  };
  return { meta: pack(value), arrays };
}

/**
 * The value that was packed: new objects and arrays.
 *
 * @throws FrugalError where an array is missing
 */
export function unpacked({ meta, arrays }: Snapshot): unknown {
  const unpack = (part: Json): unknown => {
    if (part === null || typeof part !== 'object') return part;
    if (Array.isArray(part)) return part.map(unpack);
    const record: { readonly [key: string]: Json } = part as { readonly [key: string]: Json };
    if ('$number' in record) return Number(record.$number);
    if ('$array' in record) {
      const name = String(record.$array);
      const type = TYPES[String(record.type) as keyof typeof TYPES];
      const bytes = arrays[name];
      if (type === undefined || !(bytes instanceof Uint8Array))
        throw new FrugalError(`the checkpoint lacks the array "${name}": rerun with --fresh`);
      return new type(bytes.slice().buffer);
    }
    return Object.fromEntries(Object.entries(part).map(([key, own]) => [key, unpack(own)]));
  };
  return unpack(meta);
}
