/**
 * The two ways in which an online learner makes changes of errors: the gradient formed and a chain of plasticity over it,
 * or, where the chain can be told for a change of rank one, the products written where they are allowed.
 */

import type { Program } from '../engine/index.ts';
import {
  competeScratch,
  type Mode,
  singleCompete,
  singleSome,
  singleUpdate,
} from '../kernels/index.ts';
import type { Bundle, SingleLayer, SingleNetwork } from '../networks/index.ts';
import type { Random } from '../numerics/random.ts';
import { type Behind, withBehind } from '../plasticity/apply.ts';
import {
  Book,
  createPlasticity,
  keptOf,
  keptOnto,
  type Moment,
  type Plasticity,
  type Transform,
  tiesAt,
} from '../plasticity/index.ts';
import type { Changing } from './body.ts';
import type { Holding } from './hands.ts';
import { largestOntoEach } from './largest-onto-each.ts';
import { changesSomething, type Plan, planOf } from './online-plan.ts';

/** The input of biases. */
const ALWAYS_ON = Float32Array.of(1);

/** How an example's errors become changes. */
export interface Way extends Changing, Holding {
  /** Learns from example number `number` of the run, which the network has answered. */
  step(
    number: number,
    seen: Omit<Moment, 'layers'>,
  ): { readonly changed: boolean; readonly traced: boolean };
}

export interface WayOptions {
  readonly network: SingleNetwork;
  /** One a bundle. */
  readonly transforms: readonly Transform[];
  readonly booked: boolean;
  readonly random: Random;
}

/** The gradient formed, summed over `batch` examples, and a chain of plasticity over it. */
export class FormedWay implements Way {
  private readonly network: SingleNetwork;
  private readonly plasticity: Plasticity;
  private readonly batch: number;
  private readonly store: Program;
  private readonly accumulate: Program;
  private readonly transforms: readonly Transform[];
  private readonly limited = new Map<Bundle, Transform | undefined>();
  private changes: ReturnType<typeof changesSomething>;

  constructor({ network, transforms, booked, random }: WayOptions, batch: number) {
    const { engine, bundles, products } = network;
    const programOf = (mode: Mode) =>
      engine.program([products.map((product) => network.gradientCall(product, mode))]);
    this.network = network;
    this.transforms = transforms;
    this.batch = batch;
    this.store = programOf('store');
    this.accumulate = programOf('accumulate');
    const transformFor = (bundle: Bundle): Transform => transforms[bundles.indexOf(bundle)];
    this.plasticity = createPlasticity(engine, bundles, transformFor, booked, random);
    this.changes = changesSomething(transforms);
  }

  step(number: number, seen: Omit<Moment, 'layers'>) {
    const { network, batch, plasticity } = this;
    network.backward(seen.label);
    network.engine.run(number % batch === 0 ? this.store : this.accumulate);
    if ((number + 1) % batch > 0) return { changed: false, traced: true };
    const step = Math.floor(number / batch);
    if (batch > 1) {
      plasticity.apply(step);
      return { changed: true, traced: true };
    }
    const layers = network.layers.map((_, k) => ({
      inputs: network.activities(k),
      activities: network.activities(k + 1),
      errors: network.errors(k),
    }));
    plasticity.apply(step, { ...seen, layers });
    return { changed: this.changes(seen), traced: true };
  }

  /** With what an unfinished batch has gathered, under the name `gradient`. */
  states(bundle: Bundle): Record<string, Float32Array> {
    const states = this.plasticity.states(bundle);
    if (this.batch === 1) return states;
    const from = bundle.gradient / 4;
    const gradient = this.network.engine.memory.views().f32.subarray(from, from + bundle.count());
    return { ...states, gradient };
  }

  resized(bundle: Bundle): void {
    this.plasticity.resized(bundle);
  }

  book(bundle: Bundle): Book {
    return this.plasticity.book(bundle);
  }

  hold(bundle: Bundle, held: boolean): void {
    this.plasticity.hold(bundle, held);
  }

