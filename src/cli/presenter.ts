/**
 * What a run shows: the interface, and the presenter for programs (`--json`). The one for people is terminal.ts.
 */

import type { Tabulated } from '../protocol/results.ts';
import type { ClaimResult, Study, StudyRecord } from '../protocol/study.ts';
import type { RunEvent, RunOutcome } from '../runs/execute.ts';
import { specDocument } from '../runs/identity.ts';
import { createProgress, silentProgress } from './progress.ts';
import type { Ending } from './run.ts';
import type { RunRequest } from './run-options.ts';
import { terminalPresenter } from './terminal.ts';
import { paint, type World } from './world.ts';

/** What runs say together. */
export interface Told {
  readonly claims: readonly ClaimResult[];
  /** Absent where the study declares none. */
  readonly table: Tabulated | undefined;
}

/** Is told what happens in the runs of a request, which are numbered from 0. */
export interface Presenter {
  readonly event: (run: number, event: RunEvent) => void;
  readonly end: (run: number, outcome: RunOutcome) => void;
  /** One of several runs failed. A run alone throws instead. */
  readonly fail: (run: number, error: Error) => void;
  /** The user asked to stop. */
  readonly stopping: () => void;
  /** No more events; the terminal is left clean. */
  readonly close: () => void;
  /** @param told what all finished runs say together; empty where none is finished */
  readonly finish: (endings: readonly Ending[], told: Told, report: string | undefined) => void;
}

export function presenterFor(study: Study, request: RunRequest, world: World): Presenter {
  return request.json
    ? jsonPresenter(study, request, world)
    : terminalPresenter(study, request, world);
}

/**
 * NDJSON on standard output: `{"record": …}` for each record, those from disk included, then one line
 * `{"summary": …, "claims": […], "run": <identity>, "folder": …, "table": …}`. Of several runs the lines come run by run, in
 * the order of their seeds, and last `{"together": {"runs": …, "claims": […], "table": …}}`: what they say as one body of evidence. Progress is shown on standard error where that is a terminal of its own.
 */
function jsonPresenter(study: Study, request: RunRequest, world: World): Presenter {
  const { out, err } = world;
  const progress = err.isTTY && !out.isTTY ? createProgress(err) : silentProgress;
  const waiting = request.specs.map((): string[] => []);
  const last: StudyRecord[] = [];
  const ended = new Set<number>();
  let turn = 0;
  let alone: object | undefined;
  const write = (run: number, line: object) => {
    const text = `${JSON.stringify(line)}\n`;
    if (run === turn) out.write(text);
    else waiting[run].push(text);
  };
  const close = (run: number) => {
    ended.add(run);
    while (ended.has(turn)) {
      turn++;
      for (const text of waiting[turn]?.splice(0) ?? []) out.write(text);
    }
  };
  return {
    event: (run, event) => {
      if (event.type === 'start') {
        for (const warning of event.warnings)
          progress.note(`${paint(err, 'yellow', 'warning:')} ${warning}`);
      } else if (event.type === 'record') {
        last[run] = event.record;
        write(run, { record: event.record });
      } else if (event.type === 'progress') progress.show(event);
    },
    end: (run, outcome) => {
      if (outcome.status !== 'interrupted') {
        const { claims, identity, ...rest } = outcome.summary;
        const { parameters, files, seed, arithmetic } = specDocument(study, request.specs[run], {});
        const asked = { parameters, ...(files && { files }), seed, arithmetic };
        const summary = { ...rest, ...asked, last: last[run] ?? null };
        const line = { summary, claims, run: identity, folder: outcome.folder };
        // A run alone waits for its table, which is made when all are done.
        if (request.specs.length === 1) alone = line;
        else write(run, line);
      }
      close(run);
    },
    fail: (run, error) => {
      err.write(
        `${paint(err, ['bold', 'red'], 'error:')} seed ${request.specs[run].seed}: ${error.message}\n`,
      );
      close(run);
    },
    stopping: () => progress.note('stopping after this step; Ctrl-C again quits at once'),
    close: progress.end,
    finish: (endings, { claims, table }) => {
      const line = (value: object): string => `${JSON.stringify(value)}\n`;
      if (alone !== undefined) out.write(line({ ...alone, ...(table && { table }) }));
      const runs = endings.filter(
        (end) => 'outcome' in end && end.outcome.status !== 'interrupted',
      ).length;
      if (runs > 1) out.write(line({ together: { runs, claims, ...(table && { table }) } }));
    },
  };
}
