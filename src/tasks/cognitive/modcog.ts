/**
 * Mod-Cog: two modifications of the base tasks, each in two senses, and the batteries made with them.
 *
 * `int` makes the answer depend on the length of the delay (11 tasks have one), `seq` makes it drift (all 20). The
 * released list has 82 tasks: 20 base, 22 `int`, 20 `seqr`, 20 `seql`. Its file defines 11 more, `<task>intseq`, which are
 * the `<task>intrseqr` of this file. Both modifications in both senses give 9·3 + 11·9 = 126 tasks.
 *
 * The "132" of the article's abstract (and 84 for the list) is what one gets by counting 12 tasks with a delay:
 * 8·3 + 12·9 = 132. One of the nine tasks without a delay (go, anti, rtgo, rtanti, dm1, dm2, ctxdm1, ctxdm2, multidm)
 * would have to gain one, and with it six more tasks; no source says which. The authors corrected their README to 126
 * and 82 in February 2023.
 *
 * Source: M. Khona, S. Chandra, J. J. Ma, I. Fiete, "Winning the lottery with neural connectivity constraints", Neural
 * Computation 35, 1850 (2023), and the task file released with it. Ours: the 44 combined names in both senses.
 */

import { FrugalError, UsageError } from '../../errors.ts';
import { BASE_NAMES, baseTask } from './base.ts';
import type { Direction, Duration, Period, TaskSpec } from './spec.ts';
import type { VariantFacts } from './variants.ts';

/** Delays of `int` tasks, in ms: 0, 100, … 1100. */
const INTERVALS: readonly number[] = Array.from({ length: 12 }, (_, k) => 100 * k);
/** Length of the decision period of `seq` tasks, in ms: time for 10 positions. */
const DRIFT_TIME = 1000;

/** The base tasks that have an `int` form. */
export const DELAY_TASKS: readonly string[] = BASE_NAMES.filter((name) =>
  /dly|^dn?m[sc]$/.test(name),
);

type Sense = Exclude<Direction, 0>;
const SENSES: readonly Sense[] = [1, -1];
const letter = (sense: Sense): string => (sense === 1 ? 'r' : 'l');

const withPeriod = (
  periods: readonly Period[],
  changed: Period['name'],
  duration: Duration,
): Period[] =>
  periods.map((period) => (period.name === changed ? { ...period, duration } : period));

/**
 * The `int` form: the answer turns with the delay, in three ways as the source has it.
 *
 * - go: delay one of 0, 100, … 1100 ms; the stimulus is placed `sense` × 0.01 rad/ms × delay away, the answer stays. So
 *   the network turns by −`sense`, and by 1 rad (2.55 positions of 16) for each 100 ms.
 * - decision: delay 500 ms, always; the answer is `sense` × 5 positions beyond the stronger stimulus.
 * - match: delay one of 0, 100, … 1100 ms; the answer is `sense` × one position per 100 ms beyond the second stimulus.
 *
 * @throws FrugalError for a task without a delay
 */
export function withInterval(task: TaskSpec, sense: Sense): TaskSpec {
  if (!DELAY_TASKS.includes(task.base)) {
    throw new FrugalError(
      `task "${task.name}" has no delay, so it has no "int" form; these have: ${DELAY_TASKS.join(', ')}`,
    );
  }
  const { sampling } = task;
  const duration = sampling.kind === 'comparison' ? 500 : { choice: INTERVALS };
  return {
    ...task,
    name: `${task.name}int${letter(sense)}`,
    periods: withPeriod(task.periods, 'delay', duration),
    sampling:
      sampling.kind === 'reach' ? { ...sampling, turn: sense } : { ...sampling, shift: sense },
  };
}

/**
 * The `seq` form: the answer moves by `sense` × one position every 100 ms of the decision, which lasts 1000 ms. The
 * reaction tasks keep their 500 ms, in which their stimulus is on; match tasks drift only where they answer.
 */
export function withDrift(task: TaskSpec, sense: Sense): TaskSpec {
  const reaction = task.shown.some(({ during }) => during.includes('decision'));
  return {
    ...task,
    name: `${task.name}seq${letter(sense)}`,
    periods: reaction ? task.periods : withPeriod(task.periods, 'decision', DRIFT_TIME),
    drift: sense,
  };
}

/** The 82 tasks of the released list, in the order of their rule inputs. */
export function modcog82(facts: VariantFacts): TaskSpec[] {
  const base = BASE_NAMES.map((name) => baseTask(name, facts));
  const delayed = base.filter(({ name }) => DELAY_TASKS.includes(name));
  return [
    ...base,
    ...delayed.flatMap((task) => SENSES.map((sense) => withInterval(task, sense))),
    ...SENSES.flatMap((sense) => base.map((task) => withDrift(task, sense))),
  ];
}

/** The 82, then `int{r,l}seq{r,l}` of each of the 11 tasks with a delay. */
export function modcog126(facts: VariantFacts): TaskSpec[] {
  const combined = DELAY_TASKS.flatMap((name) =>
    SENSES.flatMap((turn) =>
      SENSES.map((drift) => withDrift(withInterval(baseTask(name, facts), turn), drift)),
    ),
  );
  return [...modcog82(facts), ...combined];
}

/** Our name of a task of the released file: `dlygointseq` is `dlygointrseqr`, all others keep theirs. */
export const canonicalName = (name: string): string => name.replace(/intseq$/, 'intrseqr');

/** The refusal of a battery of 132 or 84 tasks, with the reason. */
export const whyNot132 = (given: string): UsageError =>
  new UsageError(
    `battery "${given}" does not exist: 132 = 8·3 + 12·9 counts 12 tasks with a delay, the sources define 11; use modcog126 (or modcog82, the released list)`,
  );