  limit(bundle: Bundle, budget: Transform | undefined): void {
    this.plasticity.limit(bundle, budget);
    this.limited.set(bundle, budget);
    this.changes = changesSomething(this.now());
  }

  leave(bundle: Bundle, states: Readonly<Record<string, Float32Array>>): void {
    this.plasticity.leave(bundle, states);
  }

  /** The transforms with what stands behind them now. */
  private now(): readonly Transform[] {
    return this.network.bundles.map((bundle, k) =>
      withBehind(this.transforms[k], { limited: this.limited.get(bundle) }),
    );
  }

  confine(bundle: Bundle, open: Uint32Array): void {
    this.plasticity.confine(bundle, open);
  }
}

/** What the short way keeps of a bundle. */
interface Piece {
  /** The layer, or its biases. */
  readonly product: SingleLayer;
  readonly isBias: boolean;
  readonly plan: Plan;
  readonly program: Program;
  readonly book: Book;
  /** Address of the scale of the changes and, where synapses compete, of how many are kept, the key of ties and the step. */
  readonly scale: number;
  /** Inputs and outputs below these numbers take part. */
  readonly inputs: number;
  readonly outputs: number;
  /** Address of the list of the inputs that take part; the layer's own where all do. */
  readonly list: number;
  readonly random: Random;
}

function pieceOf(
  { network, booked, random }: WayOptions,
  product: SingleLayer,
  plan: Plan,
  formerBook?: Book,
): Piece {
  const { engine, layers } = network;
  const { memory } = engine;
  const { bundle } = product;
  const isBias = bundle.kind === 'bias';
  const own = random.split(bundle.name);
  const scale = memory.allocate(20);
  const book = formerBook ?? new Book(memory, 1);
  // What is always on is on every path.
  const isFirst = isBias || bundle.layer === 0;
  const inputs = isFirst ? product.inputs : Math.min(product.inputs, plan.units);
  const isLast = bundle.layer === layers.length - 1;
  const outputs = isLast ? product.outputs : Math.min(product.outputs, plan.units);
  const keep = keptOf(product.inputs * product.outputs, plan.fraction);
  memory.views().u32.set([keep, ...own.split('ties').key], scale / 4 + 1);
  const whole = inputs === product.inputs && plan.onto === 1;
  const list = whole ? product.list : memory.allocate(4 * (inputs + 1));
  const ending = booked ? 'book' : 'commit';
  const values = [
    ...[list, bundle.weight, product.outputs, outputs],
    ...[product.input, product.error, scale, book.address],
  ];
  const call =
    keep < inputs * outputs
      ? {
          kernel: singleCompete(ending),
          values: [...values, memory.allocate(competeScratch(inputs, outputs))],
        }
      : { kernel: singleUpdate(ending), values };
  return {
    ...{ product, isBias, plan, scale, book, inputs, outputs, list },
    program: engine.program([[call]]),
    random: own,
  };
}

/** The products of rank one, written where they are allowed. */
export class ShortWay implements Way {
  private readonly network: SingleNetwork;
  private readonly options: WayOptions;
  private readonly pieces: Piece[];
  /** Bundles that are held still by hand, and what stands behind the rules of others. */
  readonly held = new Set<Bundle>();
  readonly behind = new Map<Bundle, Behind>();
  private changes: ReturnType<typeof changesSomething>;
  /** Where places are told to the kernel; as long as the longest list so far. */
  private room = { places: 0, address: 0 };

  constructor(options: WayOptions, plans: readonly Plan[]) {
    this.network = options.network;
    this.options = options;
    const { products } = options.network;
    this.pieces = products.map((product, k) => pieceOf(options, product, plans[k]));
    this.changes = changesSomething(options.transforms);
  }

