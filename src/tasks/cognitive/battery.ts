/**
 * Batteries of tasks by name, and single tasks by name.
 *
 * | battery | tasks |
 * | --- | --- |
 * | `cog20` | the 20 base tasks |
 * | `modcog82` | the released list of Mod-Cog: 20 base, 22 `int`, 20 `seqr`, 20 `seql` |
 * | `modcog126` | these and the 44 combinations of `int` and `seq` |
 *
 * A task's number is the number of its rule input.
 */

import { nearest, UsageError, unknownName } from '../../errors.ts';
import type { Random } from '../../numerics/random.ts';
import { BASE_NAMES, baseTask } from './base.ts';
import { canonicalName, modcog82, modcog126, whyNot132 } from './modcog.ts';
import {
  ORIGINAL_DT,
  ORIGINAL_RING,
  originalName,
  originalTasks,
  originalWeight,
} from './original.ts';
import type { TaskSpec } from './spec.ts';
import { bindTask, type CognitiveTask, type Grid } from './task.ts';
import {
  FORMS,
  type Form,
  type Labels,
  VARIANTS,
  type VariantFacts,
  type VariantName,
  variantFacts,
} from './variants.ts';

export const BATTERIES = ['cog20', 'modcog82', 'modcog126'] as const;
export type BatteryName = (typeof BATTERIES)[number];

export interface CognitiveOptions {
  /** Default `yang19` for `cog20`, `modcog-base` otherwise. */
  readonly variant?: VariantName;
  /** Whether the sources' errors are kept: see variants.ts. Default `corrected`. */
  readonly form?: Form;
  /** Time step in ms; must divide every fixed period. Default 100, for `yang2019-original` 20. */
  readonly dt?: number;
  /** Units on one ring, even. Default 16, for `yang2019-original` 32. */
  readonly ring?: number;
  /** Default `folded` for the released form of `modcog-base`, otherwise `positions`. */
  readonly labels?: Labels;
  /**
   * `per-run`: the delays of the match tasks of `modcog-base` without `int` are drawn once, here, one for each ring, as
   * the source does; needs `random`. Default `per-trial`.
   */
  readonly delay?: 'per-trial' | 'per-run';
  readonly random?: Random;
}

export interface Battery {
  readonly name: BatteryName;
  readonly variant: VariantName;
  readonly form: Form;
  /** ms. */
  readonly dt: number;
  readonly ring: number;
  /** 1 + 2·ring; the rule inputs, one a task, come after them. */
  readonly channels: number;
  /** 1 + ring. */
  readonly classes: number;
  readonly tasks: readonly CognitiveTask[];
  /** How often each task is drawn for a batch of a single task, relative to the others. */
  readonly weights: readonly number[];
}

interface Settings {
  readonly variant: VariantName;
  readonly form: Form;
  readonly grid: Grid;
  readonly labels: Labels;
}

const known = <T extends string>(what: string, given: string, names: readonly T[]): T => {
  const found = names.find((name) => name === given);
  if (found === undefined) throw unknownName(what, given, names);
  return found;
};

const isOriginal = (variant: VariantName): boolean => variant === 'yang2019-original';

function settle(options: CognitiveOptions, standard: VariantName): Settings {
  const variant = known('variant', options.variant ?? standard, VARIANTS);
  const form = known('form', options.form ?? 'corrected', FORMS);
  const original = isOriginal(variant);
  const {
    dt = original ? ORIGINAL_DT : 100,
    ring = original ? ORIGINAL_RING : 16,
    delay = 'per-trial',
    labels = original ? 'positions' : variantFacts(variant, form).labels,
  } = options;
  if (delay === 'per-run' && variant !== 'modcog-base') {
    throw new UsageError(
      `delay "per-run" is for variant "modcog-base", which draws its match delays; this is "${variant}"`,
    );
  }
  if (delay === 'per-run' && options.random === undefined) {
    throw new UsageError(
      'delay "per-run" needs `random`: the delays are drawn once, when the battery is made',
    );
  }
  return { variant, form, grid: { dt, ring }, labels };
}

