/** Starts a solver's worker thread in Node. */

import type { Reply, Start } from './workers.ts';

// Not imported by name: bundlers for the browser follow imports, and this file is never run there.
const { Worker } = process.getBuiltinModule('node:worker_threads');

/** The sources run unbuilt under Node versions that strip types; the built package has `.js` files. */
const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? './worker.node.ts' : './worker.node.js',
  import.meta.url,
);

export const startInNode: Start = async () => {
  // Options of the parent's command line (`--input-type`, test runners' hooks) are not for this entry.
  const worker = new Worker(ENTRY, { execArgv: [] });
  return {
    post: (order) => worker.postMessage(order),
    listen(onReply, onEnd) {
      worker.removeAllListeners();
      // Each listening is for one answer: until it is there the process must stay, with an idle worker it may end.
      worker.ref();
      worker.on('message', (reply: Reply) => {
        worker.unref();
        onReply(reply);
      });
      worker.once('error', (error: Error) => onEnd(error.message));
      worker.once('exit', (code) => onEnd(`exit code ${code}`));
    },
    terminate: () => void worker.terminate(),
  };
};
