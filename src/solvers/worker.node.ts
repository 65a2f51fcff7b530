/** Entry of a solver's worker thread in Node. */

import { parentPort } from 'node:worker_threads';
import { answer } from './serve.ts';
import type { Order, Reply } from './workers.ts';

const post = (reply: Reply): void => parentPort?.postMessage(reply);
parentPort?.on('message', async (order: Order) => post(await answer(order)));
post({ kind: 'ready' });
