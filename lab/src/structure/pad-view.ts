/** A pad to draw a picture on, with the pointer or the keys, and what the network takes it for. */

import type { Glance, Question, Reply } from './glance.ts';
import type { Ink } from './ink.ts';
import { centred, type Sketch, stroke } from './stroke.ts';
import { createSurface, element, type Pen } from './surface.ts';
import { percent } from './words.ts';

export interface PadView {
  readonly element: HTMLElement;
  /** Asks again: the network has changed. */
  refresh(): void;
  restyle(): void;
  dispose(): void;
}

const HELP =
  'Draw with the pointer. With keys: arrows move the brush, space puts it down or lifts it, Delete wipes the pad.';

export function createPad(
  ink: () => Ink,
  { width, height }: NonNullable<Glance['picture']>,
  ask: (question: Question) => Promise<Reply>,
): PadView {
  const sketch: Sketch = { width, height, grey: new Float32Array(width * height) };
  let brush: [x: number, y: number] = [width / 2, height / 2];
  let [down, asking, again] = [false, false, false];
  const surface = createSurface({
    ink,
    aspect: width / height,
    draw: (pen) => drawPad(pen, sketch, focused() ? brush : undefined),
  });
  const { canvas } = surface;
  const focused = (): boolean => document.activeElement === canvas;
  canvas.classList.add('st-pad');
  canvas.tabIndex = 0;
  canvas.setAttribute('aria-description', HELP);
  surface.say('A pad to draw on; it is empty.');
  const answers = element('ol', 'st-bars');
  answers.setAttribute('aria-live', 'polite');
  const wipe = element('button', 'st-button', 'Wipe');
  wipe.type = 'button';

  const refresh = async (): Promise<void> => {
    if (asking) {
      again = true;
      return;
    }
    if (!sketch.grey.some((share) => share > 0)) {
      answers.replaceChildren();
      return;
    }
    asking = true;
    const reply = await ask({ kind: 'answer', grey: centred(sketch) });
    asking = false;
    if (reply.kind === 'answer') tell(reply.probabilities, reply.classes);
    else if (reply.kind === 'none') answers.replaceChildren(element('li', '', reply.reason));
    if (again) {
      again = false;
      void refresh();
    }
  };
  const bars: HTMLElement[] = [];
  const tell = (probabilities: Float32Array, classes: readonly string[]): void => {
    if (bars.length !== probabilities.length) {
      bars.length = 0;
      for (const _ of probabilities)
        bars.push(element('li', '', element('span'), element('i'), element('span')));
    }
    if (bars[0].parentElement !== answers) answers.replaceChildren(...bars);
    let best = 0;
    probabilities.forEach((share, k) => {
      if (share > probabilities[best]) best = k;
      const [name, bar, number] = bars[k].children as unknown as HTMLElement[];
      name.textContent = classes[k] ?? String(k);
      bar.style.setProperty('--share', String(share));
      number.textContent = share > 0.005 ? percent(share) : '';
    });
    for (const [k, bar] of bars.entries()) bar.classList.toggle('st-best', k === best);
    surface.say(
      `A pad to draw on. The network takes the drawing for ${classes[best] ?? best}, with ${percent(probabilities[best])}.`,
    );
  };
  const draw = (to: [number, number]): void => {
    if (down) stroke(sketch, brush, to);
    brush = to;
    surface.touch();
    if (down) void refresh();
  };
  const clear = (): void => {
    sketch.grey.fill(0);
    surface.say('A pad to draw on; it is empty.');
    surface.touch();
    void refresh();
  };
  const placeOf = ({ offsetX, offsetY }: PointerEvent): [number, number] => [
    (offsetX / canvas.clientWidth) * width,
    (offsetY / canvas.clientHeight) * height,
  ];
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    brush = placeOf(event);
    down = true;
    draw(brush);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (down && event.buttons > 0) draw(placeOf(event));
  });
  for (const end of ['pointerup', 'pointercancel'] as const)
    canvas.addEventListener(end, () => {
      down = false;
    });
  canvas.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
      event.key
    ];
    if (step !== undefined)
      draw([
        Math.max(0, Math.min(width, brush[0] + step[0])),
        Math.max(0, Math.min(height, brush[1] + step[1])),
      ]);
    else if (event.key === ' ') {
      down = !down;
      draw(brush);
    } else if (event.key === 'Delete' || event.key === 'Backspace') clear();
    else return;
    event.preventDefault();
  });
  for (const event of ['focus', 'blur'] as const) canvas.addEventListener(event, surface.touch);
  wipe.addEventListener('click', clear);
  return {
    element: element('div', 'st-sketch', element('div', '', surface.element, wipe), answers),
    refresh: () => void refresh(),
    restyle: surface.touch,
    dispose: surface.dispose,
  };
}

function drawPad(
  { context, width, height, ink }: Pen,
  { width: columns, grey }: Sketch,
  brush?: readonly [number, number],
): void {
  const side = width / columns;
  context.fillStyle = ink.ink;
  grey.forEach((share, pixel) => {
    if (share === 0) return;
    context.globalAlpha = share;
    context.fillRect(
      (pixel % columns) * side,
      Math.floor(pixel / columns) * side,
      side + 0.5,
      side + 0.5,
    );
  });
  context.globalAlpha = 1;
  if (brush === undefined) return;
  context.strokeStyle = ink.series[0];
  context.lineWidth = 2;
  context.beginPath();
  context.arc(brush[0] * side, Math.min(height, brush[1] * side), 1.2 * side, 0, 2 * Math.PI);
  context.stroke();
}
