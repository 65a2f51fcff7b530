/** The other side of a thread that answers questions: takes them one after another, in a page's worker. */

import { FrugalError, UsageError } from '../errors.ts';
import type { Failure, Reply } from './thread.ts';

/** What a thread does with a question. */
export type Work<Order, Result> = (order: Order) => Promise<Result>;

const failureOf = (error: unknown): Failure =>
  error instanceof UsageError ? 'usage' : error instanceof FrugalError ? 'given' : 'own';

/** The work's answer, or why there is none; never throws. */
export async function answer<Order, Result>(
  work: Work<Order, Result>,
  order: Order,
): Promise<Reply<Result>> {
  try {
    return { kind: 'found', result: await work(order) };
  } catch (thrown) {
    const error = failureOf(thrown);
    if (!(thrown instanceof Error)) return { kind: 'failed', message: String(thrown), error };
    const message = error === 'own' ? (thrown.stack ?? thrown.message) : thrown.message;
    return { kind: 'failed', message, error };
  }
}

/** Answers in a page's worker until it is ended. */
export function serve<Order, Result>(work: Work<Order, Result>): void {
  globalThis.onmessage = async ({ data }: MessageEvent<Order>) =>
    globalThis.postMessage(await answer(work, data));
  globalThis.postMessage({ kind: 'ready' } satisfies Reply<Result>);
}
