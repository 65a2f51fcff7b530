/**
 * The body that all learners share: network × plasticity × rewiring × ledger. It applies, books, rewires, saves and restores;
 * what is shown to the network and when is the learner's own.
 */

import type { Program } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import {
  type Account,
  compareLayers,
  compareStep,
  createLedger,
  type Ledger,
  type LedgerState,
  type LedgerTotals,
  type Work,
  type WriteKind,
} from '../ledger/index.ts';
import { type Bundle, bundleWeights, layerOf, layerView, type Network } from '../networks/index.ts';
import type { Random } from '../numerics/random.ts';
import type { Book } from '../plasticity/index.ts';
import {
  Explored,
  isScored,
  isWide,
  type Memory,
  passOver,
  type RewirableLayer,
  type Rewiring,
  type Strongest,
  takeWatched,
  type When,
  watchAgain,
} from '../rewiring/index.ts';
import { applyChange } from '../sparse/change.ts';
import type { Layers } from '../sparse/layer.ts';
import type { SparseMatrix } from '../sparse/matrix.ts';
import {
  addEvents,
  checkRoom,
  countsOf,
  endsIn,
  NO_EVENTS,
  type RewiringEvents,
  type RewiringPass,
  type Watching,
} from './pass-words.ts';
import { refreshStrands } from './refresh.ts';
import {
  type Kept,
  type LearnerState,
  ledgerOf,
  type Plain,
  restoreBundles,
  saveBundles,
  writeLayer,
} from './state.ts';

/** What makes changes of gradients, as far as its keeping goes: `Plasticity`, or a shorter way to the same. */
export interface Changing extends Kept {
  book(bundle: Bundle): Book;
}

export interface BodyOptions {
  readonly network: Network;
  readonly changing: Changing;
  /** Absent for a bundle that keeps its connections. Asked once for each. */
  readonly rewiringFor?: (bundle: Bundle) => Rewiring | undefined;
  /** How changes of a bundle count; default `update`. */
  readonly kindOf?: (bundle: Bundle) => WriteKind;
  /** Whether changes of synapses are booked. Default true. */
  readonly booked?: boolean;
  /** Rewiring draws from its child `rewiring`. */
  readonly random: Random;
  /** Whether positions that were ever used are kept, a bit each. Default false. */
  readonly exploring?: boolean;
}

/** Before the names of what rules remember, among the arrays of a state. */
const MEMORY = 'rewiring/';
/** And before those of what was explored. */
const EXPLORED = 'explored/';

/** A layer that is rewired. */
interface RewiredLayer {
  readonly bundle: Bundle;
  readonly matrix: SparseMatrix;
  readonly rewiring: Rewiring;
  /** What the rule remembers of the layer. */
  readonly memory: Memory;
  readonly explored?: Explored | undefined;
  /** Where it lies in the network. */
  readonly ends: Pick<RewirableLayer, 'from' | 'to'>;
}

export class Body {
  readonly network: Network;
  private readonly changing: Changing;
  private readonly options: BodyOptions;
  private readonly matrices: readonly SparseMatrix[];
  /** Layers that are rewired. */
  private rewired: readonly RewiredLayer[];
  /** Layers that are held still by hand. */
  private readonly held = new Set<Bundle>();
  private readonly refreshing: Program | undefined;
  private ledger: Ledger = createLedger();
  /** Whether books may hold what the ledger does not know yet. */
  private open = false;

  /** Call it when all mirrors are there, and `engine.ready()` afterwards. */
  constructor(options: BodyOptions) {
    const { network, changing, rewiringFor } = options;
    this.network = network;
    this.changing = changing;
    this.options = options;
    this.matrices = network.bundles.flatMap(({ matrix }) => matrix ?? []);
    this.rewired = network.bundles.flatMap((bundle) => {
      const { matrix } = bundle;
      const rewiring = matrix?.dense === false ? rewiringFor?.(bundle) : undefined;
      if (matrix === undefined || rewiring === undefined) return [];
      checkRoom(bundle.name, matrix, rewiring);
      const explored = options.exploring === true ? new Explored(matrix.topology()) : undefined;
      const ends = endsIn(network, bundle);
      return [{ bundle, matrix, rewiring, memory: {}, explored, ends }];
    });
    const strands = refreshStrands(this.matrices);
    this.refreshing = strands.length > 0 ? network.engine.program(strands) : undefined;
  }

  /** Whether any rule of rewiring asks for scores. */
  get scored(): boolean {
    return this.rewired.some(({ rewiring }) => isScored(rewiring));
  }

  /** Whether any rule of rewiring does something after the last step of a training. */
  get finishes(): boolean {
    return this.rewired.some(({ rewiring }) => rewiring.finalStep !== 'none');
  }

  /** Connections that exist now, of all layers. */
  get connections(): number {
    return this.matrices.reduce((sum, matrix) => sum + matrix.connections, 0);
  }

