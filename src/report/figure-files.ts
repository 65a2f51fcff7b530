/** The figures of a report as the texts of files. */

import { colourPlaces } from './colour-places.ts';
import { figureCsv } from './export.ts';
import { type FigureOptions, renderFigure } from './plot.ts';
import type { ReportInput } from './source.ts';

/** A figure, drawn and in numbers. */
export interface FigureFile {
  /** Without an ending. */
  readonly name: string;
  readonly svg: string;
  /** A line a row of every mark. */
  readonly csv: string;
}

/** The figures of a report as SVG and as the numbers in them, with names that are safe in any file system and differ from each other. */
export function figureFiles(
  input: ReportInput,
  options: Omit<FigureOptions, 'idPrefix'> = {},
): FigureFile[] {
  const places = colourPlaces(input.figures);
  const taken = new Set<string>();
  return input.figures.map((figure) => {
    const plain = figure.id.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 80) || 'figure';
    let name = plain;
    for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${plain}-${i}`;
    taken.add(name.toLowerCase());
    return { name, svg: renderFigure(figure, { places, ...options }), csv: figureCsv(figure) };
  });
}
