import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonWith, runPython } from '../../test/python.ts';
import { fromBase64 } from './fixtures/base64.ts';
import parquet from './fixtures/parquet.json' with { type: 'json' };
import { readParquet } from './parquet.ts';
import { hybrid } from './parquet-pages.ts';
import { writeParquet } from './parquet-write.ts';
import type { Column } from './values.ts';

const arrow = pythonWith('pyarrow', 'pyarrow.parquet', 'duckdb');

describe('writing Parquet', () => {
  it('refuses what a column cannot hold', async () => {
    const refused = async (column: Parameters<typeof writeParquet>[0][number], message: string) =>
      expect(writeParquet([column])).rejects.toThrow(message);
    await refused(
      { name: 'seed', type: 'int64', values: [1, 0.5] },
      'column "seed", row 1: 0.5 is no integer of 64 bits',
    );
    await refused(
      { name: 'seed', type: 'int64', values: [2n ** 63n] },
      'row 0: 9223372036854775808 is no integer of 64 bits',
    );
    await refused(
      { name: 's', type: 'int64', values: [2 ** 53] },
      'row 0: 9007199254740992 is no integer of 64 bits',
    );
    const two = { type: 'double', values: [1] } as const;
    await expect(
      writeParquet([
        { ...two, name: 'a' },
        { ...two, name: 'a' },
      ]),
    ).rejects.toThrow('two columns are named "a"');
    await expect(
      writeParquet([
        { ...two, name: 'a' },
        { name: 'b', type: 'string', values: [] },
      ]),
    ).rejects.toThrow('column "b" has 0 rows, "a" has 1');
  });

  it.skipIf(arrow === undefined)(
    'is read by pyarrow and DuckDB, shards of one study alike',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'frugal-parquet-'));
      try {
        // Zeros and ones in one shard, fractions in the other; texts in one, none in the other; an empty one.
        const shard = async (
          file: string,
          accuracy: (number | null)[],
          method: (string | null)[],
          ok: (boolean | null)[],
        ) =>
          writeFileSync(
            join(folder, file),
            await writeParquet(
              [
                { name: 'accuracy', type: 'double', values: accuracy, unit: '1' },
                {
                  name: 'seed',
                  type: 'int64',
                  values: accuracy.map((_, i) => 2n ** 53n + BigInt(i)),
                },
                { name: 'method', type: 'string', values: method },
                { name: 'ok', type: 'bool', values: ok },
              ],
              { metadata: { study: 'set-mlp' } },
            ),
          );
        await shard('a.parquet', [0, 1, -0], ['set', 'ε', 'set'], [true, null, false]);
        await shard('b.parquet', [0.75, null, Number.NaN], [null, null, null], [null, null, null]);
        await shard('c.parquet', [], [], []);
        const script = `
import sys, json, duckdb, pyarrow.parquet as pq, pyarrow.dataset as ds
for name in 'abc':
    f = pq.ParquetFile(f'{sys.argv[1]}/{name}.parquet')
    print(f.schema_arrow.remove_metadata().to_string().replace(chr(10), '; '), f.metadata.metadata[b'units'].decode(), f.metadata.metadata[b'study'].decode())
t = ds.dataset(sys.argv[1], format='parquet').to_table().to_pydict()
print(json.dumps({k: [repr(x) for x in v] for k, v in t.items()}))
print(duckdb.sql(f"select typeof(accuracy), typeof(seed), typeof(method), typeof(ok) from '{sys.argv[1]}/*.parquet' limit 1").fetchall()[0])
print(duckdb.sql(f"select count(*), count(accuracy), max(accuracy), sum(accuracy) filter (not isnan(accuracy)), max(seed), count(method) from '{sys.argv[1]}/*.parquet'").fetchall()[0])`;
        const schema =
          'accuracy: double; seed: int64; method: string; ok: bool {"accuracy":"1"} set-mlp';
        const [a, b, c, table, types, sums] = runPython(arrow ?? '', script, folder)
          .trim()
          .split('\n');
        expect([a, b, c]).toEqual([schema, schema, schema]);
        expect(JSON.parse(table)).toEqual({
          accuracy: ['0.0', '1.0', '-0.0', '0.75', 'None', 'nan'],
          seed: [...Array(6).keys()].map((i) => String(2n ** 53n + BigInt(i % 3))),
          method: ["'set'", "'ε'", "'set'", 'None', 'None', 'None'],
          ok: ['True', 'None', 'False', 'None', 'None', 'None'],
        });
        expect(types).toBe("('DOUBLE', 'BIGINT', 'VARCHAR', 'BOOLEAN')");
        expect(sums).toBe('(6, 5, nan, 1.75, 9007199254740994, 3)');
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});

const read = (bytes: Uint8Array) => readParquet(bytes, { name: 't.parquet' });
/** Values as Python writes them; null where missing. */
const told = (column: Column): (string | null)[] =>
  column.kind === 'text'
    ? Array.from(column.codes, (code) => (code < 0 ? null : column.words[code]))
    : Array.from(column.values, String);
const VALUES: Readonly<Record<string, readonly (string | null)[]>> = parquet.values;

