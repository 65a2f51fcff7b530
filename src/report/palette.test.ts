import { describe, expect, it } from 'vitest';
import { coloursOf, dark, declarations, light, rampSteps } from './palette.ts';

type Triple = readonly [number, number, number];

function linear(colour: string): Triple {
  const channel = (i: number) => {
    const c = Number.parseInt(colour.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const apply = (m: readonly Triple[], v: Triple): Triple =>
  m.map((row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]) as unknown as Triple;
const clamp = (v: Triple): Triple => v.map((c) => Math.min(1, Math.max(0, c))) as unknown as Triple;

// Full deficiency, linear RGB; Machado, Oliveira, Fernandes, IEEE Trans. Vis. Comput. Graph. 15 (2009), Table 1.
const sights: Readonly<Record<string, readonly Triple[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** B. Ottosson, "A perceptual color space for image processing", 2020. */
function oklab([r, g, b]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Contrast ratio of WCAG 2. */
function contrast(a: string, b: string): number {
  const [x, y] = [a, b].map((colour) => {
    const [r, g, blue] = linear(colour);
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue + 0.05;
  });
  return Math.max(x, y) / Math.min(x, y);
}

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('%s palette', (_name, palette) => {
  it('stands out from the paper', () => {
    for (const colour of palette.series)
      expect(contrast(colour, palette.paper)).toBeGreaterThanOrEqual(3);
    for (const colour of [palette.ink, palette.muted])
      expect(contrast(colour, palette.paper)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(Object.entries(sights))('keeps its series apart with %s', (_sight, matrix) => {
    const seen = palette.series.map((colour) => oklab(clamp(apply(matrix, linear(colour)))));
    for (let i = 0; i < seen.length; i++)
      for (let j = 0; j < i; j++) {
        const distance = Math.hypot(...seen[i].map((c, axis) => c - seen[j][axis]));
        expect(distance, `${palette.series[i]} and ${palette.series[j]}`).toBeGreaterThan(0.055);
      }
  });

  it('has a ramp whose lightness goes one way, away from the paper', () => {
    const shades = palette.sequential.map((colour) => oklab(linear(colour))[0]);
    const paper = oklab(linear(palette.paper))[0];
    const away = shades.map((lightness) => Math.abs(lightness - paper));
    for (let i = 1; i < away.length; i++) expect(away[i]).toBeGreaterThan(away[i - 1] + 0.05);
  });

  it('has a diverging ramp that is lightest or darkest at zero', () => {
    const paper = oklab(linear(palette.paper))[0];
    const away = palette.diverging.map((c) => Math.abs(oklab(linear(c))[0] - paper));
    for (let i = 1; i < away.length; i++)
      expect(Math.sign(away[i] - away[i - 1])).toBe(i <= 4 ? -1 : 1);
  });
});

describe('themes', () => {
  it('give every name of the page a colour', () => {
    const named = coloursOf('css');
    for (const ground of ['light', 'dark'] as const) {
      const sheet = declarations(ground);
      for (const reference of [...named.series, ...named.sequential, ...named.diverging, named.ink])
        expect(sheet).toMatch(new RegExp(`${reference.slice(4, -1)}:#[0-9a-f]{6};`));
    }
    expect(named.sequential).toHaveLength(rampSteps);
  });

  it('run the ramps from their first stop to their last', () => {
    const { sequential, diverging } = coloursOf('light');
    expect([sequential[0], sequential.at(-1)]).toEqual([
      light.sequential[0],
      light.sequential.at(-1),
    ]);
    expect(diverging[(rampSteps - 1) / 2]).toBe(light.diverging[4]);
  });
});
