/**
 * `frugal race <study>`: the best setting of a sweep, found by cutting the others early, and measured anew. What it computes is
 * a sweep, in a sweep's folder: given again it goes on, and `frugal sweep` computes the rest of it.
 */

import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { integer } from '../protocol/parameters.ts';
import { loadStudy } from '../studies/registry.ts';
import { loadExecutor } from '../sweeps/executors/index.ts';
import { makeSweep } from '../sweeps/folder.node.ts';
import { rungsOf, runsOf } from '../sweeps/halving.ts';
import { countSettings, settingText } from '../sweeps/points.ts';
import {
  type RaceRequest,
  type RaceResult,
  race,
  raceRequest,
  roundText,
} from '../sweeps/race.node.ts';
import { EXIT } from './errors.ts';
import { asksForHelp, noStudy, studyAmong } from './study-among.ts';
import { stopOf, sweepDisplay } from './sweep-display.ts';
import {
  addSweepOptions,
  addWorkOptions,
  checkSize,
  readSweep,
  readWork,
} from './sweep-options.ts';
import { addTableOptions, tableValues } from './table-options.ts';
import { count, pad } from './text.ts';
import { paint, type World } from './world.ts';

const OPTIONS = {
  keep: integer({
    ...{ min: 2, max: 1000, default: 3 },
    description: 'one of so many settings is kept in each round, with so many times the seeds',
  }),
} as const;

/** Adds `race`. Its options depend on the study, so the words are looked through for one first. */
export async function registerRace(
  program: Command,
  world: World,
  words: readonly string[] | undefined,
  exit: (code: number) => void,
): Promise<void> {
  const command = program
    .command('race')
    .description(
      'the best setting of a sweep: the others are cut early, the winner is measured anew',
    )
    .argument('<study>', 'a study');
  const { named, first } = studyAmong('race', words ?? [], world);
  // A word that is no study is refused before its options are.
  const asked = named ?? first;
  if (asked === undefined && !asksForHelp(words)) throw noStudy('race needs a study', world);
  const study = asked === undefined ? undefined : await loadStudy(asked, world.studies);
  const { options: divided } = await loadExecutor('local');
  command.option('--measure <name>', 'what is to be best: a column of the table, or kind.column');
  command.option('--row <name>', 'the learner that counts, where a run has several');
  command.option('--goal <way>', 'largest | smallest; default as the table of the study says');
  addTableOptions(command, OPTIONS);
  if (study !== undefined) addSweepOptions(command, study);
  addWorkOptions(command, divided);
  command.action(async (given: string) => {
    const raced = study ?? (await loadStudy(given, world.studies));
    const request = readWork(command);
    const { keep } = tableValues(command, OPTIONS);
    const { jobs, threads } = tableValues(command, divided) as { jobs: number; threads: number };
    const { sweep, path, edit } = await readSweep(command, raced);
    const plain: { measure?: string; row?: string; goal?: string } = command.opts();
    const wanted = raceRequest(sweep, { ...plain, keep });
    if (sweep.seeds.length < 2)
      throw new UsageError('a race spends seeds on the better settings; give --seeds, 9 or more');
    const rungs = rungsOf(countSettings(sweep), sweep.seeds.length, keep);
    checkSize(sweep, request.yes);
    const folder = await makeSweep(path, sweep, edit);
    const total = runsOf(rungs) + sweep.seeds.length;
    const display = sweepDisplay(total, request.json, world);
    display.note(
      `${paint(world.err, 'bold', sweep.study.name)}  race of ${count(rungs[0].settings, 'setting')}, at most ${count(total, 'run')} of ${rungs[0].settings * sweep.seeds.length}, in ${path}`,
    );
    const { signal, release } = stopOf(display, world);
    const events = race(
      {
        ...{ folder, retry: request.retry, signal, program: [] },
        ...(world.registry !== undefined && { registry: world.registry }),
        ...(request.checkpointSeconds !== undefined && {
          checkpointSeconds: request.checkpointSeconds,
        }),
      },
      wanted,
      { ...(jobs > 0 && { jobs }), ...(threads > 0 && { threads }) },
    );
    let result: RaceResult | undefined;
    try {
      while (true) {
        const { done, value } = await events.next();
        if (done) {
          result = value;
          break;
        }
        if (value.type !== 'round') display.event(value);
        else if (request.json) world.out.write(`${JSON.stringify({ round: value.round })}\n`);
        else display.note(roundText(value.round, wanted.measure));
      }
    } finally {
      release();
      display.close();
    }
    if (result === undefined) {
      world.err.write(
        `${paint(world.err, 'yellow', 'interrupted')}: the same command goes on from there\n`,
      );
      exit(EXIT.interrupted);
      return;
    }
    if (request.json) {
      world.out.write(`${JSON.stringify({ winner: result.winner, folder: path })}\n`);
      return;
    }
    for (const line of winnerLines(result, wanted, display.tally.done, path, world))
      world.out.write(`${line}\n`);
  });
}

function winnerLines(
  { winner, rounds }: RaceResult,
  { measure }: RaceRequest,
  now: number,
  path: string,
  { out }: World,
): string[] {
  const { setting, chosenBy, fresh } = winner;
  const short = (value: number): string => String(Number(value.toPrecision(4)));
  const interval =
    fresh.low === undefined || fresh.high === undefined
      ? ''
      : ` (95 %: ${short(fresh.low)} … ${short(fresh.high)})`;
  const cuts = rounds.flatMap(({ racers, seeds }) => {
    const cut = racers.filter(({ kept }) => !kept).length;
    return racers.length > 1 ? [`${cut} of ${racers.length} after ${count(seeds, 'seed')}`] : [];
  });
  const rows: [string, string][] = [
    ['winner', settingText(setting)],
    [
      measure.name,
      `${short(fresh.mean)}${interval}, on ${count(fresh.seeds.length, 'fresh seed')}`,
    ],
    ['chosen by', `${short(chosenBy)}, which being the best of many makes too good`],
    ['cut', cuts.join(', ')],
    ['runs', `${now} now`],
    ['folder', path],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${paint(out, 'dim', pad(name, width))}  ${text}`);
}
