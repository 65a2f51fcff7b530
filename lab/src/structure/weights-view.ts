/** The weights of a layer as a histogram, with the law that theory gives over it. */

import type { LayerGlance } from './glance.ts';
import type { Ink } from './ink.ts';
import type { LayerView } from './matrix-view.ts';
import { axes, polyline } from './plot.ts';
import { createSurface, type Pen } from './surface.ts';
import { figure, percent } from './words.ts';

export function createWeightsView(ink: () => Ink): LayerView {
  let shown: LayerGlance | undefined;
  const surface = createSurface({ ink, aspect: 1.7, draw: (pen) => shown && draw(pen, shown) });
  return {
    element: surface.element,
    show(layer) {
      shown = layer;
      surface.say(weightWords(layer));
      surface.touch();
    },
    restyle: surface.touch,
    dispose: surface.dispose,
  };
}

/** What a histogram shows, for who cannot see it. */
export function weightWords({
  name,
  weights: { reach, counts, zeros, total },
  law,
}: LayerGlance): string {
  const near = counts.slice(
    counts.length / 2 - counts.length / 10,
    counts.length / 2 + counts.length / 10,
  );
  const small = near.reduce((a, b) => a + b, 0) / Math.max(1, total);
  const none = zeros > 0 ? `, ${percent(zeros / total)} exactly 0` : '';
  const theory = law === undefined ? '' : ` A dashed line shows ${law.name}.`;
  return `Weights of ${name}: ${total} between −${figure(reach)} and ${figure(reach)}, ${percent(small)} within a fifth of that around 0${none}.${theory}`;
}

function draw(pen: Pen, { weights: { reach, counts, zeros, total }, law }: LayerGlance): void {
  const width = (2 * reach) / counts.length;
  const density = Float64Array.from(counts, (count) => count / Math.max(1, total) / width);
  // A spike (weights of one value, or at zero) must not flatten all else.
  const heights = density.slice().sort();
  const highest = Math.max(
    heights[heights.length - 2] * 1.3,
    ...(law === undefined ? [0] : law.density.filter(Number.isFinite)),
  );
  const top = Math.min(heights[heights.length - 1], highest > 0 ? highest : 1) || 1;
  const { x, y, bottom } = axes(pen, {
    x: { from: -reach, to: reach, label: 'weight' },
    y: { from: 0, to: top * 1.05, label: 'density' },
    yTicks: [],
  });
  const { context, ink } = pen;
  density.forEach((value, bin) => {
    if (value === 0) return;
    const from = -reach + bin * width;
    context.fillStyle = from + width / 2 < 0 ? ink.series[1] : ink.series[0];
    const [left, right] = [x(from), x(from + width)];
    const high = y(Math.min(value, top * 1.05));
    context.fillRect(left, high, Math.max(1, right - left - 0.5), bottom - high);
  });
  if (zeros > 0) {
    context.fillStyle = ink.muted;
    context.textAlign = 'right';
    context.fillText(`${percent(zeros / total)} at 0`, pen.width - 8, 2);
  }
  if (law === undefined) return;
  const points = Array.from(
    law.weights,
    (w, k) => [x(w), y(Math.min(law.density[k], top * 1.05))] as const,
  );
  polyline(
    pen,
    points.filter(([, at]) => Number.isFinite(at)),
    { colour: ink.ink, width: 2, dash: [5, 3] },
  );
}
