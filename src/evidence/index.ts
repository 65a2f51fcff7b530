/** From numbers of many seeds to verdicts: intervals, the one rule that decides, and the words for both. */

export { type Bounded, judgeBounded } from './bounds.ts';
export { type Estimate, estimate, ratio } from './estimate.ts';
export {
  type Bar,
  certain,
  every,
  everyOf,
  type Group,
  type Judged,
  judgeDifference,
  judgeMean,
  judgeRatio,
  judgeShare,
  judgeShares,
  judgeSharesWithin,
  judgeWins,
  judgeWithin,
  LEAST_SEEDS,
  type MeanBar,
  type Pair,
  some,
  someOf,
  type Tries,
} from './judge.ts';
export { grouped, type OfUnit, paired, perUnit, triesOf, valuesOf } from './units.ts';
export { type Finding, undecided, type Verdict } from './verdict.ts';
export {
  difference,
  digits,
  type FindingWords,
  finding,
  type Headed,
  headed,
  hundredths,
  notRun,
  type PairWords,
  pairText,
  percent,
  points,
  seeds,
  shown,
  together,
  type Weighed,
  weighed,
} from './words.ts';
