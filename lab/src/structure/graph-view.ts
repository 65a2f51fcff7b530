/** Units as dots and connections as lines: lines by WebGL2 where it is there, else on the canvas that holds the dots. */

import { createLines, type Lines } from './gl-lines.ts';
import { BORN, type Drawing, WEIGHT } from './graph-layout.ts';
import { channelsOf, type Ink } from './ink.ts';
import { FONT } from './plot.ts';
import { createSurface, element, follower, type Pen } from './surface.ts';

export interface GraphView {
  readonly element: HTMLElement;
  /** Shows what this lays out when its turn comes. */
  show(drawing: () => Drawing, words: string): void;
  /** Activity of the dots from the first on, as shares of the largest; absent: none. */
  light(activity: Float32Array | undefined): void;
  restyle(): void;
  dispose(): void;
}

export function createGraphView(ink: () => Ink, aspect: number, webgl?: boolean): GraphView {
  /** The next drawing, laid out when a canvas is painted: not while words change. */
  let next: (() => Drawing) | undefined;
  let shown: Drawing | undefined;
  let activity: Float32Array | undefined;
  let colours = new Uint8Array(0);
  const below = element('canvas', 'st-lines');
  below.setAttribute('role', 'presentation');
  below.style.aspectRatio = `${aspect}`;
  /** Made with the first drawing: many a network has none of this kind. */
  let lines: Lines | undefined;
  const colour = (): void => {
    if (shown === undefined) return;
    colours = coloursOf(shown, ink());
    lines?.load(shown.lines, colours);
  };
  /** Takes the next drawing, where there is one. */
  const take = (): Lines => {
    lines ??= createLines(below, touch, webgl);
    if (next !== undefined) {
      shown = next();
      next = undefined;
      colour();
    }
    return lines;
  };
  const follow = follower(below, (...box) => take().draw(...box));
  const dots = createDots();
  const surface = createSurface({
    ...{ ink, aspect },
    draw(pen) {
      const { ready } = take();
      if (shown === undefined) return;
      if (!ready) drawLines(pen, shown, colours);
      if (activity === undefined) dots.paint(pen, shown);
      else drawDots(pen, shown, activity);
    },
  });
  const touch = (): void => {
    follow.touch();
    surface.touch();
  };
  return {
    element: element('div', 'st-graph', below, surface.element),
    show(drawing, words) {
      next = drawing;
      surface.say(words);
      if (lines?.ready !== false) follow.touch();
      surface.touch();
    },
    light(active) {
      activity = active;
      surface.touch();
    },
    restyle() {
      colour();
      touch();
    },
    dispose() {
      follow.dispose();
      surface.dispose();
      lines?.dispose();
    },
  };
}

/** Red, green, blue and alpha of every line: sign by hue, size by alpha. */
export function coloursOf({ values, kinds }: Drawing, ink: Ink): Uint8Array<ArrayBuffer> {
  const [negative, positive, born, died] = [ink.series[1], ink.series[0], ink.born, ink.died].map(
    channelsOf,
  );
  const colours = new Uint8Array(4 * kinds.length);
  kinds.forEach((kind, line) => {
    const value = values[line];
    const hue = kind === WEIGHT ? (value < 0 ? negative : positive) : kind === BORN ? born : died;
    const alpha = kind === WEIGHT ? 18 + 170 * Math.abs(value) ** 1.5 : kind === BORN ? 170 : 110;
    for (let c = 0; c < 3; c++) colours[4 * line + c] = hue[c];
    colours[4 * line + 3] = alpha;
  });
  return colours;
}

/** Steps of alpha that the canvas tells apart: lines of one colour are one stroke. */
const ALPHAS = 12;

