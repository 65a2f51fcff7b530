/**
 * The least that any path from the first weights to the present ones must cost, and what was spent beyond it; and the
 * audit, which recomputes a ledger from copies of the weights.
 */

import { FrugalError } from '../errors.ts';
import { copyLayer, type Layer, type Layers } from '../sparse/layer.ts';
import { compareLayers } from './compare.ts';
import { createLedger, type Ledger, type LedgerTotals } from './ledger.ts';

/** M0min and M1min: slots whose weight or existence differs, and the sum of the differences' sizes. */
export interface Least {
  readonly changes: number;
  readonly energy: number;
}

/** Minima over all bundles of `beginning`. Throws `FrugalError` where `now` lacks one of them. */
export function leastOf(beginning: Layers, now: Layers): Least {
  let [changes, energy] = [0, 0];
  for (const [name, first] of Object.entries(beginning)) {
    const least = compareLayers(first, layerNamed(now, name));
    changes += least.changes;
    energy += least.potentiation + least.depression;
  }
  return { changes, energy };
}

/**
 * M0/M0min and M1/M1min: 1 for the direct path. 1 where nothing was written and nothing differs, infinite where
 * everything that was written has been undone. Source: H. L. Li & M. van Rossum, eLife 9:e50804 (2020), eq. 2.
 */
export function inefficiency(
  totals: Pick<LedgerTotals, 'changes' | 'energy'>,
  least: Least,
): Least {
  const share = (spent: number, needed: number): number =>
    spent === 0 && needed === 0 ? 1 : spent / needed;
  return {
    changes: share(totals.changes, least.changes),
    energy: share(totals.energy, least.energy),
  };
}

/** Prices that turn an account into one number. All are 0 unless given: nothing is mixed in silently. */
export interface Prices {
  /** c, per unit of weight held in a hidden store for one step. */
  readonly store?: number;
  /** κ_c and κ_d, per connection created and deleted. */
  readonly creation?: number;
  readonly deletion?: number;
}

/** M1 + c·S + κ_c·created + κ_d·deleted. Throws `FrugalError` for a negative price. */
export function priced(
  totals: Pick<LedgerTotals, 'energy' | 'stored' | 'created' | 'deleted'>,
  { store = 0, creation = 0, deletion = 0 }: Prices,
): number {
  for (const [name, price] of Object.entries({ store, creation, deletion }))
    if (!(price >= 0 && price < Infinity))
      throw new FrugalError(`the price of a ${name} ${price} is outside [0, ∞)`);
  const structure = creation * totals.created + deletion * totals.deleted;
  return totals.energy + store * totals.stored + structure;
}

/** Follows a learner by copies of its weights: slow, and independent of what the learner books. */
export interface Audit {
  /** Books what has changed since the last look; call it after every step. */
  look(now: Layers): void;
  /** The account as the copies show it. */
  readonly ledger: Ledger;
  /**
   * Compares M0, potentiation and depression of every bundle with another ledger's.
   *
   * @throws FrugalError that names the first number off by more than `tolerance` (relative)
   */
  check(other: Ledger, tolerance?: number): void;
}

/** Begins an audit. A slot deleted and created again between two looks counts once, with its net change. */
export function createAudit(beginning: Layers): Audit {
  const ledger = createLedger();
  const copies = new Map(
    Object.entries(beginning).map(([name, layer]) => [name, copyLayer(layer)]),
  );
  return {
    ledger,
    look(now) {
      for (const [name, before] of copies) {
        const after = copyLayer(layerNamed(now, name));
        ledger.structural(name, compareLayers(before, after));
        copies.set(name, after);
      }
    },
    check(other, tolerance = 1e-6) {
      for (const name of copies.keys()) {
        const [seen, told] = [ledger.account(name), other.account(name)];
        for (const key of ['changes', 'potentiation', 'depression'] as const) {
          const size = Math.max(Math.abs(seen[key]), 1e-12);
          if (Math.abs(seen[key] - told[key]) <= tolerance * size) continue;
          throw new FrugalError(
            `the ledger's ${key} of ${name} is ${told[key]}, the weights show ${seen[key]}`,
          );
        }
      }
    },
  };
}

function layerNamed(layers: Layers, name: string): Layer {
  const found = layers[name];
  if (found === undefined) throw new FrugalError(`no weights of bundle "${name}" were given`);
  return found;
}
