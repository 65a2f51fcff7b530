/**
 * Parquet files whose bytes are made in a thread beside this one: while it encodes some thousand rows, the next runs are read.
 * The bytes are those of `parquetParts`. The thread's own main is parquet-worker.node.ts.
 */

import { Worker } from 'node:worker_threads';
import { FrugalError } from '../errors.ts';
import type { ParquetColumn } from '../formats/parquet-write.ts';
import { type ErrorMessage, revive, sibling } from '../runs/job.ts';

export type ToParquet =
  | {
      readonly type: 'begin';
      readonly file: number;
      /** Without values. */
      readonly columns: readonly ParquetColumn[];
      readonly metadata: Readonly<Record<string, string>>;
    }
  | { readonly type: 'rows'; readonly file: number; readonly columns: readonly ParquetColumn[] }
  | { readonly type: 'end'; readonly file: number };

/** One answer for each message, in their order. */
export type FromParquet = { readonly type: 'bytes'; readonly bytes: Uint8Array } | ErrorMessage;

/** A file that is written in parts; all of them, one after the other, are its bytes. */
export interface ParquetFile {
  readonly rows: (columns: readonly ParquetColumn[]) => Promise<Uint8Array>;
  readonly end: () => Promise<Uint8Array>;
}

export interface ParquetThread {
  /** @throws FrugalError, by its promise, as `parquetParts` */
  readonly begin: (
    columns: readonly ParquetColumn[],
    metadata: Readonly<Record<string, string>>,
  ) => Promise<ParquetFile>;
  /** Ends the thread, whatever it is at. */
  readonly close: () => Promise<void>;
}

/** Rows live for a batch: with much room for what is new, memory would grow with the number of runs before it is taken back. */
const YOUNG_MB = 16;

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

/** Starts the thread. What is asked of one that has ended by itself fails, with the reason. */
export function parquetThread(): ParquetThread {
  const thread = new Worker(new URL(sibling('../sweeps/parquet-worker.node')), {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const waiting: Waiting[] = [];
  let files = 0;
  let gone: unknown;
  const leave = (error: unknown): void => {
    gone ??= error;
    for (const { reject } of waiting.splice(0)) reject(gone);
  };
  thread.on('message', (message: FromParquet) => {
    const next = waiting.shift();
    if (message.type === 'bytes') next?.resolve(message.bytes);
    else next?.reject(revive(message));
  });
  thread.once('error', leave);
  thread.once('exit', () => leave(new FrugalError('the thread that writes Parquet files ended')));
  const ask = (message: ToParquet): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      if (gone !== undefined) return reject(gone);
      waiting.push({ resolve, reject });
      thread.postMessage(message);
    });
  return {
    async begin(columns, metadata) {
      const file = files++;
      const schema = columns.map((column): ParquetColumn => ({ ...column, values: [] }));
      await ask({ type: 'begin', file, columns: schema, metadata });
      return {
        rows: (part) => ask({ type: 'rows', file, columns: part }),
        end: () => ask({ type: 'end', file }),
      };
    },
    close: async () => void (await thread.terminate()),
  };
}
