/**
 * A sweep as a value: a study, what is fixed, what is varied, and how often it is repeated. It is what `sweep.json` holds, and
 * all that decides which runs there are.
 */

import * as z from 'zod/mini';
import { UsageError } from '../errors.ts';
import {
  flagName,
  parametersFromJson,
  parametersToJson,
  resolveParameters,
  valueText,
} from '../protocol/parameters.ts';
import type { Study } from '../protocol/study.ts';
import { type Axis, type AxisJson, axisFromJson } from './axes.ts';

/**
 * Whether all points have the same seeds, so that they can be compared pair by pair, or each has its own.
 *
 * `independent` seeds are made of the point's values and the given seeds, so that they stay when axes are edited.
 */
export const PAIRINGS = ['paired', 'independent'] as const;
export type Pairing = (typeof PAIRINGS)[number];

const Json = z.object({
  study: z.string(),
  fixed: z.record(z.string(), z.json()),
  axes: z.array(
    z.object({
      name: z.string(),
      when: z.optional(z.record(z.string(), z.array(z.string()))),
      values: z.optional(z.array(z.json())),
      from: z.optional(z.number()),
      to: z.optional(z.number()),
      count: z.optional(z.number()),
      scale: z.optional(z.enum(['linear', 'log'])),
    }),
  ),
  seeds: z.union([
    z.array(z.int()).check(z.minLength(1)),
    z.object({ from: z.int(), count: z.int().check(z.gte(1)) }),
  ]),
  pairing: z.optional(z.enum(PAIRINGS)),
  arithmetic: z.enum(['strict', 'fused']),
});

/** What `sweep.json` holds. */
export interface SweepJson {
  readonly study: string;
  /** Parameters that differ from the study's defaults, the same in all runs. */
  readonly fixed: Readonly<Record<string, unknown>>;
  readonly axes: readonly AxisJson[];
  readonly seeds: readonly number[] | { readonly from: number; readonly count: number };
  /** Default `paired`. */
  readonly pairing?: Pairing;
  readonly arithmetic: 'strict' | 'fused';
}

/** A sweep whose every value is checked. */
export interface Sweep {
  readonly study: Study;
  /** All parameters of the study where no axis says otherwise. */
  readonly base: Readonly<Record<string, unknown>>;
  readonly axes: readonly Axis[];
  readonly seeds: readonly number[];
  readonly pairing: Pairing;
  readonly arithmetic: 'strict' | 'fused';
}

/** More repetitions than this are more than any claim needs. */
const MOST_SEEDS = 1_000_000;

/**
 * The sweep that a document describes.
 *
 * @param from names the document in messages
 * @throws UsageError for what is missing, of another type, unknown to the study or out of range
 */
export function sweepFromJson(document: unknown, study: Study, from = 'sweep.json'): Sweep {
  const parsed = Json.safeParse(document);
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.join('.').slice(0, 60);
    throw new UsageError(
      `${from} is no sweep: "${place}" is missing or of the wrong type; a sweep has study, fixed, axes, seeds and arithmetic`,
    );
  }
  const json = parsed.data;
  if (json.study !== study.name)
    throw new UsageError(`${from} is a sweep of ${json.study}, not of ${study.name}`);
  const table = study.parameters;
  const axes = json.axes.map((axis) => axisFromJson(asAxis(axis, from), table));
  const twice = axes.find(({ name }, k) => axes.findIndex((other) => other.name === name) !== k);
  if (twice !== undefined)
    throw new UsageError(`${flagName(twice.name)} is an axis twice; give all its values in one`);
  const base = resolveParameters(table, parametersFromJson(table, json.fixed, { from }));
  checkConditions(axes);
  return {
    ...{ study, base, axes, seeds: seedsOf(json.seeds, from) },
    pairing: json.pairing ?? 'paired',
    arithmetic: json.arithmetic,
  };
}

/** What `sweep.json` holds of a sweep. */
export function sweepToJson({ study, base, axes, seeds, pairing, arithmetic }: Sweep): SweepJson {
  const varied = new Set(axes.map(({ name }) => name));
  const fixed = Object.fromEntries(
    Object.entries(study.parameters).flatMap(([name, parameter]) =>
      varied.has(name) || valueText(base[name]) === valueText(parameter.default)
        ? []
        : [[name, base[name]]],
    ),
  );
  const consecutive = seeds.length > 10 && seeds.every((seed, k) => seed === seeds[0] + k);
  return {
    study: study.name,
    fixed: parametersToJson(fixed),
    axes: axes.map(({ json, values }) =>
      'values' in json
        ? { ...json, values: values.map((value) => parametersToJson({ value }).value) }
        : json,
    ),
    seeds: consecutive ? { from: seeds[0], count: seeds.length } : seeds,
    pairing,
    arithmetic,
  };
}

function asAxis(axis: z.infer<typeof Json>['axes'][number], from: string): AxisJson {
  const { name, when, values, from: first, to, count, scale } = axis;
  const condition = when === undefined ? {} : { when };
  if (values !== undefined) return { name, values, ...condition };
  if (first === undefined || to === undefined || count === undefined)
    throw new UsageError(`axis ${name} of ${from} has neither values nor from, to and count`);
  return { name, from: first, to, count, ...(scale && { scale }), ...condition };
}

function seedsOf(given: z.infer<typeof Json>['seeds'], from: string): number[] {
  const many = Array.isArray(given) ? given.length : given.count;
  if (many > MOST_SEEDS)
    throw new UsageError(`${many} seeds (${from}) are more than ${MOST_SEEDS}`);
  const seeds = Array.isArray(given)
    ? given
    : Array.from({ length: given.count }, (_, k) => given.from + k);
  const wrong = seeds.find((seed) => !Number.isSafeInteger(seed) || seed < 0);
  if (wrong !== undefined) throw new UsageError(`seed ${wrong} (${from}) is not an integer ≥ 0`);
  if (new Set(seeds).size < seeds.length)
    throw new UsageError(`the seeds of ${from} hold one twice; each counts once`);
  return seeds;
}

/** A condition may look at what is fixed and at axes before its own: so every point is reached in one pass. */
function checkConditions(axes: readonly Axis[]): void {
  axes.forEach(({ name, when }, k) => {
    for (const other of Object.keys(when)) {
      const place = axes.findIndex((axis) => axis.name === other);
      if (place > k)
        throw new UsageError(
          `axis ${flagName(name)} depends on ${flagName(other)}, which comes after it; give ${flagName(other)} first`,
        );
    }
  });
}
