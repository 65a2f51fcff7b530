/** The connection matrix of a layer: colours for the weights, births and deaths lit over them for a moment. */

import type { LayerGlance } from './glance.ts';
import { channelsOf, type Ink, STEPS, wordOf } from './ink.ts';
import { paint } from './picture.ts';
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

/** How long births and deaths are lit. A light that fades would have the browser paint every frame. */
const LIT_MS = 800;
/** Share of the cells that are few lights. */
const FEW = 0.02;

export function createMatrixView(ink: () => Ink, cut?: Cut): LayerView {
  let shown: LayerGlance | undefined;
  let out = 0;
  const surface = createSurface({
    ink,
    aspect: 1,
    draw: (pen) => shown && drawWeights(pen, shown),
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
      lights.canvas.classList.add('st-lit');
      clearTimeout(out);
      out = window.setTimeout(() => lights.canvas.classList.remove('st-lit'), LIT_MS);
    },
    restyle() {
      surface.touch();
      lights.touch();
    },
    dispose() {
      clearTimeout(out);
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
    if (event.button !== 0 || shown() === undefined) return;
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

/** Middle of the ramp of colours, and how far from it a cell with connections is at least. */
const MIDDLE = (STEPS - 1) / 2;
const LEAST = 26;

function drawWeights(pen: Pen, { bins }: LayerGlance): void {
  const { columns, rows, sum, count, reach } = bins;
  const { width, height } = pen;
  const { divergingWords } = pen.ink;
  const words = new Uint32Array(columns * rows);
  // As `divergingStep`, in one multiplication: there are tens of thousands of cells.
  const scale = MIDDLE / reach;
  for (let cell = 0; cell < sum.length; cell++) {
    // A cell that has connections is never as empty as one that has none.
    if (count[cell] === 0) continue;
    const away = scale * sum[cell];
    const size = Math.max(LEAST, Math.min(MIDDLE, away < 0 ? -away : away)) + 0.5;
    words[cell] = divergingWords[away < 0 ? MIDDLE - (size | 0) : MIDDLE + (size | 0)];
  }
  paint(pen, words, columns, [0, 0, width, height]);
}

function drawEvents(pen: Pen, { bins, bornCells, diedCells }: LayerGlance): void {
  const { columns, rows } = bins;
  const { width, height, ink } = pen;
  const words = new Uint32Array(columns * rows);
  for (const [cells, colour] of [
    [diedCells, ink.died],
    [bornCells, ink.born],
  ] as const) {
    const word = wordOf(channelsOf(colour));
    const thin = width < 2 * columns && cells.length < FEW * words.length;
    for (const cell of cells) {
      words[cell] = word;
      // Where cells are as small as pixels, a light has two; many are seen as they are.
      if (thin && (cell + 1) % columns > 0) words[cell + 1] = word;
    }
  }
  paint(pen, words, columns, [0, 0, width, height]);
}
