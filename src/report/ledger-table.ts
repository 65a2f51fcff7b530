/**
 * The account of the learners, gathered from the records: what there is at the end, and what was spent on the way.
 *
 * Reads the columns that learners write under the names of the ledger, plain or inside a column `cost`. Stocks
 * (connections, bits, wire) are taken from the last record; flows (events, energy, arithmetic) are summed over all
 * records, each of which counts what happened since the one before it.
 */

import type { StudyRecord } from '../protocol/study.ts';

export interface Quantity {
  /** Columns of the records that hold it; the first that is found counts. */
  readonly keys: readonly string[];
  readonly label: string;
  /** Symbol of the field, e.g. `M₀`. */
  readonly symbol?: string;
  readonly unit: string;
  readonly kind: 'stock' | 'flow';
}

const quantities: readonly Quantity[] = [
  { keys: ['connections'], label: 'connections', unit: 'synapses', kind: 'stock' },
  { keys: ['bits'], label: 'memory', unit: 'bits', kind: 'stock' },
  { keys: ['wireLength'], label: 'wire', unit: 'lattice units', kind: 'stock' },
  { keys: ['removed', 'deleted'], label: 'removed', unit: 'synapses', kind: 'flow' },
  { keys: ['born', 'created'], label: 'born', unit: 'synapses', kind: 'flow' },
  { keys: ['changes'], label: 'changes', symbol: 'M₀', unit: 'events', kind: 'flow' },
  { keys: ['energy'], label: 'energy', symbol: 'M₁', unit: 'sum of |Δw|', kind: 'flow' },
  { keys: ['stored'], label: 'held', symbol: 'S', unit: 'sum of |s| × steps', kind: 'flow' },
  { keys: ['hiddenWrites'], label: 'hidden writes', unit: 'changes', kind: 'flow' },
  { keys: ['upkeep'], label: 'upkeep', unit: 'synapses × steps', kind: 'flow' },
  { keys: ['forward'], label: 'forward', unit: 'multiply-adds', kind: 'flow' },
  { keys: ['backward'], label: 'backward', unit: 'multiply-adds', kind: 'flow' },
  { keys: ['multiplyAdds'], label: 'arithmetic', unit: 'multiply-adds', kind: 'flow' },
];

/** Columns that may say which learner a record belongs to; the first that is found is used. */
const groupColumns = ['method', 'rule', 'network'] as const;

export interface LedgerRow {
  readonly name: string;
  /** Number of runs and replicates the numbers are averaged over. */
  readonly runs: number;
  /** One number a quantity; absent where the learner does not report it. */
  readonly amounts: readonly (number | undefined)[];
}

export interface LedgerTable {
  readonly quantities: readonly Quantity[];
  readonly rows: readonly LedgerRow[];
}

/** Records of one run, with the name under which its rows are joined with those of other runs. */
export interface Account {
  /** Empty, or what tells these parameters from those of the other runs. */
  readonly variant: string;
  readonly records: readonly StudyRecord[];
}

/** The quantity in a record; of several columns the first. */
function amountIn(record: StudyRecord, { keys }: Quantity): number | undefined {
  const cost = record.cost;
  const nested = typeof cost === 'object' && cost !== null && !Array.isArray(cost) ? cost : {};
  for (const key of keys)
    for (const value of [record[key], (nested as StudyRecord)[key]])
      if (typeof value === 'number' && Number.isFinite(value)) return value;
  return undefined;
}

/** Records that have a ledger column, by the name of their learner, and apart for every replicate of it. */
function learnersOf(records: readonly StudyRecord[]): Map<string, StudyRecord[][]> {
  const column = groupColumns.find((name) => records.some((r) => typeof r[name] === 'string'));
  const learners = new Map<string, Map<string, StudyRecord[]>>();
  for (const record of records) {
    if (quantities.every((quantity) => amountIn(record, quantity) === undefined)) continue;
    const name = column === undefined ? '' : String(record[column] ?? '');
    const replicates = learners.get(name) ?? new Map<string, StudyRecord[]>();
    learners.set(name, replicates);
    const replicate = String(record.replicate ?? '');
    replicates.set(replicate, [...(replicates.get(replicate) ?? []), record]);
  }
  return new Map([...learners].map(([name, replicates]) => [name, [...replicates.values()]]));
}

function amount(records: readonly StudyRecord[], quantity: Quantity): number | undefined {
  const found = records.map((record) => amountIn(record, quantity)).filter((n) => n !== undefined);
  if (found.length === 0) return undefined;
  return quantity.kind === 'stock' ? found[found.length - 1] : found.reduce((sum, n) => sum + n, 0);
}

/** One row a learner and variant, averaged over the runs and replicates that share both; `undefined` without any ledger column. */
export function ledgerTable(accounts: readonly Account[]): LedgerTable | undefined {
  const joined = new Map<string, (number | undefined)[][]>();
  for (const { variant, records } of accounts)
    for (const [learner, replicates] of learnersOf(records)) {
      const name = [learner, variant].filter((part) => part !== '').join(', ');
      const amounts = replicates.map((its) => quantities.map((quantity) => amount(its, quantity)));
      joined.set(name, [...(joined.get(name) ?? []), ...amounts]);
    }
  const shown = quantities
    .map((quantity, i) => ({ quantity, i }))
    .filter(({ i }) => [...joined.values()].some((runs) => runs.some((a) => a[i] !== undefined)));
  if (shown.length === 0) return undefined;
  const rows = [...joined].map(([name, runs]) => ({
    name,
    runs: runs.length,
    amounts: shown.map(({ i }) => {
      const known = runs.map((amounts) => amounts[i]).filter((n) => n !== undefined);
      return known.length === 0 ? undefined : known.reduce((sum, n) => sum + n, 0) / known.length;
    }),
  }));
  return { quantities: shown.map(({ quantity }) => quantity), rows };
}
