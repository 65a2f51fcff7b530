/**
 * One pass over the finished runs of a sweep, setting by setting: what each measure comes to, with its interval over seeds,
 * and what every claim of the study says of the runs of the setting together. Of the runs nothing is kept.
 */

import { type Judged, judgeMean } from '../evidence/index.ts';
import { claimsOf, type StudyResult } from '../protocol/study.ts';
import type { TaskSource } from '../runs/execute.ts';
import { type Finished, readFinished } from './finished.node.ts';
import type { SweepFolder } from './folder.node.ts';
import type { Cell, Gathered, GatheredSetting } from './gathered.ts';
import type { Measure } from './measures.ts';
import { seedsAt, settingsOf } from './points.ts';

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
