/**
 * The colours of figures and pages, for a light and a dark ground, and the style sheet that names them.
 *
 * A figure inside a page refers to the names (`var(--series-1)`), so it follows the reader's colour scheme;
 * an exported figure carries the plain colours. Which series gets which colour is decided in `marks.ts`.
 */

/** `css`: names that the page defines; `light` and `dark`: plain colours. */
export type Theme = 'css' | 'light' | 'dark';

/** Plain colours for one ground. */
export interface Palette {
  readonly paper: string;
  readonly ink: string;
  /** Axis text, captions, and series that stand for a reference (theory, published value). */
  readonly muted: string;
  readonly grid: string;
  /**
   * Eight series colours, told apart also with protanopia, deuteranopia and tritanopia (least OKLab distance of
   * two colours under the simulation of Machado et al. 2009: 0.058), each with a contrast of at least 3:1 to the paper.
   */
  readonly series: readonly string[];
  /** Stops of a ramp from nothing (close to the paper) to much; even steps of OKLab lightness. */
  readonly sequential: readonly string[];
  /** Stops from negative over zero (the middle) to positive. */
  readonly diverging: readonly string[];
}

export const light: Palette = {
  paper: '#ffffff',
  ink: '#1a1d21',
  muted: '#59616b',
  grid: '#e4e7eb',
  series: ['#1c86dd', '#dd7414', '#22583a', '#7d37a6', '#936a12', '#8a8e97', '#b01c66', '#0d7f94'],
  sequential: ['#f0f4f7', '#bcd3e5', '#8cb2d3', '#628fbe', '#406da6', '#294b85', '#1a2d5d'],
  diverging: [
    '#8a3a00',
    '#b4602f',
    '#d58d67',
    '#eabfa9',
    '#f1f4f6',
    '#aecdef',
    '#71a5df',
    '#3b7dc2',
    '#105698',
  ],
};

export const dark: Palette = {
  paper: '#16181c',
  ink: '#e8eaed',
  muted: '#a0a8b2',
  grid: '#2c3138',
  series: ['#4f8af0', '#e8641e', '#86eac0', '#cfa8fa', '#f2cf55', '#7b838c', '#f590b0', '#5fc0c8'],
  sequential: ['#1b1e24', '#1d3d62', '#0f6099', '#0888c3', '#42b0e0', '#89d6f1', '#d9f6fe'],
  diverging: [
    '#fba77b',
    '#cc7c50',
    '#965837',
    '#5c3b2a',
    '#202223',
    '#2e4661',
    '#3f6d9f',
    '#5b97d8',
    '#86c2ff',
  ],
};

/** Steps of a ramp. Odd, so that a diverging ramp has a middle step; enough that neighbours cannot be told apart. */
export const rampSteps = 25;

/** The colours a figure is drawn with: plain colours, or names of the page's style sheet. */
export interface Colours extends Omit<Palette, 'sequential' | 'diverging'> {
  /** `rampSteps` colours each. */
  readonly sequential: readonly string[];
  readonly diverging: readonly string[];
}

/** `rampSteps` colours, evenly spaced along the stops. */
function ramp(stops: readonly string[]): string[] {
  const channel = (colour: string, i: number) =>
    Number.parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16);
  return Array.from({ length: rampSteps }, (_, step) => {
    const at = (step / (rampSteps - 1)) * (stops.length - 1);
    const below = Math.min(Math.floor(at), stops.length - 2);
    const mix = [0, 1, 2].map((i) => {
      const a = channel(stops[below], i);
      const b = channel(stops[below + 1], i);
      return Math.round(a + (b - a) * (at - below));
    });
    return `#${mix.map((c) => c.toString(16).padStart(2, '0')).join('')}`;
  });
}

function plain(palette: Palette): Colours {
  return {
    ...palette,
    sequential: ramp(palette.sequential),
    diverging: ramp(palette.diverging),
  };
}

/** Name of the custom property behind every colour; the same paths for all three themes. */
const names: Colours = {
  paper: '--paper',
  ink: '--ink',
  muted: '--muted',
  grid: '--grid',
  series: light.series.map((_, i) => `--series-${i + 1}`),
  sequential: Array.from({ length: rampSteps }, (_, i) => `--sequential-${i}`),
  diverging: Array.from({ length: rampSteps }, (_, i) => `--diverging-${i}`),
};

const references: Colours = {
  paper: `var(${names.paper})`,
  ink: `var(${names.ink})`,
  muted: `var(${names.muted})`,
  grid: `var(${names.grid})`,
  series: names.series.map((name) => `var(${name})`),
  sequential: names.sequential.map((name) => `var(${name})`),
  diverging: names.diverging.map((name) => `var(${name})`),
};

const byTheme: Readonly<Record<Theme, Colours>> = {
  css: references,
  light: plain(light),
  dark: plain(dark),
};

export function coloursOf(theme: Theme): Colours {
  return byTheme[theme];
}

/** Declarations `--name: colour;` of one ground, to be put into a rule of a style sheet. */
export function declarations(ground: 'light' | 'dark'): string {
  const colours = byTheme[ground];
  const lists = ['series', 'sequential', 'diverging'] as const;
  const single = ['paper', 'ink', 'muted', 'grid'] as const;
  return [
    ...single.map((key) => `${names[key]}:${colours[key]};`),
    ...lists.flatMap((key) => colours[key].map((colour, i) => `${names[key][i]}:${colour};`)),
  ].join('');
}
