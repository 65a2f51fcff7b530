/** Pictures of cells, a colour a cell, drawn into a canvas. */

import type { Pen } from './surface.ts';

/** Where pictures are put together before they are drawn. */
let scratch: HTMLCanvasElement | undefined;

/** A picture of words of image data, by itself. */
function pictureOf(words: Uint32Array<ArrayBuffer>, width: number): HTMLCanvasElement {
  const image = new ImageData(new Uint8ClampedArray(words.buffer), width);
  scratch ??= document.createElement('canvas');
  [scratch.width, scratch.height] = [width, image.height];
  scratch.getContext('2d')?.putImageData(image, 0, 0);
  return scratch;
}

/** The address that an image has of a picture of words of image data. */
export const addressOf = (words: Uint32Array<ArrayBuffer>, width: number): string =>
  pictureOf(words, width).toDataURL();

/** Paints a picture of words of image data over a box. */
export function paint(
  { context }: Pick<Pen, 'context'>,
  words: Uint32Array<ArrayBuffer>,
  width: number,
  box: readonly [x: number, y: number, wide: number, high: number],
): void {
  context.imageSmoothingEnabled = false;
  context.drawImage(pictureOf(words, width), ...box);
}

/** The largest box of a picture's shape in the middle of a drawing. */
export function fitted(
  { width, height }: Pick<Pen, 'width' | 'height'>,
  picture: { readonly width: number; readonly height: number },
): readonly [number, number, number, number] {
  const scale = Math.min(width / picture.width, height / picture.height);
  const [wide, high] = [scale * picture.width, scale * picture.height];
  return [(width - wide) / 2, (height - high) / 2, wide, high];
}
