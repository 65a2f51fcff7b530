/**
 * From the words after `frugal run` to the specs of runs. Options of the study come from its parameter table, the
 * others are declared here in the same way, so that both are checked and refused alike.
 */

import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { resolveArithmetic } from '../engine/engine.ts';
import { FrugalError, UsageError, unknownName } from '../errors.ts';
import {
  checkValues,
  choice,
  flagName,
  integer,
  number,
  type Parameter,
  type ParameterTable,
  parametersFromJson,
  resolveParameters,
  valueText,
} from '../protocol/parameters.ts';
import type { Study } from '../protocol/study.ts';
import { readText } from '../runs/files.ts';
import type { RunSpec } from '../runs/identity.ts';

/** More threads than this do not make a network of the studies faster; `--threads` goes up to the engine's limit. */
const MOST_THREADS = 8;

/** What can be said about any run. Values that are not given stay `undefined`; the defaults only feed the help. */
const RUN_TABLE = {
  seed: integer({ description: 'of all random numbers', default: 1, min: 0 }),
  seeds: integer({
    description: 'so many runs, with consecutive seeds',
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
  arithmetic: choice(['strict', 'fused'], {
    description: 'the same bits on every machine, or faster',
    default: 'fused',
  }),
  checkpoint: number({
    description: 'least time between checkpoints',
    unit: 's',
    default: 10,
    min: 0,
  }),
} as const satisfies ParameterTable;

/** Options of `run` that are words of their own or take a path. */
const PLAIN_OPTIONS: readonly (readonly [flags: string, description: string])[] = [
  ['--set <file>', 'parameters from a JSON file, or the spec.json of another run'],
  ['--out <folder>', 'where the results go (default: runs/<study>/<identity>)'],
  ['--fresh', 'start over, even if the run is finished or can be taken up'],
  ['--as-is', 'accept a stored result of other engine semantics'],
  ['--no-report', 'write no report.html'],
  ['--json', 'standard output is NDJSON: a line per record, then one with summary and claims'],
];

/** All that a command line says about a group of runs. */
export interface RunRequest {
  /** One for each seed. */
  readonly specs: readonly RunSpec[];
  readonly preset: string | undefined;
  readonly jobs: number;
  readonly threads: number;
  readonly checkpointSeconds: number | undefined;
  readonly out: string | undefined;
  readonly fresh: boolean;
  readonly asIs: boolean;
  readonly report: boolean;
  readonly json: boolean;
}

/**
 * Declares all options of `run` on a command; those of the study in a group of their own. Commander refuses a study whose
 * parameter has the name of another option.
 */
export function addRunOptions(command: Command, study: Study | undefined): void {
  for (const [name, parameter] of Object.entries(study?.parameters ?? {})) {
    for (const option of optionsOf(name, parameter, valueText(parameter.default))) {
      command.addOption(option.helpGroup(`Parameters of ${study?.name}:`));
    }
  }
  const presets =
    study === undefined ? 'as "describe" tells' : Object.keys(study.presets).join(' | ');
  command.option('--preset <name>', `parameters for a purpose; ${presets}, default none`);
  for (const [name, parameter] of Object.entries(RUN_TABLE)) {
    const standard = COMPUTED[name] ?? valueText(parameter.default);
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
  return [new Option(`--${flag} <${PLACEHOLDERS[parameter.kind]}>`, text)];
}

const PLACEHOLDERS = { number: 'number', integer: 'n', choice: 'name', list: 'list' } as const;

/**
 * Reads the options of a parsed command: defaults < preset < `--set` file < flags.
 *
 * @throws UsageError for anything that is not allowed, FrugalError for a file that cannot be read
 */
export async function readRequest(command: Command, study: Study): Promise<RunRequest> {
  const given = checkValues(RUN_TABLE, flagsOf(command, RUN_TABLE), { spelling: 'flags' });
  const plain: {
    preset?: string;
    set?: string;
    out?: string;
    fresh?: boolean;
    asIs?: boolean;
    report?: boolean;
    json?: boolean;
  } = command.opts();
  const file = plain.set === undefined ? undefined : await readSettings(plain.set, study);
  const flags = checkValues(study.parameters, flagsOf(command, study.parameters), {
    spelling: 'flags',
  });
  const preset = plain.preset === undefined ? undefined : presetOf(study, plain.preset);
  const parameters = resolveParameters(study.parameters, preset, file?.parameters, flags);
  study.check?.(parameters);
  const asked = given.arithmetic ?? file?.arithmetic;
  const arithmetic = resolveArithmetic(asked ?? 'fused');
  if (asked === 'fused' && arithmetic !== 'fused') {
    throw new UsageError(
      'arithmetic "fused" needs relaxed SIMD, which this machine lacks; use --arithmetic strict',
    );
  }
  const first = given.seed ?? file?.seed ?? RUN_TABLE.seed.default;
  const many = given.seeds ?? 1;
  const jobs = Math.min(many, given.jobs ?? availableParallelism());
  return {
    specs: Array.from({ length: many }, (_, i) => ({ parameters, seed: first + i, arithmetic })),
    preset: plain.preset,
    jobs,
    threads: given.threads ?? usualThreads(jobs),
    checkpointSeconds: given.checkpoint,
    out: plain.out,
    fresh: plain.fresh ?? false,
    asIs: plain.asIs ?? false,
    report: plain.report ?? true,
    json: plain.json ?? false,
  };
}

/** Threads of a run where none are asked for and so many runs share the machine. */
export function usualThreads(jobs: number): number {
  return Math.min(MOST_THREADS, Math.max(1, Math.floor(availableParallelism() / jobs)));
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

interface Settings {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly seed?: number;
  readonly arithmetic?: RunSpec['arithmetic'];
}

/** A file of parameters; a run's `spec.json` gives seed and arithmetic too. */
async function readSettings(path: string, study: Study): Promise<Settings> {
  const text = await readText(path);
  if (text === undefined) throw new FrugalError(`cannot read ${path}: there is no such file`);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `${path} is not JSON: ${error instanceof Error ? error.message.split('\n')[0] : error}`,
    );
  }
  if (!isObject(content))
    throw new UsageError(`${path} holds no parameters; expected {"name": value, …}`);
  if (!isObject(content.parameters))
    return { parameters: parametersFromJson(study.parameters, content, { from: path }) };
  if (content.study !== undefined && content.study !== study.name) {
    throw new UsageError(
      `${path} is a spec of study ${JSON.stringify(content.study)}, not of "${study.name}"`,
    );
  }
  const { seed, arithmetic } = checkValues(
    RUN_TABLE,
    { seed: content.seed, arithmetic: content.arithmetic },
    { from: path },
  );
  const parameters = parametersFromJson(study.parameters, content.parameters, { from: path });
  return { parameters, seed, arithmetic };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
