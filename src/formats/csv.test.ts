import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../errors.ts';
import { type ReadTable, readTable, type TableOptions } from './csv.ts';
import { singleText, writeTable } from './csv-write.ts';
import { survives } from './fixtures/survives.ts';
import type { Column, Table } from './values.ts';

const read = (text: string, options: TableOptions = {}): ReadTable =>
  readTable(new TextEncoder().encode(text), { name: 'x.csv', ...options });

/** The fields of each column, NaN and undefined where missing. */
const fields = ({ value }: ReadTable): Record<string, unknown[]> =>
  Object.fromEntries(value.columns.map((column) => [column.name, fieldsOf(column)]));

const fieldsOf = (column: Column): unknown[] =>
  column.kind === 'number'
    ? [...column.values]
    : Array.from(column.codes, (code) => column.words[code]);

describe('readTable', () => {
  it('reads numbers in every decimal form', () => {
    expect(fields(read('1,-2.5,.28\r\n+3e2,1.00E+00,5.\n', { header: false }))).toEqual({
      'column 1': [1, 300],
      'column 2': [-2.5, 1],
      'column 3': [0.28, 5],
    });
  });

  it('recognises a header by a word over numbers, and tells', () => {
    const table = read('length,kind\n1,oak\n2,ash\n');
    expect(fields(table)).toEqual({ length: [1, 2], kind: ['oak', 'ash'] });
    expect(table.header).toBe(true);
    expect(table.notes).toEqual([
      'Fields are separated by commas, the first line names the columns (recognised from the first lines).',
    ]);
    expect(read('1,oak\n2,ash\n').header).toBe(false);
    expect(read('kind\noak\nash\noak\n').header).toBe(true);
    expect(read('oak\nash\noak\n').header).toBe(false);
  });

  it('says nothing where everything was given', () => {
    expect(read('1,2\n', { header: false, delimiter: ',' }).notes).toEqual([]);
  });

  it.each([
    ['commas', 'a,b\n1,x\n2,y z'],
    ['semicolons', 'a;b\n1;x, or y\n2;y z'],
    ['tabs', 'a\tb\n1\tx, or y\n2\ty z'],
    ['bars', 'a|b\n1|x\n2|y z'],
    ['spaces', '  a   b\n 1 x\n2\t"y z"  \n'],
    ['semicolons', 'sep=;\r\na;b\r\n1;x\r\n2;y z\r\n'],
  ])('recognises %s', (what, text) => {
    const table = read(text);
    expect(Object.keys(fields(table))).toEqual(['a', 'b']);
    expect(fields(table).a).toEqual([1, 2]);
    expect(fields(table).b[1]).toBe('y z');
    if (!text.startsWith('sep')) expect(table.notes[0]).toContain(`separated by ${what}`);
  });

  it('reads quoted fields with separators, quotes and line ends in them', () => {
    const table = read('"a","b"\r\n"x ""q"", y","1"\r\n"two\r\nlines", "2.5" \r\n"",3');
    expect(fields(table)).toEqual({
      a: ['x "q", y', 'two\r\nlines', undefined],
      b: [1, 2.5, 3],
    });
  });

  it('keeps missing fields as missing and says how many', () => {
    const table = read('a,b\n,oak\nNA,?\n3,n/a\n4,elm\n');
    expect(fields(table)).toEqual({
      a: [NaN, NaN, 3, 4],
      b: ['oak', undefined, undefined, 'elm'],
    });
    expect(table.value.columns.map(({ missing }) => missing)).toEqual([2, 2]);
    expect(table.notes[1]).toBe(
      '4 fields missing (empty, or ?, NA, N/A, #N/A, NaN, null, None) in: a, b.',
    );
    expect(fields(read('a\n-999\n1\nNA\n', { missing: ['-999', 'na'] })).a).toEqual([NaN, 1, NaN]);
  });

  it('finds the kind of a column behind missing fields', () => {
    expect(fields(read('a,b\n,1\n,2\nx,3\n')).a).toEqual([undefined, undefined, 'x']);
  });

  it.each(['a,b\nr1,1,2\nr2,3,4\n', ',a,b\nr1,1,2\nr2,3,4\n', '"","a","b"\n"r1",1,2\n"r2",3,4\n'])(
    'takes an unnamed first column for names of rows: %j',
    (text) => {
      const table = read(text);
      expect(fields(table)).toEqual({ row: ['r1', 'r2'], a: [1, 3], b: [2, 4] });
      expect(table.rowNames).toBe('row');
      expect(table.notes[1]).toContain('names of rows');
    },
  );

  it('leaves out an unnamed column without values', () => {
    for (const text of ['a,b,\n1,2,\n', 'a,b\n1,2,\n'])
      expect(fields(read(text))).toEqual({ a: [1], b: [2] });
  });

  it('reads words as words where asked', () => {
    expect(fields(read('zip,n\n01,1\n02,2\n', { text: ['zip'] }))).toEqual({
      zip: ['01', '02'],
      n: [1, 2],
    });
    expect(() => read('a\n1\n', { text: ['b'] })).toThrow('x.csv has no column "b"');
  });

  it('takes numbers with many words among them for words, and tells', () => {
    const table = read('ticket\n1\n2a\n3\n');
    expect(fields(table)).toEqual({ ticket: ['1', '2a', '3'] });
    expect(table.notes[1]).toBe(
      'Read as words: 1 column that began with numbers (line 3, column "ticket": "2a").',
    );
  });

  it('leaves out blank lines, comments at the top and a byte order mark', () => {
    const table = read('\uFEFF# made by hand\n# twice\na,b\n\n1,2\n \r\n3,4\n\n\n');
    expect(fields(table)).toEqual({ a: [1, 3], b: [2, 4] });
    expect(table.notes.slice(1)).toEqual([
      'Left out at the top: 2 lines that begin with "#".',
      'Left out: 2 blank lines.',
    ]);
    expect(fields(read('\n\na\n1\n2\n\n')).a).toEqual([1, 2]);
  });

  it('reads windows-1252 and tells', () => {
    const bytes = Uint8Array.from(
      [...'a\ncafX\n'].map((c) => (c === 'X' ? 0xe9 : c.charCodeAt(0))),
    );
    const table = readTable(bytes, { header: true });
    expect(fields(table).a).toEqual(['café']);
    expect(table.notes.at(-1)).toContain('windows-1252');
  });

  it('gives a column whose name is but a wide space a number for a name', () => {
    expect(fields(read('\u2028 \n7\n', { header: true, delimiter: ' ' }))).toEqual({
      'column 1': [7],
    });
    expect(Object.keys(fields(read('a,\u2003\n7,8\n', { header: true })))).toEqual([
      'a',
      'column 2',
    ]);
  });

  it('tells which whole numbers no double holds', () => {
    const { notes } = read('id\n1\n12345678901234567890\n');
    expect(notes[1]).toContain('1 whole number beyond 2⁵³ (first in line 3)');
  });

  it.each([
    ['', 'the file is empty'],
    ['\n \r\n', 'no rows'],
    ['a,b\n', 'no rows', true],
    ['a;b\n1,5;2\n', 'line 2, column "a": "1,5" has a comma in a number; write a point'],
    ['a,b\n"1,5",2\n', 'line 2, column "a": "1,5" has a comma in a number'],
    ['a,b\n1,2\n3\n', 'line 3 has 1 field (separator ,), expected 2: "3"; a good line: "1,2"'],
    ['1,2\n"3\n",4,5', 'line 2 has 3 fields (separator ,), expected 2: "\\"3"; a good line: "1,2"'],
    ['a,b,a\n1,2,3\n', 'columns 1 and 3 are both called "a"'],
    ['a\n1\n\n2\n', 'line 3 is empty, with rows after it'],
    ['a,b\n1,"2\n', 'line 2: a quoted field begins and is never closed'],
    ['a,b\n1,"2"x\n', 'line 2: "\\"2\\"x\\n": text after the closing quote'],
    ['a,b\n1,-inf\n', 'line 2, column "b": "-inf" is not a finite number'],
    ['a,b\n1,1e999\n', 'line 2, column "b": "1e999" is not a finite number'],
    [`a\n${'1\n'.repeat(20)}1.x\n`, 'line 22, column "a": "1.x" among numbers'],
    ['a\r1\r2', 'lines end in CR alone'],
    ['PK\u0003\u0004', 'a zip where text was expected'],
    ['a\u0000b', 'the byte at offset 1 is 0'],
  ])('refuses %j', (text, message, header: boolean | 'auto' = 'auto') => {
    expect(() => read(text, { header })).toThrow(message);
  });

  it('refuses UTF-16 and unknown separators', () => {
    expect(() => readTable(Uint8Array.of(0xff, 0xfe, 0x61, 0))).toThrow('UTF-16');
    expect(() => read('a', { delimiter: ':' })).toThrow(UsageError);
  });

  it('survives damage', () => {
    const examples = [
      'a,b,c\n1,2.5,oak\n-3,4e2,"elm, or ""ash"""\n5,NA,oak\n',
      'x;y\n1;"two\nlines"\n3;4\n',
      '  1  2\n 3 4\n',
      ',p,q\nr1,1,0.12345678901234567\nr2,12345678901234567890,2\n',
    ];
    expect(survives(examples, (bytes) => readTable(bytes))).toEqual([]);
  });
});

