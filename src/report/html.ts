/** HTML as a template in which everything is escaped, except what is itself such a template. */

import { escapeText } from './serialise.ts';

/** Markup that is known to be safe. */
export interface Html {
  readonly markup: string;
}

export type Piece = Html | string | number | false | null | undefined | readonly Piece[];

function markupOf(piece: Piece): string {
  if (piece === undefined || piece === null || piece === false) return '';
  if (typeof piece === 'string') return escapeText(piece);
  if (typeof piece === 'number') return String(piece);
  if ('markup' in piece) return piece.markup;
  return piece.map(markupOf).join('');
}

/**
 * @example html`<p title="${name}">${text}</p>`
 */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { markup: String.raw({ raw: strings }, ...pieces.map(markupOf)) };
}

/** Markup made elsewhere, e.g. by `renderFigure`. */
export function trusted(markup: string): Html {
  return { markup };
}
