/** What is claimed of the size of the network: paths, waste that grows, and a best number of hidden units. */

import {
  digits,
  everyOf,
  judgeMean,
  judgeWithin,
  shown,
  someOf,
  undecided,
} from '../../../evidence/index.ts';
import { mean } from '../../../numerics/summary.ts';
import type { Claim } from '../../../protocol/study.ts';
import type { Values } from '../parameters.ts';
import { type EndRow, endsOf, type Result } from '../records.ts';
import type { RuleName } from '../rules.ts';
import { changes, missed, NOT_RUN, type Pairs, pairsOf, saves, saving } from './compared.ts';
import { exponents } from './rules.ts';

/** Two rules at the largest size. */
function atLargest(
  results: readonly Result[],
  ours: RuleName,
  theirs: RuleName,
): { readonly pairs: Pairs<EndRow>; readonly words: string; readonly size: number } {
  const size = Math.max(...results[0].parameters.sizes);
  const at = (rule: RuleName): EndRow[] =>
    endsOf(results, 'size', rule).filter((row) => row.hidden === size);
  return { pairs: pairsOf(at(ours), at(theirs)), words: `${size} hidden units`, size };
}

/** From this size on costs are said to grow. */
const GROWING = 100;
/** Exponents of M₀ against the number of hidden units. */
const GROWS = 0.3;
const STAYS = 0.25;
/** How many times dearer the ends of the range are than its best. */
const CLEARLY = 1.5;

export const sizeClaims: readonly Claim<Values>[] = [
  {
    id: 'path-saves',
    statement:
      'In a network at least five times as large as its path, confining plasticity to the path saves more than three times the writes',
    published: 'saves energy (abstract). The bar is ours, for k = 100 of 1000 hidden units',
    measure(results) {
      const { pairs, words, size } = atLargest(results, 'path', 'plain');
      if (pairs.length === 0) return NOT_RUN('path and plain learning of a large network');
      const found = saves(results, pairs, { writes: 3 });
      const measured = `${found.measured} (${words})`;
      // The bar is for a network ten times the path; a small one needs all its units.
      return size >= 5 * results[0].parameters.pathUnits
        ? { measured, verdict: found.verdict }
        : undecided(`${measured}, too few to tell`, 'larger networks');
    },
  },
  {
    id: 'combined',
    statement:
      'Competition and paths can be combined, and save more writes together than either alone',
    published: 'can be combined (abstract), without a number there',
    measure(results) {
      const [alone, path] = (['competitive', 'path'] as const).map((rule) =>
        atLargest(results, 'path-competitive', rule),
      );
      if (alone.pairs.length === 0 || path.pairs.length === 0)
        return NOT_RUN('competitive, path and path-competitive at the largest size');
      const [a, b] = [alone, path].map(({ pairs }) => saving(pairs, changes));
      return {
        measured: `${shown(a)} times fewer writes than competition, ${shown(b)} times fewer than the path (${alone.words})${missed([...alone.pairs.flat(), ...path.pairs.map(([, row]) => row)])}`,
        verdict: everyOf([a, b]).verdict,
      };
    },
  },
  {
    id: 'waste-grows',
    statement:
      'From 100 hidden units on, the writes of plain learning grow faster than H^0.3; on a path they stay within H^±0.25',
    published:
      'saving greatest when the network is much larger than needed (abstract); M₀ and M₁ of plain learning about ∝ √H (second-hand; our reference H^0.62 and H^0.30 from 100 to 1000)',
    measure(results) {
      const { pathUnits } = results[0].parameters;
      const of = (rule: RuleName): EndRow[] =>
        endsOf(results, 'size', rule).filter((row) => row.hidden >= GROWING);
      const severalIn = (rows: readonly EndRow[]): boolean =>
        new Set(rows.map((row) => row.hidden)).size > 1;
      const [plain, all] = [of('plain'), of('path')];
      // A path of nearly all units is none, where there are larger networks to compare.
      const large = all.filter((row) => row.hidden > pathUnits);
      const path = severalIn(large) ? large : all;
      if (!severalIn(plain) || !severalIn(path))
        return NOT_RUN('plain learning and a path at two sizes from 100 on');
      const [grows, stays] = [
        judgeMean(
          exponents(plain, (row) => row.hidden, changes),
          { bar: GROWS },
        ),
        judgeWithin(
          exponents(path, (row) => row.hidden, changes),
          { of: 0, margin: STAYS },
        ),
      ];
      return {
        measured: `M₀ ∝ H^x, x = ${shown(grows)} plain, ${shown(stays)} on the path${missed([...plain, ...path])}`,
        verdict: everyOf([grows, stays]).verdict,
      };
    },
  },
  {
    id: 'best-size',
    statement:
      'There is a best number of hidden units among those tried: the smallest and the largest network need more than 1.5 times its writes',
    published:
      'an optimal number exists with and without caching (2020); our reference: least M₀ of plain learning near 100 of 50 … 1000 units',
    measure(results) {
      const ends = endsOf(results, 'size', 'plain');
      const sizes = [...new Set(ends.map((row) => row.hidden))].sort((a, b) => a - b);
      if (sizes.length < 3) return NOT_RUN('plain learning at three sizes');
      const at = (size: number): EndRow[] => ends.filter((row) => row.hidden === size);
      const means = sizes.map((size) => mean(at(size).map(changes)));
      const best = means.indexOf(Math.min(...means));
      // Any inner size may be the best one: each is looked at, so that none is chosen by the numbers that judge it.
      const inner = sizes
        .slice(1, -1)
        .map((size) =>
          [sizes[0], sizes[sizes.length - 1]].map((end) =>
            saving(pairsOf(at(size), at(end)), changes, { bar: CLEARLY }),
          ),
        );
      const { verdict } = someOf(inner.map((ends) => everyOf(ends)));
      const words = `M₀ ${means.map((x) => digits(x)).join(', ')} at ${sizes.join(', ')} units: least at ${sizes[best]}${missed(ends)}`;
      const bracketed = best > 0 && best < sizes.length - 1;
      if (!bracketed)
        return undecided(
          `${words}, an end of the sizes tried: the best may lie beyond`,
          'sizes on both sides',
        );
      const [small, large] = inner[best - 1].map((each) => shown(each));
      return {
        measured: `${words}; ${small} times as many at the smallest, ${large} at the largest`,
        verdict,
      };
    },
  },
];
