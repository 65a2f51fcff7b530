/**
 * A study's parameters: one table from which the TypeScript type, the validation and its messages,
 * the command line's flags, the lab's form and the run's identity all follow.
 *
 * Constructors (`number`, `integer`, `choice`, `flag`, `list`, `choices`) declare a parameter;
 * `resolveParameters` turns layers of given values into checked, frozen ones. Combinations of parameters
 * that no single range can express are the study's own `check`.
 */

import * as z from 'zod/mini';
import { UsageError, unknownName } from '../errors.ts';
import { clip, show } from './value-text.ts';

export { show, valueText } from './value-text.ts';

/** What a parameter is for people: shown by `describe`, by the lab's form and in error messages. */
export interface ParameterInfo {
  readonly description: string;
  /** Symbol of the field, e.g. `ε`. */
  readonly symbol?: string;
  /** For names to choose from: what each of them is, in a line. */
  readonly about?: Readonly<Record<string, string>>;
  /** Unit, e.g. `examples`, `per step`. */
  readonly unit?: string;
  /** How often the same is done with other random numbers: more of it is more of the same evidence. */
  readonly repeats?: boolean;
  /**
   * More of it only goes on where less of it ended: a run may begin with what a run with a smaller value has done. From
   * which of its states, a job says itself (`extends`).
   */
  readonly horizon?: boolean;
  /**
   * At its default it enters no run's identity: so it can be added to a study without making its runs others. Its default can
   * never change.
   */
  readonly quiet?: boolean;
}

/** One parameter: a zod schema, its default, how its allowed range reads and how a flag's text becomes a value. */
export interface Parameter<V = unknown> extends ParameterInfo {
  readonly schema: z.ZodMiniType<V>;
  readonly default: V;
  /** The allowed values in words or interval notation, e.g. `(0, 1]`, `integer ≥ 1`, `set | static | dense`. */
  readonly allowed: string;
  readonly kind: 'number' | 'integer' | 'choice' | 'flag' | 'list' | 'text';
  /** For `choice` and `list` of choices. */
  readonly choices?: readonly string[];
  /** For `list`: what each of its items must be. */
  readonly item?: Parameter;
  /** For `list`: whether each item may stand there once only. */
  readonly unique?: boolean;
  /** For `list`: items that there may be at most. */
  readonly most?: number;
  /** For `text`: whether a value names a file, whose content decides and not its place. */
  readonly isFile?: (value: unknown) => boolean;
  /** For `text` and `choice`: what is wrong with a value, in one line; undefined where there is nothing to add. */
  readonly fault?: (name: string, value: unknown) => string | undefined;
  /** Turns the text of a command-line flag into a candidate value (validation follows). */
  readonly fromText: (text: string) => unknown;
}

export type ParameterTable = Readonly<Record<string, Parameter>>;
export type ValuesOf<T extends ParameterTable> = {
  readonly [K in keyof T]: T[K] extends Parameter<infer V> ? V : never;
};

/** An end of a range is either part of it (`min`, `max`) or not (`above`, `below`). */
export interface Bounds {
  readonly min?: number;
  readonly above?: number;
  readonly max?: number;
  readonly below?: number;
}

/**
 * A real number. Not-a-number is never allowed, infinity only with `infinite`.
 *
 * @example number({ above: 0, max: 1, default: 0.5, description: 'Share' }).allowed // '(0, 1]'
 */
export function number(
  options: ParameterInfo & Bounds & { readonly default: number; readonly infinite?: boolean },
): Parameter<number> {
  const { infinite = false, default: standard, min, above, max, below, ...info } = options;
  const bounds = { min, above, max, below };
  const finite = z.number().check(...boundChecks(bounds));
  // Infinity has no JSON form; the word stands for it in files (see `parametersToJson`).
  const schema = infinite ? z.union([finite, z.custom<number>((v) => v === Infinity)]) : finite;
  const allowed = intervalText(bounds, infinite);
  return declare({
    ...info,
    schema,
    default: standard,
    allowed,
    kind: 'number',
    fromText: numberFromText,
  });
}

/**
 * A whole number of at most 53 bits.
 *
 * @example integer({ min: 1, default: 20, description: 'Passes over the training set' }).allowed // 'integer ≥ 1'
 */
export function integer(
  options: ParameterInfo & Bounds & { readonly default: number },
): Parameter<number> {
  const { default: standard, min, above, max, below, ...info } = options;
  const bounds = { min, above, max, below };
  const schema = z.int().check(...boundChecks(bounds));
  const allowed = integerText(bounds);
  return declare({
    ...info,
    schema,
    default: standard,
    allowed,
    kind: 'integer',
    fromText: numberFromText,
  });
}

/** What is told of names to choose from: of all of them, or of none. */
interface Described<C extends string> extends ParameterInfo {
  readonly about?: Readonly<Record<C, string>>;
  readonly fault?: Parameter['fault'];
}

/**
 * One of a few names.
 *
 * @example choice(['sgd', 'adam'], { default: 'sgd', description: 'Optimiser' }).allowed // 'sgd | adam'
 */
