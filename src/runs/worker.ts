/**
 * Main of a process that executes one run for pool.ts and reports over the channel between them.
 *
 * A terminal sends Ctrl-C to this process too; like the pool's `stop`, the first one asks for a checkpoint and an
 * orderly end. The second one, and the loss of the channel (the parent was killed), end the process at once.
 */

import type { Study } from '../studies/study.ts';
import { readEnvironment } from './environment.ts';
import { execute } from './execute.ts';
import type { FromWorker, Job, ToWorker } from './pool.ts';
import { onSignals } from './signals.ts';
import { taskSource } from './tasks.ts';

const controller = new AbortController();
let signals = 0;
onSignals(['SIGINT', 'SIGTERM'], () => {
  if (++signals > 1) process.exit(130);
  controller.abort();
});
process.on('disconnect', () => process.exit(130));
process.on('message', (message: ToWorker) => {
  if (message.type === 'stop') return controller.abort();
  run(message.job, message.registry).then(
    (end) => send(end),
    (error: Error) =>
      send({ type: 'error', name: error.name, message: error.message, stack: error.stack }),
  );
});

async function run(job: Job, registry: string): Promise<FromWorker> {
  const { studies } = (await import(registry)) as { studies: Record<string, () => Promise<Study>> };
  const study = await studies[job.study]();
  const environment = await readEnvironment();
  const events = execute(study, job.spec, {
    ...job.options,
    tasks: taskSource(),
    environment,
    signal: controller.signal,
  });
  while (true) {
    const { done, value } = await events.next();
    if (done) return { type: 'outcome', outcome: value };
    await tell({ type: 'event', event: value });
  }
}

/** Waits until the channel has taken the message, so that a fast run cannot fill the memory of a slow reader. */
function tell(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, () => resolve());
  });
}

async function send(end: FromWorker): Promise<void> {
  await tell(end);
  process.exit(0);
}
