/** What a sweep shows while it is computed: one display for all of its runs, or a line each for programs. */

import type { SweepEvent } from '../sweeps/executor.ts';
import { type Point, settingText } from '../sweeps/points.ts';
import { EXIT } from './errors.ts';
import { createProgress, silentProgress } from './progress.ts';
import { paint, type World } from './world.ts';

/** How many runs came to what. */
export interface Tally {
  readonly total: number;
  /** Now, and before. */
  done: number;
  before: number;
  failed: number;
  failedBefore: number;
  elsewhere: number;
  interrupted: number;
  /** Seconds of computing of those done now. */
  seconds: number;
}

export interface SweepDisplay {
  readonly tally: Readonly<Tally>;
  readonly event: (event: SweepEvent) => void;
  readonly note: (text: string) => void;
  readonly stopping: () => void;
  readonly close: () => void;
}

/** After so many failures no more are told one by one. */
const MOST_TOLD = 5;

export const pointText = ({ setting, seed }: Point): string => {
  const words = Object.keys(setting).length === 0 ? '' : `${settingText(setting)}, `;
  return `${words}seed ${seed}`;
};

export function sweepDisplay(total: number, json: boolean, { out, err }: World): SweepDisplay {
  const progress = json && !err.isTTY ? silentProgress : createProgress(err);
  const tally: Tally = {
    ...{ total, done: 0, before: 0, failed: 0, failedBefore: 0 },
    ...{ elsewhere: 0, interrupted: 0, seconds: 0 },
  };
  const shares = new Map<number, number>();
  const tell = (point: Point, what: object): void => {
    if (!json) return;
    const { index, setting, seed } = point;
    out.write(`${JSON.stringify({ point: index, ...setting, seed, ...what })}\n`);
  };
  const show = (words: string): void => {
    const ended = tally.done + tally.before + tally.failed + tally.failedBefore + tally.elsewhere;
    const under = [...shares.values()].reduce((sum, share) => sum + share, 0);
    const failed = tally.failed + tally.failedBefore;
    const counts = [
      // What comes first stays as it is: a new phase would be a line of its own wherever there is no terminal.
      ...['sweep', `${tally.done + tally.before} of ${total} done`],
      ...(failed > 0 ? [`${failed} failed`] : []),
    ];
    progress.show({
      progress: Math.min(1, (ended + under) / Math.max(1, total)),
      line: [...counts, words].filter((text) => text !== '').join(' · '),
    });
  };

  function event(told: SweepEvent): void {
    if (told.type === 'note') {
      progress.note(told.text);
      return;
    }
    const { point } = told;
    if (told.type === 'progress') {
      shares.set(point.index, told.share);
      show(`${pointText(point)}: ${told.line}`);
      return;
    }
    shares.delete(point.index);
    if (told.type === 'skip') {
      if (told.why === 'done') tally.before++;
      else if (told.why === 'failed') tally.failedBefore++;
      else tally.elsewhere++;
      return;
    }
    if (told.type === 'fail') {
      if (tally.failed++ < MOST_TOLD)
        progress.note(
          `${paint(err, ['bold', 'red'], 'failed:')} ${pointText(point)}: ${told.reason}`,
        );
      tell(point, { failed: told.reason });
    } else if (told.how === 'done') {
      tally.done++;
      tally.seconds += told.seconds;
      tell(point, { seconds: told.seconds });
    } else tally.interrupted++;
    show('');
  }

  return {
    tally,
    event,
    note: progress.note,
    stopping: () =>
      progress.note(paint(err, 'yellow', 'stopping after this step; Ctrl-C again quits at once')),
    close: progress.end,
  };
}

/** What is aborted by the first Ctrl-C, which the display tells; the second one quits at once. `release` when all is done. */
export function stopOf(
  display: SweepDisplay,
  world: World,
): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  let stops = 0;
  const release = world.onStop(() => {
    if (++stops > 1) {
      display.close();
      world.quit(EXIT.interrupted);
    }
    display.stopping();
    controller.abort();
  });
  return { signal: controller.signal, release };
}
