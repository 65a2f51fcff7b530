/**
 * One pass over the finished runs of a sweep, setting by setting: what each measure comes to, with its interval over seeds,
 * and what every claim of the study says of the runs of the setting together. Of the runs nothing is kept.
 */

import { type Judged, judgeMean, type Verdict } from '../evidence/index.ts';
import { type ClaimResult, claimsOf, type StudyResult } from '../protocol/study.ts';
import type { TaskSource } from '../runs/execute.ts';
import { type Finished, readFinished } from './finished.node.ts';
import type { SweepFolder } from './folder.node.ts';
import type { Measure } from './measures.ts';
import { type Setting, seedsAt, settingsOf, settingText } from './points.ts';

/** What a measure comes to in one setting. */
export interface Cell {
  readonly mean: number;
  /** Ends of the 95 % interval over seeds, where there is one. */
  readonly low?: number;
  readonly high?: number;
  readonly seeds: number;
}

export interface GatheredSetting {
  readonly setting: Setting;
  /** All parameters. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly runs: number;
  /** By measure (its place in the list), then row. */
  readonly cells: readonly ReadonlyMap<string, Cell>[];
  readonly claims: readonly ClaimResult[];
}

export interface Gathered {
  readonly settings: readonly GatheredSetting[];
  readonly finished: number;
  readonly total: number;
  /** Seconds of computing. */
  readonly seconds: number;
}

/** @param withClaims false leaves out what claims say: reading for figures alone is faster */
export async function gather(
  folder: SweepFolder,
  measures: readonly Measure[],
  tasks: TaskSource,
  withClaims = true,
): Promise<Gathered> {
  const { sweep } = folder;
  const { study, base } = sweep;
  const settings: GatheredSetting[] = [];
  let [finished, total, seconds, index] = [0, 0, 0, 0];
  for (const setting of settingsOf(sweep)) {
    const runs: Finished[] = [];
    for (const seed of seedsAt(sweep, setting)) {
      total++;
      const run = await readFinished(folder, { index: index++, setting, seed }, tasks);
      if (run === undefined) continue;
      runs.push(run);
      seconds += run.seconds;
    }
    finished += runs.length;
    const parameters = runs[0]?.parameters ?? { ...base, ...setting };
    const cells = measures.map((measure) => cellsOf(measure, runs));
    const claims = withClaims && runs.length > 0 ? claimsOf(study, runs.map(resultOf)) : [];
    settings.push({ setting, parameters, runs: runs.length, cells, claims });
  }
  return { settings, finished, total, seconds };
}

/** Claims look at records alone; the arrays of a thousand runs are not read for them. */
const resultOf = ({
  parameters,
  point,
  records,
}: Finished): StudyResult<Finished['parameters']> => ({
  ...{ parameters, seed: point.seed, records, arrays: {} },
});

function cellsOf({ of, percent }: Measure, runs: readonly Finished[]): ReadonlyMap<string, Cell> {
  const values = new Map<string, number[]>();
  for (const { records, parameters } of runs)
    for (const [row, value] of of(records, parameters)) {
      const own = values.get(row);
      if (own === undefined) values.set(row, [value]);
      else own.push(value);
    }
  return new Map(
    [...values].map(([row, own]) => [
      row,
      cellOf(judgeMean(own, percent ? { range: [0, 100] } : {}), own),
    ]),
  );
}

function cellOf({ estimate = Number.NaN, low, high }: Judged, values: readonly number[]): Cell {
  return {
    ...{ mean: estimate, seeds: values.length },
    ...(low !== undefined && high !== undefined && { low, high }),
  };
}

/** One claim over all settings: in how many it holds, falls short, is undecided, and what it says in each. */
export interface SweptClaim {
  readonly claim: Pick<ClaimResult, 'id' | 'statement' | 'published'>;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly each: readonly { readonly label: string; readonly result: ClaimResult }[];
}

export function sweptClaims(settings: readonly GatheredSetting[]): SweptClaim[] {
  const found = new Map<string, { label: string; result: ClaimResult }[]>();
  for (const { setting, claims } of settings)
    for (const result of claims) {
      const own = found.get(result.id) ?? [];
      found.set(result.id, own);
      own.push({ label: settingText(setting), result });
    }
  return [...found.values()].map((each) => {
    const counts = { holds: 0, 'falls short': 0, undecided: 0 };
    for (const { result } of each) counts[result.verdict]++;
    return { claim: each[0].result, counts, each };
  });
}