  /** Brings the mirrors up to date after weights were written. */
  refresh(): void {
    this.open = true;
    if (this.refreshing !== undefined) this.network.engine.run(this.refreshing);
  }

  work(work: Work): void {
    this.open = true;
    this.ledger.work(work);
  }

  /** Takes what was booked of all bundles to the ledger. */
  book(): void {
    this.open = false;
    const { kindOf = () => 'update' as const } = this.options;
    for (const bundle of this.network.bundles) {
      const taken = this.changing.book(bundle).take();
      this.ledger.write(bundle.name, taken, kindOf(bundle));
      this.ledger.hidden(bundle.name, taken);
    }
  }

  /** Books changes of a bundle that were made outside its plasticity. */
  write(bundle: Bundle, written: Parameters<Ledger['write']>[1], kind: WriteKind): void {
    this.ledger.write(bundle.name, written, kind);
  }

  /** The account as it is now, without taking anything to the ledger. */
  private read(): Ledger {
    const { kindOf = () => 'update' as const } = this.options;
    const ledger = createLedger(this.ledger.state());
    for (const bundle of this.network.bundles) {
      const booked = this.changing.book(bundle).read();
      ledger.write(bundle.name, booked, kindOf(bundle));
      ledger.hidden(bundle.name, booked);
    }
    return ledger;
  }

  totals(): LedgerTotals {
    return (this.open ? this.read() : this.ledger).totals();
  }

  account(bundle: string): Account {
    return this.read().account(bundle);
  }

  /** Steps before a pass at which rules watch; 0 where none does. */
  get watching(): number {
    return Math.max(0, ...this.rewired.map(({ rewiring }) => rewiring.watch?.steps ?? 0));
  }

  /** Gathers what a batch tells of connections that do not exist, before the pass of that number. */
  watch({ number, score, looked }: Watching): void {
    const streams = this.options.random.split('watch').split(number);
    let pairs = 0;
    for (const { bundle, matrix, rewiring, memory } of this.rewired) {
      const { watch, within } = rewiring;
      if (watch === undefined) continue;
      const layer = { topology: matrix.topology(), arrays: {} };
      const random = streams.split(bundle.name);
      const seen = watchAgain(layer, { watch, within, random, memory }, (list, other) =>
        score(bundle.name, list, other),
      );
      pairs += seen;
    }
    const choosing = looked.examples * (looked.multiplyAdds + pairs);
    this.ledger.work({ ...NO_WORK, choosing });
  }

  /** When the rules rewire; of several the first that says. */
  get when(): When | undefined {
    return this.rewired.find(({ rewiring }) => rewiring.when !== undefined)?.rewiring.when;
  }

  /** Rewires every layer that has a rule, each from a stream of its own: of the pass and the layer's name. */
  rewire(pass: RewiringPass): RewiringEvents {
    const { number, last, done, closing, score, strongest, strengths, looked } = pass;
    const { network, changing } = this;
    const rewired = this.rewired.filter(({ bundle }) => !this.held.has(bundle));
    const streams = this.options.random.split('rewiring').split(number);
    const asked = rewired.map(({ bundle, rewiring, memory, ends }) => ({
      // Read when its turn comes: views are good until memory grows, which scores and other layers' changes can cause.
      layer: (): RewirableLayer => {
        const look = isWide(rewiring) ? layerOf : layerView;
        return {
          ...look(network.engine, bundle, changing.states(bundle)),
          ...{ ...ends, capacity: bundle.capacity, watched: takeWatched(memory) },
          ...(score && {
            score: (list: Uint32Array, other: Uint32Array) => score(bundle.name, list, other),
          }),
          ...(strongest && {
            strongest: (...of: Parameters<Strongest>) => strongest(bundle.name, ...of),
          }),
          ...(strengths && { strengths: () => strengths(bundle.name) }),
        };
      },
      ...{ rewiring, memory, random: streams.split(bundle.name) },
    }));
    let events = NO_EVENTS;
    let choosing = looked === undefined ? 0 : looked.examples * looked.multiplyAdds;
    for (const { at, before, after } of passOver(asked, { step: number, done, closing, last })) {
      const { bundle } = rewired[at];
      choosing += after.work.once + after.work.perExample * (looked?.examples ?? 0);
      if (after.layer.topology === before.topology) continue;
      const difference = this.options.booked === false ? undefined : compareStep(before, after);
      writeLayer(network, changing, bundle, after.layer);
      rewired[at].explored?.see(after.layer.topology, after.born);
      events = addEvents(events, countsOf(after));
      if (difference !== undefined) this.ledger.structural(bundle.name, difference);
    }
    if (choosing > 0) this.ledger.work({ ...NO_WORK, choosing });
    return events;
  }

