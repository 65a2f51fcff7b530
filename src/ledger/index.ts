export { compareWirings, type Difference, type Wiring } from './compare.ts';
export {
  type Audit,
  createAudit,
  inefficiency,
  type Least,
  leastOf,
  type Prices,
  priced,
  type Wirings,
} from './least.ts';
export {
  type Account,
  createLedger,
  type Hidden,
  type Ledger,
  type LedgerState,
  type LedgerTotals,
  subtractTotals,
  type WriteKind,
  type Written,
} from './ledger.ts';
export {
  bitsStored,
  type PhysicalUnits,
  physicalUnits,
  reliabilityCost,
  transmission,
  wireLength,
} from './meters.ts';
