/**
 * `frugal task [name]`: one trial of a cognitive task to look at, as text or as a picture; without a name, what tasks there
 * are. Networks that learn them are studies.
 */

import { type Command, Option } from 'commander';
import { FrugalError, UsageError, unknownName } from '../errors.ts';
import {
  checkValues,
  choice,
  integer,
  number,
  type ParameterTable,
} from '../protocol/parameters.ts';
import { predictedClasses } from '../tasks/cognitive/accuracy.ts';
import {
  BATTERIES,
  type Battery,
  cognitiveTask,
  createBattery,
} from '../tasks/cognitive/battery.ts';
import { describeTask, taskText } from '../tasks/cognitive/describe.ts';
import type { CognitiveTask } from '../tasks/cognitive/task.ts';
import { FORMS, VARIANTS } from '../tasks/cognitive/variants.ts';
import {
  pictureText,
  seededTrial,
  type TrialPicture,
  trialPicture,
  type ViewOptions,
} from '../tasks/cognitive/view.ts';
import { flagsOf, optionsOf } from './run-options.ts';
import { table } from './table.ts';
import { paint, type World } from './world.ts';

const TABLE = {
  seed: integer({ description: 'of the trial and its noise', default: 0, min: 0 }),
  noise: choice(['1', '0'], { description: 'input noise on or off', default: '1' }),
  variant: choice(VARIANTS, { description: 'published version', default: 'modcog-base' }),
  form: choice(FORMS, {
    description: 'whether the source’s errors are kept',
    default: 'corrected',
  }),
  dt: number({ description: 'time step', unit: 'ms', default: 100, above: 0 }),
  ring: integer({ description: 'units on a ring, even', default: 16, min: 2, max: 1024 }),
} as const satisfies ParameterTable;

/** Defaults that depend on other options. */
const STANDARD: Readonly<Record<string, string | undefined>> = {
  variant: 'modcog-base, for the battery cog20 yang19',
  dt: '100, for yang2019-original 20',
  ring: '16, for yang2019-original 32',
};

interface Plain {
  readonly svg?: string;
  readonly run?: string;
  readonly network?: string;
  readonly about?: boolean;
  readonly json?: boolean;
}

const BATTERY_TEXT = {
  cog20: 'the 20 base tasks (variant yang19 unless another is given)',
  modcog82: 'Mod-Cog as released: 20 base, 22 int, 20 seqr, 20 seql',
  modcog126: 'these and the 44 combinations of int and seq',
} as const;

const COLUMNS = [
  { header: 'task', style: 'cyan' as const },
  { header: 'periods (ms)', min: 20 },
  { header: 'answer', min: 14 },
];

const rowsOf = ({ tasks }: Battery): string[][] =>
  tasks.map((task) => {
    const { name, periods, answer } = taskText(task);
    return [name, periods, answer];
  });

/** The batteries, the 20 base tasks, and how the names of the others are made. */
function overview({ out, name }: World): string {
  const batteries = BATTERIES.map((battery) => [battery, BATTERY_TEXT[battery]]);
  const base = createBattery('cog20', { variant: 'modcog-base' });
  const lines = [
    ...table(out, [{ header: 'battery', style: 'cyan' }, { header: 'tasks' }], batteries),
    '',
    ...table(out, COLUMNS, rowsOf(base)),
    '',
    '  Mod-Cog: tasks with a delay also as …intr and …intl, all as …seqr and …seql,',
    '  both together as …intrseql and the like.',
    '',
    `  ${name} task dlydm1seqr --seed 3   one trial`,
    `  ${name} task modcog82              all tasks of a battery`,
  ];
  return `${lines.join('\n')}\n`;
}

const listOf = (values: ArrayLike<number>): number[] => Array.from(values);

/** The trial as one line of JSON: rings as one row a step, targets as positions, −1 to keep fixation. */
function jsonLine(picture: TrialPicture): string {
  const { cue, rings, target, output, steps, ring, ...rest } = picture;
  const rows = (values: Float32Array): number[][] =>
    Array.from({ length: steps }, (_, t) => listOf(values.subarray(t * ring, (t + 1) * ring)));
  const answered = output === undefined ? {} : { output: listOf(output) };
  const inputs = { cue: listOf(cue), rings: rings.map(rows) };
  return `${JSON.stringify({ ...rest, steps, ring, ...inputs, target: listOf(target), ...answered })}\n`;
}

/** What is shown: a trial, and the answer of a network if a run was named. */
interface Shown {
  readonly picture: TrialPicture;
  readonly title?: string;
  readonly probabilities?: Float32Array;
}

async function writeSvg({ picture, ...options }: Shown, file: string): Promise<void> {
  const [{ trialFigure }, { renderFigure }, { writeAtomically }] = await Promise.all([
    import('../figures/trial.ts'),
    import('../report/plot.ts'),
    import('../runs/files.ts'),
  ]);
  await writeAtomically(file, `${renderFigure(trialFigure(picture, options), { width: 720 })}\n`);
}

