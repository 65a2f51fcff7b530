/**
 * Input-connectivity map: how many connections leave each pixel of the input, one picture a network.
 */

import { apart } from './apart.ts';
import type { Figure, Row } from './figure.ts';

export interface InputCounts {
  /** Title of the picture. */
  readonly name: string;
  /** Height and width of the input picture. */
  readonly shape: readonly [number, number];
  /** Row-major connections of every pixel. */
  readonly counts: readonly number[];
}

export interface InputMapOptions {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  /** Name of the ramp. Default `connections`. */
  readonly label?: string;
}

/** All pictures share one ramp from zero. Throws `RangeError` where the counts do not fill the shape. */
export function inputMap(inputs: readonly InputCounts[], options: InputMapOptions): Figure {
  const rows: Row[] = inputs.flatMap(({ name, shape: [height, width], counts }) => {
    if (counts.length !== height * width)
      throw new RangeError(
        `${counts.length} counts do not fill ${height} × ${width} pixels (map "${name}")`,
      );
    return counts.map((connections, i) => ({
      network: name,
      column: i % width,
      row: Math.floor(i / width),
      connections,
    }));
  });
  const [height, width] = inputs[0]?.shape ?? [1, 1];
  return {
    id: options.id,
    title: options.title,
    caption: options.caption,
    x: { label: 'pixel column', type: 'band' },
    y: { label: 'pixel row', type: 'band' },
    colour: { label: options.label ?? 'connections', scheme: 'sequential' },
    facet: 'network',
    aspect: width / height,
    marks: [{ type: 'cell', data: rows, x: 'column', y: 'row', fill: 'connections' }],
  };
}

/** The same of pictures of any shapes: a figure a shape. */
export const inputMaps = (inputs: readonly InputCounts[], options: InputMapOptions): Figure[] =>
  apart(
    inputs,
    ({ shape }) => shape.join(),
    (alike) => inputMap(alike, options),
    ([{ shape }]) => `${shape.join(' × ')} pixels`,
  );
