import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emitModule } from '../wasm/index.ts';
import { decimalRows, writeDecimalTables } from './decimal-rows.ts';

const memory = new WebAssembly.Memory({ initial: 4, maximum: 4 });
const u8 = new Uint8Array(memory.buffer);
const i32 = new Int32Array(memory.buffer);
const f64 = new Float64Array(memory.buffer);
const views = {
  u8,
  i32,
  f64,
  u16: new Uint16Array(memory.buffer),
  u32: new Uint32Array(memory.buffer),
  f32: new Float32Array(memory.buffer),
};
const [TABLES, STATE, TEXT, INDEX, OUTPUT] = [0, 1024, 2048, 2 ** 16, 2 ** 17];
const kernel = decimalRows();
const module = emitModule([kernel.emit()], { shared: false, maximumPages: 4 });
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module), { env: { memory } });
const emitted = exports[kernel.key] as (...words: number[]) => void;
writeDecimalTables(u8, TABLES);

/** What one of the two makes of a text: rows, the place behind them, numbers. */
function read(run: (...words: number[]) => void, text: string, columns: number, rows = 1000) {
  const bytes = new TextEncoder().encode(text);
  u8.fill(0x39, TEXT, OUTPUT);
  u8.set(bytes, TEXT);
  run(TEXT, TEXT + bytes.length, 44, columns, OUTPUT, rows, TABLES, INDEX, STATE);
  const [done, behind] = i32.subarray(STATE / 4);
  const values = [...f64.subarray(OUTPUT / 8, OUTPUT / 8 + done * columns)];
  return { done, behind: behind - TEXT, values };
}

const twin = (...words: number[]): void => kernel.twin(views, ...words);

function agree(text: string, columns: number, rows?: number) {
  const found = read(emitted, text, columns, rows);
  expect(found).toEqual(read(twin, text, columns, rows));
  return found;
}

const digits = (most: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[0-9]{0,${most}}$`));
const field = fc.oneof(
  fc.tuple(fc.constantFrom('', '-'), digits(20), fc.constantFrom('', '.'), digits(22)),
  fc.double({ noNaN: true }).map((value) => [String(value)]),
  fc.integer().map((value) => [String(value)]),
  fc.double({ min: -1, max: 1, noNaN: true }).map((value) => [value.toPrecision(17)]),
);
const plainField = fc
  .tuple(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.nat(17))
  .map(([value, precision]) => (value / 2 ** 31).toPrecision(precision + 1));

describe('decimalRows', () => {
  it('reads rows of plain numbers, with either end of a line', () => {
    const { done, behind, values } = agree('1,-2.5\r\n.28,5.\n-0,007\n', 2);
    expect([done, behind]).toEqual([3, 22]);
    expect(values).toEqual([1, -2.5, 0.28, 5, -0, 7]);
    expect(agree('1\n2\n3\n', 1, 2).values).toEqual([1, 2]);
  });

  it.each([
    '1,2,3\n',
    '1\n',
    '1,\n',
    ',1\n',
    '1,x\n',
    '1,1e5\n',
    '1,+5\n',
    '1,-\n',
    '1,.\n',
    '1,2 \n',
  ])('stops before %j', (line) => {
    expect(agree(`8,9\n${line}8,9\n`, 2)).toEqual({ done: 1, behind: 4, values: [8, 9] });
  });

  it.each([
    ['9007199254740991', 1],
    ['9007199254740992', 0],
    ['18446744073709551616', 0],
    ['1844674407370955161.6', 0],
    ['0.1234567890123456789', 1],
    ['0.12345678901234567891', 0],
    ['123456789012345678.9', 1],
  ])('reads %s or leaves it: %i', (number, done) => {
    const found = agree(`${number}\n`, 1);
    expect(found.done).toBe(done);
    if (done === 1) expect(found.values).toEqual([Number(number)]);
  });

  it('leaves what lies halfway between two doubles', () => {
    expect(read(emitted, '9007199254740993.0\n', 1).done).toBe(0);
  });

  it('reads as Number does', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(plainField, plainField), { minLength: 1 }), (rows) => {
        const { values } = agree(rows.map((row) => `${row.join(',')}\n`).join(''), 2);
        expect(values).toEqual(rows.flat().slice(0, values.length).map(Number));
      }),
      { numRuns: 3000 },
    );
  });

  it('agrees with its twin on any digits', () => {
    const lines = fc.array(field.map((parts) => `${parts.join('')}\n`));
    fc.assert(
      fc.property(lines, (texts) => {
        agree(texts.join(''), 1);
      }),
      { numRuns: 3000 },
    );
  });
});
