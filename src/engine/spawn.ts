/** Starts worker threads: module workers in the browser, worker_threads in Node. */

import { inNode } from './abilities.ts';
import type { WorkerOrder } from './serve.ts';

/** A running worker; `terminate` ends it at once. */
export interface WorkerHandle {
  readonly terminate: () => void;
}

/** Resolves once the worker has its kernels and waits for work. */
export type Spawn = (order: WorkerOrder) => Promise<WorkerHandle>;

const spawnInBrowser: Spawn = (order) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    worker.onmessage = () => resolve({ terminate: () => worker.terminate() });
    worker.onerror = (event) =>
      reject(new Error(`a worker could not be started: ${event.message}`));
    worker.postMessage(order);
  });

/** The way to start workers here. */
export async function spawner(): Promise<Spawn> {
  if (!inNode()) return spawnInBrowser;
  const { spawnInNode } = await import('./spawn.node.ts');
  return spawnInNode;
}
