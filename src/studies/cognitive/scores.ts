/** From accuracies task by task to the numbers of a record: means, groups of tasks, shares of the ceiling. */

import type { TaskScores } from '../../learners/index.ts';
import { type Battery, bayesCeiling, type CognitiveTask } from '../../tasks/index.ts';

/** Groups of tasks that the figures of Mod-Cog tell apart. */
export const TASK_GROUPS = ['base', 'int', 'seq', 'int + seq'] as const;
export type TaskGroup = (typeof TASK_GROUPS)[number];

export function groupOf({ spec }: CognitiveTask): TaskGroup {
  const { sampling, drift } = spec;
  const turned = sampling.kind === 'reach' ? sampling.turn !== 0 : sampling.shift !== 0;
  if (drift === 0) return turned ? 'int' : 'base';
  return turned ? 'int + seq' : 'seq';
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, x) => sum + x, 0) / values.length;

/** Best accuracy that any network can have in each task. */
export const ceilingsOf = ({ tasks }: Battery): number[] => tasks.map(bayesCeiling);

/** A task counts as solved from this share of its ceiling on. */
const SOLVED = 0.9;

export interface ScoreSummary {
  /** Means over tasks: of the decision period's steps, of last steps, of trials that are right throughout. */
  readonly accuracy: number;
  readonly last: number;
  readonly strict: number;
  /** Share of the tasks at 90 % of their ceiling or more. */
  readonly solved: number;
  /** Decision-period accuracy, and that of last steps, of each group of tasks that the battery has. */
  readonly groups: { readonly [group: string]: number };
  readonly lastOfGroups: { readonly [group: string]: number };
}

export function summarise(battery: Battery, { period, last, strict }: TaskScores): ScoreSummary {
  const ceilings = ceilingsOf(battery);
  const groups = battery.tasks.map(groupOf);
  const shown = TASK_GROUPS.filter((group) => groups.includes(group));
  const byGroup = (scores: readonly number[]): Record<string, number> =>
    Object.fromEntries(
      shown.map((group) => [group, mean(scores.filter((_, k) => groups[k] === group))]),
    );
  return {
    accuracy: mean(period),
    last: mean(last),
    strict: mean(strict),
    solved: mean(period.map((score, k) => (score >= SOLVED * ceilings[k] ? 1 : 0))),
    groups: byGroup(period),
    lastOfGroups: byGroup(last),
  };
}
