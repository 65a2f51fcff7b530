/**
 * A perceptron that learns associations one at a time: perceptron × plasticity chain × ledger × associations, as a
 * generator of records.
 *
 * *Batch*: at every step one of the associations that are not stored is picked, all with equal probability, and learning
 * ends when there is none. *Streaming*: associations arrive one by one and nothing else is looked at, so that the cost of a
 * step does not depend on how many there are; with `present` they come from anywhere, and none need be kept. What a step does to the weights is the chain's business; the units are those
 * of the theory: weights in units of w, margin κ̃ and threshold h̃ dimensionless.
 */

import { createEngine } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import { createLedger, type LedgerState, type LedgerTotals } from '../ledger/index.ts';
import { createPerceptron, type PatternLists } from '../networks/perceptron.ts';
import { type Random, type RandomState, restoreRandom } from '../numerics/random.ts';
import { createPlasticity, inGap, type Transform } from '../plasticity/index.ts';
import { checkPatterns, type LabelledPatterns } from '../tasks/patterns.ts';

export interface PerceptronOptions {
  /** Patterns, labels and, where prescribed, signs. No associations where all are going to be presented. */
  readonly data: LabelledPatterns;
  /** What a step may do to the weights, e.g. `sparseRule({ signs, gap })`. */
  readonly rule: Transform;
  /** First weights, [N], in units of w. */
  readonly weights: ArrayLike<number>;
  /** κ̃: an association is stored where Y (Σ J̃ X/N − h̃) ≥ κ̃/√N. Default 0. */
  readonly margin?: number;
  /** h̃. Default 0. */
  readonly threshold?: number;
  /** δ̃ that the weights have to keep before learning may end; default 0. Breaking it is the rule's affair. */
  readonly gap?: number | ArrayLike<number>;
  readonly mode?: 'batch' | 'streaming';
  /** Steps after which learning ends in any case. Default 100,000. */
  readonly maxSteps?: number;
  /** |mean|J̃| − 1| that is allowed at the end. Default 0.001. */
  readonly tolerance?: number;
  /**
   * Streaming: presentations in a row without an error after which learning ends. Default 10 m, with which one bad
   * association of m goes unnoticed with probability e⁻¹⁰.
   */
  readonly patience?: number;
  /** Steps between two records. Default 1000. */
  readonly interval?: number;
  readonly random: Random;
}

/** Where learning stands after `step` steps. */
export interface PerceptronRecord {
  readonly step: number;
  /** Batch: share of the associations not stored. Streaming: share of errors since the last record. */
  readonly errors: number;
  /** Synapses inside the gap, and of the forbidden sign. */
  readonly gapViolations: number;
  readonly signViolations: number;
  /** Mean |J̃| over all inputs. */
  readonly meanAbsolute: number;
  /** Nonzero weights. */
  readonly connections: number;
  /** Whether learning has ended because nothing is left to do; for a stream, as far as one can see. */
  readonly solved: boolean;
}

/** All that is needed to go on as if nothing had happened. */
export interface PerceptronState {
  readonly weights: Float32Array;
  readonly step: number;
  readonly reported: number;
  readonly pick: RandomState;
  readonly quiet: number;
  readonly mistakes: number;
  readonly shown: number;
  readonly ledger: LedgerState;
}

export interface PerceptronLearner {
  /** Learns until nothing is left to do or the steps are used up; a record every `interval` steps, and at the end. */
  learn(): Generator<PerceptronRecord, void>;
  /**
   * Meets one association that comes from outside, and learns it where it is not stored: one step, whatever the mode.
   *
   * @param pattern 0 or 1, [N]
   * @returns whether it was stored
   * @throws UsageError for another pattern or label
   */
  present(pattern: ArrayLike<number>, label: 1 | -1): boolean;
  /** J̃, [N]; a copy. */
  weights(): Float64Array;
  /** Between two records. */
  save(): PerceptronState;
  restore(state: PerceptronState): void;
  /** What the learning has cost so far. A silent synapse that gets a weight counts as a change. */
  totals(): LedgerTotals;
  dispose(): void;
}

/**
 * First weights of the sparse learning rule, in units of w: (1 + δ̃) g where the sign is prescribed, else (1 + δ̃) times a
 * number drawn between −1 and 1.
 */
export function initialWeights(
  inputs: number,
  { signs, gap = 0 }: { readonly signs?: ArrayLike<number>; readonly gap?: number },
  random: Random,
): Float32Array {
  return Float32Array.from({ length: inputs }, (_, i) => {
    const side = 2 * random.uniform() - 1;
    const sign = signs?.[i] ?? 0;
    return (1 + gap) * (sign === 0 ? side : sign);
  });
}

