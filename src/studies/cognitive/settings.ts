/** Runs of several settings in the figures of cognitive studies: curves in a panel a setting, single networks in one each. */

import type { ParameterTable } from '../../protocol/parameters.ts';
import { type ShownSetting, shownSettings } from '../../protocol/settings.ts';
import type { StudyRecord, StudyResult } from '../../protocol/study.ts';

export interface Settings<P> {
  readonly each: readonly ShownSetting<P>[];
  /** Of all of them: networks have names and ids of their own in each. */
  readonly records: readonly StudyRecord[];
  /** Names of networks in every setting, those of one network beside each other. */
  readonly named: (networks: readonly string[]) => string[];
}

export function settingsOf<P extends object>(
  table: ParameterTable,
  results: readonly StudyResult<P>[],
): Settings<P> {
  const each = shownSettings(table, results, 'network', false).map((setting, v) => ({
    ...setting,
    records: setting.records.map((record) =>
      v === 0 || typeof record.id !== 'string'
        ? record
        : { ...record, id: `${record.id}-${v + 1}` },
    ),
  }));
  return {
    each,
    records: each.flatMap(({ records }) => records),
    named: (networks) => [
      ...new Set(networks.flatMap((name) => each.flatMap(({ nameOf }) => nameOf(name) ?? []))),
    ],
  };
}

/** The bare name of the network of a row, and its setting. */
export const placeOf = (row: object): { readonly learner: string; readonly setting: string } => {
  const { learner, setting, network } = row as Partial<Record<string, string>>;
  return { learner: learner ?? network ?? '', setting: setting ?? '' };
};
