/**
 * Main of a process that executes one run for pool.ts and reports over the channel between them.
 *
 * The run computes in a thread, so this one hears everything at once. A terminal sends Ctrl-C to this process too; like the
 * pool's `stop`, the first one asks for a checkpoint and an orderly end. The second one, and the loss of the channel (the
 * parent was killed), end the process.
 */

import { errorMessage, type Message, type Order } from './job.ts';
import type { ToWorker } from './pool.ts';
import { onSignals } from './signals.ts';
import { executeInThread } from './thread.ts';

const controller = new AbortController();
let signals = 0;
onSignals(['SIGINT', 'SIGTERM'], () => {
  if (++signals > 1) process.exit(130);
  controller.abort();
});
process.on('disconnect', () => process.exit(130));
process.on('message', (message: ToWorker) => {
  if (message.type === 'stop') return controller.abort();
  run(message).then(end, (error: Error) => end(errorMessage(error)));
});

async function run({ job, registry }: Order): Promise<Message> {
  const events = executeInThread(job, { registry, signal: controller.signal });
  while (true) {
    const { done, value } = await events.next();
    if (done) return { type: 'outcome', outcome: value };
    await tell({ type: 'event', event: value });
  }
}

/** Waits until the channel has taken the message, so that a fast run cannot fill the memory of a slow reader. */
function tell(message: Message): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, () => resolve());
  });
}

async function end(message: Message): Promise<void> {
  await tell(message);
  process.exit(0);
}
