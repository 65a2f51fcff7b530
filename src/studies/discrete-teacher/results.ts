/** What a run of `discrete-teacher` says first: how well each learner generalises, and when it finds the teacher. */

import type { RecordOf, Row } from '../../protocol/records.ts';
import { resultTable } from '../../protocol/results.ts';
import type { Values } from './parameters.ts';
import { records, type Table } from './records.ts';

type Told = RecordOf<Table>;
type Learned = Row<Table, 'learn'>;

/** Load at which learners are compared: far from the teacher, so that many students are left. */
const COMPARED = 0.5;

const learnedOf = (found: readonly Told[]): Learned[] =>
  found.filter((record) => record.kind === 'learn');
/** What was learned at the load that is nearest to the one of the comparison, if it was solved. */
const compared = (found: readonly Told[]): Learned | undefined =>
  learnedOf(found)
    .filter(({ load }) => Math.abs(load - COMPARED) < 1e-9)
    .find(({ solved }) => solved);

export const results = resultTable<Table, Values>(records, {
  baseline: 'sbpi',
  less: true,
  row: (record) =>
    record.kind === 'learn'
      ? { name: record.learner, experiment: `${record.inputs} synapses` }
      : undefined,
  columns: [
    {
      ...{ label: `error at α = ${COMPARED}`, symbol: 'ε', unit: '% of new patterns' },
      form: 'percent',
      of: (found) => compared(found)?.error,
    },
    {
      ...{ label: 'teacher found', unit: '% of the loads tried', form: 'percent' as const },
      of(found) {
        const rows = learnedOf(found);
        return rows.length === 0
          ? undefined
          : rows.filter(({ recovered }) => recovered).length / rows.length;
      },
    },
    { label: 'connections', unit: 'synapses', of: (found) => learnedOf(found).at(-1)?.inputs },
    { label: 'memory', unit: 'bits', detail: true, of: (found) => learnedOf(found).at(-1)?.inputs },
    {
      ...{ label: `flips at α = ${COMPARED}`, symbol: 'M₀', unit: 'events' },
      of: (found) => compared(found)?.flips,
    },
    {
      ...{ label: 'hidden writes there', unit: 'changes' },
      of: (found) => compared(found)?.hiddenWrites,
    },
    { label: 'sweeps there', of: (found) => compared(found)?.iterations },
  ],
});
