/** A trial over time: what the network is given, what it should answer, what it answers, and what its units do. */

import type { AnsweredTrial } from './glance.ts';
import { type Ink, sequentialStep } from './ink.ts';
import { paint } from './picture.ts';
import { FONT } from './plot.ts';
import { createSurface, element, type Pen } from './surface.ts';
import { percent } from './words.ts';

export interface TrialView {
  readonly element: HTMLElement;
  show(trial: AnsweredTrial): void;
  /** Marks a step. */
  mark(step: number): void;
  restyle(): void;
  dispose(): void;
}

/** Width ÷ height. */
const ASPECT = 1.5;

export function createTrial(ink: () => Ink): TrialView {
  let shown: AnsweredTrial | undefined;
  let marked = 0;
  const surface = createSurface({ ink, aspect: ASPECT, draw: (pen) => shown && draw(pen, shown) });
  // The mark moves alone: what lies below it stays as it is drawn.
  const mark = createSurface({
    ...{ ink, aspect: ASPECT },
    draw: (pen) => shown && drawMark(pen, (marked + 0.5) / shown.steps),
  });
  mark.canvas.setAttribute('role', 'presentation');
  mark.canvas.classList.add('st-mark');
  return {
    element: element('div', 'st-trial', surface.element, mark.element),
    show(trial) {
      shown = trial;
      surface.say(trialWords(trial));
      surface.touch();
      mark.touch();
    },
    mark(step) {
      marked = step;
      mark.touch();
    },
    restyle() {
      surface.touch();
      mark.touch();
    },
    dispose() {
      surface.dispose();
      mark.dispose();
    },
  };
}

/** The likeliest output at a step. */
export function saidAt({ answers, outputs }: AnsweredTrial, step: number): number {
  let best = 0;
  for (let o = 1; o < outputs; o++)
    if (answers[step * outputs + o] > answers[step * outputs + best]) best = o;
  return best;
}

/** What a trial shows, for who cannot see it. */
export function trialWords(trial: AnsweredTrial): string {
  let [asked, right] = [0, 0];
  trial.targets.forEach((target, step) => {
    if (target < 0) return;
    asked++;
    if (saidAt(trial, step) === target) right++;
  });
  return `A trial of ${trial.task}, ${trial.steps} steps: inputs of ${trial.channels} channels, outputs, and activity of ${trial.units} units over time. The network is right in ${percent(asked === 0 ? 0 : right / asked)} of the steps that ask for an answer.`;
}

/** Words of image data of a matrix `[steps][rows]`, time to the right. */
function heat(values: Float32Array, rows: number, ink: Ink): Uint32Array<ArrayBuffer> {
  const steps = values.length / rows;
  let most = 0;
  for (const value of values) if (value > most) most = value;
  const words = new Uint32Array(values.length);
  for (let t = 0; t < steps; t++)
    for (let row = 0; row < rows; row++)
      words[row * steps + t] =
        ink.sequentialWords[sequentialStep(values[t * rows + row] / (most || 1))];
  return words;
}

function drawMark({ context, width, height, ink }: Pen, share: number): void {
  context.fillStyle = ink.series[1];
  context.fillRect(share * width - 0.75, 16, 1.5, height - 32);
}

function draw(pen: Pen, trial: AnsweredTrial): void {
  const { context, width, height, ink } = pen;
  const { steps, channels, outputs, units, targets } = trial;
  const panes = [
    { text: 'inputs', values: trial.inputs, rows: channels, share: 0.26 },
    { text: 'outputs, and what is right', values: trial.answers, rows: outputs, share: 0.26 },
    { text: 'units', values: trial.states, rows: units, share: 0.48 },
  ];
  context.font = FONT;
  context.textBaseline = 'top';
  context.textAlign = 'left';
  const room = height - 3 * 16 - 16;
  let y = 0;
  panes.forEach(({ text, values, rows, share }, pane) => {
    context.fillStyle = ink.muted;
    context.fillText(text, 0, y + 2);
    y += 16;
    const high = room * share;
    paint(pen, heat(values, rows, ink), steps, [0, y, width, high]);
    context.strokeStyle = ink.grid;
    context.lineWidth = 1;
    context.strokeRect(0.5, y + 0.5, width - 1, high - 1);
    if (pane === 1) drawTargets(pen, targets, outputs, [y, high]);
    y += high;
  });
  context.fillStyle = ink.muted;
  context.fillText('0', 0, height - 13);
  context.textAlign = 'right';
  context.fillText(
    trial.stepMs === undefined ? `${steps} steps` : `${steps * trial.stepMs} ms`,
    width,
    height - 13,
  );
  context.textAlign = 'left';
}

/** A line where the right output is. */
function drawTargets(
  { context, width, ink }: Pen,
  targets: Int16Array,
  outputs: number,
  [top, high]: readonly [number, number],
): void {
  context.fillStyle = ink.series[1];
  const [wide, row] = [width / targets.length, high / outputs];
  targets.forEach((target, step) => {
    if (target >= 0) context.fillRect(step * wide, top + (target + 0.5) * row - 1, wide + 0.5, 2);
  });
}