/** Draws what is uniform in the delays of a match task once for each ring, and fixes it. */
function fixDelays(spec: TaskSpec, random: Random): TaskSpec {
  const own = random.split('delays').split(spec.name);
  const periods = spec.periods.map((period) => {
    const { name, duration } = period;
    if (name !== 'delay' || typeof duration === 'number' || !('uniform' in duration)) return period;
    const [low, high] = duration.uniform;
    const draw = (): number => low + (high - low) * own.uniform();
    return { ...period, duration: { byRing: [draw(), draw()] } as const };
  });
  return { ...spec, periods };
}

function bind(
  spec: TaskSpec,
  { grid, labels }: Settings,
  options: CognitiveOptions,
): CognitiveTask {
  const { delay, random } = options;
  const fixed = delay === 'per-run' && random !== undefined ? fixDelays(spec, random) : spec;
  return bindTask(fixed, grid, labels);
}

function specsOf(name: BatteryName, facts: VariantFacts): readonly TaskSpec[] {
  if (name === 'modcog82') return modcog82(facts);
  if (name === 'modcog126') return modcog126(facts);
  return BASE_NAMES.map((base) => baseTask(base, facts));
}

/**
 * A battery by its name.
 *
 * @throws UsageError for an unknown name or variant, a dt that does not divide a fixed period, an odd ring, Mod-Cog with
 * `yang2019-original`, or `per-run` delays where none are drawn or without `random`
 * @example createBattery('cog20').tasks.length // 20
 */
export function createBattery(name: string, options: CognitiveOptions = {}): Battery {
  if (/^modcog[-_]?(132|84)$/.test(name)) throw whyNot132(name);
  const battery = known('battery', name, BATTERIES);
  const settings = settle(options, battery === 'cog20' ? 'yang19' : 'modcog-base');
  const { variant, form, grid } = settings;
  if (battery !== 'cog20' && isOriginal(variant)) {
    throw new UsageError(
      `battery "${battery}" has no variant "${variant}": Mod-Cog moves answers by ring positions, the tasks of 2019 have angles; use cog20`,
    );
  }
  const specs = isOriginal(variant) ? originalTasks : specsOf(battery, variantFacts(variant, form));
  const tasks = specs.map((spec) => bind(spec, settings, options));
  return {
    name: battery,
    variant,
    form,
    ...grid,
    channels: tasks[0].channels,
    classes: tasks[0].classes,
    tasks,
    weights: specs.map((spec) => (isOriginal(variant) ? originalWeight(spec.name) : 1)),
  };
}

/** The error for a task that does not exist: the nearest name, and how names are made. */
function unknownTask(given: string, names: readonly string[]): UsageError {
  const near = nearest(given, names);
  const hint = near === undefined ? '' : ` did you mean "${near}"?`;
  return new UsageError(
    `unknown task "${given}";${hint} Known: ${BASE_NAMES.join(', ')}; with a delay also …intr, …intl; all also …seqr, …seql`,
  );
}

/**
 * Any single task by its name, also one that no battery of the variant has: `dlygointr` of `yang19`. The names of 2019
 * and the later ones are both understood for `yang2019-original`, and the released `…intseq` for `…intrseqr`.
 *
 * @throws UsageError as `createBattery`
 */
export function cognitiveTask(name: string, options: CognitiveOptions = {}): CognitiveTask {
  const settings = settle(options, 'modcog-base');
  const { variant, form } = settings;
  const original = isOriginal(variant);
  const specs = original ? originalTasks : modcog126(variantFacts(variant, form));
  const wanted = original ? originalName(name) : canonicalName(name);
  const spec = specs.find((each) => each.name === wanted);
  if (spec === undefined)
    throw unknownTask(
      name,
      specs.map((each) => each.name),
    );
  return bind(spec, settings, options);
}
