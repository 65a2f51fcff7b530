/**
 * A perceptron that learns associations one at a time: perceptron × plasticity chain × ledger × associations, as a
 * generator of records.
 *
 * *Batch*: at every step one of the associations that are not stored is picked, all with equal probability, and learning
 * ends when there is none. *Streaming*: associations arrive one by one and nothing else is looked at, so that the cost of a
 * step does not depend on how many there are; with `present` they come from anywhere, and none need be kept. What a step
 * does to the weights is the chain's business; the units are those of the theory: weights in units of w, margin κ̃ and
 * threshold h̃ dimensionless. A state may be saved at every tick and record.
 */

import { createEngine } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import type { Account, LedgerTotals } from '../ledger/index.ts';
import { createPerceptron, type PatternLists, type Perceptron } from '../networks/perceptron.ts';
import { createPace, type Tick } from '../numerics/pace.ts';
import type { Random } from '../numerics/random.ts';
import { createPlasticity, inGap, type Plasticity } from '../plasticity/index.ts';
import type { Layers } from '../sparse/layer.ts';
import type { LabelledPatterns } from '../tasks/patterns.ts';
import { Body } from './body.ts';
import { type Handled, handledBy } from './hands.ts';
import type { Learner } from './learner.ts';
import { checkOptions, type PerceptronOptions } from './perceptron-options.ts';
import { type LearnerState, numbersOf, randomOf } from './state.ts';

export type { PerceptronOptions } from './perceptron-options.ts';

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

export interface PerceptronLearner extends Learner<PerceptronRecord> {
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
  dispose(): void;
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
  const engine = createEngine({ arithmetic: 'strict' });
  const network = createPerceptron(engine, options.weights);
  const own = options.random.split('plasticity');
  const plasticity = createPlasticity(engine, network.bundles, () => options.rule, true, own);
  const body = new Body({ network, changing: plasticity, random: options.random });
  await engine.ready();
  return new AssociationLearner({ options, network, plasticity, body });
}

interface Parts {
  readonly options: PerceptronOptions;
  readonly network: Perceptron;
  readonly plasticity: Plasticity;
  readonly body: Body;
}

/** What a look at the synapses shows. */
interface Survey {
  readonly gapViolations: number;
  readonly signViolations: number;
  readonly meanAbsolute: number;
  readonly connections: number;
}

class AssociationLearner implements PerceptronLearner {
  readonly hands: Handled;
  private readonly parts: Parts;
  /** Active inputs of every pattern, and patterns in which every input is active. */
  private readonly lists: PatternLists;
  private readonly columns: PatternLists;
  private readonly fields: Float64Array;
  private readonly violated: Uint32Array;
  /** The one that is presented from outside. */
  private readonly presented: { readonly start: Uint32Array; readonly index: Uint32Array };
  private readonly maxSteps: number;
  /** An association is stored where Y (Σ J X − bias) is at least this. */
  private readonly least: number;
  private readonly bias: number;
  private pick: Random;
  private step = 0;
  /** Step of the last record. */
  private reported = -1;
  /** Streaming: presentations in a row without an error; errors and presentations since the last record. */
  private quiet = 0;
  private mistakes = 0;
  private shown = 0;

  constructor(parts: Parts) {
    const { data, random, maxSteps = 100_000, margin = 0, threshold = 0 } = parts.options;
    this.parts = parts;
    this.hands = handledBy(parts.body, parts.plasticity);
    this.lists = listsOf(data, 'pattern');
    this.columns = listsOf(data, 'input');
    this.fields = new Float64Array(data.associations);
    this.violated = new Uint32Array(data.associations);
    this.presented = { start: new Uint32Array(2), index: new Uint32Array(data.inputs) };
    this.maxSteps = maxSteps;
    this.least = margin * Math.sqrt(data.inputs);
    this.bias = threshold * data.inputs;
    this.pick = random.split('pick');
  }

