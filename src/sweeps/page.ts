/**
 * The page of a sweep: what was varied, the measures as phase diagrams and curves, the claims over all settings, the numbers,
 * and how to make it again. A pure function, in the style of the page of a run.
 */

import { flagName, valueText } from '../protocol/parameters.ts';
import type { Verdict } from '../protocol/study.ts';
import { badge } from '../report/claims-section.ts';
import { colourPlaces } from '../report/colour-places.ts';
import { type Html, html } from '../report/html.ts';
import { figureBlock } from '../report/page.ts';
import { factList, figuresIn, pageOf } from '../report/shell.ts';
import { wideTable } from '../report/tables.ts';
import { formatDuration, formatNumber, plural } from '../report/text.ts';
import { figuresOf } from './figures.ts';
import { type Cell, type Gathered, sweptClaims } from './gathered.ts';
import type { Measure } from './measures.ts';
import type { Sweep } from './sweep.ts';

/** Measures whose figures stand openly; the others are folded away. */
const OPEN_MEASURES = 2;
/** Rows of the table of numbers; the exported tables have all. */
const MOST_ROWS = 400;

export interface SweepPage {
  readonly sweep: Sweep;
  readonly measures: readonly Measure[];
  readonly gathered: Gathered;
  /** The commands that make it again, go on with it, and export it. */
  readonly commands: readonly string[];
}

/** @returns the whole document, beginning with its doctype */
export function renderSweepPage({ sweep, measures, gathered, commands }: SweepPage): string {
  const { study } = sweep;
  return pageOf({
    ...{
      title: `${study.title} – sweep of ${study.name}`,
      kicker: `sweep of ${study.name}`,
      study,
    },
    facts: facts(sweep, gathered),
    body: html`${variedSection(sweep)}
${figuresSection(sweep, measures, gathered)}
${claimsSection(gathered)}
${numbersSection(sweep, measures, gathered)}
<section aria-labelledby="origin"><h2 id="origin">How to make it again</h2>
<pre>${commands.join('\n')}</pre>
</section>`,
  });
}

function facts(
  { seeds, arithmetic }: Sweep,
  { settings, finished, total, seconds }: Gathered,
): Html {
  const list: [string, string][] = [
    [
      'runs',
      finished === total
        ? formatNumber(total)
        : `${formatNumber(finished)} of ${formatNumber(total)}`,
    ],
    ['settings', formatNumber(settings.length)],
    ['seeds', formatNumber(seeds.length)],
    ['arithmetic', arithmetic],
    ['computing time', formatDuration(seconds)],
  ];
  return html`${factList(list)}${
    finished < total &&
    html`<p class="note">${plural(total - finished, 'run')} not finished: what is shown is of those that are.</p>`
  }`;
}

function variedSection({ study, axes, base }: Sweep): Html {
  const rows = axes.map(({ name, values, when }) => {
    const { symbol, unit, description } = study.parameters[name];
    const conditions = Object.entries(when).map(
      ([other, allowed]) => `${flagName(other)} ${allowed.join(' or ')}`,
    );
    return html`<tr><th scope="row">${flagName(name)}${symbol !== undefined && html` <span class="symbol">${symbol}</span>`}</th><td data-label="values">${shortList(values)}${unit !== undefined && html` <span class="unit">${unit}</span>`}${conditions.length > 0 && html` <span class="unit">where ${conditions.join(' and ')}</span>`}</td><td data-label="meaning">${description}</td></tr>
`;
  });
  const fixed = Object.entries(study.parameters).flatMap(([name, parameter]) =>
    axes.some((axis) => axis.name === name) ||
    valueText(base[name]) === valueText(parameter.default)
      ? []
      : [`${flagName(name)} ${valueText(base[name])}`],
  );
  return html`<section aria-labelledby="varied"><h2 id="varied">What was varied</h2>
${rows.length > 0 && wideTable('cards', 'what was varied', html`<tr><th scope="col">parameter</th><th scope="col">values</th><th scope="col">meaning</th></tr>`, rows)}
${fixed.length > 0 && html`<p class="note">Fixed, away from the defaults: ${fixed.join(', ')}.</p>`}
</section>`;
}

function shortList(values: readonly unknown[]): string {
  const words = values.map(valueText);
  return words.length <= 12
    ? words.join(', ')
    : `${words.slice(0, 5).join(', ')}, … ${words[words.length - 1]} (${words.length})`;
}

