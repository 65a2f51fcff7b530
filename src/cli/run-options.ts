/**
 * From the words after `frugal run` to the specs of runs. Options of the study come from its parameter table, the
 * others are declared here in the same way, so that both are checked and refused alike.
 */

import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { resolveArithmetic } from '../engine/engine.ts';
import { UsageError, unknownName } from '../errors.ts';
import {
  checkValues,
  flagName,
  integer,
  number,
  type Parameter,
  type ParameterTable,
  resolveParameters,
  valueText,
} from '../protocol/parameters.ts';
import type { Study } from '../protocol/study.ts';
import { toldText } from '../protocol/value-text.ts';
import type { RunSpec } from '../runs/identity.ts';
import { remember } from './option-parameters.ts';
import { OF_RUN, readSettings } from './settings.ts';

/** More threads than this do not make a network of the studies faster; `--threads` goes up to the engine's limit. */
const MOST_THREADS = 8;

/** What can be said about any run. Values that are not given stay `undefined`; the defaults only feed the help. */
const RUN_TABLE = {
  seed: OF_RUN.seed,
  seeds: integer({
    description:
      'so many runs with consecutive seeds, in processes side by side, judged together; --replicates, where a study has it, repeats within one run',
    default: 1,
    min: 1,
    max: 10_000,
  }),
  jobs: integer({
    description: 'runs at a time, each in its own process',
    default: 1,
    min: 1,
    max: 1024,
  }),
  threads: integer({
    description: 'threads of a run, without effect on results',
    default: 1,
    min: 1,
    max: 256,
  }),
  arithmetic: OF_RUN.arithmetic,
  checkpoint: number({
    description: 'least time between checkpoints',
    unit: 's',
    default: 10,
    min: 0,
  }),
} as const satisfies ParameterTable;

/** Options of `run` that are words of their own or take a path. */
const PLAIN_OPTIONS: readonly (readonly [flags: string, description: string])[] = [
  [
    '--set <settings...>',
    'parameters as name=value, or from a JSON file, or the spec.json of another run',
  ],
  ['--out <folder>', 'where the results go (default: runs/<study>/<identity>)'],
  ['--fresh', 'start over, even if the run is finished or can be taken up'],
  [
    '--data <digest>',
    'run only on data from a file whose digest begins so: addresses of the lab say it',
  ],
  ['--as-is', 'accept a stored result of other engine semantics'],
  ['--no-report', 'write no report.html'],
  ['--json', 'standard output is NDJSON: a line per record, then one with summary and claims'],
];

/** All that a command line says about a group of runs. */
export interface RunRequest {
  /** One for each seed. */
  readonly specs: readonly RunSpec[];
  readonly preset: string | undefined;
  /** Of what was given by name and has no effect: a line each. */
  readonly idle: readonly string[];
  readonly jobs: number;
  readonly threads: number;
  readonly checkpointSeconds: number | undefined;
  readonly out: string | undefined;
  readonly fresh: boolean;
  readonly asIs: boolean;
  readonly data: string | undefined;
  readonly report: boolean;
  readonly json: boolean;
}

/**
 * Declares all options of `run` on a command; those of the study in a group of their own. Commander refuses a study whose
 * parameter has the name of another option.
 */
export function addRunOptions(command: Command, study: Study | undefined): void {
  for (const [name, parameter] of Object.entries(study?.parameters ?? {})) {
    for (const option of optionsOf(name, parameter, toldText(parameter.default))) {
      command.addOption(option.helpGroup(`Parameters of ${study?.name}:`));
    }
  }
  const presets =
    study === undefined ? 'as "describe" tells' : Object.keys(study.presets).join(' | ');
  command.option('--preset <name>', `parameters for a purpose; ${presets}, default none`);
  for (const [name, parameter] of Object.entries(RUN_TABLE)) {
    const standard = COMPUTED[name] ?? toldText(parameter.default);
    for (const option of optionsOf(name, parameter, standard)) command.addOption(option);
  }
  for (const [flags, description] of PLAIN_OPTIONS) command.option(flags, description);
}

/** Defaults that depend on other options or on the machine. */
const COMPUTED: Readonly<Record<string, string | undefined>> = {
  jobs: 'as many as processors',
  threads: `as many as processors, up to ${MOST_THREADS}`,
  arithmetic: 'fused where the machine can',
};

