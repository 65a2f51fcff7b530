/**
 * When a learner of examples rewires, and what its network looks at for that: the batch that is going to be learned.
 */

import type { Engine, Phases, Program, Strand } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import type { Bundle } from '../networks/index.ts';
import type { Transform } from '../plasticity/index.ts';
import type { Rewiring } from '../rewiring/index.ts';
import type { Body, BodyOptions } from './body.ts';
import type { EpochOptions } from './epochs.ts';
import { NO_EVENTS, type RewiringEvents, type RewiringPass } from './pass-words.ts';

/** The rule of each layer that has one and connections to change. */
export function rulesOf({
  network,
  rewiringFor,
}: Pick<BodyOptions, 'network' | 'rewiringFor'>): Map<Bundle, Rewiring> {
  const rules = new Map<Bundle, Rewiring>();
  for (const bundle of network.bundles) {
    const rule = bundle.matrix?.dense === false ? rewiringFor?.(bundle) : undefined;
    if (rule !== undefined) rules.set(bundle, rule);
  }
  return rules;
}

/** The optimisers, with what rules add to them: one for all bundles under the same rule and optimiser. */
export function underRules(
  transformFor: (bundle: Bundle) => Transform,
  rules: ReadonlyMap<Bundle, Rewiring>,
): (bundle: Bundle) => Transform {
  const made = new Map<Rewiring['plasticity'], Map<Transform, Transform>>();
  return (bundle) => {
    const own = transformFor(bundle);
    const around = rules.get(bundle)?.plasticity;
    if (around === undefined) return own;
    const known = made.get(around) ?? new Map<Transform, Transform>();
    made.set(around, known);
    const together = known.get(own) ?? around(own);
    known.set(own, together);
    return together;
  };
}

/** @throws UsageError for steps or an end that are out of range */
export function checkEvery(every: EpochOptions['rewireEvery']): void {
  const { steps, until = 0 } = every ?? { steps: 1 };
  if (Number.isInteger(steps) && steps >= 1 && until >= 0) return;
  throw new UsageError(
    `rewireEvery ${JSON.stringify(every)} is not { steps: an integer ≥ 1, until: a step ≥ 0 }`,
  );
}

/** Where learning is: steps and epochs done, and the order of the examples. */
interface Place {
  readonly step: number;
  readonly epoch: number;
  readonly order: Uint32Array;
}

/** A program that is made when it is first asked for. */
export class LatentProgram {
  private readonly engine: Engine;
  private readonly strands: () => readonly Strand[] | Phases;
  private made: Program | undefined;

  constructor(engine: Engine, strands: () => readonly Strand[] | Phases) {
    this.engine = engine;
    this.strands = strands;
  }

  /** Call `engine.ready()` afterwards. */
  make(): void {
    this.made ??= this.engine.program(this.strands());
  }

  run(): void {
    if (this.made === undefined) throw new Error('a program was asked for that was not made');
    this.engine.run(this.made);
  }
}

/** How a network looks at examples without learning from them, for rules that ask for scores. */
export interface Looking {
  /** Its program: made from the start where a rule asks for scores, or when one is turned on that does. */
  readonly looking: LatentProgram;
  /** Looks at `order[from … to − 1]`, which are learned in that step. */
  readonly look: (order: Uint32Array, from: number, to: number, step: number) => void;
  /** Multiply-adds of an example. */
  readonly multiplyAdds: () => { readonly forward: number; readonly backward: number };
  /** Gradients that connections would have for what was looked at. */
  readonly score: NonNullable<RewiringPass['score']>;
  readonly strongest?: RewiringPass['strongest'];
  readonly strengths?: RewiringPass['strengths'];
}

interface PassesOf extends Looking, Pick<EpochOptions, 'epochs' | 'rewireEvery'> {
  readonly body: Body;
  /** Examples of an epoch, and of a step. */
  readonly count: number;
  readonly batch: number;
}

export class Passes {
  private readonly parts: PassesOf;
  /** Steps of learning of an epoch, and in all. */
  private readonly epochSteps: number;
  private readonly steps: number;
  /** Absent: before every epoch. */
  private readonly every: EpochOptions['rewireEvery'];

  constructor(parts: PassesOf) {
    const { body, epochs, count, batch, rewireEvery } = parts;
    this.parts = parts;
    if (body.scored || body.watching > 0) this.prepareToLook();
    this.epochSteps = Math.ceil(count / batch);
    this.steps = epochs * this.epochSteps;
    const { when } = body;
    const published = when && {
      steps: when.steps ?? (when.epochs ?? 1) * this.epochSteps,
      until: (when.until ?? 1) * this.steps,
    };
    this.every = rewireEvery ?? published;
  }

  /** Makes ready for rules that ask for scores. Call `engine.ready()` afterwards. */
  prepareToLook(): void {
    this.parts.looking.make();
  }

  /** What is due before the coming step, whose batch begins at `from`: a pass, and a look for the next one. */
  before(place: Place & { readonly from: number }): RewiringEvents {
    const events = this.due(place)
      ? this.rewire(place, place.step / (this.every?.steps ?? this.epochSteps))
      : NO_EVENTS;
    this.watch(place);
    return events;
  }

  /** What rules do after the last epoch. */
  last(place: Place): RewiringEvents {
    const { every } = this;
    const number = every === undefined ? place.epoch : 1 + Math.floor(place.step / every.steps);
    return this.rewire({ ...place, from: 0 }, number, true);
  }

  private due({ step, epoch, from }: Place & { readonly from: number }): boolean {
    if (this.every === undefined) return from === 0 && epoch > 0;
    const { steps, until = Number.POSITIVE_INFINITY } = this.every;
    return step > 0 && step % steps === 0 && step < until;
  }

  private rewire(
    place: Place & { readonly from: number },
    number: number,
    last = false,
  ): RewiringEvents {
    const { body, score, strongest, strengths } = this.parts;
    const looked = body.scored ? this.look(place) : undefined;
    const closing = this.after(number) === undefined;
    return body.rewire({
      ...{ number, last, closing, done: place.step / this.steps, score },
      ...(looked && { looked, strongest, strengths }),
    });
  }

  /** Has the network look at the coming batch without learning from it: a whole one wherever there is one. */
  private look({ order, from, step }: Place & { readonly from: number }) {
    const { batch, look, multiplyAdds } = this.parts;
    const to = Math.min(from + batch, order.length);
    look(order, Math.max(0, to - batch), to, step);
    const { forward, backward } = multiplyAdds();
    return { examples: batch, multiplyAdds: forward + backward };
  }

  /** The step of the pass that follows the one of that number, where one does. */
  private after(number: number): number | undefined {
    const step = (number + 1) * (this.every?.steps ?? this.epochSteps);
    return step < Math.min(this.every?.until ?? this.steps, this.steps) ? step : undefined;
  }

  /** Gathers gradients of absent connections from the coming batch, where a rule watches and a pass is near. */
  private watch(place: Place & { readonly from: number }): void {
    const { body, score } = this.parts;
    if (body.watching === 0) return;
    const number = Math.floor(place.step / (this.every?.steps ?? this.epochSteps));
    const next = this.after(number) ?? (body.finishes ? this.steps : undefined);
    if (next === undefined || next - place.step > body.watching) return;
    body.watch({ number: number + 1, looked: this.look(place), score });
  }
}
