/**
 * Which series a figure shows, in which order, in which colour, and by which sign in the legend.
 */

import type { Figure, Mark, Row } from '../figures/figure.ts';
import type { Colours } from './palette.ts';

/** How a series is drawn, for its sign in the legend. */
export type Sign = 'line' | 'dashed' | 'dot' | 'square' | 'band';

export interface Series {
  readonly name: string;
  readonly colour: string;
  readonly signs: ReadonlySet<Sign>;
  /** Shape of its dots: another one for names that share a colour. */
  readonly symbol: DotShape;
  /** Dashes of its lines, likewise; none for the first names, whose lines are whole but where the mark says otherwise. */
  readonly dashes?: string;
}

/** Apart from each other, and from the dashes of theory and controls. */
const turnDashes = ['1.5 2.5', '9 2.5 1.5 2.5', '3 1.5'] as const;

const symbols = ['circle', 'square', 'triangle', 'diamond'] as const;
export type DotShape = (typeof symbols)[number];

/** The column that splits a mark by colour: `series`, or a `fill` that holds names instead of amounts. */
export function seriesColumn(mark: Mark): string | undefined {
  if (mark.series !== undefined) return mark.series;
  const fill = mark.fill;
  if (fill === undefined) return undefined;
  return mark.data.some((row) => typeof row[fill] === 'string') ? fill : undefined;
}

/** The column whose amounts are shown by the colour ramp. */
export function amountColumn(mark: Mark): string | undefined {
  return mark.fill !== undefined && mark.fill !== seriesColumn(mark) ? mark.fill : undefined;
}

function signOf(mark: Mark): Sign {
  if (mark.type === 'line' || mark.type === 'ruleX' || mark.type === 'ruleY')
    return mark.dashed === true ? 'dashed' : 'line';
  if (mark.type === 'areaY') return 'band';
  return mark.type === 'dot' || mark.type === 'linkY' ? 'dot' : 'square';
}

/** Text of a value in a series or facet column. */
export function nameOf(row: Row, column: string): string | undefined {
  const value = row[column];
  return value === undefined || value === null ? undefined : String(value);
}

/**
 * Names of a figure's series.
 *
 * @returns `listed`: those that have colours, in their fixed order, also such as are not shown here; `signs`: how those that
 *   are shown are drawn
 */
export function seriesNames(figure: Figure): {
  readonly listed: readonly string[];
  readonly signs: ReadonlyMap<string, ReadonlySet<Sign>>;
} {
  const signs = new Map<string, Set<Sign>>();
  for (const mark of figure.marks) {
    const column = seriesColumn(mark);
    if (column === undefined || mark.type === 'text') continue;
    for (const row of mark.data) {
      const name = nameOf(row, column);
      if (name === undefined) continue;
      const known = signs.get(name) ?? new Set<Sign>();
      signs.set(name, known.add(signOf(mark)));
    }
  }
  return { listed: figure.series ?? [...signs.keys()], signs };
}

/**
 * The series of a figure in their fixed order.
 *
 * With `figure.series`, the place in that list decides the colour, also of series that are not shown here, and a
 * series that is not in the list is a reference (theory, published value): it is drawn in the muted colour of text.
 * Without the list, colours follow the order of appearance. After eight colours they begin again, with other shapes of dots
 * and other dashes.
 *
 * @param places of the names of a whole page, which go before those of the list
 */
export function seriesOf(
  figure: Figure,
  colours: Colours,
  places?: ReadonlyMap<string, number>,
): ReadonlyMap<string, Series> {
  const { listed, signs } = seriesNames(figure);
  const shown = [...listed, ...[...signs.keys()].filter((name) => !listed.includes(name))];
  const series = new Map<string, Series>();
  for (const name of shown) {
    const own = listed.indexOf(name);
    const place = own < 0 ? own : (places?.get(name) ?? own);
    const colour = place < 0 ? colours.muted : colours.series[place % colours.series.length];
    const turn = Math.max(0, Math.floor(place / colours.series.length));
    const found = signs.get(name);
    if (found !== undefined)
      series.set(name, {
        ...{ name, colour, signs: found, symbol: symbols[turn % symbols.length] },
        ...(turn > 0 && { dashes: turnDashes[(turn - 1) % turnDashes.length] }),
      });
  }
  return series;
}

/** Whether a legend says more than the names on a band axis or above the facets already do. */
export function needsLegend(figure: Figure): boolean {
  return figure.marks.some((mark) => {
    const column = seriesColumn(mark);
    if (column === undefined || mark.type === 'text') return false;
    const named = [figure.facet, figure.x.type === 'band' ? mark.x : undefined];
    return !named.some(
      (other) =>
        other !== undefined && mark.data.every((row) => nameOf(row, other) === nameOf(row, column)),
    );
  });
}

/** Least and greatest amount of the `fill` columns, as the figure sets it or as found; `undefined` without amounts. */
export function amountDomain(figure: Figure): readonly [number, number] | undefined {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const mark of figure.marks) {
    const column = amountColumn(mark);
    if (column === undefined) continue;
    for (const row of mark.data) {
      const value = row[column];
      if (typeof value !== 'number' || !Number.isFinite(value)) continue;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
  }
  if (least > greatest) return undefined;
  if (figure.colour?.domain !== undefined) return figure.colour.domain;
  if (figure.colour?.scheme === 'diverging') {
    const size = Math.max(Math.abs(least), Math.abs(greatest), Number.MIN_VALUE);
    return [-size, size];
  }
  return [Math.min(0, least), greatest === least && greatest === 0 ? 1 : greatest];
}
