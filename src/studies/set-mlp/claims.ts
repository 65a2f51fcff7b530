/** What Mocanu et al. 2018 claim of sparse evolutionary training, held against the records of a run. */

import { pairedDifference } from '../../numerics/summary.ts';
import type { RunClaim, Verdict } from '../study.ts';
import { correlation } from './describe.ts';
import type { Method, Values } from './parameters.ts';
import { type EndRow, type Result, rowsOf } from './rows.ts';

interface Measured {
  readonly measured: string;
  readonly verdict: Verdict;
}

/** Accuracies that differ by less than one point are about equal. */
const EQUAL = 0.01;
/** Claims about the evolved wiring rest on runs of 400 epochs and more; far shorter ones cannot settle them. */
const ENOUGH_EPOCHS = 100;

const NOT_RUN: Measured = {
  measured: 'the methods to compare were not all run to the end',
  verdict: 'undecided',
};

const points = (share: number): string =>
  `${share >= 0 ? '+' : '−'}${Math.abs(100 * share).toFixed(2)}`;
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, x) => sum + x, 0) / values.length;

const endsOf = (result: Result, method: Method): EndRow[] =>
  rowsOf('end', result.records)
    .filter((row) => row.method === method)
    .sort((a, b) => a.replicate - b.replicate);

/**
 * The difference in best test accuracy and its uncertainty at 95 %: Student's interval over paired replicates, or, with
 * fewer than three, twice the binomial error of the two accuracies.
 */
function compare(
  result: Result,
  method: Method,
  other: Method,
): { text: string; difference: number; error: number } | undefined {
  const [a, b] = [endsOf(result, method), endsOf(result, other)];
  const [task] = rowsOf('task', result.records);
  if (a.length === 0 || a.length !== b.length || task === undefined) return undefined;
  const [ours, theirs] = [a.map((row) => row.bestAccuracy), b.map((row) => row.bestAccuracy)];
  const head = `${percent(mean(ours))} against ${percent(mean(theirs))}`;
  if (a.length >= 3) {
    const { estimate, low, high } = pairedDifference(ours, theirs);
    const error = (high - low) / 2;
    return {
      text: `${head}: ${points(estimate)} ± ${(100 * error).toFixed(2)} points (${a.length} paired seeds)`,
      difference: estimate,
      error,
    };
  }
  const difference = mean(ours) - mean(theirs);
  const variance = (p: number): number => (p * (1 - p)) / (task.testExamples * a.length);
  const error = 2 * Math.sqrt(variance(mean(ours)) + variance(mean(theirs)));
  const seeds = a.length === 1 ? '1 seed' : `${a.length} seeds`;
  return {
    text: `${head}: ${points(difference)} ± ${(100 * error).toFixed(2)} points (${seeds})`,
    difference,
    error,
  };
}

function better(result: Result, method: Method, other: Method): Measured {
  const found = compare(result, method, other);
  if (found === undefined) return NOT_RUN;
  const { difference, error, text } = found;
  const verdict = difference > error ? 'holds' : difference < -error ? 'falls short' : 'undecided';
  return { measured: text, verdict };
}

/** The verdict on a claim about wiring that has evolved: undecided after too few epochs, whatever was measured. */
function afterEvolution(result: Result, measured: string, holds: boolean): Measured {
  const { epochs } = result.parameters;
  if (epochs >= ENOUGH_EPOCHS) return { measured, verdict: holds ? 'holds' : 'falls short' };
  return {
    measured: `${measured}; after ${epochs} epochs, which is too few to tell`,
    verdict: 'undecided',
  };
}