async function show(
  given: string | undefined,
  { svg, about, json, run, network }: Plain,
  command: Command,
  world: World,
): Promise<void> {
  const { out } = world;
  if (given === undefined) {
    out.write(overview(world));
    return;
  }
  const { seed, noise, ...options } = checkValues(TABLE, flagsOf(command, TABLE), {
    spelling: 'flags',
  });
  if (isBattery(given)) {
    const battery = createBattery(given, options);
    out.write(`${table(out, COLUMNS, rowsOf(battery)).join('\n')}\n`);
    return;
  }
  const view = { seed, noise: noise !== '0' };
  if (about === true) {
    out.write(`${describeTask(taskNamed(given, options))}\n`);
    return;
  }
  if (run === undefined && network !== undefined)
    throw new UsageError('--network names a network of a run; give --run too');
  const shown =
    run === undefined
      ? { picture: pictureOf(taskNamed(given, options), view) }
      : await answered(given, { run, network, options, view, world });
  const { picture } = shown;
  if (svg !== undefined) {
    await writeSvg(shown, svg);
    out.write(`${svg}\n`);
  } else if (json === true) out.write(jsonLine(picture));
  else {
    if (shown.title !== undefined) out.write(`${shown.title}\n\n`);
    const [title, ...rest] = pictureText(picture, Math.max(30, Math.min(out.columns(), 110))).split(
      '\n',
    );
    out.write(`${[paint(out, 'bold', title), ...rest].join('\n')}\n`);
  }
}

/** The trial of a seed. */
function pictureOf(task: CognitiveTask, view: ViewOptions): TrialPicture {
  const { trial, noise } = seededTrial(task, view);
  return trialPicture(task, trial, noise);
}

interface Question {
  /** Folder of a run. */
  readonly run: string;
  readonly network: string | undefined;
  readonly options: object;
  readonly view: ViewOptions;
  readonly world: World;
}

/** The trial with what a network of a run answers. */
async function answered(
  name: string,
  { run: folder, network, options, view, world }: Question,
): Promise<Shown> {
  const [set] = Object.keys(options);
  if (set !== undefined)
    throw new UsageError(`--${set} is what the run has learned with; leave it out beside --run`);
  const [{ answerOf, batteryOf }, { readRun }, { specOf }, { loadStudy }] = await Promise.all([
    import('../studies/cognitive/answer.ts'),
    import('../runs/stored.ts'),
    import('../runs/command.ts'),
    import('../studies/registry.ts'),
  ]);
  const stored = await readRun(folder);
  try {
    const { parameters } = specOf(await loadStudy(stored.spec.study, world.studies), stored.spec);
    const run = { parameters, records: stored.records, arrays: await stored.arrays() };
    const { tasks, classes } = batteryOf(run);
    const rule = tasks.findIndex((task) => task.name === name);
    const names = tasks.map((task) => task.name);
    if (rule < 0) throw unknownName('task of the run', name, names);
    const { trial, noise } = seededTrial(tasks[rule], view);
    // The trial's own stream is for the picture; the network is shown the same noise.
    const again = seededTrial(tasks[rule], view).noise;
    const options = { network, ...(again === undefined ? {} : { noise: again }) };
    const found = await answerOf(run, rule, trial, options);
    const output = predictedClasses(found.probabilities, classes);
    return {
      picture: trialPicture(tasks[rule], trial, noise, output),
      title: `One trial of ${name}, answered by ${found.network}`,
      probabilities: found.probabilities,
    };
  } catch (error) {
    if (error instanceof FrugalError) error.message += ` (${folder})`;
    throw error;
  }
}

/** Also names of batteries that do not exist, so that they are answered as such. */
const isBattery = (name: string): boolean => /^(?:cog|modcog)[-_]?\d+$/.test(name);

/** A task; an unknown name that looks like nothing but a battery is answered with the batteries. */
function taskNamed(name: string, options: Parameters<typeof cognitiveTask>[1]) {
  if (/^(?:mod-?)?cog/.test(name)) throw unknownName('battery', name, BATTERIES);
  return cognitiveTask(name, options);
}

/** Adds `task` to the command line. */
export function registerTask(program: Command, world: World): void {
  const command = program
    .command('task')
    .description('one trial of a cognitive task, as text or picture; without a name, the tasks')
    .argument('[name]', 'task (its name), or battery (its tasks)');
  for (const [name, parameter] of Object.entries(TABLE))
    for (const option of optionsOf(name, parameter, STANDARD[name] ?? String(parameter.default)))
      command.addOption(option);
  command
    .addOption(new Option('--svg <file>', 'draw the trial into a file'))
    .option('--run <folder>', 'a finished run: show what its network answers')
    .option('--network <id>', 'which network of the run; default its first')
    .option('--about', 'describe the task instead: periods, inputs, answer')
    .option('--json', 'the trial as one line of JSON')
    .action((given: string | undefined, plain: Plain) => show(given, plain, command, world));
}
