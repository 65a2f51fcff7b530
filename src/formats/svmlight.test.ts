import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { survives } from './fixtures/survives.ts';
import { type ReadSvmlightOptions, readSvmlight } from './svmlight.ts';
import { writeSvmlight } from './svmlight-write.ts';
import type { SparseRows } from './values.ts';

const read = (text: string, options: ReadSvmlightOptions = {}) =>
  readSvmlight(new TextEncoder().encode(text), { name: 'x.svm', ...options });

describe('readSvmlight', () => {
  // As scikit-learn 1.9 reads it: load_svmlight_file(f, query_id=True).
  it('reads targets, queries, comments and blank lines', () => {
    const text =
      '# head\n1 qid:3 1:0.5 3:2e-1 # good\r\n\n-1 qid:4\t2:.25 \n+2.5 qid:4#none\n0 qid:9 4:0';
    const { value, notes } = read(text);
    expect(value).toEqual({
      rows: {
        rows: 4,
        columns: 4,
        starts: Uint32Array.of(0, 2, 3, 3, 4),
        indices: Uint32Array.of(0, 2, 1, 3),
        values: Float64Array.of(0.5, 0.2, 0.25, 0),
      },
      targets: Float64Array.of(1, -1, 2.5, 0),
      queries: Float64Array.of(3, 4, 4, 9),
      base: 1,
    });
    expect(notes).toEqual([
      'Columns are taken to count from 1, as the smallest index is 1 (else say --index-base 0).',
      '4 columns, up to the largest index.',
      'Left out: 1 line of comments.',
    ]);
  });

  it('recognises an index 0, and takes base and width from options', () => {
    const counted = read('1 0:1 2:3\n');
    expect([counted.value.base, counted.value.rows.columns]).toEqual([0, 3]);
    expect(counted.notes[0]).toContain('count from 0, as there is an index 0');
    const given = read('1 2:1 5:3\n', { base: 0, columns: 10 });
    expect([...given.value.rows.indices]).toEqual([2, 5]);
    expect([given.value.rows.columns, given.notes]).toEqual([10, []]);
  });

  it.each([
    ['1 0:1\n', { base: 1 }, 'line 1: index 0 where columns count from 1 (base 1)'],
    ['1 1:1\n# 9:9\n1 5:1\n', { columns: 4 }, 'line 3: an index beyond 4 columns, counted from 1'],
    ['1 1:1\n1 3:1 3:2\n', {}, 'line 2: "3:2": index 3 stands twice in this line'],
    ['1 3:1 2:2\n', {}, 'line 1: "2:2": index 2 after 3; indices have to ascend'],
    ['1,2 1:1\n', {}, 'line 1: "1,2": several labels in one example are not supported'],
    ['1:1 2:2\n', {}, 'line 1: "1:1": the line begins without a target'],
    ['a 1:1\n', {}, 'line 1: "a": no finite number as the target'],
    ['1 a:1\n', {}, 'line 1: "a:1": no "index:value"'],
    ['1 1:\n', {}, 'line 1: "1:": no "index:value" with a finite number'],
    ['1 1:nan\n', {}, 'line 1: "1:nan": no "index:value" with a finite number'],
    ['1 1:1e999\n', {}, 'line 1: "1:1e999": no "index:value" with a finite number'],
    ['1 1 2:1\n', {}, 'line 1: "1": no "index:value"'],
    ['1 -1:1\n', {}, 'line 1: "-1:1": no "index:value"'],
    ['1 4294967296:1\n', {}, 'an index above 4294967295'],
    ['1 qid:1 1:1\n2 1:1\n', {}, '1 of 2 lines have a qid; expected all of them, or none'],
    ['1 qid:1 qid:2\n', {}, 'line 1: "qid:2": a second qid'],
    ['1 qid:x\n', {}, 'line 1: "qid:x": qid is no whole number'],
    ['# nothing\n', {}, 'no examples; a good line: "1 3:0.5 7:2"'],
    ['', {}, 'the file is empty'],
    ['1 1:1', { columns: -1 }, 'columns -1 is not a whole number'],
  ])('refuses %j', (text, options, message) => {
    expect(() => read(text, options as ReadSvmlightOptions)).toThrow(message);
  });

  it('survives damage', () => {
    const examples = [
      '1 qid:3 1:0.5 3:2e-1 # good\r\n-1 qid:4\t2:.25 \n',
      '# c\n\n1 0:1\n-1 7:12.5',
    ];
    expect(survives(examples, (bytes) => readSvmlight(bytes))).toEqual([]);
  });
});

const value = fc.double({ noNaN: true, noDefaultInfinity: true });
const entries = fc.uniqueArray(fc.tuple(fc.nat(50), value), { selector: ([index]) => index });
const matrices = fc.array(entries, { minLength: 1 }).map((given): SparseRows => {
  const rows = given.map((row) => row.toSorted(([a], [b]) => a - b));
  const starts = Uint32Array.from([0, ...rows.map((_, r) => rows.slice(0, r + 1).flat().length)]);
  const indices = Uint32Array.from(rows.flat(), ([index]) => index);
  const values = Float64Array.from(rows.flat(), ([, entry]) => entry);
  return { rows: rows.length, columns: 51, starts, indices, values };
});

describe('writeSvmlight', () => {
  it('is taken back as it was', () => {
    fc.assert(
      fc.property(matrices, fc.constantFrom(0, 1 as const), (rows, base) => {
        const targets = Float64Array.from({ length: rows.rows }, (_, r) => r / 3);
        const bytes = writeSvmlight(rows, targets, { base });
        const back = readSvmlight(bytes, { base, columns: 51 }).value;
        // `${-0}` is "0".
        const plain = { ...rows, values: rows.values.map((entry) => entry + 0) };
        expect(back).toEqual({ rows: plain, targets, base });
      }),
    );
  });

  it('writes queries, and singles with the digits they need', () => {
    const rows = {
      rows: 2,
      columns: 3,
      starts: Uint32Array.of(0, 2, 2),
      indices: Uint32Array.of(0, 2),
      values: Float32Array.of(0.1, 16777216),
    };
    const text = new TextDecoder().decode(writeSvmlight(rows, [1, -1], { queries: [5, 6] }));
    expect(text).toBe('1 qid:5 1:0.1 3:16777216\n-1 qid:6\n');
    expect(() => writeSvmlight(rows, [1])).toThrow('1 targets or queries for 2 rows');
    expect(() => writeSvmlight(rows, [1, NaN])).toThrow('target of row 2 is NaN');
  });
});
