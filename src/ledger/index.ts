/** What learning costs: the account, its minima, and other meters. */

export { compareLayers, compareStep, type Difference } from './compare.ts';
export {
  type Audit,
  createAudit,
  inefficiency,
  type Least,
  leastOf,
  type Prices,
  priced,
} from './least.ts';
export {
  type Account,
  createLedger,
  type Hidden,
  type Ledger,
  type LedgerState,
  type LedgerTotals,
  readLedger,
  subtractTotals,
  type Work,
  type WriteKind,
  type Written,
} from './ledger.ts';
export {
  bitsStored,
  PHYSICAL_UNITS,
  type PhysicalUnits,
  physicalUnits,
  picojoules,
  reliabilityCost,
  transmission,
  wireLength,
} from './meters.ts';
