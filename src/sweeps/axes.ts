/**
 * The axes of a sweep: which values a parameter takes, written as a list, a range or a log range, and under which condition it
 * is varied at all.
 *
 * As text (of the command line): `epsilon=5,10,20`, `zeta=0.1:0.5:5` (five values from 0.1 to 0.5), `rate=0.001:0.1:3:log`,
 * `zeta=0.1,0.3 when rule=set|set-magnitude`. A parameter that is itself a list takes one item a value, or whole lists with
 * semicolons between: `hidden=100,100;300,300`.
 */

import { nearest, UsageError } from '../errors.ts';
import { exp, log } from '../numerics/portable.ts';
import {
  checkValues,
  flagName,
  type Parameter,
  type ParameterTable,
  parameterName,
  parametersFromJson,
  valueText,
} from '../protocol/parameters.ts';

/** An axis as it is written in `sweep.json`. */
export type AxisJson = {
  readonly name: string;
  /** The axis is varied only where these parameters have one of these values (as text); elsewhere it stands still. */
  readonly when?: Readonly<Record<string, readonly string[]>>;
} & (
  | { readonly values: readonly unknown[] }
  | {
      readonly from: number;
      readonly to: number;
      readonly count: number;
      /** Default `linear`. */
      readonly scale?: 'linear' | 'log';
    }
);

/** An axis with the values that it comes to. */
export interface Axis {
  readonly name: string;
  readonly values: readonly unknown[];
  readonly when: Readonly<Record<string, readonly string[]>>;
  readonly json: AxisJson;
}

/** More values than this on one axis are a slip of the pen. */
const MOST_VALUES = 1_000_000;
/** Digits of the values of a range: enough to tell them apart, few enough that 0.1 + 0.2 reads 0.3 everywhere. */
const DIGITS = 12;

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;
const RANGE = new RegExp(`^(${NUMBER}):(${NUMBER}):(\\d+)(?::(log|linear))?$`, 'i');

/**
 * An axis from its text.
 *
 * @throws UsageError for a parameter that the study does not have, values out of its range, none at all, or a range that cannot be
 * @example axisFromText('zeta=0.1:0.5:5', study.parameters).values // [0.1, 0.2, 0.3, 0.4, 0.5]
 */
export function axisFromText(text: string, table: ParameterTable): Axis {
  const [, given, list, condition] =
    /^\s*([A-Za-z][\w-]*)\s*=(.*?)(?:\s+when\s+(.+))?$/s.exec(text) ?? [];
  if (given === undefined)
    throw new UsageError(
      `axis "${text}" is not name=values, such as epsilon=5,10,20 or zeta=0.1:0.5:5`,
    );
  const name = nameOf(given, table);
  const parameter = table[name];
  const words = list.trim();
  if (words === '') throw new UsageError(`axis ${given} has no values; ${expected(parameter)}`);
  const when = condition === undefined ? {} : { when: conditionFromText(condition, table) };
  const range = RANGE.exec(words);
  if (range !== null && numeric(parameter)) {
    const [, from, to, count, scale] = range;
    const ends = { from: Number(from), to: Number(to), count: Number(count) };
    return axisFromJson(
      { name, ...ends, ...(scale?.toLowerCase() === 'log' && { scale: 'log' }), ...when },
      table,
    );
  }
  return axisFromJson({ name, values: valuesFromText(words, parameter), ...when }, table);
}

/**
 * An axis of `sweep.json`, checked.
 *
 * @throws UsageError as `axisFromText`
 */
export function axisFromJson(json: AxisJson, table: ParameterTable): Axis {
  const name = nameOf(json.name, table);
  const flag = flagName(name);
  const parameter = table[name];
  const listed = 'values' in json ? json.values : rangeOf(json, flag, parameter);
  if (listed.length === 0)
    throw new UsageError(`axis ${flag} has no values; ${expected(parameter)}`);
  const seen = new Set<string>();
  const values = listed.map((value) => {
    const checked = parametersFromJson(table, { [name]: value }, { spelling: 'flags' });
    const text = valueText(checked[name]);
    if (seen.has(text)) throw new UsageError(`axis ${flag} has ${text} twice; each value once`);
    seen.add(text);
    return checked[name];
  });
  const { when = {} } = json;
  for (const [other, allowed] of Object.entries(when)) {
    nameOf(other, table);
    if (other === name || allowed.length === 0)
      throw new UsageError(
        `axis ${flag} stands under a condition that cannot be: "when" names other parameters and their values`,
      );
  }
  return { name, values, when, json: { ...json, name } };
}

