/** What is published of rules of rewiring side by side, held against the records of all runs together. */

import {
  digits,
  every,
  type Finding,
  finding,
  type Headed,
  judgeMean,
  judgeWithin,
  notRun,
  paired,
  percent,
  perUnit,
  together,
} from '../../evidence/index.ts';
import { mean } from '../../numerics/summary.ts';
import { type Claim, type Pooled, pooled, type StudyResult } from '../../protocol/study.ts';
import { accuracyGap, notYetShort } from '../sparse-training/claims.ts';
import type { Method } from './methods.ts';
import type { Values } from './parameters.ts';
import { type RewiringRow, records } from './records.ts';

type Results = readonly StudyResult<Values>[];
type End = Pooled<RewiringRow<'end'>>;

/** Test accuracies in per cent of the table beside the code of Dettmers and Zettlemoyer 2019, by sparsity. */
export const PUBLISHED: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  dense: { 0: 98.69 },
  dsr: { 0.9: 98.44, 0.95: 98.32, 0.96: 98.23, 0.97: 98.2, 0.98: 98.14, 0.99: 97.54 },
  snfs: { 0.9: 98.67, 0.95: 98.53, 0.96: 98.42, 0.97: 98.3, 0.98: 98.2, 0.99: 97.53 },
  set: { 0.9: 98.39, 0.95: 98.14, 0.96: 98.1, 0.97: 98.06, 0.98: 97.74, 0.99: 95.8 },
  deepr: { 0.9: 98.19, 0.95: 98.06, 0.96: 98.3, 0.97: 98.22, 0.98: 98.21, 0.99: 94.0 },
};

/** Points of accuracy within which a cell of the table counts as met; named in the statements. */
const MARGIN = 0.0025;

const endsOf = (results: Results, method: string): End[] =>
  pooled(records, 'end', results).filter((row) => row.method === method);

/** The largest sparsity that was run. */
const most = (results: Results): number =>
  Math.max(0, ...pooled(records, 'end', results).map(({ sparsity }) => sparsity));

const at = (rows: readonly End[], sparsity: number): End[] =>
  rows.filter((row) => row.sparsity === sparsity);

/** One method against another at the largest sparsity; the dense network has none. */
function against(results: Results, ours: Method, theirs: Method, bar = 0): Finding {
  const sparsity = most(results);
  const rows = (method: Method): End[] =>
    method === 'dense' ? endsOf(results, method) : at(endsOf(results, method), sparsity);
  const pairs = paired(rows(ours), rows(theirs), (row) => row.accuracy);
  if (pairs.length === 0) return notRun(`"${ours}" and "${theirs}" among --methods`);
  const head = `at ${percent(sparsity, 1)} sparsity`;
  return accuracyGap(pairs, { head, bar });
}

/** Wiring evolves over hundreds of passes: that far shorter runs show nothing of it settles nothing. */
const ENOUGH_EPOCHS = 50;

/** A column of the published table, cell by cell. */
function column(results: Results, method: string): Finding {
  const published = PUBLISHED[method];
  const onMnist = pooled(records, 'task', results).some(({ task }) => task === 'mnist');
  const rows = endsOf(results, method);
  const found = Object.entries(published).flatMap(([key, value]): Headed[] => {
    const own = at(rows, Number(key));
    if (own.length === 0) return [];
    const accuracies = [...perUnit(own, (row) => row.accuracy).values()];
    const head = `${Number(key) === 0 ? '' : `at ${percent(Number(key), 0)}: `}published ${value} %, here`;
    return [{ head, judged: judgeWithin(accuracies, { of: value / 100, margin: MARGIN }) }];
  });
  if (!onMnist || found.length === 0) return notRun(`"${method}" of --preset paper`);
  return together(found, { rule: every, form: (x) => percent(x, 2) });
}

const columnClaim = (method: string, title: string): Claim<Values> => ({
  id: `table-${method}`,
  statement: `${title} on MNIST comes to the published test accuracy within 0.25 points${method === 'dense' ? '' : ' at every sparsity that was run'}`,
  published: Object.entries(PUBLISHED[method])
    .map(([key, value]) =>
      Number(key) === 0 ? `${value} %` : `${100 * Number(key)} %: ${value} %`,
    )
    .join(', '),
  measure: (results) => column(results, method),
});

/** How much more arithmetic one method took than another, choosing included, in words. */
function arithmetic(results: Results, ours: Method, theirs: Method): string {
  const sparsity = most(results);
  const all = ({ multiplyAdds, choosing }: End): number => multiplyAdds + choosing;
  const [a, b] = [ours, theirs].map((method) => at(endsOf(results, method), sparsity).map(all));
  return a.length > 0 && b.length > 0 ? `; arithmetic × ${digits(mean(a) / mean(b))}` : '';
}

/** Ten classes: a fifth of right answers is no more than twice chance. */
const CHANCE_FACTOR = 2;

/** What runs of one setting say together. */
export const claims: readonly Claim<Values>[] = [
  {
    id: 'set-beats-static',
    statement:
      'At the largest sparsity that was run, SET beats the same sparse start left as it is, by accuracy at the end',
    published:
      'SET-MLP above MLP-FixProb (Mocanu et al. 2018); ResNet-50 at 80 %: 74.6 against 71.3 %',
    measure: (results) => notYetShort(results, against(results, 'set', 'static'), ENOUGH_EPOCHS),
  },
  {
    id: 'dense-beats-set',
    statement: 'At the largest sparsity that was run, the dense network is above SET',
    published: 'LeNet-300-100 at 99 %: 98.69 against 95.80 %',
    measure: (results) => against(results, 'dense', 'set'),
  },
  {
    id: 'rigl-beats-set',
    statement:
      'For the dense gradient that it looks at, RigL comes above SET at the largest sparsity that was run',
    published:
      'ResNet-50 at 80 %: 74.75 against 74.57 %; WRN-22-2: 92.6 ± 0.1 against 92.7 ± 0.3 (an independent reproduction: close when tuned)',
    measure(results) {
      const found = notYetShort(results, against(results, 'rigl', 'set'), ENOUGH_EPOCHS);
      return { ...found, measured: `${found.measured}${arithmetic(results, 'rigl', 'set')}` };
    },
  },
  {
    id: 'random-removal-costs',
    statement:
      'At the largest sparsity that was run, removing random connections in place of the weakest costs accuracy',
    published: '“a lot of accuracy” (Mocanu et al. 2018), without a number',
    measure: (results) => against(results, 'set', 'random-removal'),
  },
  {
    id: 'largest-removal-prevents',
    statement:
      'Removing the largest weights prevents learning: at the largest sparsity that was run, accuracy ends below twice chance',
    published: 'chance level (Mocanu et al. 2018)',
    measure(results) {
      const sparsity = most(results);
      const rows = at(endsOf(results, 'largest-removal'), sparsity);
      const [task] = pooled(records, 'task', results);
      if (rows.length === 0 || task === undefined)
        return notRun('"largest-removal" among --methods');
      const bar = CHANCE_FACTOR / task.classes;
      const values = [...perUnit(rows, (row) => row.accuracy).values()];
      return finding(judgeMean(values, { bar, side: 'below' }), {
        head: `at ${percent(sparsity, 1)} sparsity`,
        form: (x) => percent(x, 1),
      });
    },
  },
  columnClaim('dense', 'The dense network'),
  columnClaim('set', 'SET'),
  columnClaim('snfs', 'Sparse momentum (SNFS)'),
  columnClaim('dsr', 'Dynamic sparse reparameterisation (DSR)'),
  columnClaim('deepr', 'Deep rewiring (DeepR)'),
];
