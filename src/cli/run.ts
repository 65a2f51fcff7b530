/**
 * `frugal run <study>`: executes runs, shows how far they are, and ends with their claims, the report, the command that
 * makes them again and what to try next.
 */

import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { tabulate } from '../protocol/results.ts';
import { claimsOf, type Study } from '../protocol/study.ts';
import type { RunOutcome } from '../runs/execute.ts';
import { isReadOnly } from '../runs/files.ts';
import type { Job } from '../runs/job.ts';
import { executeAll } from '../runs/pool.ts';
import { settledSpec } from '../runs/settle.ts';
import { REPORT_FILE } from '../runs/store.ts';
import { readRun } from '../runs/stored.ts';
import { loadStudy } from '../studies/registry.ts';
import { EXIT } from './errors.ts';
import { type Presenter, presenterFor, type Told } from './presenter.ts';
import { addRunOptions, type RunRequest, readRequest } from './run-options.ts';
import { paint, type World } from './world.ts';

/**
 * Adds `run`. Its options depend on the study, so the words are looked through for a study's name first.
 *
 * @param words the command line if it is one of `run`
 * @throws UsageError for an unknown study or none
 */
export async function registerRun(
  program: Command,
  world: World,
  words: readonly string[] | undefined,
  exit: (code: number) => void,
): Promise<void> {
  const name = words && studyNameIn(words, Object.keys(world.studies));
  if (name === undefined && words?.some((word) => word === '--help' || word === '-h') === false) {
    throw new UsageError(
      `run needs the name of a study; known: ${Object.keys(world.studies).join(', ')}`,
    );
  }
  const study = name === undefined ? undefined : await loadStudy(name, world.studies);
  const command = program
    .command('run')
    .description('run a study; a run that was interrupted is taken up, a finished one is shown')
    .argument('<study>', `one of: ${Object.keys(world.studies).join(', ')}`);
  addRunOptions(command, study);
  command.action(async () => {
    if (study === undefined) return;
    const request = await readRequest(command, study);
    for (const idle of request.idle)
      world.err.write(`${paint(world.err, 'yellow', 'warning:')} ${idle}\n`);
    exit(await runStudy(study, request, world));
  });
}

/** The first known study among the words, else the first word after `run` that is no option. */
function studyNameIn(words: readonly string[], known: readonly string[]): string | undefined {
  const after = words.slice(words.indexOf('run') + 1);
  return (
    after.find((word) => known.includes(word)) ?? (after[0]?.startsWith('-') ? undefined : after[0])
  );
}

/** How one run of the group ended. */
export type Ending = { readonly outcome: RunOutcome } | { readonly error: Error };

async function runStudy(study: Study, asked: RunRequest, world: World): Promise<number> {
  const request = {
    ...asked,
    specs: await Promise.all(asked.specs.map((spec) => settledSpec(spec))),
  };
  const presenter = presenterFor(study, request, world);
  const controller = new AbortController();
  let stops = 0;
  const release = world.onStop(() => {
    if (++stops > 1) {
      presenter.close();
      world.quit(EXIT.interrupted);
    }
    presenter.stopping();
    controller.abort();
  });
  let endings: readonly Ending[];
  try {
    endings = await runAll(study, request, presenter, controller.signal, world);
  } finally {
    release();
    presenter.close();
  }
  const finished = endings.flatMap((end) =>
    'outcome' in end && end.outcome.status !== 'interrupted' ? [end.outcome] : [],
  );
  const failed = endings.filter((end) => 'error' in end);
  const cut = finished.length + failed.length < request.specs.length;
  const wanted = request.report && !cut && finished.length > 0;
  const report = wanted ? await writeReportOf(finished, request).catch(asError) : undefined;
  const told = await sayTogether(study, request, endings);
  presenter.finish(endings, told, typeof report === 'string' ? report : undefined);
  if (report instanceof Error) {
    if (!isReadOnly(report) || finished.some(({ status }) => status === 'done')) throw report;
    world.err.write(`${paint(world.err, 'yellow', 'note:')} no report: ${report.message}\n`);
  }
  if (failed.length > 0) return EXIT.failed;
  return cut ? EXIT.interrupted : EXIT.done;
}

/** What the finished runs say together: they differ in their seeds alone. */
async function sayTogether(
  study: Study,
  { specs }: RunRequest,
  endings: readonly Ending[],
): Promise<Told> {
  const finished = endings.flatMap((end, run) =>
    'outcome' in end && end.outcome.status !== 'interrupted' ? [{ run, ...end.outcome }] : [],
  );
  if (finished.length === 0) return { claims: [], table: undefined };
  const results = await Promise.all(
    finished.map(async ({ run, folder }) => {
      const { records, arrays, timing } = await readRun(folder);
      const { parameters, seed } = specs[run];
      const seconds = timing.map((row) => row.seconds);
      return { parameters, seed, records, arrays: await arrays(), seconds };
    }),
  );
  return {
    claims: finished.length === 1 ? finished[0].summary.claims : claimsOf(study, results),
    table: study.table && tabulate(study.table, [{ label: '', results }]),
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Several runs tell of those that fail and go on; a run alone throws. */
async function runAll(
  study: Study,
  request: RunRequest,
  presenter: Presenter,
  signal: AbortSignal,
  world: World,
): Promise<Ending[]> {
  const { specs, jobs: processes, threads, fresh, asIs, data, checkpointSeconds, out } = request;
  const jobs: Job[] = specs.map((spec) => ({
    study: study.name,
    spec,
    options: {
      threads,
      fresh,
      asIs,
      checkpointSeconds,
      ...(data !== undefined && { data }),
      ...(out && { folder: specs.length > 1 ? join(out, `seed-${spec.seed}`) : out }),
    },
  }));
  const endings: Ending[] = [];
  for await (const told of executeAll(jobs, { processes, signal, registry: world.registry })) {
    if ('event' in told) presenter.event(told.job, told.event);
    else if ('outcome' in told) {
      presenter.end(told.job, told.outcome);
      endings[told.job] = told;
    } else if (specs.length === 1) {
      throw told.error;
    } else {
      presenter.fail(told.job, told.error);
      endings[told.job] = told;
    }
  }
  return endings;
}

/** One run has its report in its folder; several share one beside their folders, named after the first of them. */
async function writeReportOf(
  endings: readonly Extract<RunOutcome, { summary: unknown }>[],
  { specs }: RunRequest,
): Promise<string> {
  const { writeReport } = await import('../report/index.ts');
  const [{ folder, identity }] = endings;
  const [{ seed }] = specs;
  const name = `report-${identity.slice(0, 12)}-seeds-${seed}-${seed + specs.length - 1}.html`;
  const out = specs.length === 1 ? join(folder, REPORT_FILE) : join(dirname(folder), name);
  const { files } = await writeReport({
    folders: endings.map((end) => end.folder),
    out,
    format: 'html',
  });
  return files[0];
}
