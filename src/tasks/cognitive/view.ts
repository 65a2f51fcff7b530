/**
 * One trial to look at: as plain data for any drawing, and as a heat map of characters for a terminal.
 */

import { UsageError } from '../../errors.ts';
import { createNormals } from '../../numerics/normal-stream.ts';
import { createRandom, type Random } from '../../numerics/random.ts';
import { drawTrial } from './draw.ts';
import type { CognitiveTask } from './task.ts';
import { answerAt, decisionStart, type Trial } from './trial.ts';
import { createTracks, writeTrial } from './write.ts';

export interface TrialPicture {
  readonly task: string;
  /** What was drawn, in words. */
  readonly content: string;
  /** ms. */
  readonly dt: number;
  readonly steps: number;
  /** Units on a ring. */
  readonly ring: number;
  /** Each with its steps `from … to − 1`; none is empty. */
  readonly periods: readonly {
    readonly name: string;
    readonly from: number;
    readonly to: number;
  }[];
  /** Fixation cue, a value a step. */
  readonly cue: Float32Array;
  /** The two rings of inputs, `[steps][ring]`. */
  readonly rings: readonly [Float32Array, Float32Array];
  /** Ring position to be answered at each step; −1: keep fixation. */
  readonly target: Int32Array;
  /** The same of a network, where one is shown. */
  readonly output?: Int32Array;
}

/** A ring position as the angle that the axes of pictures show. */
const angle = (position: number, ring: number): string =>
  `${Number(((360 * position) / ring).toFixed(1))}°`;

/** E.g. `stimuli at 67.5° (0.66 on ring 1) and 202.5° (0.34 on ring 1); answer: 67.5°`. */
function contentText(
  task: CognitiveTask,
  { place, strength, response, delay, tied }: Trial,
): string {
  const stimuli = task.spec.shown.map(({ stimulus }) => {
    const on = [0, 1].filter((r) => strength[2 * stimulus + r] !== 0);
    const seen = on.map((r) => `${Number(strength[2 * stimulus + r].toFixed(3))} on ring ${r + 1}`);
    return `${angle(place[stimulus], task.ring)} (${seen.join(', ')})`;
  });
  const waits = delay > 0 ? `; delay ${Number(delay.toFixed(0))} ms` : '';
  const answer = response < 0 ? 'keep fixation' : angle(response, task.ring);
  return `stimuli at ${stimuli.join(' and ')}${waits}; answer: ${answer}${tied ? ' (a tie)' : ''}`;
}

/**
 * A trial as data.
 *
 * @param noise stream of the input noise; noise-free without it
 * @param predicted class of each step by a network: 0 keeps fixation, 1 + i is position i
 * @throws UsageError for predictions of another length than the trial
 */
export function trialPicture(
  task: CognitiveTask,
  trial: Trial,
  noise?: Random,
  predicted?: ArrayLike<number>,
): TrialPicture {
  const { steps } = trial;
  const { ring, channels, dt } = task;
  if (predicted !== undefined && predicted.length !== steps)
    throw new UsageError(`${predicted.length} predictions for a trial of ${steps} steps`);
  const tracks = createTracks(steps, 1, channels);
  writeTrial(task, trial, tracks.each[0], { rule: 0, at: 0 }, noise && createNormals(noise));
  const { observations } = tracks;
  const rows = (first: number): Float32Array =>
    Float32Array.from(
      { length: steps * ring },
      (_, n) => observations[Math.floor(n / ring) * channels + first + (n % ring)],
    );
  const decision = decisionStart(task, trial);
  const periods = task.periods
    .map(({ name }, p) => ({ name, from: p === 0 ? 0 : trial.ends[p - 1], to: trial.ends[p] }))
    .filter(({ from, to }) => to > from);
  return {
    task: task.name,
    content: contentText(task, trial),
    dt,
    steps,
    ring,
    periods,
    cue: Float32Array.from({ length: steps }, (_, t) => observations[t * channels]),
    rings: [rows(1), rows(1 + ring)],
    target: Int32Array.from({ length: steps }, (_, t) =>
      t < decision ? -1 : answerAt(task, trial, t - decision),
    ),
    ...(predicted === undefined ? {} : { output: Int32Array.from(predicted, (k) => k - 1) }),
  };
}

/** Upper ends of the first four shades; 0.8 is the peak of a stimulus of strength 1. */
const SHADES = [0.1, 0.3, 0.5, 0.7] as const;
const CHARACTERS = [' ', '░', '▒', '▓', '█'] as const;
const LEGEND = `input: ${CHARACTERS.slice(1)
  .map((character, k) => `${character} ≥ ${SHADES[k]}`)
  .join('  ')}`;
/** Larger rings are shown with several positions on a line. */
const MOST_ROWS = 16;
const MARGIN = 9;

const shade = (value: number): string =>
  CHARACTERS[SHADES.filter((end) => value >= end).length] ?? ' ';

/** The steps shown in one column of characters. */
interface Column {
  readonly from: number;
  readonly to: number;
}

/** How steps become characters: several characters a step where there is room, several steps a character where not. */
interface Scale {
  readonly columns: readonly Column[];
  readonly characters: number;
}

