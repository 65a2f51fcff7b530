/**
 * A canvas that keeps itself sharp and says in words what it shows: it follows its box and the screen's density, and draws once
 * a frame at most, only when something has changed and it can be seen.
 */

import { inTurn, noTurn } from './frames.ts';
import type { Ink } from './ink.ts';

export interface Surface {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  /** What the picture shows, in words. */
  say(text: string): void;
  /** Asks for a drawing in the next frame. */
  touch(): void;
  dispose(): void;
}

export interface Pen {
  readonly context: CanvasRenderingContext2D;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels a CSS pixel. */
  readonly ratio: number;
  readonly ink: Ink;
}

export interface SurfaceOptions {
  readonly ink: () => Ink;
  /** Width ÷ height of the box. */
  readonly aspect: number;
  readonly draw: (pen: Pen) => void;
}

/** Makes an element of a class, with children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...children);
  return made;
}

/** Has an element say something, where it says something else: words that are written anew are laid out anew. */
export function tell(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}

export function createSurface({ ink, aspect, draw }: SurfaceOptions): Surface {
  const canvas = element('canvas', 'st-canvas');
  canvas.setAttribute('role', 'img');
  canvas.style.aspectRatio = `${aspect}`;
  const follow = follower(canvas, (width, height, ratio) => {
    const context = canvas.getContext('2d');
    if (context === null) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    draw({ context, width, height, ratio, ink: ink() });
  });
  return {
    ...{ element: canvas, canvas, touch: follow.touch, dispose: follow.dispose },
    say(text) {
      if (canvas.getAttribute('aria-label') !== text) canvas.setAttribute('aria-label', text);
    },
  };
}

/** Draws a canvas when it was touched or has another size, in its turn, while it is on the screen. */
export function follower(
  canvas: HTMLCanvasElement,
  draw: (width: number, height: number, ratio: number) => void,
): { touch(): void; dispose(): void } {
  let [seen, stale] = [true, true];
  // As the observer tells it: asking the canvas would have the whole page laid out in the midst of a drawing.
  let [width, height] = [0, 0];
  const paint = (): void => {
    if (!seen || width === 0 || height === 0) return;
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const [columns, rows] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== columns || canvas.height !== rows) {
      canvas.width = columns;
      canvas.height = rows;
    }
    stale = false;
    draw(width, height, ratio);
  };
  const touch = (): void => {
    stale = true;
    if (seen) inTurn(paint);
  };
  const sizes = new ResizeObserver((entries) => {
    const box = entries.at(-1)?.contentRect;
    [width, height] = [Math.round(box?.width ?? 0), Math.round(box?.height ?? 0)];
    touch();
  });
  sizes.observe(canvas);
  const sight = new IntersectionObserver((entries) => {
    // Of several changes at once the last is how it is.
    seen = entries.at(-1)?.isIntersecting ?? true;
    if (seen && stale) touch();
  });
  sight.observe(canvas);
  touch();
  return {
    touch,
    dispose() {
      noTurn(paint);
      sizes.disconnect();
      sight.disconnect();
    },
  };
}
