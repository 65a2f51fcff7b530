/**
 * Lettering of a drawn figure: how far labels of the axes reach beyond it, and labels inside it that would lie on each other.
 *
 * Works on the drawing, because only Plot knows where its scales put things; widths are the estimates of `text.ts`.
 */

import { fontSizes, tickSpace } from './layout.ts';
import { shorten, textWidth } from './text.ts';

/** Where a text stands: its anchor point in the figure, and how it is turned. */
interface Place {
  readonly x: number;
  readonly y: number;
  /** Degrees. */
  readonly turn: number;
}

const numbersIn = (text: string): number[] => text.split(/[\s,]+/).map(Number);

/** Sums the transforms from a text up to the drawing; only the text itself is ever turned. */
function placeOf(text: Element): Place {
  let [x, y, turn] = [0, 0, 0];
  for (let node: Element | null = text; node !== null; node = node.parentElement) {
    const transform = node.getAttribute('transform') ?? '';
    const moved = transform.match(/translate\(([^)]*)\)/);
    if (moved !== null) {
      const [dx, dy = 0] = numbersIn(moved[1]);
      x += dx;
      y += dy;
    }
    const turned = transform.match(/rotate\(([^)]*)\)/);
    if (turned !== null) turn += numbersIn(turned[1])[0];
  }
  return { x: x + Number(text.getAttribute('x') ?? 0), y, turn };
}

/** Pixels by which the labels of the x axis reach beyond the figure's edges. */
export function overhang(
  svg: SVGElement,
  { width, edge }: { readonly width: number; readonly edge: number },
): { readonly left: number; readonly right: number } {
  let [left, right] = [0, 0];
  for (const text of svg.querySelectorAll('[aria-label="x-axis tick label"] text')) {
    const { x, turn } = placeOf(text);
    const size = textWidth(text.textContent ?? '', fontSizes.tick);
    // A turned label ends at its tick, another one is centred on it.
    const [before, after] =
      turn === 0 ? [size / 2, size / 2] : [size * Math.cos((turn * Math.PI) / 180), 4];
    left = Math.max(left, edge + before - x);
    right = Math.max(right, x + after - (width - edge));
  }
  // With wider margins the places draw together a little: what is added is rather more than what lacked.
  const ample = (lacking: number): number => (lacking > 0 ? Math.ceil(1.12 * lacking) + 4 : 0);
  return { left: ample(left), right: ample(right) };
}

/**
 * Labels of the x axis that would touch the first one of the panel to the right are taken out: the ticks of a panel are told
 * by its others.
 */
export function settleTicks(svg: SVGElement): void {
  const found = [...svg.querySelectorAll('[aria-label="x-axis tick label"] text')]
    .map((text) => ({ text, ...placeOf(text) }))
    .filter(({ turn, text }) => turn === 0 && text.textContent !== '')
    .sort((a, b) => a.y - b.y || a.x - b.x);
  for (const [k, { text, x, y }] of found.slice(0, -1).entries()) {
    const next = found[k + 1];
    const half = (each: Element): number => textWidth(each.textContent ?? '', fontSizes.tick) / 2;
    if (Math.abs(next.y - y) < 1 && x + half(text) + tickAir > next.x - half(next.text))
      text.remove();
  }
}

/** Cuts labels of the y axis that are longer than the margin, in pixels; pointed at, they are told whole. */
export function cutTicks(svg: SVGElement, margin: number): void {
  for (const text of svg.querySelectorAll('[aria-label="y-axis tick label"] text')) {
    const whole = text.textContent ?? '';
    // Widths are estimates: a label that is a little too wide by them may well fit.
    const short = shorten(whole, fontSizes.tick, margin - tickSpace + 1);
    if (short === whole) continue;
    retitle(text, short, whole);
  }
}

/** Says less than the whole, which is told when it is pointed at. */
function retitle(text: Element, short: string, whole: string): void {
  const title = text.ownerDocument.createElementNS(text.namespaceURI, 'title');
  title.textContent = whole;
  text.textContent = short;
  text.append(title);
}

/** Least pixels between two labels of ticks. */
const tickAir = 5;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const apart = (a: Box, b: Box): boolean =>
  a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

/** Height of a line of labels in pixels, without the air above and below. */
const line = 11;
/** Share of the figure's width that a label may have; widths are estimates. */
const widest = 0.9;
/** Where a label that has no room may go instead, in pixels below its place. */
const offers = [0, 23, -13, 36, -26, 49] as const;

/**
 * Moves labels of points and lines into the figure, and up or down where they would lie on each other; one for which there is no room is taken out:
 * its point tells its name when it is pointed at, and the legend has it.
 */
export function settleLabels(
  svg: SVGElement,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const placed: Box[] = [];
  for (const group of svg.querySelectorAll('[aria-label="text"]')) {
    for (const text of [...group.querySelectorAll('text')]) {
      const whole = text.textContent ?? '';
      if (whole === '') continue;
      const words = shorten(whole, fontSizes.tick, widest * width);
      if (words !== whole) retitle(text, words, whole);
      const { x, y } = placeOf(text);
      const anchor = (text.closest('[text-anchor]') ?? group).getAttribute('text-anchor');
      const size = textWidth(words, fontSizes.tick);
      const own = anchor === 'start' ? x : anchor === 'end' ? x - size : x - size / 2;
      const left = Math.max(0, Math.min(own, width - size));
      const boxAt = (down: number): Box => {
        const middle = y + down;
        return { left, right: left + size, top: middle - line / 2, bottom: middle + line / 2 };
      };
      const found = offers.find((down) => {
        const box = boxAt(down);
        return box.top >= 0 && box.bottom <= height && placed.every((other) => apart(box, other));
      });
      if (found === undefined) {
        text.remove();
        continue;
      }
      placed.push(boxAt(found));
      if (found === 0 && left === own) continue;
      const transform = text.getAttribute('transform') ?? '';
      text.setAttribute('transform', `${transform} translate(${left - own},${found})`.trim());
    }
  }
}
