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

/** Cuts the connections of a layer between these units. */
export type Cut = (
  layer: string,
  which: {
    readonly senders: readonly [from: number, to: number];
    readonly receivers: readonly [from: number, to: number];
  },
) => void;

export function createMatrixView(ink: () => Ink, cut?: Cut): LayerView {
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
  if (cut !== undefined) letCut(box, () => shown, cut);
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

/** Has the pointer draw a rectangle over a matrix, whose connections are cut when it is let go. */
function letCut(box: HTMLElement, shown: () => LayerGlance | undefined, cut: Cut): void {
  const frame = element('div', 'st-cut');
  let start: readonly [x: number, y: number] | undefined;
  /** Place of the pointer as shares of the matrix. */
  const placeOf = ({ clientX, clientY }: PointerEvent): readonly [number, number] => {
    const { left, top, width, height } = box.getBoundingClientRect();
    const share = (at: number, all: number): number => Math.min(1, Math.max(0, at / all));
    return [share(clientX - left, width), share(clientY - top, height)];
  };
  box.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || shown()?.dense !== false) return;
    box.setPointerCapture(event.pointerId);
    start = placeOf(event);
    box.append(frame);
    frame.style.cssText = 'inset: 0 100% 100% 0';
    event.preventDefault();
  });
  box.addEventListener('pointermove', (event) => {
    if (start === undefined) return;
    const [left, right, top, bottom] = sidesOf(start, placeOf(event));
    const sides = [top, 1 - right, 1 - bottom, left].map((share) => `${100 * share}%`);
    frame.style.inset = sides.join(' ');
  });
  box.addEventListener('pointerup', (event) => {
    const layer = shown();
    if (start === undefined || layer === undefined) return;
    const [left, right, top, bottom] = sidesOf(start, placeOf(event));
    start = undefined;
    frame.remove();
    const units = (from: number, to: number, all: number): readonly [number, number] => [
      Math.floor(from * all),
      Math.min(all, Math.ceil(to * all)) - 1,
    ];
    const [senders, receivers] = [
      units(left, right, layer.inputs),
      units(top, bottom, layer.outputs),
    ];
    if (senders[1] >= senders[0] && receivers[1] >= receivers[0])
      cut(layer.name, { senders, receivers });
  });
  box.addEventListener('pointercancel', () => {
    start = undefined;
    frame.remove();
  });
}

const sidesOf = (
  [ax, ay]: readonly [number, number],
  [bx, by]: readonly [number, number],
): readonly [left: number, right: number, top: number, bottom: number] => [
  ...([Math.min(ax, bx), Math.max(ax, bx), Math.min(ay, by), Math.max(ay, by)] as const),
];

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
