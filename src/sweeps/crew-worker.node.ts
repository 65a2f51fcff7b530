/**
 * Main of a process that executes one run after another for crew.node.ts: warm, with its data loaded and its kernels compiled.
 *
 * A run computes in the process's only thread; it gives a sign of life at least four times a second, and at these signals,
 * orders and the loss of the parent are heard. Whoever cannot wait kills the process.
 */

import { FrugalError } from '../errors.ts';
import type { Study } from '../protocol/study.ts';
import { type Environment, readEnvironment } from '../runs/environment.ts';
import { execute, type TaskSource } from '../runs/execute.ts';
import { codeOf } from '../runs/files.ts';
import { InUse } from '../runs/lock.ts';
import { onSignals } from '../runs/signals.ts';
import { taskSource } from '../runs/tasks.ts';
import type { FromCrewWorker, Order, ToCrewWorker, Trouble } from './crew-messages.ts';

/** Data sets that stay loaded for the next run: an axis may go through hundreds. */
const MOST_TASKS = 2;
/** Progress is told at most this often, ms. */
const TELL_MS = 200;

/** Once aborted, every later run stops at its beginning: a crew that was told to stop has no more work. */
const controller = new AbortController();
/** The run under way, and what interrupts it alone. */
let current: { readonly key: number; readonly controller: AbortController } | undefined;
let environment: Promise<Environment> | undefined;
let tasks: TaskSource | undefined;

let signals = 0;
onSignals(['SIGINT', 'SIGTERM'], () => {
  if (++signals > 1) process.exit(130);
  controller.abort();
});
process.on('disconnect', () => process.exit(130));
process.on('message', (message: ToCrewWorker) => {
  if (message.type === 'stop') return controller.abort();
  if (message.type === 'interrupt') {
    if (current?.key === message.key) current.controller.abort();
    return;
  }
  work(message).then(tell, (error: unknown) => tell(failureOf(message.key, error)));
});
tell({ type: 'ready' });

async function work({ key, job, registry }: Order): Promise<FromCrewWorker> {
  const own = new AbortController();
  current = { key, controller: own };
  const signal = AbortSignal.any([controller.signal, own.signal]);
  const { studies } = (await import(registry)) as { studies: Record<string, () => Promise<Study>> };
  const study = await studies[job.study]();
  environment ??= readEnvironment();
  tasks ??= taskSource(MOST_TASKS);
  const events = execute(study, job.spec, {
    ...job.options,
    ...{ tasks, environment: await environment, signal },
  });
  let toldAt = performance.now();
  while (true) {
    const { done, value } = await events.next();
    if (done) {
      const { rss } = process.memoryUsage();
      const memory = Math.max(rss, 1024 * process.resourceUsage().maxRSS);
      const seconds = value.status === 'interrupted' ? 0 : value.summary.seconds;
      const how = value.status === 'interrupted' ? 'interrupted' : 'done';
      return { type: 'end', key, how, seconds, memory };
    }
    if (value.type !== 'progress' || performance.now() - toldAt < TELL_MS) continue;
    toldAt = performance.now();
    tell({ type: 'progress', key, share: value.progress, line: value.line });
  }
}

function failureOf(key: number, error: unknown): FromCrewWorker {
  const known = error instanceof Error ? error : new Error(String(error));
  const { message, stack } = known;
  const reason = known instanceof FrugalError ? message : `${known.name}: ${message}`;
  return { type: 'fail', key, trouble: troubleOf(known), reason, ...(stack && { stack }) };
}

function troubleOf(error: Error): Trouble {
  if (error instanceof InUse) return 'elsewhere';
  return error instanceof FrugalError && codeOf(error.cause) !== undefined ? 'disk' : 'run';
}

function tell(message: FromCrewWorker): void {
  process.send?.(message);
}
