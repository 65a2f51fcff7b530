/** The report of a sweep as a file: reads what is finished once, and writes one page. */

import { dirname } from 'node:path';
import { FrugalError } from '../errors.ts';
import type { TaskSource } from '../runs/execute.ts';
import { makeFolder, realDisk, writeAtomically } from '../runs/files.ts';
import type { SweepFolder } from './folder.node.ts';
import { gather } from './gather.node.ts';
import { openIndex } from './gather-index.node.ts';
import { measuresOf } from './measures.ts';
import { renderSweepPage } from './page.ts';

export interface ReportRequest {
  readonly out: string;
  readonly measures: readonly string[];
  /** What makes it, see `programVersion`; undefined reads all runs, whatever was known of them. */
  readonly program?: string;
}

/**
 * Writes the page of a sweep.
 *
 * @throws UsageError for a measure that the study does not have
 * @throws FrugalError where nothing is finished, or the file cannot be written
 */
export async function writeSweepReport(
  folder: SweepFolder,
  { out, measures: asked, program }: ReportRequest,
  tasks: TaskSource,
): Promise<void> {
  const { path, sweep } = folder;
  const measures = measuresOf(sweep.study, asked);
  const index =
    program === undefined
      ? undefined
      : await openIndex(path, [program, sweep.study.name, ...measures.map(({ name }) => name)]);
  const gathered = await gather(folder, measures, tasks, index);
  if (gathered.finished === 0)
    throw new FrugalError(`no run of ${path} is finished; "frugal sweep ${path}" goes on with it`);
  const commands = [
    `frugal sweep ${path}`,
    `frugal sweep report ${path}`,
    `frugal sweep export ${path}`,
  ];
  const page = renderSweepPage({ sweep, measures, gathered, commands });
  await makeFolder(dirname(out));
  await writeAtomically(out, page, realDisk);
}
