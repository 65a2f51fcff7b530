/** What is claimed of the online rule of `associative`: where its sparsity comes from, and that it succeeds. */

import {
  every,
  type Finding,
  grouped,
  judgeMean,
  judgeShare,
  percent,
  perUnit,
  shown,
} from '../../evidence/index.ts';
import { median } from '../../numerics/summary.ts';
import { needs, type Rows } from '../../protocol/parts.ts';
import { inSamples, told } from './claim-words.ts';
import type { Values } from './parameters.ts';
import type { Table } from './records.ts';

type All = Rows<Table>;

export function onlineSparsity(rows: All): Finding {
  const trials = rows('online');
  const least = Math.min(...trials.map(({ inputs }) => inputs));
  const load = Math.min(...trials.map((row) => row.load));
  const of = (rule: string) =>
    perUnit(
      trials.filter((row) => row.inputs === least && row.rule === rule && row.load === load),
      ({ sparsity }) => sparsity,
    );
  const [full, without, unlearned] = [of('full'), of('no gap'), of('no learning')];
  const parts = [...full].flatMap(([unit, own]) => {
    const [a, b] = [without.get(unit), unlearned.get(unit)];
    return a === undefined || b === undefined ? [] : [{ gap: own - a, learning: own - b }];
  });
  if (parts.length === 0) return needs('online');
  const [gap, learning] = [
    judgeMean(parts.map((part) => part.gap)),
    judgeMean(parts.map((part) => part.learning)),
  ];
  // Larger than what learning adds, and than what it takes away.
  const [sum, rest] = [1, -1].map((sign) =>
    judgeMean(parts.map((part) => part.gap + sign * part.learning)),
  );
  return told(
    [
      `N = ${least}, α = ${load}: the gap adds ${inSamples(gap)} to S, learning ${inSamples(learning)}`,
      `sum ${inSamples(sum)}, difference ${inSamples(rest)}`,
    ],
    [gap, sum, rest],
  );
}

/** Loads at which an online rule has to succeed, of the capacity; near it, nobody claims so. */
const BELOW = 0.7;
const USUALLY = 2 / 3;

export function onlineEnforces(rows: All, { maxSteps }: Values): Finding {
  const [theory] = rows('online-theory');
  const trials = rows('online').filter(({ rule }) => rule === 'full');
  if (theory === undefined || trials.length === 0) return needs('online');
  const groups = grouped(trials, ({ inputs, load }) => `${inputs} ${load}`).map((own) => {
    const solved = own.filter((row) => row.solved);
    const tries = { successes: solved.length, trials: own.length };
    return { own, solved, judged: judgeShare(tries, { bar: USUALLY }) };
  });
  const words = groups.map(({ own, solved, judged }) => {
    const [{ inputs, load }] = own;
    const whole = (share: number): string => percent(share, 0);
    const steps =
      solved.length > 0 ? `, median ${median(solved.map((row) => row.steps))} steps` : '';
    return `N = ${inputs}, α = ${load}: ${shown(judged, whole, 'trial')}${steps}`;
  });
  const claimed = groups.filter(({ own }) => own[0].load <= BELOW * theory.criticalLoad);
  return {
    measured: `success within ${maxSteps} steps (α_c = ${theory.criticalLoad.toFixed(4)}): ${words.join('; ')}`,
    verdict: every(claimed.map(({ judged }) => judged)),
  };
}
