/**
 * What is wrong with the lettering of the figures of a page: texts that lie on each other, and such as are cut. Runs inside
 * the page, so it may use nothing from outside itself.
 */

/** @returns one line a fault: figure, what, which texts */
export function letteringFaults(): string[] {
  type Point = readonly [number, number];
  interface Box {
    readonly text: string;
    readonly corners: readonly Point[];
  }
  /** Share of a line's height, at the top and at the bottom, in which no letters stand. */
  const AIR = 0.2;
  /** Pixels by which boxes may touch: rounding, and the halo around labels. */
  const TOUCH = 1;

  const boxOf = (element: SVGTextElement): Box | undefined => {
    const text = element.textContent?.trim() ?? '';
    const matrix = element.getScreenCTM();
    if (text === '' || matrix === null) return undefined;
    const { x, y, width, height } = element.getBBox();
    const [top, bottom] = [y + AIR * height, y + (1 - AIR) * height];
    const corner = (cx: number, cy: number): Point => [
      matrix.a * cx + matrix.c * cy + matrix.e,
      matrix.b * cx + matrix.d * cy + matrix.f,
    ];
    return {
      text,
      corners: [
        corner(x, top),
        corner(x + width, top),
        corner(x + width, bottom),
        corner(x, bottom),
      ],
    };
  };

  /** Whether two (turned) rectangles share more than their edges: no side of either keeps them apart. */
  const overlap = (a: Box, b: Box): boolean => {
    for (const { corners } of [a, b])
      for (const i of [0, 1]) {
        const [from, to] = [corners[i], corners[i + 1]];
        const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
        const [nx, ny] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
        const [mine, theirs] = [a, b].map((box) => {
          const along = box.corners.map(([px, py]) => px * nx + py * ny);
          return [Math.min(...along), Math.max(...along)];
        });
        if (mine[1] - theirs[0] <= TOUCH || theirs[1] - mine[0] <= TOUCH) return false;
      }
    return true;
  };

  const faults: string[] = [];
  document.querySelectorAll('figure').forEach((figure, number) => {
    const name = `figure ${number + 1} (${figure.querySelector('h3')?.textContent})`;
    for (const svg of figure.querySelectorAll<SVGSVGElement>(':scope svg')) {
      const frame = svg.getBoundingClientRect();
      if (frame.width === 0) continue;
      const boxes = [...svg.querySelectorAll('text')].flatMap((text) => boxOf(text) ?? []);
      for (const { text, corners } of boxes) {
        const cut = corners.some(
          ([x, y]) =>
            x < frame.left - TOUCH ||
            x > frame.right + TOUCH ||
            y < frame.top - TOUCH ||
            y > frame.bottom + TOUCH,
        );
        if (cut) faults.push(`${name}: "${text}" is cut`);
      }
      boxes.forEach((box, i) => {
        for (const other of boxes.slice(i + 1))
          if (overlap(box, other)) faults.push(`${name}: "${box.text}" on "${other.text}"`);
      });
    }
  });
  return faults;
}
