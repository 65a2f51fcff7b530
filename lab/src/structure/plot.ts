/** The frame of a small chart on a canvas: a box with few ticks, and where values lie in it. */

import type { Pen } from './surface.ts';
import { figure } from './words.ts';

export interface Axes {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Frame {
  readonly x: { readonly from: number; readonly to: number; readonly label: string };
  readonly y: { readonly from: number; readonly to: number; readonly label: string };
  /** Values with a tick; default both ends and, between signs, zero. */
  readonly ticks?: readonly number[];
  readonly yTicks?: readonly number[];
}

export const FONT = '11px system-ui, sans-serif';

/** Draws axes and gives the place of values. */
export function axes({ context, width, height, ink }: Pen, { x, y, ticks, yTicks }: Frame): Axes {
  const [left, right, top, bottom] = [8, width - 8, 18, height - 30];
  const place: Axes = {
    x: (value) => left + ((value - x.from) / (x.to - x.from || 1)) * (right - left),
    y: (value) => bottom - ((value - y.from) / (y.to - y.from || 1)) * (bottom - top),
    ...{ left, right, top, bottom },
  };
  context.font = FONT;
  context.fillStyle = ink.muted;
  context.strokeStyle = ink.grid;
  context.lineWidth = 1;
  context.textBaseline = 'top';
  for (const value of yTicks ?? [y.to]) {
    const at = Math.round(place.y(value)) + 0.5;
    context.beginPath();
    context.moveTo(left, at);
    context.lineTo(right, at);
    context.stroke();
  }
  context.strokeStyle = ink.muted;
  context.beginPath();
  context.moveTo(left, bottom + 0.5);
  context.lineTo(right, bottom + 0.5);
  context.stroke();
  const marks = ticks ?? (x.from < 0 && x.to > 0 ? [x.from, 0, x.to] : [x.from, x.to]);
  marks.forEach((value) => {
    const at = place.x(value);
    context.textAlign = at < left + 12 ? 'left' : at > right - 12 ? 'right' : 'center';
    context.fillText(figure(value), at, bottom + 4);
  });
  context.textAlign = 'center';
  context.fillText(x.label, (left + right) / 2, bottom + 17);
  context.textAlign = 'left';
  context.fillText(y.label, left, 2);
  return place;
}

/** A line through points, in order. */
export function polyline(
  { context }: Pen,
  points: Iterable<readonly [x: number, y: number]>,
  style: { readonly colour: string; readonly width?: number; readonly dash?: readonly number[] },
): void {
  context.strokeStyle = style.colour;
  context.lineWidth = style.width ?? 1.5;
  context.setLineDash([...(style.dash ?? [])]);
  context.beginPath();
  let first = true;
  for (const [x, y] of points) {
    if (first) context.moveTo(x, y);
    else context.lineTo(x, y);
    first = false;
  }
  context.stroke();
  context.setLineDash([]);
}
