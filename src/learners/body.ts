/**
 * The body that all learners share: network × plasticity × rewiring × ledger. It applies, books, rewires, saves and restores;
 * what is shown to the network and when is the learner's own.
 */

import type { Program } from '../engine/index.ts';
import {
  type Account,
  compareStep,
  createLedger,
  type Ledger,
  type LedgerState,
  type LedgerTotals,
  type Work,
  type WriteKind,
} from '../ledger/index.ts';
import { type Bundle, layerOf, layerView, type Network } from '../networks/index.ts';
import type { Random } from '../numerics/random.ts';
import type { Book } from '../plasticity/index.ts';
import { type Rewired, type Rewiring, rewire } from '../rewiring/index.ts';
import type { Layers } from '../sparse/layer.ts';
import type { SparseMatrix } from '../sparse/matrix.ts';
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
}

/** A pass of rewiring over all layers. */
export interface RewiringPass {
  /** What schedules count, and part of the name of the streams: no two passes draw the same. */
  readonly number: number;
  /** Whether it is the last of the training. */
  readonly last: boolean;
  /** Gradients that absent connections of a bundle would have, for rules that grow by score. */
  readonly score?: (bundle: string, list: Uint32Array, other: Uint32Array) => Float32Array;
}

/** Connections that rewiring removed and made, and how many of those had just been removed. */
export interface RewiringEvents {
  readonly removed: number;
  readonly born: number;
  readonly returned: number;
}

export const NO_EVENTS: RewiringEvents = { removed: 0, born: 0, returned: 0 };

export const addEvents = (a: RewiringEvents, b: RewiringEvents): RewiringEvents => ({
  removed: a.removed + b.removed,
  born: a.born + b.born,
  returned: a.returned + b.returned,
});

export class Body {
  readonly network: Network;
  private readonly changing: Changing;
  private readonly options: BodyOptions;
  private readonly matrices: readonly SparseMatrix[];
  /** Layers that are rewired. */
  private readonly rewired: readonly {
    readonly bundle: Bundle;
    readonly matrix: SparseMatrix;
    readonly rewiring: Rewiring;
  }[];
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
      return matrix === undefined || rewiring === undefined ? [] : [{ bundle, matrix, rewiring }];
    });
    const strands = refreshStrands(this.matrices);
    this.refreshing = strands.length > 0 ? network.engine.program(strands) : undefined;
  }

  /** Whether any rule of rewiring asks for scores. */
  get scored(): boolean {
    return this.rewired.some(({ rewiring }) => rewiring.grow.scored === true);
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

  /** Rewires every layer that has a rule, each from a stream of its own: of the pass and the layer's name. */
  rewire({ number, last, score }: RewiringPass): RewiringEvents {
    const { network, changing } = this;
    const streams = this.options.random.split('rewiring').split(number);
    let events = NO_EVENTS;
    for (const { bundle, rewiring } of this.rewired) {
      // Scores are made in the engine's memory, which may grow under views of it.
      const look = rewiring.grow.scored === true ? layerOf : layerView;
      const before = look(network.engine, bundle, changing.states(bundle));
      const own = score && {
        score: (list: Uint32Array, other: Uint32Array) => score(bundle.name, list, other),
      };
      const stream = streams.split(bundle.name);
      const after = rewire({ ...before, ...own }, rewiring, stream, number, last);
      if (after.layer.topology === before.topology) continue;
      const difference = this.options.booked === false ? undefined : compareStep(before, after);
      writeLayer(network, changing, bundle, after.layer);
      events = addEvents(events, countsOf(after));
      if (difference !== undefined) this.ledger.structural(bundle.name, difference);
    }
    this.rewriteRefresh();
    return events;
  }

  private rewriteRefresh(): void {
    this.refreshing?.rewrite(refreshStrands(this.matrices));
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
      arrays: saveBundles(network, changing),
    };
  }

  /** @throws FrugalError for the state of another learner; nothing has changed then */
  restore(state: LearnerState): void {
    const { network, changing } = this;
    const ledger: LedgerState = ledgerOf(state);
    restoreBundles(network, changing, state.arrays);
    const books = state.meta.books as Readonly<Record<string, readonly number[]>> | undefined;
    for (const bundle of network.bundles) {
      const book = changing.book(bundle);
      const saved = books?.[bundle.name];
      book.take();
      if (saved !== undefined) book.restore(saved);
    }
    this.ledger = createLedger(ledger);
    this.open = true;
    // The saved network may have more or fewer connections than this one had.
    this.rewriteRefresh();
  }
}

const countsOf = ({ removed, born, returned }: Rewired): RewiringEvents => ({
  removed: removed.length,
  born: born.length,
  returned: returned.length,
});
