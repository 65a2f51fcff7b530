/**
 * Legends, drawn inside the figure so that an exported picture keeps them: signs of the series, and the colour ramp.
 */

import type { Figure, Mark } from '../figures/figure.ts';
import { type Colours, rampSteps } from './palette.ts';
import { amountDomain, type DotShape, needsLegend, type Series } from './series.ts';
import { formatNumber, shorten, textWidth, wrap } from './text.ts';

/** Attributes of one SVG element. */
export type Attributes = Readonly<Record<string, string | number>>;
/** Adds an SVG element with its text. */
export type Add = (name: string, attributes: Attributes, text?: string) => void;

export interface Legend {
  readonly height: number;
  readonly draw: (add: Add, left: number, top: number) => void;
}

const rowHeight = 19;
const signWidth = 18;
const size = 12;
const rampWidth = 140;

/** One sign in a box of `signWidth` × 12 pixels whose middle is at `y`. */
function drawSign(add: Add, { colour, signs, symbol, dashes }: Series, x: number, y: number): void {
  const line = signs.has('line') || (signs.has('dashed') && !signs.has('dot'));
  if (signs.has('band'))
    add('rect', { x, y: y - 5, width: signWidth, height: 10, fill: colour, 'fill-opacity': 0.22 });
  if (line) {
    const own = signs.has('line') ? dashes : '5 3';
    const dash: Attributes = own === undefined ? {} : { 'stroke-dasharray': own };
    add('line', {
      x1: x,
      x2: x + signWidth,
      y1: y,
      y2: y,
      stroke: colour,
      'stroke-width': 2,
      ...dash,
    });
  }
  if (signs.has('square'))
    add('rect', { x: x + 4, y: y - 5, width: 10, height: 10, rx: 1.5, fill: colour });
  else if (signs.has('dot')) drawDot(add, symbol, x + signWidth / 2, y, { fill: colour });
}

/** A dot as large as those in the figure. */
function drawDot(add: Add, symbol: DotShape, x: number, y: number, paint: Attributes): void {
  if (symbol === 'circle') {
    add('circle', { cx: x, cy: y, r: 3.6, ...paint });
    return;
  }
  const corners = {
    square: [-3.2, -3.2, 3.2, -3.2, 3.2, 3.2, -3.2, 3.2],
    triangle: [0, -4.4, 4.4, 3.2, -4.4, 3.2],
    diamond: [0, -4.8, 3.4, 0, 0, 4.8, -3.4, 0],
  }[symbol];
  const points = corners.map((value, k) => (k % 2 === 0 ? x : y) + value);
  add('polygon', { points: points.join(' '), ...paint });
}

/** What hollow marks mean. */
function hollowLegend(text: string, colours: Colours): Legend {
  return {
    height: rowHeight,
    draw: (add, left, top) => {
      const y = top + rowHeight / 2;
      const paint = { fill: colours.paper, stroke: colours.ink, 'stroke-width': 1.5 };
      drawDot(add, 'circle', left + signWidth / 2, y, paint);
      const at = { x: left + signWidth + 6, y, dy: '0.34em' };
      add('text', { ...at, 'font-size': size, fill: colours.ink }, text);
    },
  };
}

function seriesLegend(series: readonly Series[], colours: Colours, width: number): Legend {
  let x = 0;
  let row = 0;
  const places = series.map((item) => {
    // Letters are estimated: a few percent of slack, so that none is cut.
    const room = width / 1.05 - signWidth - 6;
    const lines = wrap(item.name, size, room).map((line) => shorten(line, size, room));
    const itemWidth = signWidth + 6 + Math.max(0, ...lines.map((line) => textWidth(line, size)));
    if (x > 0 && x + 1.05 * itemWidth > width) {
      x = 0;
      row++;
    }
    const place = { item, lines, x, row };
    x += itemWidth + 15;
    // Nothing stands beside a name of several lines.
    if (lines.length > 1) {
      x = 0;
      row += lines.length;
    }
    return place;
  });
  const rows = Math.max(0, ...places.map(({ lines, row }) => row + Math.max(1, lines.length)));
  return {
    height: rows * rowHeight,
    draw: (add, left, top) => {
      for (const place of places) {
        const y = top + place.row * rowHeight + rowHeight / 2;
        drawSign(add, place.item, left + place.x, y);
        const at = { x: left + place.x + signWidth + 6, dy: '0.34em' };
        for (const [k, line] of place.lines.entries())
          add('text', { ...at, y: y + k * rowHeight, 'font-size': size, fill: colours.ink }, line);
      }
    },
  };
}

function rampLegend(figure: Figure, domain: readonly [number, number], colours: Colours): Legend {
  const ramp = figure.colour?.scheme === 'diverging' ? colours.diverging : colours.sequential;
  const label = figure.colour?.label ?? '';
  const numbers = domain.map(formatNumber);
  return {
    height: rowHeight,
    draw: (add, left, top) => {
      const y = top + rowHeight / 2;
      const text = { y, dy: '0.34em', 'font-size': size };
      let x = left;
      if (label !== '') {
        add('text', { ...text, x, fill: colours.ink }, label);
        x += textWidth(label, size) + 12;
      }
      add('text', { ...text, x, fill: colours.muted }, numbers[0]);
      x += textWidth(numbers[0], size) + 6;
      const step = rampWidth / rampSteps;
      for (const [i, colour] of ramp.entries()) {
        const overlap = i < rampSteps - 1 ? 0.5 : 0; // hides the hairline between neighbours
        add('rect', { x: x + i * step, y: y - 5, width: step + overlap, height: 10, fill: colour });
      }
      add('text', { ...text, x: x + rampWidth + 6, fill: colours.muted }, numbers[1]);
    },
  };
}

const hasHollow = ({ open, data }: Mark): boolean =>
  open !== undefined && data.some((row) => row[open] === true);

/** The legends of a figure, above each other; `height` is 0 where none is needed. */
export function legendOf(
  figure: Figure,
  series: ReadonlyMap<string, Series>,
  colours: Colours,
  width: number,
): Legend {
  const parts: Legend[] = [];
  if (needsLegend(figure)) parts.push(seriesLegend([...series.values()], colours, width));
  const domain = amountDomain(figure);
  if (figure.hollow !== undefined && figure.marks.some(hasHollow))
    parts.push(hollowLegend(figure.hollow, colours));
  if (domain !== undefined) parts.push(rampLegend(figure, domain, colours));
  return {
    height: parts.reduce((sum, part) => sum + part.height, 0),
    draw: (add, left, top) => {
      let y = top;
      for (const part of parts) {
        part.draw(add, left, y);
        y += part.height;
      }
    },
  };
}
