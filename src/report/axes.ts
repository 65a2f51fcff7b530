/**
 * Scales and ticks of a figure's two axes. Where they stand in the picture is decided in `layout.ts`.
 */

import type * as Plot from '@observablehq/plot';
import type { Axis, Figure, Mark } from '../figures/figure.ts';
import { drawable, logFloor } from './marks.ts';
import { nameOf } from './series.ts';
import { alongAxis, formatNumber, LARGE, powersOfTen, textWidth } from './text.ts';

type Direction = 'x' | 'y';

/** Pixels between two ticks, so that labels keep apart; along a linear x axis their true width counts. */
const leastSpace: Readonly<Record<Direction, number>> = { x: 56, y: 40 };
/** Room in pixels for text at the edge. */
const textInset: Readonly<Record<Direction, number>> = { x: 28, y: 14 };
/** And for upright intervals: one along the very edge of a panel would be taken for its axis. */
const intervalInset: Readonly<Record<Direction, number>> = { x: 8, y: 0 };
/** Font size of ticks in pixels. */
export const labelSize = 11.5;

function columnsAlong(mark: Mark, axis: Direction): string[] {
  const columns = axis === 'x' ? [mark.x, mark.x1, mark.x2] : [mark.y, mark.y1, mark.y2];
  return columns.filter((column) => column !== undefined);
}

/** All finite numbers that a figure shows along one axis; on a logarithmic axis the positive ones. */
function numbersAlong(figure: Figure, axis: Direction): number[] {
  const numbers: number[] = [];
  for (const mark of figure.marks)
    for (const column of columnsAlong(mark, axis))
      for (const row of mark.data) {
        const value = drawable(row[column], figure[axis]);
        if (value !== undefined) numbers.push(value);
      }
  return numbers;
}

/** Categories of a band axis: as the figure lists them, else numbers ascending, or names as they appear. */
export function categories(figure: Figure, axis: Direction): string[] {
  const set = figure[axis].domain;
  if (set !== undefined) return set.map(String);
  const found = new Map<string, unknown>();
  for (const mark of figure.marks)
    for (const column of columnsAlong(mark, axis))
      for (const row of mark.data) {
        const name = nameOf(row, column);
        if (name !== undefined) found.set(name, row[column]);
      }
  const numeric = [...found.values()].every((value) => typeof value === 'number');
  return numeric ? [...found.keys()].sort((a, b) => Number(a) - Number(b)) : [...found.keys()];
}

/** Marks that are read by their length, so that their axis has to hold its floor. */
function standsOnAxis(mark: Mark): boolean {
  return (
    mark.type === 'barY' ||
    mark.type === 'rectY' ||
    (mark.type === 'areaY' && mark.y1 === undefined)
  );
}

/** Least and greatest number that is shown, never of zero length. */
function domainOf(figure: Figure, axis: Direction): [number, number] {
  const log = figure[axis].type === 'log';
  const numbers = numbersAlong(figure, axis);
  if (axis === 'y' && figure.marks.some(standsOnAxis)) numbers.push(log ? logFloor(figure) : 0);
  if (figure[axis].zero === true && !log) numbers.push(0);
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of numbers) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  if (least > greatest) return log ? [1, 10] : [0, 1];
  // Differences that are only rounding are no range to show.
  const size = Math.max(Math.abs(least), Math.abs(greatest));
  if (greatest - least > size * 1e-9) return [least, greatest];
  if (log) return [least / 2, greatest * 2];
  const air = Math.abs(least) / 2 || 1;
  return [least - air, greatest + air];
}

/** What is shown along an axis, and where it has its ticks. */
export interface Scaling {
  readonly scale: Plot.ScaleOptions;
  readonly ticks: readonly (number | string)[];
  readonly tickFormat?: (value: number) => string;
}

/**
 * Scale and ticks of an axis that is `length` pixels long. The axes themselves are drawn as marks.
 *
 * @param turned whether labels are turned, so that all have room
 */
