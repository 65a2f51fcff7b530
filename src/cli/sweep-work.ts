/** Works on a sweep by an executor: one display while it runs, and the counts at the end. */

import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { quoted } from '../runs/command.ts';
import { axisText } from '../sweeps/axes.ts';
import type { Ending, Executor, Work } from '../sweeps/executor.ts';
import { loadExecutor } from '../sweeps/executors/index.ts';
import { openSweep, type SweepFolder } from '../sweeps/folder.node.ts';
import { countPoints, countSettings, type Shard } from '../sweeps/points.ts';
import { EXIT } from './errors.ts';
import { stopOf, sweepDisplay, type Tally } from './sweep-display.ts';
import { addWorkOptions, readWork, type WorkRequest } from './sweep-options.ts';
import { tableValues } from './table-options.ts';
import { count, duration, pad, wrap } from './text.ts';
import { paint, type World } from './world.ts';

/** What works on a shard is a crew of this machine, whoever started it. */
export async function registerWork(
  command: Command,
  world: World,
  exit: (code: number) => void,
): Promise<void> {
  const executor = await loadExecutor('local');
  const work = command
    .command('work')
    .description('compute what is missing in a part of a sweep: what other engines start')
    .argument('<folder>', 'the folder of a sweep')
    .option('--shard <i/n>', 'the i-th of n parts, from 0/n to n-1/n (default: all)');
  addWorkOptions(work, executor.options);
  work.action(async (path: string, { shard }: { shard?: string }) => {
    const request = readWork(work);
    const part = shard === undefined ? undefined : shardOf(shard);
    const folder = await openSweep(path, world.studies);
    const options = tableValues(work, executor.options);
    exit(await workOn(folder, { executor, options, request, ...(part && { shard: part }) }, world));
  });
}

/** `3/10` */
export function shardOf(text: string): Shard {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  if (index === undefined || shard.of < 1 || shard.index >= shard.of)
    throw new UsageError(
      `--shard ${text} is not i/n with 0 ≤ i < n, such as 0/4 for the first of four`,
    );
  return shard;
}

/** What is to be done with a sweep, and by what. */
interface Order {
  readonly executor: Executor;
  readonly options: Parameters<Executor['run']>[1];
  readonly request: WorkRequest;
  readonly shard?: Shard;
}

/** Works on a sweep until it is done, handed over or stopped. */
export async function workOn(
  folder: SweepFolder,
  { executor, options, request, shard }: Order,
  world: World,
): Promise<number> {
  const { sweep, path } = folder;
  const points = countPoints(sweep);
  const total =
    shard === undefined ? points : Math.floor((points - shard.index + shard.of - 1) / shard.of);
  const display = sweepDisplay(total, request.json, world);
  announce(folder, total, world, display.note);
  const { signal, release } = stopOf(display, world);
  const work: Work = {
    ...{ folder, retry: request.retry, signal, program: world.start ?? ['frugal'] },
    ...(shard && { shard }),
    ...(world.registry !== undefined && { registry: world.registry }),
    ...(request.checkpointSeconds !== undefined && {
      checkpointSeconds: request.checkpointSeconds,
    }),
  };
  let ending: Ending;
  try {
    const events = executor.run(work, options);
    while (true) {
      const { done, value } = await events.next();
      if (done) {
        ending = value;
        break;
      }
      display.event(value);
    }
  } finally {
    release();
    display.close();
  }
  finish(path, display.tally, ending, request, world);
  if (ending === 'interrupted') return EXIT.interrupted;
  return display.tally.failed + display.tally.failedBefore > 0 ? EXIT.failed : EXIT.done;
}

function announce(
  { sweep, path }: SweepFolder,
  total: number,
  { err }: World,
  note: (text: string) => void,
): void {
  note(`${paint(err, 'bold', sweep.study.name)}  ${count(total, 'run')} in ${path}`);
  const settings = countSettings(sweep);
  const words = [
    ...sweep.axes.map(axisText),
    `${count(settings, 'setting')} × ${count(sweep.seeds.length, 'seed')}`,
    sweep.arithmetic,
  ].join(' · ');
  for (const line of wrap(words, err.columns() - 2)) note(paint(err, 'dim', line));
}

function finish(
  path: string,
  tally: Readonly<Tally>,
  ending: Ending,
  { json }: WorkRequest,
  { out, err, name }: World,
): void {
  const { total, done, before, failed, failedBefore, elsewhere, interrupted, seconds } = tally;
  const all = { total, done: done + before, failed: failed + failedBefore };
  if (json) {
    out.write(
      `${JSON.stringify({ ending, folder: path, ...all, now: done, elsewhere, seconds })}\n`,
    );
    return;
  }
  if (ending === 'handed over') return;
  const rows: [string, string][] = [
    [
      'done',
      `${all.done} of ${total}${done > 0 ? `, ${done} now in ${duration(seconds)} of computing` : ''}`,
    ],
    ...(all.failed > 0
      ? [
          ['failed', `${all.failed}; "${name} sweep status ${quoted(path)}" says why`] as [
            string,
            string,
          ],
        ]
      : []),
    ...(elsewhere > 0
      ? [['elsewhere', `${elsewhere} are computed by other processes`] as [string, string]]
      : []),
    ['folder', path],
  ];
  for (const [what, text] of rows) out.write(`  ${paint(out, 'dim', pad(what, 9))} ${text}\n`);
  if (ending === 'interrupted') {
    const kept =
      interrupted > 0
        ? `; ${count(interrupted, 'run')} will go on where ${interrupted === 1 ? 'it' : 'they'} stopped`
        : '';
    err.write(
      `${paint(err, 'yellow', 'interrupted')}${kept}. To go on:\n  ${paint(err, 'cyan', `${name} sweep ${quoted(path)}`)}\n`,
    );
  } else if (all.failed > 0)
    out.write(`\n  ${paint(out, 'cyan', `${name} sweep ${quoted(path)} --retry`)}\n`);
  else if (all.done === total) out.write(nextLines(path, out, name));
}

/** What a whole sweep is for. */
function nextLines(path: string, out: World['out'], name: string): string {
  const commands = [
    [`report ${quoted(path)} --open`, 'curves with intervals, claims by setting'],
    [`export ${quoted(path)}`, 'tidy tables, a file a kind of record'],
  ];
  const lines = commands.flatMap(([command, why]) => [
    `  ${paint(out, 'cyan', `${name} sweep ${command}`)}`,
    `    ${paint(out, 'dim', why)}`,
  ]);
  return `\n${[paint(out, 'bold', 'Try next'), ...lines].join('\n')}\n`;
}
