/** Pictures of the first layer: how many connections each pixel has, and what feeds the units with the largest weights. */

import type { Glance } from './glance.ts';
import { divergingStep, type Ink, sequentialStep } from './ink.ts';
import { fitted, paint } from './picture.ts';
import { createSurface, element, type Pen } from './surface.ts';

export interface PictureView {
  readonly element: HTMLElement;
  show(glance: Glance): void;
  restyle(): void;
  dispose(): void;
}

export function createInputMap(ink: () => Ink): PictureView {
  let shown: Glance | undefined;
  const surface = createSurface({ ink, aspect: 1, draw: (pen) => shown && drawMap(pen, shown) });
  return {
    element: element(
      'figure',
      'st-layer',
      element('figcaption', '', 'Connections of each input'),
      surface.element,
    ),
    show(glance) {
      shown = glance;
      const degrees = glance.layers[0]?.senders?.units ?? new Uint32Array(0);
      const most = degrees.reduce((a, b) => Math.max(a, b), 0);
      surface.say(
        `Connections of each input, as a picture: up to ${most}, most where the ramp is darkest.`,
      );
      surface.touch();
    },
    restyle: surface.touch,
    dispose: surface.dispose,
  };
}

function drawMap(pen: Pen, { picture, layers }: Glance): void {
  const units = layers[0]?.senders?.units;
  if (picture === undefined || units === undefined) return;
  let most = 1;
  for (const degree of units) if (degree > most) most = degree;
  const words = Uint32Array.from(
    units,
    (degree) => pen.ink.sequentialWords[sequentialStep(degree / most)],
  );
  paint(pen, words, picture.width, fitted(pen, picture));
}

/** Pictures in a row. */
const ACROSS = 6;

export function createFields(ink: () => Ink): PictureView {
  let shown: Glance | undefined;
  const caption = element('figcaption', '', 'Weights into the strongest units');
  const surface = createSurface({
    ink,
    aspect: 1.5,
    draw: (pen) => shown && drawFields(pen, shown),
  });
  return {
    element: element('figure', 'st-layer st-wide', caption, surface.element),
    show(glance) {
      shown = glance;
      const { fields } = glance;
      if (fields !== undefined)
        surface.say(
          `Weights into ${fields.units.length} units of ${fields.layer}, each a picture of its inputs: units ${Array.from(fields.units).join(', ')}.`,
        );
      surface.touch();
    },
    restyle: surface.touch,
    dispose: surface.dispose,
  };
}

function drawFields(pen: Pen, { fields }: Glance): void {
  if (fields === undefined) return;
  const { units, width, height, weights, reach } = fields;
  const { ink } = pen;
  const rows = Math.ceil(units.length / ACROSS);
  // All pictures as one, a pixel apart.
  const [wide, high] = [ACROSS * (width + 1) - 1, rows * (height + 1) - 1];
  const words = new Uint32Array(wide * high);
  units.forEach((_, n) => {
    const corner = Math.floor(n / ACROSS) * (height + 1) * wide + (n % ACROSS) * (width + 1);
    for (let pixel = 0; pixel < width * height; pixel++) {
      const weight = weights[n * width * height + pixel];
      words[corner + Math.floor(pixel / width) * wide + (pixel % width)] =
        ink.divergingWords[divergingStep(weight, reach)];
    }
  });
  const [, , w, h] = fitted(pen, { width: wide, height: high });
  paint(pen, words, wide, [0, 0, w, h]);
}
