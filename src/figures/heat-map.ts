/**
 * Heat maps with named rows and columns in given groups: task variances, lesions, one network's accuracy in every task.
 * Groups are parted by rules, and it is they that the horizontal axis names.
 */

import type { Figure, Mark, Row, Tick } from './figure.ts';

export interface HeatMapOptions {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  /** `[rows][columns]`; NaN stays empty. */
  readonly values: ArrayLike<number>;
  /** Names of the rows, from the top. */
  readonly rows: readonly string[];
  /** Groups of neighbouring columns, from the left; a group of one is a column with a name. */
  readonly groups: readonly { readonly name: string; readonly size: number }[];
  /** Name of the horizontal axis. */
  readonly columnLabel: string;
  readonly rowLabel?: string;
  /** Rows before which a rule parts the map. */
  readonly breaks?: readonly number[];
  readonly colour: NonNullable<Figure['colour']>;
}

/** Pixels that a named row needs, in a figure as narrow inside as those that stand two in a row. */
const ROW = 15;
const WIDTH = 350;
const LEAST_HEIGHT = 110;
/** More names than this on the horizontal axis would run into each other. */
const MOST_NAMES = 24;

/** A heat map. Throws `RangeError` where the values do not fill rows and columns. */
export function heatMap(options: HeatMapOptions): Figure {
  const { id, title, caption, values, rows, groups, colour, breaks = [] } = options;
  const columns = groups.reduce((sum, { size }) => sum + size, 0);
  if (values.length !== rows.length * columns)
    throw new RangeError(
      `${values.length} values do not fill ${rows.length} × ${columns} cells (map "${id}")`,
    );
  const data: Row[] = [];
  for (let row = 0; row < rows.length; row++)
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column];
      if (Number.isFinite(value))
        data.push({ left: column, right: column + 1, top: row, bottom: row + 1, value });
    }
  const step = Math.ceil(groups.length / MOST_NAMES);
  const ticks: Tick[] = [];
  const bounds: Row[] = [];
  let begin = 0;
  groups.forEach(({ name, size }, g) => {
    if (g % step === 0) ticks.push({ at: begin + size / 2, label: name });
    if (g > 0 && columns > groups.length) bounds.push({ at: begin });
    begin += size;
  });
  const cells: Mark = {
    type: 'cell',
    data,
    x1: 'left',
    x2: 'right',
    y1: 'top',
    y2: 'bottom',
    fill: 'value',
  };
  return {
    id,
    title,
    caption,
    x: { label: options.columnLabel, domain: [0, Math.max(1, columns)], ticks },
    y: {
      label: options.rowLabel ?? '',
      domain: [Math.max(1, rows.length), 0],
      ticks: rows.map((label, row) => ({ at: row + 0.5, label })),
    },
    colour,
    aspect: WIDTH / Math.max(LEAST_HEIGHT, ROW * rows.length),
    marks: [
      cells,
      { type: 'ruleX', data: bounds, x: 'at', opacity: 0.8 },
      { type: 'ruleY', data: breaks.map((at) => ({ at })), y: 'at', opacity: 0.8 },
    ],
  };
}
