/**
 * `frugal associations draw | solve | learn`: instances of the associative task as JSON, to share with other programs,
 * their most robust weights, and what the online rule makes of them. The study of ensembles is `frugal run associative`.
 */

import type { Command } from 'commander';
import { FrugalError } from '../errors.ts';
import { createPerceptronLearner } from '../learners/perceptron.ts';
import { initialWeights } from '../networks/perceptron.ts';
import { withoutTicks } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { sparseRule } from '../plasticity/constraints/index.ts';
import { choice, integer, number, type ParameterTable } from '../protocol/parameters.ts';
import { readText, writeAtomically } from '../runs/files.ts';
import { maximiseRobustness, type RobustnessResult } from '../solvers/robustness.ts';
import {
  inhibitoryFirst,
  randomAssociations,
  readAssociations,
  referenceAssociations,
  writeAssociations,
} from '../tasks/associations.ts';
import { reportWeights } from '../tasks/patterns.ts';
import { EXIT } from './errors.ts';
import { addTableOptions, tableValues } from './table-options.ts';
import type { World } from './world.ts';

const DRAW = {
  inputs: integer({ description: 'inputs', symbol: 'N', default: 100, min: 1, max: 1_000_000 }),
  associations: integer({
    description: 'associations',
    symbol: 'm',
    default: 50,
    min: 1,
    max: 1_000_000,
  }),
  inputActivity: number({
    description: 'probability that an input is active',
    symbol: 'f',
    default: 0.5,
    above: 0,
    below: 1,
  }),
  outputActivity: number({
    description: 'probability of the label +1',
    symbol: 'f_out',
    default: 0.5,
    above: 0,
    below: 1,
  }),
  inhibitory: number({
    description: 'share of inhibitory inputs, the first ones; 0 leaves all signs free',
    default: 0,
    min: 0,
    max: 1,
  }),
  generator: choice(['philox', 'reference'], {
    description:
      'our random numbers, or a congruential generator that any language has in a few lines',
    default: 'philox',
  }),
  seed: integer({ description: 'of the random numbers', default: 1, min: 0 }),
} as const satisfies ParameterTable;

const SOLVE = {
  threshold: number({ description: 'firing threshold', symbol: 'h̃', unit: 'N w', default: 0 }),
  density: number({
    description: 'most nonzero weights, as a share of the inputs (l0)',
    symbol: 'p',
    default: 1,
    above: 0,
    max: 1,
  }),
  gap: number({
    description: 'a weight is 0 or at least this',
    symbol: 'δ̃',
    unit: 'w',
    default: 0,
    min: 0,
  }),
  method: choice(['exact', 'elimination', 'one-shot'], {
    description: 'the optimum, or a lower bound where that takes too long',
    default: 'exact',
  }),
  timeLimit: number({ description: 'longest time', unit: 's', default: 600, above: 0 }),
} as const satisfies ParameterTable;

const LEARN = {
  margin: number({ description: 'robustness to reach', symbol: 'κ̃', default: 1, min: 0 }),
  threshold: SOLVE.threshold,
  gap: number({
    description: 'a weight is 0 or at least this',
    symbol: 'δ̃',
    unit: 'w',
    default: 2.5,
    min: 0,
  }),
  rate: number({
    description: 'perceptron step',
    symbol: 'β_μ',
    unit: 'w',
    default: 0.1,
    above: 0,
  }),
  homeostasis: number({
    description: 'rate of the l1 homeostasis',
    symbol: 'β_w',
    default: 0.1,
    above: 0,
    max: 1,
  }),
  promotion: number({
    description: 'probability that a weight in the gap is lifted to its edge, on each side',
    symbol: '1 − p_δ',
    default: 0.02,
    min: 0,
    max: 0.5,
  }),
  mode: choice(['batch', 'streaming'], {
    description: 'picks among what is not stored, or meets associations one by one',
    default: 'batch',
  }),
  maxSteps: integer({
    description: 'steps after which it gives up',
    default: 100_000,
    min: 1,
    max: 100_000_000,
  }),
  seed: DRAW.seed,
} as const satisfies ParameterTable;

function draw(command: Command): string {
  const { inhibitory, generator, seed, ...sizes } = tableValues(command, DRAW);
  const signs = inhibitory > 0 ? { signs: inhibitoryFirst(sizes.inputs, inhibitory) } : {};
  const spec = { ...sizes, ...signs };
  return writeAssociations(
    generator === 'reference'
      ? referenceAssociations(spec, seed)
      : randomAssociations(spec, createRandom(seed)),
  );
}

async function instanceIn(file: string) {
  const text = await readText(file);
  if (text === undefined) throw new FrugalError(`${file} does not exist`);
  try {
    return readAssociations(text);
  } catch (error) {
    if (error instanceof FrugalError) error.message += ` (${file})`;
    throw error;
  }
}

/** What there is to say, and the exit code. */
interface Answer {
  readonly text: string;
  readonly code: number;
}

