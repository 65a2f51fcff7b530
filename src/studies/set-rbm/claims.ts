/** What Mocanu et al. 2018 claim of evolved Boltzmann machines, held against the records of all runs together. */

import {
  certain,
  difference,
  every,
  type Finding,
  finding,
  hundredths,
  judgeMean,
  judgeRatio,
  judgeWithin,
  notRun,
  paired,
  perUnit,
  shown,
  together,
  weighed,
} from '../../evidence/index.ts';
import { type Claim, type Pooled, pooled, type StudyResult } from '../../protocol/study.ts';
import { afterEvolution } from '../sparse-training/claims.ts';
import type { Method } from './methods.ts';
import type { Values } from './parameters.ts';
import { type RbmRow, records } from './records.ts';

type Results = readonly StudyResult<Values>[];

const BOTH = 'both machines, each to its end, and likelihoods of binary data';
/** Nats within which DNA counts as on the plateau; named in the statement. */
const PLATEAU = { of: -85, margin: 3 };
/** What the public code's stored log says of COIL20, and how near counts as the same; named in the statement. */
const COIL20 = new Map([
  [1, 0.05666],
  [10, 0.03198],
  [50, 0.02293],
  [100, 0.01949],
  [501, 0.01477],
  [1000, 0.01359],
]);
const NEAR = 0.1;
/** Pixels from the edge that are the border of a picture; named in the statement. */
const BORDER = 2;
/** Claims about the evolved wiring rest on long training; far shorter ones cannot settle them. */
const ENOUGH_EPOCHS = 100;

const nats = (x: number): string => x.toFixed(2).replace('-', '−');
const fine = (x: number): string => x.toFixed(5).replace('-', '−');

/** The last likelihood of each machine. */
function likelihoods(results: Results, method: Method): Pooled<RbmRow<'likelihood'>>[] {
  const rows = pooled(records, 'likelihood', results).filter((row) => row.method === method);
  const last = Math.max(0, ...rows.map(({ epoch }) => epoch));
  return rows.filter(({ epoch }) => epoch === last);
}

/** Log-probability of the test examples of SET against that of another machine. */
function likelier(results: Results, other: Method): Finding {
  const pairs = paired(
    likelihoods(results, 'set'),
    likelihoods(results, other),
    (row) => row.testLogProbability,
  );
  if (pairs.length === 0) return notRun(BOTH);
  return difference(pairs, { gap: nats, after: ' nats', form: nats });
}

const epochsOf = (results: Results, method: Method): Pooled<RbmRow<'epoch'>>[] =>
  pooled(records, 'epoch', results).filter((row) => row.method === method);

const taskOf = (results: Results): RbmRow<'task'> | undefined =>
  pooled(records, 'task', results)[0];

/** The stored curve of COIL20, epoch by epoch. */
function coilCurve(results: Results): Finding {
  const rows = epochsOf(results, 'set');
  const found = [...COIL20].flatMap(([epoch, published]) => {
    const own = rows.filter((row) => row.epoch === epoch);
    if (own.length === 0) return [];
    const ratios = own.map(({ testError }) => testError / published);
    return [{ head: `epoch ${epoch}`, judged: judgeWithin(ratios, { of: 1, margin: NEAR }) }];
  });
  if (taskOf(results)?.task !== 'coil20' || found.length < COIL20.size)
    return notRun('1000 epochs of COIL20 (preset coil20)');
  const said = together(found, { rule: every, form: hundredths, unit: 'seed' });
  return { ...said, measured: `measured over published: ${said.measured}` };
}

function connectionsConstant(results: Results): Finding {
  const rows = epochsOf(results, 'set');
  const task = taskOf(results);
  if (rows.length === 0 || task === undefined) return notRun('a machine that is rewired');
  const { density, epsilon, hidden } = results[0].parameters;
  const all = task.visible * hidden;
  const asked = density > 0 ? density * all : epsilon * (task.visible + hidden);
  const expected = Math.min(all, Math.round(asked));
  const counts = [...new Set(rows.map((row) => row.connections))];
  const measured = `${counts.join(' … ')} connections in every epoch, ${expected} expected`;
  return { measured, verdict: certain(counts.every((n) => n === expected)).verdict };
}

/** Mean degree of the border of a picture and of what lies within. */
export function borderAndRest(
  counts: readonly number[],
  [height, width]: readonly number[],
): readonly [border: number, rest: number] {
  const sums = [0, 0];
  const sizes = [0, 0];
  counts.forEach((count, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    const edge = Math.min(row, column, height - 1 - row, width - 1 - column);
    const side = edge < BORDER ? 0 : 1;
    sums[side] += count;
    sizes[side] += 1;
  });
  return [sums[0] / sizes[0], sums[1] / sizes[1]];
}

