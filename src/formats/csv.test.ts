import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrugalError } from '../errors.ts';
import { parseCsv } from './csv.ts';

describe('parseCsv', () => {
  it('reads numbers in every decimal form', () => {
    const table = parseCsv('1,-2.5,.28\r\n+3e2,1.00E+00,5.\n');
    expect(table).toEqual({
      rows: 2,
      columns: 3,
      header: [],
      data: Float64Array.of(1, -2.5, 0.28, 300, 1, 5),
    });
  });

  it('reads a header and a last line without an end', () => {
    const table = parseCsv('radius,area\n1,2\n3,4', { header: true });
    expect(table.header).toEqual(['radius', 'area']);
    expect([...table.data]).toEqual([1, 2, 3, 4]);
  });

  it.each(['\n', '\n\n', '\r\n', '\n\r\n \n', '\n\n\n\t'])(
    'takes empty lines at the end, %j, for no rows',
    (end) => {
      expect(parseCsv(`1,2\n3,4${end}`)).toEqual(parseCsv('1,2\n3,4'));
      // A table of one column is the one whose empty line could be a row.
      expect(parseCsv(`1\n2${end}`).rows).toBe(2);
      expect(parseCsv(`a\n2${end}`, { header: true }).rows).toBe(1);
    },
  );

  it('turns names of classes into their numbers', () => {
    const names = { column: 1, values: ['setosa', 'virginica'] };
    expect([...parseCsv('5.1,virginica\n4.9,setosa\n', { names }).data]).toEqual([5.1, 1, 4.9, 0]);
    expect(() => parseCsv('5.1,virginca', { name: 'iris', names })).toThrow(
      'iris: line 1, column 2: unknown name "virginca"; did you mean "virginica"?',
    );
  });

  it.each([
    ['', 'CSV: no rows'],
    ['\n', 'CSV: no rows'],
    [' \r\n\n', 'CSV: no rows'],
    ['\n1,2\n', 'CSV: line 1 is empty, with rows after it; delete the line or fill it'],
    ['1\n \r\n3', 'CSV: line 2 is empty, with rows after it'],
    ['1,2\n3\n', 'CSV: line 2 has 1 column, expected 2 as in line 1'],
    ['1,2\n3,4,5\n', 'CSV: line 2 has 3 columns, expected 2 as in line 1'],
    ['1,2\n\n3,4', 'CSV: line 2 is empty, with rows after it; delete the line or fill it'],
    ['1,2\n,\n', 'CSV: line 2, column 1: "" is not a finite decimal number'],
    ['1,2\n3,abc\n', 'CSV: line 2, column 2: "abc" is not a finite decimal number'],
    ['1,NaN', 'column 2: "NaN" is not'],
    ['1,Infinity', 'column 2: "Infinity" is not'],
    ['1,1e999', 'column 2: "1e999" is not'],
    ['0x10', 'column 1: "0x10" is not'],
    ['"1"', 'column 1: "\\"1\\"" is not'],
    ['1;2', 'column 1: "1;2" is not'],
  ])('refuses %j', (text, message) => {
    expect(() => parseCsv(text)).toThrow(message);
  });

  it('refuses a table that is only a header', () => {
    expect(() => parseCsv('a,b\n', { header: true })).toThrow('no rows');
  });

  it('gives back what was printed', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    const tables = fc
      .integer({ min: 1, max: 5 })
      .chain((columns) =>
        fc.array(fc.array(number, { minLength: columns, maxLength: columns }), { minLength: 1 }),
      );
    fc.assert(
      fc.property(tables, (rows) => {
        const table = parseCsv(rows.map((row) => row.map(String).join(',')).join('\n'));
        expect(table.rows).toBe(rows.length);
        // Printing loses the sign of zero.
        expect([...table.data]).toEqual(rows.flat().map((value) => value + 0));
      }),
    );
  });

  it('answers any text with numbers or one line', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'0123456789,.eE+-\n\r') }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          expect(parseCsv(text).data.every(Number.isFinite)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(FrugalError);
          expect((error as Error).message).not.toContain('\n');
        }
      }),
    );
  });
});
