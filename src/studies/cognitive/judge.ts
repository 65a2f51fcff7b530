/** What the claims of the studies of cognitive tasks share: networks paired by seed, savings up to a criterion, the ceiling. */

import {
  type Bounded,
  difference,
  digits,
  everyOf,
  type Finding,
  grouped,
  judgeBounded,
  judgeMean,
  notRun,
  type Pair,
  paired,
  pairText,
  percent,
  perUnit,
  type Weighed,
  weighed,
} from '../../evidence/index.ts';
import { mean } from '../../numerics/summary.ts';
import { type Pooled, pooled, type StudyResult } from '../../protocol/study.ts';
import type { TrainingValues } from './parameters.ts';
import { type BatteryRow, type EndRow, records } from './records.ts';

export type Ends = readonly Pooled<EndRow>[];

/** All that claims read of results: the parameters beside `TrainingValues` are the study's. */
type Results = readonly StudyResult<TrainingValues>[];

/** What a claim says where networks are missing. */
export const NOT_TRAINED = notRun('the networks to compare, each to its end');

const known = new WeakMap<Results, ReadonlyMap<string, Ends>>();

/** The ends of all networks by their ids; sorted once for all claims. */
function endsById(results: Results): ReadonlyMap<string, Ends> {
  const found =
    known.get(results) ??
    new Map(
      grouped(pooled(records, 'end', results), ({ id }) => id).map((rows) => [rows[0].id, rows]),
    );
  known.set(results, found);
  return found;
}

/** The ends of one network, of all seeds. */
export const endsOf = (results: Results, id: string): Ends => endsById(results).get(id) ?? [];

export const batteryOf = (results: Results): BatteryRow | undefined =>
  pooled(records, 'battery', results)[0];

/** Mean final accuracy; −∞ of none. */
export const meanAccuracy = (ends: Ends): number =>
  ends.length === 0 ? Number.NEGATIVE_INFINITY : mean(ends.map(accuracy));

const accuracy = ({ accuracy: share }: EndRow): number => share;

/** Final accuracies of two networks, seed by seed. */
export const accuracies = (ours: Ends, theirs: Ends): Pair[] => paired(ours, theirs, accuracy);

/**
 * Whether networks end above others.
 *
 * @param bar the claim: at least this much more
 */
export function above(ours: Ends, theirs: Ends, bar = 0): Weighed {
  const pairs = accuracies(ours, theirs);
  return pairs.length === 0 ? NOT_TRAINED : difference(pairs, { bar });
}

const SPENT = {
  trials: 'trials',
  updates: 'updates',
  operations: 'totalOperations',
  energy: 'totalEnergy',
} as const satisfies Record<keyof EndRow['criterion'], keyof EndRow>;

/**
 * Whether networks need less of something than others until they reach the criterion, as so many times. One that has not
 * reached it needs more than it was given.
 */
export function savings(
  ours: Ends,
  theirs: Ends,
  key: keyof EndRow['criterion'],
  what: string,
): Weighed {
  const needed = (row: EndRow): Bounded => {
    const value = row.criterion[key];
    return value === null ? { value: row[SPENT[key]], atLeast: true } : { value };
  };
  const others = new Map(theirs.map((row) => [row.unit, row]));
  const pairs = ours.flatMap((row) => {
    const other = others.get(row.unit);
    return other === undefined ? [] : [[needed(other), needed(row)] as const];
  });
  if (pairs.length === 0) return NOT_TRAINED;
  const judged = judgeBounded(pairs);
  const values = pairs.map(([a, b]) => [a.value, b.value] as const);
  const gap = (x: number): string => x.toFixed(2);
  const words = pairText(values, judged, { form: digits, gap, after: ' times' });
  const reached = [1, 0].map((end) => pairs.filter((pair) => !pair[end].atLeast).length);
  const all = reached.every((n) => n === pairs.length);
  const missed = all
    ? ''
    : `; the criterion was reached in ${reached[0]} and ${reached[1]} of ${pairs.length} seeds`;
  return weighed(judged, `${what} of the others and of these, ${words}${missed}`);
}

/** Whether the mean of networks comes to a share of the ceiling. */
export function reaches(results: Results, ends: Ends, share: number): Finding {
  const battery = batteryOf(results);
  if (battery === undefined || ends.length === 0) return NOT_TRAINED;
  const height = share * battery.ceiling;
  const judged = judgeMean([...perUnit(ends, accuracy).values()], { bar: height });
  const values = ends.map(({ accuracy: own }) => percent(own)).join(', ');
  const why = judged.reason === undefined ? '' : `; ${judged.reason}`;
  return {
    measured: `${values} of decision steps, ${percent(height)} asked${why}`,
    verdict: judged.verdict,
  };
}

/** Whether every network answers less often right than can be answered, on average over seeds. */
export function belowCeiling(results: Results): Finding {
  const battery = batteryOf(results);
  const ends = [...endsById(results).values()];
  if (battery === undefined || ends.length === 0) return NOT_TRAINED;
  const bar = mean(battery.ceilings);
  const found = ends.map((own) => {
    const judged = judgeMean([...perUnit(own, ({ last }) => last).values()], {
      bar,
      side: 'below',
    });
    return { judged, name: own[0].network };
  });
  const highest = found.reduce((a, b) =>
    (b.judged.estimate ?? 0) > (a.judged.estimate ?? 0) ? b : a,
  );
  const { estimate = Number.NaN, reason } = highest.judged;
  const why = reason === undefined ? '' : ` (${reason})`;
  return {
    measured: `highest ${percent(estimate)} of last steps right (${highest.name})${why}, ceiling ${percent(bar)}; ${found.length} networks`,
    verdict: everyOf(found.map(({ judged }) => judged)).verdict,
  };
}