function figuresSection(
  { study, axes }: Sweep,
  measures: readonly Measure[],
  { settings }: Gathered,
): Html | false {
  const all = measures
    .map((measure, m) => figuresOf({ study, axes, settings }, measure, m))
    .filter((own) => own.length > 0);
  if (all.length === 0) return false;
  const places = colourPlaces(all.flat());
  let number = 0;
  const blocks = (figures: typeof all) =>
    figures.flat().map((figure) => figureBlock(figure, number++, places));
  const open = blocks(all.slice(0, OPEN_MEASURES));
  const rest = blocks(all.slice(OPEN_MEASURES));
  return figuresIn(
    'What came out',
    open,
    rest,
    `${plural(rest.length, 'more figure')}, of other measures`,
  );
}

const VERDICTS: readonly Verdict[] = ['holds', 'falls short', 'undecided'];

function claimsSection({ settings }: Gathered): Html | false {
  const claims = sweptClaims(settings);
  if (claims.length === 0) return false;
  const rows = claims.map(({ claim, counts, each }) => {
    const told = VERDICTS.filter((verdict) => counts[verdict] > 0).map(
      (verdict) =>
        html`<div>${badge(verdict, each.length > 1 ? `in ${counts[verdict]}` : undefined)}</div>`,
    );
    const items = each.map(
      ({
        label,
        result,
      }) => html`<li><span class="unit">${label}:</span> ${result.measured} – ${result.verdict}</li>
`,
    );
    return html`<tr><td class="verdict">${told}</td><td class="statement">${claim.statement}<details><summary>${plural(each.length, 'setting')}</summary><ul class="each">
${items}</ul></details></td><td data-label="published">${claim.published}</td></tr>
`;
  });
  return html`<section aria-labelledby="claims"><h2 id="claims">Claims, setting by setting</h2>
<table class="claims cards"><thead><tr><th scope="col">verdict</th><th scope="col">claim</th><th scope="col">published</th></tr></thead><tbody>
${rows}</tbody></table>
<p class="note">The runs of one setting are judged together, over their seeds; settings are never pooled. Many settings are many looks: of those in which a claim lies at its bar, 2.5 % come out either way by chance.</p>
</section>`;
}

function numbersSection(
  { axes }: Sweep,
  measures: readonly Measure[],
  { settings }: Gathered,
): Html | false {
  const shown = measures
    .map((measure, m) => ({ measure, m }))
    .filter(({ m }) => settings.some(({ cells }) => cells[m].size > 0));
  if (shown.length === 0) return false;
  const varied = axes.filter(({ values }) => values.length > 1);
  const lines = settings.flatMap(({ setting, cells }) => {
    const rows = [...new Set(cells.flatMap((own) => [...own.keys()]))];
    return rows.map(
      (
        row,
      ) => html`<tr>${varied.map(({ name }) => html`<td class="number" data-label="${flagName(name)}">${Object.hasOwn(setting, name) ? valueText(setting[name]) : '–'}</td>`)}<th scope="row">${row}</th>${shown.map(
        ({ measure, m }) =>
          html`<td class="number" data-label="${measure.label}">${cellText(cells[m].get(row))}</td>`,
      )}</tr>
`,
    );
  });
  const head = html`<tr>${varied.map(({ name }) => html`<th scope="col" class="number">${flagName(name)}</th>`)}<th scope="col">who</th>${shown.map(({ measure }) => html`<th scope="col" class="number">${measure.label}</th>`)}</tr>`;
  return html`<section aria-labelledby="numbers"><h2 id="numbers">The numbers</h2>
<details><summary>${plural(lines.length, 'row')}: means over seeds, below them the 95 % interval</summary>
${wideTable('results', 'the numbers', head, lines.slice(0, MOST_ROWS))}
${lines.length > MOST_ROWS && html`<p class="note">${plural(lines.length - MOST_ROWS, 'more row')} in the exported tables.</p>`}
</details></section>`;
}

function cellText(cell: Cell | undefined): Html {
  if (cell === undefined) return html`–`;
  const { mean, low, high } = cell;
  return html`${short(mean)}${low !== undefined && high !== undefined && html`<span class="interval">${short(low)} – ${short(high)}</span>`}`;
}

const short = (value: number): string => formatNumber(Number(value.toPrecision(4)));
