/** Drawings take turns: those that are due share frames, so that no frame takes long however many there are. */

/** ms of a frame that drawings may take before the rest waits for the next. */
const BUDGET = 16;

const waiting = new Set<() => void>();
let frame = 0;

let spent = 0;

/** ms that drawing has taken on the page's thread so far, with what the browser painted of it. */
export const drawingTime = (): number => spent;

/** Counts from a time on until the frame is painted: a message comes behind that. */
function countFrame(began: number): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    spent += performance.now() - began;
  };
  port2.postMessage(0);
}

function turn(): void {
  frame = 0;
  const began = performance.now();
  countFrame(began);
  for (const draw of waiting) {
    waiting.delete(draw);
    draw();
    if (performance.now() - began > BUDGET) break;
  }
  if (waiting.size > 0) frame = requestAnimationFrame(turn);
}

/** Draws in one of the next frames: once, however often it is asked for before. */
export function inTurn(draw: () => void): void {
  waiting.add(draw);
  if (frame === 0) frame = requestAnimationFrame(turn);
}

export const noTurn = (draw: () => void): void => {
  waiting.delete(draw);
};
