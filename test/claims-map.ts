/** The map of docs/reproduction.md: every claim of every study, and what kept runs say on it. */

import type { Evidence } from '../src/report/evidence.ts';

type Result = Evidence['claims'][number]['results'][number];

const VERDICTS = ['holds', 'falls short', 'undecided'] as const;

/** Whether a claim was asked of these runs at all: one that needs another preset says so in place of a measurement. */
export const wasAsked = ({ measured }: Pick<Result, 'measured'>): boolean =>
  !measured.startsWith('not run');

interface Told {
  readonly statement: string;
  /** Names of kept runs by what they say. */
  readonly said: Map<string, Set<string>>;
}

/** Claims of each study by id, in their order. */
function toldOf(kept: ReadonlyMap<string, Evidence>): Map<string, Map<string, Told>> {
  const studies = new Map<string, Map<string, Told>>();
  for (const [name, { study, claims }] of kept) {
    const told = studies.get(study) ?? new Map<string, Told>();
    studies.set(study, told);
    for (const result of claims.flatMap(({ results }) => results)) {
      const { id, statement, verdict } = result;
      const own = told.get(id) ?? { statement, said: new Map() };
      told.set(id, own);
      if (wasAsked(result)) own.said.set(verdict, (own.said.get(verdict) ?? new Set()).add(name));
    }
  }
  return studies;
}

/** The verdict of a claim over all that is kept: what is decided goes before what is not, and two verdicts are two. */
export function standing({ said }: Pick<Told, 'said'>): string {
  const decided = VERDICTS.slice(0, 2).filter((verdict) => said.has(verdict));
  if (decided.length > 1) return 'differs';
  return decided[0] ?? (said.has('undecided') ? 'undecided' : 'not run');
}

/** What one claim does, and what several do. */
const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  holds: ['holds', 'hold'],
  'falls short': ['falls short', 'fall short'],
  undecided: ['is undecided', 'are undecided'],
  differs: ['comes out differently in different runs', 'come out differently in different runs'],
  'not run': ['was not run', 'were not run'],
};

/** How many of some claims stand where, e.g. `34 hold, 1 was not run`; what is 0 is left out. */
const tally = (standings: readonly string[]): string =>
  Object.entries(WORDS)
    .flatMap(([word, [one, many]]) => {
      const count = standings.filter((own) => own === word).length;
      return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
    })
    .join(', ');

const cell = (text: string): string => text.replace(/[|*_`]/g, '\\$&');

/** `[paper](reproduction/frontier-paper.json)` */
function linked(name: string, study: string): string {
  const short = name.startsWith(`${study}-`) ? name.slice(study.length + 1) : name;
  return `[${short}](reproduction/${name}.json)`;
}

function rowOf({ statement, said }: Told, study: string): string {
  const runs = VERDICTS.flatMap((verdict) => {
    const names = [...(said.get(verdict) ?? [])];
    return names.length === 0
      ? []
      : [`${verdict}: ${names.map((name) => linked(name, study)).join(', ')}`];
  });
  return `| ${cell(statement)} | ${runs.length === 0 ? 'not run' : runs.join('; ')} |`;
}

/** The map as Markdown: a line of numbers, then a table a study. */
export function claimsMap(kept: ReadonlyMap<string, Evidence>): string {
  const studies = toldOf(kept);
  const titles = new Map([...kept.values()].map(({ study, title }) => [study, title]));
  const all = [...studies.values()].flatMap((told) => [...told.values()].map(standing));
  const tables = [...studies]
    .sort()
    .map(([study, told]) =>
      [
        `**${titles.get(study)}** (\`${study}\`): ${tally([...told.values()].map(standing))}`,
        [
          '| claim | what kept runs say |',
          '| --- | --- |',
          ...[...told.values()].map((own) => rowOf(own, study)),
        ].join('\n'),
      ].join('\n\n'),
    );
  return [`Of ${all.length} claims ${tally(all)}.`, ...tables].join('\n\n');
}
