/**
 * `renderPage`: one self-contained HTML page from the results of a study. A pure function: no clock, no files.
 *
 * The order is that of a reader's questions: what was asked, what came out, what it looks like, with which settings,
 * at what cost, and how to make it again. Nothing is loaded from elsewhere and no script runs.
 */

import type { Figure } from '../figures/figure.ts';
import { claimsSection, verdictSentence } from './claims-section.ts';
import { colourPlaces } from './colour-places.ts';
import { type Html, html, trusted } from './html.ts';
import { originSection } from './origin-section.ts';
import { parametersSection } from './parameters-section.ts';
import { panelCount, renderFigure } from './plot.ts';
import { hasDetails } from './result-words.ts';
import { accountSection, resultsSection } from './results-section.ts';
import { factList, figuresIn, pageOf } from './shell.ts';
import type { ReportInput } from './source.ts';
import { formatDuration, formatNumber, plural } from './text.ts';

/** Widths for which figures are drawn, in pixels: half a row, a whole row, and a phone. */
const figureWidths = { half: 430, whole: 960, phone: 380 } as const;
/** Panels that still fit into half a row. */
const panelsInHalf = 2;

/** @returns the whole document, beginning with its doctype */
export function renderPage(input: ReportInput): string {
  const { study, runs, claims, figures, parameters, table } = input;
  return pageOf({
    ...{ title: `${study.title} – ${study.name}`, kicker: study.name, study },
    facts: html`${facts(input)}
${contents(input)}`,
    body: html`${resultsSection(table)}
${claimsSection(claims)}
${figures.length > 0 && figuresSection(figures)}
${parametersSection(parameters)}
${accountSection(table)}
${originSection(runs)}`,
  });
}

/** The result in one line, e.g. for a terminal: `3 of 4 claims hold, 1 is undecided`. */
export function summaryLine(input: ReportInput): string {
  return verdictSentence(input.claims);
}

function facts({ runs }: ReportInput): Html {
  const seeds = [...new Set(runs.map((run) => run.seed))];
  const arithmetic = [...new Set(runs.map((run) => run.arithmetic))];
  const seconds = runs.reduce((sum, run) => sum + (run.timing.seconds ?? 0), 0);
  const unfinished = runs.filter((run) => run.hash === undefined).length;
  const records = runs.reduce((sum, run) => sum + run.records.length, 0);
  const list: [string, string][] = [];
  const learned = whatIsLearned(runs);
  if (learned !== '') list.push(['learns', learned]);
  if (runs.length > 1) list.push(['runs', String(runs.length)]);
  list.push([seeds.length === 1 ? 'seed' : 'seeds', shortList(seeds)]);
  list.push(['arithmetic', arithmetic.join(', ')]);
  list.push(['records', formatNumber(records)]);
  if (seconds > 0) list.push(['computing time', formatDuration(seconds)]);
  if (unfinished > 0) list.push(['not finished', plural(unfinished, 'run')]);
  return html`${factList(list)}${readingNotes(runs)}`;
}

/** What reading the data had to decide, as the records of the tasks tell it. */
function readingNotes(runs: ReportInput['runs']): Html | false {
  const told = new Set(
    runs.flatMap(({ records }) =>
      records.flatMap(({ notes }) => (Array.isArray(notes) ? notes.map(String) : [])),
    ),
  );
  if (told.size === 0) return false;
  const items = [...told].map((note) => html`<li>${note}</li>`);
  return html`<details><summary>How the data were read</summary><ul>${items}</ul></details>`;
}

/** The data as they were found, not as they were asked for: `digits, 2,000 + 2,000 examples`. */
export function whatIsLearned(runs: ReportInput['runs']): string {
  const found = new Set<string>();
  for (const { records } of runs)
    for (const { kind, task, trainExamples, testExamples } of records)
      if (kind === 'task' && typeof task === 'string')
        found.add(
          `${task}, ${formatNumber(Number(trainExamples))} + ${formatNumber(Number(testExamples))} examples`,
        );
  return [...found].join('; ');
}

/** Where the parts of the page are. */
function contents({ table, claims, figures }: ReportInput): Html {
  const parts: [string, string, boolean][] = [
    ['results', 'What came out', table?.rows.some(({ detail }) => !detail) === true],
    ['claims', 'Claims', claims.some(({ results }) => results.length > 0)],
    ['figures', `Figures (${figures.length})`, figures.length > 0],
    ['parameters', 'Parameters', true],
    ['ledger', 'Ledger', table !== undefined && hasDetails(table)],
    ['origin', 'How to make it again', true],
  ];
  const links = parts
    .filter(([, , there]) => there)
    .map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`);
  const list = figures.map(
    ({ title }, i) => html`<li><a href="#figure-${i + 1}-box">${title}</a></li>`,
  );
  return html`<nav class="contents" aria-label="Contents"><ul>${links}</ul>${
    list.length > 1 && html`<details><summary>All figures</summary><ol>${list}</ol></details>`
  }</nav>`;
}

function shortList(items: readonly number[]): string {
  if (items.length <= 6) return items.join(', ');
  return `${items.slice(0, 4).join(', ')}, … ${items[items.length - 1]} (${items.length})`;
}

function figuresSection(figures: readonly Figure[]): Html {
  const places = colourPlaces(figures);
  const blocks = figures.map((figure, i) => ({ ...figure, block: figureBlock(figure, i, places) }));
  const [main, details] = [false, true].map((wanted) =>
    blocks.flatMap(({ detail = false, block }) => (detail === wanted ? [block] : [])),
  );
  return figuresIn(
    'Figures',
    main,
    details,
    `${plural(details.length, 'more figure')}, of single networks`,
  );
}

const answerText = (answers: string): string =>
  answers.startsWith('not in') ? `N${answers.slice(1)}.` : `In the paper: ${answers}.`;

export function figureBlock(figure: Figure, i: number, places: ReadonlyMap<string, number>): Html {
  const number = i + 1;
  const draw = (width: number, idPrefix: string, name: string): Html => {
    const svg = renderFigure(figure, { theme: 'css', width, idPrefix, places });
    return trusted(svg.replace('<svg ', `<svg class="${name}" `));
  };
  const wide = panelCount(figure) > panelsInHalf;
  const pictures = wide
    ? [
        draw(figureWidths.whole, `figure-${number}`, 'broad'),
        draw(figureWidths.phone, `figure-${number}-narrow`, 'narrow'),
      ]
    : draw(figureWidths.half, `figure-${number}`, 'half');
  return html`<figure id="figure-${number}-box"${wide && html` class="wide"`}>
<h3>${figure.title}</h3>
${pictures}
<figcaption><b>Figure ${number}.</b> ${figure.caption}${
    figure.answers && html` <span class="answers">${answerText(figure.answers)}</span>`
  }</figcaption>
</figure>
`;
}
