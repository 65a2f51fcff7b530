/**
 * `frugal instance` and `frugal solve`: problems of discrete synapses as files, to share with other programs, and weights that
 * satisfy them. The studies of ensembles are `frugal run discrete` and its kin.
 */

import { type Command, Option } from 'commander';
import { FrugalError, UsageError } from '../errors.ts';
import { writeDiscreteWeights } from '../interchange/synapses.ts';
import { isTick } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import {
  choice,
  flag,
  integer,
  list,
  number,
  type ParameterTable,
} from '../protocol/parameters.ts';
import { readWhole, writeAtomically } from '../runs/files.ts';
import { createDiscreteSolver, DISCRETE_SOLVERS } from '../solvers/discrete/catalogue.ts';
import {
  configurationsOf,
  contradiction,
  enumerateSolutions,
  isEnumerable,
} from '../solvers/discrete/enumerate.ts';
import { drawDiscrete, referenceDiscrete } from '../tasks/discrete/draw.ts';
import { evaluate } from '../tasks/discrete/evaluate.ts';
import { packDiscrete, parseDiscrete, writeDiscrete } from '../tasks/discrete/files.ts';
import {
  type DiscreteProblem,
  type DiscreteShape,
  isBinary,
  synapsesOf,
} from '../tasks/discrete/problem.ts';
import { EXIT } from './errors.ts';
import { readWords } from './settings.ts';
import { addTableOptions, tableValues } from './table-options.ts';
import { type Output, paint, type World } from './world.ts';

const DRAW = {
  inputs: integer({
    description: 'inputs of a unit',
    symbol: 'N',
    default: 1001,
    min: 1,
    max: 1e6,
  }),
  load: number({
    description: 'patterns per synapse',
    symbol: 'α',
    default: 0.5,
    above: 0,
    max: 1000,
  }),
  goal: choice(['storage', 'teacher'], {
    description: 'random labels, or those of a random network',
    default: 'storage',
  }),
  units: integer({ description: 'units, odd; 1 is a perceptron', symbol: 'K', default: 1, min: 1 }),
  wiring: choice(['full', 'tree'], {
    description: 'units see the same inputs, or their own',
    default: 'full',
  }),
  levels: list(integer({ description: 'a level', default: 1, min: -127, max: 127 }), {
    description: 'values that a synapse may take',
    default: [-1, 1],
    minLength: 2,
  }),
  code: choice(['sign', 'zero-one'], {
    description: 'patterns of ±1, or of 0 and 1',
    default: 'sign',
  }),
  codingLevel: number({
    description: 'probability that a bit of a pattern is 1',
    symbol: 'f',
    default: 0.5,
    above: 0,
    below: 1,
  }),
  threshold: number({ description: 'of a unit', default: 0 }),
  generator: choice(['philox', 'reference'], {
    description:
      'our random numbers, or a generator that any language has in a few lines (±1 only)',
    default: 'philox',
  }),
  seed: integer({ description: 'of the random numbers', default: 1, min: 0 }),
  packed: flag({ description: 'as packed bits in place of JSON', default: false }),
} as const satisfies ParameterTable;

const SOLVE = {
  seed: integer({ description: 'of the random numbers', default: 1, min: 0 }),
  timeLimit: number({ description: 'longest time', unit: 's', default: 600, above: 0 }),
} as const satisfies ParameterTable;

/** The problem as a file's content, and what it is like. */
function draw(command: Command): {
  readonly spec: DiscreteShape;
  readonly content: string | Uint8Array;
} {
  const { load, generator, seed, packed, ...spec } = tableValues(command, DRAW);
  const patterns = Math.max(1, Math.round(load * spec.inputs * spec.units));
  if (generator === 'reference') {
    const { code, codingLevel, threshold, levels } = spec;
    if (code !== 'sign' || codingLevel !== 0.5 || threshold !== 0 || levels.join() !== '-1,1')
      throw new UsageError(
        'the reference generator draws ±1 synapses and patterns alone; use --generator philox',
      );
  }
  const problem =
    generator === 'reference'
      ? referenceDiscrete({ ...spec, patterns }, seed)
      : drawDiscrete({ ...spec, patterns }, createRandom(seed));
  return { spec: problem, content: packed ? packDiscrete(problem) : writeDiscrete(problem) };
}

