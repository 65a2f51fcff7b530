/**
 * The 20 tasks as first published: continuous angles, graded targets, stimuli and delays of many lengths.
 *
 * All trials of a batch share their timing and their rings; angles, strengths and match type are drawn for each trial
 * (`drawBatch`). Targets, loss and score are in graded.ts. The sources' fixed layouts for tests are left out.
 *
 * Source: G. R. Yang, M. R. Joglekar, H. F. Song, W. T. Newsome, X.-J. Wang, "Task representations in neural networks
 * trained to perform many cognitive tasks", Nature Neuroscience 22, 297 (2019), and the code released with it.
 */

import { unknownName } from '../../errors.ts';
import {
  beforeDecision,
  type Comparison,
  type Duration,
  type Match,
  type Noise,
  type Period,
  type PeriodName,
  type TaskSpec,
} from './spec.ts';

/** Time step of the source, ms, and its number of units on a ring. */
export const ORIGINAL_DT = 20;
export const ORIGINAL_RING = 32;

/** 0.01·√(2/α) per step with α = dt/τ, τ = 100 ms; on every input, also the rule, in every step. */
const NOISE_INTENSITY = 0.01 * Math.sqrt(200);

const SHORT: Duration = { choice: [200, 400, 600] };
const GAP: Duration = { choice: [200, 400, 800, 1600] };
const ANSWER = 500;
const MEAN = [0.8, 1.2] as const;

type Timing = readonly (readonly [PeriodName, Duration])[];

const periodsOf = (timing: Timing): Period[] =>
  timing.map(([name, duration]) => ({ name, duration }));

const noiseOf = (periods: readonly Period[]): Noise => ({
  during: periods.map(({ name }) => name),
  channels: 'everything',
  intensity: NOISE_INTENSITY,
});

interface GoFacts {
  readonly timing: Timing;
  readonly shown: readonly PeriodName[];
  /** The cue of the reaction tasks never goes off. */
  readonly cue: readonly PeriodName[];
}

const CUED: GoFacts = {
  timing: [
    ['fixation', { uniform: [300, 700] }],
    ['stimulus', { uniform: [500, 1500] }],
    ['decision', ANSWER],
  ],
  shown: ['stimulus', 'decision'],
  cue: ['fixation', 'stimulus'],
};
const REACTION: GoFacts = {
  timing: [
    ['fixation', { uniform: [500, 2500] }],
    ['decision', ANSWER],
  ],
  shown: ['decision'],
  cue: ['fixation', 'decision'],
};
const DELAYED: GoFacts = {
  timing: [
    ['fixation', { choice: [300, 500, 700] }],
    ['stimulus', SHORT],
    ['delay', GAP],
    ['decision', ANSWER],
  ],
  shown: ['stimulus'],
  cue: ['fixation', 'stimulus', 'delay'],
};

function goTask(name: string, { timing, shown, cue }: GoFacts): TaskSpec {
  const periods = periodsOf(timing);
  return {
    name,
    base: name,
    family: 'go',
    periods,
    cue,
    shown: [{ stimulus: 0, during: shown }],
    noise: noiseOf(periods),
    angles: 'continuous',
    sampling: { kind: 'reach', anti: name.endsWith('anti'), turn: 0 },
    drift: 0,
  };
}

type DecisionFacts = Pick<Comparison, 'rings' | 'weights'>;
const FIRST: DecisionFacts = { rings: [0], weights: [1, 1] };
const SECOND: DecisionFacts = { rings: [1], weights: [1, 1] };
const ATTEND_FIRST: DecisionFacts = { rings: [0, 1], weights: [1, 0] };
const ATTEND_SECOND: DecisionFacts = { rings: [0, 1], weights: [0, 1] };
const BOTH: DecisionFacts = { rings: [0, 1], weights: [1, 1] };

const TOGETHER: Timing = [
  ['fixation', { uniform: [100, 400] }],
  ['stimulus', { choice: [400, 800, 1600] }],
  ['decision', ANSWER],
];
const IN_TURN: Timing = [
  ['fixation', SHORT],
  ['stim1', SHORT],
  ['delay', GAP],
  ['stim2', SHORT],
  ['delay2', { uniform: [100, 300] }],
  ['decision', ANSWER],
];

