/** From the words after `frugal sweep` to a sweep: what is fixed, what is varied, how often, and by what it is computed. */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Command } from 'commander';
import { resolveArithmetic } from '../engine/engine.ts';
import { UsageError, unknownName } from '../errors.ts';
import {
  checkValues,
  choice,
  integer,
  number,
  type ParameterTable,
  parametersToJson,
} from '../protocol/parameters.ts';
import type { Json, Study } from '../protocol/study.ts';
import { toldText } from '../protocol/value-text.ts';
import { canonicalJson } from '../runs/canonical.ts';
import { axisFromText } from '../sweeps/axes.ts';
import { checkSettings, countPoints } from '../sweeps/points.ts';
import { PAIRINGS, type Sweep, sweepFromJson, sweepToJson } from '../sweeps/sweep.ts';
import { flagsOf, optionsOf } from './run-options.ts';
import { OF_RUN, readSettings } from './settings.ts';

/** More runs than this have to be meant. */
export const MANY = 100_000;
/** More runs than this no folder holds. */
const MOST = 1_000_000_000;

const SWEEP_TABLE = {
  seed: OF_RUN.seed,
  pairing: choice(PAIRINGS, {
    default: 'paired',
    about: {
      paired: 'every point has the same seeds: points are compared pair by pair',
      independent: 'every point has seeds of its own',
    },
    description: 'whether points share their seeds',
  }),
  arithmetic: OF_RUN.arithmetic,
} as const satisfies ParameterTable;

const CHECKPOINT = {
  checkpoint: number({
    ...{ description: 'least time between checkpoints of a run', unit: 's' },
    ...{ default: 10, min: 0 },
  }),
} as const;

/** What can be said of any work on a sweep, new or old. */
const WORK_OPTIONS: readonly (readonly [flags: string, description: string])[] = [
  ['--retry', 'take up runs that failed, too'],
  ['--yes', `more than ${MANY} runs are meant`],
  ['--json', 'standard output is NDJSON: a line a run, then one with the counts'],
];

/** Declares the options of a new sweep: parameters that are fixed, axes, seeds. */
export function addSweepOptions(command: Command, study: Study): void {
  for (const [name, parameter] of Object.entries(study.parameters))
    for (const option of optionsOf(name, parameter, toldText(parameter.default)))
      command.addOption(option.helpGroup(`Parameters of ${study.name} that are fixed:`));
  command.option(
    '--axis <name=values>',
    'what is varied, once an axis: epsilon=5,10,20; zeta=0.1:0.5:5 (five values); rate=0.001:0.1:3:log; a condition behind: "zeta=0,0.3 when rule=set"',
    (word: string, before: readonly string[] = []) => [...before, word],
  );
  command.option('--seeds <n|list>', 'so many consecutive seeds, or these: 3,7,11; default 1');
  command.option(
    '--preset <name>',
    `parameters for a purpose; ${Object.keys(study.presets).join(' | ')}, default none`,
  );
  command.option('--set <settings...>', 'parameters as name=value, or from a JSON file');
  command.option(
    '--out <folder>',
    'the folder of the sweep (default: sweeps/<study>/<digits of what is asked for>)',
  );
  command.option(
    '--edit',
    'change the sweep of the folder; finished runs that it still has are kept',
  );
  for (const [name, parameter] of Object.entries(SWEEP_TABLE))
    for (const option of optionsOf(name, parameter, COMPUTED[name] ?? toldText(parameter.default)))
      command.addOption(option);
}

const COMPUTED: Readonly<Record<string, string | undefined>> = {
  arithmetic: 'fused where the machine can',
};

/** Declares the options of work on a sweep, those of its executor among them. */
export function addWorkOptions(command: Command, executorOptions: ParameterTable): void {
  for (const [name, parameter] of Object.entries({ ...executorOptions, ...CHECKPOINT }))
    for (const option of optionsOf(name, parameter, toldText(parameter.default)))
      command.addOption(option);
  for (const [flags, description] of WORK_OPTIONS) command.option(flags, description);
}