/** The option of a parameter; a flag has a second one that says no. The one that is the default anyway is not shown. */
export function optionsOf(name: string, parameter: Parameter, standard: string): Option[] {
  const flag = flagName(name);
  const symbol = parameter.symbol ? `, ${parameter.symbol}` : '';
  const unit = parameter.unit ? ` (${parameter.unit})` : '';
  const what = parameter.description + symbol + unit;
  if (parameter.kind === 'flag') {
    const yes = new Option(`--${flag}`, `${what}; default no`).hideHelp(parameter.default === true);
    const no = new Option(`--no-${flag}`, `not: ${what}`).hideHelp(parameter.default === false);
    return [yes, no];
  }
  const text = `${what}; ${parameter.allowed}, default ${standard}`;
  const option = new Option(`--${flag} <${PLACEHOLDERS[parameter.kind]}>`, text);
  remember(option, parameter);
  return [option];
}

const PLACEHOLDERS = {
  ...{ number: 'number', integer: 'n', choice: 'name', list: 'list' },
  text: 'text',
} as const;

/**
 * Reads the options of a parsed command: defaults < preset < `--set` < flags.
 *
 * @throws UsageError for anything that is not allowed, FrugalError for a file that cannot be read
 */
export async function readRequest(command: Command, study: Study): Promise<RunRequest> {
  const given = checkValues(RUN_TABLE, flagsOf(command, RUN_TABLE), { spelling: 'flags' });
  const plain: {
    preset?: string;
    set?: string[];
    out?: string;
    fresh?: boolean;
    asIs?: boolean;
    data?: string;
    report?: boolean;
    json?: boolean;
  } = command.opts();
  const file = await readSettings(plain.set ?? [], study);
  const flags = checkValues(study.parameters, flagsOf(command, study.parameters), {
    spelling: 'flags',
  });
  const preset = plain.preset === undefined ? undefined : presetOf(study, plain.preset);
  const parameters = resolveParameters(study.parameters, preset, file.parameters, flags);
  study.check?.(parameters);
  const asked = given.arithmetic ?? file.arithmetic;
  const arithmetic = resolveArithmetic(asked ?? 'fused');
  if (asked === 'fused' && arithmetic !== 'fused') {
    throw new UsageError(
      'arithmetic "fused" needs relaxed SIMD, which this machine lacks; use --arithmetic strict',
    );
  }
  const first = given.seed ?? file.seed ?? RUN_TABLE.seed.default;
  const many = given.seeds ?? 1;
  const jobs = Math.min(many, given.jobs ?? availableParallelism());
  return {
    specs: Array.from({ length: many }, (_, i) => ({ parameters, seed: first + i, arithmetic })),
    preset: plain.preset,
    idle: idleAmong(study, parameters, new Set([...file.named, ...Object.keys(flags)])),
    jobs,
    threads: given.threads ?? usualThreads(jobs),
    checkpointSeconds: given.checkpoint,
    out: plain.out,
    fresh: plain.fresh ?? false,
    asIs: plain.asIs ?? false,
    data: digestOf(plain.data),
    report: plain.report ?? true,
    json: plain.json ?? false,
  };
}

/** @throws UsageError for what are no first digits of a digest */
function digestOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[0-9a-f]{4,64}$/.test(text)) return text;
  throw new UsageError(
    `--data ${JSON.stringify(text)} is not 4 to 64 digits 0–9 a–f, the first of a digest`,
  );
}

/** Threads of a run where none are asked for and so many runs share the machine. */
export function usualThreads(jobs: number): number {
  return Math.min(MOST_THREADS, Math.max(1, Math.floor(availableParallelism() / jobs)));
}

/** Which of the named parameters have no effect beside the others, and why. */
function idleAmong(study: Study, parameters: RunSpec['parameters'], named: Set<string>) {
  const idle = study.idle?.(parameters) ?? {};
  return [...named]
    .filter((name) => Object.hasOwn(idle, name))
    .map(
      (name) => `--${flagName(name)} ${valueText(parameters[name])} has no effect: ${idle[name]}`,
    );
}

function presetOf(study: Study, name: string): Readonly<Record<string, unknown>> {
  if (!Object.hasOwn(study.presets, name))
    throw unknownName('preset', name, Object.keys(study.presets));
  return study.presets[name];
}

/** The values that were really given, turned from text by their parameters. */
export function flagsOf(command: Command, parameters: ParameterTable): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    if (command.getOptionValueSource(name) !== 'cli') continue;
    const value: unknown = command.getOptionValue(name);
    values[name] = typeof value === 'string' ? parameter.fromText(value) : value;
  }
  return values;
}