/** Claims are decided by the records of one run; what its size cannot settle is `undecided`. */
export const claims: readonly RunClaim<Values>[] = [
  {
    id: 'set-beats-static',
    statement: 'Evolving the wiring beats the same sparse network with a fixed random wiring',
    published:
      'SET-MLP above MLP-FixProb on MNIST, CIFAR10, HIGGS and Fashion-MNIST; stored CIFAR10 log: 73.9 % against 69.2 %',
    measure: (result) => better(result, 'set', 'static'),
  },
  {
    id: 'set-matches-dense',
    statement:
      'With a few percent of the connections, SET reaches the accuracy of the dense network or more',
    published: 'MNIST, CIFAR10: SET-MLP above MLP; Fashion-MNIST: about equal or above',
    measure(result) {
      const found = compare(result, 'set', 'dense');
      if (found === undefined) return NOT_RUN;
      const { difference, error, text } = found;
      const [set, dense] = [endsOf(result, 'set')[0], endsOf(result, 'dense')[0]];
      const share = set.finalConnections / dense.finalConnections;
      const measured = `${text}, with ${percent(share)} of the connections`;
      if (difference - error > -EQUAL) return { measured, verdict: 'holds' };
      return { measured, verdict: difference + error < 0 ? 'falls short' : 'undecided' };
    },
  },
  {
    id: 'connections-constant',
    statement: 'The number of connections is linear in the units and stays constant while learning',
    published: 'K = ε (n_in + n_out) per layer, constant until the last removal',
    measure(result) {
      const rows = rowsOf('epoch', result.records).filter((row) => row.method === 'set');
      if (rows.length === 0) return NOT_RUN;
      const counts = new Set(rows.map((row) => row.connections));
      const measured = `${[...counts].join(' … ')} connections in every epoch (density ${percent(rows[0].density)})`;
      return { measured, verdict: counts.size === 1 ? 'holds' : 'falls short' };
    },
  },
  {
    id: 'less-overfitting',
    statement: 'Sparse networks overfit less than the dense one',
    published: 'stated for all data sets, without a number; the static variants are stable too',
    measure(result) {
      const last = Math.max(...rowsOf('epoch', result.records).map((row) => row.epoch));
      const gap = (method: Method): number[] =>
        rowsOf('epoch', result.records)
          .filter((row) => row.method === method && row.epoch === last)
          .map((row) => row.testLoss - row.trainLoss);
      const [set, dense] = [gap('set'), gap('dense')];
      if (set.length === 0 || dense.length === 0) return NOT_RUN;
      const words = `test minus training loss after epoch ${last}: ${mean(set).toFixed(3)} against ${mean(dense).toFixed(3)}`;
      if (set.length < 3 || set.length !== dense.length) {
        return { measured: `${words} (fewer than 3 seeds)`, verdict: 'undecided' };
      }
      const { low, high } = pairedDifference(dense, set);
      return {
        measured: `${words} (${set.length} paired seeds)`,
        verdict: low > 0 ? 'holds' : high < 0 ? 'falls short' : 'undecided',
      };
    },
  },
  {
    id: 'inputs-found',
    statement: 'Connections of the input gather where the data vary',
    published:
      'figure 4, without a number; stored Fashion-MNIST log of the public code: correlation with the pixel deviation 0 → 0.26–0.32',
    measure(result) {
      const [task] = rowsOf('task', result.records);
      const maps = rowsOf('input-map', result.records);
      const of = (method: Method): number[] =>
        maps
          .filter((row) => row.method === method)
          .map((row) => correlation(row.counts, task.deviations));
      const [set, fixed] = [of('set'), of('static')];
      if (set.length === 0) return NOT_RUN;
      // Under no relation Fisher's z of n pixels has standard error 1/√(n − 3).
      const error = 2 / Math.sqrt(task.deviations.length - 3);
      const beside = fixed.length > 0 ? ` (static: ${mean(fixed).toFixed(2)})` : '';
      const value = mean(set);
      const measured = `correlation ${value.toFixed(2)} ± ${error.toFixed(2)}${beside}`;
      return afterEvolution(result, measured, value > error);
    },
  },
  {
    id: 'degrees-spread',
    statement: 'The degrees of the input units spread beyond those of a random graph',
    published:
      'stored Fashion-MNIST log of the public code: variance/mean 1 → 2.1 after 400 epochs; the article speaks of a power law, which this does not test',
    measure(result) {
      const rows = rowsOf('degrees', result.records).filter(
        (row) => row.method === 'set' && row.layer === 1 && row.side === 'out',
      );
      if (rows.length === 0) return NOT_RUN;
      const value = mean(rows.map((row) => row.dispersion));
      // Variance/mean of n Poisson-like degrees has standard error √(2/n).
      const error = 2 * Math.sqrt(2 / rows[0].size.inputs);
      const measured = `variance/mean ${value.toFixed(2)} ± ${error.toFixed(2)} (random graph: 1)`;
      return afterEvolution(result, measured, value > 1 + error);
    },
  },
];
