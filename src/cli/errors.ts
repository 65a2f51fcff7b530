/**
 * Errors as one line on standard error, and the exit code that goes with them:
 * 0 done, 1 a run failed, 2 wrong use, 3 proved that there is no solution, 130 interrupted.
 */

import { type Command, CommanderError } from 'commander';
import { FrugalError, UsageError, unknownName } from '../errors.ts';
import { parameterOf } from './option-parameters.ts';
import { meant } from './other-names.ts';
import { paint, type World } from './world.ts';

export const EXIT = { done: 0, failed: 1, usage: 2, impossible: 3, interrupted: 130 } as const;

/** Codes by which commander ends for help and version: not errors. */
const SHOWN = new Set(['commander.help', 'commander.helpDisplayed', 'commander.version']);

/**
 * Writes what went wrong and returns the exit code.
 *
 * @param words the command line, for finding the options that were possible
 * @param name how the user calls this program
 */
export function reportError(
  error: unknown,
  program: Command,
  words: readonly string[],
  { err: output, name }: Pick<World, 'err' | 'name'>,
): number {
  if (error instanceof CommanderError && SHOWN.has(error.code)) return EXIT.done;
  const known = error instanceof CommanderError ? usageOf(error, program, words) : error;
  const debug = words.includes('--debug');
  const stack = error instanceof Error ? error.stack : undefined;
  const message = known instanceof FrugalError ? known.message : defectText(known);
  // The rooms know the program by its own name alone; a command that is told can be pasted.
  const text = message
    .replace(/(?<="|see )frugal (?=[a-z])/g, `${name} `)
    // Nothing that is told of an address tells its password, whoever tells it.
    .replace(/(\w:\/\/[^\s:/@]*):\S+@/g, '$1:…@');
  output.write(`${paint(output, ['bold', 'red'], 'error:')} ${text.replace(/\s*\n\s*/g, ' ')}\n`);
  if (debug && stack !== undefined) output.write(`${stack}\n`);
  return known instanceof UsageError ? EXIT.usage : EXIT.failed;
}

/** Anything that is not a `FrugalError` is a defect of Frugal, and says so. */
function defectText(error: unknown): string {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `${what.split('\n')[0]} (a defect of Frugal; --debug shows where)`;
}

/** Commander's complaint in the words that all other errors use. */
function usageOf(error: CommanderError, program: Command, words: readonly string[]): UsageError {
  const command = commandOf(program, words);
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const help = `see ${helpFor(command, words)} --help`;
  switch (error.code) {
    case 'commander.unknownCommand':
      return unknownName(
        'command',
        quoted,
        command.commands.map((c) => c.name()).filter((n) => n !== 'help'),
      );
    case 'commander.unknownOption': {
      const flags = [program, command].flatMap((c) =>
        c.options.flatMap(({ long }) => long?.slice(2) ?? []),
      );
      const near = meant(quoted.replace(/^-+/, ''), flags);
      return new UsageError(
        `unknown option "${quoted}"; ${near ? `did you mean "--${near}"?` : help}`,
      );
    }
    case 'commander.excessArguments': {
      const many = listInPieces(command, words);
      if (many !== undefined) return new UsageError(many);
      break;
    }
    case 'commander.optionMissingArgument':
      return new UsageError(`option "${quoted}" lacks its value; ${help}`);
    case 'commander.missingArgument':
      return new UsageError(`<${quoted}> is missing; ${help}`);
  }
  const text = error.message
    .replace(/^error: /, '')
    .replace(/\.$/, '')
    .replaceAll("'", '"');
  return new UsageError(`${text.replaceAll('. ', ': ')}; ${help}`);
}

/** What to say of `--hidden 1000 1000`: items of a list that stand apart. */
function listInPieces(command: Command, words: readonly string[]): string | undefined {
  for (const [i, word] of words.entries()) {
    const option = command.options.find(({ long }) => long === word);
    if (option === undefined || parameterOf(option)?.kind !== 'list') continue;
    const end = words.findIndex((after, k) => k > i && after.startsWith('-'));
    const items = words.slice(i + 1, end < 0 ? undefined : end);
    if (items.length > 1)
      return `${word} takes one list with commas between its items: ${word} ${items.map((item) => item.replace(/,$/, '')).join(',')}`;
  }
  return undefined;
}

/**
 * Refuses an option that is given twice, of which the last one would win in silence.
 *
 * @throws UsageError while the words are parsed
 */
export function refuseRepeats(command: Command): void {
  for (const option of command.options) {
    // One that gathers its values is meant to be given several times.
    if (option.variadic || option.isBoolean() || option.parseArg !== undefined) continue;
    let first: string | undefined;
    command.on(`option:${option.name()}`, (value: string) => {
      if (first !== undefined && first !== value)
        throw new UsageError(
          `${option.long} is given twice, as "${first}" and as "${value}": leave one out`,
        );
      first = value;
    });
  }
  for (const part of command.commands) refuseRepeats(part);
}

/** The innermost command that the words name. */
function commandOf(program: Command, words: readonly string[]): Command {
  let command = program;
  for (const word of words) {
    command = command.commands.find((c) => c.name() === word) ?? command;
  }
  return command;
}

/** The words whose help tells more: those of the command, and for `run` the study too, which has options of its own. */
function helpFor(command: Command, words: readonly string[]): string {
  const options = words.findIndex((word) => word.startsWith('-'));
  const operands = options < 0 ? words : words.slice(0, options);
  let depth = command.name() === 'run' ? 1 : 0;
  let program = command;
  for (; program.parent !== null; program = program.parent) depth++;
  return [program.name(), ...operands.slice(0, depth)].join(' ');
}
