/** What the search found, judged beside a network of the ingredients: as accurate, for less of the joules. */

import {
  certain,
  every,
  type Finding,
  finding,
  grouped,
  judgeDifference,
  judgeRatio,
  notRun,
  paired,
  points,
  someOf,
  type Weighed,
} from '../../evidence/index.ts';
import { accuracy, cell, endsOf, type Results, spentBy, type Wired } from './cells.ts';

/** @param bars points of accuracy that may be lost, and the share of the joules that may be spent */
export function foundBeside(
  results: Results,
  wired: Wired,
  { loss, joules }: { readonly loss: number; readonly joules: number },
): Finding {
  const ends = endsOf(results);
  const beside = cell(ends, wired);
  const { hardware } = results[0].parameters;
  // One that only some of the runs have found is judged over these.
  const combinations = grouped(
    ends.filter((end) => end.experiment === 'search'),
    ({ method }) => method,
  );
  if (beside.length === 0 || combinations.length === 0)
    return notRun('search and ingredients among --experiments');
  const judged = combinations.map((own): Weighed => {
    const gap = judgeDifference(paired(own, beside, accuracy), { bar: -loss });
    const spent = judgeRatio(
      paired(own, beside, (end) => spentBy(end, hardware)),
      { bar: joules, side: 'below' },
    );
    const words = [
      finding(gap, { head: own[0].method, form: (x) => points(x, 1) }).measured,
      finding(spent, { head: 'joules ×' }).measured,
    ];
    const both = every([gap, spent]);
    const chance = {
      holds: Math.max(gap.chance.holds, spent.chance.holds),
      short: Math.min(gap.chance.short, spent.chance.short),
    };
    return { measured: words.join(', '), verdict: both, chance };
  });
  return {
    measured: judged.map(({ measured }) => measured).join('; '),
    verdict: someOf(judged.length > 0 ? judged : [certain(undefined)]).verdict,
  };
}
