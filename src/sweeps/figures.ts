/**
 * Figures of a sweep: each measure against its axes, with 95 % intervals over seeds; two axes of numbers also as a phase
 * diagram.
 */

import type { Figure, Axis as FigureAxis, Mark, Row } from '../figures/figure.ts';
import { flagName, valueText } from '../protocol/parameters.ts';
import type { Study } from '../protocol/study.ts';
import { plural } from '../report/text.ts';
import type { Axis } from './axes.ts';
import type { Cell, GatheredSetting } from './gathered.ts';
import type { Measure } from './measures.ts';

/** Panels of one figure, and curves of one panel: more cannot be read. */
const MOST_PANELS = 12;
const MOST_CURVES = 12;
/** Places at which a line of theory is computed. */
const LINE_PLACES = 41;
/** Colours begin at 0 where the least value is no more than this share of the greatest. */
const NEAR_ZERO = 0.5;
/** Values this far apart stand on a log axis. */
const LOG_RATIO = 100;

/** What figures are made of. */
export interface Swept {
  readonly study: Study;
  readonly axes: readonly Axis[];
  readonly settings: readonly GatheredSetting[];
}

/** All figures of one measure, which stands at place `m` of the list that was gathered. */
export function figuresOf(swept: Swept, measure: Measure, m: number): Figure[] {
  const varied = swept.axes.filter(({ values }) => values.length > 1);
  const found = swept.settings.filter(({ cells }) => cells[m].size > 0);
  if (varied.length === 0 || found.length === 0) return [];
  const numbers = varied.filter(isNumeric).sort((a, b) => b.values.length - a.values.length);
  const [across = varied[0], along] = numbers;
  const maps = along === undefined ? [] : phaseDiagrams(swept, measure, m, across, along);
  return [...maps, curves(swept, measure, m, across)];
}

const numberOf = (value: unknown): number =>
  typeof value === 'number'
    ? value
    : Array.isArray(value) && value.length === 1
      ? numberOf(value[0])
      : Number.NaN;

const isNumeric = ({ values }: Axis): boolean =>
  values.every((value) => Number.isFinite(numberOf(value)));

function isLog({ values, json }: Axis): boolean {
  if ('scale' in json && json.scale === 'log') return true;
  const all = values.map(numberOf);
  return Math.min(...all) > 0 && Math.max(...all) / Math.min(...all) >= LOG_RATIO;
}

function axisOf(study: Study, axis: Axis): FigureAxis {
  const { symbol, unit } = study.parameters[axis.name];
  const words =
    flagName(axis.name).replaceAll('-', ' ') + (symbol === undefined ? '' : ` ${symbol}`);
  const label = unit === undefined ? words : `${words} (${unit})`;
  if (!isNumeric(axis)) return { label, type: 'band', domain: axis.values.map(valueText) };
  return { label, ...(isLog(axis) && { type: 'log' as const }) };
}

const word = (study: Study, axis: Axis, value: unknown): string =>
  `${study.parameters[axis.name].symbol ?? flagName(axis.name)} = ${shortText(axis, value)}`;

/** Digits that a value of a range is told with, where they tell its values apart. */
const DIGITS = 4;

function shortText({ values }: Axis, value: unknown): string {
  const short = (each: unknown): string =>
    typeof each === 'number' ? String(Number(each.toPrecision(DIGITS))) : valueText(each);
  return new Set(values.map(short)).size === values.length ? short(value) : valueText(value);
}

/** At most so many of the values, evenly, both ends among them. */
function thinned<T>(values: readonly T[], most: number): readonly T[] {
  if (values.length <= most) return values;
  const step = (values.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, k) => values[Math.round(k * step)]);
}

/** Where a setting stands beside the axes that a figure shows. */
function panelOf(
  { study, axes }: Swept,
  { setting }: GatheredSetting,
  shown: readonly Axis[],
  row: string,
  rows: number,
): string {
  const rest = axes.filter(
    (axis) => axis.values.length > 1 && !shown.includes(axis) && Object.hasOwn(setting, axis.name),
  );
  return [
    ...(rows > 1 && row !== '' ? [row] : []),
    ...rest.map((axis) => word(study, axis, setting[axis.name])),
  ].join(', ');
}

const rowsAt = (settings: readonly GatheredSetting[], m: number): string[] => [
  ...new Set(settings.flatMap(({ cells }) => [...cells[m].keys()])),
];

/** The cells of a measure that stand on an axis. */
function cellsAt(settings: readonly GatheredSetting[], m: number, axis: Axis) {
  return settings.flatMap((place) =>
    Object.hasOwn(place.setting, axis.name)
      ? [...place.cells[m]].map(([row, cell]) => ({
          place,
          row,
          cell,
          value: place.setting[axis.name],
        }))
      : [],
  );
}

