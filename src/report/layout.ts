/**
 * Where the parts of a figure stand: margins, and the grid of small multiples when it has facets.
 */

import type { Figure } from '../figures/figure.ts';
import { categories, labelSize } from './axes.ts';
import type { FacetGrid } from './marks.ts';
import { nameOf } from './series.ts';
import { textWidth } from './text.ts';

/** Font sizes in pixels. */
export const fontSizes = { tick: labelSize, label: 12, title: 15 } as const;

/** Space between panels. Rows have the titles of the next panels between them. */
const gap = { column: 28, row: 50 } as const;
/** Narrower panels cannot be read; a row takes as many as fit. */
const leastPanel = 130;
const smallest = 40;
/** Lower panels squash their curves. */
const leastHeight = 150;
const leastRow = 14;
/** Bold letters are wider than `textWidth` expects. */
export const boldness = 1.22;
/** Pixels between a label of the y axis and the panel. */
export const tickSpace = 8;
/** Shares of the width that labels may take at most: longer ones are cut, for a figure without panels shows nothing. */
const mostBeside = { left: 0.5, right: 0.25 } as const;
/** Width that labels and margins usually take. */
const usualLabels = 50;
/** Height of the line that holds the y axis' name, and of the titles of facets. */
const labelLine = 26;
const facetLine = 20;

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly margin: {
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
    readonly left: number;
  };
  /** Absent where the figure has no facets. */
  readonly grid: FacetGrid | undefined;
  readonly panel: { readonly width: number; readonly height: number };
  /** Share of a step that is the space between two panels, as Plot's facet scales want it. */
  readonly padding: { readonly x: number; readonly y: number };
  /** Baseline of the y axis' name. */
  readonly labelY: number;
  /** Degrees by which the labels of a crowded band axis are turned. */
  readonly tickRotate: number;
}

/** Values of the facet column: series in their fixed order, then as they appear. */
export function facetNames(figure: Figure): readonly string[] {
  const column = figure.facet;
  if (column === undefined) return [];
  const found = new Set<string>();
  for (const mark of figure.marks)
    for (const row of mark.data) {
      const name = nameOf(row, column);
      if (name !== undefined) found.add(name);
    }
  const listed = (figure.series ?? []).filter((name) => found.has(name));
  return [...listed, ...[...found].filter((name) => !listed.includes(name))];
}

/** What surrounds the panels, in pixels. */
export interface Surroundings {
  /** Height of what stands above: edge, title and legend. */
  readonly above: number;
  /** Width of the widest label of the y axis. */
  readonly tickWidth: number;
  /** Space at the other three sides. */
  readonly edge: number;
  /** Pixels by which labels of the x axis would be cut. */
  readonly beyond?: { readonly left: number; readonly right: number };
}

/** Whether a figure is a drawing without scales. */
export function isBare({ x, y }: Figure): boolean {
  return x.ticks?.length === 0 && y.ticks?.length === 0;
}

export function layoutOf(
  figure: Figure,
  width: number,
  { above, tickWidth, edge, beyond = { left: 0, right: 0 } }: Surroundings,
): Layout {
  const names = facetNames(figure);
  const count = Math.max(1, names.length);
  const left = Math.min(
    edge + Math.ceil(1.03 * tickWidth) + tickSpace + beyond.left,
    Math.floor(mostBeside.left * width),
  );
  const right = Math.min(edge + 14 + beyond.right, Math.floor(mostBeside.right * width));
  const inner = width - left - right;
  // A panel is as wide as its title, where there is so much room.
  const titles = names.map((name) => textWidth(name, fontSizes.label) * boldness);
  const least = Math.min(inner, Math.max(leastPanel, ...titles));
  const readable = Math.max(1, Math.floor((inner + gap.column) / (least + gap.column)));
  const fitting = Math.min(readable, figure.facetColumns ?? readable);
  const rows = Math.ceil(count / Math.min(count, fitting));
  // As many columns as the rows need: four facets in a row of three become two and two.
  const columns = Math.ceil(count / rows);
  const panelWidth = Math.max(smallest, (inner - (columns - 1) * gap.column) / columns);
  // Pixels of a picture are square, and what has no scales is a drawing; other figures of one width get one height,
  // whatever their labels, to stand in a row.
  const hasCells = figure.marks.some((mark) => mark.type === 'cell');
  const exact = count > 1 || isBare(figure) || hasCells;
  const heightBase = exact ? panelWidth : width - usualLabels;
  // Every named row has room for its name.
  const rowNames = leastRow * (figure.y.ticks?.length ?? 0);
  const usualHeight = heightBase / (figure.aspect ?? 1.6);
  // Curves in narrow panels would be squashed: these are up to square.
  const squat = count > 1 && figure.aspect === undefined && !isBare(figure) && !hasCells;
  const room = squat ? Math.min(panelWidth, leastHeight) : 0;
  const panelHeight = Math.max(smallest, rowNames, usualHeight, room);
  const turned = needsTurning(figure, panelWidth);
  const bottom = (turned ? turned * 0.6 + 16 : 22) + (figure.x.label === '' ? 2 : 20) + edge;
  const labelY = above + 12;
  const top = above + labelLine + (names.length > 0 ? facetLine : 0);
  const share = (space: number, extent: number, n: number) =>
    n > 1 ? space / (space + extent) : 0;
  return {
    width,
    height: Math.round(top + rows * panelHeight + (rows - 1) * gap.row + bottom),
    margin: { top, right, bottom, left },
    grid: names.length > 0 ? { names, columns } : undefined,
    panel: { width: panelWidth, height: panelHeight },
    padding: {
      x: share(gap.column, panelWidth, columns),
      y: share(gap.row, panelHeight, rows),
    },
    labelY,
    tickRotate: turned ? -35 : 0,
  };
}

/** Length of the longest label of the x axis where its labels would run into each other, else 0. */
function needsTurning(figure: Figure, panelWidth: number): number {
  const labels = labelsAlong(figure);
  if (labels.every((label) => Number.isFinite(Number(label)))) return 0;
  const longest = Math.max(0, ...labels.map((label) => textWidth(label, fontSizes.tick)));
  return longest + 6 > panelWidth / labels.length ? longest : 0;
}

/** Categories, or the names of columns of a picture, which stand evenly. */
function labelsAlong(figure: Figure): readonly string[] {
  if (figure.x.type === 'band') return categories(figure, 'x');
  const { ticks = [] } = figure.x;
  const named = figure.marks.some(({ type }) => type === 'cell') && ticks.length > 1;
  return named ? ticks.map(({ at, label }) => label ?? String(at)) : [];
}
