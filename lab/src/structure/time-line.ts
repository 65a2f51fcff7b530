/** Time of a trial: a slider, and a button that lets it run. It stands still until then: what moves costs the threads that learn. */

import { element } from './surface.ts';

export interface TimeLine {
  readonly element: HTMLElement;
  /** Steps of the trial. */
  reach(steps: number, stepMs?: number): void;
  dispose(): void;
}

/** Steps a second. */
const PACE = 20;

export function createTimeLine(changed: (step: number) => void): TimeLine {
  const slider = element('input');
  slider.type = 'range';
  slider.min = '0';
  slider.setAttribute('aria-label', 'Time within the trial');
  const button = element('button', 'st-button');
  button.type = 'button';
  let unit = 'step';
  let [frame, before, at, running] = [0, 0, 0, false];
  const tell = (): void => {
    const step = Math.floor(at);
    slider.value = String(step);
    slider.setAttribute('aria-valuetext', `${unit} ${step}`);
    changed(step);
  };
  const run = (now: number): void => {
    const step = Math.floor(at);
    at = (at + ((now - before) / 1000) * PACE) % (Number(slider.max) + 1);
    before = now;
    if (Math.floor(at) !== step) tell();
    frame = requestAnimationFrame(run);
  };
  const set = (on: boolean): void => {
    running = on;
    button.textContent = on ? 'Pause' : 'Play';
    cancelAnimationFrame(frame);
    before = performance.now();
    if (on) frame = requestAnimationFrame(run);
  };
  button.addEventListener('click', () => set(!running));
  slider.addEventListener('input', () => {
    set(false);
    at = Number(slider.value);
    tell();
  });
  set(false);
  /** Nobody has moved it yet. */
  let fresh = true;
  return {
    element: element('div', 'st-time', button, slider),
    reach(steps, stepMs) {
      slider.max = String(steps - 1);
      unit = stepMs === undefined ? 'step' : `${stepMs} ms ×`;
      if (at >= steps) at = 0;
      // In the middle something happens.
      if (fresh) at = Math.floor(steps / 2);
      fresh = false;
      tell();
    },
    dispose: () => set(false),
  };
}
