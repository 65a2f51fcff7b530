/** The colours of canvases: those of the reports, for the ground that the page has now. */

import { type Colours, coloursOf } from '../../../src/report/palette.ts';

export type Ground = 'light' | 'dark';

export interface Ink extends Colours {
  readonly ground: Ground;
  /** What came and what went. */
  readonly born: string;
  readonly died: string;
  /** `STEPS` colours each as a word of image data: negative over zero to positive, and nothing to much. */
  readonly divergingWords: Uint32Array;
  readonly sequentialWords: Uint32Array;
}

export const STEPS = 255;

/** Red, green and blue of `#rrggbb`, 0 … 255. */
export const channelsOf = (colour: string): readonly number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

/** A colour as a word of `ImageData`, on the machines that browsers run on: little-endian. */
export const wordOf = ([red, green, blue]: readonly number[]): number =>
  ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;

function words(stops: readonly string[]): Uint32Array {
  const channels = stops.map(channelsOf);
  return Uint32Array.from({ length: STEPS }, (_, step) => {
    const at = (step / (STEPS - 1)) * (stops.length - 1);
    const below = Math.min(Math.floor(at), stops.length - 2);
    return wordOf(
      [0, 1, 2].map((c) =>
        Math.round(
          channels[below][c] + (channels[below + 1][c] - channels[below][c]) * (at - below),
        ),
      ),
    );
  });
}

export function inkOf(ground: Ground): Ink {
  const colours = coloursOf(ground);
  return {
    ...{ ...colours, ground, born: colours.series[2], died: colours.series[6] },
    divergingWords: words(colours.diverging),
    sequentialWords: words(colours.sequential),
  };
}

/** The step of a diverging ramp for a value between −`reach` and `reach`. */
export const divergingStep = (value: number, reach: number): number =>
  Math.round(((Math.max(-1, Math.min(1, value / reach)) + 1) / 2) * (STEPS - 1));

/** The step of a sequential ramp for a share, 0 … 1. */
export const sequentialStep = (share: number): number =>
  Math.round(Math.max(0, Math.min(1, share)) * (STEPS - 1));
