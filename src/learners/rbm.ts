/**
 * A restricted Boltzmann machine that learns examples without labels, epoch by epoch (epoch-loop.ts), by contrastive
 * divergence.
 */

import type { Program } from '../engine/index.ts';
import { FrugalError } from '../errors.ts';
import { type Bundle, type DenseSource, type Rbm, writeRbmBatch } from '../networks/index.ts';
import { checkShown, denseStage } from '../networks/stage.ts';
import { createPace, finish, tick, type Work } from '../numerics/pace.ts';
import type { Random } from '../numerics/random.ts';
import { createPlasticity, type Plasticity, type Transform } from '../plasticity/index.ts';
import type { Rewiring } from '../rewiring/index.ts';
import type { DenseInputs } from '../tasks/examples.ts';
import { Body } from './body.ts';
import { refuseDivergence } from './divergence.ts';
import { checkEpochs, EpochLoop } from './epoch-loop.ts';
import type { EpochOptions } from './epochs.ts';
import { placeInputs, placeScaling } from './feed.ts';
import type { Learner } from './learner.ts';
import { checkEvery, LatentProgram, Passes, rulesOf, underRules } from './passes.ts';
import type { LearnerState } from './state.ts';
import type { EpochFacts, EpochProgress } from './subject.ts';

export interface RbmLearnerOptions {
  readonly network: Rbm;
  /** Examples of as many features as there are visible units, values in [0, 1]. */
  readonly train: DenseInputs;
  readonly test: DenseInputs;
  readonly transformFor: (bundle: Bundle) => Transform;
  /** Absent where connections stay. */
  readonly rewiringFor?: (bundle: Bundle) => Rewiring | undefined;
  /** As of `EpochOptions`. */
  readonly rewireEvery?: EpochOptions['rewireEvery'];
  readonly epochs: number;
  readonly random: Random;
  /** Whether changes of synapses are booked. Default true. */
  readonly booked?: boolean;
}

/** What an epoch has shown. */
interface RbmFacts {
  /**
   * Mean squared difference between a visible unit and what the chain made of it, over the epoch while learning; of persistent
   * chains, which do not begin at the data, a difference of strangers.
   */
  readonly trainError: number;
  /** The same of one step down from sampled hidden states on the test examples, after the epoch's last step. */
  readonly testError: number;
  /** Mean free energy of the test examples; without the partition function only differences have a meaning. */
  readonly testFreeEnergy: number;
}

export interface RbmRecord extends EpochFacts, RbmFacts {}

/** How examples stand to the model. */
export interface RbmJudgement {
  /** Mean squared reconstruction error of a visible unit. */
  readonly error: number;
  /** Of each example; see `RbmEvaluation`. */
  readonly freeEnergies: Float64Array;
}

export interface RbmLearner extends Learner<RbmRecord, EpochProgress> {
  /** Judges examples: of the test set, or others. Draws hidden states from the evaluation of epoch 0. */
  judge(examples?: DenseInputs): RbmJudgement;
  judgeInSteps(examples?: DenseInputs): Work<RbmJudgement>;
  /** Reconstructions of the first test examples, at most 256: probabilities, `[count][visible]`. */
  reconstructions(count: number): Float32Array;
}

interface Parts {
  readonly options: RbmLearnerOptions;
  readonly body: Body;
  readonly plasticity: Plasticity;
  readonly gradient: Program;
  readonly evaluation: Program;
  readonly passes: Passes;
  /** Examples that are not the test set are shown here. */
  readonly stage: ReturnType<typeof denseStage>;
  readonly staged: Program;
}

/** @throws FrugalError where examples do not fit or lie outside [0, 1]; UsageError for a number of epochs that is no integer ≥ 0 */
function checkOptions({ network, train, test, epochs, rewireEvery }: RbmLearnerOptions): void {
  checkEpochs(epochs);
  checkEvery(rewireEvery);
  for (const [name, examples] of Object.entries({ train, test }))
    checkExamples(`${name} examples`, examples, network.visible);
}

function checkExamples(what: string, examples: DenseInputs, visible: number): void {
  checkShown(what, examples, visible);
  const { inputs, scale } = examples;
  const wrong = inputs.findIndex((x) => x * scale < 0 || x * scale > 1.000001);
  if (wrong < 0) return;
  throw new FrugalError(
    `${what}: value ${inputs[wrong] * scale} of example ${Math.floor(wrong / visible)} is outside [0, 1], what a visible unit can be; scale the data with --scaling range`,
  );
}

