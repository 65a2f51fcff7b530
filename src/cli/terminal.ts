/**
 * What a run shows to people: progress on standard error, results on standard output.
 */

import { flagName } from '../protocol/parameters.ts';
import type { Study, StudyRecord } from '../protocol/study.ts';
import { toldText } from '../protocol/value-text.ts';
import { commandFor, quoted } from '../runs/command.ts';
import type { RunEvent, RunOutcome } from '../runs/execute.ts';
import { suggestions } from './next.ts';
import type { Presenter, Told } from './presenter.ts';
import { createProgress } from './progress.ts';
import { claimLines, resultLines } from './results.ts';
import type { RunRequest } from './run-options.ts';
import { count, duration, pad, wrap } from './text.ts';
import { type Output, paint, type World } from './world.ts';

/** A finished run and its number in the request. */
type Finished = Extract<RunOutcome, { status: 'done' | 'stored' }> & { readonly run: number };

export function terminalPresenter(study: Study, request: RunRequest, world: World): Presenter {
  const { err, out } = world;
  const { specs } = request;
  const progress = createProgress(err);
  const shares = specs.map(() => 0);
  const ended = new Set<number>();
  let announced = false;
  let told = false;

  const announce = () => {
    if (announced) return;
    announced = true;
    const { authors, year } = study.paper;
    progress.note(
      `${paint(err, 'bold', study.name)}  ${study.title} (${surname(authors)} ${year})`,
    );
    for (const line of wrap(settingsText(study, request), err.columns() - 2))
      progress.note(paint(err, 'dim', line));
  };
  const begin = (event: RunEvent & { type: 'start' }) => {
    announce();
    for (const warning of event.warnings)
      progress.note(`${paint(err, 'yellow', 'warning:')} ${warning}`);
    if (specs.length > 1) return;
    const after = event.records > 0 ? `, going on after ${count(event.records, 'record')}` : '';
    const how = event.finished ? ' is what was computed before; --fresh computes it again' : after;
    progress.note(paint(err, 'dim', `${event.finished ? '' : 'in '}${event.folder}${how}`));
    if (event.shorter !== undefined)
      progress.note(paint(err, 'dim', `going on from the shorter run ${event.shorter}`));
  };

  /** What reading the run's files had to decide is seen once, before anything is learned from it. */
  const tellNotes = ({ notes }: StudyRecord) => {
    if (!Array.isArray(notes) || told) return;
    told = true;
    for (const note of notes)
      for (const line of wrap(`note: ${note}`, err.columns() - 2))
        progress.note(paint(err, 'dim', line));
  };

  return {
    event: (run, event) => {
      if (event.type === 'start') return begin(event);
      if (event.type === 'record') return tellNotes(event.record);
      if (event.type !== 'progress') return;
      shares[run] = event.progress;
      const mean = shares.reduce((a, b) => a + b, 0) / shares.length;
      const line =
        specs.length === 1
          ? event.line
          : `${ended.size} of ${specs.length} done · seed ${specs[run].seed}: ${event.line}`;
      progress.show({ progress: mean, line });
    },
    end: (run, outcome) => {
      if (outcome.status === 'interrupted') return;
      ended.add(run);
      shares[run] = 1;
    },
    fail: (run, error) => {
      ended.add(run);
      progress.note(
        `${paint(err, ['bold', 'red'], 'error:')} seed ${specs[run].seed}: ${error.message}`,
      );
    },
    stopping: () =>
      progress.note(paint(err, 'yellow', 'stopping after this step; Ctrl-C again quits at once')),
    close: progress.end,
    finish: (endings, { claims, table }, report) => {
      const finished = endings.flatMap((end, run) =>
        'outcome' in end && end.outcome.status !== 'interrupted' ? [{ run, ...end.outcome }] : [],
      );
      const stopped = endings.flatMap((end) =>
        'outcome' in end && end.outcome.status === 'interrupted' ? [end.outcome] : [],
      );
      if (stopped.length > 0) {
        const records = stopped.reduce((sum, outcome) => sum + outcome.records, 0);
        const kept =
          records > 0
            ? `goes on after ${count(records, 'record')}`
            : stopped.some(({ resumable }) => resumable)
              ? 'goes on where it stopped'
              : 'starts from the beginning';
        err.write(`${paint(err, 'yellow', 'interrupted')}; the same command ${kept}\n`);
      }
      if (finished.length > 0)
        out.write(results(out, study, request, finished, { claims, table }, report, world.name));
    },
  };
}

