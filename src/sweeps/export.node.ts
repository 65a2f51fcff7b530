/**
 * The records of all finished runs of a sweep as tidy tables: a file a kind of record, a row a record, the axes and the seed
 * beside what was measured. Rows go to the files as runs are read, so that memory does not grow with their number.
 */

import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FrugalError, unknownName } from '../errors.ts';
import type { ParquetColumn } from '../formats/parquet-write.ts';
import { csvOf } from '../interchange/csv.ts';
import type { TaskSource } from '../runs/execute.ts';
import { diskError, makeFolder, TEMPORARY } from '../runs/files.ts';
import { type Labelled, labelledTables, type RecordTable } from '../runs/tables.ts';
import { readFinished } from './finished.node.ts';
import type { SweepFolder } from './folder.node.ts';
import { runsBySetting } from './places.node.ts';

export const EXPORT_FORMATS = ['parquet', 'csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Runs whose rows are in memory at a time. */
const BATCH = 500;

/** A file that grows under a temporary name. */
interface Growing {
  readonly path: string;
  readonly file: FileHandle;
  readonly add: (table: RecordTable) => Promise<void>;
  readonly end: () => Promise<void>;
}

/**
 * Writes the tables of a sweep.
 *
 * @returns the files, and how many runs are in them
 * @throws FrugalError where nothing is finished, a result was changed, or a file cannot be written; no file is half-written
 */
export async function exportSweep(
  folder: SweepFolder,
  { format, out }: { readonly format: ExportFormat; readonly out: string },
  tasks: TaskSource,
): Promise<{ readonly files: readonly string[]; readonly runs: number }> {
  if (!EXPORT_FORMATS.includes(format)) throw unknownName('format', format, EXPORT_FORMATS);
  const { sweep } = folder;
  const names = sweep.axes.map(({ name }) => name);
  const growing = new Map<string, Growing>();
  let runs = 0;
  let batch: Labelled[] = [];
  const flush = async (): Promise<void> => {
    for (const table of labelledTables(sweep.study, batch, names)) {
      const file =
        growing.get(table.kind) ??
        (await begin(join(out, `${table.kind}.${format}`), table, format));
      growing.set(table.kind, file);
      await file.add(table);
    }
    batch = [];
  };
  try {
    for await (const setting of runsBySetting(folder, tasks))
      for (const named of setting.runs) {
        const run = readFinished(named);
        if (run === undefined) continue;
        const { identity, parameters, records } = run;
        batch.push({ identity, seed: run.point.seed, parameters, records });
        if (runs++ === 0) await makeFolder(out);
        if (batch.length === BATCH) await flush();
      }
    if (runs === 0)
      throw new FrugalError(
        `no run of ${folder.path} is finished; "frugal sweep ${folder.path}" goes on with it`,
      );
    await flush();
    for (const { end } of growing.values()) await end();
  } catch (error) {
    for (const { path, file } of growing.values()) {
      await file.close().catch(() => {});
      await rm(path + TEMPORARY, { force: true }).catch(() => {});
    }
    throw error;
  }
  return { files: [...growing.values()].map(({ path }) => path), runs };
}

async function begin(path: string, table: RecordTable, format: ExportFormat): Promise<Growing> {
  const write = await writerOf(table, format);
  const at = path + TEMPORARY;
  const failed = (error: unknown): never => {
    throw diskError(error, 'write', path);
  };
  const file = await open(at, 'w').catch(failed);
  const put = async (content: string | Uint8Array): Promise<void> => {
    await file.appendFile(content).catch(failed);
  };
  return {
    ...{ path, file },
    add: async ({ columns }) => put(write.rows(columns)),
    async end() {
      await put(write.end());
      await file.sync().catch(failed);
      await file.close();
      await rename(at, path).catch(failed);
    },
  };
}

/** How rows become text or bytes. */
interface RowWriter {
  readonly rows: (columns: readonly ParquetColumn[]) => string | Uint8Array;
  readonly end: () => string | Uint8Array;
}

async function writerOf(table: RecordTable, format: ExportFormat): Promise<RowWriter> {
  let first = true;
  if (format === 'parquet') {
    const { parquetParts } = await import('../formats/parquet-write.ts');
    const about = Object.fromEntries(table.help.map((column) => [column.column, column.about]));
    const metadata = { kind: table.kind, about: JSON.stringify(about) };
    const parts = await parquetParts(table.columns, { metadata });
    return { rows: (columns) => parts.rows(columns)[0], end: parts.end };
  }
  if (format === 'csv')
    return {
      rows(columns) {
        const text = csvOf(columns, first);
        first = false;
        return text;
      },
      end: () => '',
    };
  return {
    rows(columns) {
      const rows = columns[0].values.length;
      const lines = Array.from({ length: rows }, (_, row) =>
        JSON.stringify(
          Object.fromEntries(columns.map(({ name, values }) => [name, values[row] ?? null])),
        ),
      );
      const text = (first ? '[' : ',\n') + lines.join(',\n');
      first = false;
      return text;
    },
    end: () => ']\n',
  };
}