export function choice<const C extends readonly [string, ...string[]]>(
  names: C,
  options: Described<C[number]> & { readonly default: C[number] },
): Parameter<C[number]> {
  const schema: z.ZodMiniType<C[number]> = z.literal([...names]);
  return declare({
    ...options,
    schema,
    allowed: names.join(' | '),
    kind: 'choice',
    choices: names,
    fromText: (t) => t,
  });
}

/** Yes or no. */
export function flag(options: ParameterInfo & { readonly default: boolean }): Parameter<boolean> {
  return declare({
    ...options,
    schema: z.boolean(),
    allowed: 'true | false',
    kind: 'flag',
    fromText: flagFromText,
  });
}

/** Several values of one kind in a given order; as a flag they are separated by commas. */
export function list<V>(
  item: Parameter<V>,
  options: ParameterInfo & {
    readonly default: readonly V[];
    readonly minLength?: number;
    readonly maxLength?: number;
    readonly unique?: boolean;
  },
): Parameter<readonly V[]> {
  const { default: standard, minLength = 1, maxLength = 1000, unique = false, ...info } = options;
  const items = z.array(item.schema).check(z.minLength(minLength), z.maxLength(maxLength));
  const schema: z.ZodMiniType<readonly V[]> = unique
    ? items.check(z.refine((values) => new Set(values).size === values.length, 'repeated'))
    : items;
  const size = minLength > 0 ? '' : ' (may be empty)';
  return declare<readonly V[]>({
    ...info,
    schema,
    default: Object.freeze([...standard]),
    allowed: `list of ${item.allowed}${size}`,
    kind: 'list',
    ...(item.choices && { choices: item.choices }),
    ...{ item, unique, most: maxLength },
    fromText: (text) =>
      text.trim() === '' ? [] : text.split(',').map((part) => item.fromText(part.trim())),
  });
}

/** Several of a few names, each at most once. */
export function choices<const C extends readonly [string, ...string[]]>(
  names: C,
  options: Described<C[number]> & { readonly default: readonly C[number][] },
): Parameter<readonly C[number][]> {
  const item = choice(names, { description: options.description, default: names[0] });
  return list<C[number]>(item, { ...options, unique: true });
}

/** Where values come from, for error messages. */
export interface Source {
  /** Named at the end of a message, e.g. `settings.json`. */
  readonly from?: string;
  /** `flags` names parameters as the command line does: `learning-rate`. */
  readonly spelling?: 'names' | 'flags';
}

/**
 * Checks given values one by one; absent (`undefined`) ones are left out. Keys may be spelled as names or as flags.
 *
 * @throws UsageError with one line that names the parameter, the value and what is allowed
 */
export function checkValues<T extends ParameterTable>(
  table: T,
  given: Readonly<Record<string, unknown>>,
  source: Source = {},
): Partial<ValuesOf<T>> {
  const where = source.from === undefined ? '' : ` (${source.from})`;
  const spell = source.spelling === 'flags' ? flagName : (name: string) => name;
  const checked: Record<string, unknown> = {};
  for (const key of Object.keys(given)) {
    if (given[key] === undefined) continue;
    const name = Object.hasOwn(table, key) ? key : parameterName(key);
    if (!Object.hasOwn(table, name)) {
      const unknown = unknownName('parameter', key, Object.keys(table).map(spell));
      throw where === '' ? unknown : new UsageError(unknown.message + where);
    }
    const fault = faultOf(table[name], spell(name), given[key]);
    if (fault !== undefined) throw new UsageError(fault + where);
    checked[name] = settle(given[key]);
  }
  return checked as Partial<ValuesOf<T>>;
}

/**
 * The full set of values: defaults, then each layer over the ones before it (preset, file, flags).
 *
 * @returns frozen values, lists included
 * @throws UsageError as `checkValues`
 * @example
 * const density = number({ above: 0, max: 1, default: 0.5, description: 'Share' });
 * resolveParameters({ density }, { density: 1.2 }) // UsageError: density 1.2 is outside (0, 1]
 */
export function resolveParameters<T extends ParameterTable>(
  table: T,
  ...layers: readonly (Readonly<Record<string, unknown>> | undefined)[]
): ValuesOf<T> {
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(table)) values[name] = settle(parameter.default);
  for (const layer of layers)
    if (layer !== undefined) Object.assign(values, checkValues(table, layer));
  return Object.freeze(values) as ValuesOf<T>;
}

/** The values as JSON: infinities, which JSON lacks, become the words `Infinity` and `-Infinity`. */
export function parametersToJson(
  values: Readonly<Record<string, unknown>>,
): Record<string, ParameterJson> {
  const out: Record<string, ParameterJson> = {};
  for (const [name, value] of Object.entries(values)) out[name] = toJson(value);
  return out;
}

export type ParameterJson = string | number | boolean | ParameterJson[];

/** The inverse of `parametersToJson`, checked again: a stored spec is input like any other. */
export function parametersFromJson<T extends ParameterTable>(
  table: T,
  json: Readonly<Record<string, unknown>>,
  source: Source = {},
): Partial<ValuesOf<T>> {
  const restored = Object.entries(json).map(([name, value]) => [name, fromJson(value)]);
  return checkValues(table, Object.fromEntries(restored), source);
}

