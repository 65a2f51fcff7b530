import { afterEach, expect, it } from 'vitest';
import type { ParquetColumn } from '../formats/parquet-write.ts';
import { parquetParts } from '../formats/parquet-write.ts';
import { type ParquetThread, parquetThread } from './parquet-thread.node.ts';

let thread: ParquetThread | undefined;
afterEach(() => thread?.close());

const rows = (from: number): ParquetColumn[] => [
  { name: 'load', type: 'double', values: [from, null, -0], unit: '1' },
  { name: 'list', type: 'string', values: ['[1,2]', undefined, 'é'] },
  { name: 'seed', type: 'int64', values: [from, from + 1, 2 ** 52] },
];

it('makes the bytes of parquetParts, of several files at once', async () => {
  thread = parquetThread();
  const about = [{ kind: 'a' }, { kind: 'b' }];
  const files = await Promise.all(about.map((each) => thread?.begin(rows(0), each)));
  const found = await Promise.all(
    files.flatMap((file) => [file?.rows(rows(1)), file?.rows(rows(2)), file?.end()]),
  );
  const wanted = [];
  for (const metadata of about) {
    const parts = await parquetParts(rows(0), { metadata });
    wanted.push(parts.rows(rows(1))[0], parts.rows(rows(2))[0], parts.end());
  }
  expect(found).toEqual(wanted);
});

it('says what is wrong with a table as parquetParts does, and goes on with the others', async () => {
  thread = parquetThread();
  const file = await thread.begin(rows(0), {});
  const wrong: ParquetColumn[] = [{ name: 'seed', type: 'int64', values: [0.5] }];
  const other = await thread.begin(wrong, {});
  await expect(other.rows(wrong)).rejects.toThrow('column "seed", row 0: 0.5 is no integer');
  expect((await file.rows(rows(1))).length).toBeGreaterThan(0);
});

it('fails what is asked of it once it has ended', async () => {
  thread = parquetThread();
  const file = await thread.begin(rows(0), {});
  const asked = file.rows(rows(1)).catch((error: Error) => error.message);
  await thread.close();
  await asked;
  await expect(file.rows(rows(1))).rejects.toThrow('the thread that writes Parquet files ended');
});
