export type { Axis, Figure, Mark, Row, Tick } from '../figures/figure.ts';
export {
  checkValues,
  choice,
  choices,
  flag,
  integer,
  list,
  number,
  type Parameter,
  type ParameterTable,
  resolveParameters,
  type ValuesOf,
} from './parameters.ts';
export { loadStudy, type Registry, studies } from './registry.ts';
export {
  type Claim,
  type ClaimResult,
  type RunContext,
  type Snapshot,
  type Step,
  type Study,
  type StudyRecord,
  type StudyResult,
  study,
  type Verdict,
} from './study.ts';
