/**
 * Canonical JSON: one value, one text, whatever the order in which its members were written.
 *
 * After RFC 8785 (JSON Canonicalization Scheme): members sorted by UTF-16 code units, no white space, numbers in
 * ECMAScript's shortest form, strings with the fewest escapes. What has no JSON form (NaN, infinity, undefined,
 * typed arrays, lone surrogates) is refused instead of changed in silence.
 */

import { FrugalError } from '../errors.ts';
import type { Json } from '../protocol/study.ts';

/** Deeper nesting is taken for a value that contains itself. */
const MAX_DEPTH = 200;

/**
 * The canonical text of a JSON value.
 *
 * @throws FrugalError naming the place and the value that JSON cannot hold
 * @example canonicalJson({ b: 1, a: [1.0, 'x'] }) // '{"a":[1,"x"],"b":1}'
 */
export function canonicalJson(value: Json): string {
  // Where something is refused its place is looked for in a second, slower walk: the first one keeps no account of places.
  return quick(value, 0) ?? write(value, '', 0);
}

/** The text, or undefined where something in it has none. */
function quick(value: unknown, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? JSON.stringify(value) : undefined;
    case 'number':
      return Number.isFinite(value) ? String(value) : undefined;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? quickList(value, depth) : quickMembers(value, depth);
  }
  return undefined;
}

/** Most of what is written: their text at once is several times faster than one by one. */
const areFinite = (list: readonly unknown[]): boolean => {
  for (let i = 0; i < list.length; i++) if (!Number.isFinite(list[i])) return false;
  return true;
};

function quickList(list: readonly unknown[], depth: number): string | undefined {
  if (depth < MAX_DEPTH && areFinite(list)) return JSON.stringify(list);
  let text = '[';
  for (let i = 0; i < list.length; i++) {
    const item = quick(list[i], depth + 1);
    if (item === undefined) return undefined;
    text += i === 0 ? item : `,${item}`;
  }
  return `${text}]`;
}

function quickMembers(object: object, depth: number): string | undefined {
  if (!isPlain(object)) return undefined;
  const members = object as Readonly<Record<string, unknown>>;
  let text = '{';
  for (const key of Object.keys(members).sort()) {
    const member = quick(members[key], depth + 1);
    const name = quickName(key);
    if (member === undefined || name === undefined) return undefined;
    text += `${text === '{' ? '' : ','}${name}${member}`;
  }
  return `${text}}`;
}

/** Names of members with their colons: records have the same few. */
const names = new Map<string, string>();
const MOST_NAMES = 4096;

function quickName(key: string): string | undefined {
  const known = names.get(key);
  if (known !== undefined || !key.isWellFormed()) return known;
  const text = `${JSON.stringify(key)}:`;
  if (names.size < MOST_NAMES) names.set(key, text);
  return text;
}

/** The same, slower, which knows where it is: what it refuses it names. */
export function canonicalJsonAtPlace(value: Json): string {
  return write(value, '', 0);
}

function write(value: unknown, path: string, depth: number): string {
  if (depth > MAX_DEPTH)
    throw new FrugalError(`${place(path)} is nested deeper than ${MAX_DEPTH} levels`);
  switch (typeof value) {
    case 'string':
      if (/\p{Surrogate}/u.test(value))
        throw new FrugalError(`${place(path)} holds half a character (lone surrogate)`);
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value))
        throw new FrugalError(`${place(path)} is ${value}, which JSON cannot hold`);
      return JSON.stringify(value);
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return writeList(value, path, depth);
      if (isPlain(value)) return writeMembers(value, path, depth);
  }
  const what = typeof value === 'object' ? (value?.constructor?.name ?? 'an object') : typeof value;
  throw new FrugalError(`${place(path)} is of type ${what}, which JSON cannot hold`);
}

function writeList(list: readonly unknown[], path: string, depth: number): string {
  const items: string[] = [];
  for (let i = 0; i < list.length; i++) items.push(write(list[i], `${path}[${i}]`, depth + 1));
  return `[${items.join(',')}]`;
}

function writeMembers(object: object, path: string, depth: number): string {
  const members = Object.entries(object).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const texts = members.map(([key, member]) => {
    const inner = path === '' ? key : `${path}.${key}`;
    return `${write(key, inner, depth)}:${write(member, inner, depth + 1)}`;
  });
  return `{${texts.join(',')}}`;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function place(path: string): string {
  return path === '' ? 'the value' : `"${path}"`;
}
