/**
 * SVG to PNG with resvg, an optional package that is loaded only when a picture is asked for.
 */

import { FrugalError } from '../errors.ts';

/** Pixels of the picture per pixel of the SVG: sharp on today's screens and in print. */
const pixelRatio = 2;

type Rasteriser = typeof import('@resvg/resvg-js');

/**
 * @param load how the package is loaded; tests put a failing import in its place
 * @returns a function from SVG text to the bytes of a PNG
 * @throws FrugalError where the package is not installed
 */
export async function loadRasteriser(
  load: () => Promise<Rasteriser> = () => import('@resvg/resvg-js'),
): Promise<(svg: string) => Uint8Array> {
  const { Resvg } = await load().catch(() => {
    throw new FrugalError(
      'PNG needs the optional package @resvg/resvg-js: npm install @resvg/resvg-js, or use --format svg',
    );
  });
  return (svg) => {
    const font = { loadSystemFonts: true };
    return new Resvg(svg, { fitTo: { mode: 'zoom', value: pixelRatio }, font }).render().asPng();
  };
}