export function scalingOf(
  figure: Figure,
  axis: Direction,
  length: number,
  turned = false,
): Scaling {
  const found = usualScaling(figure, axis, length);
  const { ticks, type } = figure[axis];
  if (ticks === undefined) return found;
  const names = ticks.map(
    ({ at, label }) => label ?? (typeof at === 'number' ? formatNumber(at) : at),
  );
  const places = ticks.map(({ at }) => (type === 'band' ? String(at) : at));
  const shown = type === 'band' || turned ? names : thinned(figure[axis], { names, axis, length });
  const tickFormat = (place: number | string) => shown[places.indexOf(place)] ?? '';
  return { scale: found.scale, ticks: places, tickFormat };
}

/** Pixels that a label takes along an axis, with the air around it. */
const labelSpace = (label: string, axis: Direction): number =>
  axis === 'x' ? textWidth(label, labelSize) + 6 : labelSize + 2;

/** The labels of ticks that an axis asks for; such as have no room beside the one before are left empty. */
function thinned(
  { ticks = [], domain, type }: Axis,
  { names, axis, length }: { names: readonly string[]; axis: Direction; length: number },
): string[] {
  const places = ticks.map(({ at }) => (type === 'log' ? Math.log10(Number(at)) : Number(at)));
  const ends = (domain ?? []).map((end) =>
    type === 'log' ? Math.log10(Number(end)) : Number(end),
  );
  const [least, most] = [Math.min(...places, ...ends), Math.max(...places, ...ends)];
  const scale = length / (most - least || 1);
  const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]);
  const kept = [...names];
  let end = Number.NEGATIVE_INFINITY;
  for (const i of order) {
    const half = labelSpace(names[i], axis) / 2;
    const middle = (places[i] - least) * scale;
    if (names[i] === '' || middle - half < end) kept[i] = '';
    else end = middle + half;
  }
  return kept;
}

/** Pixels between the ends of a scale and the edges of its panel. */
function insetOf({ marks }: Figure, axis: Direction): number {
  // Text is centred on its point, and needs room where that lies at the edge.
  if (marks.some(({ type }) => type === 'text')) return textInset[axis];
  return marks.some(({ type }) => type === 'linkY') ? intervalInset[axis] : 0;
}

function usualScaling(figure: Figure, axis: Direction, length: number): Scaling {
  const { type = 'linear', domain }: Axis = figure[axis];
  const inset = insetOf(figure, axis);
  const common = { label: null, axis: null, type, ...(type !== 'band' && { inset }) };
  if (type === 'band') {
    const names = categories(figure, axis);
    const picture = figure.marks.some((mark) => mark.type === 'cell');
    const scale = { ...common, domain: names, padding: picture ? 0 : 0.35, round: false };
    return { scale, ticks: bandTicks(names, length / leastSpace[axis]) };
  }
  const [a, b] = (domain ?? domainOf(figure, axis)).map(Number);
  const [from, to] = [Math.min(a, b), Math.max(a, b)];
  if (type === 'log') {
    // Lines along the very edge of a panel would be taken for its frame.
    const air =
      axis === 'y' && domain === undefined ? 10 ** (0.04 * (Math.log10(to) - Math.log10(from))) : 1;
    const lowest = figure.marks.some(standsOnAxis) ? from : from / air;
    const ends: [number, number] = air === 1 ? [a, b] : [lowest, to * air];
    const { ticks, tickFormat } = logTicks(
      Math.min(...ends),
      Math.max(...ends),
      Math.max(2, length / leastSpace[axis]),
    );
    const named = thinned(
      { label: '', type, domain: ends, ticks: ticks.map((at) => ({ at })) },
      { names: ticks.map(tickFormat), axis, length },
    );
    return {
      ticks,
      tickFormat: (value: number) => named[ticks.indexOf(value)] ?? '',
      scale: { ...common, domain: ends },
    };
  }
  const whole = numbersAlong(figure, axis).every(Number.isInteger);
  const step = linearStep(from, to, axis, length, whole);
  // Heights are read against the grid, so the y axis ends on a line of it.
  const ends =
    axis === 'y' && domain === undefined
      ? [Math.floor(from / step + tolerance) * step, Math.ceil(to / step - tolerance) * step]
      : [a, b];
  const tickFormat = inSteps(step, ends);
  const ticks = multiples(Math.min(...ends), Math.max(...ends), step);
  return { scale: { ...common, domain: ends }, ticks, tickFormat };
}

