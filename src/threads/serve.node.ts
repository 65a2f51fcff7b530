/** The other side of a thread that answers questions, in Node. */

import { parentPort } from 'node:worker_threads';
import { answer, type Work } from './serve.ts';
import type { Reply } from './thread.ts';

/** Answers in a worker thread until it is ended. */
export function serveInNode<Order, Result>(work: Work<Order, Result>): void {
  const post = (reply: Reply<Result>): void => parentPort?.postMessage(reply);
  parentPort?.on('message', async (order: Order) => post(await answer(work, order)));
  post({ kind: 'ready' });
}