const number = fc.oneof(fc.constant(NaN), fc.double({ noDefaultInfinity: true, noNaN: true }));
const word = fc.oneof(fc.constant(undefined), fc.string({ minLength: 1 }));
const isWord = (text: string | undefined): boolean =>
  text === undefined || !/^(\?|na|n\/a|#n\/a|nan|null|none|\s*)$/i.test(text);

/** A column of numbers beside one of words. */
const tables = fc
  .array(fc.tuple(number, word.filter(isWord)), { minLength: 1, maxLength: 12 })
  .map((rows): Table => {
    const words = [...new Set(rows.map(([, text]) => text))].filter((text) => text !== undefined);
    const values = Float64Array.from(rows, ([value]) => value);
    const codes = Int32Array.from(rows, ([, text]) =>
      text === undefined ? -1 : words.indexOf(text),
    );
    const gaps = (missing: (row: number) => boolean): number =>
      rows.filter((_, row) => missing(row)).length;
    return {
      rows: rows.length,
      columns: [
        { kind: 'number', name: 'n, "m"', values, missing: gaps((r) => Number.isNaN(values[r])) },
        { kind: 'text', name: 'word', codes, words, missing: gaps((r) => codes[r] < 0) },
      ],
    };
  });

describe('writeTable', () => {
  it('is taken back as it was', () => {
    fc.assert(
      fc.property(tables, fc.constantFrom(',', ';', '\t' as const), (table, delimiter) => {
        const bytes = writeTable(table, { delimiter });
        const back = readTable(bytes, { header: true, delimiter, text: ['word'] });
        expect(back.value).toEqual(table);
      }),
    );
  });

  it('writes as spreadsheets do', () => {
    const table = read('a,b\n0.1,"x, y"\n,z\n').value;
    expect(new TextDecoder().decode(writeTable(table))).toBe('a,b\n0.1,"x, y"\n,z\n');
    expect(new TextDecoder().decode(writeTable(table, { header: false, missing: 'NA' }))).toBe(
      '0.1,"x, y"\nNA,z\n',
    );
  });

  it('keeps rows that hold one missing field', () => {
    const table = read('a\n1\nNA\n2\n').value;
    expect(readTable(writeTable(table)).value).toEqual(table);
  });

  it('writes singles that read as the same singles', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (single) => {
        const text = singleText(single);
        expect(Math.fround(Number(text)) + 0).toBe(single + 0);
        expect(text.replace(/e.*|[-.]|^0\.?0*/g, '').replace(/^0+|0+$/g, '').length).toBeLessThan(
          10,
        );
      }),
    );
    expect(singleText(Math.fround(0.1))).toBe('0.1');
  });

  it('refuses what no table can hold', () => {
    const values = Float64Array.of(Infinity);
    const column = { kind: 'number', name: 'a', values, missing: 0 } as const;
    expect(() => writeTable({ rows: 1, columns: [column] })).toThrow('infinite');
  });
});