  learn(): Generator<Tick | PerceptronRecord, void> {
    const { data, mode = 'batch' } = this.parts.options;
    if (data.associations === 0)
      throw new UsageError('data has no associations to learn; present them one by one');
    return mode === 'batch' ? this.learnBatch() : this.learnStream();
  }

  private *learnBatch(): Generator<Tick | PerceptronRecord, void> {
    const { data } = this.parts.options;
    const pace = createPace();
    for (;;) {
      if (pace.due()) yield this.tick();
      const found = this.survey();
      if (this.isDue(false)) {
        const count = this.findViolated();
        const solved = count === 0 && this.isLawful(found);
        yield this.told({ errors: count / data.associations, ...found, solved });
        if (solved) return;
      }
      if (this.step >= this.maxSteps) return;
      const k = this.pickViolated(found.connections);
      if (k < 0 && this.isLawful(found)) {
        if (this.isDue(true)) yield this.told({ errors: 0, ...found, solved: true });
        return;
      }
      if (k < 0) this.rest(found.connections);
      else this.learnOne(this.lists, k, data.labels[k], found.connections);
    }
  }

  private *learnStream(): Generator<Tick | PerceptronRecord, void> {
    const { data, patience = 10 * data.associations } = this.parts.options;
    const pace = createPace();
    for (;;) {
      if (pace.due()) yield this.tick();
      // The constraints concern the synapses alone, which are at hand; only the associations are unseen.
      const found = this.survey();
      const solved = this.quiet >= patience && this.isLawful(found);
      if (this.isDue(solved)) {
        const errors = this.shown === 0 ? 1 : this.mistakes / this.shown;
        [this.mistakes, this.shown] = [0, 0];
        yield this.told({ errors, ...found, solved });
      }
      if (solved || this.step >= this.maxSteps) return;
      const k = this.pick.integer(data.associations);
      this.meet(this.lists, k, data.labels[k], found.connections);
    }
  }

  private tick(): Tick {
    return { kind: 'tick', share: Math.min(1, this.step / this.maxSteps) };
  }

  private told(shown: Omit<PerceptronRecord, 'step'>): PerceptronRecord {
    return { step: this.step, ...shown };
  }

  /** Whether a record is due at this step, or another reason to give one; each step gives one at most. */
  private isDue(solved: boolean): boolean {
    const { interval = 1000 } = this.parts.options;
    const reason = solved || this.step >= this.maxSteps || this.step % interval === 0;
    const due = this.reported !== this.step && reason;
    if (due) this.reported = this.step;
    return due;
  }

  private isStored(label: number, field: number): boolean {
    return label * (field - this.bias) >= this.least;
  }

  /** Fills `violated`; returns how many there are. */
  private findViolated(): number {
    const { network, options } = this.parts;
    const { associations, labels } = options.data;
    network.fields(this.columns, this.fields);
    let count = 0;
    for (let k = 0; k < associations; k++)
      if (!this.isStored(labels[k], this.fields[k])) this.violated[count++] = k;
    return count;
  }

  private survey(): Survey {
    const { data, gap = 0 } = this.parts.options;
    const { inputs, signs } = data;
    const weights = this.parts.network.weights();
    let [gapViolations, signViolations, sum, connections] = [0, 0, 0, 0];
    for (let i = 0; i < inputs; i++) {
      const weight = weights[i];
      if (weight === 0) continue;
      const size = Math.abs(weight);
      connections += 1;
      sum += size;
      if (inGap(size, typeof gap === 'number' ? gap : gap[i])) gapViolations += 1;
      if (signs !== undefined && signs[i] * weight < 0) signViolations += 1;
    }
    return { gapViolations, signViolations, meanAbsolute: sum / inputs, connections };
  }

  private isLawful({ gapViolations, signViolations, meanAbsolute }: Survey): boolean {
    const { tolerance = 0.001 } = this.parts.options;
    const mean = Math.abs(meanAbsolute - 1) <= tolerance;
    return gapViolations === 0 && signViolations === 0 && mean;
  }