async function solve(file: string, json: boolean, command: Command): Promise<Answer> {
  const { density, gap, threshold, method, timeLimit } = tableValues(command, SOLVE);
  const data = await instanceIn(file);
  const constraints = {
    threshold,
    ...(density < 1 ? { density } : {}),
    ...(gap > 0 ? { gap } : {}),
  };
  const found = await maximiseRobustness(data, constraints, { method, timeLimit });
  const code = codeOf(found);
  if (json) {
    // Infinity, for a bound that is not known, has no JSON form.
    const bound = Number.isFinite(found.bound) ? found.bound : null;
    const weights = 'weights' in found ? { weights: [...found.weights] } : {};
    return { text: `${JSON.stringify({ ...found, bound, ...weights })}\n`, code };
  }
  if (!('weights' in found)) return { text: `${found.status}: ${found.reason}\n`, code };
  const { status, margin, bound, sparsity, tight, weights } = found;
  const nonzero = weights.filter((weight) => weight !== 0).length;
  const most = status === 'optimal' ? '' : `, at most ${Number(bound.toPrecision(8))}`;
  const lines = [
    `${status}`,
    `  robustness κ̃  ${margin.toFixed(7)}${most}`,
    `  sparsity S    ${sparsity.toFixed(4)} (${nonzero} of ${data.inputs} weights)`,
    `  tight         ${tight} of ${data.associations} associations`,
    '',
  ];
  return { text: lines.join('\n'), code };
}

/** 0 with weights; 3 where it is proved that there are none, 1 where none were found. */
function codeOf(found: RobustnessResult): number {
  if ('weights' in found) return EXIT.done;
  const proved = found.status === 'not separable' || found.bound === Number.NEGATIVE_INFINITY;
  return proved ? EXIT.impossible : EXIT.failed;
}

async function learn(file: string, json: boolean, command: Command): Promise<string> {
  const values = tableValues(command, LEARN);
  const { margin, threshold, gap, rate, homeostasis, promotion, mode, maxSteps, seed } = values;
  const data = await instanceIn(file);
  const { inputs, signs } = data;
  const random = createRandom(seed);
  const learner = await createPerceptronLearner({
    data,
    rule: sparseRule({ signs, gap, rate, homeostasis, promotion }),
    weights: initialWeights(inputs, { signs, gap }, random.split('weights')),
    ...{ margin, threshold, gap, mode, maxSteps, interval: maxSteps, random },
  });
  try {
    let [steps, ended] = [0, false];
    for (const { step, solved } of withoutTicks(learner.learn())) [steps, ended] = [step, solved];
    const weights = learner.weights();
    const report = reportWeights(data, weights, threshold, margin);
    const { sparsity, storedAtMargin, meanAbsolute } = report;
    if (json) {
      const outcome = { ended, steps, margin: report.margin, storedAtMargin, sparsity };
      return `${JSON.stringify({ ...outcome, meanAbsolute, weights: [...weights] })}\n`;
    }
    const nonzero = weights.filter((weight) => weight !== 0).length;
    return [
      `${ended ? 'ended' : 'given up'} after ${steps} steps`,
      `  stored        ${(100 * storedAtMargin).toFixed(1)} % of ${data.associations} associations with κ̃ ≥ ${margin}`,
      `  robustness κ̃  ${report.margin.toFixed(7)}`,
      `  sparsity S    ${sparsity.toFixed(4)} (${nonzero} of ${inputs} weights)`,
      '',
    ].join('\n');
  } finally {
    learner.dispose();
  }
}

/** Adds `associations` and its subcommands to the command line. */
export function registerAssociations(
  program: Command,
  { out }: World,
  _words: readonly string[] | undefined,
  exit: (code: number) => void,
): void {
  const associations = program
    .command('associations')
    .description('random associations as JSON: draw them, solve them, learn them');
  const drawing = associations
    .command('draw')
    .description('an instance as JSON, to standard output or into a file')
    .option('--out <file>', 'where to write it');
  addTableOptions(drawing, DRAW).action(async ({ out: file }: { out?: string }) => {
    const text = draw(drawing);
    if (file === undefined) out.write(text);
    else {
      await writeAtomically(file, text);
      out.write(`${file}\n`);
    }
  });
  const solving = associations
    .command('solve')
    .description('the most robust weights of an instance')
    .argument('<file>', 'JSON as "draw" writes it')
    .option('--json', 'weights and all as one line of JSON')
    .addHelpText(
      'after',
      '\nExit codes:\n  0  weights were found\n  1  none were found, though they may exist\n  2  wrong use\n  3  it is proved that no weights do what is asked',
    );
  addTableOptions(solving, SOLVE).action(async (file: string, { json }: { json?: boolean }) => {
    const { text, code } = await solve(file, json ?? false, solving);
    out.write(text);
    if (code !== EXIT.done) exit(code);
  });
  const learning = associations
    .command('learn')
    .description('the online rule of sparse learning, on an instance')
    .argument('<file>', 'JSON as "draw" writes it')
    .option('--json', 'weights and all as one line of JSON');
  addTableOptions(learning, LEARN).action(async (file: string, { json }: { json?: boolean }) => {
    out.write(await learn(file, json ?? false, learning));
  });
}
