/** What Mocanu et al. 2018 claim of sparse evolutionary training, held against the records of all runs together. */

import {
  certain,
  type Finding,
  finding,
  hundredths,
  judgeMean,
  notRun,
  type Pair,
  paired,
  percent,
  perUnit,
} from '../../evidence/index.ts';
import { correlation, mean } from '../../numerics/summary.ts';
import { type Claim, type Pooled, pooled, type StudyResult } from '../../protocol/study.ts';
import {
  accuracyGap,
  afterEvolution,
  BOTH_RUN,
  lessOverfitting,
  notYetShort,
} from '../sparse-training/claims.ts';
import { connectionsOf, unitsOf } from './build.ts';
import type { Method } from './methods.ts';
import type { Values } from './parameters.ts';
import { records, type SetRow } from './records.ts';

type Results = readonly StudyResult<Values>[];

/** Points of accuracy within which networks count as equal; named in the statement. */
const EQUAL = 0.01;
/** Claims about the evolved wiring, and what it ends at, rest on runs of 200 epochs and more; far shorter ones cannot settle them. */
const ENOUGH_EPOCHS = 100;

/** Claims of accuracy are about classes. */
const CLASSES = 'a task whose answers are classes';

const sum = (values: readonly number[]): number => values.reduce((all, x) => all + x, 0);

const endsOf = (results: Results, method: Method): Pooled<SetRow<'end'>>[] =>
  pooled(records, 'end', results).filter((row) => row.method === method);

/** Ends with an accuracy: those of tasks of classes. */
function accurate(results: Results, method: Method) {
  return endsOf(results, method).flatMap((row) => {
    const { bestAccuracy } = row;
    return bestAccuracy === undefined ? [] : [{ ...row, bestAccuracy }];
  });
}

const bestPairs = (results: Results, method: Method, other: Method): Pair[] =>
  paired(accurate(results, method), accurate(results, other), (row) => row.bestAccuracy);

/** Best accuracy of one method against that of another. */
function better(results: Results, other: Method, bar = 0): Finding {
  const pairs = bestPairs(results, 'set', other);
  if (endsOf(results, 'set').some((row) => row.finalR2 !== undefined)) return notRun(CLASSES);
  if (pairs.length === 0) return notRun(BOTH_RUN);
  return accuracyGap(pairs, { bar });
}

/** By seed, how the connections of the inputs go with how much these vary over the examples. */
function correlations(results: Results, method: Method): number[] {
  const deviations = new Map(
    pooled(records, 'task', results).map((row) => [row.seed, row.deviations]),
  );
  const rows = pooled(records, 'input-map', results).filter((row) => row.method === method);
  return [
    ...perUnit(rows, ({ counts, seed }) =>
      correlation(counts, deviations.get(seed) ?? []),
    ).values(),
  ];
}

/** Classes of the pictures whose runs did not say how many there are. */
const TEN = 10;

function connectionsConstant(results: Results): Finding {
  const rows = pooled(records, 'epoch', results).filter((row) => row.method === 'set');
  if (rows.length === 0) return notRun('a network that is rewired');
  const counts = new Set(rows.map((row) => row.connections));
  const [{ parameters }] = results;
  const [task] = pooled(records, 'task', results);
  const outputs = task?.classes ?? task?.outputNames?.length ?? TEN;
  const units = task && unitsOf(parameters, task.deviations.length, outputs);
  // A network that was given has its own number: its first epoch, before any rewiring, tells it.
  const asked = () => units && sum(connectionsOf('set', parameters, units));
  const expected = parameters.from === '' ? asked() : rows[0].connections;
  const words = [...counts].map((n) => n.toLocaleString('en-US')).join(' … ');
  const measured = `${words} connections in every epoch, ${expected?.toLocaleString('en-US') ?? '?'} expected (density ${percent(rows[0].density, 2)})`;
  const constant = expected === undefined ? undefined : [...counts].every((n) => n === expected);
  return { measured, verdict: certain(constant).verdict };
}

/** What runs of one setting say together. What their size cannot settle is `undecided`. */
export const claims: readonly Claim<Values>[] = [
  {
    id: 'set-beats-static',
    statement:
      'Evolving the wiring beats the same sparse network with a fixed random wiring, by the best accuracy over epochs on the test set, as published',
    published:
      'SET-MLP above MLP-FixProb on MNIST, CIFAR10, HIGGS and Fashion-MNIST; stored CIFAR10 log: 73.9 % against 69.2 %',
    measure: (results) => notYetShort(results, better(results, 'static'), ENOUGH_EPOCHS),
  },
  {
    id: 'set-matches-dense',
    statement:
      'With a few percent of the connections, SET comes within one point of the dense network or above it, by the best accuracy over epochs on the test set, as published',
    published: 'MNIST, CIFAR10: SET-MLP above MLP; Fashion-MNIST: about equal or above',
    measure(results) {
      const ends = better(results, 'dense', -EQUAL);
      if (ends.needs === CLASSES) return ends;
      const found = afterEvolution(results, ends, ENOUGH_EPOCHS);
      const [[set], [dense]] = [endsOf(results, 'set'), endsOf(results, 'dense')];
      if (set === undefined || dense === undefined) return found;
      const share = set.finalConnections / dense.finalConnections;
      return {
        ...found,
        measured: `${found.measured}, with ${percent(share, 2)} of the connections`,
      };
    },
  },
  {
    id: 'connections-constant',
    statement:
      'The number of connections is linear in the units, as asked for, and stays constant while learning',
    published: 'K = ε (n_in + n_out) per layer, constant until the last removal',
    measure: connectionsConstant,
  },
  {
    id: 'less-overfitting',
    statement:
      'Sparse networks overfit less than the dense one: their test loss is less above their training loss after the last epoch',
    published: 'stated for all data sets, without a number; the static variants are stable too',
    measure: (results) => lessOverfitting(pooled(records, 'epoch', results)),
  },
  {
    id: 'inputs-found',
    statement:
      'Connections of the input gather where the data vary: their numbers and the deviations of the inputs are correlated',
    published:
      'figure 4, without a number; stored Fashion-MNIST log of the public code: correlation with the pixel deviation 0 → 0.26–0.32',
    measure(results) {
      const [set, fixed] = [correlations(results, 'set'), correlations(results, 'static')];
      if (set.length === 0) return notRun('a network that is rewired');
      const found = finding(judgeMean(set, { range: [-1, 1] }), {
        head: 'correlation',
        form: hundredths,
      });
      const beside = fixed.length > 0 ? `; static: ${hundredths(mean(fixed))}` : '';
      const said = { ...found, measured: found.measured + beside };
      return afterEvolution(results, said, ENOUGH_EPOCHS);
    },
  },
  {
    id: 'degrees-spread',
    statement:
      'The degrees of the input units spread beyond those of a random graph: variance over mean is above 1',
    published:
      'stored Fashion-MNIST log of the public code: variance/mean 1 → 2.1 after 400 epochs; the article speaks of a power law, which this does not test',
    measure(results) {
      const rows = pooled(records, 'degrees', results).filter(
        ({ method, layer, side }) => method === 'set' && layer === 1 && side === 'out',
      );
      if (rows.length === 0) return notRun('a network that is rewired');
      const judged = judgeMean([...perUnit(rows, (row) => row.dispersion).values()], { bar: 1 });
      const found = finding(judged, { head: 'variance/mean', form: hundredths });
      return afterEvolution(results, found, ENOUGH_EPOCHS);
    },
  },
];