async function problemIn(file: string): Promise<DiscreteProblem> {
  const bytes = await readWhole(file);
  if (bytes === undefined) throw new FrugalError(`${file} does not exist`);
  try {
    return parseDiscrete(bytes);
  } catch (error) {
    if (error instanceof FrugalError) error.message += ` (${file})`;
    throw error;
  }
}

/** The words of `--set` as numbers by name. */
async function settingsOf(words: readonly string[]): Promise<Record<string, number>> {
  const settings: Record<string, number> = {};
  for (const word of await readWords(words)) {
    const given = 'content' in word ? Object.entries(word.content) : [[word.name, word.value]];
    for (const [name, value] of given) {
      const number = value === '' ? Number.NaN : Number(value);
      if (!Number.isFinite(number))
        throw new UsageError(`setting "${name}=${value}" is not name=number`);
      settings[String(name)] = number;
    }
  }
  return settings;
}

/** What came of a solver's work on an instance. */
interface Outcome {
  readonly status: 'solved' | 'unsatisfiable' | 'not solved';
  readonly reason?: string;
  readonly errors: number;
  readonly iterations: number;
  readonly flips: number;
  readonly hiddenWrites: number;
  readonly seconds: number;
  readonly weights?: readonly number[];
}

const count = (n: number): string => n.toLocaleString('en-US');

/** Why no weights can satisfy a problem, where that can be shown. */
async function proofAgainst(problem: DiscreteProblem): Promise<string | undefined> {
  const pair = contradiction(problem);
  if (pair !== undefined)
    return `patterns ${pair[0]} and ${pair[1]} contradict each other: no weights satisfy both`;
  if (!isEnumerable(problem)) return undefined;
  const { count: solutions } = await enumerateSolutions(problem, { keep: 0 });
  return solutions === 0
    ? `none of the ${count(configurationsOf(problem))} configurations of the weights satisfies all patterns`
    : undefined;
}

interface SolveFlags {
  readonly with: string;
  readonly set?: readonly string[];
  readonly json?: boolean;
  readonly out?: string;
}

async function solve(
  problem: DiscreteProblem,
  flags: SolveFlags,
  { seed, timeLimit }: { readonly seed: number; readonly timeLimit: number },
): Promise<Outcome> {
  const random = createRandom(seed);
  const settings = await settingsOf(flags.set ?? []);
  const solver = await createDiscreteSolver(flags.with, problem, { random, settings });
  const nothing = { iterations: 0, flips: 0, hiddenWrites: 0, seconds: 0 };
  const pair = contradiction(problem);
  if (pair !== undefined) {
    solver.dispose();
    const reason = await proofAgainst(problem);
    return {
      ...{ status: 'unsatisfiable', errors: evaluate(problem, solver.weights()).errors },
      ...nothing,
      ...(reason === undefined ? {} : { reason }),
    };
  }
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  let [iterations, ended] = [0, 'the solver gave up'];
  for (const step of solver.learn()) {
    if (!isTick(step)) iterations = step.iteration;
    if ((!isTick(step) && step.solved) || seconds() < timeLimit) continue;
    ended = `the time limit of ${timeLimit} s is over`;
    break;
  }
  const [weights, totals, took] = [solver.weights(), solver.totals(), seconds()];
  solver.dispose();
  // What a solver says of itself is checked with the plain sums.
  const { errors, solved } = evaluate(problem, weights);
  const { flipped, hiddenWrites } = totals;
  const spent = { errors, iterations, flips: flipped, hiddenWrites, seconds: took };
  const shown = { ...spent, weights: [...weights] };
  if (solved) return { status: 'solved', ...shown };
  const proof = await proofAgainst(problem);
  if (proof !== undefined) return { status: 'unsatisfiable', reason: proof, ...spent };
  const reason = `${ended} after ${count(iterations)} sweeps; whether weights exist is not known: try another solver, seed or more sweeps`;
  return { status: 'not solved', reason, ...shown };
}

/**
 * What is to be said of a problem in which fields are often exactly at the threshold, where neither label is answered: ±1
 * synapses on ±1 patterns have only even or only odd fields. Undefined where there is nothing to say.
 */