/** The same lines without WebGL. */
function drawLines({ context, width, height }: Pen, { lines }: Drawing, colours: Uint8Array): void {
  /** By red, green, blue and the step of alpha, as one number. */
  const strokes = new Map<number, Path2D>();
  for (let k = 0; k < colours.length; k += 4) {
    const step = Math.ceil((colours[k + 3] / 255) * ALPHAS);
    const key = (colours[k] << 20) | (colours[k + 1] << 12) | (colours[k + 2] << 4) | step;
    let path = strokes.get(key);
    if (path === undefined) {
      path = new Path2D();
      strokes.set(key, path);
    }
    path.moveTo(lines[k] * width, lines[k + 1] * height);
    path.lineTo(lines[k + 2] * width, lines[k + 3] * height);
  }
  context.lineWidth = 1;
  for (const [key, path] of strokes) {
    const [red, green, blue] = [(key >> 20) & 255, (key >> 12) & 255, (key >> 4) & 255];
    context.strokeStyle = `rgb(${red} ${green} ${blue} / ${(key & 15) / ALPHAS})`;
    context.stroke(path);
  }
}

/** Dots without activity, as they were painted last: networks of one form have them in the same places, look after look. */
function createDots(): { paint(pen: Pen, drawing: Drawing): void } {
  const kept = element('canvas');
  let of: { readonly drawing: Drawing; readonly ink: Ink } | undefined;
  const same = ({ dots, groups }: Drawing, ink: Ink): boolean =>
    of !== undefined &&
    of.ink === ink &&
    of.drawing.dots.length === dots.length &&
    of.drawing.dots.every((place, k) => place === dots[k]) &&
    JSON.stringify(of.drawing.groups) === JSON.stringify(groups);
  return {
    paint(pen, drawing) {
      const { context, width, height, ratio, ink } = pen;
      const { width: columns, height: rows } = context.canvas;
      if (kept.width !== columns || kept.height !== rows || !same(drawing, ink)) {
        [kept.width, kept.height] = [columns, rows];
        const own = kept.getContext('2d');
        if (own === null) return;
        own.setTransform(ratio, 0, 0, ratio, 0, 0);
        drawDots({ ...pen, context: own }, drawing, undefined);
        of = { drawing, ink };
      }
      context.drawImage(kept, 0, 0, width, height);
    },
  };
}

function dot(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  const radius = size / 2 + 0.4;
  context.moveTo(x + radius, y);
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

function drawDots(pen: Pen, { dots, groups }: Drawing, activity: Float32Array | undefined): void {
  const { context, width, height, ink } = pen;
  context.font = FONT;
  for (const { from, count, text, names } of groups) {
    const size = count > 400 ? 1.2 : count > 120 ? 2 : 3.2;
    context.fillStyle = ink.ink;
    context.strokeStyle = ink.muted;
    context.lineWidth = 0.5;
    let [low, left] = [0, 1];
    // Dots of one colour are one path: there may be thousands.
    context.beginPath();
    for (let unit = from; unit < from + count; unit++) {
      const [x, y] = [dots[2 * unit] * width, dots[2 * unit + 1] * height];
      [low, left] = [Math.max(low, y / height), Math.min(left, x / width)];
      const own = activity?.[unit - from];
      if (own === undefined) {
        if (size < 2) context.rect(x - size / 2 - 0.2, y - size / 2 - 0.2, size + 0.4, size + 0.4);
        else dot(context, x, y, size);
        continue;
      }
      context.fillStyle =
        ink.sequential[Math.round(Math.min(1, own) * (ink.sequential.length - 1))];
      context.beginPath();
      dot(context, x, y, size + 3);
      context.fill();
      context.stroke();
    }
    if (activity === undefined) context.fill();
    context.fillStyle = ink.muted;
    context.textBaseline = 'top';
    context.textAlign = 'left';
    if (groups.length > 1) {
      const at = Math.min(left * width, width - context.measureText(text).width - 2);
      context.fillText(text, Math.max(2, at), Math.min(low * height + 8, height - 13));
    }
    context.textBaseline = 'middle';
    names?.forEach((name, k) => {
      const unit = from + k;
      context.fillText(name, dots[2 * unit] * width + 7, dots[2 * unit + 1] * height);
    });
  }
}
