/** What is claimed of very wide sparse networks: nothing grows faster than the connections, and they learn. */

import {
  certain,
  digits,
  type Finding,
  finding,
  judgeMean,
  notRun,
  percent,
  perUnit,
} from '../../evidence/index.ts';
import { type Claim, pooled, type StudyResult } from '../../protocol/study.ts';
import type { Values } from './parameters.ts';
import { records } from './records.ts';

type Results = readonly StudyResult<Values>[];

/** Networks of the size of the paper preset, and the bytes that they may take, activities and all. */
const [FEWEST, MOST] = [3e7, 3.5e7];
const MOST_BYTES = 1.5e9;
/** Growth of the bytes a connection from the smallest network of a run to its largest that still counts as none. */
const FLAT = 1.25;
/** Networks are compared where the larger has so many times the connections. */
const APART = 5;
/** Smaller networks are mostly the fixed size of buffers and of the examples. */
const LEAST_CONNECTIONS = 100_000;

const networks = (results: Results) => pooled(records, 'network', results);

function connectionsLinear(results: Results): Finding {
  const rows = networks(results);
  if (rows.length === 0) return notRun('a network');
  const epochs = pooled(records, 'epoch', results);
  const born = rows.every(({ counts, expected }) => counts.every((n, k) => n === expected[k]));
  const kept = epochs.every((epoch) =>
    rows.some(
      ({ width, unit, connections }) =>
        width === epoch.width && unit === epoch.unit && connections === epoch.connections,
    ),
  );
  const widest = rows.reduce((most, row) => (row.connections > most.connections ? row : most));
  const share = widest.connections / widest.possible;
  return {
    measured: `${rows.length === 1 ? 'one network' : `${rows.length} networks`} of up to ${digits(widest.neurons)} neurons with ${digits(widest.connections)} connections (${percent(share, 4)} of all pairs), as asked for in every layer and through ${epochs.length} epochs`,
    verdict: certain(born && kept).verdict,
  };
}

function memoryFlat(results: Results): Finding {
  const rows = networks(results)
    .filter(({ connections }) => connections >= LEAST_CONNECTIONS)
    .sort((a, b) => a.connections - b.connections);
  const [first, last] = [rows[0], rows[rows.length - 1]];
  if (first === undefined || last.connections < APART * first.connections)
    return notRun(`networks of ${digits(LEAST_CONNECTIONS)} connections and of five times as many`);
  const [least, most] = [first, last].map(({ bytes, connections }) => bytes / connections);
  return {
    measured: `${most.toFixed(1)} bytes a connection with ${digits(last.connections)} connections, ${least.toFixed(1)} with ${digits(first.connections)}`,
    verdict: certain(most <= FLAT * least).verdict,
  };
}

function fits(results: Results): Finding {
  const rows = networks(results).filter(
    ({ connections }) => connections >= FEWEST && connections <= MOST,
  );
  if (rows.length === 0) return notRun('--preset paper');
  const [{ connections, bytes }] = rows;
  return {
    measured: `${(bytes / 1e9).toFixed(2)} GB of the engine's memory for ${digits(connections)} connections`,
    verdict: certain(rows.every((row) => row.bytes <= MOST_BYTES)).verdict,
  };
}

export const claims: readonly Claim<Values>[] = [
  {
    id: 'connections-linear',
    statement:
      'Every layer gets ε (n_in + n_out) connections, or all where that is fewer, and keeps their number through every rewiring',
    published: 'K = ε (n_in + n_out) per layer, constant',
    measure: connectionsLinear,
  },
  {
    id: 'memory-flat',
    statement:
      'Memory follows the connections: the largest network of a run takes at most 1.25 times the bytes a connection of its smallest of at least 100,000 connections',
    published:
      'not in the paper, whose programs hold a matrix of all pairs while a layer is drawn; ours to show',
    measure: memoryFlat,
  },
  {
    id: 'fits',
    statement:
      'A network of 30 to 35 million connections learns in at most 1.5 GB of the engine’s memory',
    published:
      'public code: 31.5 million connections on a laptop of 16 GB, without a number for its memory',
    measure: fits,
  },
  {
    id: 'learns',
    statement:
      'The widest network learns: its test accuracy after the last epoch is above the share of the largest class',
    published: 'public code, lung, 12,317 units: 94.1 % after 100 epochs',
    measure(results) {
      const widest = Math.max(...results.flatMap(({ parameters }) => parameters.widths));
      const rows = pooled(records, 'end', results).filter(({ width }) => width === widest);
      if (rows.length === 0) return notRun('the widest network to its end');
      const gains = [...perUnit(rows, ({ gain }) => gain).values()];
      const head = `${digits(widest)} units a layer, points above the largest class`;
      return finding(judgeMean(gains), { head, form: (x) => (100 * x).toFixed(1) });
    },
  },
];
