/** Tasks in words: the rows of the documentation's table, and one task at length, both made from the specification. */

import type { Battery } from './battery.ts';
import type { Comparison, Duration, Match, PeriodName, Reach, TaskSpec } from './spec.ts';
import { beforeDecision } from './spec.ts';
import type { CognitiveTask } from './task.ts';

/** What a task is, a phrase for each part. */
export interface TaskText {
  readonly name: string;
  readonly family: string;
  /** Periods with their durations in ms. */
  readonly periods: string;
  /** Length of a trial in steps, e.g. `9–11`. */
  readonly steps: string;
  /** When the fixation cue is on. */
  readonly cue: string;
  /** What is shown where and how strong. */
  readonly stimuli: string;
  readonly noise: string;
  readonly answer: string;
}

const list = (values: readonly number[], separator: string): string =>
  values.length > 4
    ? `${values.slice(0, 2).join(separator)}${separator}…${separator}${values.at(-1)}`
    : values.join(separator);

/** E.g. `500`, `0/100/…/1100`, `U(200, 500)`. */
function durationText(duration: Duration): string {
  if (typeof duration === 'number') return String(duration);
  if ('choice' in duration) return list(duration.choice, '/');
  if ('uniform' in duration) return `U(${duration.uniform.join(', ')})`;
  return `${duration.byRing.map((ms) => ms.toFixed(0)).join(' or ')} by ring`;
}

function whenText(during: readonly PeriodName[], { periods }: TaskSpec): string {
  const has = (names: readonly PeriodName[]): boolean =>
    names.length === during.length && names.every((name) => during.includes(name));
  if (has(periods.map(({ name }) => name))) return 'always';
  if (periods.length > 2 && has(beforeDecision(periods))) return 'until decision';
  return during.join(', ');
}

const signed = (direction: number, amount: string): string =>
  `${direction > 0 ? '+' : '−'}${amount}`;

function reachText({ anti, turn }: Reach): { stimuli: string; answer: string } {
  const turned = turn === 0 ? '' : `, ${signed(-turn, '0.01 rad per ms of delay')}`;
  return {
    stimuli: 'one, on either ring, strength 1',
    answer: `${anti ? 'opposite of the stimulus' : 'at the stimulus'}${turned}`,
  };
}

function strengthsText({ strengths }: Comparison): string {
  const values = strengths.values.join('/');
  switch (strengths.rule) {
    case 'pair':
      return `two different of ${values}`;
    case 'contrast':
      return `½ ± c/2, c = ${values}`;
    case 'mean-contrast':
      return `m ± c, m = U(${strengths.mean.join(', ')}), c = ${values}`;
    case 'divided':
      return `m ± c, m = U(${strengths.mean.join(', ')}), c = ${values}, each divided between the rings as 1 ± U(${strengths.share.join(', ')})/2`;
  }
}

function comparisonText(rule: Comparison): { stimuli: string; answer: string } {
  const { rings, weights, strengths, shift } = rule;
  const both = rings.length === 2;
  const where = both
    ? `both rings${strengths.rule === 'divided' ? '' : ', strengths independent'}`
    : `ring ${rings[0] + 1}`;
  const by = weights.indexOf(0);
  const judged = !both
    ? ''
    : by < 0
      ? ', by the sum over rings'
      : `, by ring ${weights.indexOf(1) + 1} alone`;
  return {
    stimuli: `two, on ${where}; ${strengthsText(rule)}`,
    answer: `the stronger${judged}${shift === 0 ? '' : `, ${signed(shift, '5 positions')}`}`,
  };
}

function matchText(rule: Match, angles: TaskSpec['angles']): { stimuli: string; answer: string } {
  const { to, respondOn, upperSample, rings, shift } = rule;
  const apart = angles === 'positions' ? 'opposite' : '≥ 20° apart';
  const border = upperSample === 'above half' ? '; half itself lower as sample, upper as test' : '';
  const matching =
    to === 'sample' ? `same position (else ${apart})` : `same half of the ring${border}`;
  return {
    stimuli: `two, ${rings === 'same' ? 'on one ring' : 'each on either ring'}, strength 1; match (½): ${matching}`,
    answer: `the second on ${respondOn}, else fixation${shift === 0 ? '' : `; ${signed(shift, '1 position per 100 ms of delay')}`}`,
  };
}

function contentText(spec: TaskSpec): { stimuli: string; answer: string } {
  const { sampling, angles } = spec;
  if (sampling.kind === 'reach') return reachText(sampling);
  return sampling.kind === 'comparison' ? comparisonText(sampling) : matchText(sampling, angles);
}

function noiseText({ spec, sigma }: CognitiveTask): string {
  const { noise } = spec;
  if (noise === undefined) return 'none';
  const { during, channels } = noise;
  return `${sigma.toPrecision(3).replace(/\.?0+$/, '')} on ${channels}, ${whenText(during, spec)}`;
}

/** The phrases of one task. */
export function taskText(task: CognitiveTask): TaskText {
  const { spec, shortest, longest } = task;
  const { stimuli, answer } = contentText(spec);
  const shown = spec.shown.map(({ during }) => during.join(' + '));
  const drift = spec.drift === 0 ? '' : `, then ${signed(spec.drift, '1 position every 100 ms')}`;
  return {
    name: spec.name,
    family: spec.family,
    periods: spec.periods
      .map(({ name, duration }) => `${name} ${durationText(duration)}`)
      .join(' · '),
    steps: shortest === longest ? String(shortest) : `${shortest}–${longest}`,
    cue: whenText(spec.cue, spec),
    stimuli: `${stimuli} (${[...new Set(shown)].join(', then ')})`,
    noise: noiseText(task),
    answer: `${answer}${drift}`,
  };
}

const COLUMNS: readonly (readonly [keyof TaskText, string])[] = [
  ['name', 'task'],
  ['periods', 'periods (ms)'],
  ['steps', 'steps'],
  ['cue', 'cue on'],
  ['stimuli', 'stimuli'],
  ['noise', 'noise (s.d. per step)'],
  ['answer', 'answer'],
];

/** The table of a battery's tasks in Markdown, a row a task in the order of the rule inputs. */
export function taskTable({ tasks, channels }: Battery): string {
  const rows = tasks.map((task, rule) => {
    const text = taskText(task);
    return [String(channels + rule), ...COLUMNS.map(([key]) => text[key])];
  });
  const header = ['input', ...COLUMNS.map(([, title]) => title)];
  return [header, header.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** One task at length: a line a part. */
export function describeTask(task: CognitiveTask): string {
  const text = taskText(task);
  const { dt, ring, channels, classes, labels } = task;
  const fixation = labels === 'folded' ? `position ${ring - 1} and fixation share 0` : '0 fixation';
  const lines: readonly (readonly [string, string])[] = [
    ['task', `${text.name} (${text.family} family)`],
    ['periods', `${text.periods} ms`],
    ['length', `${text.steps} steps of ${dt} ms`],
    ['inputs', `${channels}: cue, two rings of ${ring}; rule inputs follow`],
    ['outputs', `${classes} classes: ${fixation}, 1 + i position i`],
    ['cue on', text.cue],
    ['stimuli', text.stimuli],
    ['noise', text.noise],
    ['answer', text.answer],
  ];
  return lines.map(([what, words]) => `${what.padEnd(8)} ${words}`).join('\n');
}
