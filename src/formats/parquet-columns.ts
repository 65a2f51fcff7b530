/** What the values of a Parquet column mean, and the columns of a table that take them up page by page. */

import type { SchemaElement } from 'hyparquet';
import { fromHalf } from './half.ts';
import { type Page, type PlainValues, textOf } from './parquet-pages.ts';
import type { Column } from './values.ts';

/** Why a column cannot be in a table. */
export interface Left {
  readonly left: string;
}

/** How values become numbers or words. */
export type Meaning =
  | { readonly kind: 'text'; readonly form: 'utf8' | 'uuid' }
  | {
      readonly kind: 'number';
      /** Whole numbers are divided by it: a power of ten, 1 for plain numbers. */
      readonly divisor: number;
      readonly unsigned: boolean;
      /** Values that are bytes. */
      readonly form?: 'decimal' | 'half' | 'int96';
      /** May lose digits: times and decimals. */
      readonly rounds: boolean;
      readonly note?: string;
    };

export interface Sink {
  /** Takes up the next rows; says why where they cannot be held. */
  add(page: Page): Left | undefined;
  column(name: string): Column;
  /** What the person should know, each after the column's name. */
  notes(): string[];
}

const UNITS = { MILLIS: 1, MICROS: 1e3, NANOS: 1e6 } as const;

/** What a column of the file is in a table. */
export function meaningOf(element: SchemaElement, flat: boolean): Meaning | Left {
  const { type, converted_type: converted, logical_type: logical, scale = 0 } = element;
  if (!flat) return { left: 'it holds lists or structures' };
  const number = { kind: 'number', divisor: 1, unsigned: false, rounds: false } as const;
  const unit = logical !== undefined && 'unit' in logical ? UNITS[logical.unit] : undefined;
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    if (!(scale >= 0 && scale <= 300)) return { left: `its decimals have a scale of ${scale}` };
    const form = type === 'BYTE_ARRAY' || type === 'FIXED_LEN_BYTE_ARRAY' ? 'decimal' : undefined;
    return { ...number, divisor: 10 ** scale, form, rounds: true };
  }
  if (converted === 'DATE' || logical?.type === 'DATE')
    return { ...number, note: 'holds dates: days since 1970-01-01' };
  if (type === 'INT96')
    return { ...number, form: 'int96', rounds: true, note: 'holds times: milliseconds since 1970' };
  if (converted?.startsWith('TIME') || logical?.type === 'TIMESTAMP' || logical?.type === 'TIME') {
    const divisor = unit ?? (converted?.endsWith('MICROS') ? 1e3 : 1);
    const day = logical?.type === 'TIME' || converted?.startsWith('TIME_');
    const since = day ? 'midnight' : '1970';
    return { ...number, divisor, rounds: true, note: `holds times: milliseconds since ${since}` };
  }
  if (logical?.type === 'FLOAT16') return { ...number, form: 'half' };
  if (logical?.type === 'UUID') return { kind: 'text', form: 'uuid' };
  if (type === 'BYTE_ARRAY') {
    if (converted === 'UTF8' || converted === 'ENUM' || converted === undefined)
      return { kind: 'text', form: 'utf8' };
    return { left: `its values are ${converted}` };
  }
  if (type === 'FIXED_LEN_BYTE_ARRAY') return { left: 'its values are bytes' };
  if (type === undefined) return { left: 'it has no type' };
  const unsigned =
    converted?.startsWith('UINT') || (logical?.type === 'INTEGER' && !logical.isSigned);
  return { ...number, unsigned: unsigned === true };
}

/** Numbers, one a row. */
export class NumberSink implements Sink {
  readonly #values: Float64Array;
  readonly #meaning: Meaning & { readonly kind: 'number' };
  #row = 0;
  #missing = 0;

  constructor(rows: number, meaning: Meaning & { readonly kind: 'number' }) {
    this.#values = new Float64Array(rows);
    this.#meaning = meaning;
  }

  add({ rows, present, values, codes }: Page): Left | undefined {
    const numbers = this.#numbers(values);
    if ('left' in numbers) return numbers;
    const out = this.#values;
    const first = this.#row;
    this.#row += rows;
    if (present === undefined && codes === undefined) {
      out.set(numbers.length === rows ? numbers : numbers.subarray(0, rows), first);
      return undefined;
    }
    if (present === undefined && codes !== undefined) {
      for (let i = 0; i < rows; i++) out[first + i] = numbers[codes[i]];
      return undefined;
    }
    for (let i = 0, k = 0; i < rows; i++) {
      if (present !== undefined && present[i] === 0) {
        out[first + i] = Number.NaN;
        this.#missing++;
      } else {
        out[first + i] = numbers[codes === undefined ? k : codes[k]];
        k++;
      }
    }
    return undefined;
  }