/** A measure against one axis: means with intervals, a curve a learner or a value of the next axis. */
function curves(swept: Swept, measure: Measure, m: number, across: Axis): Figure {
  const { study, axes, settings } = swept;
  const rows = rowsAt(settings, m);
  const others = axes.filter((axis) => axis !== across && axis.values.length > 1);
  const next =
    rows.length > 1 && others.length > 0
      ? others[0]
      : others.find(({ values }) => values.length <= MOST_CURVES);
  const band = !isNumeric(across);
  const told = next && thinned(next.values, MOST_CURVES);
  const isTold = (setting: GatheredSetting['setting']): boolean =>
    next === undefined ||
    !Object.hasOwn(setting, next.name) ||
    told?.includes(setting[next.name]) === true;
  const read = cellsAt(settings, m, across).filter(({ place }) => isTold(place.setting));
  const data = read.map(({ place, row, cell, value }): Row => {
    const series =
      next !== undefined && Object.hasOwn(place.setting, next.name)
        ? word(study, next, place.setting[next.name])
        : row === ''
          ? 'mean'
          : row;
    const shown = [across, ...(next === undefined ? [] : [next])];
    const panel = panelOf(swept, place, shown, next === undefined ? '' : row, rows.length);
    return {
      x: band ? valueText(value) : numberOf(value),
      y: cell.mean,
      series,
      panel,
      ...ends(cell),
    };
  });
  const panels = [...new Set(data.map(({ panel }) => String(panel)))].slice(0, MOST_PANELS);
  const kept = sorted(data.filter(({ panel }) => panels.includes(String(panel))));
  const channels = { x: 'x', series: 'series' };
  const marks: Mark[] = [
    {
      type: 'linkY',
      data: kept.filter(({ low, high }) => low !== high),
      ...channels,
      y1: 'low',
      y2: 'high',
    },
    ...(band ? [] : [{ type: 'line' as const, data: kept, ...channels, y: 'y' }]),
    { type: 'dot', data: kept, ...channels, y: 'y' },
  ];
  const left = new Set(data.map(({ panel }) => panel)).size - panels.length;
  const some =
    next !== undefined && told !== undefined && told.length < next.values.length
      ? ` ${told.length} of ${next.values.length} values of ${axisName(study, next)}.`
      : '';
  return {
    id: `${idOf(measure)}-curves`,
    title: `${capital(measure.name)} against ${axisName(study, across)}`,
    caption: `Means over seeds with 95 % intervals${seedWords(settings, m)}.${some}${left > 0 ? ` Left out here, but in the exported tables: ${plural(left, 'panel')}.` : ''}`,
    x: axisOf(study, across),
    y: { label: measure.label },
    series: [...new Set(kept.map(({ series }) => String(series)))],
    ...(panels.length > 1 ? { facet: 'panel', aspect: 1.2 } : {}),
    marks,
  };
}

/** A measure over the plane of two axes, a figure for each group of panels. */
function phaseDiagrams(
  swept: Swept,
  measure: Measure,
  m: number,
  across: Axis,
  along: Axis,
): Figure[] {
  const { study, settings } = swept;
  const rows = rowsAt(settings, m);
  const [wide, high] = [edgesOf(across), edgesOf(along)];
  const data = cellsAt(settings, m, across).flatMap(({ place, row, cell, value }): Row[] => {
    if (!Object.hasOwn(place.setting, along.name) || !Number.isFinite(cell.mean)) return [];
    const [x1, x2] = wide.get(numberOf(value)) ?? [0, 0];
    const [y1, y2] = high.get(numberOf(place.setting[along.name])) ?? [0, 0];
    const panel = panelOf(swept, place, [across, along], row, rows.length);
    return [{ x1, x2, y1, y2, value: cell.mean, panel }];
  });
  const panels = [...new Set(data.map(({ panel }) => String(panel)))].slice(0, MOST_PANELS);
  const kept = data.filter(({ panel }) => panels.includes(String(panel)));
  if (kept.length === 0) return [];
  const lines = boundaryLines(swept, across, along, (place) =>
    [...place.cells[m].keys()]
      .map((row) => panelOf(swept, place, [across, along], row, rows.length))
      .filter((panel) => panels.includes(panel)),
  );
  return [
    {
      id: `${idOf(measure)}-map`,
      title: `${capital(measure.name)} over ${axisName(study, across)} and ${axisName(study, along)}`,
      caption: `Colour: mean over seeds${seedWords(settings, m)}.${lines.map(({ label }) => ` Line: ${label}.`).join('')}`,
      x: { ...axisOf(study, across), domain: rangeOf(wide) },
      y: { ...axisOf(study, along), domain: rangeOf(high) },
      colour: {
        label: measure.label,
        scheme: 'sequential',
        domain: colourDomain(kept.map(({ value }) => Number(value))),
      },
      ...(panels.length > 1 ? { facet: 'panel' } : {}),
      aspect: 1.2,
      marks: [
        { type: 'cell', data: kept, x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: 'value' },
        ...lines.map(({ data }): Mark => ({ type: 'line', data, x: 'x', y: 'y' })),
      ],
    },
  ];
}

