/** Threads that answer questions, in Node. */

import type { Reply, Thread } from './thread.ts';

// Not imported by name: bundlers for the browser follow imports, and this file is never run there.
const { Worker } = process.getBuiltinModule('node:worker_threads');

/**
 * Starts a worker thread.
 *
 * @param entry its first file beside `here`, without extension: the sources run unbuilt under Node versions that strip types,
 *   the built package has `.js` files. It serves by `serve.node.ts`.
 * @param here `import.meta.url` of who asks
 */
export function nodeThread<Order, Result>(entry: string, here: string): Thread<Order, Result> {
  const extension = here.endsWith('.ts') ? '.ts' : '.js';
  // Options of the parent's command line (`--input-type`, test runners' hooks) are not for this entry.
  const worker = new Worker(new URL(entry + extension, here), { execArgv: [] });
  return {
    post: (order) => worker.postMessage(order),
    listen(onReply, onEnd) {
      worker.removeAllListeners();
      // Each listening is for one answer: until it is there the process must stay, with an idle worker it may end.
      worker.ref();
      worker.on('message', (reply: Reply<Result>) => {
        worker.unref();
        onReply(reply);
      });
      worker.once('error', (error: Error) => onEnd(error.message));
      worker.once('exit', (code) => onEnd(`exit code ${code}`));
    },
    terminate: () => void worker.terminate(),
  };
}
