import { describe, expect, it } from 'vitest';
import { readArff } from './arff.ts';
import { survives } from './fixtures/survives.ts';

const read = (text: string) => readArff(new TextEncoder().encode(text), { name: 'x.arff' });

const HEAD = `% a comment
@RELATION 'odd things'

@attribute	size	REAL
@attribute 'a "name"' { x , 'y z' ,"q,r" , w }
@attribute note string
@attribute day date "yyyy-MM-dd"
@data
`;

describe('readArff', () => {
  it('reads dense rows with tabs, spaces, quotes, comments and missing fields', () => {
    const { value, notes } = read(
      `${HEAD}1.5, x, 'it\\'s', 2026-01-01\r\n% between\n\n?\t'y z'\t"a,b"\t"2026-01-02"\n-2e1 ,"q,r", '?', ? % behind`,
    );
    expect(value.relation).toBe('odd things');
    expect(value.table).toEqual({
      rows: 3,
      columns: [
        { kind: 'number', name: 'size', values: Float64Array.of(1.5, NaN, -20), missing: 1 },
        {
          kind: 'text',
          name: 'a "name"',
          codes: Int32Array.of(0, 1, 2),
          words: ['x', 'y z', 'q,r', 'w'],
          missing: 0,
        },
        {
          kind: 'text',
          name: 'note',
          codes: Int32Array.of(0, 1, 2),
          words: ["it's", 'a,b', '?'],
          missing: 0,
        },
        {
          kind: 'text',
          name: 'day',
          codes: Int32Array.of(0, 1, -1),
          words: ['2026-01-01', '2026-01-02'],
          missing: 1,
        },
      ],
    });
    expect(notes).toEqual(['Dates of "day" were read as words.', '2 fields missing (?).']);
  });

  it('reads sparse rows: an omitted nominal is the first value', () => {
    const { value, notes } = read(
      '@relation s\n@attribute a numeric\n@attribute b {no, yes}\n@attribute c integer\n@data\n{0 2, 1 yes}\n{}\n{ 2 ? }, {3}\n',
    );
    expect(value.table.columns).toEqual([
      { kind: 'number', name: 'a', values: Float64Array.of(2, 0, 0), missing: 0 },
      { kind: 'text', name: 'b', codes: Int32Array.of(1, 0, 0), words: ['no', 'yes'], missing: 0 },
      { kind: 'number', name: 'c', values: Float64Array.of(0, 0, NaN), missing: 1 },
    ]);
    expect(value.weights).toEqual(Float64Array.of(1, 1, 3));
    expect(notes.slice(1)).toEqual([
      '1 row with a weight other than 1.',
      'Sparse rows: what a row does not name is 0, or the first nominal value.',
    ]);
  });

  it('keeps wide sparse numbers sparse', () => {
    const names = Array.from({ length: 500 }, (_, k) => `@attribute w${k} numeric\n`).join('');
    const rows = Array.from({ length: 200 }, (_, r) => `{${r} 1.5, 499 -1, 500 ${'ab'[r % 2]}}\n`);
    const { value } = read(
      `@relation wide\n${names}@attribute class {a,b}\n@data\n${rows.join('')}`,
    );
    expect(value.table.columns.map(({ name }) => name)).toEqual(['class']);
    const numbers = value.numbers?.rows;
    expect([numbers?.rows, numbers?.columns]).toEqual([200, 500]);
    expect([...(numbers?.indices.subarray(0, 4) ?? [])]).toEqual([0, 499, 1, 499]);
    expect([...(numbers?.values.subarray(0, 2) ?? [])]).toEqual([1.5, -1]);
    expect([...(numbers?.starts.subarray(0, 3) ?? [])]).toEqual([0, 2, 4]);
  });

  const plain = '@relation r\n@attribute a real\n@attribute b {x,y}\n@data\n';
  it.each([
    ['', 'the file is empty'],
    ['@relation r\n@attribute a real\n', 'no @data'],
    [plain, 'no rows after @data'],
    ['@data\n1\n', 'line 1: @data before any @attribute'],
    ['hello\n', 'line 1: expected @relation, @attribute or @data: "hello"'],
    ['@attribute a real\n@attribute a real\n', 'line 2: attribute "a" is declared twice'],
    ['@attribute a {x, x}\n', 'line 1: a nominal value that is declared twice'],
    ['@attribute a {x\n', 'line 1: a list of nominal values that is not closed'],
    ['@attribute a relational\n', 'line 1: type "relational" is not numeric'],
    [`${plain}1\n`, 'line 5: 1 field, expected 2: "1"'],
    [`${plain}1,x,2\n`, 'line 5: text after the row'],
    [`${plain}1,,x\n`, 'line 5: field 2 is empty (a missing one is written ?)'],
    [`${plain}1.x,x\n`, 'line 5: "1.x" for "a" is not a finite number'],
    [`${plain}1,z\n`, 'line 5: unknown value of "b" "z"; did you mean "x"? Known: x, y'],
    [`${plain}1,'x\n`, 'line 5: quotes that are not closed'],
    [`${plain}{0 1}\n1,x\n`, 'line 6: a sparse row among dense ones'],
    [`${plain}{2 1}\n`, 'line 5: index "2" is not in 0 … 1'],
    [`${plain}{1 x, 0 1}\n`, 'line 5: index 0 after 1; they have to ascend'],
    [`${plain}{0 1\n`, 'line 5: a sparse row that is not closed'],
    [`${plain}1,x,{w}\n`, 'line 5: no weight {number}'],
  ])('refuses %j', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('survives damage', () => {
    const examples = [
      `${HEAD}1.5, x, 'it\\'s', 2026-01-01\n?\t'y z'\t"a,b"\t?, {2}\n`,
      '@relation s\n@attribute a numeric\n@attribute b {no, yes}\n@data\n{0 2, 1 yes}\n{}\n{ 1 ? }, {3}\n',
    ];
    expect(survives(examples, (bytes) => readArff(bytes))).toEqual([]);
  });
});
