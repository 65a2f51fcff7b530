/**
 * `frugal sweep <study|folder>`: begins a sweep, or goes on with one. What can be done with its folder beside that are
 * commands of their own behind it: `status`, `work`, `report`, `export`.
 */

import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { loadStudy } from '../studies/registry.ts';
import { EXECUTORS, loadExecutor } from '../sweeps/executors/index.ts';
import { isSweep, makeSweep, openSweep, type SweepFolder } from '../sweeps/folder.node.ts';
import { asksForHelp, noStudy, studyAmong } from './study-among.ts';
import {
  type AskedSweep,
  addSweepOptions,
  addWorkOptions,
  checkSize,
  readSweep,
  readWork,
  type WorkRequest,
} from './sweep-options.ts';
import { registerStatus } from './sweep-status.ts';
import { registerSweepExport, registerSweepReport } from './sweep-tables.ts';
import { registerWork, workOn } from './sweep-work.ts';
import { registerWorker } from './sweep-worker.ts';
import { tableValues } from './table-options.ts';
import type { World } from './world.ts';

/** What can be done with the folder of a sweep, beside going on. */
const PARTS: Readonly<
  Record<string, (command: Command, world: World, exit: (code: number) => void) => unknown>
> = {
  status: registerStatus,
  work: registerWork,
  worker: registerWorker,
  report: registerSweepReport,
  export: registerSweepExport,
};

/** Adds `sweep`. Its options depend on the study and the executor, so the words are looked through for both first. */
export async function registerSweep(
  program: Command,
  world: World,
  words: readonly string[] | undefined,
  exit: (code: number) => void,
): Promise<void> {
  const command = program
    .command('sweep')
    .description(
      'many runs of a study: axes and seeds, resumed where they were left, on this machine or others',
    )
    .argument('<study|folder>', `a study to begin with, or the folder of a sweep to go on`);
  const { first, executor: name } = askedIn(words ?? [], world);
  // A part has options of its own: those of a sweep would take theirs away.
  const parts = Object.entries(PARTS).filter(
    ([part]) => first === part || !Object.hasOwn(PARTS, first ?? ''),
  );
  for (const [, register] of parts) await register(command, world, exit);
  if (Object.hasOwn(PARTS, first ?? '')) return;
  const executor = await loadExecutor(name);
  const study =
    first === undefined || !Object.hasOwn(world.studies, first)
      ? undefined
      : await loadStudy(first, world.studies);
  const going = first !== undefined && study === undefined && (await isSweep(first));
  if (study === undefined && !going && !asksForHelp(words)) await refuse(first, world);
  if (study !== undefined) addSweepOptions(command, study);
  command.option(
    '--on <executor>',
    `what computes it: ${Object.keys(EXECUTORS).join(' | ')}; default local`,
  );
  addWorkOptions(command, executor.options);
  command.action(async (given: string) => {
    const request = readWork(command);
    const options = tableValues(command, executor.options);
    // Whatever can be said against it is said before a folder is made.
    const asked = study === undefined ? undefined : await readSweep(command, study);
    await executor.check(options, asked?.path ?? given);
    const folder =
      asked === undefined ? await goOn(given, world, request) : await begin(asked, request);
    exit(await workOn(folder, { executor, options, request }, world));
  });
}

/** Makes the folder of a new sweep, or of the same one again. */
async function begin(
  { sweep, path, edit }: AskedSweep,
  { yes }: WorkRequest,
): Promise<SweepFolder> {
  if (sweep.axes.length === 0 && sweep.seeds.length < 2)
    throw new UsageError(
      `nothing is varied: give --axis name=values or --seeds, or "frugal run ${sweep.study.name}" for one run`,
    );
  checkSize(sweep, yes);
  return makeSweep(path, sweep, edit);
}

/** Opens a folder, whose sweep may have been edited by hand. */
async function goOn(path: string, { studies }: World, { yes }: WorkRequest): Promise<SweepFolder> {
  const folder = await openSweep(path, studies);
  checkSize(folder.sweep, yes);
  return folder;
}

/** The first word that is no option, and the executor that is named. */
function askedIn(
  words: readonly string[],
  world: World,
): { first: string | undefined; executor: string } {
  const { named, first: plain } = studyAmong('sweep', words, world);
  const at = words.findIndex((word) => word === '--on' || word.startsWith('--on='));
  const executor =
    at < 0 ? 'local' : words[at].startsWith('--on=') ? words[at].slice(5) : words[at + 1];
  const first =
    plain !== undefined && (Object.hasOwn(PARTS, plain) || named === undefined) ? plain : named;
  return { first, executor: executor ?? 'local' };
}

async function refuse(first: string | undefined, world: World): Promise<never> {
  if (first === undefined) throw noStudy('sweep needs a study, or the folder of a sweep', world);
  if (/[/\\.]/.test(first)) return void (await openSweep(first, world.studies)) as never;
  await loadStudy(first, world.studies);
  throw new UsageError(`${first} is no study and no folder of a sweep`);
}