/**
 * `learningRate` → `learning-rate`.
 *
 * @example flagName('learningRate') // 'learning-rate'
 */
export function flagName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `learning-rate` → `learningRate`. */
export function parameterName(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

export function declare<V>(parameter: Parameter<V>): Parameter<V> {
  const fault = faultOf(parameter, 'default', parameter.default);
  if (fault !== undefined) throw new Error(`parameter "${parameter.description}": ${fault}`);
  return Object.freeze(parameter);
}

const unknownChoice = ({ choices: known = [] }: Parameter, name: string, value: string): string =>
  unknownName(name, clip(value), known).message;

/** Said of several values where one is meant. */
const oneOfMany = (value: unknown): string =>
  typeof value === 'string' && /[^,\s]\s*,\s*[^,\s]/.test(value)
    ? '; it takes one value: give each a run of its own, and compare them with "frugal report"'
    : '';

/** What is wrong with a candidate value, in one line; `undefined` when nothing is. */
function faultOf(parameter: Parameter, name: string, value: unknown): string | undefined {
  if (parameter.schema.safeParse(value).success) return undefined;
  const shown = show(value);
  switch (parameter.kind) {
    case 'number':
      if (typeof value !== 'number')
        return `${name} ${shown} is not a number in ${parameter.allowed}${oneOfMany(value)}`;
      return `${name} ${shown} is outside ${parameter.allowed}`;
    case 'integer':
      return `${name} ${shown} is not an ${parameter.allowed}${oneOfMany(value)}`;
    case 'choice':
      if (typeof value !== 'string') return `${name} ${shown} is not one of ${parameter.allowed}`;
      return parameter.fault?.(name, value) ?? unknownChoice(parameter, name, value);
    case 'flag':
      return `${name} ${shown} is neither true nor false`;
    case 'text':
      return parameter.fault?.(name, value) ?? `${name} ${shown} is not ${parameter.allowed}`;
    case 'list':
      return faultOfList(parameter, name, value, shown);
  }
}

function faultOfList(parameter: Parameter, name: string, value: unknown, shown: string): string {
  const { item, allowed, unique, most = Number.POSITIVE_INFINITY } = parameter;
  if (!Array.isArray(value) || item === undefined) return `${name} ${shown} is not a ${allowed}`;
  for (let i = 0; i < value.length; i++) {
    const fault = faultOf(item, item.kind === 'choice' ? name : `${name}[${i}]`, value[i]);
    if (fault !== undefined) return fault;
  }
  const repeated = value.find((v, i) => value.indexOf(v) !== i);
  if (unique && repeated !== undefined) return `${name} holds ${show(repeated)} twice`;
  const limit = value.length > most ? `, at most ${most}` : '';
  return `${name} has ${value.length} items; allowed: ${allowed}${limit}`;
}

function boundChecks({ min, above, max, below }: Bounds): z.core.$ZodCheck<number>[] {
  const checks: z.core.$ZodCheck<number>[] = [];
  if (min !== undefined) checks.push(z.gte(min));
  if (above !== undefined) checks.push(z.gt(above));
  if (max !== undefined) checks.push(z.lte(max));
  if (below !== undefined) checks.push(z.lt(below));
  return checks;
}

function intervalText({ min, above, max, below }: Bounds, infinite: boolean): string {
  const from = min !== undefined ? `[${min}` : above !== undefined ? `(${above}` : '(-∞';
  const to =
    max !== undefined ? `${max}]` : below !== undefined ? `${below})` : infinite ? '∞]' : '∞)';
  return `${from}, ${to}`;
}

function integerText({ min, above, max, below }: Bounds): string {
  const low = min ?? (above === undefined ? undefined : above + 1);
  const high = max ?? (below === undefined ? undefined : below - 1);
  if (low !== undefined && high !== undefined) return `integer in [${low}, ${high}]`;
  if (low !== undefined) return `integer ≥ ${low}`;
  return high === undefined ? 'integer' : `integer ≤ ${high}`;
}

function numberFromText(text: string): unknown {
  const trimmed = text.trim();
  if (/^[+]?(inf|infinity|∞)$/i.test(trimmed)) return Infinity;
  if (/^nan$/i.test(trimmed)) return Number.NaN;
  const value = trimmed === '' ? Number.NaN : Number(trimmed);
  // Text that is no number stays text, so that the message can quote it.
  return Number.isNaN(value) ? text : value;
}

function flagFromText(text: string): unknown {
  if (/^(true|yes|on|1)$/i.test(text)) return true;
  if (/^(false|no|off|0)$/i.test(text)) return false;
  return text;
}

/** A private, frozen copy; −0 becomes 0, because both have the same canonical JSON and so the same identity. */
function settle(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(settle));
  return value === 0 ? 0 : value;
}

/** A value as JSON has it. */
export function toJson(value: unknown): ParameterJson {
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return value as string | boolean;
}

function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromJson);
  return value === 'Infinity' ? Infinity : value === '-Infinity' ? -Infinity : value;
}
