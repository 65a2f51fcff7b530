/**
 * Which runs are evidence together: those of equal parameters and arithmetic, whatever their seeds and however often they
 * repeat. Runs that differ in anything else answer different questions, and their numbers are never averaged.
 */

import { type ParameterTable, valueText } from './parameters.ts';

/** What tells runs apart. */
export interface Setting {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly arithmetic: string;
}

/** Runs of one setting. */
export interface Variant<R> {
  /** What tells it from the other variants, e.g. `epsilon 20`; empty where there is one. */
  readonly label: string;
  readonly runs: readonly R[];
}

/** Names of the parameters that are not the same in all runs; those that only repeat are left out unless asked for. */
export function differing(
  table: ParameterTable,
  runs: readonly Setting[],
  withRepeats = false,
): string[] {
  return Object.keys(table).filter((name) => {
    if (table[name].repeats === true && !withRepeats) return false;
    return new Set(runs.map(({ parameters }) => valueText(parameters[name]))).size > 1;
  });
}

/** The runs by setting, in the order of the first run of each. */
export function variantsOf<R extends Setting>(
  table: ParameterTable,
  runs: readonly R[],
): Variant<R>[] {
  const names = differing(table, runs);
  const several = new Set(runs.map(({ arithmetic }) => arithmetic)).size > 1;
  const found = new Map<string, R[]>();
  for (const run of runs) {
    const parts = names.map((name) => `${name} ${valueText(run.parameters[name])}`);
    const label = [...parts, ...(several ? [run.arithmetic] : [])].join(', ');
    found.set(label, [...(found.get(label) ?? []), run]);
  }
  return [...found].map(([label, own]) => ({ label, runs: own }));
}
