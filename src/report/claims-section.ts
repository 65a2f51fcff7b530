/** The part of a page that says what was claimed and what was found. */

import type { ClaimResult, Verdict } from '../protocol/study.ts';
import { type Html, html, trusted } from './html.ts';
import { openClaims } from './open-claims.ts';
import type { ReportClaims } from './source.ts';
import { plural } from './text.ts';

/** Different measurements that are listed openly in a row; more are folded away. */
const openSettings = 4;

const verdicts: readonly Verdict[] = ['holds', 'falls short', 'undecided'];

// Each verdict has a shape of its own, so that it can be told without colour.
const signs: Readonly<Record<Verdict, string>> = {
  holds:
    '<circle cx="8" cy="8" r="7" fill="currentColor"/><path d="m4.6 8.3 2.3 2.3 4.5-4.9" fill="none" stroke="var(--paper)" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/>',
  'falls short':
    '<path d="M2.2 2.2h11.6v11.6H2.2z" fill="currentColor"/><path d="M8 4.6v6.4M5.2 8.4 8 11.2l2.8-2.8" fill="none" stroke="var(--paper)" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>',
  undecided:
    '<circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2.6 2.1"/><circle cx="8" cy="8" r="1.4" fill="currentColor"/>',
};

export function badge(verdict: Verdict, count?: string): Html {
  const sign = trusted(`<svg viewBox="0 0 16 16" aria-hidden="true">${signs[verdict]}</svg>`);
  const name = verdict.replace(' ', '-');
  return html`<span class="badge ${name}">${sign}${verdict}${count !== undefined && html`<span class="unit">${count}</span>`}</span>`;
}

/** One claim in every setting of the page. */
interface JoinedClaim {
  readonly claim: ClaimResult;
  readonly results: readonly { readonly label: string; readonly result: ClaimResult }[];
}

function joinClaims(settings: readonly ReportClaims[]): JoinedClaim[] {
  const joined = new Map<string, { label: string; result: ClaimResult }[]>();
  for (const { label, results } of settings)
    for (const result of results)
      joined.set(result.id, [...(joined.get(result.id) ?? []), { label, result }]);
  return [...joined.values()].map((results) => ({ claim: results[0].result, results }));
}

/** The verdict that all settings share; several settings that disagree have none. */
function common({ results }: JoinedClaim): Verdict | undefined {
  const [{ result }] = results;
  return results.every((each) => each.result.verdict === result.verdict)
    ? result.verdict
    : undefined;
}

/**
 * The verdicts in a sentence. Runs of one setting have been judged together; settings that differ are not.
 *
 * @example '3 of 4 claims hold, 1 is undecided'
 */
export function verdictSentence(settings: readonly ReportClaims[]): string {
  const claims = joinClaims(settings);
  if (claims.length === 0) return 'This study makes no claims';
  const found = claims.map(common);
  const count = (verdict: Verdict | undefined) => found.filter((each) => each === verdict).length;
  const [holding, short, open] = verdicts.map(count);
  const mixed = count(undefined);
  const total = claims.length;
  if (total === 1 && mixed === 0)
    return `The claim ${holding > 0 ? 'holds' : short > 0 ? 'falls short' : 'is undecided'}`;
  if (holding === total) return `All ${total} claims hold`;
  const parts = [`${holding} of ${total} claims ${holding === 1 ? 'holds' : 'hold'}`];
  if (short > 0) parts.push(`${short} ${short === 1 ? 'falls' : 'fall'} short`);
  if (open > 0) parts.push(`${open} ${open === 1 ? 'is' : 'are'} undecided`);
  if (mixed > 0) parts.push(`${mixed} ${mixed === 1 ? 'differs' : 'differ'} between settings`);
  return parts.join(', ');
}

