/**
 * From run folders to the input of a page.
 */

import { FrugalError } from '../errors.ts';
import { specOf } from '../runs/command.ts';
import { findRuns, readRun } from '../runs/stored.ts';
import { loadStudy, type Registry } from '../studies/registry.ts';
import { type Loaded, reportInput } from './input.ts';
import type { ReportInput } from './source.ts';

/**
 * Reads the runs in or below the given folders. All must be of one study; unfinished ones are shown as they stand.
 *
 * @throws FrugalError for a folder that cannot be read or holds no run, and for runs of different studies;
 *   UsageError for a study that this version does not know
 */
export async function loadReport(
  folders: readonly string[],
  studies?: Registry,
): Promise<ReportInput> {
  const paths = await findRuns(folders);
  if (paths.length === 0) throw new FrugalError('no run folder given: name one or several');
  const stored = await Promise.all(paths.map((path) => readRun(path)));
  const names = new Map(stored.map((run) => [run.spec.study, run.folder]));
  if (names.size > 1) {
    const list = [...names].map(([name, folder]) => `${name} in ${folder}`).join(', ');
    throw new FrugalError(`runs of different studies (${list}): report each study on its own`);
  }
  const study = await loadStudy(stored[0].spec.study, studies);
  const read = await Promise.all(
    stored.map(async (run): Promise<Loaded> => {
      const spec = specOf(study, run.spec);
      const { parameters, seed } = spec;
      const { records } = run;
      try {
        records.forEach((record, k) => {
          study.records?.check(record, k + 1);
        });
      } catch (error) {
        if (error instanceof FrugalError) error.message = `${run.folder}: ${error.message}`;
        throw error;
      }
      const result = { parameters, seed, records, arrays: await run.arrays(), timing: run.timing };
      return { stored: run, spec, result };
    }),
  );
  return reportInput(study, read);
}
