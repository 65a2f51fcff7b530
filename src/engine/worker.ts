/** Entry of a worker thread in the browser. */

import { serve, type WorkerOrder } from './serve.ts';

const scope = globalThis as unknown as {
  onmessage: ((event: { data: WorkerOrder }) => void) | null;
  postMessage: (message: string) => void;
};

scope.onmessage = ({ data }) => serve(data, () => scope.postMessage('ready'));
