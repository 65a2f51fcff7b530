/**
 * Where the changes of one bundle are summed until they are taken to the ledger: the kernels' slots, and what bundle
 * transforms have told beside them.
 *
 * Reading does not clear; saving and restoring keep every slot as it is, so that neither changes a later sum.
 */

import type { Memory } from '../engine/index.ts';
import { FrugalError } from '../errors.ts';
import { BOOK_BYTES } from '../kernels/index.ts';

/** What was written to a bundle since the last take: sums over synapses and steps. */
export interface Booked {
  /** Number of synapse changes, M0. */
  readonly changes: number;
  /** Σ max(Δw, 0) and Σ max(−Δw, 0); their sum is M1. */
  readonly potentiation: number;
  readonly depression: number;
  /** S = Σ|s| over hidden stores and steps, and how many of their values changed. */
  readonly stored: number;
  readonly hiddenWrites: number;
}

const NOTHING: Booked = {
  ...{ changes: 0, potentiation: 0, depression: 0 },
  ...{ stored: 0, hiddenWrites: 0 },
};

const KEYS = Object.keys(NOTHING) as (keyof Booked)[];
const SLOTS = BOOK_BYTES / 8;

export class Book {
  /** Byte address of the first block's slots. */
  readonly address: number;
  /** What bundle transforms have booked. */
  readonly told: { -readonly [K in keyof Booked]: Booked[K] } = { ...NOTHING };
  private readonly memory: Memory;
  private readonly blocks: number;
  private readonly transient: boolean;
  /** The slots, as long as the memory has not grown. */
  private kept: Float64Array | undefined;

  /** @param transient what bundle transforms tell stands in place of what the kernels book as changes */
  constructor(memory: Memory, blocks: number, transient = false) {
    this.memory = memory;
    this.blocks = blocks;
    this.transient = transient;
    this.address = memory.allocate(BOOK_BYTES * blocks);
  }

  private slots(): Float64Array {
    const { f64 } = this.memory.views();
    if (this.kept?.buffer !== f64.buffer) {
      const from = this.address / 8;
      this.kept = f64.subarray(from, from + SLOTS * this.blocks);
    }
    return this.kept;
  }

  read(): Booked {
    const { told, transient } = this;
    const slots = this.slots();
    let [potentiation, depression, changes, stored, hiddenWrites] = [0, 0, 0, 0, 0];
    for (let at = 0; at < slots.length; at += SLOTS) {
      potentiation += slots[at];
      depression += slots[at + 1];
      changes += slots[at + 2];
      stored += slots[at + 3];
      hiddenWrites += slots[at + 4];
    }
    if (transient) ({ potentiation, depression, changes } = told);
    stored += told.stored;
    hiddenWrites += told.hiddenWrites;
    return { potentiation, depression, changes, stored, hiddenWrites };
  }

  take(): Booked {
    const taken = this.read();
    this.slots().fill(0);
    for (const key of KEYS) this.told[key] = 0;
    return taken;
  }

  state(): number[] {
    return [...this.slots(), ...KEYS.map((key) => this.told[key])];
  }

  /** @throws FrugalError for the state of a book of another size */
  restore(state: readonly number[]): void {
    const slots = SLOTS * this.blocks;
    if (state.length !== slots + KEYS.length)
      throw new FrugalError(
        `a book of ${state.length} numbers came, ${slots + KEYS.length} are kept`,
      );
    this.slots().set(state.slice(0, slots));
    KEYS.forEach((key, k) => {
      this.told[key] = state[slots + k];
    });
  }
}
