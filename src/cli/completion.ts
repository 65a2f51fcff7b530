/**
 * `frugal completion <shell>`: a script for the shell, which asks `frugal complete` at every tab. So what is offered is always
 * what this very program takes: commands, options, studies and their parameters, presets, choices, data sets, tasks.
 */

import type { Command, Option } from 'commander';
import { UsageError, unknownName } from '../errors.ts';
import { parameterOf } from './option-parameters.ts';
import type { World } from './world.ts';

/** A word that may come next, and what it is. */
export interface Candidate {
  readonly word: string;
  readonly about?: string;
}

/** Makes the program with the commands and options that the words call for. */
export type ProgramFor = (words: readonly string[]) => Promise<Command>;

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/** `frugal complete -- <words>` prints lines of a word, a tab and its description; no lines where files are meant. */
const SCRIPTS: Readonly<Record<string, (ask: string) => string>> = {
  bash: (ask) => `# frugal: completion for bash. In ~/.bashrc: source <(frugal completion bash)
_frugal() {
  local word=\${COMP_WORDS[COMP_CWORD]} line=\${COMP_LINE:0:COMP_POINT}
  # The words as they were typed, not as readline cuts them, at = and : too.
  local -a words
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  local given=\${words[\${#words[@]}-1]}
  local IFS=$'\\n'
  COMPREPLY=($(${ask} complete -- "\${words[@]:1}" 2>/dev/null | cut -f1))
  # Readline replaces only what comes after its last cut.
  local before=\${given%"$word"}
  [[ -n $before ]] && COMPREPLY=("\${COMPREPLY[@]#"$before"}")
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *[=,] ]]; then compopt -o nospace; fi
}
complete -o bashdefault -o default -F _frugal frugal
`,
  zsh: (ask) => `#compdef frugal
# frugal: completion for zsh. In ~/.zshrc, after compinit: source <(frugal completion zsh)
_frugal() {
  local -a found shown
  found=("\${(@f)$(${ask} complete -- "\${(@)words[2,CURRENT-1]}" "\${words[CURRENT]}" 2>/dev/null)}")
  found=("\${(@)found:#}")
  if (( \${#found} == 0 )); then
    _files
    return
  fi
  local line
  for line in "\${(@)found}"; do shown+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}"); done
  _describe -V frugal shown
}
compdef _frugal frugal
`,
  fish: (ask) => `# frugal: completion for fish. In config.fish: frugal completion fish | source
function __frugal_complete
    set -l words (commandline -opc)
    ${ask} complete -- $words[2..] (commandline -ct) 2>/dev/null
end
complete -c frugal -f -a '(__frugal_complete)'
complete -c frugal -n 'test -z "(__frugal_complete)"' -F
`,
};

export function registerCompletion(program: Command, { out, start }: World): void {
  program
    .command('completion')
    .description('a script that completes the words of frugal at a tab: bash | zsh | fish')
    .argument('<shell>', Object.keys(SCRIPTS).join(' | '))
    .addHelpText(
      'after',
      '\nUse it:\n  bash  source <(frugal completion bash)\n  zsh   source <(frugal completion zsh)\n  fish  frugal completion fish | source',
    )
    .action((shell: string) => {
      if (!Object.hasOwn(SCRIPTS, shell)) throw unknownName('shell', shell, Object.keys(SCRIPTS));
      if (start === undefined) throw new UsageError('this program cannot be asked again');
      out.write(SCRIPTS[shell](start.map(quoted).join(' ')));
    });
}

/** Adds the command that the scripts ask; people have no use for it. */
export function registerComplete(program: Command, world: World, programFor: ProgramFor): void {
  program
    .command('complete', { hidden: true })
    .argument('[words...]', 'the words so far; the last one is still being typed')
    .action(async (words: string[]) => {
      for (const { word, about } of await candidates(words, world, programFor))
        world.out.write(`${word}\t${about ?? ''}\n`);
    });
}

/**
 * The words that may stand in the place of the last one.
 *
 * @param words all words after `frugal`, of which the last is still being typed (empty at its beginning)
 */
export async function candidates(
  words: readonly string[],
  world: Pick<World, 'studies'>,
  programFor: ProgramFor,
): Promise<Candidate[]> {
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const program = await programFor(before);
  const { command, operands, waiting } = walk(program, before);
  const fitting = (found: readonly Candidate[]) =>
    found.filter(({ word }) => word.startsWith(typed));
  if (waiting !== undefined)
    return fitting(await valuesOf(waiting, typed, command, operands, world));
  const [, flag, rest] = /^(--[^=]+)=(.*)$/.exec(typed) ?? [];
  if (flag !== undefined) {
    const option = command.options.find(({ long }) => long === flag);
    if (option === undefined) return [];
    const values = await valuesOf(option, rest, command, operands, world);
    return fitting(values.map(({ word, about }) => ({ word: `${flag}=${word}`, about })));
  }
  if (typed.startsWith('-')) return fitting(optionsAfter(program, command, before));
  const parts = operands.length > 0 ? [] : command.commands.filter((part) => !hidden(part));
  // Of those with parts, one takes operands too.
  const own = command.registeredArguments.length > 0 || command.commands.length === 0;
  return fitting([
    ...parts.map((part) => ({ word: part.name(), about: part.description() })),
    ...(own ? await operandsOf(command, operands, world) : []),
  ]);
}

