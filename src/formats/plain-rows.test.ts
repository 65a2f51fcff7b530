import { describe, expect, it } from 'vitest';
import { createRandom } from '../numerics/random.ts';
import { readTable } from './csv.ts';

/** Numbers as they are written: plain ones, and every so often one of the other forms. */
function drawn(rows: number, strange: number): string[][] {
  const random = createRandom('plain rows').split(String(strange));
  const others = [
    '1e-7',
    '',
    'NA',
    '+2',
    '"3.5"',
    ' 4 ',
    '0.00000000012345678901234567',
    '9007199254740993',
  ];
  return Array.from({ length: rows }, () =>
    Array.from({ length: 3 }, () => {
      if (random.uniform() < strange) return others[random.integer(others.length)];
      return random
        .normal()
        .toPrecision(1 + random.integer(17))
        .replace(/e.*/, '');
    }),
  );
}

const numberOf = (field: string): number => {
  const bare = field.replaceAll('"', '').trim();
  return bare === '' || bare === 'NA' ? Number.NaN : Number(bare);
};

describe('large tables, in blocks', () => {
  it.each([
    [0, '\n', ','],
    [0, '\r\n', '\t'],
    [0.0005, '\n', ','],
    [0.02, '\r\n', ';'],
    [0.5, '\n', ','],
  ])(
    'hold the same numbers: %d others, lines ending in %j, separator %j',
    (strange, end, delimiter) => {
      const rows = drawn(12_000, strange);
      const text = rows.map((row) => row.join(delimiter)).join(end);
      const { value } = readTable(new TextEncoder().encode(text), { header: false });
      expect(value.rows).toBe(rows.length);
      for (const [k, column] of value.columns.entries()) {
        if (column.kind !== 'number') throw new Error(`column ${k + 1} is one of words`);
        expect(column.values).toEqual(Float64Array.from(rows, (row) => numberOf(row[k])));
      }
    },
  );

  it('are refused with the line, behind blocks', () => {
    const rows = drawn(9000, 0).map((row) => row.join(','));
    rows[8000] = '1,2';
    const read = () => readTable(new TextEncoder().encode(rows.join('\n')), { header: false });
    expect(read).toThrow('line 8001 has 2 fields (separator ,), expected 3: "1,2"');
    rows[8000] = '1,x,3';
    expect(read).toThrow('line 8001, column "column 2": "x" among numbers');
  });

  it('may hold words, or lines longer than a block', () => {
    const words = drawn(6000, 0).map((row, r) => `${row.join(',')},${r % 2 === 0 ? 'oak' : 'ash'}`);
    const { columns } = readTable(new TextEncoder().encode(words.join('\n'))).value;
    expect(columns.map(({ kind }) => kind)).toEqual(['number', 'number', 'number', 'text']);
    const long = Array.from({ length: 30_000 }, (_, k) => k).join(',');
    const wide = readTable(new TextEncoder().encode(`${long}\n${long}\n`), { header: false }).value;
    expect([wide.rows, wide.columns.length]).toEqual([2, 30_000]);
  });
});