function decisionTask(name: string, rule: DecisionFacts): TaskSpec {
  const delayed = name.includes('delay');
  const periods = periodsOf(delayed ? IN_TURN : TOGETHER);
  const values = delayed ? [0.08, 0.16, 0.32] : [0.01, 0.02, 0.04, 0.08];
  const strengths: Comparison['strengths'] = name.startsWith('multi')
    ? { rule: 'divided', mean: MEAN, values, share: [0.2, 0.8] }
    : { rule: 'mean-contrast', mean: MEAN, values };
  return {
    name,
    base: name,
    family: 'decision',
    periods,
    cue: beforeDecision(periods),
    shown: [
      { stimulus: 0, during: [delayed ? 'stim1' : 'stimulus'] },
      { stimulus: 1, during: [delayed ? 'stim2' : 'stimulus'] },
    ],
    noise: noiseOf(periods),
    angles: 'continuous',
    sampling: { kind: 'comparison', ...rule, strengths, shift: 0 },
    drift: 0,
  };
}

/** The second stimulus stays on and the cue never goes off; the answer is due as soon as the second one appears. */
function matchTask(name: string, to: Match['to'], respondOn: Match['respondOn']): TaskSpec {
  const periods = periodsOf([
    ['fixation', SHORT],
    ['sample', SHORT],
    ['delay', GAP],
    ['decision', to === 'category' ? SHORT : ANSWER],
  ]);
  return {
    name,
    base: name,
    family: 'match',
    periods,
    cue: periods.map((period) => period.name),
    shown: [
      { stimulus: 0, during: ['sample'] },
      { stimulus: 1, during: ['decision'] },
    ],
    noise: noiseOf(periods),
    angles: 'continuous',
    sampling: {
      kind: 'match',
      to,
      respondOn,
      upperSample: 'from half',
      rings: 'independent',
      shift: 0,
    },
    drift: 0,
  };
}

/** In the order of the rule inputs, with the name that the later versions gave each task. */
const TASKS: readonly (readonly [spec: TaskSpec, alias: string])[] = [
  [goTask('fdgo', CUED), 'go'],
  [goTask('reactgo', REACTION), 'rtgo'],
  [goTask('delaygo', DELAYED), 'dlygo'],
  [goTask('fdanti', CUED), 'anti'],
  [goTask('reactanti', REACTION), 'rtanti'],
  [goTask('delayanti', DELAYED), 'dlyanti'],
  [decisionTask('dm1', FIRST), 'dm1'],
  [decisionTask('dm2', SECOND), 'dm2'],
  [decisionTask('contextdm1', ATTEND_FIRST), 'ctxdm1'],
  [decisionTask('contextdm2', ATTEND_SECOND), 'ctxdm2'],
  [decisionTask('multidm', BOTH), 'multidm'],
  [decisionTask('delaydm1', FIRST), 'dlydm1'],
  [decisionTask('delaydm2', SECOND), 'dlydm2'],
  [decisionTask('contextdelaydm1', ATTEND_FIRST), 'ctxdlydm1'],
  [decisionTask('contextdelaydm2', ATTEND_SECOND), 'ctxdlydm2'],
  [decisionTask('multidelaydm', BOTH), 'multidlydm'],
  [matchTask('dmsgo', 'sample', 'match'), 'dms'],
  [matchTask('dmsnogo', 'sample', 'non-match'), 'dnms'],
  [matchTask('dmcgo', 'category', 'match'), 'dmc'],
  [matchTask('dmcnogo', 'category', 'non-match'), 'dnmc'],
];

export const originalTasks: readonly TaskSpec[] = TASKS.map(([spec]) => spec);

/** The original name of a task, by that name or by its later one. Throws `UsageError` for any other. */
export function originalName(name: string): string {
  const found = TASKS.find(([spec, alias]) => spec.name === name || alias === name);
  if (found === undefined) {
    throw unknownName(
      'task',
      name,
      TASKS.map(([spec]) => spec.name),
    );
  }
  return found[0].name;
}

/** How often a task is drawn for a training batch, relative to the others. */
export const originalWeight = (name: string): number => (/^contextdm\d$/.test(name) ? 5 : 1);
