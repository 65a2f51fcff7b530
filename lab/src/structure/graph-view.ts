/** Units as dots and connections as lines: lines by WebGL2 where it is there, else on the canvas that holds the dots. */

import { createLines } from './gl-lines.ts';
import { BORN, type Drawing, WEIGHT } from './graph-layout.ts';
import { channelsOf, type Ink } from './ink.ts';
import { FONT } from './plot.ts';
import { createSurface, element, follower, type Pen } from './surface.ts';

export interface GraphView {
  readonly element: HTMLElement;
  show(drawing: Drawing, words: string): void;
  /** Activity of the dots from the first on, as shares of the largest; absent: none. */
  light(activity: Float32Array | undefined): void;
  restyle(): void;
  dispose(): void;
}

export function createGraphView(ink: () => Ink, aspect: number, webgl?: boolean): GraphView {
  let shown: Drawing | undefined;
  let activity: Float32Array | undefined;
  let colours = new Uint8Array(0);
  const below = element('canvas', 'st-lines');
  below.setAttribute('role', 'presentation');
  below.style.aspectRatio = `${aspect}`;
  const lines = createLines(
    below,
    () => {
      follow.touch();
      surface.touch();
    },
    webgl,
  );
  const follow = follower(below, lines.draw);
  const surface = createSurface({
    ...{ ink, aspect },
    draw(pen) {
      if (shown === undefined) return;
      if (!lines.ready) drawLines(pen, shown, colours);
      drawDots(pen, shown, activity);
    },
  });
  const load = (): void => {
    if (shown === undefined) return;
    colours = coloursOf(shown, ink());
    lines.load(shown.lines, colours);
    follow.touch();
    surface.touch();
  };
  return {
    element: element('div', 'st-graph', below, surface.element),
    show(drawing, words) {
      shown = drawing;
      surface.say(words);
      load();
    },
    light(next) {
      activity = next;
      surface.touch();
    },
    restyle: load,
    dispose() {
      follow.dispose();
      surface.dispose();
      lines.dispose();
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
    colours.set([...hue, alpha], 4 * line);
  });
  return colours;
}

/** Steps of alpha that the canvas tells apart: lines of one colour are one stroke. */
const ALPHAS = 12;

/** The same lines without WebGL. */
function drawLines({ context, width, height }: Pen, { lines }: Drawing, colours: Uint8Array): void {
  const strokes = new Map<string, Path2D>();
  for (let k = 0; k < colours.length; k += 4) {
    const alpha = Math.ceil((colours[k + 3] / 255) * ALPHAS) / ALPHAS;
    const colour = `rgb(${colours[k]} ${colours[k + 1]} ${colours[k + 2]} / ${alpha})`;
    const path = strokes.get(colour) ?? new Path2D();
    strokes.set(colour, path);
    path.moveTo(lines[k] * width, lines[k + 1] * height);
    path.lineTo(lines[k + 2] * width, lines[k + 3] * height);
  }
  context.lineWidth = 1;
  for (const [colour, path] of strokes) {
    context.strokeStyle = colour;
    context.stroke(path);
  }
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