const hidden = (command: Command): boolean => '_hidden' in command && command._hidden === true;

interface Walked {
  readonly command: Command;
  readonly operands: readonly string[];
  /** The option whose value comes next. */
  readonly waiting?: Option;
}

/** Follows finished words: the command they name, its operands, and an option that waits for its value. */
function walk(program: Command, words: readonly string[]): Walked {
  let command = program;
  const operands: string[] = [];
  let waiting: Option | undefined;
  for (const word of words) {
    if (word.startsWith('-')) {
      const option = [...command.options, ...program.options].find(({ long }) => long === word);
      waiting = option?.required ? option : undefined;
      continue;
    }
    if (waiting !== undefined) {
      if (!waiting.variadic) waiting = undefined;
      continue;
    }
    const part = command.commands.find((each) => each.name() === word);
    if (part !== undefined) command = part;
    else operands.push(word);
  }
  return { command, operands, ...(waiting && { waiting }) };
}

function optionsAfter(program: Command, command: Command, words: readonly string[]): Candidate[] {
  const all = [...command.options, ...(command === program ? [] : program.options)];
  const own = all
    .filter((option) => !option.hidden && (option.variadic || !words.includes(option.long ?? '')))
    .map(({ long, description }) => ({ word: long ?? '', about: description.split('; ')[0] }));
  return [...own, { word: '--help', about: 'show what can be given' }];
}

/** Commands whose options are those of a study. */
const OF_STUDIES = ['run', 'sweep', 'race'];

/** The values of an option that can be told: choices, presets, settings. None where a file, a text or a number is meant. */
async function valuesOf(
  option: Option,
  typed: string,
  command: Command,
  operands: readonly string[],
  { studies }: Pick<World, 'studies'>,
): Promise<Candidate[]> {
  const parameter = parameterOf(option);
  if (parameter?.choices !== undefined) {
    const about = (choice: string) => parameter.about?.[choice] ?? '';
    if (parameter.kind !== 'list')
      return parameter.choices.map((word) => ({ word, about: about(word) }));
    const done = typed.split(',').slice(0, -1);
    const left = parameter.choices.filter((word) => !done.includes(word));
    return left.map((word) => ({ word: [...done, word].join(','), about: about(word) }));
  }
  if (option.argChoices !== undefined) return option.argChoices.map((word) => ({ word }));
  const named = OF_STUDIES.includes(command.name())
    ? operands.find((word) => Object.hasOwn(studies, word))
    : undefined;
  if (named === undefined) return [];
  const study = await studies[named]();
  if (option.long === '--preset') return Object.keys(study.presets).map((word) => ({ word }));
  if (option.long !== '--set') return [];
  const { flagName } = await import('../protocol/parameters.ts');
  return Object.entries(study.parameters).map(([name, { description }]) => ({
    word: `${flagName(name)}=`,
    about: description,
  }));
}

/** The operands of a command that can be told. */
async function operandsOf(
  command: Command,
  operands: readonly string[],
  { studies }: Pick<World, 'studies'>,
): Promise<Candidate[]> {
  const path = `${command.parent?.parent ? `${command.parent.name()} ` : ''}${command.name()}`;
  switch (path) {
    case 'run':
    case 'race':
    case 'sweep':
    case 'describe':
      return operands.length > 0 ? [] : Object.keys(studies).map((word) => ({ word }));
    case 'completion':
      return operands.length > 0 ? [] : Object.keys(SCRIPTS).map((word) => ({ word }));
    case 'task': {
      if (operands.length > 0) return [];
      const { BATTERIES, createBattery } = await import('../tasks/cognitive/battery.ts');
      const { tasks } = createBattery('modcog126');
      return [...BATTERIES, ...tasks.map(({ name }) => name)].map((word) => ({ word }));
    }
    case 'data fetch':
    case 'data verify': {
      const { catalogue } = await import('../tasks/catalogue.ts');
      const sets = await catalogue();
      return sets
        .filter(({ id }) => !operands.includes(id))
        .map(({ id, title }) => ({ word: id, about: title }));
    }
    default:
      return [];
  }
}
