import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pythonWith, runPython } from '../../test/python.ts';
import { writeParquet } from './parquet-write.ts';

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
