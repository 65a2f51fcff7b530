/** Files that the page hands to whoever sits before it. */

import type { TakenFile } from '../work/desk-calls.ts';

/** Pixels of a picture per pixel of its drawing, as the command line has it. */
const PIXEL_RATIO = 2;

/** Offers a file as a download. */
export function save({ name, bytes }: TakenFile, type = 'application/octet-stream'): void {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it after this turn.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A drawing as a picture of pixels, in the letters of this machine. */
export async function rasterised({ name, bytes }: TakenFile): Promise<TakenFile> {
  const address = URL.createObjectURL(new Blob([bytes], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = PIXEL_RATIO * image.naturalWidth;
    canvas.height = PIXEL_RATIO * image.naturalHeight;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob === null) throw new Error('this browser made no picture of the figure');
    return {
      name: name.replace(/\.svg$/, '.png'),
      bytes: new Uint8Array(await blob.arrayBuffer()),
    };
  } finally {
    URL.revokeObjectURL(address);
  }
}