/** Lists of the active inputs of every pattern, or of the patterns in which every input is active. */
function listsOf({ inputs, associations, patterns }: LabelledPatterns, by: 'pattern' | 'input') {
  const [count, length] = by === 'pattern' ? [associations, inputs] : [inputs, associations];
  const [outer, inner] = by === 'pattern' ? [inputs, 1] : [1, inputs];
  const start = new Uint32Array(count + 1);
  const index = new Uint32Array(patterns.reduce((sum, x) => sum + x, 0));
  let at = 0;
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < length; i++) if (patterns[k * outer + i * inner] === 1) index[at++] = i;
    start[k + 1] = at;
  }
  return { start, index } satisfies PatternLists;
}

function checkOptions(options: PerceptronOptions): void {
  const { data, weights, margin = 0, threshold = 0, gap = 0 } = options;
  const { maxSteps = 1, interval = 1, patience = 1, tolerance = 0 } = options;
  // Without associations all else is held to the same rules beside an empty pattern.
  checkPatterns(
    data.associations === 0 && data.patterns.length + data.labels.length === 0
      ? { ...data, associations: 1, patterns: new Uint8Array(data.inputs), labels: Int8Array.of(1) }
      : data,
  );
  if (weights.length !== data.inputs)
    throw new UsageError(`weights has ${weights.length} entries, not ${data.inputs}`);
  if (typeof gap !== 'number' && gap.length !== data.inputs)
    throw new UsageError(`gap has ${gap.length} entries, not ${data.inputs}`);
  for (const [i, value] of (typeof gap === 'number' ? [gap] : Array.from(gap)).entries()) {
    if (!(value >= 0 && value <= data.inputs)) {
      throw new UsageError(
        `gap${typeof gap === 'number' ? '' : `[${i}]`} ${value} is outside [0, ${data.inputs}]: weights of mean size 1 over ${data.inputs} inputs reach no further`,
      );
    }
  }
  for (const [name, value] of Object.entries({ margin, threshold }))
    if (!Number.isFinite(value)) throw new UsageError(`${name} ${value} is not a finite number`);
  for (const [name, value] of Object.entries({ maxSteps, interval, patience }))
    if (!Number.isInteger(value) || value < 1)
      throw new UsageError(`${name} ${value} is not an integer ≥ 1`);
  if (!(tolerance >= 0)) throw new UsageError(`tolerance ${tolerance} is outside [0, ∞)`);
}

/**
 * Prepares a perceptron. Learning is in one thread and in strict arithmetic: the same bits everywhere.
 *
 * A step costs, beyond the passes of the chain over N synapses, f N additions for every association that is looked at:
 * one of a stream; in batch mode m/e where e are not stored, and at most twice those that it takes to look at all.
 *
 * @throws UsageError for data or options outside their range
 */
