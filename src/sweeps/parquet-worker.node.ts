/** Main of the thread that makes Parquet bytes for parquet-thread.node.ts: one message after the other, an answer for each. */

import { parentPort } from 'node:worker_threads';
import { type ParquetParts, parquetParts } from '../formats/parquet-write.ts';
import { errorMessage } from '../runs/job.ts';
import type { FromParquet, ToParquet } from './parquet-thread.node.ts';

const files = new Map<number, ParquetParts>();
let before: Promise<void> = Promise.resolve();

parentPort?.on('message', (message: ToParquet) => {
  before = before.then(async () => {
    try {
      answer({ type: 'bytes', bytes: await bytesOf(message) });
    } catch (error) {
      answer(errorMessage(error instanceof Error ? error : new Error(String(error))));
    }
  });
});

async function bytesOf(message: ToParquet): Promise<Uint8Array> {
  if (message.type === 'begin') {
    const { file, columns, metadata } = message;
    files.set(file, await parquetParts(columns, { metadata }));
    return new Uint8Array();
  }
  const parts = files.get(message.file);
  if (parts === undefined) throw new Error(`file ${message.file} was not begun`);
  if (message.type === 'rows') return parts.rows(message.columns)[0];
  files.delete(message.file);
  return parts.end();
}

function answer(message: FromParquet): void {
  parentPort?.postMessage(
    message,
    message.type === 'bytes' ? [message.bytes.buffer as ArrayBuffer] : [],
  );
}
