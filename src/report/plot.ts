/**
 * `renderFigure`: a figure as a self-contained SVG string, in a page or alone, in Node and in a browser; the two differ
 * only in the half pixel by which Plot sharpens lines on the screen that it finds itself on.
 *
 * The picture is static: no scripts, hover text by `<title>` only. Its parts have files of their own: marks, axes,
 * layout, legend, palette, and the writing of XML.
 */

import * as Plot from '@observablehq/plot';
import type { Axis, Figure } from '../figures/figure.ts';
import { scalingOf } from './axes.ts';
import { figureDocument } from './document.ts';
import { boldness, facetNames, fontSizes, isBare, type Layout, layoutOf } from './layout.ts';
import { type Add, type Legend, legendOf } from './legend.ts';
import { cutTicks, overhang, settleLabels, settleTicks } from './lettering.ts';
import { plotMarks } from './marks.ts';
import { type Colours, coloursOf, type Theme } from './palette.ts';
import { escapeText, serialise } from './serialise.ts';
import { type Series, seriesOf } from './series.ts';
import { textWidth, wrap } from './text.ts';

export interface FigureOptions {
  /** `css` for a figure inside a page whose style sheet has the `declarations` of `palette.ts`. Default `light`. */
  readonly theme?: Theme;
  /** Width in pixels; the height follows from the figure's aspect. Default 640. */
  readonly width?: number;
  /** Draws the title above the figure. Default: only where no page does it (`light`, `dark`). */
  readonly title?: boolean;
  /** Places in the palette by the names of series, from `colourPlaces`: figures of one page share them. */
  readonly places?: ReadonlyMap<string, number>;
  /** Beginning of every id in the SVG; must differ between the figures of one page. Default: the figure's id. */
  readonly idPrefix?: string;
}

const svgNamespace = 'http://www.w3.org/2000/svg';
// The last names are for programs that draw SVG without knowing `system-ui`.
const fontFamily =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif";
/** Space around a figure that stands alone. */
const frame = 8;
const titleLine = 20;

/**
 * Draws a figure.
 *
 * @returns an `<svg>` element as text: well-formed XML with its namespace, a title and a description, no external
 *   references. With `theme: 'css'` its colours are names that the page must define.
 * @example renderFigure(figure, { theme: 'dark', width: 480 })
 */
export function renderFigure(figure: Figure, options: FigureOptions = {}): string {
  const { theme = 'light', width = 640, idPrefix = figure.id } = options;
  const colours = coloursOf(theme);
  const prefix = idPrefix.replace(/[^A-Za-z0-9_-]+/g, '-');
  const edge = theme === 'css' ? 0 : frame;
  const withTitle = options.title ?? theme !== 'css';
  const title = withTitle ? wrap(figure.title, fontSizes.title, (width - 2 * edge) / boldness) : [];
  const titleHeight = edge + (title.length > 0 ? title.length * titleLine + 6 : 0);
  const series = seriesOf(figure, colours, options.places);
  const legend = legendOf(figure, series, colours, width - 2 * edge);
  const above = titleHeight + legend.height + (legend.height > 0 ? 6 : 0);
  // The labels of the y axis are known only once its scale is drawn, so the margins are set in further drawings.
  const first = draw(
    figure,
    colours,
    series,
    layoutOf(figure, width, { above, tickWidth: 30, edge }),
  );
  const found = widestTick(first);
  const second = layoutOf(figure, width, { above, tickWidth: found, edge });
  const again = draw(figure, colours, series, second);
  // Another width may show other ticks.
  const tickWidth = Math.max(found, widestTick(again));
  const beyond = overhang(again, { width, edge });
  const settled = tickWidth === found && beyond.left + beyond.right === 0;
  const layout = settled ? second : layoutOf(figure, width, { above, tickWidth, edge, beyond });
  const svg = settled ? again : draw(figure, colours, series, layout);
  settleTicks(svg);
  cutTicks(svg, layout.margin.left - edge);
  settleLabels(svg, layout);
  // A picture has one name, its title: those of its parts are for finding them here.
  for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  renameClips(svg, prefix);
  svg.append(lettering({ figure, colours, layout, legend, title, titleHeight, edge }));
  const head = attributes({
    xmlns: svgNamespace,
    role: 'img',
    'aria-labelledby': `${prefix}-title ${prefix}-desc`,
    viewBox: `0 0 ${width} ${layout.height}`,
    width,
    height: layout.height,
    color: colours.ink,
    fill: 'currentColor',
    'font-family': fontFamily,
    'font-size': fontSizes.label,
    'text-anchor': 'middle',
  });
  const ground =
    theme === 'css' ? '' : `<rect width="100%" height="100%" fill="${colours.paper}"/>`;
  const parts = [...svg.childNodes].filter((node) => node.nodeName.toLowerCase() !== 'style');
  return [
    `<svg ${head}>`,
    `<title id="${prefix}-title">${escapeText(figure.title)}</title>`,
    `<desc id="${prefix}-desc">${escapeText(figure.caption)}</desc>`,
    ground,
    ...parts.map(serialise),
    '</svg>',
  ].join('');
}

