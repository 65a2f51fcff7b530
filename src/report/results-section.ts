/** The parts of a page that hold the table of results: at its head, and as the account near its end. */

import type { Tabulated } from '../protocol/results.ts';
import { type Html, html } from './html.ts';
import {
  cellText,
  differenceLines,
  groupsOf,
  hasDetails,
  intervalText,
  type ResultGroup,
  unitsText,
} from './result-words.ts';
import { wideTable } from './tables.ts';

/** Differences that are listed openly; more are folded away. */
const OPEN = 6;

/** What came out, a row a learner, and where it differs. */
export function resultsSection(table: Tabulated | undefined): Html | false {
  if (table === undefined) return false;
  const groups = groupsOf(table, 'head');
  if (groups.length === 0) return false;
  return html`<section aria-labelledby="results">
<h2 id="results">What came out</h2>
${groups.map((group) => resultTable(group, groups.length > 1 || group.experiment !== ''))}
${notes(table)}
${differences(table)}
</section>`;
}

/** All that is known of every learner in every experiment; nothing where the head has said it all. */
export function accountSection(table: Tabulated | undefined): Html | false {
  if (table === undefined || !hasDetails(table)) return false;
  const groups = groupsOf(table, 'all');
  return html`<section aria-labelledby="ledger">
<h2 id="ledger">Ledger</h2>
${groups.map((group) => resultTable(group, groups.length > 1 || group.experiment !== ''))}
<p class="note">One row a learner and experiment: networks of different sizes are never averaged. Connections, memory and wire are those at the end, everything else is the sum over the whole run; means over independent repetitions.</p>
</section>`;
}

function resultTable({ experiment, columns, rows }: ResultGroup, titled: boolean): Html {
  // A cell without a name heads nothing.
  const corner =
    titled && experiment !== '' ? html`<th scope="col">${experiment}</th>` : html`<td></td>`;
  const head = html`<tr>${corner}${columns.map(
    ({ label, symbol, unit }) =>
      html`<th scope="col" class="number">${label}${symbol !== undefined && ` ${symbol}`}${unit !== undefined && html` <span class="unit">${unit}</span>`}</th>`,
  )}</tr>`;
  const body = rows.map(
    ({ name, variant, cells }) =>
      html`<tr><th scope="row">${name}${variant !== '' && html` <span class="unit">${variant}</span>`}</th>${cells.map(
        (cell, i) => {
          const column = columns[i];
          const text = cell === undefined ? '–' : cellText(cell, column);
          const ends = cell && intervalText(cell, column, i === 0);
          return html`<td class="number" data-label="${column.label}" data-unit="${column.unit ?? ''}"><span>${text}${ends !== undefined && html`<span class="interval">${ends}</span>`}</span></td>`;
        },
      )}</tr>
`,
  );
  return wideTable('results cards', experiment === '' ? 'results' : experiment, head, body);
}

function notes(table: Tabulated): Html {
  const rows = table.rows.filter(({ detail }) => !detail);
  const bound = rows.some(({ cells }) => cells.some((cell) => (cell?.bounds ?? 0) > 0));
  const intervals = rows.some(({ cells }) =>
    cells.some((cell, i) => cell && intervalText(cell, table.columns[i], i === 0) !== undefined),
  );
  const parts = [
    `Means over independent repetitions (${unitsText(rows)}).`,
    intervals ? 'Small numbers: the 95 % interval of the mean.' : '',
    bound
      ? '≥: the end was not reached in all of them, so that the number is a bound from below.'
      : '',
  ];
  return html`<p class="note">${parts.filter((part) => part !== '').join(' ')}</p>`;
}

function differences(table: Tabulated): Html | false {
  const found = differenceLines(table);
  if (found.length === 0) return false;
  const item = ({ experiment, text }: (typeof found)[number]) =>
    html`<li>${experiment !== '' && html`<span class="unit">${experiment}:</span> `}${text}</li>
`;
  const measure = table.columns[0].label;
  return html`<h3 class="part">Where it differs <span class="unit">(${measure}, pair by pair)</span></h3>
<ul class="each">
${found.slice(0, OPEN).map(item)}</ul>
${
  found.length > OPEN &&
  html`<details><summary>${found.length - OPEN} more</summary><ul class="each">
${found.slice(OPEN).map(item)}</ul></details>`
}`;
}
