/** The figures of all parts, in the order of the parts; those of one run, whose records each part reads for itself. */

import type { Figure } from '../../figures/figure.ts';
import type { StudyRecord, StudyResult } from '../study.ts';
import { PARTS, type Values } from './parameters.ts';
import { PARTS_BY_NAME } from './parts/index.ts';

const isTheory = ({ kind }: StudyRecord): boolean =>
  /-theory$|^frontier$|^required$/.test(String(kind));

/** Records of all runs; what theory says is the same in every run of the same parameters, and is kept once. */
function together(results: readonly StudyResult<Values>[]): StudyRecord[] {
  const told = new Set<string>();
  return results.flatMap(({ records }) =>
    records.filter((record) => {
      if (!isTheory(record)) return true;
      const text = JSON.stringify(record);
      return !told.has(text) && told.add(text);
    }),
  );
}

/** Records of several runs are put together; parameters in captions are those of the first. */
export function figures(results: readonly StudyResult<Values>[]): readonly Figure[] {
  const [first] = results;
  if (first === undefined) return [];
  const records = together(results);
  return PARTS.flatMap((name) => PARTS_BY_NAME[name].figures(records, first.parameters));
}
