/** Claims that studies of sparse training share, and when too few epochs leave one open. */

import {
  difference,
  type Finding,
  hundredths,
  notRun,
  type OfUnit,
  type Pair,
  type PairWords,
  paired,
  percent,
  points,
  undecided,
} from '../../evidence/index.ts';
import type { StudyResult } from '../../protocol/study.ts';

/** Runs of one setting. */
type Runs = readonly StudyResult<{ readonly epochs: number }>[];

/** What is missing where two networks are compared and one of them is not there. */
export const BOTH_RUN = 'both networks, each to its end';

/** One accuracy against another. */
export const accuracyGap = (pairs: readonly Pair[], words: Partial<PairWords> = {}): Finding =>
  difference(pairs, {
    ...{ gap: (share) => points(share, 2), after: ' points', form: (x) => percent(x, 2) },
    ...words,
  });

/** A finding on wiring that has evolved: undecided after fewer epochs than `enough`, whatever was measured. */
export function afterEvolution(results: Runs, found: Finding, enough: number): Finding {
  const { epochs } = results[0].parameters;
  if (epochs >= enough) return found;
  return undecided(
    `${found.measured}; after ${epochs} epochs, which is too few to tell`,
    `${enough} epochs or more`,
  );
}

/** A finding on the end of learning: that it falls short is undecided after fewer epochs than `enough`. */
export const notYetShort = (results: Runs, found: Finding, enough: number): Finding =>
  found.verdict === 'falls short' ? afterEvolution(results, found, enough) : found;

/** An epoch with its losses. */
interface Losses extends OfUnit {
  readonly method: string;
  readonly epoch: number;
  readonly trainLoss: number;
  readonly testLoss: number;
}

/** How much further the test loss of the dense network is above its training loss than that of SET, after the last epoch. */
export function lessOverfitting(rows: readonly Losses[]): Finding {
  const last = Math.max(0, ...rows.map(({ epoch }) => epoch));
  const of = (method: string) => rows.filter((row) => row.method === method && row.epoch === last);
  const pairs = paired(of('dense'), of('set'), (row) => row.testLoss - row.trainLoss);
  if (pairs.length === 0) return notRun(BOTH_RUN);
  const head = `test minus training loss after epoch ${last}, dense against sparse`;
  return difference(pairs, { head, form: hundredths, gap: hundredths });
}