  /**
   * One of the associations that are not stored; -1 where there is none. Drawing until one turns up is as uniform as a
   * choice from the list of them, and far cheaper while there are many. Where drawing would soon cost more than looking at
   * all (which passes over silent synapses), all are looked at.
   */
  private pickViolated(connections: number): number {
    const { network, options, body } = this.parts;
    const { inputs, associations, labels } = options.data;
    const { lists, pick } = this;
    const draws = Math.ceil((associations * connections) / inputs);
    let [forward, found] = [0, -1];
    for (let draw = 0; draw < draws && found < 0; draw++) {
      const k = pick.integer(associations);
      forward += lists.start[k + 1] - lists.start[k];
      if (!this.isStored(labels[k], network.field(lists, k))) found = k;
    }
    if (found < 0) {
      forward += lists.index.length;
      const count = this.findViolated();
      if (count > 0) found = this.violated[pick.integer(count)];
    }
    body.work({ steps: 0, upkeep: 0, forward, backward: 0 });
    return found;
  }

  /** A step of a stream; returns whether the association was stored. */
  private meet(from: PatternLists, k: number, label: number, connections: number): boolean {
    const { network, body } = this.parts;
    const stored = this.isStored(label, network.field(from, k));
    const forward = from.start[k + 1] - from.start[k];
    body.work({ steps: 0, upkeep: 0, forward, backward: 0 });
    this.shown += 1;
    if (!stored) this.mistakes += 1;
    this.quiet = stored ? this.quiet + 1 : 0;
    if (stored) this.rest(connections);
    else this.learnOne(from, k, label, connections);
    return stored;
  }

  private learnOne(from: PatternLists, k: number, label: number, connections: number): void {
    this.parts.network.blame(from, k, label);
    this.apply(connections, from.start[k + 1] - from.start[k]);
  }

  private rest(connections: number): void {
    this.parts.network.pardon();
    this.apply(connections, 0);
  }

  /** One step of the chain; so many synapses existed before it. */
  private apply(connections: number, backward: number): void {
    const { body, plasticity } = this.parts;
    plasticity.apply(this.step);
    this.step += 1;
    body.work({ steps: 1, upkeep: connections, forward: 0, backward });
  }

  present(pattern: ArrayLike<number>, label: 1 | -1): boolean {
    const { inputs } = this.parts.options.data;
    if (pattern.length !== inputs)
      throw new UsageError(`pattern has ${pattern.length} entries, not ${inputs}`);
    if (label !== 1 && label !== -1) throw new UsageError(`label ${label} is not 1 or -1`);
    const { presented } = this;
    let active = 0;
    for (let i = 0; i < inputs; i++) {
      if (pattern[i] === 1) presented.index[active++] = i;
      else if (pattern[i] !== 0) throw new UsageError(`pattern[${i}] ${pattern[i]} is not 0 or 1`);
    }
    presented.start[1] = active;
    return this.meet(presented, 0, label, this.survey().connections);
  }

  weights(): Float64Array {
    return Float64Array.from(this.parts.network.weights());
  }

  wirings(): Layers {
    return this.parts.body.layers();
  }

  totals(): LedgerTotals {
    return this.parts.body.totals();
  }

  account(bundle: string): Account {
    return this.parts.body.account(bundle);
  }

  save(): LearnerState {
    const { step, reported, quiet, mistakes, shown } = this;
    const pick = { ...this.pick.state() };
    return this.parts.body.save({ step, reported, quiet, mistakes, shown, pick });
  }

  restore(state: LearnerState): void {
    const numbers = numbersOf(state, ['step', 'reported', 'quiet', 'mistakes', 'shown']);
    const pick = randomOf(state, 'pick');
    this.parts.body.restore(state);
    this.pick = pick;
    Object.assign(this, numbers);
  }

  dispose(): void {
    this.parts.network.engine.dispose();
  }
}
