/**
 * The runs of several settings in one figure: what a learner is called in each, and in which panel it stands. Runs of one
 * setting are pooled; a learner that came to the same in all settings (what differs is nothing to it) stands once.
 */

import type { ParameterTable } from './parameters.ts';
import type { StudyRecord, StudyResult } from './study.ts';
import { variantsOf } from './variants.ts';

/** The runs of one setting, with their records under the names of figures. */
export interface ShownSetting<P> {
  readonly parameters: P;
  /** What tells it from the others, e.g. `zeta 0.3`; empty where there is one. */
  readonly label: string;
  /**
   * Of all its runs. Rows of a learner have its name with the setting in place of the bare one (`set, zeta 0.3`), and beside
   * it `setting` and the bare name as `learner`.
   */
  readonly records: readonly StudyRecord[];
  /** Of its first run, as they are: what single networks are drawn from. */
  readonly first: readonly StudyRecord[];
  /** What a learner is called; undefined where it stands in another setting. */
  readonly nameOf: (learner: string) => string | undefined;
}

/**
 * All settings, in the order of what differs.
 *
 * @param column that names the learner of a row
 * @param merge whether a learner that is the same in all stands once; default true. Where settings have panels of their own
 *   it stands in each
 */
export function shownSettings<P extends object>(
  table: ParameterTable,
  results: readonly StudyResult<P>[],
  column: string,
  merge = true,
): ShownSetting<P>[] {
  const variants = variantsOf(
    table,
    results.map((result) => ({
      ...result,
      parameters: result.parameters as StudyResult<P>['parameters'] & Record<string, unknown>,
      arithmetic: '',
    })),
  );
  const same = variants.length < 2 || !merge ? new Set<string>() : sameInAll(variants, column);
  return variants.map(({ label, runs }, v) => {
    const nameOf = (learner: string): string | undefined => {
      if (same.has(learner)) return v === 0 ? learner : undefined;
      return label === '' ? learner : `${learner}, ${label}`;
    };
    const named = (record: StudyRecord): StudyRecord[] => {
      const learner = record[column];
      if (typeof learner !== 'string') return [record];
      const shown = nameOf(learner);
      return shown === undefined ? [] : [{ ...record, [column]: shown, setting: label, learner }];
    };
    const records = runs.flatMap((run) => run.records.flatMap(named));
    return { parameters: runs[0].parameters, label, records, first: runs[0].records, nameOf };
  });
}

/** Learners whose records are the same in every setting. */
function sameInAll(
  variants: readonly {
    readonly runs: readonly Pick<StudyResult<unknown>, 'seed' | 'records'>[];
  }[],
  column: string,
): Set<string> {
  const found = variants.map(({ runs }) => {
    const own = new Map<string, unknown[]>();
    for (const { seed, records } of runs)
      for (const record of records) {
        const name = record[column];
        if (typeof name === 'string') own.set(name, [...(own.get(name) ?? []), seed, record]);
      }
    return new Map([...own].map(([name, rows]) => [name, JSON.stringify(rows)]));
  });
  const [first, ...others] = found;
  return new Set(
    [...first].flatMap(([name, text]) =>
      others.every((each) => each.get(name) === text) ? [name] : [],
    ),
  );
}
