/** What is wrong with how a page lies: read in the page itself, so each function stands alone. */

/** Texts of two elements that lie on each other; both cut to some letters. Drawings have their own test. */
export function textOverlaps(): string[] {
  interface Line {
    readonly element: Element;
    readonly text: string;
    readonly box: DOMRect;
  }
  const lines: Line[] = [];
  /** What is left of a box where elements around it cut what sticks out. */
  const seen = (box: DOMRect, element: Element): DOMRect => {
    let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
    for (let around: Element | null = element; around !== null; around = around.parentElement) {
      if (getComputedStyle(around).overflowX === 'visible') continue;
      const frame = around.getBoundingClientRect();
      [left, right] = [Math.max(left, frame.left), Math.min(right, frame.right)];
      [top, bottom] = [Math.max(top, frame.top), Math.min(bottom, frame.bottom)];
    }
    return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (element === null || text === '' || element.closest('svg, .quiet-voice, option') !== null)
      continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const whole of range.getClientRects()) {
      const box = seen(whole, element);
      if (box.width > 1 && box.height > 1) lines.push({ element, text, box });
    }
  }
  const found: string[] = [];
  // What a row of a table or a box scrolls away lies under what is beside it.
  const scrolled = ({ element }: Line): boolean => element.closest('.scroll, pre, .facts') !== null;
  lines.forEach((a, i) => {
    for (const b of lines.slice(i + 1)) {
      if (a.element === b.element || a.element.contains(b.element) || b.element.contains(a.element))
        continue;
      if (scrolled(a) || scrolled(b)) continue;
      const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      // Lines of text reach into each other's leading.
      if (across > 2 && down > Math.min(a.box.height, b.box.height) / 3)
        found.push(`“${a.text.slice(0, 30)}” on “${b.text.slice(0, 30)}”`);
    }
  });
  return found;
}

/** Pixels by which the page is wider than the window. */
export const sideways = (): number => document.documentElement.scrollWidth - window.innerWidth;

/** Canvases that are seen and have no words for who does not see them. */
export const namelessCanvases = (): string[] =>
  [...document.querySelectorAll('canvas')]
    .filter((canvas) => canvas.checkVisibility() && canvas.getBoundingClientRect().height > 0)
    .filter(
      (canvas) =>
        canvas.closest(
          '[role=img][aria-label], [aria-label]:is(button, canvas), [role=presentation], [aria-hidden=true]',
        ) === null,
    )
    .map((canvas) => canvas.outerHTML.slice(0, 100));