/** Panels with their marks and axes. */
function draw(
  figure: Figure,
  colours: Colours,
  series: ReadonlyMap<string, Series>,
  layout: Layout,
): SVGElement {
  const { grid, panel, margin, padding } = layout;
  const picture = figure.marks.some((mark) => mark.type === 'cell');
  const bare = isBare(figure);
  const steps = { x: figure.x.type === 'band', y: figure.y.type === 'band' };
  const { scale: xScale, ...xTicks } = scalingOf(figure, 'x', panel.width, layout.tickRotate !== 0);
  const { scale: yScale, ...yTicks } = scalingOf(figure, 'y', panel.height);
  const letters = { fontSize: fontSizes.tick, fill: colours.muted, label: null };
  const lines = { stroke: colours.grid, strokeOpacity: 1 };
  return Plot.plot({
    document: figureDocument,
    width: layout.width,
    height: layout.height,
    marginTop: margin.top,
    marginRight: margin.right,
    marginBottom: margin.bottom,
    marginLeft: margin.left,
    color: { type: 'identity' },
    x: xScale,
    y: yScale,
    ...(grid && {
      fx: { axis: null, paddingInner: padding.x, paddingOuter: 0, round: false },
      fy: { axis: null, paddingInner: padding.y, paddingOuter: 0, round: false },
    }),
    marks: [
      !steps.y && Plot.gridY({ ...lines, ticks: yTicks.ticks }),
      figure.x.type === 'log' && Plot.gridX({ ...lines, ticks: xTicks.ticks }),
      Plot.axisY({ ...letters, ...yTicks, tickSize: 0, tickPadding: picture ? 5 : 7 }),
      Plot.axisX({
        ...letters,
        ...xTicks,
        tickSize: steps.x ? 0 : 4,
        tickPadding: steps.x ? 6 : 4,
        stroke: colours.muted,
        tickRotate: layout.tickRotate,
      }),
      ...plotMarks(figure, colours, series, grid),
      picture && Plot.frame({ stroke: colours.grid }),
      !picture && !bare && Plot.frame({ anchor: 'bottom', stroke: colours.muted }),
      grid && facetTitles(grid.names, grid.columns, colours),
    ].filter((mark) => mark !== false),
  }) as unknown as SVGElement;
}

function facetTitles(names: readonly string[], columns: number, colours: Colours): Plot.Markish {
  const places = names.map((name, i) => ({
    name,
    column: i % columns,
    row: Math.floor(i / columns),
  }));
  return Plot.text(places, {
    fx: 'column',
    fy: 'row',
    text: 'name',
    frameAnchor: 'top-left',
    dy: -16,
    fontSize: fontSizes.label,
    fontWeight: 600,
    fill: colours.ink,
  });
}

interface Lettering {
  readonly figure: Figure;
  readonly colours: Colours;
  readonly layout: Layout;
  readonly legend: Legend;
  /** Lines of the title; none where the page shows it. */
  readonly title: readonly string[];
  readonly titleHeight: number;
  readonly edge: number;
}

/** Title, legend and the names of the axes: above the y axis, and at the end of the x axis. */
function lettering(parts: Lettering): SVGElement {
  const { figure, colours, layout, legend, title, titleHeight, edge } = parts;
  const { width, height, margin, panel } = layout;
  const group = figureDocument.createElementNS(svgNamespace, 'g');
  group.setAttribute('text-anchor', 'start');
  const add: Add = (name, values, text) => {
    const element = figureDocument.createElementNS(svgNamespace, name);
    for (const [key, value] of Object.entries(values)) element.setAttribute(key, String(value));
    if (text !== undefined) element.textContent = text;
    group.append(element);
  };
  const heading = { 'font-size': fontSizes.title, 'font-weight': 600, fill: colours.ink };
  for (const [i, line] of title.entries())
    add('text', { ...heading, x: edge, y: edge + 14 + i * titleLine }, line);
  legend.draw(add, edge, titleHeight);
  const label = { fill: colours.muted };
  if (figure.y.label !== '')
    add('text', { ...label, x: edge, y: layout.labelY }, axisName(figure.y));
  const end = { x: width - margin.right, y: height - edge - 5, 'text-anchor': 'end' };
  if (figure.x.label !== '') add('text', { ...label, ...end }, axisName(figure.x));
  if (figure.marks.every((mark) => mark.data.length === 0)) {
    const middle = { x: margin.left + panel.width / 2, y: margin.top + panel.height / 2 };
    add('text', { ...label, ...middle, 'text-anchor': 'middle' }, 'no data yet');
  }
  return group;
}

/** The name of an axis; that it is logarithmic belongs to it. */
const axisName = ({ label, type }: Axis): string =>
  type === 'log' ? `${label} · logarithmic` : label;

/** Plot numbers its clip paths through the whole process; here they get ids that depend on the figure alone. */
function renameClips(svg: SVGElement, prefix: string): void {
  const ids = new Map<string, string>();
  for (const element of svg.querySelectorAll('*')) {
    if (element.localName.toLowerCase() !== 'clippath') continue;
    const id = `${prefix}-clip-${ids.size + 1}`;
    ids.set(`url(#${element.id})`, `url(#${id})`);
    element.id = id;
  }
  for (const element of svg.querySelectorAll('[clip-path]')) {
    const target = ids.get(element.getAttribute('clip-path') ?? '');
    if (target !== undefined) element.setAttribute('clip-path', target);
  }
}

/** Width in pixels of the widest label of the y axis in a drawing. */
function widestTick(svg: SVGElement): number {
  const labels = svg.querySelectorAll('[aria-label="y-axis tick label"] text');
  return Math.max(
    0,
    ...[...labels].map((text) => textWidth(text.textContent ?? '', fontSizes.tick)),
  );
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escapeText(String(value))}"`)
    .join(' ');
}

/** Number of panels of a figure. Pages give figures with several a row of their own. */
export function panelCount(figure: Figure): number {
  return Math.max(1, facetNames(figure).length);
}
