/**
 * One trial of a cognitive task as a picture: the inputs, the target and, where a network is shown, its output, as heat maps
 * over time. The lowest row of each panel is fixation: the cue among the inputs, the answer 0 among the others.
 */

import type { TrialPicture } from '../tasks/cognitive/view.ts';
import type { Figure, Row } from './figure.ts';

export interface TrialFigureOptions {
  readonly id?: string;
  readonly title?: string;
  /** Probability of every class by a network, `[steps][1 + ring]`; in place of the classes in `picture.output`. */
  readonly probabilities?: ArrayLike<number>;
}

/** Height of the fixation row and the space above it, as shares of the ring. */
const ROW = 1 / 16;
const GAP = 0.6 / 16;

/** The picture of a trial. Throws `RangeError` for probabilities that do not fit. */
export function trialFigure(picture: TrialPicture, options: TrialFigureOptions = {}): Figure {
  const { task, content, dt, steps, ring, periods, cue, rings, target, output } = picture;
  const { id = `trial-${task}`, title = `One trial of ${task}`, probabilities } = options;
  if (probabilities !== undefined && probabilities.length !== steps * (1 + ring))
    throw new RangeError(
      `${probabilities.length} probabilities, ${steps} steps of ${1 + ring} classes need ${steps * (1 + ring)}`,
    );
  const rows: Row[] = [];
  const [row, bottom] = [ROW * ring, -(ROW + GAP) * ring];
  /** `at(t, −1)` is fixation. */
  const panel = (name: string, at: (t: number, position: number) => number) => {
    for (let position = -1; position < ring; position++) {
      const low = position < 0 ? bottom : position;
      const high = low + (position < 0 ? row : 1);
      // Steps of one value are one cell: most of a trial is silent.
      for (let t = 0, end = 0; t < steps; t = end) {
        const value = at(t, position);
        for (end = t + 1; end < steps && at(end, position) === value; ) end++;
        rows.push({ panel: name, from: t * dt, to: end * dt, low, high, value });
      }
    }
  };
  const input = (r: 0 | 1) => (t: number, position: number) =>
    position < 0 ? cue[t] : rings[r][t * ring + position];
  const answer = (positions: Int32Array) => (t: number, position: number) =>
    positions[t] === position ? 1 : 0;
  panel('inputs, ring 1', input(0));
  panel('inputs, ring 2', input(1));
  panel('target', answer(target));
  if (probabilities !== undefined)
    panel('output', (t, position) => probabilities[t * (1 + ring) + 1 + position]);
  else if (output !== undefined) panel('output', answer(output));
  const words = periods.map(({ name, from, to }) => `${name} ${from * dt}–${to * dt} ms`);
  const shown = output === undefined && probabilities === undefined ? '' : ' and what was answered';
  return {
    id,
    title,
    caption: `${content.charAt(0).toUpperCase()}${content.slice(1)}. Periods: ${words.join(', ')}. Above: fixation cue (lowest row) and the two rings of inputs; below: what is to be answered${shown}.`,
    x: {
      label: 'time (ms)',
      domain: [0, steps * dt],
      ticks: [...periods.map(({ from }) => ({ at: from * dt })), { at: steps * dt }],
    },
    y: {
      label: 'position on the ring',
      domain: [bottom, ring],
      ticks: [
        { at: bottom + row / 2, label: 'fixation' },
        ...[0, 1, 2, 3].map((quarter) => ({
          at: Math.floor((quarter * ring) / 4) + 0.5,
          label: `${Math.round((360 * Math.floor((quarter * ring) / 4)) / ring)}°`,
        })),
      ],
    },
    colour: { label: 'activity', scheme: 'sequential', domain: [0, 1] },
    facet: 'panel',
    facetColumns: 1,
    aspect: 5,
    marks: [
      {
        type: 'cell',
        data: rows,
        x1: 'from',
        x2: 'to',
        y1: 'low',
        y2: 'high',
        fill: 'value',
      },
      {
        type: 'ruleX',
        data: periods.slice(1).map(({ from }) => ({ at: from * dt })),
        x: 'at',
        dashed: true,
        opacity: 0.6,
      },
    ],
  };
}