/** From 0 where the values come near it, else from the least: the colours are spent on what differs. */
export function colourDomain(values: readonly number[]): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const low = least >= 0 && least <= most * NEAR_ZERO ? 0 : least;
  return low === most ? [Math.min(0, low), Math.max(1, most)] : [low, most];
}

/** A line of theory through a map: a piece in each of its panels. */
interface BoundaryLine {
  readonly label: string;
  readonly data: readonly Row[];
}

/** @param panelsAt the panels that a setting stands in */
function boundaryLines(
  { study, settings }: Swept,
  across: Axis,
  along: Axis,
  panelsAt: (place: GatheredSetting) => readonly string[],
): BoundaryLine[] {
  return (study.boundaries ?? []).flatMap(({ label, of, at }): BoundaryLine[] => {
    const other = of === across.name ? along : of === along.name ? across : undefined;
    if (other === undefined) return [];
    const drawn = new Set<string>();
    const data = settings.flatMap((place) => {
      const panels = panelsAt(place).filter((panel) => !drawn.has(panel));
      if (panels.length === 0) return [];
      const line = placesAlong(study, other).flatMap((value): Row[] => {
        const list = Array.isArray(other.values[0]);
        const critical = at({ ...place.parameters, [other.name]: list ? [value] : value });
        if (critical === undefined || !Number.isFinite(critical)) return [];
        return [other === along ? { x: critical, y: value } : { x: value, y: critical }];
      });
      return panels.flatMap((panel) => {
        drawn.add(panel);
        return line.map((row) => ({ ...row, panel }));
      });
    });
    return data.length === 0 ? [] : [{ label, data }];
  });
}

/** Where a line along an axis is computed: finely between its ends, of whole numbers at each of them. */
function placesAlong(study: Study, axis: Axis): number[] {
  const { kind, item } = study.parameters[axis.name];
  const values = axis.values.map(numberOf).sort((a, b) => a - b);
  if ((item?.kind ?? kind) === 'integer') return values;
  const [low, high] = [values[0], values[values.length - 1]];
  return Array.from({ length: LINE_PLACES }, (_, k) => {
    const t = k / (LINE_PLACES - 1);
    return isLog(axis) ? low * (high / low) ** t : low + (high - low) * t;
  });
}

/** For every value of an axis the cell around it: its borders lie half-way to its neighbours, on a log axis in ratio. */
export function edgesOf(axis: Axis): Map<number, readonly [low: number, high: number]> {
  const values = axis.values.map(numberOf).sort((a, b) => a - b);
  const log = isLog(axis);
  const half = (a: number, b: number): number => (log ? Math.sqrt(a * b) : (a + b) / 2);
  const beyond = (a: number, b: number): number => (log ? a * Math.sqrt(a / b) : a + (a - b) / 2);
  return new Map(
    values.map((value, k) => {
      const low = k > 0 ? half(values[k - 1], value) : beyond(value, values[1]);
      const high =
        k < values.length - 1 ? half(value, values[k + 1]) : beyond(value, values[k - 1]);
      return [value, [low, high]];
    }),
  );
}

function rangeOf(edges: ReadonlyMap<number, readonly [number, number]>): [number, number] {
  const all = [...edges.values()].flat();
  return [Math.min(...all), Math.max(...all)];
}

const ends = ({ mean, low = mean, high = mean }: Cell): Row => ({ low, high });

const sorted = (data: readonly Row[]): Row[] =>
  [...data].sort((a, b) => (typeof a.x === 'number' && typeof b.x === 'number' ? a.x - b.x : 0));

/** Names of records and their columns stay as they are. */
const capital = (text: string): string =>
  text.includes('.') ? text : text.charAt(0).toUpperCase() + text.slice(1);

const axisName = (study: Study, { name }: Axis): string =>
  study.parameters[name].symbol ?? flagName(name);

const idOf = ({ name }: Measure): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'measure';

function seedWords(settings: readonly GatheredSetting[], m: number): string {
  const counts = settings.flatMap(({ cells }) => [...cells[m].values()].map(({ seeds }) => seeds));
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return ` (${least === most ? most : `${least} to ${most}`})`;
}
