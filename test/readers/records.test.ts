/**
 * Records of several runs as tables: pyarrow, DuckDB and pandas read them with the declared types. Whole numbers stay whole,
 * what is missing is null and no NaN, and shards of zeros and ones and of fractions share one schema.
 */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { resolveParameters } from '../../src/protocol/parameters.ts';
import { kinds, listOf, nullable, real, share, text, whole } from '../../src/protocol/records.ts';
import type { Json, Study, StudyRecord } from '../../src/protocol/study.ts';
import { tableFiles } from '../../src/runs/table-files.ts';
import { type RecordTable, recordTables } from '../../src/runs/tables.ts';
import { setMlp } from '../../src/studies/set-mlp/index.ts';
import { askPython, inFolder, readersPython } from './python.ts';

const records = kinds({
  end: {
    about: 'Once a network.',
    columns: {
      method: text('which'),
      connections: whole('that exist', 'connections'),
      accuracy: share('on the test set'),
      loss: nullable(real('on the test set', 'per example')),
      sizes: listOf(whole('units')),
    },
  },
});
const study: Study = { ...setMlp, records, table: undefined };

const run = (seed: number, epochs: number, rows: readonly Record<string, Json>[]) => ({
  identity: `${seed}`.repeat(64),
  spec: {
    ...{ study: 'set-mlp', seed, arithmetic: 'strict' as const, engine: 2, data: {} },
    parameters: { ...resolveParameters(setMlp.parameters), epochs } as Record<string, Json>,
  },
  records: rows.map((row): StudyRecord => ({ kind: 'end', ...row })),
});
const row = (accuracy: number, loss: number | null, connections = 2 ** 33) => ({
  ...{ method: 'set, "best"', connections, accuracy, loss, sizes: [3, 4] },
});
const whole01 = run(1, 5, [row(0, 1), row(1, null, 7)]);
const fractions = run(2, 9, [row(0.25, 0.5)]);

const tablesOf = (...runs: Parameters<typeof recordTables>[1]): RecordTable[] =>
  recordTables(study, runs);

it('are one table a kind, with the parameters in which the runs differ', () => {
  const [table, ...rest] = tablesOf(whole01, fractions);
  expect(rest).toEqual([]);
  expect(table.columns.map(({ name, type, unit }) => [name, type, unit])).toEqual([
    ['run', 'string', undefined],
    ['run seed', 'int64', undefined],
    ['epochs', 'int64', undefined],
    ['method', 'string', undefined],
    ['connections', 'int64', 'connections'],
    ['accuracy', 'double', undefined],
    ['loss', 'double', 'per example'],
    ['sizes', 'string', undefined],
  ]);
  expect(() => tablesOf({ ...whole01, spec: { ...whole01.spec, study: 'cog20' } })).toThrow(
    'runs of different studies (set-mlp, cog20)',
  );
});

const python = readersPython('pandas', 'pyarrow', 'duckdb');
const SCRIPT = `
import pandas as pd, pyarrow.parquet as pq, duckdb, pyarrow as pa
a, b = pq.read_table('a/end.parquet'), pq.read_table('b/end.parquet')
result = dict(types={f.name: str(f.type) for f in a.schema}, same=a.schema.remove_metadata().equals(b.schema.remove_metadata()), rows=pa.concat_tables([a, b]).to_pylist(),
    units=json.loads(a.schema.metadata[b'units']), about=json.loads(a.schema.metadata[b'about']),
    duckdb=[[str(v) for v in r] for r in duckdb.sql("select column_name, column_type from (describe select * from '*/end.parquet')").fetchall()],
    values=duckdb.sql("select connections, accuracy, loss from '*/end.parquet' order by accuracy").fetchall(),
    pandas={k: str(v) for k, v in pd.read_parquet('a/end.parquet').dtypes.items()},
    csv=json.loads(pd.concat(pd.read_csv(f + '/end.csv') for f in 'ab').to_json(orient='records')),
    json=json.loads(pd.concat(pd.read_json(f + '/end.json') for f in 'ab').to_json(orient='records')),
    columns=pd.read_csv('a/columns.csv').set_index('column')['unit'].dropna().to_dict())
`;

describe.skipIf(python === undefined)(
  'tables in the programs of others',
  { timeout: 60_000 },
  () => {
    let result: Record<string, unknown>;
    beforeAll(async () => {
      await inFolder(async (folder) => {
        const { mkdir } = await import('node:fs/promises');
        const both = tablesOf(whole01, fractions)[0];
        expect(both.columns[0].values).toHaveLength(3);
        for (const [name, shard] of Object.entries({ a: whole01, b: fractions })) {
          await mkdir(join(folder, name));
          for (const form of ['csv', 'json', 'parquet'] as const)
            for (const file of await tableFiles(tablesOf(shard), form))
              await writeFile(join(folder, name, file.name), file.bytes);
        }
        result = askPython(python ?? '', folder, SCRIPT, {}) as Record<string, unknown>;
      });
    }, 60_000);

    it('have the declared types, in every shard', () => {
      expect(result.types).toMatchObject({
        ...{ run: 'string', 'run seed': 'int64', method: 'string', connections: 'int64' },
        ...{ accuracy: 'double', loss: 'double', sizes: 'string' },
      });
      expect(result.same).toBe(true);
      expect(Object.fromEntries(result.duckdb as [string, string][])).toMatchObject({
        ...{ connections: 'BIGINT', accuracy: 'DOUBLE', loss: 'DOUBLE', method: 'VARCHAR' },
      });
      expect(result.pandas).toMatchObject({ connections: 'int64', accuracy: 'float64' });
      expect(result.units).toEqual({ connections: 'connections', loss: 'per example' });
      expect(result.columns).toEqual({ connections: 'connections', loss: 'per example' });
      expect(result.about).toMatchObject({ accuracy: 'on the test set' });
    });

    it('have the values, null where there is none', () => {
      const expected = [row(0, 1), row(1, null, 7), row(0.25, 0.5)].map((own) => ({
        ...own,
        sizes: '[3,4]',
      }));
      expect(result.rows).toMatchObject(expected);
      expect(result.csv).toMatchObject(expected);
      expect(result.json).toMatchObject(expected);
      expect(result.values).toEqual([
        [2 ** 33, 0, 1],
        [2 ** 33, 0.25, 0.5],
        [7, 1, null],
      ]);
    });
  },
);
