/**
 * The door to drawing. What draws (Observable Plot, and outside browsers a document) is large: it is loaded with the first
 * figure, so that whoever wants only records or nothing yet does not wait for it.
 */

import type { Figure } from '../figures/figure.ts';
import type { FigureFile } from './figure-files.ts';
import type { FigureOptions } from './plot.ts';
import type { ReportInput } from './source.ts';

/**
 * Draws a figure.
 *
 * @returns an `<svg>` element as text: well-formed XML with its namespace, a title and a description, no external
 *   references. With `theme: 'css'` its colours are names that the page must define.
 * @example await renderFigure(figure, { theme: 'dark', width: 480 })
 */
export async function renderFigure(figure: Figure, options: FigureOptions = {}): Promise<string> {
  const { renderFigure: draw } = await import('./plot.ts');
  return draw(figure, options);
}

/** @returns the whole document, beginning with its doctype */
export async function renderPage(input: ReportInput): Promise<string> {
  const { renderPage: draw } = await import('./page.ts');
  return draw(input);
}

/** The figures of a report as SVG and as the numbers in them, with names that are safe in any file system and differ from each other. */
export async function figureFiles(
  input: ReportInput,
  options: Omit<FigureOptions, 'idPrefix'> = {},
): Promise<readonly FigureFile[]> {
  const { figureFiles: draw } = await import('./figure-files.ts');
  return draw(input, options);
}
