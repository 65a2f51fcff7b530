/**
 * From the marks of a `Figure` to the marks of Observable Plot: channels, colours, facets.
 *
 * Axes, legends and titles are not here (`plot.ts`, `legend.ts`). Rows whose position cannot be drawn (missing,
 * not finite, or not positive on a logarithmic axis) leave a gap in a line and are left out elsewhere.
 */

import * as Plot from '@observablehq/plot';
import type { Axis, Figure, Mark, Row } from '../figures/figure.ts';
import { type Colours, rampSteps } from './palette.ts';
import {
  amountColumn,
  amountDomain,
  type DotShape,
  nameOf,
  type Series,
  seriesColumn,
} from './series.ts';

/** Where each facet stands in the grid of small multiples. */
export interface FacetGrid {
  readonly names: readonly string[];
  readonly columns: number;
}

type Value = number | string | undefined;
type Channel = (row: Row) => Value;

function position(axis: Axis, column: string | undefined): Channel | undefined {
  if (column === undefined) return undefined;
  if (axis.type === 'band') return (row) => nameOf(row, column);
  return (row) => drawable(row[column], axis) ?? Number.NaN;
}

/**
 * A number that has a place on the axis: finite, positive on a logarithmic axis, and so far from the ends of what a
 * double can hold that scales can divide by differences.
 */
export function drawable(value: Row[string] | undefined, axis: Axis): number | undefined {
  if (typeof value !== 'number' || !(Math.abs(value) < 1e200)) return undefined;
  const settled = Math.abs(value) < 1e-200 ? 0 : value;
  return axis.type === 'log' && settled <= 0 ? undefined : settled;
}

/** Lowest value that is drawn on a logarithmic axis: bars and areas stand on it. */
export function logFloor(figure: Figure): number {
  const set = figure.y.domain?.[0];
  if (typeof set === 'number') return set;
  let least = Number.POSITIVE_INFINITY;
  for (const mark of figure.marks)
    for (const column of [mark.y, mark.y1, mark.y2])
      for (const row of column === undefined ? [] : mark.data) {
        const value = drawable(row[column as string], figure.y);
        if (value !== undefined) least = Math.min(least, value);
      }
  return least === Number.POSITIVE_INFINITY ? 1 : least / 2;
}

/** Pixels. Few dots are measurements to be seen one by one, many are a cloud. */
function dotRadius(count: number): number {
  if (count <= 30) return 4;
  return count <= 200 ? 2.8 : 2.3;
}

/** Whether a row lies within the domains that the figure sets; dots are left out rather than cut. */
function inside(mark: Mark, figure: Figure): (row: Row) => boolean {
  const within = (axis: Axis, value: Row[string] | undefined): boolean => {
    if (axis.domain === undefined) return true;
    if (axis.type === 'band') return axis.domain.map(String).includes(String(value));
    const [from, to] = axis.domain.map(Number);
    return Number(value) >= Math.min(from, to) && Number(value) <= Math.max(from, to);
  };
  const { x, y } = mark;
  return (row) =>
    (x === undefined || within(figure.x, row[x])) && (y === undefined || within(figure.y, row[y]));
}

/** Facet columns of a mark. A mark without the facet's column is drawn in every facet. */
function facetChannels(mark: Mark, column: string | undefined, grid: FacetGrid | undefined) {
  if (column === undefined || grid === undefined || mark.data.length === 0) return {};
  if (!mark.data.some((row) => nameOf(row, column) !== undefined)) return {};
  const place = (row: Row) => grid.names.indexOf(nameOf(row, column) ?? '');
  return {
    fx: (row: Row) => place(row) % grid.columns,
    fy: (row: Row) => Math.floor(place(row) / grid.columns),
  };
}

/** Step of the ramp for an amount. */
function rampColour(figure: Figure, colours: Colours): (value: unknown) => string | undefined {
  const [least, greatest] = amountDomain(figure) ?? [0, 1];
  const ramp = figure.colour?.scheme === 'diverging' ? colours.diverging : colours.sequential;
  return (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
    const share = greatest > least ? (value - least) / (greatest - least) : 0;
    return ramp[Math.max(0, Math.min(rampSteps - 1, Math.round(share * (rampSteps - 1))))];
  };
}

