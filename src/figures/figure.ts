/**
 * A figure as a value: rows and marks, no drawing. `report/` (and the lab) turn it into a picture.
 *
 * The grammar is the part of Observable Plot that studies need, so that a study stays plain data
 * and can be stored, posted to a worker and drawn anywhere.
 */

export type Row = Record<string, number | string | boolean | null>;

/** One layer of a figure. Channel values name a column of `data`, or are constants where the option says so. */
export interface Mark {
  readonly type:
    | 'line'
    | 'dot'
    | 'areaY'
    | 'barY'
    | 'rectY'
    | 'ruleX'
    | 'ruleY'
    | 'linkY'
    | 'cell'
    | 'text';
  readonly data: readonly Row[];
  /**
   * Column names. `y1`/`y2` bound an area or an error bar (`linkY`); `series` splits lines and gives their colour. A `cell`
   * stands at the categories `x` and `y`, or on linear axes between `x1`, `x2`, `y1` and `y2`.
   */
  readonly x?: string;
  readonly x1?: string;
  readonly x2?: string;
  readonly y?: string;
  readonly y1?: string;
  readonly y2?: string;
  readonly series?: string;
  readonly fill?: string;
  readonly label?: string;
  /** Constants. */
  readonly dashed?: boolean;
  readonly opacity?: number;
  /** A line that bends smoothly through its points and never beyond them: theory that was computed at few places. */
  readonly smooth?: boolean;
  /** Dots and bars whose row is true in this column are hollow; `hollow` of the figure says what that means. */
  readonly open?: string;
  /** Hover text from this column. */
  readonly title?: string;
}

/** A place on an axis that is named. */
export interface Tick {
  readonly at: number | string;
  /** Default: the number or category itself. */
  readonly label?: string;
}

export interface Axis {
  /** Name with unit, e.g. `test accuracy (%)`. */
  readonly label: string;
  readonly type?: 'linear' | 'log' | 'band';
  readonly domain?: readonly (number | string)[];
  /** The axis begins at 0 (of numbers that are not logarithmic), without bars that stand on it. */
  readonly zero?: boolean;
  /** The only ticks; none leaves the axis bare. Default: as many as there is room for. */
  readonly ticks?: readonly Tick[];
}

/** A figure: what is drawn, and the sentence below it that says what to see. */
export interface Figure {
  /** File-name-safe, unique in its study. */
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  /** The figure, table or statement of the paper that it answers, or that there is none. */
  readonly answers?: string;
  /** Of a single network or the like: a page folds such figures away behind the others. */
  readonly detail?: boolean;
  readonly x: Axis;
  readonly y: Axis;
  /** How a `fill` column is coloured: one hue for amounts, two for signed values. */
  readonly colour?: {
    readonly label: string;
    readonly scheme: 'sequential' | 'diverging';
    readonly domain?: readonly [number, number];
  };
  /** Fixed order of the series, so that a rule has the same colour in every figure. */
  readonly series?: readonly string[];
  readonly marks: readonly Mark[];
  /** What hollow dots and bars mean, for the legend: e.g. `goal not reached`. */
  readonly hollow?: string;
  /** Facets drawn side by side from this column of every mark. */
  readonly facet?: string;
  /** Most facets in a row; default as many as can be read. */
  readonly facetColumns?: number;
  /** Width ÷ height; default 1.6. */
  readonly aspect?: number;
}