/** The axis as text, as it is given on the command line. */
export function axisText({ json, values, when }: Axis): string {
  const own =
    'values' in json
      ? values.map(valueText).join(values.some(Array.isArray) ? ';' : ',')
      : `${json.from}:${json.to}:${json.count}${json.scale === 'log' ? ':log' : ''}`;
  const conditions = Object.entries(when).map(
    ([name, allowed]) => `${flagName(name)}=${allowed.join('|')}`,
  );
  const condition = conditions.length === 0 ? '' : ` when ${conditions.join(' and ')}`;
  return `${flagName(json.name)}=${own}${condition}`;
}

function nameOf(given: string, table: ParameterTable): string {
  const name = Object.hasOwn(table, given) ? given : parameterName(given);
  if (Object.hasOwn(table, name)) return name;
  const near = nearest(given, Object.keys(table).map(flagName));
  throw new UsageError(
    `unknown axis "${given}"; ${near ? `did you mean "${near}"?` : 'axes are parameters of the study, which "frugal describe" lists'}`,
  );
}

const numeric = ({ kind, item }: Parameter): boolean =>
  kind === 'number' || kind === 'integer' || (item !== undefined && numeric(item));

const expected = ({ allowed }: Parameter): string => `it takes ${allowed}`;

function valuesFromText(words: string, parameter: Parameter): unknown[] {
  const { kind, item, fromText } = parameter;
  if (kind === 'list' && item !== undefined) {
    if (words.includes(';'))
      return words
        .split(';')
        .filter((part) => part.trim() !== '')
        .map((part) => fromText(part.trim()));
    return words.split(',').map((part) => [item.fromText(part.trim())]);
  }
  return words.split(',').map((part) => fromText(part.trim()));
}

/** `rule=set|rigl and epsilon=5` */
function conditionFromText(text: string, table: ParameterTable): Record<string, string[]> {
  return Object.fromEntries(
    text.split(/\s+and\s+/).map((part) => {
      const [, given, list] = /^\s*([A-Za-z][\w-]*)\s*=\s*(.+?)\s*$/s.exec(part) ?? [];
      if (given === undefined)
        throw new UsageError(`condition "${text}" is not name=value, such as when rule=set|rigl`);
      const name = nameOf(given, table);
      const values = list.split('|').map((word) => {
        const value = table[name].fromText(word.trim());
        return valueText(checkValues(table, { [name]: value }, { spelling: 'flags' })[name]);
      });
      return [name, values];
    }),
  );
}

function rangeOf(
  { from, to, count, scale = 'linear' }: Extract<AxisJson, { from: number }>,
  flag: string,
  parameter: Parameter,
): unknown[] {
  const wrong = (why: string) =>
    new UsageError(
      `axis ${flag} has the range ${from}:${to}:${count}${scale === 'log' ? ':log' : ''}: ${why}`,
    );
  if (!numeric(parameter)) throw wrong(`${flag} is no number; list its values`);
  if (!Number.isInteger(count) || count < 2)
    throw wrong('it needs a whole number of values, 2 or more, as from:to:count');
  if (count > MOST_VALUES) throw wrong(`no axis has more than ${MOST_VALUES} values`);
  if (!Number.isFinite(from) || !Number.isFinite(to) || from === to)
    throw wrong('it is empty; its ends have to differ');
  if (scale === 'log' && !(from > 0 && to > 0)) throw wrong('a log range has both ends above 0');
  const whole = parameter.kind === 'integer' || parameter.item?.kind === 'integer';
  return Array.from({ length: count }, (_, k) => {
    const value = Number(between(from, to, k / (count - 1), scale).toPrecision(DIGITS));
    const fitting = whole ? Math.round(value) : value;
    return parameter.kind === 'list' ? [fitting] : fitting;
  });
}

/** From one end (t = 0) to the other (t = 1), in equal steps or equal ratios. */
function between(from: number, to: number, t: number, scale: 'linear' | 'log'): number {
  if (t === 0) return from;
  if (t === 1) return to;
  if (scale === 'linear') return from + (to - from) * t;
  return exp(log(from) + (log(to) - log(from)) * t);
}
