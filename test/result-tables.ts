/** The table of a study over records whose truth is known. */

import type { StudyRecord } from '../src/figures/record.ts';
import { tabulate } from '../src/protocol/results.ts';
import type { Study } from '../src/protocol/study.ts';
import { loadStudy } from '../src/studies/registry.ts';
import { recordOf } from './verdicts.ts';

/** The cells of every row under the names of the columns; `≥` stands before bounds. */
export async function tableOf(
  name: string,
  made: (row: (kind: string, given: StudyRecord) => StudyRecord) => StudyRecord[],
) {
  const study: Study = await loadStudy(name);
  const { table, records: kinds } = study;
  if (table === undefined || kinds === undefined) throw new Error(`${name} has no table`);
  const records = made((kind, given) => recordOf(kinds, kind, given));
  records.forEach((record, i) => {
    kinds.check(record, i + 1);
  });
  const found = tabulate(table, [{ label: '', results: [{ seed: 1, records, parameters: {} }] }]);
  const rows = found?.rows.map(({ name: who, experiment, detail, cells }) => {
    const told = cells.flatMap((cell, i) =>
      cell === undefined
        ? []
        : [[found.columns[i].label, cell.bounds > 0 ? `≥ ${cell.mean}` : cell.mean] as const],
    );
    return [experiment === '' ? who : `${experiment}: ${who}`, detail, Object.fromEntries(told)];
  });
  return rows ?? [];
}
