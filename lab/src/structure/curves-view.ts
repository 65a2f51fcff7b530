/** Curves that a study shows while it computes, theory dashed. */

import type { SeenCurve } from '../../../src/protocol/view.ts';
import type { Ink } from './ink.ts';
import { axes, FONT, polyline } from './plot.ts';
import { createSurface, element, type Pen } from './surface.ts';
import { figure } from './words.ts';

export interface CurvesView {
  readonly element: HTMLElement;
  show(curves: readonly SeenCurve[]): void;
  restyle(): void;
  dispose(): void;
}

export function createCurves(ink: () => Ink): CurvesView {
  let shown: readonly SeenCurve[] = [];
  const surface = createSurface({
    ink,
    aspect: 1.6,
    draw: (pen) => shown.length > 0 && draw(pen, shown),
  });
  return {
    element: element('figure', 'st-layer st-wide', surface.element),
    show(curves) {
      shown = curves;
      surface.say(curves.map(curveWords).join(' '));
      surface.touch();
    },
    restyle: surface.touch,
    dispose: surface.dispose,
  };
}

/** What a curve shows, for who cannot see it. */
export function curveWords({ name, x, y, theory }: SeenCurve): string {
  const last = x.values.length - 1;
  if (last < 0) return `${name}: nothing yet.`;
  return `${name}${theory ? ' (theory)' : ''}: ${y.label} from ${figure(y.values[0])} at ${x.label} ${figure(x.values[0])} to ${figure(y.values[last])} at ${figure(x.values[last])}.`;
}

const rangeOf = (all: readonly Float64Array[]): { from: number; to: number } => {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const values of all)
    for (const value of values)
      if (Number.isFinite(value)) [from, to] = [Math.min(from, value), Math.max(to, value)];
  return from < to ? { from, to } : { from: from - 0.5, to: from + 0.5 };
};

function draw(pen: Pen, curves: readonly SeenCurve[]): void {
  const [xs, ys] = [
    rangeOf(curves.map(({ x }) => x.values)),
    rangeOf(curves.map(({ y }) => y.values)),
  ];
  const { x, y, left } = axes(pen, {
    x: { ...xs, label: curves[0].x.label },
    y: { ...ys, label: `${curves[0].y.label} (up to ${figure(ys.to)})` },
  });
  const { context, ink } = pen;
  context.font = FONT;
  let hue = 0;
  curves.forEach((curve, n) => {
    const colour = curve.theory ? ink.muted : ink.series[hue++ % ink.series.length];
    const points = Array.from(curve.x.values, (at, k) => [x(at), y(curve.y.values[k])] as const);
    const drawn = points.filter(([, at]) => Number.isFinite(at));
    polyline(pen, drawn, { colour, width: 1.75, ...(curve.theory && { dash: [5, 3] }) });
    context.fillStyle = colour;
    context.textAlign = 'left';
    context.textBaseline = 'top';
    context.fillText(curve.name, left + 6, 20 + 14 * n);
  });
}
