/**
 * One pass over the finished runs of a sweep, setting by setting: what each measure comes to, with its interval over seeds,
 * and what every claim of the study says of the runs of the setting together. Of the runs nothing is kept.
 */

import { type Judged, judgeMean } from '../evidence/index.ts';
import { claimsOf, type Study, type StudyResult } from '../protocol/study.ts';
import type { TaskSource } from '../runs/execute.ts';
import { type Finished, readFinished } from './finished.node.ts';
import type { SweepFolder } from './folder.node.ts';
import type { GatherIndex, KnownSetting } from './gather-index.node.ts';
import type { Cell, Gathered, GatheredSetting } from './gathered.ts';
import { type Measure, type RunRows, runRows } from './measures.ts';
import { type NamedPoint, runsBySetting } from './places.node.ts';

/** @param index what is known of settings without reading them; told what is found */
export async function gather(
  folder: SweepFolder,
  measures: readonly Measure[],
  tasks: TaskSource,
  index?: GatherIndex,
): Promise<Gathered> {
  const { study } = folder.sweep;
  const settings: GatheredSetting[] = [];
  let [finished, total, seconds] = [0, 0, 0];
  for await (const { setting, parameters, runs } of runsBySetting(folder, tasks)) {
    const known = index?.known(runs);
    const found = known ?? settled(study, parameters, measures, runs);
    if (known === undefined) index?.add(runs, found);
    const { seconds: own, ...rest } = found;
    total += runs.length;
    finished += rest.runs;
    seconds += own;
    settings.push({ setting, parameters, ...rest });
  }
  await index?.save();
  return { settings, finished, total, seconds };
}

/** Reads the runs of a setting. */
function settled(
  study: Study,
  parameters: Readonly<Record<string, unknown>>,
  measures: readonly Measure[],
  asked: readonly NamedPoint[],
): KnownSetting {
  const runs = asked.flatMap((run) => readFinished(run) ?? []);
  const rows = runs.map(({ records }) => runRows(study, records, parameters));
  return {
    runs: runs.length,
    cells: measures.map((measure) => cellsOf(measure, rows)),
    claims: runs.length > 0 ? claimsOf(study, runs.map(resultOf)) : [],
    seconds: runs.reduce((sum, run) => sum + run.seconds, 0),
  };
}

/** Claims look at records alone; the arrays of a thousand runs are not read for them. */
const resultOf = ({
  parameters,
  point,
  records,
}: Finished): StudyResult<Finished['parameters']> => ({
  ...{ parameters, seed: point.seed, records, arrays: {} },
});

function cellsOf({ of, range }: Measure, runs: readonly RunRows[]): ReadonlyMap<string, Cell> {
  const values = new Map<string, number[]>();
  for (const run of runs)
    for (const [row, value] of of(run)) {
      const own = values.get(row);
      if (own === undefined) values.set(row, [value]);
      else own.push(value);
    }
  return new Map(
    [...values].map(([row, own]) => [
      row,
      cellOf(judgeMean(own, range === undefined ? {} : { range }), own),
    ]),
  );
}

function cellOf({ estimate = Number.NaN, low, high }: Judged, values: readonly number[]): Cell {
  return {
    ...{ mean: estimate, seeds: values.length },
    ...(low !== undefined && high !== undefined && { low, high }),
  };
}