function emptyBorders(results: Results): Finding {
  const task = taskOf(results);
  const rows = pooled(records, 'degrees', results).filter(
    ({ method, side }) => method === 'set' && side === 'visible',
  );
  if (
    task === undefined ||
    rows.length === 0 ||
    task.shape.length !== 2 ||
    task.shape[0] <= 2 * BORDER
  )
    return notRun('pictures, and a machine that is rewired');
  const pairs = rows.map(({ counts }) => borderAndRest(counts, task.shape));
  const judged = judgeRatio(pairs, { side: 'below' });
  const found = finding(judged, { head: 'border over the rest', form: hundredths });
  return afterEvolution(results, found, ENOUGH_EPOCHS);
}

/** What runs of one setting say together. What their size cannot settle is `undecided`. */
export const claims: readonly Claim<Values>[] = [
  {
    id: 'set-beats-static',
    statement:
      'Evolving the wiring makes the test examples likelier than the same sparse machine with a fixed random wiring does',
    published: 'SET-RBM above RBM-FixProb (figures, without a number)',
    measure: (results) => likelier(results, 'static'),
  },
  {
    id: 'set-beats-dense',
    statement:
      'With a few percent of the connections, SET makes the test examples likelier than the dense machine does',
    published: 'better in 7 of 11 data sets; MNIST −86.41 nats, 5.29 above the dense machine',
    measure: (results) => likelier(results, 'dense'),
  },
  {
    id: 'set-reconstructs-better',
    statement:
      'Evolving the wiring reconstructs test examples with a smaller error than the fixed wiring, after the last epoch',
    published: 'stored COIL20 log of the public code: 0.01359 against 0.02663 after 1000 epochs',
    measure(results) {
      const rows = pooled(records, 'epoch', results);
      const last = Math.max(0, ...rows.map(({ epoch }) => epoch));
      const of = (method: Method) =>
        rows.filter((row) => row.method === method && row.epoch === last);
      const pairs = paired(of('set'), of('static'), (row) => row.testError);
      if (pairs.length === 0) return notRun('both machines, each to its end');
      return difference(pairs, { side: 'below', form: fine, gap: fine });
    },
  },
  {
    id: 'coil20-curve',
    statement:
      'On COIL20 the error of reconstructions falls as the public demonstration’s, within 10 % at epochs 1, 10, 50, 100, 501 and 1000',
    published: [...COIL20].map(([epoch, error]) => `${epoch}: ${error}`).join(', '),
    measure: coilCurve,
  },
  {
    id: 'dna-plateau',
    statement: 'On DNA the sparse machine stays near −85 nats, within 3',
    published: 'a plateau near −85 nats for all sizes and k; dense machines fall down to −160',
    measure(results) {
      const rows = likelihoods(results, 'set');
      if (taskOf(results)?.task !== 'dna' || rows.length === 0)
        return notRun('the DNA set (preset dna)');
      const judged = judgeWithin(
        [...perUnit(rows, (row) => row.testLogProbability).values()],
        PLATEAU,
      );
      return weighed(judged, shown(judged, nats, 'seed', ' nats'));
    },
  },
  {
    id: 'connections-constant',
    statement:
      'The number of connections is linear in the units, as asked for, and stays constant while learning',
    published: 'K = ε (n_v + n_h), constant until the last removal',
    measure: connectionsConstant,
  },
  {
    id: 'borders-empty',
    statement:
      'Pixels at the border of pictures, the outermost two, end with fewer connections than those within',
    published: 'figure 4: border pixels of MNIST have few or no connections, without a number',
    measure: emptyBorders,
  },
  {
    id: 'degrees-spread',
    statement:
      'The degrees of the hidden units spread beyond those of a random graph: variance over mean is above 1',
    published:
      'a power law in 70 of 99 machines, by a test that the article does not give; this does not test one',
    measure(results) {
      const rows = pooled(records, 'degrees', results).filter(
        ({ method, side }) => method === 'set' && side === 'hidden',
      );
      if (rows.length === 0) return notRun('a machine that is rewired');
      const judged = judgeMean([...perUnit(rows, (row) => row.dispersion).values()], { bar: 1 });
      const found = finding(judged, { head: 'variance/mean', form: hundredths });
      return afterEvolution(results, found, ENOUGH_EPOCHS);
    },
  },
];
