/** `frugal sweep worker`: computes points of sweeps that lie in the queue of a database, until it is stopped. */

import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { integer } from '../protocol/parameters.ts';
import { divide } from '../sweeps/compute.node.ts';
import { EXIT } from './errors.ts';
import { createProgress, silentProgress } from './progress.ts';
import { addTableOptions, tableValues } from './table-options.ts';
import { count, duration } from './text.ts';
import { paint, type World } from './world.ts';

const IDLE = {
  idle: integer({
    ...{ min: 0, max: 1_000_000, default: 0, unit: 's' },
    description: 'time without work after which the worker ends; 0 waits for ever',
  }),
} as const;

/** After so many failures no more are told one by one. */
const MOST_TOLD = 5;

export async function registerWorker(
  command: Command,
  world: World,
  exit: (code: number) => void,
): Promise<void> {
  const { ADDRESS, addressOf, queueIn } = await import('../sweeps/executors/postgres.node.ts');
  const { jobs, threads } = (await import('../sweeps/executors/local.node.ts')).local.options;
  const table = { ...ADDRESS, jobs, threads, ...IDLE };
  const worker = command
    .command('worker')
    .description('take points of sweeps from a queue in PostgreSQL and compute them, until stopped')
    .argument(
      '[folder]',
      'the folder of one sweep, where this machine sees it; without, results go back through the queue',
    );
  addTableOptions(worker, table);
  worker.option('--json', 'standard output is NDJSON: a line a run, then one with the counts');
  worker.action(async (path: string | undefined, { json = false }: { json?: boolean }) => {
    const given = tableValues(worker, table);
    const shared = path === undefined ? undefined : { path, sweep: await queueIn(path) };
    const { openQueue } = await import('../sweeps/executors/postgres-queue.node.ts');
    const { serve } = await import('../sweeps/executors/postgres-worker.node.ts');
    const { out, err } = world;
    const progress = json && !err.isTTY ? silentProgress : createProgress(err);
    const controller = new AbortController();
    let stops = 0;
    const release = world.onStop(() => {
      if (++stops > 1) {
        progress.end();
        world.quit(EXIT.interrupted);
      }
      progress.note(paint(err, 'yellow', 'stopping after this step; Ctrl-C again quits at once'));
      controller.abort();
    });
    const { signal } = controller;
    const tally = { done: 0, failed: 0, 'handed back': 0 };
    let seconds = 0;
    try {
      const queue = await openQueue(addressOf(given.postgres), { signal, note: progress.note });
      try {
        const asked = {
          ...(given.jobs > 0 && { jobs: given.jobs }),
          ...(given.threads > 0 && { threads: given.threads }),
        };
        const division = divide(availableParallelism(), Number.POSITIVE_INFINITY, asked);
        progress.note(`worker of the ${queue.name}  ${count(division.workers, 'run')} at a time`);
        const events = serve({
          ...{
            queue,
            signal,
            studies: world.studies,
            ...division,
            idleSeconds: given.idle,
            note: progress.note,
          },
          ...(world.registry !== undefined && { registry: world.registry }),
          ...(shared && { shared }),
        });
        for await (const event of events) {
          if (event.type === 'progress') {
            progress.show({
              progress: event.share,
              line: `worker · ${tally.done} done · ${event.study}: ${event.line}`,
            });
            continue;
          }
          tally[event.how]++;
          seconds += event.seconds;
          const { study, identity, how, reason } = event;
          if (how === 'failed' && tally.failed <= MOST_TOLD)
            progress.note(
              `${paint(err, ['bold', 'red'], 'failed:')} ${study} ${identity.slice(0, 12)}: ${reason}`,
            );
          if (json)
            out.write(
              `${JSON.stringify({ study, run: identity, how, seconds: event.seconds, reason })}\n`,
            );
        }
      } finally {
        await queue.close();
      }
    } finally {
      release();
      progress.end();
    }
    const { done, failed, 'handed back': handedBack } = tally;
    if (json) out.write(`${JSON.stringify({ done, failed, handedBack, seconds })}\n`);
    else
      out.write(
        `${count(done, 'run')} in ${duration(seconds)} of computing${failed > 0 ? `, ${failed} failed` : ''}${handedBack > 0 ? `, ${handedBack} handed back` : ''}\n`,
      );
    exit(signal.aborted ? EXIT.interrupted : EXIT.done);
  });
}
