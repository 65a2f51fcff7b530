/**
 * Rows of plain decimal numbers out of text, eight digits at a time, rounded correctly.
 *
 * A number here is `[-] digits [. digits]` with at most 19 digits that count, and a row has one separator between numbers and a
 * line feed, or a carriage return and a line feed, behind the last. The kernel stops before the first row that is anything
 * else: that row is somebody else's, who knows of exponents, quotes and gaps.
 *
 * Up to 2⁵³ one division rounds once. Above, the quotient is taken in twice the precision (Dekker 1971), and where an error of
 * that precision could change the rounding, the row is left to the other, too.
 *
 * Source of the digits in one word: D. Lemire, "Number parsing at a gigabyte per second", Softw. Pract. Exp. 51 (2021).
 */

import {
  type Body,
  type Expression,
  f64,
  i8x16,
  i32,
  i64,
  type Local,
  v128,
} from '../wasm/index.ts';
import { type Address, type Kernel, kernel } from './kernel.ts';

const MINUS = 45;
const POINT = 46;
const CR = 13;
const LF = 10;

/** Largest exponent of ten that is a double. */
const MOST = 22;
const SPLITTER = 134217729;
/** Twice the precision errs below 2⁻¹⁰⁰: 2⁻⁴⁸ of the second half is far more. */
const MARGIN = 2 ** -48;

/** Offsets of the tables: powers of ten, their halves by Dekker's splitting, powers as integers. */
const HIGH = 8 * (MOST + 1);
const LOW = 2 * HIGH;
const WHOLE = 3 * HIGH;
/** Bytes of the tables that the kernel reads. */
export const DECIMAL_TABLES = WHOLE + 8 * 9;

/** Bytes that the kernel may look at behind the text, and write to behind the index. */
export const DECIMAL_SLACK = 80;

/** Fills the tables. */
export function writeDecimalTables(bytes: Uint8Array, at: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, DECIMAL_TABLES);
  for (let k = 0; k <= MOST; k++) {
    const power = Number(`1e${k}`);
    const high = SPLITTER * power - (SPLITTER * power - power);
    view.setFloat64(8 * k, power, true);
    view.setFloat64(HIGH + 8 * k, high, true);
    view.setFloat64(LOW + 8 * k, power - high, true);
    if (k <= 8) view.setBigUint64(WHOLE + 8 * k, 10n ** BigInt(k), true);
  }
}

const flag = (value: boolean): Expression<'i32'> => i32.const(value ? 1 : 0);

/** Appends the digits at `at` to `number`, and moves `at` behind them. */
function takeDigits(body: Body, at: Local<'i32'>, number: Local<'i64'>, tables: Address): void {
  const word = body.local('i64');
  const bits = body.local('i64');
  body.doWhile(
    () => {
      // A byte is 0 … 9 where there is a digit, and has a bit among its upper four, or gets one by adding 6, where not.
      body.set(word, i64.xor(i64.load(at), i64.const(0x3030303030303030n)));
      const others = i64.or(i64.add(word, i64.const(0x0606060606060606n)), word);
      const first = i64.ctz(i64.and(others, i64.const(-0x0f0f0f0f0f0f0f10n)));
      body.set(bits, i64.and(first, i64.const(0x78n)));
      body.if(i32.eqz(i64.eqz(bits)), () => {
        // Zeros before the digits.
        body.set(word, i64.shl(word, i64.sub(i64.const(64n), bits)));
        body.set(word, i64.add(i64.mul(word, i64.const(10n)), i64.shrU(word, i64.const(8n))));
        const pairs = i64.const(0x000000ff000000ffn);
        const upper = i64.mul(i64.and(word, pairs), i64.const(100n + (1000000n << 32n)));
        const lower = i64.mul(
          i64.and(i64.shrU(word, i64.const(16n)), pairs),
          i64.const(1n + (10000n << 32n)),
        );
        const eight = i64.shrU(i64.add(upper, lower), i64.const(32n));
        const power = i64.load(i32.add(tables, i32.fromI64(bits)), WHOLE);
        body.set(number, i64.add(i64.mul(number, power), eight));
        body.advance(at, i32.shrU(i32.fromI64(bits), i32.const(3)));
      });
    },
    () => i32.eq(i32.fromI64(bits), i32.const(64)),
  );
}

