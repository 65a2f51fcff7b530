/** What Khona et al. 2023 claim of the 20 cognitive tasks, held against the records of a run; and questions of our own. */

import { pairedDifference } from '../../numerics/summary.ts';
import { examined } from '../cognitive/examine-figures.ts';
import {
  belowCeiling,
  difference,
  ENOUGH_SEEDS,
  type Measured,
  NOT_RUN,
  paired,
  percent,
  savings,
  seedsText,
} from '../cognitive/judge.ts';
import { type EndRow, endsOf, rowsOf } from '../cognitive/rows.ts';
import { mean } from '../cognitive/scores.ts';
import type { RunClaim, StudyResult } from '../study.ts';
import type { Family, Values } from './parameters.ts';
import { plansOfFamily } from './plans.ts';

type Result = StudyResult<Values>;

/** Ends of the sparsest network of a family. */
function ends({ records, parameters }: Result, family: Family): EndRow[] {
  if (!parameters.families.includes(family)) return [];
  const [plan] = plansOfFamily(parameters, family);
  return endsOf(records, ({ id }) => id === plan.id);
}

const local = (result: Result): EndRow[] =>
  ends(result, result.parameters.families.includes('ring') ? 'ring' : 'torus');

const accuracy = (row: EndRow): number => row.accuracy;

/** A network counts as no worse than another within this. */
const MARGIN = 0.03;
/** Share of the ceiling at which the battery counts as solved. */
const SOLVED = 0.9;
const NEARLY = 0.95;
/** Updates after which a network that has not come there is said to fall short. */
const LONG = 6000;

/** Whether a network has come to a share of the ceiling, in every seed. */
function reaches(result: Result, rows: readonly EndRow[], share: number): Measured {
  const [battery] = rowsOf('battery', result.records);
  if (battery === undefined || rows.length === 0) return NOT_RUN;
  const height = share * battery.ceiling;
  const reached = rows.filter((row) => row.accuracy >= height).length;
  const { units, updates } = result.parameters;
  const measured = `${percent(mean(rows.map(accuracy)))} of decision steps after ${updates.toLocaleString('en-US')} updates of ${units} units, ${percent(height)} asked: ${reached} of ${seedsText(rows.length)}`;
  if (reached < rows.length && updates < LONG)
    return { measured: `${measured}; still learning`, verdict: 'undecided' };
  if (rows.length < ENOUGH_SEEDS) return { measured, verdict: 'undecided' };
  const verdict = reached === rows.length ? 'holds' : reached === 0 ? 'falls short' : 'undecided';
  return { measured, verdict };
}

const againstDense = (result: Result) => paired(local(result), ends(result, 'dense'));

/** A number of the intact network against the same of its control, over all networks and seeds that were examined. */
function againstControl(pairs: readonly (readonly [number, number])[], what: string): Measured {
  if (pairs.length === 0) return NOT_RUN;
  const [own, control] = [0, 1].map((k) => pairs.map((pair) => pair[k]));
  const words = `${what} ${mean(own).toFixed(3)} against ${mean(control).toFixed(3)} (${pairs.length} networks)`;
  if (pairs.length < ENOUGH_SEEDS) return { measured: `${words}, too few`, verdict: 'undecided' };
  const { low, high } = pairedDifference(own, control);
  return {
    measured: `${words}, difference [${low.toFixed(3)}, ${high.toFixed(3)}]`,
    verdict: low > 0 ? 'holds' : high < 0 ? 'falls short' : 'undecided',
  };
}

/** Claims are decided by the records of one run; what its size or number of seeds cannot settle is `undecided`. */
export const claims: readonly RunClaim<Values>[] = [
  {
    id: 'autapses-solve',
    statement:
      'The 20 tasks are solved by unconnected autapses: they demand neither recurrent dynamics nor modules',
    published:
      'stated, size and numbers not read; bar: 90 % of the ceiling. Our reference: 82.1 % (128 units, 3,000 updates), 91.8 % and rising (256 units, 6,000 updates)',
    measure: (result) => reaches(result, ends(result, 'diagonal'), SOLVED),
  },
  {
    id: 'local-no-worse',
    statement:
      'A local network with about 4 % of the connections performs as well as a dense one of as many units',
    published: `as well or better, at 4 % (abstract); bar: within ${100 * MARGIN} points`,
    measure: (result) => difference(againstDense(result), accuracy, -MARGIN),
  },
  {
    id: 'local-higher',
    statement: 'A local network ends above a dense one of as many units',
    published: 'often (abstract of the first version)',
    measure: (result) => difference(againstDense(result), accuracy),
  },
  {
    id: 'fewer-trials',
    statement: 'A local network needs fewer trials than a dense one to the criterion',
    published: 'train faster, more data-efficient (abstract); without a number there',
    measure: (result) => savings(againstDense(result), 'trials', 'trials'),
  },
  {
    id: 'fewer-operations',
    statement: 'A local network needs fewer multiply-adds than a dense one to the criterion',
    published: 'our own question; all blocks and both passes are counted',
    measure: (result) => savings(againstDense(result), 'operations', 'multiply-adds'),
  },
  {
    id: 'less-energy',
    statement: 'A local network needs less learning energy Σ|Δw| than a dense one to the criterion',
    published: 'our own question',
    measure: (result) => savings(againstDense(result), 'energy', 'of Σ|Δw|'),
  },
  {
    id: 'local-not-only-sparse',
    statement:
      'That connections are local, not only few, makes the network better: local against random at equal in-degree, self-connections in both',
    published: 'not read; our reference, one seed: 87.4 % against 86.0 %',
    measure: (result) => difference(paired(local(result), ends(result, 'random')), accuracy),
  },
  {
    id: 'local-near-ceiling',
    statement: 'A local network comes to 95 % of the best that any network can reach',
    published: 'our own bar',
    measure: (result) => reaches(result, local(result), NEARLY),
  },
  {
    id: 'clusters',
    statement:
      'Units fall into clusters by the tasks they vary in; along random directions they do not',
    published: 'Yang et al. 2019: clusters that vanish in the control',
    measure: ({ records }) =>
      againstControl(
        examined('variance', records).flatMap(({ silhouette, rotatedSilhouette }) =>
          rotatedSilhouette === null ? [] : [[silhouette, rotatedSilhouette] as const],
        ),
        'mean silhouette',
      ),
  },
  {
    id: 'lesions',
    statement: 'A cluster serves some tasks more than others: its lesion hurts unevenly',
    published:
      'Yang et al. 2019: lesions of clusters are specific; control: random groups of the same sizes',
    measure: ({ records }) =>
      againstControl(
        examined('lesions', records).map(
          ({ unevenness, randomUnevenness }) => [unevenness, randomUnevenness] as const,
        ),
        'deviation over tasks of what a lesion costs',
      ),
  },
  {
    id: 'below-ceiling',
    statement: 'No network exceeds the Bayes ceiling',
    published: 'ideal observer, 100,000 trials a task',
    measure(result) {
      const [battery] = rowsOf('battery', result.records);
      if (battery === undefined) return NOT_RUN;
      return belowCeiling(rowsOf('end', result.records), battery.ceilings);
    },
  },
];
