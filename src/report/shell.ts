/** What pages on results have in common: the document around them, its head, lists of facts, figures of which some are folded. */

import type { Citation } from '../protocol/study.ts';
import { type Html, html, trusted } from './html.ts';
import { styleSheet } from './style.ts';

// Nothing may be fetched, even if a hostile string should find its way into the markup.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

export interface Shell {
  /** Of the window. */
  readonly title: string;
  /** Small, above the heading. */
  readonly kicker: string;
  readonly study: {
    readonly title: string;
    readonly description: string;
    readonly paper: Citation;
  };
  /** Below the citation, still in the head. */
  readonly facts: Html;
  readonly body: Html;
}

/** @returns the whole document, beginning with its doctype */
export function pageOf({ title, kicker, study, facts, body }: Shell): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="generator" content="Frugal">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(styleSheet)}</style>
</head>
<body>
<main>
<header>
<p class="kicker">Frugal · ${kicker}</p>
<h1>${study.title}</h1>
<p class="lede">${study.description}</p>
${citation(study.paper)}
${facts}
</header>
${body}
</main>
</body>
</html>
`.markup;
}

function citation({ authors, year, title, where, url }: Citation): Html {
  // Any other scheme (`javascript:`) is shown without a link.
  const linked = url !== undefined && /^https?:\/\//i.test(url);
  const work = html`<cite>${title}</cite>`;
  return html`<p class="citation">${authors} (${year}). ${
    linked ? html`<a href="${url}" rel="noreferrer">${work}</a>` : work
  }. ${where}</p>`;
}

/** Names and values below the heading. */
export const factList = (list: readonly (readonly [string, string])[]): Html =>
  html`<dl class="facts">${list.map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;

/** A section of figures: those that stand openly, and the others behind a summary. */
export const figuresIn = (
  heading: string,
  open: readonly Html[],
  folded: readonly Html[],
  summary: string,
): Html => html`<section aria-labelledby="figures">
<h2 id="figures">${heading}</h2>
<div class="figures">
${open}
</div>
${
  folded.length > 0 &&
  html`<details class="more"><summary>${summary}</summary>
<div class="figures">
${folded}
</div></details>`
}
</section>`;