  step(number: number, seen: Omit<Moment, 'layers'>) {
    if (!this.changes(seen)) return { changed: false, traced: false };
    const { network } = this;
    network.backward(seen.label);
    for (const piece of this.pieces) {
      const { product, plan, random } = piece;
      if (plan.frozen || (seen.right && seen.lead >= plan.lead)) continue;
      if (this.held.has(product.bundle)) continue;
      // Anew for each: the one before may have taken more memory.
      const { f32, u32 } = network.engine.memory.views();
      f32[piece.scale / 4] = plan.rate.at(number)[0];
      if (plan.choose !== undefined) {
        const open = plan.choose(random, product.inputs * product.outputs, number);
        this.writeSome(piece, open);
      } else if (plan.onto < 1) this.ontoEach(piece, number);
      else {
        this.shortenList(piece);
        u32[piece.scale / 4 + 4] = number;
        network.engine.run(piece.program);
      }
    }
    return { changed: true, traced: true };
  }

  /** Inputs of the list that lie below the limit: the list is ascending. */
  private shortenList({ product, list, inputs }: Piece): void {
    if (list === product.list) return;
    const { u32 } = this.network.engine.memory.views();
    const [own, all] = [list / 4, product.list / 4];
    let count = 0;
    for (let k = 1; k <= u32[all] && u32[all + k] < inputs; k++) u32[own + ++count] = u32[all + k];
    u32[own] = count;
  }

  /** Writes and books the largest changes onto each unit: those of whole rows at once. */
  private ontoEach(piece: Piece, number: number): void {
    const { product, plan, inputs, outputs, list, random } = piece;
    const { network } = this;
    this.shortenList(piece);
    const { f32, u32 } = network.engine.memory.views();
    const from = list / 4 + 1;
    const listed = u32.slice(from, from + u32[list / 4]);
    const scale = f32[piece.scale / 4];
    const { bundle } = product;
    const change = {
      inputs: piece.isBias ? ALWAYS_ON : network.activities(bundle.layer),
      errors: network.errors(bundle.layer),
      outputs,
    };
    const keep = keptOnto(product.inputs, plan.onto);
    const winners = largestOntoEach(
      { ...change, listed, scale },
      Math.min(keep, inputs),
      tiesAt(random, number),
    );
    u32[list / 4] = winners.rows.length;
    u32.set(winners.rows, from);
    network.engine.run(piece.program);
    this.writeSome(piece, winners.places);
  }

  /** Writes and books the changes of the synapses at these places, `input · outputs + output`. */
  private writeSome(piece: Piece, places: ArrayLike<number>): void {
    const { product, scale, book, inputs, outputs } = piece;
    const { engine } = this.network;
    const { memory } = engine;
    if (this.room.places < places.length)
      this.room = { places: places.length, address: memory.allocate(4 * places.length) };
    const { address } = this.room;
    memory.views().u32.set(places, address / 4);
    engine.call(
      singleSome,
      ...[places.length, address, product.bundle.weight, product.outputs, inputs, outputs],
      ...[product.input, product.error, scale, book.address],
    );
  }

  states(): Record<string, Float32Array> {
    return {};
  }

  resized(): void {}

  book(bundle: Bundle): Book {
    return this.pieces[this.network.bundles.indexOf(bundle)].book;
  }

  hold(bundle: Bundle, held: boolean): void {
    if (held) this.held.add(bundle);
    else this.held.delete(bundle);
  }

  limit(bundle: Bundle, budget: Transform | undefined): void {
    this.putBehind(bundle, { limited: budget });
  }

  confine(bundle: Bundle, open: Uint32Array): void {
    this.putBehind(bundle, { confined: open });
  }

  /** @throws NeedsChange, and nothing has changed, for what must see the change formed */
  private putBehind(bundle: Bundle, change: Behind): void {
    const { network, options, behind } = this;
    const k = network.bundles.indexOf(bundle);
    const own = { ...behind.get(bundle), ...change };
    const plan = planOf(withBehind(options.transforms[k], own));
    if (plan === undefined) throw new NeedsChange();
    behind.set(bundle, own);
    const { book } = this.pieces[k];
    this.pieces[k] = pieceOf(options, this.pieces[k].product, plan, book);
    this.changes = changesSomething(
      network.bundles.map((each, n) => withBehind(options.transforms[n], behind.get(each) ?? {})),
    );
  }
}

/** Something cannot be told for a change of rank one. */
export class NeedsChange extends Error {}
