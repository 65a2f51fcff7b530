/** What a study is made of: parameters, records, jobs, claims. Enough for a study of one's own. */

export { type Job, type JobContext, type JobStep, runJobs } from './jobs.ts';
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
export {
  type Column,
  columnHelp,
  group,
  type Kinds,
  type KindTable,
  kinds,
  listOf,
  name,
  type RecordOf,
  type Row,
  real,
  share,
  whole,
} from './records.ts';
export {
  type Claim,
  type ClaimResult,
  claimsOf,
  type Pooled,
  pooled,
  type RunContext,
  type Snapshot,
  type Step,
  type Study,
  type StudyRecord,
  type StudyResult,
  study,
  type Verdict,
} from './study.ts';
export type {
  Look,
  SeenCurve,
  SeenExamples,
  SeenLaw,
  SeenSpace,
  SeenTrial,
  Sight,
} from './view.ts';
