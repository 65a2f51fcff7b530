/**
 * Which runs are evidence together: those of equal parameters and arithmetic, whatever their seeds and however often they
 * repeat. Runs that differ in anything else answer different questions, and their numbers are never averaged.
 */

import { type ParameterTable, valueText } from './parameters.ts';
import { toldText } from './value-text.ts';

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

/** Less than, equal or greater: numbers and lists of numbers by size, anything else as it comes. */
function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (!Array.isArray(a) || !Array.isArray(b)) return 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compare(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/**
 * The runs in the order of what differs (ζ 0, 0.3, 0.9), then of what only repeats, then of their seeds; what has no order
 * stays as it comes.
 */
export function inOrder<R extends Setting & { readonly seed?: number }>(
  table: ParameterTable,
  runs: readonly R[],
): R[] {
  const [names, all] = [false, true].map((repeats) => differing(table, runs, repeats));
  const wanted = [...names, ...all.filter((name) => !names.includes(name))];
  // Runs that differ in a word stand together, whatever their order came from.
  const words = new Map<string, number>();
  const rank = (name: string, value: unknown): number => {
    const key = `${name} ${valueText(value)}`;
    const found = words.get(key) ?? words.size;
    words.set(key, found);
    return found;
  };
  for (const run of runs) for (const name of wanted) rank(name, run.parameters[name]);
  return [...runs].sort((a, b) => {
    for (const name of wanted) {
      const [x, y] = [a.parameters[name], b.parameters[name]];
      const order = compare(x, y) || rank(name, x) - rank(name, y);
      if (order !== 0 && valueText(x) !== valueText(y)) return order;
    }
    return a.arithmetic.localeCompare(b.arithmetic) || (a.seed ?? 0) - (b.seed ?? 0);
  });
}

/** The runs by setting, in the order of what differs. */
export function variantsOf<R extends Setting>(
  table: ParameterTable,
  runs: readonly R[],
): Variant<R>[] {
  const names = differing(table, runs);
  const several = new Set(runs.map(({ arithmetic }) => arithmetic)).size > 1;
  const found = new Map<string, R[]>();
  for (const run of inOrder(table, runs)) {
    const parts = names.map((name) => `${name} ${toldText(run.parameters[name])}`);
    const label = [...parts, ...(several ? [run.arithmetic] : [])].join(', ');
    found.set(label, [...(found.get(label) ?? []), run]);
  }
  return [...found].map(([label, own]) => ({ label, runs: own }));
}