/** Draws the cells of one colour as one path: a map of 784 pixels stays a few kilobytes. */
const mergedCells: Plot.RenderFunction = (index, _scales, values, _dimensions, context, next) => {
  const drawn = next?.(index, _scales, values, _dimensions, context);
  if (drawn === null || drawn === undefined) return null;
  const paths = new Map<string, string>();
  for (const cell of [...drawn.children]) {
    if (cell.children.length > 0) return drawn; // hover text belongs to single cells
    const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) =>
      Number(cell.getAttribute(name)),
    );
    // Ends instead of lengths: neighbours share their bounds to the last digit, so no hairline shows between them.
    const [left, top, right, bottom] = [x, y, x + width, y + height].map((n) => n.toFixed(1));
    const fill = cell.getAttribute('fill') ?? '';
    paths.set(fill, `${paths.get(fill) ?? ''}M${left},${top}H${right}V${bottom}H${left}z`);
  }
  drawn.replaceChildren();
  for (const [fill, d] of paths) {
    const path = context.document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('fill', fill);
    path.setAttribute('d', d);
    drawn.append(path);
  }
  return drawn;
};

/** What every mark of one figure is drawn with. */
interface Drawing {
  readonly figure: Figure;
  readonly colours: Colours;
  readonly series: ReadonlyMap<string, Series>;
  readonly grid: FacetGrid | undefined;
  readonly ramp: (value: unknown) => string | undefined;
}

/** The marks of the figure, ready for `Plot.plot`; the colour scale is the identity. */
export function plotMarks(
  figure: Figure,
  colours: Colours,
  series: ReadonlyMap<string, Series>,
  grid: FacetGrid | undefined,
): Plot.Markish[] {
  const drawing = { figure, colours, series, grid, ramp: rampColour(figure, colours) };
  return figure.marks.filter((mark) => mark.data.length > 0).map((mark) => drawn(mark, drawing));
}

/** A line through a map has the colour of text, and a rim of the paper's: it is seen on every step of the ramp. */
const isOverMap = (mark: Mark, { marks }: Figure): boolean =>
  mark.type === 'line' &&
  seriesColumn(mark) === undefined &&
  marks.some(({ type }) => type === 'cell');

/** Colour of a row: of its amount, of its series, or the one of a mark that has neither. */
function colourOf(
  mark: Mark,
  { figure, colours, series, ramp }: Drawing,
): (row: Row) => string | undefined {
  const amount = amountColumn(mark);
  if (amount !== undefined) return (row) => ramp(row[amount]);
  const group = seriesColumn(mark);
  if (group !== undefined)
    return (row) => series.get(nameOf(row, group) ?? '')?.colour ?? colours.muted;
  const annotation =
    ['ruleX', 'ruleY', 'linkY', 'text'].includes(mark.type) || isOverMap(mark, figure);
  const colour = annotation ? colours.ink : series.size === 0 ? colours.series[0] : colours.muted;
  return () => colour;
}