export function tiesOf(problem: DiscreteShape): string | undefined {
  const { inputs, code, threshold } = problem;
  if (!isBinary(problem) || code !== 'sign' || Math.abs(threshold % 2) !== inputs % 2)
    return undefined;
  return threshold === 0
    ? `inputs ${inputs} is even: many fields are exactly 0, which is wrong for either label, and learners solve less; take an odd number`
    : `threshold ${threshold} with ${inputs} inputs: many fields are exactly at it, which is wrong for either label, and learners solve less; take ${threshold - 0.5} or another number of inputs`;
}

const warn = (err: Output, text: string | undefined): void => {
  if (text !== undefined) err.write(`${paint(err, 'yellow', 'warning:')} ${text}\n`);
};

/** Adds `instance` to the command line. */
export function registerInstance(program: Command, { out, err }: World): void {
  const command = program
    .command('instance')
    .description('a random problem for discrete synapses, to standard output or into a file')
    .option('--out <file>', 'where to write it; needed for packed bits');
  addTableOptions(command, DRAW).action(async ({ out: file }: { out?: string }) => {
    const { spec, content } = draw(command);
    warn(err, tiesOf(spec));
    if (file !== undefined) {
      await writeAtomically(file, typeof content === 'string' ? content : [content]);
      out.write(`${file}\n`);
    } else if (typeof content === 'string') out.write(content);
    else throw new UsageError('packed bits are not for the terminal; add --out <file>');
  });
}

/** Adds `solve` to the command line. */
export function registerSolve(
  program: Command,
  { out, err }: World,
  _words: readonly string[] | undefined,
  exit: (code: number) => void,
): void {
  const names = Object.entries(DISCRETE_SOLVERS);
  const command = program
    .command('solve')
    .description('weights that satisfy all patterns of a problem of discrete synapses')
    .argument('<file>', 'JSON or packed bits as "instance" writes them')
    .addOption(
      new Option('--with <solver>', names.map(([name]) => name).join(' | ')).default('sbpi'),
    )
    .option('--set <settings...>', 'settings of the solver as name=number, or from a JSON file')
    .option('--out <file>', 'where to write the weights: NumPy (.npz) or JSON')
    .option('--json', 'all as one line of JSON')
    .addHelpText('after', () => {
      const lines = names.map(([name, { description, settings }]) => {
        const texts = Object.entries(settings).map(
          ([setting, fact]) =>
            `      ${setting}: ${fact.description}${fact.default === undefined ? '' : `; default ${fact.default}`}`,
        );
        return [`  ${name}: ${description}`, ...texts].join('\n');
      });
      return `\nSolvers:\n${lines.join('\n')}\n\nExit codes:\n  0  solved\n  1  not solved: whether weights exist is not known\n  2  wrong use\n  3  unsatisfiable: it is proved that no weights exist`;
    });
  addTableOptions(command, SOLVE).action(async (file: string, flags: SolveFlags) => {
    const limits = tableValues(command, SOLVE);
    const problem = await problemIn(file);
    warn(err, tiesOf(problem));
    const found = await solve(problem, flags, limits);
    const { inputs, units, patterns, levels } = problem;
    if (flags.out !== undefined && found.weights !== undefined) {
      const solved = found.status === 'solved';
      const weights = { inputs, units, levels, solved, weights: found.weights };
      await writeAtomically(
        flags.out,
        flags.out.endsWith('.npz')
          ? [writeDiscreteWeights(weights)]
          : `${JSON.stringify(weights)}\n`,
      );
    }
    if (flags.json) out.write(`${JSON.stringify({ solver: flags.with, ...found })}\n`);
    else {
      const lines = [
        found.reason === undefined ? found.status : `${found.status}: ${found.reason}`,
        `  unsatisfied   ${count(found.errors)} of ${count(patterns)} patterns`,
        `  sweeps        ${count(found.iterations)}`,
        `  flips         ${count(found.flips)} of ${count(synapsesOf(problem))} synapses' weights, ${(found.flips / patterns).toFixed(2)} a pattern`,
        `  hidden moves  ${count(found.hiddenWrites)}`,
        `  time          ${found.seconds.toFixed(3)} s`,
      ];
      out.write(`${lines.join('\n')}\n`);
    }
    if (found.status === 'not solved') exit(EXIT.failed);
    if (found.status === 'unsatisfiable') exit(EXIT.impossible);
  });
}
