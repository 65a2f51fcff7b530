/** Records of trained networks as a run would have written them, for tests of what claims say of them. */

import type { NetworkPlan } from '../src/connectivity/mask-plan.ts';
import type { StudyRecord } from '../src/figures/record.ts';
import { type CognitiveRow, records } from '../src/studies/cognitive/records.ts';
import { recordOf } from './verdicts.ts';

type Kind = Parameters<typeof records.rows>[0];

/** A record of one network. */
export function ofNetwork<K extends Kind>(
  kind: K,
  { id, name, family, units }: NetworkPlan,
  replicate: number,
  given: Partial<CognitiveRow<K>>,
): StudyRecord {
  return recordOf(records, kind, { network: name, id, family, replicate, units, ...given });
}

/** The battery of all of them. */
export const batteryOf = (given: Partial<CognitiveRow<'battery'>>): StudyRecord =>
  recordOf(records, 'battery', given);

/** What was needed until a criterion, the same number of everything; null: not reached. */
export const criterion = (needed: number | null) => ({
  criterion: { trials: needed, updates: needed, operations: needed, energy: needed },
});
