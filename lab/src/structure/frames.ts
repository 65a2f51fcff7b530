/**
 * Drawings take turns: those that are due share frames, so that no frame takes long however many there are. A frame either
 * changes words or paints canvases: a canvas that is painted after words have changed has the page laid out twice.
 */

/**
 * ms of a frame that drawings may take before the rest waits for the next. Of canvases less: what was painted on them is filled
 * with colour when the frame ends, which takes the browser about as long again and more.
 */
const BUDGET: Readonly<Record<Kind, number>> = { words: 4, canvas: 1.5 };
/** Canvases of a frame at most. */
const CANVASES = 2;

/** What a drawing does: changes words (and whatever else is laid out), or paints a canvas. */
export type Kind = 'words' | 'canvas';

const waiting = new Map<() => void, Kind>();
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
  let [first, left] = [undefined as Kind | undefined, CANVASES];
  for (const [draw, kind] of waiting) {
    first ??= kind;
    if (kind !== first) break;
    waiting.delete(draw);
    draw();
    if (kind === 'canvas' && --left === 0) break;
    if (performance.now() - began > BUDGET[kind]) break;
  }
  // A drawing may have asked for the next frame already.
  if (waiting.size > 0 && frame === 0) frame = requestAnimationFrame(turn);
}

/** Draws in one of the next frames: once, however often it is asked for before, and behind those that asked before. */
export function inTurn(draw: () => void, kind: Kind = 'canvas'): void {
  if (!waiting.has(draw)) waiting.set(draw, kind);
  if (frame === 0) frame = requestAnimationFrame(turn);
}

export const noTurn = (draw: () => void): void => {
  waiting.delete(draw);
};