  #numbers(
    values: PlainValues,
  ): Exclude<PlainValues, BigInt64Array | readonly Uint8Array[]> | Left {
    const { divisor, unsigned, form, rounds } = this.#meaning;
    if (isBytes(values)) return bytesAsNumbers(values, form, divisor);
    if (values instanceof BigInt64Array) return fromLong(values, { divisor, unsigned, rounds });
    if (unsigned && values instanceof Int32Array) return Float64Array.from(values, (v) => v >>> 0);
    return divisor === 1 ? values : Float64Array.from(values, (value) => value / divisor);
  }

  column(name: string): Column {
    return { kind: 'number', name, values: this.#values, missing: this.#missing };
  }

  notes(): string[] {
    let unknown = -this.#missing;
    const values = this.#values;
    for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) unknown++;
    const { note } = this.#meaning;
    return [
      ...(note === undefined ? [] : [note]),
      ...(unknown > 0 ? [`holds ${unknown} NaN, which are not missing`] : []),
    ];
  }
}

const isBytes = (values: PlainValues): values is readonly Uint8Array[] => Array.isArray(values);

function fromLong(
  values: BigInt64Array,
  { divisor, unsigned, rounds }: { divisor: number; unsigned: boolean; rounds: boolean },
): Float64Array | Left {
  const halves = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < numbers.length; i++) {
    const high = halves[2 * i + 1];
    const value = (unsigned ? high : high | 0) * 2 ** 32 + halves[2 * i];
    if (!rounds && !Number.isSafeInteger(value))
      return { left: `it holds ${values[i]}, beyond what doubles hold exactly (2^53)` };
    numbers[i] = divisor === 1 ? value : value / divisor;
  }
  return numbers;
}

function bytesAsNumbers(
  values: readonly Uint8Array[],
  form: (Meaning & { readonly kind: 'number' })['form'],
  divisor: number,
): Float64Array | Left {
  if (form === 'half')
    return Float64Array.from(
      fromHalf(Uint16Array.from(values, (bytes) => (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8))),
    );
  if (form === 'int96') return Float64Array.from(values, momentOf);
  if (form !== 'decimal') return { left: 'its values are bytes' };
  if (values.some(({ length }) => length > 32)) return { left: 'its decimals pass 256 bits' };
  return Float64Array.from(values, (bytes) => {
    let whole = 0n;
    for (const byte of bytes) whole = (whole << 8n) | BigInt(byte);
    return Number(BigInt.asIntN(8 * bytes.length, whole)) / divisor;
  });
}

/** Milliseconds since 1970 of a day and the nanoseconds in it. */
function momentOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (view.getInt32(8, true) - 2440588) * 86_400_000 + Number(view.getBigInt64(0, true)) / 1e6;
}

/** Words, each kept once. */
export class TextSink implements Sink {
  readonly #codes: Int32Array;
  readonly #form: 'utf8' | 'uuid';
  readonly #known = new Map<string, number>();
  readonly #decoder = new TextDecoder();
  #row = 0;
  #missing = 0;

  constructor(rows: number, { form }: Meaning & { readonly kind: 'text' }) {
    this.#codes = new Int32Array(rows);
    this.#form = form;
  }

  add({ rows, present, values, codes }: Page): Left | undefined {
    if (!isBytes(values)) return { left: 'its values are no texts' };
    // Of a dictionary only those words that occur, in the order in which they do.
    const own = codes === undefined ? undefined : new Int32Array(values.length).fill(-1);
    for (let i = 0, k = 0; i < rows; i++) {
      if (present !== undefined && present[i] === 0) {
        this.#codes[this.#row++] = -1;
        this.#missing++;
        continue;
      }
      const at = codes === undefined ? k : codes[k];
      k++;
      let code = own === undefined ? -1 : own[at];
      if (code < 0) {
        code = this.#codeOf(values[at]);
        if (own !== undefined) own[at] = code;
      }
      this.#codes[this.#row++] = code;
    }
    return undefined;
  }

  #codeOf(bytes: Uint8Array): number {
    const word = this.#form === 'uuid' ? uuidOf(bytes) : textOf(bytes, this.#decoder);
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    this.#known.set(word, this.#known.size);
    return this.#known.size - 1;
  }

  column(name: string): Column {
    const words = [...this.#known.keys()];
    return { kind: 'text', name, codes: this.#codes, words, missing: this.#missing };
  }

  notes(): string[] {
    return [];
  }
}

const uuidOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
