/** Starts worker threads in Node. */

import type { Spawn } from './spawn.ts';

// Not imported by name: bundlers for the browser follow imports, and this file is never run there.
const { Worker } = process.getBuiltinModule('node:worker_threads');

/** The sources run unbuilt under Node versions that strip types; the built package has `.js` files. */
const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? './worker.node.ts' : './worker.node.js',
  import.meta.url,
);

export const spawnInNode: Spawn = (order) =>
  new Promise((resolve, reject) => {
    // Options of the parent's command line (`--input-type`, test runners' hooks) are not for this entry.
    const worker = new Worker(ENTRY, { workerData: order, execArgv: [] });
    worker.once('error', reject);
    worker.once('message', () => {
      // A worker that waits for work must not keep the process alive.
      worker.unref();
      resolve({ terminate: () => void worker.terminate() });
    });
  });
