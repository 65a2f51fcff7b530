/** Columns that the tables of studies of sparse training share. */

import type { ResultColumn } from '../../protocol/results.ts';
import { memoryOf } from '../result-columns.ts';

/** What an epoch takes, as far as a study tells it. */
type Taken = Partial<Record<keyof typeof COSTS, number>>;

const COSTS = {
  energy: { label: 'energy', symbol: 'M₁', unit: 'Σ|Δw|' },
  changes: { label: 'changes', symbol: 'M₀', unit: 'events' },
  multiplyAdds: { label: 'arithmetic', unit: 'multiply-adds' },
  removed: { label: 'removed', unit: 'synapses', detail: true },
  born: { label: 'born', unit: 'synapses', detail: true },
  upkeep: { label: 'upkeep', unit: 'synapses × steps', detail: true },
} as const;

/** A column that adds up what all epochs of a network took; nothing before its first. */
export const summedOver =
  <R, E extends Taken>(epochsOf: (found: readonly R[]) => readonly E[]) =>
  <K extends keyof typeof COSTS & keyof E>(cost: K) => ({
    ...COSTS[cost],
    of(found: readonly R[]): number | undefined {
      const rows = epochsOf(found);
      if (rows.length === 0) return undefined;
      return rows.reduce((sum, row) => sum + (row[cost] ?? 0), 0);
    },
  });

type Head = Omit<ResultColumn, 'of' | 'bound'>;

export const ACCURACY: Head = { label: 'accuracy', unit: '% of the test set', form: 'percent' };
export const BEST_ACCURACY: Head = {
  ...{ label: 'best accuracy', unit: '%, chosen on the test set', form: 'percent', detail: true },
};
export const CONNECTIONS: Head = { label: 'connections', unit: 'synapses' };
export const MEMORY: Head = { label: 'memory', unit: 'bits', detail: true };
export const STRAIGHT_WAY: Head = {
  ...{ label: 'straight way', symbol: 'M₁min', unit: 'Σ|Δw|', detail: true },
};

/** Connections that are left at the end, or exist now; their share of all positions, and the bits that they take. */
export function sizeColumns<R>(
  lastOf: (
    found: readonly R[],
  ) => { readonly connections: number; readonly density: number } | undefined,
  leftOf: (found: readonly R[]) => number | undefined,
) {
  const connections = (found: readonly R[]): number | undefined =>
    leftOf(found) ?? lastOf(found)?.connections;
  const density = (found: readonly R[]): number | undefined => {
    const [last, left] = [lastOf(found), connections(found)];
    return last && left && (last.density * left) / last.connections;
  };
  return [
    { ...CONNECTIONS, of: connections },
    { label: 'density', unit: '%', form: 'percent' as const, of: density },
    {
      ...MEMORY,
      of: (found: readonly R[]) => memoryOf(connections(found), density(found)),
    },
  ];
}
