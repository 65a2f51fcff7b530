/**
 * How far a run is: one live line on a terminal, now and then a plain line anywhere else.
 */

import { clock, cut } from './text.ts';
import { type Output, paint } from './world.ts';

/** Where a run, or a group of runs, stands. */
export interface Standing {
  /** Share that is done, 0 … 1. */
  readonly progress: number;
  /** A few words; what comes before the first ` · ` is the phase. */
  readonly line: string;
}

export interface Progress {
  readonly show: (standing: Standing) => void;
  /** Writes a whole line between two states of progress. */
  readonly note: (text: string) => void;
  /** Clears the live line, or writes the last plain one. */
  readonly end: () => void;
}

/** A live line is drawn at most this often, a plain one written at most that often. */
const LIVE_MS = 80;
const PLAIN_MS = 5000;
/** Time left is estimated from the last third of the time, but from no less than this. */
const WINDOW_MS = 10_000;
const SAMPLE_MS = 100;
const BAR = 20;

/**
 * @param now milliseconds of a steady clock
 */
export function createProgress(
  output: Output,
  now: () => number = () => performance.now(),
): Progress {
  return output.isTTY ? liveProgress(output, now) : plainProgress(output, now);
}

/** No progress at all, for programs that read the records. */
export const silentProgress: Progress = { show: () => {}, note: () => {}, end: () => {} };

function liveProgress(output: Output, now: () => number): Progress {
  const timeLeft = estimator(now);
  let drawnAt = Number.NEGATIVE_INFINITY;
  let drawn = false;
  let later: NodeJS.Timeout | undefined;
  const clear = () => {
    clearTimeout(later);
    later = undefined;
    if (drawn) output.write('\r\u001b[2K');
    drawn = false;
  };
  const draw = ({ progress, line }: Standing, left: number | undefined) => {
    clearTimeout(later);
    later = undefined;
    drawnAt = now();
    drawn = true;
    const percent = `${Math.floor(100 * progress)} %`.padStart(5);
    const time = left === undefined ? '' : `  ${clock(left)} left`;
    const room = output.columns() - 1 - BAR - 1 - percent.length - time.length - 2;
    output.write(`\r\u001b[2K${bar(output, progress)} ${percent}${time}  ${cut(line, room)}`);
  };
  return {
    show: (standing) => {
      const left = timeLeft(standing.progress);
      const due = drawnAt + LIVE_MS - now();
      clearTimeout(later);
      if (due <= 0) draw(standing, left);
      // The latest state is shown even if nothing follows for a while.
      else later = setTimeout(draw, due, standing, left).unref();
    },
    note: (text) => {
      clear();
      output.write(`${text}\n`);
    },
    end: clear,
  };
}

function plainProgress(output: Output, now: () => number): Progress {
  const timeLeft = estimator(now);
  let writtenAt = Number.NEGATIVE_INFINITY;
  let last: Standing | undefined;
  let pending: string | undefined;
  const write = (text: string) => {
    output.write(`${text}\n`);
    writtenAt = now();
    pending = undefined;
  };
  return {
    show: (standing) => {
      const same = last !== undefined && phaseOf(standing) === phaseOf(last);
      // The last line of a phase is its result; it is written however short the phase was.
      if (pending !== undefined && !same) write(pending);
      last = standing;
      // A line that only names its phase takes no result away.
      if (same && !tells(standing)) return;
      const left = timeLeft(standing.progress);
      const time = left === undefined ? '' : `${clock(left)} left · `;
      pending = `${String(Math.floor(100 * standing.progress)).padStart(3)} %  ${time}${standing.line}`;
      if (now() - writtenAt >= PLAIN_MS) write(pending);
    },
    note: (text) => output.write(`${text}\n`),
    end: () => {
      if (pending !== undefined) write(pending);
    },
  };
}

/** The phase, without the number of its repetition: `static 2 · done` ends `static · epoch 20/20`. */
function phaseOf({ line }: Standing): string {
  return line.split(' · ')[0].replace(/ \d+$/, '');
}

/** Whether a line says more than the name of its phase and that it is done. */
const tells = ({ line }: Standing): boolean => {
  const [, ...rest] = line.split(' · ');
  return rest.some((part) => part !== 'done');
};

/** Seconds left by the pace of late; `undefined` while nothing can be said. */
function estimator(now: () => number): (progress: number) => number | undefined {
  const seen: { at: number; progress: number }[] = [];
  return (progress) => {
    const at = now();
    if (seen.length === 0 || at - seen[seen.length - 1].at >= SAMPLE_MS)
      seen.push({ at, progress });
    const window = Math.max(WINDOW_MS, (at - seen[0].at) / 3);
    // The first entry stays as the beginning; of the others only those in the window are of use.
    while (seen.length > 2 && at - seen[1].at > window) seen.splice(1, 1);
    const from = at - seen[0].at > window && seen.length > 1 ? seen[1] : seen[0];
    const gained = progress - from.progress;
    return gained > 0 && progress < 1
      ? ((at - from.at) / 1000) * ((1 - progress) / gained)
      : undefined;
  };
}

function bar(output: Output, progress: number): string {
  const halves = Math.round(2 * BAR * Math.min(1, Math.max(0, progress)));
  const full = '━'.repeat(Math.floor(halves / 2)) + (halves % 2 === 1 ? '╸' : '');
  return paint(output, 'cyan', full) + paint(output, 'dim', '─'.repeat(BAR - full.length));
}
