/**
 * A thread that answers one question at a time, or is ended in the middle of it: a worker thread in Node, a Web Worker in a page.
 *
 * What is asked and answered is structured-cloned. None keeps the process alive while it has nothing to do.
 */

import { FrugalError, UsageError } from '../errors.ts';

/** What a thread posts: that it is there, what it has found, or why not. */
export type Reply<Result> =
  | { readonly kind: 'ready' }
  | { readonly kind: 'found'; readonly result: Result }
  | { readonly kind: 'failed'; readonly message: string; readonly error: Failure };

/** Whose fault it was: the person's words, what she gave, or ours. */
export type Failure = 'usage' | 'given' | 'own';

/** A thread of either kind. */
export interface Thread<Order, Result> {
  post(order: Order): void;
  /** Takes the place of the listener before. */
  listen(onReply: (reply: Reply<Result>) => void, onEnd: (reason: string) => void): void;
  terminate(): void;
}

/** Starts a thread; rejects where there can be none. */
export type Start<Order, Result> = () => Promise<Thread<Order, Result>>;

/** A thread that waits for a question or works on one. */
export interface Answerer<Order, Result> {
  /** @throws as the work does; ThreadEnded when the thread ends by itself */
  ask(order: Order): Promise<Result>;
  /** Ends it at once, also in the middle of an answer. */
  terminate(): void;
}

function errorOf(message: string, error: Failure): Error {
  if (error === 'own') return new Error(message);
  return error === 'usage' ? new UsageError(message) : new FrugalError(message);
}

/** A thread has ended by itself: no memory, or no thread could be had. */
export class ThreadEnded extends FrugalError {}

/** Resolves when the thread says that it is there. @param what how errors call it, e.g. `the solver's worker` */
export function whenReady<Order, Result>(
  thread: Thread<Order, Result>,
  what: string,
): Promise<Answerer<Order, Result>> {
  return new Promise((resolve, reject) => {
    const answerer: Answerer<Order, Result> = {
      ask: (order) =>
        new Promise((found, failed) => {
          thread.listen(
            (reply) => {
              if (reply.kind === 'found') found(reply.result);
              else if (reply.kind === 'failed') failed(errorOf(reply.message, reply.error));
            },
            (reason) => failed(new ThreadEnded(`${what} has ended: ${reason}`)),
          );
          thread.post(order);
        }),
      terminate: () => thread.terminate(),
    };
    thread.listen(
      (reply) => {
        if (reply.kind === 'ready') resolve(answerer);
      },
      (reason) => reject(new Error(reason)),
    );
  });
}

/**
 * A page's worker as a thread. The worker is made by who asks, with `new Worker(new URL('./worker.js', import.meta.url), …)`
 * spelt out: bundlers look for these words.
 */
export const browserThread = <Order, Result>(worker: Worker): Thread<Order, Result> => ({
  post: (order) => worker.postMessage(order),
  listen(onReply, onEnd) {
    worker.onmessage = ({ data }: MessageEvent<Reply<Result>>) => onReply(data);
    worker.onerror = (event) => onEnd(event.message);
  },
  terminate: () => worker.terminate(),
});
