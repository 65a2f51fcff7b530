/** What a step of a tour says that its run shows, each with whether it was seen. */

import type { TourStep } from '../../../src/tours/index.ts';
import type { RunGroup } from '../state/group.ts';

/** Marks and their words. */
const STATES = {
  open: ['○', 'to be seen when the run is done'],
  seen: ['✓', 'seen in this run'],
  unseen: ['✗', 'not seen in this run'],
} as const;

export function TourStatements({
  step,
  group,
}: {
  readonly step: TourStep;
  readonly group: RunGroup | undefined;
}) {
  const done = group?.phase.value === 'done';
  const runs = (group?.entries.value ?? []).map(({ label, run }) => ({
    label,
    records: run.records.map(({ record }) => record),
  }));
  return (
    <ul class="statements" aria-label="What to see">
      {step.shown.map((statement) => {
        const state = !done ? 'open' : statement.holds(runs) ? 'seen' : 'unseen';
        const [mark, words] = STATES[state];
        return (
          <li key={statement.text} data-state={state}>
            <span class="mark" role="img" aria-label={words} title={words}>
              {mark}
            </span>
            {statement.text}
          </li>
        );
      })}
    </ul>
  );
}