function drawn(mark: Mark, drawing: Drawing): Plot.Markish {
  const { figure, colours, grid } = drawing;
  const { data } = mark;
  const group = seriesColumn(mark);
  const title = mark.title;
  const [x, x1, x2] = [mark.x, mark.x1, mark.x2].map((column) => position(figure.x, column));
  const [y, y1, y2] = [mark.y, mark.y1, mark.y2].map((column) => position(figure.y, column));
  const facets = facetChannels(mark, figure.facet, grid);
  const common = {
    ...facets,
    ...(title === undefined ? {} : { title: (row: Row) => nameOf(row, title) }),
    ...(group === undefined ? {} : { z: (row: Row) => nameOf(row, group) }),
  };
  const colour = colourOf(mark, drawing);
  const clip = figure.x.domain !== undefined || figure.y.domain !== undefined;
  const stroked = {
    stroke: colour,
    strokeOpacity: mark.opacity ?? 1,
    ...(mark.dashed === true ? { strokeDasharray: '5 3.5' } : {}),
  };
  const filled = (opacity: number) => ({ fill: colour, fillOpacity: mark.opacity ?? opacity });
  const { open } = mark;
  const isOpen = (row: Row): boolean => open !== undefined && row[open] === true;
  const hollowed = open !== undefined && {
    fill: (row: Row) => (isOpen(row) ? colours.paper : colour(row)),
    stroke: (row: Row) => (isOpen(row) ? colour(row) : 'none'),
    strokeWidth: 1.6,
  };
  // Circles need no channel, and are shorter without.
  const shaped =
    group !== undefined && [...drawing.series.values()].some(({ symbol }) => symbol !== 'circle');
  const symbolOf = (name = ''): DotShape => drawing.series.get(name)?.symbol ?? 'circle';
  // Bars, areas and histograms stand on the axis unless both ends are given.
  const base = figure.y.type === 'log' ? logFloor(figure) : 0;
  const span = { y1: y1 ?? (() => base), y2: y2 ?? y };
  const lettered = {
    ...facets,
    fontSize: 11.5,
    stroke: colours.paper,
    strokeWidth: 4,
    fill: colour,
    text: (row: Row) => (mark.label === undefined ? undefined : nameOf(row, mark.label)),
  };
  const labelled = (text: Plot.Markish) => (mark.label === undefined ? [] : [text]);
  switch (mark.type) {
    case 'line': {
      const dashesOf = (row: Row): string | undefined =>
        group === undefined ? undefined : drawing.series.get(nameOf(row, group) ?? '')?.dashes;
      const own = new Set(mark.dashed === true ? [] : data.map(dashesOf));
      own.add(undefined);
      const lines = [...own].map((dashes) =>
        Plot.line(own.size === 1 ? data : data.filter((row) => dashesOf(row) === dashes), {
          ...{ ...common, ...stroked, clip, x, y, strokeWidth: 1.8 },
          ...(dashes !== undefined && { strokeDasharray: dashes }),
          ...(mark.smooth === true && { curve: 'monotone-x' as const }),
        }),
      );
      const rim = { ...common, clip, x, y, stroke: colours.paper, strokeWidth: 4.5 };
      return [
        ...(isOverMap(mark, figure) ? [Plot.line(data, rim)] : []),
        lines,
        labelled(
          Plot.text(
            data,
            Plot.selectLast({ ...lettered, z: common.z, x, y, textAnchor: 'end', dy: -9 }),
          ),
        ),
      ];
    }
    case 'dot':
      return Plot.dot(data, {
        ...common,
        ...filled(0.9),
        ...hollowed,
        filter: inside(mark, figure),
        ...(shaped && { symbol: (row: Row) => symbolOf(nameOf(row, group)) }),
        x,
        y,
        r: dotRadius(data.length),
      });
    case 'areaY':
      return Plot.areaY(data, { ...common, ...filled(0.18), clip, x, ...span });
    case 'barY':
      return Plot.barY(data, { ...common, ...filled(0.85), ...hollowed, clip, x, ...span });
    case 'rectY':
      return Plot.rect(data, {
        ...common,
        ...filled(0.75),
        clip,
        x1: x1 ?? x,
        x2,
        ...span,
        insetRight: 0.5,
      });
    case 'linkY':
      return Plot.ruleX(data, { ...common, ...stroked, clip, x, y1, y2, strokeWidth: 1.5 });
    case 'ruleX':
      return [
        Plot.ruleX(data, { ...common, ...stroked, x, y1, y2 }),
        labelled(
          Plot.text(data, {
            ...lettered,
            x,
            frameAnchor: 'top',
            textAnchor: 'start',
            dx: 5,
            dy: 8,
          }),
        ),
      ];
    case 'ruleY':
      return [
        Plot.ruleY(data, { ...common, ...stroked, y, x1, x2 }),
        labelled(
          Plot.text(data, { ...lettered, y, frameAnchor: 'right', textAnchor: 'end', dy: -8 }),
        ),
      ];
    case 'cell': {
      const cells = {
        ...common,
        ...filled(1),
        filter: (row: Row) => colour(row) !== undefined,
        inset: 0,
        shapeRendering: 'crispEdges',
        render: mergedCells,
      };
      return x1 === undefined
        ? Plot.cell(data, { ...cells, x, y })
        : Plot.rect(data, { ...cells, x1, x2, y1, y2 });
    }
    case 'text':
      return labelled(Plot.text(data, { ...lettered, x, y, dy: -11 }));
  }
}