export function claimsSection(settings: readonly ReportClaims[]): Html {
  const claims = joinClaims(settings);
  if (claims.length === 0) return html``;
  const runs = settings.reduce((sum, setting) => sum + setting.runs, 0);
  const over =
    settings.length > 1
      ? `, ${plural(runs, 'run')} in ${settings.length} settings`
      : runs > 1 && `, over ${plural(runs, 'run')} together`;
  const open = claims.filter((claim) => common(claim) === 'undecided');
  const decided = claims.filter((claim) => !open.includes(claim));
  return html`<section aria-labelledby="claims">
<h2 id="claims">Claims</h2>
<p class="summary">${verdictSentence(settings)}${over}.</p>
${decided.length > 0 && claimsTable(decided)}
${open.length > 0 && openPart(open, claims.length)}
</section>`;
}

const claimsTable = (claims: readonly JoinedClaim[]): Html => html`<table class="claims cards">
<thead><tr><th scope="col">claim</th><th scope="col">published</th><th scope="col">measured</th><th scope="col">verdict</th></tr></thead>
<tbody>
${claims.map(claimRow)}</tbody>
</table>`;

/** What these runs cannot decide: one line that says what it would take, and behind it the claims. */
function openPart(open: readonly JoinedClaim[], of: number): Html {
  return html`<details class="open"><summary>${badge('undecided')} ${openClaims(
    open.map(({ claim }) => claim),
    of,
  )}</summary>
${claimsTable(open)}
</details>`;
}

function claimRow(joined: JoinedClaim): Html {
  const { claim, results } = joined;
  return html`<tr>
<td class="statement">${claim.statement}</td>
<td data-label="published"><span>${keepUnits(claim.published)}</span></td>
<td data-label="measured">${measured(results)}</td>
<td class="verdict" data-label="verdict">${verdictCell(joined)}</td>
</tr>
`;
}

/** Keeps a number and its per cent sign on one line. */
function keepUnits(text: string): string {
  return text.replace(/(\d) %/g, '$1\u00a0%');
}

/** Measurements of more letters than this are folded behind their beginning. */
const LONG = 400;
const BEGINNING = 240;

/** What was measured, in words: all of it, or its beginning, in whose place all of it can be seen. */
function told(text: string): Html {
  if (text.length <= LONG) return html`<span>${keepUnits(text)}</span>`;
  // Behind a whole part, where there is one.
  const parts = [...text.slice(0, BEGINNING).matchAll(/[;,] /g)].map(({ index }) => index + 1);
  const end = parts.at(-1) ?? BEGINNING;
  return html`<details class="long"><summary><span>${keepUnits(text.slice(0, end))} …</span></summary>${keepUnits(text)}</details>`;
}

/** Settings that measured the same are named together. */
function measured(results: JoinedClaim['results']): Html {
  if (results.length === 1) return told(results[0].result.measured);
  const groups = new Map<string, { result: ClaimResult; labels: string[] }>();
  for (const { label, result } of results) {
    const key = JSON.stringify([result.verdict, result.measured]);
    const group = groups.get(key) ?? { result, labels: [] };
    groups.set(key, group);
    group.labels.push(label);
  }
  const mixed = new Set(results.map(({ result }) => result.verdict)).size > 1;
  const list = html`<ul class="each">${[...groups.values()].map(
    ({ result, labels }) =>
      html`<li>${groups.size > 1 && html`<span class="unit">${labels.join('; ')}:</span> `}${keepUnits(result.measured)}${
        mixed && html` <span class="unit">(${result.verdict})</span>`
      }</li>`,
  )}</ul>`;
  if (groups.size <= openSettings) return list;
  return html`<details><summary>${plural(results.length, 'setting')}</summary>${list}</details>`;
}

/** The verdict of all settings, or each verdict with the number of settings that came to it. */
function verdictCell(joined: JoinedClaim): Html {
  const verdict = common(joined);
  if (verdict !== undefined) return badge(verdict);
  const total = joined.results.length;
  const cells = verdicts.flatMap((each) => {
    const same = joined.results.filter(({ result }) => result.verdict === each).length;
    return same === 0 ? [] : [badge(each, `${same} of ${total}`)];
  });
  return html`${cells.map((cell, i) => (i > 0 ? html` ${cell}` : cell))}`;
}
