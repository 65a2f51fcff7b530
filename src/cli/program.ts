/**
 * The command line as a function: words in, text out, exit code back.
 *
 * Each command's module is loaded only when it is the one that is asked for.
 */

import { type Argument, Command } from 'commander';
import { ABOUT } from './commands.ts';
import { EXIT, refuseRepeats, reportError } from './errors.ts';
import { paint, type World } from './world.ts';

/**
 * Adds a command to the program.
 *
 * @param words the command line if the command is the one that is asked for
 * @param exit tells the exit code where that is not 0
 */
type Register = (
  program: Command,
  world: World,
  words: readonly string[] | undefined,
  exit: (code: number) => void,
) => unknown;

export const COMMANDS: Readonly<Record<string, () => Promise<Register>>> = {
  list: async () => (await import('./list.ts')).registerList,
  describe: async () => (await import('./describe.ts')).registerDescribe,
  run: async () => (await import('./run.ts')).registerRun,
  sweep: async () => (await import('./sweep.ts')).registerSweep,
  race: async () => (await import('./race.ts')).registerRace,
  lab: async () => (await import('./lab.ts')).registerLab,
  report: async () => (await import('./report.ts')).registerReport,
  evaluate: async () => (await import('./answer.ts')).registerEvaluate,
  predict: async () => (await import('./answer.ts')).registerPredict,
  export: async () => (await import('./export.ts')).registerExport,
  task: async () => (await import('./task.ts')).registerTask,
  data: async () => (await import('./data.ts')).registerData,
  associations: async () => (await import('./associations.ts')).registerAssociations,
  instance: async () => (await import('./discrete.ts')).registerInstance,
  solve: async () => (await import('./discrete.ts')).registerSolve,
  graph: async () => (await import('./graph.ts')).registerGraph,
  topology: async () => (await import('./topology.ts')).registerTopology,
  info: async () => (await import('./info.ts')).registerInfo,
  completion: async () => (await import('./completion.ts')).registerCompletion,
};

function argumentText(argument: Argument): string {
  const name = argument.name() + (argument.variadic ? '…' : '');
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** The program without its commands. */
function bare(world: World): Command {
  const { out } = world;
  return new Command('frugal')
    .description(
      'Train and study neural networks whose synapses are scarce: few, coarse, cheap, short, bounded.',
    )
    .usage('<command> [options]')
    .option('-V, --version', 'show the version')
    .option('--debug', 'show where an error came from')
    .helpOption('-h, --help', 'show what can be given')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: out.write,
      writeErr: out.write,
      outputError: () => {},
      getOutHelpWidth: () => Math.min(out.columns(), 110),
      getErrHelpWidth: () => Math.min(out.columns(), 110),
      getOutHasColors: () => out.colour,
      getErrHasColors: () => out.colour,
    })
    .configureHelp({
      subcommandTerm: (command) =>
        [command.name(), ...command.registeredArguments.map(argumentText)].join(' '),
      styleTitle: (text) => paint(out, 'bold', text),
      styleCommandText: (text) => paint(out, 'cyan', text),
      styleSubcommandText: (text) => paint(out, 'cyan', text),
      styleOptionText: (text) => paint(out, 'cyan', text),
    })
    .addHelpText('after', () => {
      const [study] = Object.keys(world.studies);
      const lines = [`run ${study} --preset quick`, `describe ${study}`, 'data list'];
      return `\n${paint(out, 'bold', 'Try:')}\n${lines.map((line) => `  ${world.name} ${line}`).join('\n')}`;
    });
}

/** Commands that ask for a study. */
const OF_A_STUDY = ['race', 'sweep'];

/** Adds the command that the words ask for, or all of them where they ask for none. */
async function register(
  program: Command,
  world: World,
  words: readonly string[],
  exit: (code: number) => void,
): Promise<void> {
  const first = words.find((word) => !word.startsWith('-'));
  if (first === 'complete') {
    const { registerComplete } = await import('./completion.ts');
    registerComplete(program, world, async (before) => {
      const again = bare(world);
      // Without a study these have the options of every study, and the study may come next.
      const [command, ...rest] = before.filter((word) => !word.startsWith('-'));
      const studied = rest.some((word) => Object.hasOwn(world.studies, word));
      const open = command === 'run' ? !studied : OF_A_STUDY.includes(command) && rest.length === 0;
      if (open) await (await COMMANDS[command]())(again, world, undefined, () => {});
      else await register(again, world, before, () => {});
      return again;
    });
    return;
  }
  const asked = first !== undefined && Object.hasOwn(COMMANDS, first) ? first : undefined;
  for (const name of asked === undefined ? Object.keys(COMMANDS) : [asked]) {
    const listed = asked === undefined ? ABOUT[name] : undefined;
    if (listed !== undefined) {
      const [terms, about] = listed;
      program.command(`${name} ${terms}`.trim()).description(about);
      continue;
    }
    const add = await COMMANDS[name]();
    await add(program, world, asked === undefined ? undefined : words, exit);
    if (name in ABOUT)
      program.commands.find((each) => each.name() === name)?.description(ABOUT[name][1]);
  }
}

/** Runs one command line. Never throws; the message of an error is written and its exit code returned. */
export async function cli(given: readonly string[], world: World): Promise<number> {
  const { out } = world;
  let words = given[0] === 'help' || given.length === 0 ? [...given.slice(1), '--help'] : given;
  let code: number = EXIT.done;
  const program = bare(world);
  try {
    if ((words.includes('--version') || words.includes('-V')) && words[0] !== 'complete') {
      const { frugalVersion } = await import('../runs/environment.ts');
      out.write(`${await frugalVersion()}\n`);
      return EXIT.done;
    }
    if (words[0] === 'run' && words.some((word) => word.includes('#/'))) {
      const { withoutAddress } = await import('./run-address.ts');
      words = withoutAddress(words);
    }
    await register(program, world, words, (end) => {
      code = end;
    });
    for (const command of program.commands) command.helpCommand(false);
    refuseRepeats(program);
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    return reportError(error, program, words, world);
  }
}
