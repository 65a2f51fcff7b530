/** From accuracies task by task to the numbers of a record: means, groups of tasks, the ceiling, the criterion. */

import type { TaskScores } from '../../learners/index.ts';
import { mean } from '../../numerics/summary.ts';
import { type Battery, bayesCeiling, type CognitiveTask } from '../../tasks/index.ts';
import type { CurveRow, EndRow } from './records.ts';

/** Groups of tasks that the figures of Mod-Cog tell apart. */
const TASK_GROUPS = ['base', 'int', 'seq', 'int + seq'] as const;
export type TaskGroup = (typeof TASK_GROUPS)[number];

export function groupOf({ spec }: CognitiveTask): TaskGroup {
  const { sampling, drift } = spec;
  const turned = sampling.kind === 'reach' ? sampling.turn !== 0 : sampling.shift !== 0;
  if (drift === 0) return turned ? 'int' : 'base';
  return turned ? 'int + seq' : 'seq';
}

/** Best accuracy that any network can have in each task. */
export const ceilingsOf = ({ tasks }: Battery): number[] => tasks.map(bayesCeiling);

/** A task counts as solved from this share of its ceiling on. */
const SOLVED = 0.9;

/** The columns of a record that say how well a network answers. */
export type ScoreSummary = Pick<
  EndRow,
  'accuracy' | 'last' | 'strict' | 'solved' | 'groups' | 'lastOfGroups'
>;

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

/**
 * Where a learning curve first crosses a height, by linear interpolation between evaluations.
 *
 * @param curve rows of one network in the order of learning
 */
export function crossing(curve: readonly CurveRow[], height: number): EndRow['criterion'] {
  const k = curve.findIndex(({ accuracy }) => accuracy >= height);
  if (k < 0) return { trials: null, updates: null, operations: null, energy: null };
  const [a, b] = [curve[Math.max(0, k - 1)], curve[k]];
  const share = b.accuracy > a.accuracy ? (height - a.accuracy) / (b.accuracy - a.accuracy) : 1;
  const at = (key: 'trials' | 'update' | 'totalOperations' | 'totalEnergy'): number =>
    a[key] + Math.max(0, share) * (b[key] - a[key]);
  return {
    trials: at('trials'),
    updates: at('update'),
    operations: at('totalOperations'),
    energy: at('totalEnergy'),
  };
}
