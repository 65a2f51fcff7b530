/** Entry of a solver's worker in the browser. */

import { answer } from './serve.ts';
import type { Order, Reply } from './workers.ts';

const post = (reply: Reply): void => globalThis.postMessage(reply);
globalThis.onmessage = async ({ data }: MessageEvent<Order>) => post(await answer(data));
post({ kind: 'ready' });
