/** The online rule against a table: success and sparsity, load by load, of an independent port of the published code. */

import {
  every,
  type Finding,
  judgeSharesWithin,
  judgeWithin,
  percent,
  perUnit,
  shown,
  undecided,
} from '../../evidence/index.ts';
import { mean } from '../../numerics/summary.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { needs, type Rows } from '../../protocol/parts.ts';
import { parameters, type Values } from './parameters.ts';
import type { Table } from './records.ts';

const INPUTS = 100;
/** Trials at each load. */
const TRIALS = 100;
/**
 * Load, share of the trials that succeed within 100,000 steps, and mean sparsity of those that do. The port is in another
 * language, in double precision and with other random numbers; standard errors of the sparsity were not kept.
 */
const TABLE: readonly (readonly [load: number, success: number, sparsity: number])[] = [
  [0.1, 1, 0.76],
  [0.12, 1, 0.773],
  [0.15, 0.99, 0.799],
  [0.17, 0.95, 0.82],
  [0.2, 0.82, 0.834],
  [0.22, 0.53, 0.848],
  [0.24, 0.33, 0.849],
];
/** What has to be as in the table. */
const SETTING = [
  ...['inputActivity', 'outputActivity', 'threshold', 'inhibitory', 'maxSteps', 'mode'],
  ...['onlineMargin', 'onlineGap', 'rate', 'homeostasis', 'promotion'],
] as const satisfies readonly (keyof Values)[];

/** By how much success and sparsity may differ. */
const SUCCESS = 0.2;
const SPARSITY = 0.03;

export const TABLE_IN_WORDS = TABLE.map(
  ([load, success, sparsity]) => `α = ${load}: ${percent(success, 0)}, S ${sparsity}`,
).join('; ');

/** Values with so much more scatter as a mean that is compared with them has an error of its own, of `count` such values. */
function widened(values: readonly number[], count: number): number[] {
  const centre = values.length > 0 ? mean(values) : 0;
  const factor = Math.sqrt(1 + values.length / count);
  return values.map((value) => centre + factor * (value - centre));
}

export function onlineTable(rows: Rows<Table>, values: Values): Finding {
  const standard = resolveParameters(parameters, {});
  const other = SETTING.filter((name) => values[name] !== standard[name]);
  if (other.length > 0)
    return undecided(
      `not compared: ${other.join(', ')} other than in the table; --preset online has its setting`,
      '--preset online',
    );
  const own = rows('online').filter(({ rule, inputs }) => rule === 'full' && inputs === INPUTS);
  const found = TABLE.flatMap(([load, success, sparsity]) => {
    const trials = own.filter((row) => row.load === load);
    if (trials.length === 0) return [];
    const solved = trials.filter((row) => row.solved);
    const successes = judgeSharesWithin(
      { successes: solved.length, trials: trials.length },
      { successes: Math.round(success * TRIALS), trials: TRIALS },
      SUCCESS,
    );
    // The table's mean has been taken over about as many trials, scattered as ours.
    const ends = [...perUnit(solved, (row) => row.sparsity).values()];
    const sparsities = judgeWithin(widened(ends, success * TRIALS), {
      ...{ of: sparsity, margin: SPARSITY },
    });
    const share = percent(solved.length / trials.length, 0);
    const words = `α = ${load}: ${share}, S ${shown(sparsities, (x) => x.toFixed(3), 'trial')}`;
    return [{ words, judged: [successes, sparsities] }];
  });
  if (found.length === 0) return needs('online');
  const measured = found.map(({ words }) => words).join('; ');
  if (found.length < TABLE.length)
    return undecided(
      `${measured}; only ${found.length} of the ${TABLE.length} loads`,
      '--preset online',
    );
  return { measured, verdict: every(found.flatMap(({ judged }) => judged)) };
}