  /** Cuts these connections, positions ascending; of a layer that keeps them all, sets their weights to 0. See hands.ts. */
  cut(bundle: Bundle, removed: Uint32Array): void {
    const { network, changing } = this;
    const memory = this.rewired.find((each) => each.bundle === bundle)?.memory ?? {};
    if (Object.keys(memory).length > 0)
      throw new UsageError('the rule of this layer remembers its connections: none can be cut');
    const before = layerOf(network.engine, bundle, changing.states(bundle));
    const none = { bornList: new Uint32Array(0), bornOther: new Uint32Array(0) };
    const after = applyChange(before.topology, { removed, ...none }, before.arrays);
    if (bundle.matrix?.dense === false) writeLayer(network, changing, bundle, after);
    else for (const k of removed) bundleWeights(network.engine, bundle)[k] = 0;
    if (this.options.booked !== false)
      this.ledger.structural(bundle.name, compareLayers(before, after));
    this.refresh();
  }

  /** Whether rewiring passes a layer by; see hands.ts. */
  hold(bundle: Bundle, held: boolean): void {
    if (held) this.held.add(bundle);
    else this.held.delete(bundle);
  }

  /** Another rule for all sparse layers, or none; see hands.ts. @throws UsageError for one that does more than its passes */
  rewireBy(rewiring: Rewiring | undefined): void {
    if (rewiring?.watch || rewiring?.plasticity)
      throw new UsageError(
        `rule "${rewiring.name}" works between its passes, too, and has to be there from the start`,
      );
    this.rewired = this.network.bundles.flatMap((bundle) => {
      const { matrix } = bundle;
      if (rewiring === undefined || matrix?.dense !== false) return [];
      return [{ bundle, matrix, rewiring, memory: {}, ends: endsIn(this.network, bundle) }];
    });
  }

  /** R_s: share of all positions that have ever had a connection, by the layers that are rewired; where it is kept. */
  explored(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      this.rewired.flatMap(({ bundle, explored }) =>
        explored === undefined ? [] : [[bundle.name, explored.share]],
      ),
    );
  }

  layers(): Layers {
    const { engine, bundles } = this.network;
    return Object.fromEntries(bundles.map((bundle) => [bundle.name, layerOf(engine, bundle)]));
  }

  /** @param meta what the learner has to remember beside its network */
  save(meta: LearnerState['meta']): LearnerState {
    const { network, changing } = this;
    const books = Object.fromEntries(
      network.bundles.map((bundle) => [bundle.name, changing.book(bundle).state()]),
    );
    // Books are empty at a record.
    const open = Object.entries(books).filter(([, book]) => book.some((value) => value !== 0));
    const { accounts, ...sums } = this.ledger.state();
    const ledger: Plain = {
      ...sums,
      accounts: Object.fromEntries(
        Object.entries(accounts).map(([name, account]) => [name, { ...account }]),
      ),
    };
    return {
      meta: { ...meta, ledger, ...(open.length > 0 ? { books: Object.fromEntries(open) } : {}) },
      arrays: { ...saveBundles(network, changing), ...this.memories() },
    };
  }

  /** What rules remember, as bytes by the names of bundle and entry. */
  private memories(): LearnerState['arrays'] {
    return Object.fromEntries(
      this.rewired.flatMap(({ bundle, memory, explored }) => [
        ...Object.entries(memory).map(([entry, values]) => [
          `${MEMORY}${bundle.name}/${entry}`,
          new Uint8Array(values.slice().buffer),
        ]),
        ...(explored === undefined ? [] : [[EXPLORED + bundle.name, explored.save()]]),
      ]),
    );
  }

  private recall(arrays: LearnerState['arrays']): void {
    for (const { bundle, memory, explored } of this.rewired) {
      const bits = arrays[EXPLORED + bundle.name];
      if (bits !== undefined) explored?.restore(bits);
      const prefix = `${MEMORY}${bundle.name}/`;
      for (const entry of Object.keys(memory)) delete memory[entry];
      for (const [name, bytes] of Object.entries(arrays))
        if (name.startsWith(prefix))
          memory[name.slice(prefix.length)] = new Float64Array(bytes.slice().buffer);
    }
  }

  /** @throws FrugalError for the state of another learner; nothing has changed then */
  restore(state: LearnerState): void {
    const { network, changing } = this;
    const ledger: LedgerState = ledgerOf(state);
    restoreBundles(network, changing, state.arrays);
    this.recall(state.arrays);
    const books = state.meta.books as Readonly<Record<string, readonly number[]>> | undefined;
    for (const bundle of network.bundles) {
      const book = changing.book(bundle);
      const saved = books?.[bundle.name];
      book.take();
      if (saved !== undefined) book.restore(saved);
    }
    this.ledger = createLedger(ledger);
    this.open = true;
  }
}

const NO_WORK: Work = { steps: 0, upkeep: 0, forward: 0, backward: 0 };