/** `number / 10^scale`; clears `good` where its rounding is not certain, or a whole number is no double. */
function emitValue(
  body: Body,
  number: Local<'i64'>,
  scale: Local<'i32'>,
  tables: Address,
  good: Local<'i32'>,
): Local<'f64'> {
  const whole = body.local('f64', f64.fromI64(number));
  const entry = body.local('i32', i32.add(tables, i32.shl(scale, i32.const(3))));
  const power = body.local('f64', f64.load(entry));
  const value = body.local('f64', f64.div(whole, power));
  body.if(i32.eqz(i64.ltU(number, i64.const(2n ** 53n))), () => {
    const rest = body.local('f64', f64.fromI64(i64.sub(number, i64.truncSat(whole))));
    const product = body.local('f64', f64.mul(value, power));
    const shifted = body.local('f64', f64.mul(value, f64.const(SPLITTER)));
    const high = body.local('f64', f64.sub(shifted, f64.sub(shifted, value)));
    const low = body.local('f64', f64.sub(value, high));
    const [upper, lower] = [f64.load(entry, HIGH), f64.load(entry, LOW)];
    const error = f64.sub(
      f64.mul(low, lower),
      f64.sub(
        f64.sub(f64.sub(product, f64.mul(high, upper)), f64.mul(low, upper)),
        f64.mul(high, lower),
      ),
    );
    const left = f64.add(f64.sub(f64.sub(whole, product), error), rest);
    const second = body.local('f64', f64.div(left, power));
    const sum = body.local('f64', f64.add(value, f64.mul(second, f64.const(1 + MARGIN))));
    const other = f64.add(value, f64.mul(second, f64.const(1 - MARGIN)));
    body.set(good, i32.and(f64.eq(sum, other), i32.ne(scale, i32.const(0))));
    body.set(value, sum);
  });
  return value;
}

/**
 * Writes the addresses of all separators and line feeds from `text` on to `index`: sixteen bytes at a time, and without a
 * branch for up to four of them. So the numbers between them do not wait for each other.
 */
function findEnds(
  body: Body,
  text: Address,
  end: Address,
  separator: Address,
  index: Address,
): void {
  const separators = body.local('v128', i8x16.splat(separator));
  const lines = body.local('v128', i8x16.splat(i32.const(LF)));
  const bytes = body.local('v128');
  const at = body.local('i32', text);
  const target = body.local('i32', index);
  const bits = body.local('i32');
  const found = body.local('i32');
  const stored = body.local('i32');
  body.while(i32.ltU(at, end), () => {
    body.set(bytes, v128.load(at));
    body.set(bits, i8x16.bitmask(v128.or(i8x16.eq(bytes, separators), i8x16.eq(bytes, lines))));
    body.set(found, i32.popcnt(bits));
    body.set(stored, target);
    body.doWhile(
      () => {
        for (let k = 0; k < 4; k++) {
          body.storeI32(stored, i32.add(at, i32.ctz(bits)), 4 * k);
          body.set(bits, i32.and(bits, i32.sub(bits, i32.const(1))));
        }
        body.advance(stored, 16);
      },
      () => i32.ne(bits, i32.const(0)),
    );
    body.advance(target, i32.shl(found, i32.const(2)));
    body.advance(at, 16);
  });
}

/**
 * Reads up to `rows` rows of `columns` numbers from `text` … `end` − 1, whose last byte is a line feed, into doubles row by row at
 * `output`; `index` has room for four bytes for each of the text's, and `DECIMAL_SLACK`. Writes to `state` how many rows were read, and the address behind the last of them.
 */
