/**
 * What to try after a run, as commands to copy.
 */

import type { Study } from '../protocol/study.ts';
import { commandFor } from '../runs/command.ts';
import { studies } from '../studies/registry.ts';
import type { RunRequest } from './run-options.ts';

export interface Suggestion {
  /** Without the program's name. */
  readonly command: string;
  readonly why: string;
}

/** The page on which the networks of preset `first` learn side by side. */
const RACE = 'lab race';

/** The next larger preset, and what it is for. */
const LARGER: Readonly<Record<string, readonly [preset: string, why: string] | undefined>> = {
  none: ['quick', 'a real result in about a minute'],
  first: ['quick', 'larger networks, and the dense one beside them'],
  smoke: ['quick', 'a real result in about a minute'],
  quick: ['paper', 'the published protocol; can be stopped and taken up'],
};

/** Repetitions that say how much is chance. */
const FEW = 3;

/** Four commands at most: see it, make it bigger, make it surer, and play with it. */
export function suggestions(
  study: Study,
  request: RunRequest,
  folders: readonly string[],
  report: string | undefined,
): Suggestion[] {
  const { specs, preset } = request;
  const found: Suggestion[] = [];
  if (report !== undefined) {
    found.push({
      command: `report ${folders.join(' ')} --open`,
      why: 'the figures, in your browser',
    });
  }
  const larger = LARGER[preset ?? 'none'];
  if (larger !== undefined)
    found.push({ command: `run ${study.name} --preset ${larger[0]}`, why: larger[1] });
  // A run of several repetitions has told how much is chance.
  const repeated = Number((specs[0].parameters as { replicates?: unknown }).replicates) >= FEW;
  if (specs.length === 1 && !repeated) {
    found.push({
      command: `${commandFor(study, specs[0])} --seeds 5`,
      why: 'how much of it is chance',
    });
  } else {
    found.push({ command: `describe ${study.name}`, why: 'its parameters, to vary them' });
  }
  const live = liveOf(study, request, folders);
  if (live !== undefined) found.push(live);
  return found;
}

/** The lab, where it has the study and what is learned. */
function liveOf(
  study: Study,
  { specs, preset }: RunRequest,
  folders: readonly string[],
): Suggestion | undefined {
  const [{ parameters }] = specs;
  if (!Object.hasOwn(studies, study.name)) return undefined;
  if (study.tasks(parameters).some(({ name }) => name !== 'digits')) return undefined;
  if (preset === 'first') return { command: RACE, why: 'the same race, live in your browser' };
  const what = folders.length === 1 ? folders[0] : study.name;
  return { command: `lab ${what}`, why: 'live in your browser, with everything to change' };
}
