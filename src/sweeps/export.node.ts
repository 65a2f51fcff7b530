/**
 * The records of all finished runs of a sweep as tidy tables: a file a kind of record, a row a record, the axes and the seed
 * beside what was measured. Rows go to the files as runs are read, so that memory does not grow with their number; bytes of
 * Parquet are made in a thread beside this one while the next runs are read.
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
import { type ParquetThread, parquetThread } from './parquet-thread.node.ts';
import { runsBySetting } from './places.node.ts';

export const EXPORT_FORMATS = ['parquet', 'csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Runs whose rows go to the files together: so many are in memory, and as many again while they are written. */
const BATCH = 250;

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
  const thread = format === 'parquet' ? parquetThread() : undefined;
  const write = async (tables: readonly RecordTable[]): Promise<void> => {
    for (const table of tables)
      if (!growing.has(table.kind)) {
        const path = join(out, `${table.kind}.${format}`);
        const writer = await writerOf(table, thread, format);
        await makeFolder(out);
        growing.set(table.kind, await begin(path, writer));
      }
    await Promise.all(tables.map((table) => growing.get(table.kind)?.add(table)));
  };
  /** The batch before: at most one is being written while the next is read. */
  let writing: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    const tables = labelledTables(sweep.study, batch, names);
    batch = [];
    await writing;
    writing = write(tables);
    // Heard of when it is waited for.
    writing.catch(() => {});
  };
  try {
    for await (const setting of runsBySetting(folder, tasks))
      for (const named of setting.runs) {
        const run = readFinished(named);
        if (run === undefined) continue;
        const { identity, parameters, records } = run;
        batch.push({ identity, seed: run.point.seed, parameters, records });
        runs++;
        if (batch.length === BATCH) await flush();
      }
    if (runs === 0)
      throw new FrugalError(
        `no run of ${folder.path} is finished; "frugal sweep ${folder.path}" goes on with it`,
      );
    await flush();
    await writing;
    for (const { end } of growing.values()) await end();
  } catch (error) {
    await writing.catch(() => {});
    for (const { path, file } of growing.values()) {
      await file.close().catch(() => {});
      await rm(path + TEMPORARY, { force: true }).catch(() => {});
    }
    throw error;
  } finally {
    await thread?.close();
  }
  return { files: [...growing.values()].map(({ path }) => path), runs };
}

async function begin(path: string, write: RowWriter): Promise<Growing> {
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
    add: async ({ columns }) => put(await write.rows(columns)),
    async end() {
      await put(await write.end());
      await file.sync().catch(failed);
      await file.close();
      await rename(at, path).catch(failed);
    },
  };
}

/** How rows become text or bytes. */
interface RowWriter {
  readonly rows: (columns: readonly ParquetColumn[]) => string | Promise<Uint8Array>;
  readonly end: () => string | Promise<Uint8Array>;
}

async function writerOf(
  table: RecordTable,
  thread: ParquetThread | undefined,
  format: ExportFormat,
): Promise<RowWriter> {
  if (thread !== undefined) {
    const about = Object.fromEntries(table.help.map((column) => [column.column, column.about]));
    return thread.begin(table.columns, { kind: table.kind, about: JSON.stringify(about) });
  }
  let first = true;
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
