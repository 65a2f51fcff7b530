/** Questions and bars of our own in `plasticity`: batches, sparse wirings, and one account for all learners. */

import {
  certain,
  digits,
  everyOf,
  judgeDifference,
  percent,
  shown,
} from '../../../evidence/index.ts';
import { type Claim, pooled } from '../../../protocol/study.ts';
import type { Values } from '../parameters.ts';
import { type AccountRow, type CheckRow, type EndRow, endsOf, records } from '../records.ts';
import {
  changes,
  checksIn,
  energy,
  expense,
  goalOf,
  meanOf,
  missed,
  NOT_RUN,
  pairsOf,
  presentations,
  saving,
} from './compared.ts';

/** The best accuracy of a run while it had spent no more than `budget` of M1. */
const bestWithin = (checks: readonly CheckRow[], budget: number): number =>
  Math.max(0, ...checks.filter((row) => row.totalEnergy <= budget).map((row) => row.testAccuracy));

/** Of the size of the batch: as many times fewer writes, up to what crossings of a level scatter. */
const NEARLY = 2 / 3;
/** Half a point of accuracy. */
const CLEARLY = 0.005;

export const ownClaims: readonly Claim<Values>[] = [
  {
    id: 'batches-save',
    statement:
      'Minibatches of summed gradients reach the goal with fewer writes, by more than two thirds of the ratio of batches, and less M₁: they cancel part of the walk',
    published:
      'not in the articles; our reference, summed gradients at η = 0.002: batch 16 has 16 times fewer writes and 2.2 times less M₁ than batch 1',
    measure(results) {
      const ends = endsOf(results, 'batch');
      const [low, high] = [Math.min, Math.max].map((of) => of(...ends.map((row) => row.batch)));
      if (!(low < high)) return NOT_RUN('two batches');
      const of = (batch: number): EndRow[] => ends.filter((row) => row.batch === batch);
      const pairs = pairsOf(of(high), of(low));
      const writes = saving(pairs, changes, { bar: (NEARLY * high) / low });
      const spent = saving(pairs, energy);
      const longer = expense(pairs, presentations);
      return {
        measured: `batch ${high} against ${low}: ${shown(writes)} times fewer writes, M₁ ${shown(spent)} times less, ${shown(longer)} times the examples, ${goalOf(results)}${missed(pairs.flat())}`,
        verdict: everyOf([writes, spent]).verdict,
      };
    },
  },
  {
    id: 'one-account',
    statement:
      'Bar of our own: the account is the same, unchanged, for every learner, and what is spent is never less than the straight line',
    published: 'not published',
    measure(results) {
      const rows = pooled(records, 'account', results);
      if (rows.length === 0) return NOT_RUN('the table of learners');
      const broken = rows.filter(
        (row) =>
          row.totalChanges < row.leastChanges || row.totalEnergy < row.leastEnergy * (1 - 1e-6),
      );
      const names = new Set(rows.map((row) => row.learner));
      return {
        measured:
          broken.length === 0
            ? `${names.size} learners, ${rows.length} runs: M₀ ≥ M₀min and M₁ ≥ M₁min in all`
            : `broken by ${broken.map((row) => row.learner).join(', ')}`,
        // Whether an inequality is broken is no matter of chance.
        verdict: certain(broken.length === 0).verdict,
      };
    },
  },
  {
    id: 'rewiring-saves',
    statement:
      'Question of our own: a sparse network that rewires (SET) learns with fewer writes and less M₁ than a dense one',
    published: 'not published; a network that stays sparse saves no M₁ in our reference',
    measure(results) {
      const of = (learner: string): AccountRow[] =>
        pooled(records, 'account', results).filter((row) => row.learner === learner);
      const pairs = pairsOf(of('set'), of('sgd'));
      if (pairs.length === 0) return NOT_RUN('the learners set and sgd');
      const writes = saving(pairs, (row) => row.totalChanges);
      const spent = saving(pairs, (row) => row.totalEnergy);
      const structural = meanOf(
        pairs.map(([row]) => (row.created + row.deleted) / row.totalChanges),
        percent,
      );
      return {
        measured: `${shown(writes)} times fewer writes, M₁ ${shown(spent)} times less, to ${percent(results[0].parameters.learnerGoal)} of the test images; ${structural} of the writes make or remove connections${missed(pairs.flat())}`,
        verdict: everyOf([writes, spent]).verdict,
      };
    },
  },
  {
    id: 'sparse-or-competitive',
    statement:
      'Question of our own: for the same total energy, letting few of all synapses change is better than having few synapses, by half a point of the best test accuracy so far',
    published: 'not published',
    measure(results) {
      const ends = endsOf(results, 'density');
      const dense = ends.filter((row) => row.density === 1 && row.rule === 'competitive');
      const least = Math.min(...ends.map((row) => row.density));
      const sparse = ends.filter((row) => row.density === least && row.rule === 'plain');
      const pairs = least < 1 ? pairsOf(dense, sparse) : [];
      if (pairs.length === 0) return NOT_RUN('competition at density 1 and plain learning below');
      const checksOf = checksIn(results);
      const compared = pairs.map((pair) => {
        const budget = Math.min(...pair.map((row) => row.totalEnergy));
        const [few, wired] = pair.map((end) => bestWithin(checksOf(end), budget));
        return [few, wired] as const;
      });
      const judged = judgeDifference(compared, { bar: CLEARLY });
      const [few, wired] = [0, 1].map((k) =>
        meanOf(
          compared.map((pair) => pair[k]),
          percent,
        ),
      );
      return {
        measured: `${few} with competition in the full network, ${wired} with ${digits(least)} of the connections, at equal M₁: ${shown(judged, (x) => (100 * x).toFixed(2))} points`,
        verdict: judged.verdict,
      };
    },
  },
];