describe('reading Parquet', () => {
  it.each(Object.entries(parquet.files))('gives what was written: %s', async (name, file) => {
    const { value, notes } = await read(fromBase64(file.file));
    const rows = name === 'no rows' ? 0 : 40;
    expect(value.rows).toBe(rows);
    expect(value.columns.map((column) => column.name)).toEqual(file.columns);
    for (const column of value.columns) {
      const expected = VALUES[column.name].slice(0, rows);
      const missing = expected.filter((each) => each === null).length;
      expect(column.missing, column.name).toBe(missing);
      const asWritten = expected.map((each) =>
        column.kind === 'text' ? each : String(Number(each ?? 'nan')),
      );
      expect(told(column), column.name).toEqual(asWritten);
    }
    const hasDate = file.columns.includes('date');
    expect(notes).toEqual([
      ...(rows > 0 ? ['column "double" holds 5 NaN, which are not missing'] : []),
      ...(hasDate ? ['column "date" holds dates: days since 1970-01-01'] : []),
      ...(hasDate ? ['column "time" holds times: milliseconds since 1970'] : []),
    ]);
  });

  it('takes a buffer of Node at any address', async () => {
    const file = parquet.files['no compression, small pages'].file;
    for (let shift = 0; shift < 8; shift++) {
      const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(file, 'base64')]);
      expect(await read(bytes.subarray(shift))).toEqual(await read(fromBase64(file)));
    }
  });

  it('leaves out what a table cannot hold, and says so', async () => {
    const { value, notes } = await read(fromBase64(parquet.odd));
    expect(value.columns.map((column) => [column.name, ...told(column)])).toEqual([
      ['half', '0.5', '65504'],
      ['uuid', '00010203-0405-0607-0809-0a0b0c0d0e0f', '00000000-0000-0000-0000-000000000000'],
    ]);
    expect(notes).toEqual([
      'column "list.list.element" was left out: it holds lists or structures',
      'column "struct.a" was left out: it holds lists or structures',
      'column "long" was left out: it holds 9007199254740992, beyond what doubles hold exactly (2^53)',
    ]);
    await expect(read(fromBase64(parquet['nested only']))).rejects.toThrow(
      't.parquet has no readable column: column "list.list.element" was left out',
    );
  });

  it('reads what it writes', async () => {
    const bytes = await writeParquet([
      { name: 'a', type: 'double', values: [1, null, Number.NaN, -0] },
      { name: 'b', type: 'int64', values: [null, 5, -1n, 2 ** 53 - 1] },
      { name: 'c', type: 'string', values: ['x', null, '', 'x'] },
      { name: 'd', type: 'bool', values: [true, false, null, null] },
    ]);
    const { value } = await read(bytes);
    expect(value).toEqual({
      rows: 4,
      columns: [
        { kind: 'number', name: 'a', values: Float64Array.of(1, NaN, NaN, -0), missing: 1 },
        { kind: 'number', name: 'b', values: Float64Array.of(NaN, 5, -1, 2 ** 53 - 1), missing: 1 },
        {
          kind: 'text',
          name: 'c',
          codes: Int32Array.of(0, -1, 1, 0),
          words: ['x', ''],
          missing: 1,
        },
        { kind: 'number', name: 'd', values: Float64Array.of(1, 0, NaN, NaN), missing: 2 },
      ],
    });
  });

  it('refuses what it is not, and what becomes too large', async () => {
    const bytes = fromBase64(parquet.files.snappy.file);
    await expect(read(bytes.subarray(0, -5))).rejects.toThrow('t.parquet is not a Parquet file');
    const values = Array.from({ length: 20 }, (_, i) => String(i).padEnd(1000, 'x'));
    const long = await writeParquet([{ name: 'z', type: 'string', values }]);
    await expect(readParquet(long, { name: 't', maxBytes: 16_000 })).rejects.toThrow(
      't: column "z" unpacks to more than the 16000 bytes allowed',
    );
    await expect(readParquet(bytes, { name: 't', maxBytes: 500 })).rejects.toThrow(
      't takes 4160 bytes as a table, allowed are 500',
    );
  });

  it('unpacks numbers of every width, in runs and in groups of eight', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 32 }),
        fc.array(fc.nat({ max: 0xffffffff }), { minLength: 1, maxLength: 40 }),
        (width, raw) => {
          const values = raw.map((value) => value % 2 ** width);
          const groups = Math.ceil(values.length / 8);
          let bits = 0n;
          for (const [i, value] of values.entries()) bits |= BigInt(value) << BigInt(i * width);
          const packed = Array.from({ length: groups * width }, (_, i) =>
            Number((bits >> BigInt(8 * i)) & 255n),
          );
          const run = Array.from(
            { length: Math.ceil(width / 8) },
            (_, i) => Math.floor(values[0] / 256 ** i) % 256,
          );
          const bytes = Uint8Array.of((groups << 1) | 1, ...packed);
          expect([...hybrid(bytes, width, values.length, 'p')]).toEqual(values);
          const runs = Uint8Array.of(200, 1, ...run);
          expect([...hybrid(runs, width, 100, 'p')]).toEqual(Array(100).fill(values[0]));
        },
      ),
    );
    // A run of a billion in five bytes ends where the page does.
    expect(hybrid(Uint8Array.of(0xfe, 0xff, 0xff, 0xff, 0x0f, 1), 1, 3, 'p')).toHaveLength(3);
    expect(() => hybrid(Uint8Array.of(3, 1), 4, 9, 'p')).toThrow(
      'p has a page that ends after 0 of 9 rows',
    );
  });
});
