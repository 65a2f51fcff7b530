/**
 * States of the delay period in the plane of their first two principal components: a ring where the network remembers a
 * position on a circle as a position on a circle.
 */

import type { Figure, Row } from './figure.ts';

export interface RingStatesOptions {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
}

const lengthOf = (x: number, y: number): number => Math.sqrt(x * x + y * y);

/**
 * The mean state of every position (`centres` of `ringStructure`), in one panel a network or task; neighbours are joined, and the angles of some are
 * written.
 */
export function ringStates(
  rings: readonly { readonly name: string; readonly centres: ArrayLike<number> }[],
  words: RingStatesOptions,
): Figure {
  const dots: Row[] = [];
  const lines: Row[] = [];
  const labels: Row[] = [];
  let reach = 0;
  for (const { name, centres } of rings) {
    const ring = centres.length / 2;
    // Panels share their axes, and networks differ in the size of their activity: each ring in units of its own radius.
    let radius = 0;
    for (let p = 0; p < ring; p++) radius += lengthOf(centres[2 * p], centres[2 * p + 1]) / ring;
    const place = (p: number) => ({
      panel: name,
      x: radius > 0 ? centres[2 * p] / radius : 0,
      y: radius > 0 ? centres[2 * p + 1] / radius : 0,
    });
    for (let p = 0; p <= ring; p++) {
      const { panel, x, y } = place(p % ring);
      lines.push({ panel, x, y });
      if (p === ring) break;
      const angle = (360 * p) / ring;
      dots.push({ panel, x, y, angle });
      if (p % Math.ceil(ring / 4) === 0)
        labels.push({ panel, x, y, name: `${Math.round(angle)}°` });
      reach = Math.max(reach, Math.abs(x), Math.abs(y));
    }
  }
  const bound = 1.15 * Math.max(1, reach);
  return {
    ...words,
    x: { label: 'first component (mean radius)', domain: [-bound, bound] },
    y: { label: 'second component (mean radius)', domain: [-bound, bound] },
    series: rings.map(({ name }) => name),
    facet: 'panel',
    aspect: 1,
    marks: [
      { type: 'line', data: lines, x: 'x', y: 'y', series: 'panel', opacity: 0.5 },
      { type: 'dot', data: dots, x: 'x', y: 'y', series: 'panel' },
      { type: 'text', data: labels, x: 'x', y: 'y', label: 'name' },
    ],
  };
}
