/**
 * The account of a learner: how often and how much synapses changed, and beside it, never mixed in, what existed and
 * what was computed.
 *
 * Units: M0 counts events; M1 is in units of weight. After M. van Rossum & A. Pache, "Competitive plasticity to reduce the
 * energetic costs of learning", 2024, who take the energy of learning as Σ|Δw|^p.
 */

import type { Difference } from './compare.ts';

/** Sums for one bundle of synapses, or for all. */
export interface Account {
  /** M0: changes of a synapse, creations and deletions included. */
  readonly changes: number;
  /** Parts of M1 = Σ|Δw| that strengthened and that weakened. */
  readonly potentiation: number;
  readonly depression: number;
  readonly created: number;
  readonly deleted: number;
}

export interface LedgerTotals extends Account {
  /** M1 = potentiation + depression. */
  readonly energy: number;
  /** Write opportunities: optimiser steps and rewiring passes. */
  readonly steps: number;
  /** Σ over steps of the connections that existed: the upkeep. */
  readonly upkeep: number;
  /** Multiply-adds of forward and backward passes while learning. */
  readonly forward: number;
  readonly backward: number;
}

export interface Ledger {
  /** Books changes of a bundle that a step or pass has written. */
  write(bundle: string, written: Pick<Account, 'changes' | 'potentiation' | 'depression'>): void;
  /** Books the events of a rewiring pass. */
  structural(bundle: string, difference: Difference): void;
  /** Books `steps` steps with `connections` existing connections, `examples` examples each way. */
  work(work: {
    readonly steps: number;
    readonly connections: number;
    readonly forward: number;
    readonly backward: number;
  }): void;
  account(bundle: string): Account;
  totals(): LedgerTotals;
  /** Plain state, for checkpoints. */
  state(): LedgerState;
}

export interface LedgerState {
  readonly accounts: { readonly [bundle: string]: Account };
  readonly steps: number;
  readonly upkeep: number;
  readonly forward: number;
  readonly backward: number;
}

const NOTHING: Account = { changes: 0, potentiation: 0, depression: 0, created: 0, deleted: 0 };

const sum = (a: Account, b: Partial<Account>): Account => ({
  changes: a.changes + (b.changes ?? 0),
  potentiation: a.potentiation + (b.potentiation ?? 0),
  depression: a.depression + (b.depression ?? 0),
  created: a.created + (b.created ?? 0),
  deleted: a.deleted + (b.deleted ?? 0),
});

/** An empty ledger, or one that goes on from a checkpoint. */
export function createLedger(from?: LedgerState): Ledger {
  const accounts = new Map<string, Account>(Object.entries(from?.accounts ?? {}));
  let { steps, upkeep, forward, backward } = from ?? {
    steps: 0,
    upkeep: 0,
    forward: 0,
    backward: 0,
  };
  const account = (bundle: string): Account => accounts.get(bundle) ?? NOTHING;
  return {
    write: (bundle, written) => void accounts.set(bundle, sum(account(bundle), written)),
    structural(bundle, difference) {
      accounts.set(bundle, sum(account(bundle), difference));
    },
    work(work) {
      steps += work.steps;
      upkeep += work.steps * work.connections;
      forward += work.forward;
      backward += work.backward;
    },
    account,
    totals() {
      const all = [...accounts.values()].reduce(sum, NOTHING);
      return {
        ...all,
        energy: all.potentiation + all.depression,
        steps,
        upkeep,
        forward,
        backward,
      };
    },
    state: () => ({ accounts: Object.fromEntries(accounts), steps, upkeep, forward, backward }),
  };
}

/** What came between two readings of a ledger. */
export function subtractTotals(after: LedgerTotals, before: LedgerTotals): LedgerTotals {
  const keys = Object.keys(after) as (keyof LedgerTotals)[];
  const differences = keys.map((key) => [key, after[key] - before[key]]);
  return Object.fromEntries(differences) as Record<keyof LedgerTotals, number>;
}
