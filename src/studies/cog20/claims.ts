/** What Khona et al. 2023 claim of the 20 cognitive tasks, held against all runs together; and questions of our own. */

import {
  difference,
  type Finding,
  hundredths,
  notRun,
  type Pair,
  perUnit,
  undecided,
} from '../../evidence/index.ts';
import { type Claim, pooled, type StudyResult } from '../../protocol/study.ts';
import { above, belowCeiling, type Ends, endsOf, reaches, savings } from '../cognitive/judge.ts';
import { records } from '../cognitive/records.ts';
import type { Family, Values } from './parameters.ts';
import { plansOfFamily } from './plans.ts';

type Results = readonly StudyResult<Values>[];

/** Ends of the sparsest network of a family. */
function ends(results: Results, family: Family): Ends {
  const { parameters } = results[0];
  if (!parameters.families.includes(family)) return [];
  const [plan] = plansOfFamily(parameters, family);
  return endsOf(results, plan.id);
}

const local = (results: Results): Ends =>
  ends(results, results[0].parameters.families.includes('ring') ? 'ring' : 'torus');
const dense = (results: Results): Ends => ends(results, 'dense');

/** A network counts as no worse than another within this; named in the statement. */
const MARGIN = 0.03;
/** Share of the ceiling at which the battery counts as solved. */
const SOLVED = 0.9;
const NEARLY = 0.95;
/** Updates after which a network that has not come there is said to fall short. */
const LONG = 6000;

/** Whether networks have come to a share of the ceiling, or may still. */
function comesTo(results: Results, rows: Ends, share: number): Finding {
  const { units, updates } = results[0].parameters;
  const found = reaches(results, rows, share);
  const measured = `${found.measured} (${updates.toLocaleString('en-US')} updates of ${units} units)`;
  if (found.verdict === 'falls short' && updates < LONG)
    return undecided(`${measured}; still learning`, `${LONG.toLocaleString('en-US')} updates`);
  return { ...found, measured };
}

/** What networks show against their control; networks of one seed are averaged. */
function againstControl(pairs: readonly Pair[], head: string): Finding {
  if (pairs.length === 0) return notRun('networks that were examined');
  return difference(pairs, { head, form: hundredths, gap: (x) => x.toFixed(3) });
}

/** By seed, a number of the networks and the same of their controls. */
function controlled<R extends { readonly unit: string }>(
  rows: readonly R[],
  own: (row: R) => number,
  control: (row: R) => number,
): Pair[] {
  const controls = perUnit(rows, control);
  return [...perUnit(rows, own)].map(([unit, value]) => [value, controls.get(unit) ?? Number.NaN]);
}

/** What runs of one setting say together. What their size or number cannot settle is `undecided`. */
export const claims: readonly Claim<Values>[] = [
  {
    id: 'autapses-solve',
    statement:
      'The 20 tasks are solved by unconnected autapses, which come to 90 % of the ceiling on average: they demand neither recurrent dynamics nor modules',
    published:
      'stated, size and numbers not read. Our reference: 82.1 % (128 units, 3,000 updates), 91.8 % and rising (256 units, 6,000 updates)',
    measure: (results) => comesTo(results, ends(results, 'diagonal'), SOLVED),
  },
  {
    id: 'local-no-worse',
    statement:
      'A local network with about 4 % of the connections performs as well as a dense one of as many units, to within 3 points',
    published: 'as well or better, at 4 % (abstract); the margin is ours',
    measure: (results) => above(local(results), dense(results), -MARGIN),
  },
  {
    id: 'local-higher',
    statement: 'A local network ends above a dense one of as many units',
    published: 'often (abstract of the first version)',
    measure: (results) => above(local(results), dense(results)),
  },
  {
    id: 'fewer-trials',
    statement: 'A local network needs fewer trials than a dense one to the criterion',
    published: 'train faster, more data-efficient (abstract); without a number there',
    measure: (results) => savings(local(results), dense(results), 'trials', 'trials'),
  },
  {
    id: 'fewer-operations',
    statement: 'A local network needs fewer multiply-adds than a dense one to the criterion',
    published: 'our own question; all blocks and both passes are counted',
    measure: (results) => savings(local(results), dense(results), 'operations', 'multiply-adds'),
  },
  {
    id: 'less-energy',
    statement: 'A local network needs less learning energy Σ|Δw| than a dense one to the criterion',
    published: 'our own question',
    measure: (results) => savings(local(results), dense(results), 'energy', 'Σ|Δw|'),
  },
  {
    id: 'local-not-only-sparse',
    statement:
      'That connections are local, not only few, makes the network better: local against random at equal in-degree, self-connections in both',
    published: 'not read; our reference, one seed: 87.4 % against 86.0 %',
    measure: (results) => above(local(results), ends(results, 'random')),
  },
  {
    id: 'local-near-ceiling',
    statement:
      'A local network comes to 95 % of the best that any network can reach, on average over seeds',
    published: 'our own bar',
    measure: (results) => comesTo(results, local(results), NEARLY),
  },
  {
    id: 'clusters',
    statement:
      'Units fall into clusters by the tasks they vary in, more than along random directions: mean silhouettes over the networks of a seed',
    published: 'Yang et al. 2019: clusters that vanish in the control',
    measure(results) {
      const rows = pooled(records, 'variance', results).flatMap((row) =>
        row.rotatedSilhouette === null ? [] : [{ ...row, control: row.rotatedSilhouette }],
      );
      const pairs = controlled(
        rows,
        ({ silhouette }) => silhouette,
        ({ control }) => control,
      );
      return againstControl(pairs, 'mean silhouette');
    },
  },
  {
    id: 'lesions',
    statement:
      'A cluster serves some tasks more than others: its lesion hurts more unevenly than that of as many random units, over the networks of a seed',
    published:
      'Yang et al. 2019: lesions of clusters are specific; control: random groups of the same sizes',
    measure: (results) =>
      againstControl(
        controlled(
          pooled(records, 'lesions', results),
          ({ unevenness }) => unevenness,
          ({ randomUnevenness }) => randomUnevenness,
        ),
        'deviation over tasks of what a lesion costs',
      ),
  },
  {
    id: 'below-ceiling',
    statement: 'No network exceeds the Bayes ceiling on average over seeds',
    published: 'ideal observer, 100,000 trials a task',
    measure: belowCeiling,
  },
];
