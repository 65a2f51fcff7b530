/** How many connections units have, beside what a random graph with as many connections has. */

import type { Degrees } from './degrees.ts';
import type { LayerGlance } from './glance.ts';
import type { Ink } from './ink.ts';
import type { LayerView } from './matrix-view.ts';
import { axes, polyline } from './plot.ts';
import { createSurface, type Pen } from './surface.ts';

export function createDegreesView(ink: () => Ink): LayerView {
  let shown: LayerGlance | undefined;
  const surface = createSurface({ ink, aspect: 1.7, draw: (pen) => shown && draw(pen, shown) });
  return {
    element: surface.element,
    show(layer) {
      shown = layer;
      surface.element.hidden = layer.receivers === undefined;
      surface.say(degreeWords(layer));
      surface.touch();
    },
    restyle: surface.touch,
    dispose: surface.dispose,
  };
}

const meanOf = ({ counts }: Degrees): number => {
  let [sum, all] = [0, 0];
  counts.forEach((count, k) => {
    sum += k * count;
    all += count;
  });
  return sum / Math.max(1, all);
};

const sideWords = (who: string, side: Degrees): string =>
  `${who} have ${meanOf(side).toFixed(1)} connections on average and ${side.counts.length - 1} at most, ${side.counts[0]} have none`;

/** What a distribution shows, for who cannot see it. */
export const degreeWords = ({ name, senders, receivers }: LayerGlance): string =>
  senders === undefined || receivers === undefined
    ? `Degrees of ${name}: every connection exists.`
    : `Degrees of ${name}: ${sideWords('senders', senders)}; ${sideWords('receivers', receivers)}.`;

function draw(pen: Pen, { senders, receivers }: LayerGlance): void {
  if (senders === undefined || receivers === undefined) return;
  const sides = [
    { side: senders, colour: pen.ink.series[4], text: 'out' },
    { side: receivers, colour: pen.ink.series[3], text: 'in' },
  ];
  const longest = Math.max(...sides.map(({ side }) => side.counts.length)) - 1;
  const share = ({ units }: Degrees, count: number): number => count / Math.max(1, units.length);
  let highest = 0;
  for (const { side } of sides)
    for (let k = 0; k < side.counts.length; k++)
      highest = Math.max(highest, share(side, side.counts[k]), share(side, side.expected[k]));
  const { x, y } = axes(pen, {
    x: { from: 0, to: longest, label: 'connections of a unit' },
    y: { from: 0, to: highest || 1, label: 'share of units' },
    yTicks: [],
  });
  const { context } = pen;
  sides.forEach(({ side, colour, text }, n) => {
    const curve = Array.from(side.expected, (count, k) => [x(k), y(share(side, count))] as const);
    polyline(pen, curve, { colour, width: 1, dash: [4, 3] });
    context.fillStyle = colour;
    side.counts.forEach((count, k) => {
      if (count === 0) return;
      context.beginPath();
      context.arc(x(k), y(share(side, count)), 1.8, 0, 2 * Math.PI);
      context.fill();
    });
    context.textAlign = 'right';
    context.textBaseline = 'top';
    context.fillText(text, pen.width - 8, 2 + 13 * n);
  });
}
