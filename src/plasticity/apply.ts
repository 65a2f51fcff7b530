/**
 * Plasticity at work on a network's bundles: states and scalars in the engine's memory, passes as programs, changes booked.
 */

import type { Call, Engine, Program, Strand } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import { BOOK_BYTES, UPDATE_BLOCK, update } from '../kernels/index.ts';
import { type Bundle, bundleWeights } from '../networks/bundle.ts';
import { createRandom, type Random } from '../numerics/random.ts';
import { signedTotalsOf } from '../numerics/totals.ts';
import { listOfEach } from '../sparse/topology.ts';
import { Book } from './book.ts';
import { onlySynapses } from './budgets/masks.ts';
import { type Pass, passesOf } from './passes.ts';
import { type BundleContext, chain, type Moment, stateNames, type Transform } from './transform.ts';

export interface Plasticity {
  /**
   * Applies one step to the gradients that the network has left; `step` counts from 0. `moment` tells of the one example
   * that the step learns from, for rules that ask.
   */
  apply(step: number, moment?: Moment): void;
  /** Views of a bundle's states by name; stale after the next allocation. */
  states(bundle: Bundle): Record<string, Float32Array>;
  /** Must be called when the number of synapses of a bundle has changed: zeroes what lies behind the last. */
  resized(bundle: Bundle): void;
  /** Where a bundle's changes are booked. */
  book(bundle: Bundle): Book;
  /** Steps pass a bundle by, its states as well, until it is let go. */
  hold(bundle: Bundle, held: boolean): void;
  /**
   * What changes of a bundle go through behind their transform, from the next step on; `undefined` for nothing. What it keeps
   * of each synapse begins at 0, or where a restored state had it. Call `engine.ready()` afterwards.
   *
   * @throws UsageError for a budget whose changes are transient
   */
  limit(bundle: Bundle, budget: Transform | undefined): void;
  /** States by name that were saved of a bundle and that nothing here keeps yet: what limits it may ask for them. */
  leave(bundle: Bundle, states: Readonly<Record<string, Float32Array>>): void;
  /**
   * Only the synapses at these positions, ascending, change from the next step on: the others keep their weights. Before what
   * limits them. For a bundle whose synapses neither go nor come. Call `engine.ready()` afterwards.
   */
  confine(bundle: Bundle, open: Uint32Array): void;
}

/** What stands behind the transform of a bundle, put there in mid-course. */
export interface Behind {
  /** Positions that may change, ascending. */
  readonly confined?: Uint32Array;
  readonly limited?: Transform | undefined;
}

/** A transform with what stands behind it. */
export const withBehind = (transform: Transform, { confined, limited }: Behind): Transform =>
  confined === undefined && limited === undefined
    ? transform
    : chain(
        transform,
        ...(confined === undefined ? [] : [onlySynapses(confined)]),
        ...(limited === undefined ? [] : [limited]),
      );

/** A pass and the address of its scalars. */
interface Placed {
  readonly pass: Pass;
  readonly cells: number;
}

interface Held {
  readonly bundle: Bundle;
  readonly transform: Transform;
  readonly passes: readonly Placed[];
  /** Whether steps pass it by. */
  readonly held: boolean;
  readonly behind: Behind;
  readonly names: readonly string[];
  /** Where as many states lie as there is room for. */
  readonly state: number;
  readonly room: number;
  readonly stateStep: number;
  readonly book: Book;
  readonly blocks: number;
  readonly context: BundleContext & { moment: Moment | undefined };
  /** `false` where the synapses may have changed since the ends were listed. */
  readonly ends: { listed: boolean };
}

function placePasses(memory: Engine['memory'], transform: Transform): readonly Placed[] {
  return passesOf(transform).map((pass) => ({
    pass,
    cells: pass.kind === 'formula' ? memory.allocate(4 * Math.max(1, pass.rule.cells)) : 0,
  }));
}

/** Places what a transform keeps of a bundle. */
function hold(
  memory: Engine['memory'],
  [bundle, bundles]: readonly [own: Bundle, all: readonly Bundle[]],
  transform: Transform,
  passes: readonly Placed[],
  random: Random,
): Held {
  const names = stateNames(transform);
  const stateStep = Math.ceil(bundle.capacity / 32) * 128;
  const blocks = Math.max(1, Math.ceil(bundle.capacity / UPDATE_BLOCK));
  const transient = chain(transform).links.some((link) => link.kind === 'bundle' && link.transient);
  const book = new Book(memory, blocks, transient);
  const ends = { listed: false };
  return {
    ...{ bundle, transform, ends, passes, held: false, behind: {}, names, stateStep, book, blocks },
    context: contextOf(bundle, bundles, random.split(bundle.name), book.told, ends),
    state: names.length > 0 ? memory.allocate(stateStep * names.length) : 0,
    room: names.length,
  };
}

