/** From the ends of several seeds to findings: what the claims of `se-rnn` share. */

import {
  digits,
  everyOf,
  type Finding,
  grouped,
  type Judged,
  judgeDifference,
  judgeShare,
  notRun,
  type Pair,
  paired,
  pairText,
  type Weighed,
  weighed,
} from '../../evidence/index.ts';
import { type Pooled, pooled, type StudyResult } from '../../protocol/study.ts';
import { isPriced, type Method } from './methods.ts';
import type { Values } from './parameters.ts';
import { type EndRow, nameOf, records } from './records.ts';

export type Results = readonly StudyResult<Values>[];
export type Ends = readonly Pooled<EndRow>[];

/** Networks below it have not learned the task, and their structure says nothing of it; the source keeps those above 90 %. */
export const LEARNED = 0.9;

/** How far accuracies may lie apart and still count as equal; named in the statements. */
export const SAME = 0.02;

export const NOT_TRAINED = notRun('the networks to compare, all of which have learned');

const known = new WeakMap<Results, ReadonlyMap<string, Ends>>();

/** The ends of all networks by their names; sorted once for all claims. */
function endsByName(results: Results): ReadonlyMap<string, Ends> {
  const found =
    known.get(results) ??
    new Map(
      grouped(pooled(records, 'end', results), nameOf).map((rows) => [nameOf(rows[0]), rows]),
    );
  known.set(results, found);
  return found;
}

/** Ends of one method at one price. */
export const endsOf = (results: Results, method: Method, price: number): Ends =>
  endsByName(results).get(nameOf({ method, price })) ?? [];

/** Networks of several methods, and the price of those that have one. */
export interface Compared {
  readonly price: number;
  readonly ends: readonly Ends[];
}

/** Networks at the highest price at which all that have one have learned the task on all seeds. */
export function atHighestPrice(
  results: Results,
  ...methods: readonly Method[]
): Compared | undefined {
  const learned = (rows: Ends): boolean =>
    rows.length > 0 && rows.every(({ accuracy }) => accuracy >= LEARNED);
  return [...results[0].parameters.prices]
    .sort((a, b) => b - a)
    .map((price) => ({
      price,
      ends: methods.map((method) => endsOf(results, method, isPriced(method) ? price : 0)),
    }))
    .find(({ ends }) =>
      ends.every((rows, k) => (isPriced(methods[k]) ? learned(rows) : rows.length > 0)),
    );
}

/** Pairs of a number that may be missing; as soon as one is, it is not a number. */
export const pairsOf = (
  ours: Ends,
  theirs: Ends,
  of: (row: Pooled<EndRow>) => number | null,
): Pair[] => paired(ours, theirs, (row) => of(row) ?? Number.NaN);

/** Whether one method has more of something than another, at the highest price that both learn under. */
export function more(
  results: Results,
  [ours, theirs]: readonly [Method, Method],
  of: (row: Pooled<EndRow>) => number | null,
  words: { readonly head: string; readonly side?: 'above' | 'below' },
  beside: (ends: readonly Ends[]) => readonly Weighed[] = () => [],
): Finding {
  const found = atHighestPrice(results, ours, theirs);
  if (found === undefined) return NOT_TRAINED;
  const pairs = pairsOf(found.ends[0], found.ends[1], of);
  const judged = judgeDifference(pairs, { side: words.side ?? 'above' });
  const others = beside(found.ends);
  const first = `${words.head} ${ours} against ${theirs} at ${found.price} nats: ${pairText(pairs, judged, { form: digits, gap: digits })}`;
  const measured = [first, ...others.map((other) => other.measured)].join('; ');
  return weighed(everyOf([judged, ...others]), measured);
}

/** Whether a number is on the right side of a bar in more than half of the seeds: for numbers that are often equal. */
export const inMost = (values: readonly number[], right: (x: number) => boolean): Judged =>
  judgeShare({
    successes: values.filter(right).length,
    trials: values.every(Number.isFinite) ? values.length : 0,
  });

/** `5 of 6 seeds`. */
export const countOf = (values: readonly number[], right: (x: number) => boolean): string =>
  `${values.filter(right).length} of ${values.length} seeds`;
