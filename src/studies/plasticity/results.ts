/** What a run of `plasticity` says first: one row a rule, and in the account one row a learner and experiment. */

import { type RowName, resultTable } from '../../protocol/results.ts';
import { memoryOf } from '../result-columns.ts';
import type { Values } from './parameters.ts';
import { records, type Told } from './records.ts';

type Of<K extends Told['kind']> = Extract<Told, { readonly kind: K }>;
type Labelled = Of<'check'> | Of<'end'>;
type Total = Labelled | Of<'account'>;

/** Learners of the table that store associations, or learn in time. */
const OTHER_TASKS = /^(perceptron|sparse-perceptron|binary|recurrent)/;

/** Networks that are unlike in what an experiment varies are rows of their own. */
function nameOf({ experiment, rule, hidden, fraction, rate, batch, density }: Labelled): string {
  switch (experiment) {
    case 'fraction':
      return `${rule}, p = ${fraction}`;
    case 'size':
      return `${rule}, ${hidden} hidden units`;
    case 'rate':
      return `${rule}, η = ${rate}`;
    case 'batch':
      return `${rule}, batches of ${batch}`;
    case 'density':
      return `${rule}, density ${density}`;
    default:
      return rule;
  }
}

function rowOf(record: Told): RowName | undefined {
  if (record.kind === 'check' || record.kind === 'end') {
    const { experiment } = record;
    return { name: nameOf(record), experiment, detail: experiment !== 'rules' };
  }
  if (record.kind === 'account') {
    const what = OTHER_TASKS.test(record.learner) ? record.task : 'images';
    return { name: record.learner, experiment: `learners: ${what}`, detail: true };
  }
  if (record.kind === 'perceptron' || record.kind === 'caching') {
    const { inputs, load, threshold } = record;
    const criterion = record.kind === 'caching' ? record.criterion : undefined;
    const by = criterion === undefined || threshold === 0 ? '' : ` (${criterion})`;
    const caches = record.kind === 'caching' ? `, caches to ${threshold} η${by}` : '';
    return {
      name: `${inputs} inputs, load ${load}${caches}`,
      experiment: record.kind === 'caching' ? 'perceptrons with caches' : 'perceptrons',
      detail: true,
    };
  }
  if (record.kind === 'associations') {
    const { hidden, inputs, load } = record;
    const name = `${inputs} inputs, ${hidden} hidden, load ${load}`;
    return { name, experiment: 'random patterns', detail: true };
  }
  return undefined;
}

const lastOf = (found: readonly Told[]): Total | undefined =>
  found.filter(({ kind }) => kind === 'check' || kind === 'end' || kind === 'account').at(-1) as
    | Total
    | undefined;
const endOf = (found: readonly Told[]): Of<'end'> | undefined =>
  found.find((record) => record.kind === 'end');
type Storing = Of<'perceptron' | 'caching' | 'associations'>;
const STORING: readonly Told['kind'][] = ['perceptron', 'caching', 'associations'];
/** What stores random patterns. */
const unitOf = (found: readonly Told[]): Storing | undefined =>
  found.find((record): record is Storing => STORING.includes(record.kind));
const synapsesOf = (unit: Storing): number =>
  unit.kind !== 'associations' || unit.hidden === 0
    ? unit.inputs * (unit.kind === 'associations' ? 2 : 1)
    : (unit.inputs + 2) * unit.hidden;
const accountOf = (found: readonly Told[]): Of<'account'> | undefined =>
  found.find((record) => record.kind === 'account');
const stored = (found: readonly Told[]): number | undefined => {
  const unit = unitOf(found);
  return unit && synapsesOf(unit);
};
const connections = (found: readonly Told[]): number | undefined =>
  (endOf(found) ?? accountOf(found))?.connections ?? stored(found);
const density = (found: readonly Told[]): number | undefined => {
  const account = accountOf(found);
  // Sparse learners of the table have far fewer connections than their dense sisters, and indices.
  if (account !== undefined) return /static|set|rigl|recurrent/.test(account.learner) ? 0 : 1;
  return endOf(found)?.density ?? (unitOf(found) && 1);
};

/** Of networks that have not reached the goal, costs are bounds from below. */
const bound = (found: readonly Told[]): boolean => {
  const unit = unitOf(found);
  if (unit !== undefined) return !unit.solved;
  return (endOf(found) ?? accountOf(found))?.reached === false;
};

export const results = resultTable<typeof records.table, Values>(records, {
  baseline: 'plain',
  less: true,
  row: rowOf,
  columns: [
    {
      ...{ label: 'energy to the goal', symbol: 'M₁', unit: 'Σ|Δw|', bound },
      of: (found) => lastOf(found)?.totalEnergy ?? unitOf(found)?.energy,
    },
    {
      ...{ label: 'of the straight way', symbol: 'M₁/M₁min', unit: 'times', bound },
      of: (found) => {
        const end = endOf(found);
        if (end !== undefined) return end.inefficiencyEnergy ?? undefined;
        const account = accountOf(found);
        if (account !== undefined && account.leastEnergy > 0)
          return account.totalEnergy / account.leastEnergy;
        const unit = unitOf(found);
        return unit && unit.least > 0 ? unit.energy / unit.least : undefined;
      },
    },
    {
      ...{ label: 'changes', symbol: 'M₀', unit: 'events', bound },
      of: (found) => lastOf(found)?.totalChanges,
    },
    {
      ...{ label: 'shown', unit: 'presentations', bound },
      of: (found) => (lastOf(found) ?? unitOf(found))?.presentations,
    },
    {
      ...{ label: 'best accuracy', unit: '%', form: 'percent' as const },
      of: (found) => (endOf(found) ?? accountOf(found))?.bestAccuracy,
    },
    { label: 'connections', unit: 'synapses', of: connections },
    {
      ...{ label: 'memory', unit: 'bits', detail: true },
      of: (found) =>
        /^binary/.test(accountOf(found)?.learner ?? '')
          ? connections(found)
          : memoryOf(connections(found), density(found)),
    },
    {
      ...{ label: 'arithmetic', unit: 'multiply-adds', bound },
      of: (found) => {
        const account = accountOf(found);
        if (account !== undefined) return account.forward + account.backward;
        const costs = found.flatMap((record) => (record.kind === 'check' && record.cost) || []);
        return costs.length === 0
          ? undefined
          : costs.reduce((all, { forward, backward }) => all + forward + backward, 0);
      },
    },
    {
      ...{ label: 'held', symbol: 'S', unit: 'Σ|s| × steps', detail: true, bound },
      of: (found) => {
        const unit = unitOf(found);
        return lastOf(found)?.totalStored ?? (unit && 'stored' in unit ? unit.stored : undefined);
      },
    },
    {
      ...{ label: 'hidden writes', unit: 'changes', detail: true, bound },
      of: (found) => (endOf(found) ?? accountOf(found))?.hiddenWrites,
    },
    {
      ...{ label: 'upkeep', unit: 'synapses × steps', detail: true, bound },
      of: (found) => endOf(found)?.upkeep,
    },
  ],
});
