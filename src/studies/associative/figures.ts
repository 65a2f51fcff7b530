/** The figures of all parts, in the order of the parts; those of one run, whose records each part reads for itself. */

import type { Figure } from '../figure.ts';
import type { StudyResult } from '../study.ts';
import { PARTS, type Values } from './parameters.ts';
import { PARTS_BY_NAME } from './parts/index.ts';

/** Records of several runs are put together; parameters in captions are those of the first. */
export function figures(results: readonly StudyResult<Values>[]): readonly Figure[] {
  const [first] = results;
  if (first === undefined) return [];
  const records = results.flatMap((result) => result.records);
  return PARTS.flatMap((name) => PARTS_BY_NAME[name].figures(records, first.parameters));
}
