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
  /**
   * Multiply-adds that rules of rewiring took to choose: batches that were looked at, gradients of absent connections. Absent
   * where none has taken any.
   */
  readonly choosing?: number;
}

/** What steps have cost beside changes: counts, and so exact. */
export type Work = Pick<LedgerTotals, 'steps' | 'upkeep' | 'forward' | 'backward'> &
  Pick<LedgerTotals, 'choosing'>;

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
  /** Absent where no rule has taken any. */
  readonly choosing?: number;
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

type Sums = { -readonly [K in keyof Account]: Account[K] };

/** Said field by field: a small network books more than it computes. */
function add(to: Sums, what: Account): void {
  to.changes += what.changes;
  to.potentiation += what.potentiation;
  to.depression += what.depression;
  to.updates += what.updates;
  to.consolidated += what.consolidated;
  to.flipped += what.flipped;
  to.created += what.created;
  to.deleted += what.deleted;
  to.stored += what.stored;
  to.hiddenWrites += what.hiddenWrites;
}

const COUNTER = {
  update: 'updates',
  consolidate: 'consolidated',
  flip: 'flipped',
} as const satisfies Record<WriteKind, keyof Account>;

/** An empty ledger, or one that goes on from a checkpoint. */
export function createLedger(from?: LedgerState): Ledger {
  const accounts = new Map<string, Sums>(
    Object.entries(from?.accounts ?? {}).map(([bundle, account]) => [bundle, { ...account }]),
  );
  let {
    steps,
    upkeep,
    forward,
    backward,
    choosing = 0,
  }: Omit<LedgerState, 'accounts'> = from ?? {
    steps: 0,
    upkeep: 0,
    forward: 0,
    backward: 0,
  };
  const own = (bundle: string): Sums => {
    const found = accounts.get(bundle);
    if (found !== undefined) return found;
    const made = { ...NOTHING };
    accounts.set(bundle, made);
    return made;
  };
  return {
    write(bundle, { changes, potentiation, depression }, kind = 'update') {
      const to = own(bundle);
      to.changes += changes;
      to.potentiation += potentiation;
      to.depression += depression;
      to[COUNTER[kind]] += changes;
    },
    structural(bundle, { changes, potentiation, depression, created, deleted }) {
      const to = own(bundle);
      to.changes += changes;
      to.potentiation += potentiation;
      to.depression += depression;
      to.created += created;
      to.deleted += deleted;
      to.updates += changes - created - deleted;
    },
    hidden(bundle, { stored, hiddenWrites }) {
      const to = own(bundle);
      to.stored += stored;
      to.hiddenWrites += hiddenWrites;
    },
    work(work) {
      steps += work.steps;
      upkeep += work.upkeep;
      forward += work.forward;
      backward += work.backward;
      choosing += work.choosing ?? 0;
    },
    account: (bundle) => ({ ...(accounts.get(bundle) ?? NOTHING) }),
    bundles: () => [...accounts.keys()],
    totals() {
      const all = { ...NOTHING };
      for (const account of accounts.values()) add(all, account);
      return {
        ...all,
        energy: all.potentiation + all.depression,
        steps,
        upkeep,
        forward,
        backward,
        ...(choosing > 0 && { choosing }),
      };
    },
    state() {
      const copies = [...accounts].map(([bundle, account]) => [bundle, { ...account }] as const);
      const counts = { steps, upkeep, forward, backward, ...(choosing > 0 && { choosing }) };
      return { accounts: Object.fromEntries(copies), ...counts };
    },
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
    ...(state.choosing === undefined ? {} : { choosing: number(state, 'choosing') }),
  };
}

const TOTALS = [...KEYS, 'energy', 'steps', 'upkeep', 'forward', 'backward'] as const;

/** What came between two readings of a ledger. */
export function subtractTotals(after: LedgerTotals, before: LedgerTotals): LedgerTotals {
  const { choosing: chosen = 0, ...sums } = after;
  const difference: { -readonly [K in keyof LedgerTotals]: LedgerTotals[K] } = sums;
  for (const key of TOTALS) difference[key] -= before[key];
  const choosing = chosen - (before.choosing ?? 0);
  return choosing > 0 ? { ...difference, choosing } : difference;
}
