/**
 * Where units and connections lie in a drawing, in a square of side 1 with y downwards: layers side by side, or units where
 * they are in space.
 */

import type { Pairs } from './change.ts';
import type { Glance, LayerGlance } from './glance.ts';

/** What a drawing consists of. */
export interface Drawing {
  /** `[dots][x, y]`. */
  readonly dots: Float32Array;
  /** Groups of dots: where they begin, how many they are, and what is written beside them. */
  readonly groups: readonly {
    readonly from: number;
    readonly count: number;
    readonly text: string;
    /** Names beside single dots. */
    readonly names?: readonly string[];
  }[];
  /** `[lines][x, y, x, y]`. */
  readonly lines: Float32Array;
  /** Of each line: −1 … 1, or what happened to it. */
  readonly values: Float32Array;
  readonly kinds: Uint8Array;
}

/** Kinds of lines. */
export const WEIGHT = 0;
export const BORN = 1;
export const DIED = 2;

type Place = (unit: number) => readonly [x: number, y: number];

/** A block of units within a box, column by column, as many columns as make it `high` times as high as wide. */
export function block(
  count: number,
  box: readonly [x: number, y: number, wide: number, high: number],
): Place {
  const [x, y, wide, high] = box;
  const columns = Math.max(1, Math.round(Math.sqrt((count * wide) / high)));
  const rows = Math.ceil(count / columns);
  return (unit) => [
    x + ((Math.floor(unit / rows) + 0.5) / columns) * wide,
    y + (((unit % rows) + 0.5) / rows) * high,
  ];
}

/** Pixels of a picture, row by row, within a box. */
const raster =
  (
    width: number,
    height: number,
    [x, y, wide, high]: readonly [number, number, number, number],
  ): Place =>
  (unit) => [
    x + (((unit % width) + 0.5) / width) * wide,
    y + ((Math.floor(unit / width) + 0.5) / height) * high,
  ];

/** Layers side by side: inputs at the left, as the picture that they are, answers at the right. */
export function layered({ kind, layers, picture, examples }: Glance, aspect = 2): Drawing {
  const sizes = [layers[0].inputs, ...layers.map(({ outputs }) => outputs)];
  const stages = sizes.length;
  const places = sizes.map((count, stage): Place => {
    const wide = count > 40 ? 0.055 : 0.02;
    const x = stages === 1 ? 0.5 : 0.02 + (stage / (stages - 1)) * (0.9 - 0.055);
    if (stage === 0 && picture !== undefined) {
      const side = Math.min(0.84, 0.2 * aspect);
      const box = [0.01, 0.5 - side / 2, side / aspect, side] as const;
      return raster(picture.width, picture.height, box);
    }
    const high = count > 40 ? 0.84 : Math.min(0.84, count * 0.08);
    return block(count, [stage === 0 ? 0.02 : x, 0.5 - high / 2, wide, high]);
  });
  const names = examples?.classes;
  const texts = sizes.map((count, stage) =>
    stage === 0
      ? `${count} ${kind === 'rbm' ? 'visible' : 'inputs'}`
      : `${count} ${stage < stages - 1 ? '' : kind === 'rbm' ? 'hidden' : 'outputs'}`.trim(),
  );
  return drawingOf(
    places.map((place, stage) => ({
      ...{ place, count: sizes[stage], text: texts[stage] },
      ...(stage === stages - 1 && names?.length === sizes[stage] && { names }),
    })),
    layers.map((layer, k) => ({ layer, from: k, to: k + 1 })),
  );
}

/** The layer of connections among the recurrent units. */
export const amongItself = ({ layers }: Glance): LayerGlance | undefined =>
  layers.find(({ inputs, outputs, name }) => name === 'recurrent' && inputs === outputs);

/** The recurrent units where they are in space (on a circle where nobody says it), and the connections among them. */
export function spatial(layer: LayerGlance): Drawing {
  const { outputs: count, space } = layer;
  const place = space === undefined || space.form === 'ring' ? circle(count) : sheet(space, count);
  return drawingOf([{ place, count, text: `${count} units` }], [{ layer, from: 0, to: 0 }]);
}

const circle =
  (count: number): Place =>
  (unit) => {
    const angle = (2 * Math.PI * unit) / count - Math.PI / 2;
    return [0.5 + 0.45 * Math.cos(angle), 0.5 + 0.45 * Math.sin(angle)];
  };

/** Coordinates scaled to the square; a box of three dimensions is seen from aslant. */
function sheet(
  { coordinates, dimensions }: NonNullable<LayerGlance['space']>,
  count: number,
): Place {
  const flat = Array.from({ length: count }, (_, unit): readonly [number, number] => {
    const [x = 0, y = 0, z = 0] = coordinates.subarray(unit * dimensions, (unit + 1) * dimensions);
    return [x + 0.45 * z, -y - 0.3 * z];
  });
  const bounds = [0, 1].map((axis) => {
    const all = flat.map((point) => point[axis]);
    return [Math.min(...all), Math.max(...all)];
  });
  const span = Math.max(...bounds.map(([low, high]) => high - low)) || 1;
  const middle = bounds.map(([low, high]) => (low + high) / 2);
  return (unit) => [
    0.5 + (0.9 * (flat[unit][0] - middle[0])) / span,
    0.5 + (0.9 * (flat[unit][1] - middle[1])) / span,
  ];
}

function drawingOf(
  groups: readonly { place: Place; count: number; text: string; names?: readonly string[] }[],
  joined: readonly { layer: LayerGlance; from: number; to: number }[],
): Drawing {
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  const dots = new Float32Array(2 * total);
  let at = 0;
  const placed = groups.map(({ place, count, text, names }) => {
    const from = at;
    for (let unit = 0; unit < count; unit++, at++) dots.set(place(unit), 2 * at);
    return { from, count, text, ...(names && { names }) };
  });
  const parts = joined.flatMap(({ layer, from, to }) => {
    let largest = 0;
    for (const w of layer.strands.weight) if (Math.abs(w) > largest) largest = Math.abs(w);
    const ends: readonly [Pairs, number, (k: number) => number][] = [
      [layer.strands, WEIGHT, (k) => layer.strands.weight[k] / (largest || 1)],
      [layer.died, DIED, () => 0],
      [layer.born, BORN, () => 0],
    ];
    return ends.map(([pairs, kind, value]) => ({ pairs, kind, value, from, to }));
  });
  const count = parts.reduce((sum, { pairs }) => sum + pairs.from.length, 0);
  const lines = new Float32Array(4 * count);
  const [values, kinds] = [new Float32Array(count), new Uint8Array(count)];
  let line = 0;
  // The weak are drawn first, the strong over them, and events over all.
  for (const { pairs, kind, value, from, to } of parts.sort((a, b) => a.kind - b.kind))
    for (let k = 0; k < pairs.from.length; k++, line++) {
      const [a, b] = [placed[from].from + pairs.from[k], placed[to].from + pairs.to[k]];
      lines.set([dots[2 * a], dots[2 * a + 1], dots[2 * b], dots[2 * b + 1]], 4 * line);
      values[line] = value(k);
      kinds[line] = kind;
    }
  return { dots, groups: placed, lines, values, kinds };
}
