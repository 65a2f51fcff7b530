/** `frugal sweep status <folder>`: how far a sweep is, why runs failed, how long it will take. */

import type { Command } from 'commander';
import { taskSource } from '../runs/tasks.ts';
import { axisText } from '../sweeps/axes.ts';
import { openSweep } from '../sweeps/folder.node.ts';
import { countSettings } from '../sweeps/points.ts';
import { type SweepStatus, sweepStatus } from '../sweeps/status.node.ts';
import { sweepToJson } from '../sweeps/sweep.ts';
import { EXIT } from './errors.ts';
import { count, duration, pad, wrap } from './text.ts';
import { paint, type World } from './world.ts';

/** Reasons that are shown; `--json` has them all. */
const MOST_REASONS = 8;

const WORDS = {
  done: 'done',
  running: 'running',
  failed: 'failed',
  begun: 'interrupted',
  waiting: 'waiting',
} as const;

export function registerStatus(program: Command, world: World, exit: (code: number) => void): void {
  program
    .command('status')
    .description('how far a sweep is: done, running, failed and why, time left')
    .argument('<folder>', 'the folder of a sweep')
    .option('--json', 'as one JSON document')
    .action(async (path: string, { json }: { json?: boolean }) => {
      const folder = await openSweep(path, world.studies);
      const status = await sweepStatus(folder, taskSource());
      const { sweep } = folder;
      if (json)
        world.out.write(
          `${JSON.stringify({ folder: path, sweep: sweepToJson(sweep), ...status })}\n`,
        );
      else {
        const what = [
          ...sweep.axes.map(axisText),
          `${count(countSettings(sweep), 'setting')} × ${count(sweep.seeds.length, 'seed')}`,
        ];
        world.out.write(`${paint(world.out, 'bold', sweep.study.name)}  ${what.join(' · ')}\n\n`);
        for (const line of statusLines(status, world)) world.out.write(`${line}\n`);
      }
      exit(status.counts.failed > 0 ? EXIT.failed : EXIT.done);
    });
}

function statusLines(
  { total, counts, failures, secondsLeft }: SweepStatus,
  { out }: World,
): string[] {
  const width = String(total).length;
  const rows = Object.entries(WORDS).flatMap(([state, word]) => {
    const n = counts[state as keyof typeof WORDS];
    if (n === 0 && state !== 'done') return [];
    const share = `${Math.floor((100 * n) / Math.max(1, total))} %`.padStart(6);
    return [`  ${paint(out, 'dim', pad(word, 11))} ${String(n).padStart(width)}${share}`];
  });
  const left =
    secondsLeft === undefined
      ? []
      : [`  ${paint(out, 'dim', pad('left', 11))} about ${duration(secondsLeft)}`];
  const shown = failures
    .slice(0, MOST_REASONS)
    .flatMap(({ failure, count: times }) =>
      wrap(
        `${times} × ${failure.reason} (${failure.setting}, seed ${failure.seed})`,
        out.columns() - 4,
      ).map((line, i) => `${i === 0 ? '  ' : '    '}${line}`),
    );
  const more =
    failures.length > MOST_REASONS
      ? [`  … ${count(failures.length - MOST_REASONS, 'more reason')}; --json has all`]
      : [];
  return [...rows, ...left, ...(shown.length > 0 ? ['', ...shown, ...more] : [])];
}