/** The kernel that runs one pass over one block of a bundle; `ending` is what it does with the change where it is the last. */
function updateCall(
  own: Held,
  number: number,
  block: number,
  [arithmetic, ending]: readonly [Engine['arithmetic'], 'book' | 'commit'],
): Call {
  const { bundle } = own;
  const { pass, cells } = own.passes[number];
  if (pass.kind !== 'formula') throw new Error('only formulas are kernels');
  const last = number === own.passes.length - 1;
  // The first pass adds the shards; later ones find the change in the first shard.
  const shards = number === 0 ? bundle.shards : 1;
  const first = block * UPDATE_BLOCK;
  const count = own.held ? 0 : Math.max(0, Math.min(UPDATE_BLOCK, bundle.count() - first));
  const state = own.state + pass.firstState * own.stateStep;
  return {
    kernel: update({ rule: pass.rule, shards, arithmetic, ending: last ? ending : 'hand-on' }),
    values: [
      ...[4 * first, count, bundle.gradient, bundle.shardBytes, bundle.weight],
      ...[state, own.stateStep, cells, own.book.address + BOOK_BYTES * block],
    ],
  };
}

function stateViews(memory: Engine['memory'], own: Held): Float32Array[] {
  return own.names.map((_, s) => {
    const from = (own.state + s * own.stateStep) / 4;
    return memory.views().f32.subarray(from, from + own.bundle.count());
  });
}

/** Bytes of room that the rules of a bundle work in, one after another. */
const scratchOf = ({ passes, bundle }: Pick<Held, 'passes' | 'bundle'>): number =>
  Math.max(
    0,
    ...passes.map(({ pass }) =>
      pass.kind === 'bundle' ? (pass.link.scratch?.(bundle.capacity) ?? 0) : 0,
    ),
  );

/** Has a rule that is no formula look at a whole bundle. @param scratch address of room that it may work in */
function applyLink(
  engine: Engine,
  own: Held,
  pass: Extract<Pass, { kind: 'bundle' }>,
  scratch: number,
  step: number,
): void {
  const from = own.bundle.gradient / 4;
  const end = pass.firstState + (pass.link.shares ?? 0) + pass.link.states.length;
  const states = stateViews(engine.memory, own).slice(pass.firstState, end);
  const change = engine.memory.views().f32.subarray(from, from + own.bundle.count());
  const weights = bundleWeights(engine, own.bundle);
  const kernels = { call: engine.call, scratch, views: engine.memory.views };
  pass.link.apply({ change, weights, states, kernels }, step, own.context);
}

/** The same bundle under a transform that keeps more or less of each synapse: what both keep stays, what is new begins at 0. */
function keeping(memory: Engine['memory'], own: Held, names: readonly string[]): Held {
  const { state, stateStep, room } = own;
  const more = Math.max(room, names.length);
  const next = more > room ? memory.allocate(stateStep * more) : state;
  const { f32 } = memory.views();
  const [from, to, kept] = [state / 4, next / 4, (stateStep * own.names.length) / 4];
  if (next !== state) f32.copyWithin(to, from, from + kept);
  f32.fill(0, to + kept, to + (stateStep * more) / 4);
  return { ...own, names, state: next, room: more };
}

/** Zeroes what lies behind the last synapse. */
function clearBehind(memory: Engine['memory'], { bundle, names, state, stateStep }: Held): void {
  const { f32 } = memory.views();
  const clear = (base: number): void => {
    f32.fill(0, base / 4 + bundle.count(), base / 4 + bundle.capacity);
  };
  for (let s = 0; s < names.length; s++) clear(state + s * stateStep);
  for (let shard = 0; shard < bundle.shards; shard++)
    clear(bundle.gradient + shard * bundle.shardBytes);
}

/**
 * Prepares the transforms of a network's bundles. Call `engine.ready()` afterwards.
 *
 * @param booked whether changes are booked for the ledger (costs a few percent of a step at most)
 * @param random the stream of rules that draw; each bundle has a child of it
 */
