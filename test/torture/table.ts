/** The table that a torture ends with: tries, survived, finds, and the smallest input of each kind of find. */

import type { Find, Outcome, Trial } from './trial.ts';

export interface Tally {
  readonly tries: number;
  readonly finds: readonly Find[];
}

export const emptyTally = (): Tally => ({ tries: 0, finds: [] });

export function addOutcome(tallies: Map<Trial, Tally>, trial: Trial, outcome: Outcome): void {
  const { tries, finds } = tallies.get(trial) ?? emptyTally();
  tallies.set(trial, { tries: tries + outcome.tries, finds: [...finds, ...outcome.finds] });
}

/** Of finds that are the same but for their numbers, the one with the shortest input. */
export function smallest(finds: readonly Find[]): Find[] {
  const kinds = new Map<string, Find>();
  for (const find of finds) {
    const kind = find.what.replace(/[0-9a-f]{8,}|\d+(?:\.\d+)?/g, '#');
    const known = kinds.get(kind);
    if (known === undefined || find.input.length < known.input.length) kinds.set(kind, find);
  }
  return [...kinds.values()];
}

/** Markdown. */
export function tableOf(tallies: ReadonlyMap<Trial, Tally>): string {
  const rows = [...tallies].map(([{ name, unable }, { tries, finds }]) =>
    unable === undefined
      ? `| ${name} | ${tries} | ${tries - finds.length} | ${finds.length} |`
      : `| ${name} | – | – | not tried: ${unable} |`,
  );
  const all = [...tallies.values()].flatMap(({ finds }) => finds);
  const shown = smallest(all).map(({ what, input }) => `- ${what}\n  ${input}`);
  return [
    '| what | tries | survived | finds |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    ...shown,
  ].join('\n');
}
