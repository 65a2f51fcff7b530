/** The connection matrix of a layer: colours for the weights, births and deaths lit over them for a moment. */

import type { LayerGlance } from './glance.ts';
import { divergingStep, type Ink } from './ink.ts';
import { createSurface, element, type Pen } from './surface.ts';
import { percent, short } from './words.ts';

export interface LayerView {
  readonly element: HTMLElement;
  show(layer: LayerGlance): void;
  restyle(): void;
  dispose(): void;
}

export function createMatrixView(ink: () => Ink): LayerView {
  let shown: LayerGlance | undefined;
  const picture = document.createElement('canvas');
  const surface = createSurface({
    ink,
    aspect: 1,
    draw: (pen) => shown && drawWeights(pen, shown, picture),
  });
  const lights = createSurface({ ink, aspect: 1, draw: (pen) => shown && drawEvents(pen, shown) });
  lights.canvas.setAttribute('role', 'presentation');
  lights.canvas.classList.add('st-lights');
  const box = element('div', 'st-matrix', surface.element, lights.element);
  return {
    element: box,
    show(layer) {
      shown = layer;
      surface.say(matrixWords(layer));
      surface.touch();
      if (layer.bornCount + layer.diedCount === 0) return;
      lights.touch();
      // The light goes out by an animation of the style sheet, which costs no script.
      lights.canvas.getAnimations().forEach((animation) => {
        animation.cancel();
        animation.play();
      });
    },
    restyle() {
      surface.touch();
      lights.touch();
    },
    dispose() {
      surface.dispose();
      lights.dispose();
    },
  };
}

/** What a matrix shows, for who cannot see it. */
export function matrixWords({
  name,
  inputs,
  outputs,
  connections,
  bornCount,
  diedCount,
}: LayerGlance): string {
  const share = percent(connections / (inputs * outputs));
  const events =
    bornCount + diedCount === 0
      ? ''
      : `; since the last look ${bornCount} connections were made and ${diedCount} removed`;
  return `Connection matrix of ${name}: ${inputs} senders (columns), ${outputs} receivers (rows), ${short(connections)} connections, ${share} of all${events}.`;
}

function drawWeights(
  { context, width, height, ink }: Pen,
  { bins }: LayerGlance,
  picture: HTMLCanvasElement,
): void {
  const { columns, rows, sum, count, reach } = bins;
  if (picture.width !== columns || picture.height !== rows) {
    picture.width = columns;
    picture.height = rows;
  }
  const image = new ImageData(columns, rows);
  const words = new Uint32Array(image.data.buffer);
  // A cell that has connections is never as empty as one that has none.
  for (let cell = 0; cell < sum.length; cell++)
    if (count[cell] > 0) words[cell] = ink.divergingWords[lifted(divergingStep(sum[cell], reach))];
  picture.getContext('2d')?.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0, width, height);
}

/** Steps from the middle of the ramp at least. */
const LEAST = 26;
const MIDDLE = 127;
const lifted = (step: number): number =>
  step >= MIDDLE ? Math.max(step, MIDDLE + LEAST) : Math.min(step, MIDDLE - LEAST);

function drawEvents(
  { context, width, height, ink }: Pen,
  { bins, bornCells, diedCells }: LayerGlance,
): void {
  const { columns, rows } = bins;
  const [wide, high] = [Math.max(2, width / columns), Math.max(2, height / rows)];
  const fill = (cells: Uint32Array, colour: string): void => {
    context.fillStyle = colour;
    for (const cell of cells)
      context.fillRect(
        ((cell % columns) / columns) * width,
        (Math.floor(cell / columns) / rows) * height,
        ...([wide, high] as const),
      );
  };
  fill(diedCells, ink.died);
  fill(bornCells, ink.born);
}
