/** The online rule against a table: success and sparsity, load by load, of an independent port of the published code. */

import { estimate } from '../../evidence/index.ts';
import { normalQuantile } from '../../numerics/normal-quantile.ts';
import { resolveParameters } from '../parameters.ts';
import type { StudyResult } from '../study.ts';
import { type Measured, notRun } from './measures.ts';
import { parameters, type Values } from './parameters.ts';
import { trialRows } from './parts/online.ts';

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
/** Probability that all deviations are within their limit when nothing differs but chance. */
const LEVEL = 0.95;
/** Trials at each load without which the comparison says little. */
const ENOUGH = 50;

export const TABLE_IN_WORDS = TABLE.map(
  ([load, success, sparsity]) => `α = ${load}: ${(100 * success).toFixed(0)} %, S ${sparsity}`,
).join('; ');

/** Deviation of two shares, in standard errors of their difference. */
function betweenShares(p: number, n: number, q: number, m: number): number {
  const pooled = (p * n + q * m) / (n + m);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  return error > 0 ? (p - q) / error : 0;
}

export function onlineTable({ records, parameters: values }: StudyResult<Values>): Measured {
  const standard = resolveParameters(parameters, {});
  const other = SETTING.filter((name) => values[name] !== standard[name]);
  if (other.length > 0) {
    const measured = `not compared: ${other.join(', ')} other than in the table; --preset online has its setting`;
    return { measured, verdict: 'undecided' };
  }
  const own = trialRows(records).filter(({ rule, inputs }) => rule === 'full' && inputs === INPUTS);
  const found = TABLE.flatMap(([load, success, sparsity]) => {
    const rows = own.filter((row) => row.load === load);
    const solved = rows.filter((row) => row.solved).map((row) => row.sparsity);
    if (solved.length < 2) return [];
    const share = solved.length / rows.length;
    const { mean, error } = estimate(solved);
    return [
      {
        words: `α = ${load}: ${(100 * share).toFixed(0)} %, S ${mean.toFixed(3)} ± ${error.toFixed(3)}`,
        count: rows.length,
        // The table's mean has been taken over about as many trials, scattered as ours.
        deviations: [
          betweenShares(share, rows.length, success, TRIALS),
          (mean - sparsity) / (error * Math.sqrt(1 + solved.length / (TRIALS * success))),
        ],
      },
    ];
  });
  if (found.length === 0) return notRun('online');
  const deviations = found.flatMap((row) => row.deviations).map(Math.abs);
  const largest = Math.max(...deviations);
  const limit = normalQuantile(1 - (1 - LEVEL) / (2 * deviations.length));
  const enough = found.length === TABLE.length && found.every(({ count }) => count >= ENOUGH);
  return {
    measured: `${found.map(({ words }) => words).join('; ')}; largest of ${deviations.length} deviations: ${largest.toFixed(1)} standard errors (limit ${limit.toFixed(1)})`,
    verdict: largest > limit ? 'falls short' : enough ? 'holds' : 'undecided',
  };
}