function scaleOf(steps: number, width: number): Scale {
  const room = width - MARGIN;
  const together = Math.ceil(steps / room);
  const columns = Array.from({ length: Math.ceil(steps / together) }, (_, k) => ({
    from: k * together,
    to: Math.min(steps, (k + 1) * together),
  }));
  return { columns, characters: Math.max(1, Math.min(4, Math.floor(room / columns.length))) };
}

const line = (label: string, { columns, characters }: Scale, cell: (c: Column) => string): string =>
  `${label.padStart(MARGIN - 1)} ${columns.map((c) => cell(c).repeat(characters)).join('')}`.trimEnd();

/** Largest of some positions over some steps. */
function most(values: Float32Array, ring: number, { from, to }: Column, low: number, high: number) {
  let largest = Number.NEGATIVE_INFINITY;
  for (let t = from; t < to; t++)
    for (let i = low; i < high; i++) largest = Math.max(largest, values[t * ring + i]);
  return largest;
}

/** Groups of positions that share a line, with the angle of every fourth line. */
function ringLines(ring: number): { readonly low: number; readonly high: number; label: string }[] {
  const rows = Math.min(ring, MOST_ROWS);
  return Array.from({ length: rows }, (_, k) => ({
    low: Math.floor((k * ring) / rows),
    high: Math.floor(((k + 1) * ring) / rows),
    label: k % 4 === 0 ? `${Math.round((360 * Math.floor((k * ring) / rows)) / ring)}°` : '',
  }));
}

/** The names of the periods and, below, the times at which they begin. A name may be cut, a number may not. */
function headerLines({ periods, dt }: TrialPicture, { columns, characters }: Scale): string[] {
  const starts = periods.map(({ from }) => columns.findIndex(({ to }) => from < to) * characters);
  const width = columns.length * characters;
  const rowOf = (label: string, cell: (p: number, room: number) => string): string => {
    const cells = starts.map((start, p) => {
      const room = (starts[p + 1] ?? width) - start;
      return cell(p, room).slice(0, room).padEnd(room);
    });
    return `${label.padStart(MARGIN - 1)} ${cells.join('')}`.trimEnd();
  };
  return [
    rowOf('', (p) => `╷${periods[p].name}`),
    rowOf('ms', (p, room) => {
      const time = `╵${periods[p].from * dt}`;
      return time.length <= room ? time : '╵';
    }),
  ];
}

/** What was asked and what was answered by a group of positions in a column. */
function answerCell(
  { target, output }: TrialPicture,
  { from, to }: Column,
  low: number,
  high: number,
): string {
  const hit = (positions: Int32Array | undefined): boolean => {
    for (let t = from; t < to; t++) {
      const position = positions?.[t] ?? Number.NaN;
      if (position >= low && position < high) return true;
    }
    return false;
  };
  if (output === undefined) return hit(target) ? '█' : ' ';
  if (hit(target)) return hit(output) ? '█' : '░';
  return hit(output) ? '×' : ' ';
}

/**
 * The picture as text: time runs to the right, ring positions down.
 *
 * @param width characters in a line, at least 30; default 80
 */
export function pictureText(picture: TrialPicture, width = 80): string {
  if (!Number.isInteger(width) || width < 30)
    throw new UsageError(`width ${width} is not an integer ≥ 30`);
  const { task, content, dt, steps, ring, cue, rings, output } = picture;
  const scale = scaleOf(steps, width);
  const groups = ringLines(ring);
  const block = (title: string, cell: (low: number, high: number) => (c: Column) => string) => [
    title,
    ...groups.map(({ low, high, label }) => line(label, scale, cell(low, high))),
  ];
  const inputs = rings.flatMap((values, r) =>
    values.every((value) => value === 0)
      ? [`ring ${r + 1}: silent`]
      : block(`ring ${r + 1}`, (low, high) => (c) => shade(most(values, ring, c, low, high))),
  );
  const fixation = line('fixation', scale, (c) => answerCell(picture, c, -1, 0));
  const answer = block('answer', (low, high) => (c) => answerCell(picture, c, low, high));
  answer.splice(1, 0, fixation);
  return [
    `${task}, ${steps} steps of ${dt} ms`,
    content,
    '',
    ...headerLines(picture, scale),
    line('cue', scale, (c) => shade(most(cue, 1, c, 0, 1))),
    ...inputs,
    ...answer,
    '',
    output === undefined ? LEGEND : `${LEGEND}; answer: █ right  ░ missed  × wrong`,
  ].join('\n');
}

export interface ViewOptions {
  /** Default 0. */
  readonly seed?: number | string;
  /** Whether to add the input noise; default true. */
  readonly noise?: boolean;
  /** Characters in a line; default 80. */
  readonly width?: number;
}

/** The trial of a seed: the same with and without noise. */
export function seededTrial(
  task: CognitiveTask,
  { seed = 0, noise = true }: ViewOptions = {},
): { readonly trial: Trial; readonly noise: Random | undefined } {
  const random = createRandom(seed).split('trial').split(task.name);
  return {
    trial: drawTrial(task, random.split('content')),
    noise: noise ? random.split('noise') : undefined,
  };
}

/** One trial of a task as text. */
export function viewTrial(task: CognitiveTask, options: ViewOptions = {}): string {
  const { trial, noise } = seededTrial(task, options);
  return pictureText(trialPicture(task, trial, noise), options.width);
}