export function createPlasticity(
  engine: Engine,
  bundles: readonly Bundle[],
  transformFor: (bundle: Bundle) => Transform,
  booked = true,
  random: Random = createRandom('plasticity'),
): Plasticity {
  const { memory, arithmetic } = engine;
  // Bundles under the same transform share its scalars, which are then written once a step.
  const shared = new Map<Transform, readonly Placed[]>();
  const held = bundles.map((bundle): Held => {
    const transform = transformFor(bundle);
    const passes = shared.get(transform) ?? placePasses(memory, transform);
    shared.set(transform, passes);
    return hold(memory, [bundle, bundles], transform, passes, random);
  });
  const holder = (bundle: Bundle): Held => {
    const found = held.find((h) => h.bundle === bundle);
    if (found === undefined) throw new Error(`bundle ${bundle.name} is not under this plasticity`);
    return found;
  };

  /** One room for all: no two rules work at a time. */
  const scratch = { address: 0, bytes: 0 };
  const makeRoom = (): void => {
    const bytes = Math.max(0, ...held.map(scratchOf));
    if (bytes <= scratch.bytes) return;
    Object.assign(scratch, { bytes, address: memory.allocate(bytes) });
  };
  makeRoom();

  const how = [arithmetic, booked ? 'book' : 'commit'] as const;
  const strands = (round: number): Strand[] =>
    held.flatMap((own) =>
      own.passes[round]?.pass.kind === 'formula'
        ? Array.from({ length: own.blocks }, (_, block) => [updateCall(own, round, block, how)])
        : [],
    );
  const makePrograms = (): Program[] =>
    Array.from({ length: Math.max(...held.map((own) => own.passes.length)) }, (_, round) =>
      engine.program(strands(round)),
    );
  let programs = makePrograms();
  const rewrite = (): void => {
    programs.forEach((program, round) => {
      program.rewrite(strands(round));
    });
  };
  /** Another state of what is held of a bundle. */
  const put = (bundle: Bundle, change: Pick<Held, 'held'>): void => {
    const own = holder(bundle);
    held[held.indexOf(own)] = { ...own, ...change };
  };

  /** States that were saved and wait for who keeps them. */
  const left = new Map<Bundle, Readonly<Record<string, Float32Array>>>();
  const putBehind = (bundle: Bundle, change: Behind): void => {
    const own = holder(bundle);
    const behind = { ...own.behind, ...change };
    const whole = withBehind(own.transform, behind);
    const passes = shared.get(whole) ?? placePasses(memory, whole);
    shared.set(whole, passes);
    const next = keeping(memory, own, stateNames(whole));
    held[held.indexOf(own)] = { ...next, passes, behind };
    stateViews(memory, next).forEach((view, s) => {
      const saved = left.get(bundle)?.[next.names[s]];
      if (s >= own.names.length && saved?.length === view.length) view.set(saved);
    });
    left.delete(bundle);
    for (const [each, placed] of shared)
      if (!held.some((own) => own.passes === placed)) shared.delete(each);
    makeRoom();
    programs = makePrograms();
  };

  return {
    apply(step, moment) {
      const { f32 } = memory.views();
      for (const { context } of held) context.moment = moment;
      for (const passes of shared.values()) {
        for (const { pass, cells } of passes)
          if (pass.kind === 'formula') f32.set(pass.cellsAt(step), cells / 4);
      }
      for (let round = 0; round < programs.length; round++) {
        engine.run(programs[round]);
        for (const own of held) {
          if (own.held) continue;
          const pass = own.passes[round]?.pass;
          if (pass?.kind === 'bundle') applyLink(engine, own, pass, scratch.address, step);
        }
      }
    },
    states(bundle) {
      const own = holder(bundle);
      const views = stateViews(memory, own);
      return Object.fromEntries(own.names.map((name, s) => [name, views[s]]));
    },
    resized(bundle) {
      const own = holder(bundle);
      own.ends.listed = false;
      clearBehind(memory, own);
      rewrite();
    },
    book: (bundle) => holder(bundle).book,
    hold(bundle, now) {
      put(bundle, { held: now });
      rewrite();
    },
    limit(bundle, budget) {
      const links = budget === undefined ? [] : chain(budget).links;
      const transient = links.find((link) => link.kind === 'bundle' && link.transient);
      if (transient !== undefined)
        throw new UsageError(
          `budget "${transient.name}" books what it does by itself and has to be there from the start`,
        );
      putBehind(bundle, { limited: budget });
    },
    leave(bundle, states) {
      left.set(bundle, states);
    },
    confine(bundle, open) {
      putBehind(bundle, { confined: open });
    },
  };
}

/** What the bundle links of a bundle are told; `moment` is set before every step. */
function contextOf(
  bundle: Bundle,
  all: readonly Bundle[],
  random: Random,
  books: Book['told'],
  ends: Held['ends'],
): Held['context'] {
  const topology = bundle.topology?.();
  let listed: ReturnType<BundleContext['ends']> = { pre: NO_UNITS, post: NO_UNITS };
  return {
    bundle: bundle.name,
    kind: bundle.kind,
    layer: bundle.layer,
    layers: 1 + Math.max(...all.map(({ layer }) => layer)),
    inputs: topology?.inputs ?? 1,
    outputs: topology?.outputs ?? bundle.count(),
    random,
    moment: undefined,
    ends() {
      if (!ends.listed) listed = endsOf(bundle);
      ends.listed = true;
      return listed;
    },
    book({ stored = 0, hiddenWrites = 0, durable }) {
      books.stored += stored;
      books.hiddenWrites += hiddenWrites;
      if (durable === undefined) return;
      Object.assign(books, signedTotalsOf(books, durable));
    },
  };
}

const NO_UNITS = new Uint32Array(0);

function endsOf(bundle: Bundle): { pre: Uint32Array; post: Uint32Array } {
  const topology = bundle.topology?.();
  if (topology === undefined) {
    const count = bundle.count();
    return { pre: new Uint32Array(count), post: Uint32Array.from({ length: count }, (_, k) => k) };
  }
  const [list, other] = [listOfEach(topology), Uint32Array.from(topology.index)];
  return topology.order === 'by-input' ? { pre: list, post: other } : { pre: other, post: list };
}
