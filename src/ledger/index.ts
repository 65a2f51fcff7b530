export { compareWirings, type Difference, type Wiring } from './compare.ts';
export {
  type Account,
  createLedger,
  type Ledger,
  type LedgerState,
  type LedgerTotals,
  subtractTotals,
} from './ledger.ts';