export function decimalRows(): Kernel {
  return kernel(
    'decimalRows',
    ['text', 'end', 'separator', 'columns', 'output', 'rows', 'tables', 'index', 'state'],
    (body, text, end, separator, columns, output, rows, tables, index, state) => {
      findEnds(body, text, end, separator, index);
      const at = body.local('i32', text);
      const behind = body.local('i32', text);
      const done = body.local('i32', i32.const(0));
      const good = body.local('i32', flag(true));
      const target = body.local('i32', output);
      const left = body.local('i32');
      const next = body.local('i32', index);
      const stop = body.local('i32');
      const from = body.local('i32');
      const negative = body.local('i32');
      const number = body.local('i64');
      const counted = body.local('i32');
      const scale = body.local('i32');
      const ending = body.local('i32');
      const more = i32.and(i32.ltU(behind, end), i32.ltU(done, rows));
      body.while(i32.and(good, more), () => {
        body.set(left, columns);
        body.while(i32.and(good, i32.ne(left, i32.const(0))), () => {
          body.set(stop, i32.load(next));
          body.advance(next, 4);
          body.set(negative, i32.eq(i32.load8(at), i32.const(MINUS)));
          body.advance(at, negative);
          body.set(from, at);
          body.set(number, i64.const(0n));
          body.set(scale, i32.const(0));
          takeDigits(body, at, number, tables);
          body.set(counted, i32.sub(at, from));
          // Zeros before the point do not count; more digits than these may have wrapped around.
          body.set(good, i32.leU(counted, i32.const(18)));
          body.set(ending, counted);
          body.set(counted, i32.mul(counted, i32.eqz(i64.eqz(number))));
          body.if(i32.eq(i32.load8(at), i32.const(POINT)), () => {
            body.advance(at, 1);
            body.set(from, at);
            takeDigits(body, at, number, tables);
            body.set(scale, i32.sub(at, from));
            body.advance(counted, scale);
            body.advance(ending, scale);
          });
          body.set(good, i32.and(good, i32.ne(ending, i32.const(0))));
          body.set(good, i32.and(good, i32.leU(counted, i32.const(19))));
          body.set(good, i32.and(good, i64.ltU(number, i64.const(9n * 10n ** 18n))));
          body.advance(left, -1);
          body.set(ending, separator);
          body.if(i32.eqz(left), () => {
            body.set(ending, i32.const(LF));
            body.advance(at, i32.eq(i32.load8(at), i32.const(CR)));
          });
          body.set(good, i32.and(good, i32.eq(at, stop)));
          body.set(good, i32.and(good, i32.eq(i32.load8(stop), ending)));
          body.set(at, i32.add(stop, i32.const(1)));
          body.if(good, () => {
            const value = emitValue(body, number, scale, tables, good);
            const sign = f64.fromI32(i32.sub(i32.const(1), i32.shl(negative, i32.const(1))));
            body.storeF64(target, f64.mul(value, sign));
            body.advance(target, 8);
          });
        });
        body.if(good, () => {
          body.advance(done, 1);
          body.set(behind, at);
        });
      });
      body.storeI32(state, done);
      body.storeI32(state, behind, 4);
    },
    (
      { u8, i32: words, f64: doubles },
      text,
      end,
      separator,
      columns,
      output,
      rows,
      _,
      __,
      state,
    ) => {
      let behind = text;
      let done = 0;
      while (behind < end && done < rows) {
        const stop = u8.indexOf(LF, behind);
        const line = String.fromCharCode(...u8.subarray(behind, stop)).replace(/\r$/, '');
        const fields = line.split(String.fromCharCode(separator));
        if (fields.length !== columns || !fields.every(isPlain)) break;
        doubles.set(fields.map(Number), output / 8 + done * columns);
        done++;
        behind = stop + 1;
      }
      words[state / 4] = done;
      words[state / 4 + 1] = behind;
    },
  );
}

/** What the kernel reads: see there. */
function isPlain(field: string): boolean {
  const parts = /^-?(\d{0,18})(?:\.(\d*))?$/.exec(field);
  if (parts === null) return false;
  const [, whole, fraction = ''] = parts;
  const number = BigInt(`0${whole}${fraction}`);
  const counted = (/[1-9]/.test(whole) ? whole.length : 0) + fraction.length;
  const exact = fraction.length > 0 || number < 2n ** 53n;
  return whole.length + fraction.length > 0 && counted <= 19 && number < 9n * 10n ** 18n && exact;
}
