/**
 * The account of a learner: how often and how much synapses changed, and beside it, never mixed in, what was held in
 * hidden stores, what existed and what was computed.
 *
 * Units: M0 counts events; M1 is in units of weight. After M. van Rossum & A. Pache, "Competitive plasticity to reduce the
 * energetic costs of learning", 2024, who take the energy of learning as Σ|Δw|^p. docs/energy.md defines every number.
 */

import { FrugalError } from '../errors.ts';
import type { Difference } from './compare.ts';

/** How a change of a synapse that was there before and after came about. */
export type WriteKind = 'update' | 'consolidate' | 'flip';

/** Sums for one bundle of synapses, or for all. */
export interface Account {
  /** M0: events, that is updates + consolidations + flips + creations + deletions. */
  readonly changes: number;
  /** Parts of M1 = Σ|Δw| that strengthened and that weakened. */
  readonly potentiation: number;
  readonly depression: number;
  /** Events by kind. */
  readonly updates: number;
  readonly consolidated: number;
  readonly flipped: number;
  readonly created: number;
  readonly deleted: number;
  /** S = Σ over steps of Σ|s| over hidden stores, in units of weight; not part of M1. */
  readonly stored: number;
  /** Changes of hidden stores; not part of M0. */
  readonly hiddenWrites: number;
}

export interface LedgerTotals extends Account {
  /** M1 = potentiation + depression. */
  readonly energy: number;
  /** Optimiser steps. */
  readonly steps: number;
  /** Σ over steps of the connections that existed: the upkeep. */
  readonly upkeep: number;
  /** Multiply-adds of forward and backward passes while learning. */
  readonly forward: number;
  readonly backward: number;
}

/** What steps have cost beside changes: counts, and so exact. */
export type Work = Pick<LedgerTotals, 'steps' | 'upkeep' | 'forward' | 'backward'>;

/** Changes that a step has written: how many, and the sums of their positive and negative parts. */
export type Written = Pick<Account, 'changes' | 'potentiation' | 'depression'>;

/** What a step held in hidden stores after it, and how many of their values it changed. */
export type Hidden = Pick<Account, 'stored' | 'hiddenWrites'>;

export interface Ledger {
  /** Books changes of a bundle that one or more steps have written. */
  write(bundle: string, written: Written, kind?: WriteKind): void;
  /** Books the events of a rewiring pass. */
  structural(bundle: string, difference: Difference): void;
  /** Books what hidden stores (caches, residuals, hidden states of discrete synapses) held and how often they changed. */
  hidden(bundle: string, hidden: Hidden): void;
  /** Books steps, the connections that existed at them (Σ over the steps), and multiply-adds. */
  work(work: Work): void;
  account(bundle: string): Account;
  /** Names of the bundles booked so far. */
  bundles(): readonly string[];
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

const NOTHING: Account = {
  changes: 0,
  potentiation: 0,
  depression: 0,
  updates: 0,
  consolidated: 0,
  flipped: 0,
  created: 0,
  deleted: 0,
  stored: 0,
  hiddenWrites: 0,
};

const KEYS = Object.keys(NOTHING) as (keyof Account)[];

function sum(a: Account, b: Partial<Account>): Account {
  const both = KEYS.map((key) => [key, a[key] + (b[key] ?? 0)]);
  return Object.fromEntries(both) as Record<keyof Account, number>;
}

const COUNTER = {
  update: 'updates',
  consolidate: 'consolidated',
  flip: 'flipped',
} as const satisfies Record<WriteKind, keyof Account>;

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
  const book = (bundle: string, what: Partial<Account>): void =>
    void accounts.set(bundle, sum(account(bundle), what));
  return {
    write: (bundle, { changes, potentiation, depression }, kind = 'update') =>
      book(bundle, { changes, potentiation, depression, [COUNTER[kind]]: changes }),
    structural(bundle, { changes, potentiation, depression, created, deleted }) {
      const updates = changes - created - deleted;
      book(bundle, { changes, potentiation, depression, created, deleted, updates });
    },
    hidden: (bundle, { stored, hiddenWrites }) => book(bundle, { stored, hiddenWrites }),
    work(work) {
      steps += work.steps;
      upkeep += work.upkeep;
      forward += work.forward;
      backward += work.backward;
    },
    account,
    bundles: () => [...accounts.keys()],
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

/** A ledger's state out of plain JSON. Throws `FrugalError` where it is none. */
export function readLedger(value: unknown): LedgerState {
  const fields = (of: unknown, what: string): Readonly<Record<string, unknown>> => {
    if (typeof of === 'object' && of !== null) return of as Readonly<Record<string, unknown>>;
    throw new FrugalError(`the checkpoint has no ${what}; it belongs to another learner`);
  };
  const number = (of: Readonly<Record<string, unknown>>, key: string): number => {
    const found = of[key];
    if (typeof found === 'number') return found;
    throw new FrugalError(`the checkpoint's account has no "${key}"`);
  };
  const state = fields(value, 'account');
  const accounts = Object.entries(fields(state.accounts, 'account of bundles')).map(
    ([bundle, account]) => {
      const own = fields(account, `account of "${bundle}"`);
      return [bundle, Object.fromEntries(KEYS.map((key) => [key, number(own, key)])) as Sums];
    },
  );
  return {
    accounts: Object.fromEntries(accounts),
    steps: number(state, 'steps'),
    upkeep: number(state, 'upkeep'),
    forward: number(state, 'forward'),
    backward: number(state, 'backward'),
  };
}

type Sums = Record<keyof Account, number>;

/** What came between two readings of a ledger. */
export function subtractTotals(after: LedgerTotals, before: LedgerTotals): LedgerTotals {
  const keys = Object.keys(after) as (keyof LedgerTotals)[];
  const differences = keys.map((key) => [key, after[key] - before[key]]);
  return Object.fromEntries(differences) as Record<keyof LedgerTotals, number>;
}