/** The end of a run on standard output. */
function results(
  out: Output,
  study: Study,
  request: RunRequest,
  finished: readonly Finished[],
  { claims, table }: Told,
  report: string | undefined,
  name: string,
): string {
  const { specs } = request;
  const seconds = finished.reduce((sum, { summary }) => sum + summary.seconds, 0);
  const [{ folder, records, summary }] = finished;
  const facts: (readonly [string, string])[] = [
    finished.length === 1
      ? [
          'result',
          `${count(records, 'record')} in ${duration(seconds)}, hash ${summary.hash.slice(0, 12)}`,
        ]
      : ['results', `${finished.length} runs, ${duration(seconds)} of computing`],
    ...(finished.length === 1 ? [['folder', folder] as const] : []),
    ...(report === undefined ? [] : [['report', report] as const]),
    [
      'again',
      [
        `${name} ${commandFor(study, specs[0])}`,
        ...(specs.length > 1 ? [`--seeds ${specs.length}`] : []),
        ...(request.out === undefined ? [] : [`--out ${quoted(request.out)}`]),
      ].join(' '),
    ],
  ];
  const next = suggestions(
    study,
    request,
    finished.map((outcome) => outcome.folder),
    report,
  );
  const commands = next.map(({ command }) => `${name} ${command}`);
  const width = Math.max(...commands.map((command) => command.length));
  const title = `Claims of ${surname(study.paper.authors)} ${study.paper.year}`;
  const lines = [
    '',
    ...resultLines(out, table),
    ...(claims.length > 0 ? [paint(out, 'bold', title), '', ...claimLines(out, claims)] : []),
    ...facts.map(([what, text]) => `  ${paint(out, 'dim', pad(what, 8))} ${text}`),
    '',
    paint(out, 'bold', 'Try next'),
    ...next.flatMap(({ why }, i) =>
      width + why.length + 6 <= out.columns()
        ? [`  ${paint(out, 'cyan', pad(commands[i], width))}  ${paint(out, 'dim', why)}`]
        : [`  ${paint(out, 'cyan', commands[i])}`, `    ${paint(out, 'dim', why)}`],
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** Preset, what was changed from it, seed, threads, arithmetic. */
function settingsText(study: Study, { specs, preset, threads, jobs }: RunRequest): string {
  const [{ parameters, seed, arithmetic }] = specs;
  const base: Readonly<Record<string, unknown>> = preset === undefined ? {} : study.presets[preset];
  const changed = Object.entries(study.parameters).flatMap(([name, parameter]) => {
    const usual = Object.hasOwn(base, name) ? base[name] : parameter.default;
    const value = toldText(parameters[name]);
    return value === toldText(usual) ? [] : [`${flagName(name)} ${value}`];
  });
  const seeds =
    specs.length > 1
      ? `seeds ${seed}–${seed + specs.length - 1}, ${jobs} at a time`
      : `seed ${seed}`;
  const parts = [
    preset && `preset ${preset}`,
    ...changed,
    seeds,
    count(threads, 'thread'),
    arithmetic,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** Parts of a surname that stand before it: `Mark van Rossum`. */
const PARTICLES = new Set(['van', 'von', 'de', 'der', 'den', 'da', 'del', 'di', 'du', 'la', 'le']);

/** `Decebal Constantin Mocanu, Elena Mocanu, …` → `Mocanu et al.`; `M. van Rossum` → `van Rossum` */
export function surname(authors: string): string {
  const people = authors.split(/,\s*|\s+and\s+|\s*&\s*/).filter((person) => person !== '');
  const last = (person: string) => {
    const words = person.split(' ');
    const from = words.findIndex((word, i) => i > 0 && PARTICLES.has(word));
    return words.slice(from > 0 ? from : -1).join(' ');
  };
  if (people.length > 2 || /et al/.test(authors))
    return `${last(people[0].replace(/ et al.*/, ''))} et al.`;
  return people.map(last).join(' and ');
}
