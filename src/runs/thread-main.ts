/** Main of a thread that executes one run for thread.ts and posts what happens. */

import { parentPort, workerData } from 'node:worker_threads';
import type { Study } from '../protocol/study.ts';
import { readEnvironment } from './environment.ts';
import { execute } from './execute.ts';
import { errorMessage, type Message } from './job.ts';
import { taskSource } from './tasks.ts';
import { type ThreadOrder, type ToThread, WINDOW } from './thread.ts';

const { job, registry, aborted } = workerData as ThreadOrder;
const controller = new AbortController();
if (aborted) controller.abort();
/** Events that may be posted before somebody has to take some. */
let room = 2 * WINDOW;
let wake = () => {};

parentPort?.on('message', (message: ToThread) => {
  if (message === 'stop') return controller.abort();
  room += WINDOW;
  wake();
});

async function run(): Promise<Message> {
  const { studies } = (await import(registry)) as { studies: Record<string, () => Promise<Study>> };
  const study = await studies[job.study]();
  const events = execute(study, job.spec, {
    ...job.options,
    tasks: taskSource(),
    environment: await readEnvironment(),
    signal: controller.signal,
  });
  while (true) {
    const { done, value } = await events.next();
    if (done) return { type: 'outcome', outcome: value };
    post({ type: 'event', event: value });
    // A fast run must not fill the memory of a slow reader.
    if (--room <= 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
}

function post(message: Message): void {
  parentPort?.postMessage(message);
}

run().then(post, (error: Error) => post(errorMessage(error)));