export async function createPerceptronLearner(
  options: PerceptronOptions,
): Promise<PerceptronLearner> {
  checkOptions(options);
  const { data, rule, random, margin = 0, threshold = 0, gap = 0, tolerance = 0.001 } = options;
  const { mode = 'batch', maxSteps = 100_000, interval = 1000 } = options;
  const { inputs, associations, labels, signs } = data;
  const { patience = 10 * associations } = options;
  const engine = createEngine({ arithmetic: 'strict' });
  const perceptron = createPerceptron(engine, options.weights);
  const [bundle] = perceptron.bundles;
  const own = random.split('plasticity');
  const plasticity = createPlasticity(engine, perceptron.bundles, () => rule, true, own);
  await engine.ready();

  const lists = listsOf(data, 'pattern');
  const columns = listsOf(data, 'input');
  const least = margin * Math.sqrt(inputs);
  const bias = threshold * inputs;
  const gapOf = typeof gap === 'number' ? () => gap : (i: number) => gap[i];
  const fields = new Float64Array(associations);
  const violated = new Uint32Array(associations);
  let pick = random.split('pick');
  let ledger = createLedger();
  let step = 0;
  let bookedSteps = 0;
  let reported = -1;
  let [quiet, mistakes, shown] = [0, 0, 0];
  let [upkeep, forward, backward] = [0, 0, 0];

  const isStored = (label: number, field: number): boolean => label * (field - bias) >= least;

  /** Fills `violated`; returns how many there are. */
  const findViolated = (): number => {
    perceptron.fields(columns, fields);
    let count = 0;
    for (let k = 0; k < associations; k++)
      if (!isStored(labels[k], fields[k])) violated[count++] = k;
    return count;
  };

  const survey = () => {
    const weights = perceptron.weights();
    let [gapViolations, signViolations, sum, connections] = [0, 0, 0, 0];
    for (let i = 0; i < inputs; i++) {
      const weight = weights[i];
      if (weight === 0) continue;
      const size = Math.abs(weight);
      connections += 1;
      sum += size;
      if (inGap(size, gapOf(i))) gapViolations += 1;
      if (signs !== undefined && signs[i] * weight < 0) signViolations += 1;
    }
    return { gapViolations, signViolations, meanAbsolute: sum / inputs, connections };
  };

  const isLawful = (found: ReturnType<typeof survey>): boolean =>
    found.gapViolations === 0 &&
    found.signViolations === 0 &&
    Math.abs(found.meanAbsolute - 1) <= tolerance;

  const rest = (): void => {
    perceptron.pardon();
    plasticity.apply(step);
    step += 1;
  };

  const learnOne = (from: PatternLists, k: number, label: number): void => {
    perceptron.blame(from, k, label);
    backward += from.start[k + 1] - from.start[k];
    plasticity.apply(step);
    step += 1;
  };

  /** A step of a stream; returns whether the association was stored. */
  const meet = (from: PatternLists, k: number, label: number, connections: number): boolean => {
    const stored = isStored(label, perceptron.field(from, k));
    upkeep += connections;
    forward += from.start[k + 1] - from.start[k];
    shown += 1;
    if (!stored) mistakes += 1;
    quiet = stored ? quiet + 1 : 0;
    if (stored) rest();
    else learnOne(from, k, label);
    return stored;
  };

  const presented = { start: new Uint32Array(2), index: new Uint32Array(inputs) };
  const present = (pattern: ArrayLike<number>, label: 1 | -1): boolean => {
    if (pattern.length !== inputs)
      throw new UsageError(`pattern has ${pattern.length} entries, not ${inputs}`);
    if (label !== 1 && label !== -1) throw new UsageError(`label ${label} is not 1 or -1`);
    let active = 0;
    for (let i = 0; i < inputs; i++) {
      if (pattern[i] === 1) presented.index[active++] = i;
      else if (pattern[i] !== 0) throw new UsageError(`pattern[${i}] ${pattern[i]} is not 0 or 1`);
    }
    presented.start[1] = active;
    return meet(presented, 0, label, survey().connections);
  };

  /** Whether a record is due at this step, or another reason to give one; each step gives one at most. */
  const isDue = (solved: boolean): boolean => {
    const due = reported !== step && (solved || step >= maxSteps || step % interval === 0);
    if (due) reported = step;
    return due;
  };

  /**
   * One of the associations that are not stored; -1 where there is none. Drawing until one turns up is as uniform as a
   * choice from the list of them, and far cheaper while there are many. Where drawing would soon cost more than looking at
   * all (which passes over silent synapses), all are looked at.
   */
  const pickViolated = (connections: number): number => {
    const draws = Math.ceil((associations * connections) / inputs);
    for (let draw = 0; draw < draws; draw++) {
      const k = pick.integer(associations);
      forward += lists.start[k + 1] - lists.start[k];
      if (!isStored(labels[k], perceptron.field(lists, k))) return k;
    }
    forward += lists.index.length;
    const count = findViolated();
    return count === 0 ? -1 : violated[pick.integer(count)];
  };

  function* learnBatch(): Generator<PerceptronRecord, void> {
    for (;;) {
      const found = survey();
      if (isDue(false)) {
        const count = findViolated();
        const solved = count === 0 && isLawful(found);
        yield { step, errors: count / associations, ...found, solved };
        if (solved) return;
      }
      if (step >= maxSteps) return;
      const k = pickViolated(found.connections);
      if (k < 0 && isLawful(found)) {
        if (isDue(true)) yield { step, errors: 0, ...found, solved: true };
        return;
      }
      upkeep += found.connections;
      if (k < 0) rest();
      else learnOne(lists, k, labels[k]);
    }
  }

  function* learnStream(): Generator<PerceptronRecord, void> {
    for (;;) {
      // The constraints concern the synapses alone, which are at hand; only the associations are unseen.
      const found = survey();
      const solved = quiet >= patience && isLawful(found);
      if (isDue(solved)) {
        const errors = shown === 0 ? 1 : mistakes / shown;
        [mistakes, shown] = [0, 0];
        yield { step, errors, ...found, solved };
      }
      if (solved || step >= maxSteps) return;
      const k = pick.integer(associations);
      meet(lists, k, labels[k], found.connections);
    }
  }

  const book = (): void => {
    const steps = step - bookedSteps;
    if (steps === 0) return;
    const taken = plasticity.takeBooked(bundle);
    ledger.write(bundle.name, taken);
    ledger.work({ steps, connections: upkeep / steps, forward, backward });
    bookedSteps = step;
    [upkeep, forward, backward] = [0, 0, 0];
  };

  return {
    learn() {
      if (associations === 0)
        throw new UsageError('data has no associations to learn; present them one by one');
      return mode === 'batch' ? learnBatch() : learnStream();
    },
    present,
    weights: () => Float64Array.from(perceptron.weights()),
    save() {
      book();
      const weights = perceptron.weights().slice();
      const standing = { step, reported, quiet, mistakes, shown };
      return { weights, ...standing, pick: pick.state(), ledger: ledger.state() };
    },
    restore(state) {
      if (state.weights.length !== inputs)
        throw new UsageError(`weights has ${state.weights.length} entries, not ${inputs}`);
      perceptron.weights().set(state.weights);
      pick = restoreRandom(state.pick);
      ledger = createLedger(state.ledger);
      [step, bookedSteps] = [state.step, state.step];
      ({ reported, quiet, mistakes, shown } = state);
    },
    totals() {
      book();
      return ledger.totals();
    },
    dispose: () => engine.dispose(),
  };
}