/** How a sweep is to be worked on. */
export interface WorkRequest {
  readonly retry: boolean;
  readonly yes: boolean;
  readonly json: boolean;
  readonly checkpointSeconds?: number;
}

export function readWork(command: Command): WorkRequest {
  const { retry, yes, json }: { retry?: boolean; yes?: boolean; json?: boolean } = command.opts();
  const { checkpoint } = checkValues(CHECKPOINT, flagsOf(command, CHECKPOINT), {
    spelling: 'flags',
  });
  return {
    ...{ retry: retry ?? false, yes: yes ?? false, json: json ?? false },
    ...(checkpoint !== undefined && { checkpointSeconds: checkpoint }),
  };
}

/** A sweep that is asked for, and where. */
export interface AskedSweep {
  readonly sweep: Sweep;
  readonly path: string;
  /** Take the place of another sweep there. */
  readonly edit: boolean;
}

/** The sweep that the options of a parsed command describe, and its folder. */
export async function readSweep(command: Command, study: Study): Promise<AskedSweep> {
  const given = checkValues(SWEEP_TABLE, flagsOf(command, SWEEP_TABLE), { spelling: 'flags' });
  const plain: {
    axis?: string[];
    seeds?: string;
    preset?: string;
    set?: string[];
    out?: string;
    edit?: boolean;
  } = command.opts();
  const file = await readSettings(plain.set ?? [], study);
  const flags = checkValues(study.parameters, flagsOf(command, study.parameters), {
    spelling: 'flags',
  });
  if (plain.preset !== undefined && !Object.hasOwn(study.presets, plain.preset))
    throw unknownName('preset', plain.preset, Object.keys(study.presets));
  const preset = plain.preset === undefined ? {} : study.presets[plain.preset];
  const axes = (plain.axis ?? []).map((text) => axisFromText(text, study.parameters));
  const both = axes.find(({ name }) => Object.hasOwn(flags, name));
  if (both !== undefined)
    throw new UsageError(`${both.name} is both fixed and an axis; leave one out`);
  const arithmetic = resolveArithmetic(given.arithmetic ?? file.arithmetic ?? 'fused');
  const sweep = sweepFromJson(
    {
      study: study.name,
      fixed: parametersToJson({ ...preset, ...file.parameters, ...flags }),
      axes: axes.map(({ json }) => json),
      seeds: seedsOf(plain.seeds, given.seed ?? file.seed ?? SWEEP_TABLE.seed.default),
      ...{ pairing: given.pairing ?? SWEEP_TABLE.pairing.default, arithmetic },
    },
    study,
    'the command',
  );
  const digits = createHash('sha256')
    .update(canonicalJson(sweepToJson(sweep) as unknown as Json))
    .digest('hex');
  const path = plain.out ?? join('sweeps', study.name, digits.slice(0, 12));
  return { sweep, path, edit: plain.edit ?? false };
}

const COUNT = integer({ description: 'seeds', min: 1, max: 1_000_000, default: 1 });

function seedsOf(
  text: string | undefined,
  first: number,
): number[] | { from: number; count: number } {
  if (text?.includes(',')) return text.split(',').map((word) => wholeOf(word));
  const { seeds = 1 } = checkValues(
    { seeds: COUNT },
    { seeds: text === undefined ? 1 : COUNT.fromText(text) },
    { spelling: 'flags' },
  );
  return { from: first, count: seeds };
}

function wholeOf(word: string): number {
  const { seed } = checkValues(
    { seed: OF_RUN.seed },
    { seed: OF_RUN.seed.fromText(word) },
    { spelling: 'flags' },
  );
  return seed ?? 0;
}

/**
 * Refuses what can only be a slip, and combinations that the study refuses, before anything starts.
 *
 * @returns how many runs there are
 */
export function checkSize(sweep: Sweep, yes: boolean): number {
  const total = countPoints(sweep);
  if (total > MOST || (total > MANY && !yes))
    throw new UsageError(
      `this sweep has ${total.toLocaleString('en')} runs${total > MOST ? ', more than any folder holds' : '; give --yes if that is meant'}`,
    );
  checkSettings(sweep);
  return total;
}
