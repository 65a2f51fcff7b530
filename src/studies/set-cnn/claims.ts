/** What Mocanu et al. 2018 claim of SET-CNN, held against the records of all runs together. */

import { certain, type Finding, notRun, paired } from '../../evidence/index.ts';
import { type Claim, pooled, type StudyResult } from '../../protocol/study.ts';
import { accuracyGap, BOTH_RUN, lessOverfitting, notYetShort } from '../sparse-training/claims.ts';
import type { Method, Values } from './parameters.ts';
import { records } from './records.ts';

type Results = readonly StudyResult<Values>[];

/** The article's curves are of hundreds of epochs: that something falls short in a few says nothing of them. */
const ENOUGH_EPOCHS = 100;

const endsOf = (results: Results, method: Method) =>
  pooled(records, 'end', results).filter((row) => row.method === method);

/** Best accuracy of SET against that of another head, as the article gives its maxima. */
function better(results: Results, other: Method): Finding {
  const pairs = paired(endsOf(results, 'set'), endsOf(results, other), (row) => row.bestAccuracy);
  if (pairs.length === 0) return notRun(BOTH_RUN);
  return notYetShort(results, accuracyGap(pairs), ENOUGH_EPOCHS);
}

/** Connections of the sparse heads, which are to stay as many as they are born with until the last removal. */
function constant(results: Results): Finding {
  const rows = pooled(records, 'epoch', results).filter((row) => row.method === 'set');
  if (rows.length === 0) return notRun('a network that is rewired');
  const counts = [...new Set(rows.map((row) => row.connections))];
  const measured = `${counts.map((count) => count.toLocaleString('en-US')).join(' … ')} connections in every epoch`;
  return { measured, verdict: certain(counts.length === 1).verdict };
}

/** What runs of one setting say together. What their size cannot settle is `undecided`. */
export const claims: readonly Claim<Values>[] = [
  {
    id: 'set-beats-static',
    statement:
      'A head whose wiring evolves beats the same sparse head with a fixed random wiring, by the best accuracy over epochs on the test set, as published',
    published: 'CIFAR-10: SET-CNN 90.02 %, CNN-FixProb 88.26 % (maxima)',
    measure: (results) => better(results, 'static'),
  },
  {
    id: 'set-beats-dense',
    statement:
      'With a few percent of the connections, the evolving head beats the dense one, by the best accuracy over epochs on the test set, as published',
    published: 'CIFAR-10: SET-CNN 90.02 %, CNN 87.48 % (maxima); 184,842 against 8,413,194 weights',
    measure: (results) => better(results, 'dense'),
  },
  {
    id: 'connections-constant',
    statement: 'The number of connections stays constant while learning',
    published: 'K = ε (n_in + n_out) per layer, constant until the last removal',
    measure: constant,
  },
  {
    id: 'less-overfitting',
    statement:
      'The sparse head overfits less than the dense one: its test loss is less above its training loss after the last epoch',
    published: 'stated for sparse networks in general, without a number',
    measure: (results) => lessOverfitting(pooled(records, 'epoch', results)),
  },
];
