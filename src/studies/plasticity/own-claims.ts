/** Questions and bars of our own in `plasticity`: batches, sparse wirings, and one account for all learners. */

import type { RunClaim } from '../study.ts';
import {
  all,
  atLeast,
  changes,
  energy,
  mean,
  NOT_RUN,
  over,
  percent,
  presentations,
  ratios,
  SCATTER,
} from './judge.ts';
import type { Values } from './parameters.ts';
import { type EndRow, endsOf, type Result, rowsOf } from './rows.ts';

/** The best accuracy of a run while it had spent no more than `budget` of M1. */
function bestWithin({ records }: Result, run: EndRow, budget: number): number {
  const seen = rowsOf('check', records).filter(
    (row) =>
      row.experiment === run.experiment &&
      row.rule === run.rule &&
      row.replicate === run.replicate &&
      row.density === run.density &&
      row.totalEnergy <= budget,
  );
  return Math.max(0, ...seen.map((row) => row.testAccuracy));
}

export const ownClaims: readonly RunClaim<Values>[] = [
  {
    id: 'batches-save',
    statement:
      'Minibatches write less often for the same number of examples, and cancel part of the walk',
    published:
      'not in the articles; our reference, summed gradients at η = 0.002: batch 16 has 16 times fewer writes and 2.2 times less M₁ than batch 1',
    measure({ records }) {
      const ends = endsOf(records, 'batch').filter((row) => row.reached);
      const [low, high] = [Math.min, Math.max].map((of) => of(...ends.map((row) => row.batch)));
      if (!(low < high)) return NOT_RUN;
      const of = (batch: number) => ends.filter((row) => row.batch === batch);
      const [few, many] = [of(low), of(high)];
      if (few.length !== many.length) return NOT_RUN;
      const pair = { ours: many, theirs: few };
      const [writes, spent] = [ratios(pair, changes), ratios(pair, energy)];
      const longer = ratios(pair, presentations).map((x) => 1 / x);
      return {
        measured: `batch ${high} against ${low}: ${over(writes)} times fewer writes, M₁ ${over(spent)} times less, ${over(longer)} times the examples`,
        verdict: all(atLeast(writes, high / low / SCATTER), atLeast(spent, 1)),
      };
    },
  },
  {
    id: 'one-account',
    statement:
      'Bar of our own: the account is the same, unchanged, for every learner, and what is spent is never less than the straight line',
    published: 'not published',
    measure({ records }) {
      const rows = rowsOf('account', records);
      if (rows.length === 0) return NOT_RUN;
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
        verdict: broken.length === 0 ? 'holds' : 'falls short',
      };
    },
  },
  {
    id: 'rewiring-saves',
    statement:
      'Question of our own: does a sparse network that rewires (SET) learn for less than a dense one?',
    published: 'not published; a network that stays sparse saves no M₁ in our reference',
    measure({ records, parameters }) {
      const of = (learner: string) =>
        rowsOf('account', records).filter((row) => row.learner === learner);
      const [sparse, dense] = [of('set'), of('sgd')];
      if (sparse.length === 0 || sparse.length !== dense.length) return NOT_RUN;
      if ([...sparse, ...dense].some((row) => !row.reached)) return NOT_RUN;
      const writes = sparse.map((row, k) => dense[k].totalChanges / row.totalChanges);
      const spent = sparse.map((row, k) => dense[k].totalEnergy / row.totalEnergy);
      return {
        measured: `${over(writes)} times fewer writes, M₁ ${over(spent)} times less, to ${percent(parameters.learnerGoal)}; ${over(sparse.map((row) => (row.created + row.deleted) / row.totalChanges))} of the writes make or remove connections`,
        verdict: all(atLeast(writes, 1), atLeast(spent, 1)),
      };
    },
  },
  {
    id: 'sparse-or-competitive',
    statement:
      'Question of our own: for the same total energy, is it better to let few of all synapses change than to have few synapses?',
    published: 'not published',
    measure(result) {
      const ends = endsOf(result.records, 'density');
      const dense = ends.filter((row) => row.density === 1 && row.rule === 'competitive');
      const least = Math.min(...ends.map((row) => row.density));
      const sparse = ends.filter((row) => row.density === least && row.rule === 'plain');
      if (dense.length === 0 || dense.length !== sparse.length || least === 1) return NOT_RUN;
      const compared = dense.map((row, k) => {
        const budget = Math.min(row.totalEnergy, sparse[k].totalEnergy);
        const [few, wired] = [row, sparse[k]].map((end) => bestWithin(result, end, budget));
        return { few, wired };
      });
      const gains = compared.map(({ few, wired }) => few - wired);
      const [a, b] = [mean(compared.map(({ few }) => few)), mean(compared.map((c) => c.wired))];
      const words = `${percent(a)} with competition in the full network, ${percent(b)} with ${least} of the connections, at equal M₁`;
      return {
        measured: `${words} (${dense.length} ${dense.length === 1 ? 'seed' : 'seeds'})`,
        // Half a percent is more than twice the binomial error of 10,000 images at 95 %.
        verdict: gains.every((x) => x > 0.005)
          ? 'holds'
          : gains.every((x) => x < -0.005)
            ? 'falls short'
            : 'undecided',
      };
    },
  },
];
