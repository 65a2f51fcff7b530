/** The account as running totals. */

import type { LedgerTotals } from '../../../src/ledger/index.ts';
import { element, tell } from './surface.ts';
import { figure, short } from './words.ts';

const ROWS: readonly (readonly [string, string, (totals: LedgerTotals) => string])[] = [
  ['changes of weights', 'M0: updates, births and deaths', ({ changes }) => short(changes)],
  [
    'energy',
    'M1 = Σ|Δw|, in units of weight',
    ({ energy }) => (energy < 1000 ? figure(energy) : short(energy)),
  ],
  ['made', 'connections made by rewiring', ({ created }) => short(created)],
  ['removed', 'connections removed by rewiring', ({ deleted }) => short(deleted)],
  ['upkeep', 'Σ over steps of the connections that existed', ({ upkeep }) => short(upkeep)],
  [
    'multiply-adds',
    'of forward and backward passes',
    ({ forward, backward }) => short(forward + backward),
  ],
];

/** A list that `show` keeps up to date. */
export function createTotals(): {
  readonly element: HTMLElement;
  show(totals: LedgerTotals): void;
} {
  const values = ROWS.map(() => element('dd'));
  const list = element(
    'dl',
    'st-totals',
    ...ROWS.map(([name, about], k) => {
      const term = element('dt', '', name);
      term.title = about;
      return element('div', '', term, values[k]);
    }),
  );
  return {
    element: list,
    show(totals) {
      ROWS.forEach(([, , text], k) => {
        tell(values[k], text(totals));
      });
    },
  };
}