/** Share of a step by which a bound may miss a tick through rounding. */
const tolerance = 1e-6;

/**
 * The smallest 1, 2 or 5 times a power of ten whose multiples leave room for their labels; along x one size less where
 * otherwise a single tick would be left, by which no scale can be read.
 */
function linearStep(from: number, to: number, axis: Direction, length: number, whole: boolean) {
  let [exponent, finer] = [Math.floor(Math.log10((to - from) / 1000)), 0];
  for (let guard = 0; guard < 8; guard++, exponent++)
    for (const factor of [1, 2, 5]) {
      const step = Number(`${factor}e${exponent}`);
      if (whole && step < 1) continue;
      const labels = [from, to].map((end) => textWidth(inSteps(step, [from, to])(end), labelSize));
      const space = axis === 'x' ? Math.max(...labels) + 22 : leastSpace.y;
      if (((to - from) / step) * space <= length)
        return axis === 'x' && finer > 0 && multiples(from, to, step).length < 2 ? finer : step;
      finer = step;
    }
  return to - from;
}

function multiples(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step - tolerance);
  const last = Math.floor(to / step + tolerance);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/** Ticks between two ends, with as many decimals as their step needs. */
function inSteps(step: number, ends: readonly number[]): (value: number) => string {
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + tolerance));
  if (decimals > 5 || ends.some((end) => Math.abs(end) >= LARGE)) return alongAxis([step, ...ends]);
  return (value) => {
    const text = Math.abs(value).toLocaleString('en-US', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    return value < 0 && Number(text) !== 0 ? `−${text}` : text;
  };
}

/** All names; of numbers only every k-th where they would not fit. */
function bandTicks(names: readonly string[], room: number): readonly string[] {
  const numeric = names.every((name) => name.trim() !== '' && Number.isFinite(Number(name)));
  if (!numeric || names.length <= room) return names;
  const steps = [2, 4, 5, 10, 20, 25, 50, 100, 200, 500];
  const step = steps.find((s) => names.length / s <= room) ?? Math.ceil(names.length / room);
  return names.filter((_, i) => i % step === 0);
}

/** Multiples of the smallest 1, 2 or 5 times a power of ten of which no more than `wanted` lie in the range, but two do. */
function evenTicks(from: number, to: number, wanted: number): number[] {
  const size = Math.floor(Math.log10(to - from));
  const steps = [size, size - 1].flatMap((exponent) =>
    [5, 2, 1].map((factor) => Number(`${factor}e${exponent}`)),
  );
  const found = steps.map((step) => multiples(from, to, step));
  const fitting = found.filter(({ length }) => length >= 2 && length <= wanted);
  return (
    fitting.at(-1) ??
    found.find(({ length }) => length >= 2) ??
    multiples(from, to, (to - from) / 2)
  );
}

/** Powers of ten; where there are too few of them also twice and five times them, then 1.5, 3 and 7 times. */
function logTicks(
  from: number,
  to: number,
  wanted: number,
): { readonly ticks: number[]; readonly tickFormat: (value: number) => string } {
  const first = Math.floor(Math.log10(from) - tolerance);
  const last = Math.ceil(Math.log10(to) + tolerance);
  const exponents = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const within = (factors: readonly number[]) =>
    exponents
      .flatMap((exponent) => factors.map((factor) => Number(`${factor}e${exponent}`)))
      .filter((v) => v >= from * (1 - tolerance) && v <= to * (1 + tolerance));
  const powers = within([1]);
  if (powers.length > 2) {
    const step = Math.ceil(powers.length / wanted);
    const ticks = powers.filter((_, i) => i % step === 0);
    return { ticks, tickFormat: powersOfTen(ticks) };
  }
  const finer = [
    [1, 2, 5],
    [1, 1.5, 2, 3, 5, 7],
  ].map(within);
  const ticks = finer.find((found) => found.length > 2) ?? evenTicks(from, to, wanted);
  return { ticks, tickFormat: alongAxis(ticks) };
}
