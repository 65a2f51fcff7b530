/** Entry of a worker thread in Node. */

import { parentPort, workerData } from 'node:worker_threads';
import { serve, type WorkerOrder } from './serve.ts';

serve(workerData as WorkerOrder, () => parentPort?.postMessage('ready'));