/** Prepares a learner; compiles kernels and starts threads. */
export async function createRbmLearner(options: RbmLearnerOptions): Promise<RbmLearner> {
  checkOptions(options);
  const { network, train, test, random, booked = true, transformFor, rewiringFor } = options;
  const { epochs, rewireEvery } = options;
  const { engine, bundles } = network;
  const scaled = placeScaling(engine, train, 'unit');
  const [learned, tested] = [train, test].map(
    (examples) =>
      placeInputs(engine, examples, {
        shift: scaled.shift,
        scale: scaleOf(network, examples),
      }) as DenseSource,
  );
  const rules = rulesOf({ network, rewiringFor });
  const own = random.split('plasticity');
  const made = underRules(transformFor, rules);
  const plasticity = createPlasticity(engine, bundles, made, booked, own);
  const body = new Body({
    ...{ network, changing: plasticity, booked, random },
    rewiringFor: (bundle) => rules.get(bundle),
  });
  const looking = new LatentProgram(engine, () => network.scoreStrands(learned));
  const { multiplyAdds, score } = network;
  const passes = new Passes({
    ...{ body, epochs, rewireEvery, count: train.count, batch: network.batch.geometry.batch },
    looking,
    look(order, from, to, step) {
      writeRbmBatch(engine, network.batch, order, from, to);
      network.setStep('learning', step);
      looking.run();
    },
    ...{ multiplyAdds, score },
  });
  const stage = denseStage(engine, network.visible, network.evaluation.geometry.slots, scaled);
  const parts: Parts = {
    ...{ options, body, plasticity, passes, stage },
    gradient: engine.program(network.gradientStrands(learned)),
    evaluation: engine.program(network.evaluationStrands(tested)),
    staged: engine.program(network.evaluationStrands(stage.source as DenseSource)),
  };
  await engine.ready();
  return new Learning(parts);
}

/** A table of the real value of one stored unit: training and test examples may be stored in different ones. */
function scaleOf({ engine, visible }: Rbm, { scale }: DenseInputs): number {
  const address = engine.memory.allocate(4 * visible);
  engine.memory.views().f32.fill(scale, address / 4, address / 4 + visible);
  return address;
}

class Learning extends EpochLoop<RbmFacts, object> implements RbmLearner {
  private readonly parts: Parts;
  private readonly rows: Uint32Array;
  private readonly size: number;

  constructor(parts: Parts) {
    const { options, body, plasticity, passes } = parts;
    const { network, random, train, test, epochs } = options;
    super({
      ...{ body, plasticity, passes, epochs, count: train.count, random },
      ...{ batch: network.batch.geometry.batch, multiplyAdds: network.multiplyAdds },
    });
    this.parts = parts;
    this.size = network.evaluation.geometry.slots;
    this.rows = Uint32Array.from({ length: Math.max(test.count, this.size) }, (_, e) => e);
  }

  protected show(order: Uint32Array, from: number, to: number): void {
    const { options, gradient } = this.parts;
    const { network } = options;
    writeRbmBatch(network.engine, network.batch, order, from, to);
    network.setStep('learning', this.step);
    network.engine.run(gradient);
  }

  protected soFar(): object {
    return {};
  }

  protected *judged(): Work<RbmFacts> {
    const { network, train, test } = this.parts.options;
    const trainError = network.takeSquares() / (train.count * network.visible);
    const tested = yield* this.evaluated(test, this.epoch + 1);
    const testFreeEnergy = tested.freeEnergies.reduce((sum, f) => sum + f, 0) / test.count;
    refuseDivergence(testFreeEnergy, 'the free energy', `in epoch ${this.epoch + 1}`);
    return { trainError, testError: tested.error, testFreeEnergy };
  }

  protected override extra(): LearnerState['arrays'] {
    return { particles: this.parts.options.network.particles() };
  }

  override restore(state: LearnerState): void {
    particlesOf(state);
    super.restore(state);
  }

  protected takeUp(state: LearnerState): void {
    const { network } = this.parts.options;
    network.restoreParticles(particlesOf(state));
    network.takeSquares();
  }

  /** Judges the test set, or others that are staged; `number` names the draws. */
  private *evaluated(examples: DenseInputs, number: number): Work<RbmJudgement> {
    const { options, evaluation, staged, stage } = this.parts;
    const { network, test } = options;
    const { engine } = network;
    const { count } = examples;
    const pace = createPace();
    const freeEnergies = new Float64Array(count);
    const steps = Math.ceil(count / this.size);
    let squares = 0;
    for (let from = 0, k = 0; from < count; from += this.size, k++) {
      if (pace.due()) yield tick(from / count);
      const to = Math.min(from + this.size, count);
      const own = examples === test;
      if (!own) stage.show(examples, from, to);
      const rows: readonly [number, number] = own ? [from, to] : [0, to - from];
      writeRbmBatch(engine, network.evaluation, this.rows, ...rows);
      network.setStep('evaluation', number * steps + k);
      network.clearEvaluation();
      engine.run(own ? evaluation : staged);
      const found = network.takeEvaluation(to - from);
      freeEnergies.set(found.freeEnergies, from);
      squares += found.squares;
    }
    return { error: squares / (count * network.visible), freeEnergies };
  }

  judge(examples?: DenseInputs): RbmJudgement {
    return finish(this.judgeInSteps(examples));
  }

  *judgeInSteps(examples: DenseInputs = this.parts.options.test): Work<RbmJudgement> {
    if (examples !== this.parts.options.test)
      checkExamples('these examples', examples, this.parts.options.network.visible);
    return yield* this.evaluated(examples, 0);
  }

  reconstructions(count: number): Float32Array {
    const { options, evaluation } = this.parts;
    const { network } = options;
    const to = Math.min(count, options.test.count, this.size);
    writeRbmBatch(network.engine, network.evaluation, this.rows, 0, to);
    network.setStep('evaluation', 0);
    network.clearEvaluation();
    network.engine.run(evaluation);
    return network.reconstructions(to);
  }
}

/** @throws FrugalError where the state has none */
function particlesOf({ arrays }: LearnerState): Uint8Array {
  const { particles } = arrays;
  if (particles instanceof Uint8Array) return particles;
  throw new FrugalError('the checkpoint has no states of chains; it is of another learner');
}
