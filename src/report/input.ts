/**
 * From runs and what their study makes of them to the input of a page: which runs are evidence together, what they are
 * called, what they claim. Pure, so that the command line and the lab show the same.
 */

import { answering } from '../protocol/figure-answers.ts';
import { valueText } from '../protocol/parameters.ts';
import { columnHelp } from '../protocol/records.ts';
import { type Tabulated, tabulate } from '../protocol/results.ts';
import {
  type ClaimResult,
  claimsAbout,
  claimsOf,
  type Study,
  type StudyResult,
} from '../protocol/study.ts';
import { inOrder, differing as namesThatDiffer, variantsOf } from '../protocol/variants.ts';
import { commandFor } from '../runs/command.ts';
import type { RunSpec } from '../runs/spec-document.ts';
import type { StoredRun } from '../runs/stored.ts';
import type { ReportClaims, ReportInput, ReportParameter, ReportRun } from './source.ts';

/** A run with what its study makes of it. */
export interface Loaded {
  /** Where it comes from. */
  readonly stored: Pick<
    StoredRun,
    'folder' | 'identity' | 'spec' | 'environment' | 'records' | 'timing'
  > & {
    readonly summary?: Pick<NonNullable<StoredRun['summary']>, 'hash' | 'seconds' | 'stretches'>;
  };
  readonly spec: RunSpec;
  readonly result: StudyResult<RunSpec['parameters']>;
}

/** The input of a page over runs of one study, at least one. */
export function reportInput(study: Study, read: readonly Loaded[]): ReportInput {
  const loaded = inOrder(
    study.parameters,
    read.map((run) => ({ ...run.spec, run })),
  ).map(({ run }) => run);
  const settings = loaded.map(({ spec }) => spec);
  const differing = namesThatDiffer(study.parameters, settings, true);
  const runs = loaded.map((run) => reportRun(study, run, labelOf(run, loaded, differing)));
  const table = tableOf(study, loaded);
  return {
    study: {
      name: study.name,
      title: study.title,
      description: study.description,
      paper: study.paper,
    },
    parameters: parametersOf(study, loaded),
    runs,
    claims: claimsBySetting(study, loaded),
    figures: answering(study.figures(loaded.map(({ result }) => result)), study.answers),
    ...(table && { table }),
    columns: study.records === undefined ? [] : columnHelp(study.records),
  };
}

function reportRun(study: Study, { stored, spec }: Loaded, label: string): ReportRun {
  const { summary, spec: document } = stored;
  const elapsed = stored.timing.at(-1)?.elapsed;
  const seconds = summary?.seconds ?? elapsed;
  return {
    label,
    identity: stored.identity,
    ...(summary && { hash: summary.hash }),
    folder: stored.folder,
    parameters: document.parameters,
    seed: document.seed,
    arithmetic: document.arithmetic,
    engine: document.engine,
    data: document.data,
    records: stored.records,
    environment: stored.environment ?? {},
    timing: {
      ...(seconds !== undefined && { seconds }),
      ...(summary && { stretches: summary.stretches }),
    },
    command: `frugal ${commandFor(study, spec)}`,
  };
}

/** The study's table over all settings, with the seconds that records took. */
function tableOf(study: Study, loaded: readonly Loaded[]): Tabulated | undefined {
  if (study.table === undefined) return undefined;
  const settings = loaded.map((run) => ({ ...run.spec, run }));
  const variants = variantsOf(study.parameters, settings).map(({ label, runs }) => ({
    label,
    results: runs.map(({ run: { result, stored } }) => ({
      ...result,
      seconds: stored.timing.map(({ seconds }) => seconds),
    })),
  }));
  return tabulate(study.table, variants);
}

/** The claims over the runs of each setting together; those that are not finished wait, unless none is. */
function claimsBySetting(study: Study, loaded: readonly Loaded[]): ReportClaims[] {
  const settings = loaded.map((run) => ({ ...run.spec, run }));
  return variantsOf(study.parameters, settings).map(({ label, runs }) => {
    const finished = runs.filter(({ run }) => run.stored.summary !== undefined);
    const used = (finished.length > 0 ? finished : runs).map(({ run }) => run.result);
    const results = finished.length > 0 ? claimsOf(study, used) : claimsSoFar(study, used);
    return { label, runs: used.length, results };
  });
}

/** Nothing is decided before a run is finished; a claim may not even be measurable. */
function claimsSoFar(study: Study, results: readonly Loaded['result'][]): ClaimResult[] {
  return claimsAbout(study, results[0].parameters).map((claim) => {
    const { id, statement, published } = claim;
    const open = { id, statement, published, verdict: 'undecided' } as const;
    try {
      return { ...open, measured: `${claim.measure(results).measured}, so far` };
    } catch {
      return { ...open, measured: 'nothing yet: the run is not finished' };
    }
  });
}

function parametersOf(study: Study, runs: readonly Loaded[]): ReportParameter[] {
  return Object.entries(study.parameters).map(([name, parameter]) => ({
    name,
    ...(parameter.symbol !== undefined && { symbol: parameter.symbol }),
    ...(parameter.unit !== undefined && { unit: parameter.unit }),
    description: parameter.description,
    default: valueText(parameter.default),
    values: [...new Set(runs.map(({ spec }) => valueText(spec.parameters[name])))],
  }));
}

/** The parameters by which a run differs from others, seed aside: runs with the same variant are repetitions. */
function variantOf({ parameters }: RunSpec, differing: readonly string[]): string {
  return differing.map((name) => `${name} ${valueText(parameters[name])}`).join(', ');
}

function labelOf({ spec }: Loaded, all: readonly Loaded[], differing: readonly string[]): string {
  const parts = differing.length > 0 ? [variantOf(spec, differing)] : [];
  const several = (key: 'seed' | 'arithmetic') => new Set(all.map((run) => run.spec[key])).size > 1;
  if (several('seed')) parts.push(`seed ${spec.seed}`);
  if (several('arithmetic')) parts.push(spec.arithmetic);
  return parts.length > 0 || all.length === 1 ? parts.join(', ') : `seed ${spec.seed}`;
}
