/**
 * Executes a run in a thread of its own, so that this one hears signals, timers and the loss of a parent at any moment: a
 * study may compute for minutes without a pause. What a run is, is execute.ts; the thread's own main is thread-main.ts.
 */

import { Worker } from 'node:worker_threads';
import { FrugalError } from '../errors.ts';
import type { RunEvent, RunOutcome } from './execute.ts';
import {
  errorMessage,
  type Job,
  type Message,
  type Order,
  OWN_REGISTRY,
  revive,
  sibling,
} from './job.ts';

/** The thread is told each time so many events were taken, and runs ahead of that by at most twice as many. */
export const WINDOW = 256;

/** What the thread begins with. */
export interface ThreadOrder extends Order {
  /** The signal was given before the thread began. */
  readonly aborted: boolean;
}
export type ToThread = 'stop' | 'taken';

/**
 * The stream of `execute`, from a thread. Stopping early (`return()`) ends the thread, as a crash would: the run can be
 * taken up.
 *
 * @param options `signal` interrupts with a checkpoint; `registry`: address of the module that exports `studies`
 * @throws as `execute`; FrugalError when the thread ends by itself, for want of memory for example
 */
export async function* executeInThread(
  job: Job,
  options: { readonly signal?: AbortSignal; readonly registry?: string } = {},
): AsyncGenerator<RunEvent, RunOutcome, undefined> {
  const { signal, registry = OWN_REGISTRY } = options;
  const aborted = signal?.aborted ?? false;
  const thread = new Worker(new URL(sibling('./thread-main')), {
    workerData: { job, registry, aborted } satisfies ThreadOrder,
  });
  const queue: Message[] = [];
  let gone = false;
  let wake = () => {};
  const hear = (message: Message) => {
    queue.push(message);
    wake();
  };
  thread.on('message', hear);
  thread.once('error', (error) => hear(errorMessage(ofThread(error))));
  thread.once('exit', () => {
    gone = true;
    wake();
  });
  const stop = () => thread.postMessage('stop' satisfies ToThread);
  signal?.addEventListener('abort', stop);
  try {
    for (let taken = 0; ; ) {
      if (queue.length === 0 && !gone) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const message = queue.shift();
      if (message === undefined) throw new FrugalError(`the run's thread ended before the run`);
      if (message.type === 'outcome') return message.outcome;
      if (message.type === 'error') throw revive(message);
      yield message.event;
      if (++taken % WINDOW === 0) thread.postMessage('taken' satisfies ToThread);
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    await thread.terminate();
  }
}

/** An error that ended the thread: want of memory is the machine's, anything else is a defect. */
function ofThread(error: unknown): Error {
  const known = error instanceof Error ? error : new Error(String(error));
  if (!('code' in known) || known.code !== 'ERR_WORKER_OUT_OF_MEMORY') return known;
  return new FrugalError(
    'the run needs more memory than it may have; make it smaller, or raise NODE_OPTIONS=--max-old-space-size',
  );
}
